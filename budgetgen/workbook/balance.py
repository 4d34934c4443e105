"""平衡检查: checks that turn red or green while the clerk types; grey where there is nothing to compare with.

No check compares cells with themselves: one side is the line items, the other was typed elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from budgetgen.model import vocabulary as v
from budgetgen.workbook import layout
from budgetgen.workbook.formulas import PREVIEW_FIRST, Formulas, Made, preview
from budgetgen.workbook.styles import Styles
from budgetgen.workbook.sums import ITEM_SUMS

GOOD, BAD, UNKNOWN = "一致", "要核对", "无从比较"
_CENT = "0.004"
"""Less than half a fen: what floating point leaves between equal amounts."""
_COMPARED = (
    v.Item.BASIC, v.Item.PROJECT, v.Item.ABROAD, v.Item.VEHICLE_PURCHASE,
    v.Item.VEHICLE_RUNNING, v.Item.RECEPTION,
)  # fmt: skip


@dataclass(frozen=True)
class Check:
    """One line: two sides, a verdict, where to look."""

    title: str
    left: Made
    right: Made
    verdict: Made
    place: str
    remark: str


def write_balance(page: Any, styles: Styles, formulas: Formulas) -> None:
    """The preview of this year's figures, then the checks."""
    for index, width in enumerate((34, 18, 18, 14, 16, 60)):
        page.set_column(index, index, width)
    page.write_string(0, 0, "平衡检查", styles.title)
    page.write_string(1, 0, "填报时随时看：绿色一致，红色要核对，灰色无从比较。", styles.remark)
    page.write_row(2, 0, ("本年数预览", "金额（工作簿单位）"), styles.head)
    for row, (item, (formula, value)) in enumerate(preview(formulas), start=PREVIEW_FIRST - 1):
        page.write_string(row, 0, item.value, styles.text)
        page.write_formula(row, 1, formula, styles.formula_money, value)
    first = PREVIEW_FIRST + len(ITEM_SUMS) + 1
    heads = ("检查事项", "明细一边", "另一边", "结论", "位置", "说明")
    page.write_row(first - 1, 0, heads, styles.head)
    made = list(checks(formulas))
    for row, check in enumerate(made, start=first):
        _write(page, row, check, styles)
    area = (first, 3, first + len(made) - 1, 3)
    for word, style in ((GOOD, styles.good), (BAD, styles.bad), (UNKNOWN, styles.unknown)):
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": style}
        page.conditional_format(*area, rule)
    page.freeze_panes(3, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _write(page: Any, row: int, check: Check, styles: Styles) -> None:
    page.write_string(row, 0, check.title, styles.text)
    for index, (formula, value) in enumerate((check.left, check.right), start=1):
        page.write_formula(row, index, formula, styles.formula_money, value)
    formula, value = check.verdict
    page.write_formula(row, 3, formula.format(row=row + 1), styles.formula_text, value)
    page.write_url(row, 4, f"internal:'{check.place}'!A1", styles.link, check.place)
    page.write_string(row, 5, check.remark, styles.remark)


def checks(formulas: Formulas) -> Iterator[Check]:
    """All lines, in the reviewer's order."""
    yield _approvals(formulas)
    yield _project_codes(formulas)
    yield _plans(formulas)
    yield _indicators(formulas)
    for item in _COMPARED:
        yield _against_last_year(formulas, item)


def _zero(given: Made, wrong: int, some: bool) -> Made:
    """Green where a count of faults is nil, grey where nothing was typed to count."""
    test, _ = given
    value = UNKNOWN if not some else BAD if wrong else GOOD
    return f'=IF({test},"{UNKNOWN}",IF(B{{row}}=C{{row}},"{GOOD}","{BAD}"))', value


def _approvals(f: Formulas) -> Check:
    gaps = f.range(layout.CONTROLS, "差额")
    typed = [f.range(layout.CONTROLS, title) for title in ("控制数", "批复数")]
    controls = f.budget.controls if f.budget else ()
    found = [gap for c in controls if (gap := f.control_gap(c)) is not None]
    wrong = sum(abs(f.amount(gap)) > Decimal(_CENT) for gap in found)
    count = f'=COUNTIFS({gaps},">{_CENT}")+COUNTIFS({gaps},"<-{_CENT}")'
    nothing = f"COUNT({typed[0]})+COUNT({typed[1]})=0"
    return Check(
        "明细与批复控制数不一致的行数", (count, wrong), ("=0", 0),
        _zero((nothing, ""), wrong, bool(found)), layout.CONTROLS.title,
        "批复控制数没有填写时无从比较，填写后才有红绿。",
    )  # fmt: skip


def _project_codes(f: Formulas) -> Check:
    kinds, codes = (f.range(layout.LINES, t) for t in ("支出类别", "项目编码"))
    projects = [x for x in f.lines if x.category is v.Category.PROJECT]
    wrong = sum(not x.project for x in projects)
    count = f'=COUNTIFS({kinds},"项目支出",{codes},"")'
    nothing = f'COUNTIFS({kinds},"项目支出")=0'
    return Check(
        "没有项目编码的项目支出行数", (count, wrong), ("=0", 0),
        _zero((nothing, ""), wrong, bool(projects)), layout.LINES.title,
        "每行项目支出都要写项目编码。",
    )  # fmt: skip


def _plans(f: Formulas) -> Check:
    budgets, ends = (f.range(layout.PROJECTS, t) for t in ("预算数", "12月底"))
    basis = f"基本信息!$B${[k.field for k in layout.INFO].index('plan_basis') + 2}"
    projects = f.budget.projects if f.budget else ()
    percent = bool(f.budget) and f.budget.info.plan_basis is v.PlanBasis.PERCENT  # type: ignore[union-attr]
    planned = [p.plan_december for p in projects if p.plan_december is not None]
    left = sum((f.project_budget(p) for p in projects), Decimal(0))
    right = sum(planned, Decimal(0))
    nothing = f'OR({basis}="{v.PlanBasis.PERCENT}",COUNT({ends})=0)'
    same = abs(f.amount(left - right)) <= Decimal(_CENT)
    value = UNKNOWN if percent or not planned else GOOD if same else BAD
    verdict = f'=IF({nothing},"{UNKNOWN}",IF(ABS(B{{row}}-C{{row}})<={_CENT},"{GOOD}","{BAD}"))'
    shown = float(right) if percent else f.shown(right)
    return Check(
        "项目预算数合计与12月底计划合计", (f"=SUM({budgets})", f.shown(left)),
        (f"=SUM({ends})", shown), (verdict, value), layout.PROJECTS.title,
        "计划填累计数，12月底等于预算数；按百分比填的不在这里比较。",
    )  # fmt: skip


def _indicators(f: Formulas) -> Check:
    codes, used = f.range(layout.PROJECTS, "项目编码"), f.range(layout.INDICATORS, "项目编码")
    projects = f.budget.projects if f.budget else ()
    have = {x.project for x in f.budget.indicators} if f.budget else set()
    wrong = sum(p.code not in have for p in projects)
    count = f'=SUMPRODUCT(({codes}<>"")*(COUNTIF({used},{codes})=0))'
    nothing = f"COUNTA({codes})=0"
    return Check(
        "没有绩效指标的项目数", (count, wrong), ("=0", 0),
        _zero((nothing, ""), wrong, bool(projects)), layout.INDICATORS.title,
        "每个公开的项目都要有绩效指标。",
    )  # fmt: skip


def _against_last_year(f: Formulas, item: v.Item) -> Check:
    items, amounts = (f.range(layout.PRIOR, t) for t in ("事项", "金额"))
    named, texts = (f.range(layout.REASONS, t) for t in ("事项", "原因"))
    this, value = f.line_sum(ITEM_SUMS[item])
    last = f.last_year(item)
    reason = bool(f.budget and f.budget.reason_for(item))
    verdict = (
        f'=IF(COUNTIFS({items},"{item}")=0,"{UNKNOWN}",IF(OR(ABS(B{{row}}-C{{row}})<={_CENT},'
        f'COUNTIFS({named},"{item}",{texts},"?*")>0),"{GOOD}","{BAD}"))'
    )
    said = UNKNOWN
    if last is not None:
        changed = abs(Decimal(str(value)) - f.amount(last)) > Decimal(_CENT)
        said = BAD if changed and not reason else GOOD
    return Check(
        f"{item}：有增减的写明原因", (this, value),
        (f'=SUMIFS({amounts},{items},"{item}")', 0.0 if last is None else f.shown(last)),
        (verdict, said), layout.REASONS.title, "另一边是上年预算数；没有上年数时无从比较。",
    )  # fmt: skip
