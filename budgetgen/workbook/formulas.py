"""公式列: what the form shows for the clerk's eyes, each formula with the value it has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from budgetgen.model import budget as m
from budgetgen.model import vocabulary as v
from budgetgen.profiles import Profile
from budgetgen.workbook import layout
from budgetgen.workbook.layout import Sheet
from budgetgen.workbook.lists import Lists
from budgetgen.workbook.styles import Styles
from budgetgen.workbook.sums import ITEM_SUMS, LineSum, cells, column, flag, optional

PREVIEW_FIRST = 4
"""First row (one-based) of the figures that 平衡检查 previews."""

Value = str | float
Made = tuple[str, Value]
"""A formula and its value."""


class Formulas:
    """Formulas over a workbook whose sheets have so many prepared rows."""

    def __init__(
        self, budget: m.Budget | None, profile: Profile, lists: Lists, rows: Mapping[str, int],
        amount: Callable[[Decimal], Decimal],
    ) -> None:  # fmt: skip
        self.budget, self.rows, self.amount = budget, rows, amount
        self._profile, self._lists = profile, lists
        self._year = budget.info.year if budget else 2000
        self._by_sheet: Mapping[str, Mapping[str, Callable[[int, Any], Made]]] = {
            layout.LINES.title: {
                "功能科目名称": self._function_name, "经济科目名称": self._economic_name,
                "项目名称": self._project_name(layout.LINES),
            },
            layout.INDICATORS.title: {"项目名称": self._project_name(layout.INDICATORS)},
            layout.PROJECTS.title: {"预算数": self._project_budget},
            layout.CONTROLS.title: {"明细合计": self._control_sum, "差额": self._control_gap},
            layout.REASONS.title: {
                "上年数": self._last_year, "本年数": self._this_year, "增减额": self._change,
            },
        }  # fmt: skip

    @property
    def lines(self) -> tuple[m.LineItem, ...]:
        """The line items behind the values."""
        return self.budget.lines if self.budget else ()

    def range(self, sheet: Sheet, title: str) -> str:
        """All prepared cells of a column."""
        return cells(sheet, title, self.rows[sheet.title])

    def shown(self, yuan: Decimal) -> float:
        """An amount in the workbook's unit, as a value."""
        return float(self.amount(yuan))

    def line_sum(self, wanted: LineSum) -> Made:
        """A sum over 收支明细."""
        rows = self.rows[layout.LINES.title]
        return f"={wanted.formula(rows)}", self.shown(wanted.value(self.lines))

    def fill(self, page: Any, sheet: Sheet, records: Sequence[Any], styles: Styles) -> None:
        """Write a sheet's formula columns down all prepared rows."""
        makers = self._by_sheet.get(sheet.title, {})
        for index, each in enumerate(sheet.columns):
            if each.title not in makers or each.field:
                continue
            names = each.title.endswith("名称")
            style = styles.formula_text if names else styles.formula_money
            for row in range(1, self.rows[sheet.title] + 1):
                record = records[row - 1] if row <= len(records) else None
                formula, value = makers[each.title](row + 1, record)
                if formula:
                    page.write_formula(row, index, formula, style, value)
                else:
                    page.write(row, index, value, style)

    # 科目、项目名称 ------------------------------------------------------------------------------

    def _function_name(self, row: int, line: m.LineItem | None) -> Made:
        if line and line.function_name:
            return "", line.function_name
        cell = f"{column(layout.LINES, '功能科目编码')}{row}"
        name = self._profile.function_catalogue.name(line.function, self._year) if line else ""
        return self._lists.name_formula(cell, "功能科目编码", "功能科目名称"), name or ""

    def _economic_name(self, row: int, line: m.LineItem | None) -> Made:
        if line and line.economic_name:
            return "", line.economic_name
        cell = f"{column(layout.LINES, '经济科目编码')}{row}"
        name = self._profile.economic_catalogue.name(line.economic, self._year) if line else ""
        return self._lists.name_formula(cell, "经济科目编码", "经济科目名称"), name or ""

    def _project_name(self, sheet: Sheet) -> Callable[[int, Any], Made]:
        codes, names = (self.range(layout.PROJECTS, t) for t in ("项目编码", "项目名称"))
        known = self.budget.project_by_code if self.budget else {}

        def made(row: int, record: Any) -> Made:
            cell = f"{column(sheet, '项目编码')}{row}"
            project = known.get(record.project) if record else None
            found = f"INDEX({names},MATCH({cell},{codes},0))"
            return f'=IF({cell}="","",IFERROR({found},""))', project.name if project else ""

        return made

    def _project_budget(self, row: int, project: m.Project | None) -> Made:
        lines = layout.LINES
        amounts, codes, kinds = (self.range(lines, t) for t in ("金额", "项目编码", "支出类别"))
        cell = f"{column(layout.PROJECTS, '项目编码')}{row}"
        made = f'=IF({cell}="","",SUMIFS({amounts},{codes},{cell},{kinds},"项目支出"))'
        return made, self.shown(self.project_budget(project)) if project else ""

    def project_budget(self, project: m.Project) -> Decimal:
        """A project's budget in 元."""
        return sum(
            (
                x.amount
                for x in self.lines
                if x.project == project.code and x.category is v.Category.PROJECT
            ),
            Decimal(0),
        )

    # 批复控制数 ----------------------------------------------------------------------------------

    def _control_sum(self, row: int, control: m.ControlFigure | None) -> Made:
        def cell(title: str) -> str:
            return f"{column(layout.CONTROLS, title)}{row}"

        tests = ",".join(
            f"{self.range(layout.LINES, title)},{test}"
            for title, test in (
                ("资金来源", cell("资金来源")), ("上年结转", flag(cell("上年结转"))),
                ("单位编码", optional(cell("单位编码"))), ("支出类别", optional(cell("支出类别"))),
                ("项目编码", optional(cell("项目编码"))),
            )
        )  # fmt: skip
        summed = f"SUMIFS({self.range(layout.LINES, '金额')},{tests})"
        value = self.shown(self.control_sum(control)) if control else ""
        return f'=IF({cell("资金来源")}="","",{summed})', value

    def control_sum(self, control: m.ControlFigure) -> Decimal:
        """The line items that a control figure speaks of, in 元."""
        return sum((x.amount for x in self.lines if _speaks_of(control, x)), Decimal(0))

    def _control_gap(self, row: int, control: m.ControlFigure | None) -> Made:
        at = {t: f"{column(layout.CONTROLS, t)}{row}" for t in ("控制数", "批复数", "明细合计")}
        made = (
            f'=IF({at["批复数"]}<>"",{at["明细合计"]}-{at["批复数"]},'
            f'IF({at["控制数"]}<>"",{at["明细合计"]}-{at["控制数"]},""))'
        )
        gap = self.control_gap(control) if control else None
        return made, "" if gap is None else self.shown(gap)

    def control_gap(self, control: m.ControlFigure) -> Decimal | None:
        """Line items less the approved (else control) figure, in 元; None where neither is given."""
        figure = control.approved if control.approved is not None else control.control
        return None if figure is None else self.control_sum(control) - figure

    # 增减原因 ------------------------------------------------------------------------------------

    def _last_year(self, row: int, reason: m.Reason | None) -> Made:
        items, amounts = (self.range(layout.PRIOR, t) for t in ("事项", "金额"))
        cell = f"{column(layout.REASONS, '事项')}{row}"
        made = f'=IF(COUNTIFS({items},{cell})=0,"",SUMIFS({amounts},{items},{cell}))'
        last = self.last_year(reason.item) if reason else None
        return made, "" if last is None else self.shown(last)

    def last_year(self, item: v.Item) -> Decimal | None:
        """Last year's figure in 元."""
        return self.budget.prior_amount(item) if self.budget else None

    def _this_year(self, row: int, reason: m.Reason | None) -> Made:
        first, last = PREVIEW_FIRST, PREVIEW_FIRST + len(ITEM_SUMS) - 1
        cell = f"{column(layout.REASONS, '事项')}{row}"
        sheet = layout.BALANCE_SHEET
        found = f"INDEX({sheet}!$B${first}:$B${last},MATCH({cell},{sheet}!$A${first}:$A${last},0))"
        value = self.shown(ITEM_SUMS[reason.item].value(self.lines)) if reason else ""
        return f'=IF({cell}="","",IFERROR({found},""))', value

    def _change(self, row: int, reason: m.Reason | None) -> Made:
        this, last = (f"{column(layout.REASONS, t)}{row}" for t in ("本年数", "上年数"))
        before = self.last_year(reason.item) if reason else None
        value: Value = ""
        if reason and before is not None:
            value = self.shown(ITEM_SUMS[reason.item].value(self.lines) - before)
        return f'=IF(OR({this}="",{last}=""),"",{this}-{last})', value


def _speaks_of(control: m.ControlFigure, line: m.LineItem) -> bool:
    return (
        line.source is control.source
        and line.carryover is control.carryover
        and control.unit in ("", line.unit)
        and control.category in (None, line.category)
        and control.project in ("", line.project)
    )


def preview(formulas: Formulas) -> Iterator[tuple[v.Item, Made]]:
    """This year's figure of every 事项."""
    for item, wanted in ITEM_SUMS.items():
        yield item, formulas.line_sum(wanted)
