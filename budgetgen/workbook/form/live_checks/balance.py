"""平衡检查: all lines in their places, then drawn; red, green and grey while the clerk types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from budgetgen.model import vocabulary as v
from budgetgen.workbook.form.columns import VERDICT, ItemArea
from budgetgen.workbook.form.content import Form
from budgetgen.workbook.form.formula import Calc, Value, unbroken
from budgetgen.workbook.form.live_checks.approved import control_checks
from budgetgen.workbook.form.live_checks.entry import entry_checks
from budgetgen.workbook.form.live_checks.last_year import item_checks, own_money_check
from budgetgen.workbook.form.live_checks.line import (
    BAD,
    GOOD,
    UNKNOWN,
    CheckRow,
    LiveCheck,
    SideKind,
)
from budgetgen.workbook.form.live_checks.preview import preview
from budgetgen.workbook.form.live_checks.projects import project_checks
from budgetgen.workbook.form.live_checks.spending import (
    deadline_check,
    purchase_checks,
    spending_checks,
)
from budgetgen.workbook.form.styles import HEAD_PIXELS, Styles
from budgetgen.workbook.layout import BALANCE_SHEET, PROJECTS

HEADS: Final = (
    ("检查事项", 52), ("左边", 16), ("右边", 16), ("差额", 15), ("结论", 34), ("位置", 15),
)  # fmt: skip
_HEAD: Final = 3
"""Row of the heads, below the purpose and the count of conclusions."""
_KEY: Final = len(HEADS) + 1
"""A hidden column with the 事项 of a line."""
_SHOWN_IN_REASONS: Final = {"本年数": "B", "上年数": "C", "增减额": "D", VERDICT: "E"}
_PURPOSE: Final = (
    "填表时随时看：绿色一致；红色不一致，点右边的位置改正；灰色无从比较，括号里说明缺什么。"
    "这张表自动算出，不用填。"
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the sheet: a heading or a check."""

    row: int
    content: str | LiveCheck


class Balance:
    """The lines with their rows; known before any sheet is written, because 增减原因 looks here."""

    def __init__(self, form: Form) -> None:
        self._unprinted = max(form.prepared(PROJECTS) - form.printed(PROJECTS), 0)
        self._lines = [
            _Line(row, content) for row, content in enumerate(_contents(form), start=_HEAD + 1)
        ]

    def __iter__(self) -> Iterator[tuple[CheckRow, LiveCheck]]:
        for line in self._lines:
            if isinstance(line.content, LiveCheck):
                yield CheckRow(line.row), line.content

    @property
    def last(self) -> int:
        """The last row."""
        return self._lines[-1].row

    def items(self) -> ItemArea:
        """Where the figures of each 事项 stand."""
        keyed = [(place, check) for place, check in self if check.key]
        rows = f"${keyed[0][0].row}", f"${keyed[-1][0].row}"
        areas = {
            title: f"'{BALANCE_SHEET}'!${letter}{rows[0]}:${letter}{rows[1]}"
            for title, letter in {**_SHOWN_IN_REASONS, "": "G"}.items()
        }
        values: dict[v.Item, dict[str, Value]] = {
            v.Item(check.key): {
                "本年数": check.left.value,
                "上年数": check.right.value,
                "增减额": check.difference(place).value,
                VERDICT: check.verdict(place).value,
            }
            for place, check in keyed
        }
        return ItemArea(areas[""], areas, values)

    def write(self, sheet: Any, styles: Styles) -> None:
        """Draw the sheet."""
        for row in range(_HEAD):
            sheet.set_row_pixels(row, HEAD_PIXELS)
        sheet.write_string(0, 0, _PURPOSE, styles.purpose)
        for place, (head, width) in enumerate(HEADS):
            sheet.set_column(place, place, width, styles.locked)
            sheet.write_string(_HEAD - 1, place, head, styles.head_derived)
        sheet.set_column(_KEY - 1, _KEY - 1, 10, styles.locked, {"hidden": True})
        styles.write_calc(sheet, 1, 0, self._summary(), styles.heading)
        for line in self._lines:
            if isinstance(line.content, LiveCheck):
                _write(sheet, CheckRow(line.row), line.content, styles)
            else:
                for place in range(len(HEADS)):
                    text = line.content if place == 0 else ""
                    sheet.write_string(line.row - 1, place, text, styles.group)
        self._colour(sheet, styles)
        sheet.freeze_panes(_HEAD, 1)
        sheet.print_area(0, 0, self.last - self._unprinted - 1, len(HEADS) - 1)

    def _summary(self) -> Calc:
        area = f"$E${_HEAD + 1}:$E${self.last}"
        said = [str(check.verdict(place).value) for place, check in self]
        parts, values = [], []
        for word in (BAD, GOOD, UNKNOWN):
            parts.append(f'"{word} "&COUNTIFS({area},"{word}*")&" 项"')
            values.append(f"{word} {sum(text.startswith(word) for text in said)} 项")
        return Calc('&"，"&'.join(parts), "，".join(values))

    def _colour(self, sheet: Any, styles: Styles) -> None:
        first = _HEAD + 1
        for word, style in (
            (BAD, styles.bad), (GOOD, styles.good), (UNKNOWN, styles.unknown),
        ):  # fmt: skip
            sheet.conditional_format(
                first - 1, 4, self.last - 1, 4,
                {
                    "type": "formula",
                    "criteria": f'=LEFT($E{first},{len(word)})="{word}"',
                    "format": style,
                },
            )  # fmt: skip


def _contents(form: Form) -> Iterator[str | LiveCheck]:
    yield "一、收支明细的填写"
    yield from entry_checks(form)
    yield "二、收支明细（左） 与 批复数（右）"
    yield from control_checks(form)
    yield "三、支出、项目、采购和公开时限"
    yield from spending_checks(form)
    yield from purchase_checks(form)
    yield deadline_check(form)
    yield "四、公开文件里的数：本年（左） 与 上年（右）；差额按印出的数相减"
    yield from item_checks(form)
    yield own_money_check(form)
    yield "五、公开文件将要印出的本年数（左）：与批复文件、平台的报表核对"
    yield from preview(form)
    yield "六、逐个项目：12月底计划（左） 与 预算数（右，百分比填报时为 100），绩效指标，采购"
    yield from project_checks(form)


def _write(sheet: Any, place: CheckRow, check: LiveCheck, styles: Styles) -> None:
    row = place.row - 1
    number = styles.shown(check.measure)
    text = styles.derived(fit=True)
    if isinstance(check.title, Calc):
        styles.write_calc(sheet, row, 0, unbroken(check.title), text)
    else:
        sheet.write_string(row, 0, check.title, text)
    gap_style = styles.shown(SideKind.ROWS) if check.measure is SideKind.DATE else number
    styles.write_calc(sheet, row, 1, unbroken(check.left), number)
    styles.write_calc(sheet, row, 2, unbroken(check.right), number)
    styles.write_calc(sheet, row, 3, unbroken(check.difference(place)), gap_style)
    styles.write_calc(sheet, row, 4, check.verdict(place), text)
    _write_link(sheet, row, check, styles)
    if check.key:
        sheet.write_string(row, _KEY - 1, check.key, styles.locked)


def _write_link(sheet: Any, row: int, check: LiveCheck, styles: Styles) -> None:
    """To a fixed cell, or by a formula to the first that is wrong; its row stands in the hidden column."""
    shown = check.target.replace("'", "")
    if check.first_wrong:
        styles.write_calc(sheet, row, _KEY - 1, check.first_wrong, styles.locked)
        column, target = shown.rstrip("0123456789"), check.target.rstrip("0123456789")
        formula = f'HYPERLINK("#{target}"&$G{row + 1},"{column}"&$G{row + 1})'
        leads_to = Calc(formula, f"{column}{check.first_wrong.number}")
        styles.write_calc(sheet, row, 5, leads_to, styles.link)
        return
    sheet.write_url(row, 5, f"internal:{check.target}", styles.link, shown)
    if check.where:
        styles.write_calc(sheet, row, 5, unbroken(check.where), styles.link)
