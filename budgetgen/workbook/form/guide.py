"""填报说明 and 基本信息: what a clerk reads and fills in first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from budgetgen.workbook.columns import Column, Kind
from budgetgen.workbook.form.columns import deadline
from budgetgen.workbook.form.content import FIRST, HEAD, Form
from budgetgen.workbook.form.options import Options
from budgetgen.workbook.form.styles import HEAD_PIXELS, Styles, screen_width
from budgetgen.workbook.form.texts import AFTER, FILLERS, GIVEN, HABITS, NEVER, example, note
from budgetgen.workbook.form.validation import validation
from budgetgen.workbook.form.values import stored
from budgetgen.workbook.layout import (
    BALANCE_SHEET,
    INFO,
    INFO_HEAD,
    INFO_SHEET,
    SHEETS,
    SUBJECT_SHEET,
)

_GUIDE_WIDTHS: Final = (6, 18, 26, 84)
_INFO_WIDTHS: Final = (18, 46, 60)
_GUIDE_LINE: Final = 128
"""Half-width characters on one line of the guide."""
_HEADING: Final = 28
_PIXELS_PER_LINE: Final = 20


def write_guide(sheet: Any, styles: Styles, form: Form) -> None:
    """填报说明, from top to bottom."""
    for place, width in enumerate(_GUIDE_WIDTHS):
        sheet.set_column(place, place, width, styles.locked)
    sheet.hide_gridlines(2)
    name = form.budget.info.name if form.budget else ""
    year = f"{form.info['year']} 年" if form.info["year"] else ""
    sheet.set_row_pixels(0, 36)
    sheet.write_string(0, 0, f"{name} {year}预算公开填报工作簿".strip(), styles.title)
    sheet.write_string(1, 0, f"格式：{form.profile.title}", styles.purpose)
    row = _steps(sheet, styles, 3)
    habits = (*HABITS, GIVEN) if form.given else HABITS
    for heading, texts in (
        ("二、不得填写的内容", NEVER), ("三、填写要领", habits), ("四、填完以后", AFTER),
    ):  # fmt: skip
        row = _numbered(sheet, styles, row + 1, heading, texts)
    if form.profile.unsettled:
        _numbered(sheet, styles, row + 1, "五、今年尚未明确的", form.profile.unsettled)
    sheet.set_first_sheet()
    sheet.activate()


def _steps(sheet: Any, styles: Styles, row: int) -> int:
    sheet.set_row_pixels(row, _HEADING)
    sheet.write_string(row, 0, "一、按这个顺序填（点表名可跳转）", styles.heading)
    for place, head in enumerate(("顺序", "工作表", "谁来填", "填什么")):
        sheet.write_string(row + 1, place, head, styles.head_derived)
    steps = [
        (INFO_SHEET, "年度、编码、名称、金额单位、批复日期等，决定其他表怎样读。"),
        *((each.title, each.purpose) for each in SHEETS),
        (BALANCE_SHEET, "不用填。填写时随时查看，红色的改正。"),
        (SUBJECT_SHEET, "不用填。查科目编码、采购目录用。"),
    ]
    for number, (title, what) in enumerate(steps, start=1):
        at = row + 1 + number
        sheet.set_row_pixels(at, _PIXELS_PER_LINE + 4)
        sheet.write_number(at, 0, number, styles.numbered)
        sheet.write_url(at, 1, f"internal:'{title}'!A1", styles.link, title)
        sheet.write_string(at, 2, FILLERS.get(title, "自动"), styles.cell_words)
        sheet.write_string(at, 3, what, styles.cell_words)
    return row + 2 + len(steps)


def _numbered(sheet: Any, styles: Styles, row: int, heading: str, texts: Sequence[str]) -> int:
    sheet.set_row_pixels(row, _HEADING)
    sheet.write_string(row, 0, heading, styles.heading)
    for number, text in enumerate(texts, start=1):
        at = row + number
        lines = -(-screen_width(text) // _GUIDE_LINE)
        sheet.set_row_pixels(at, _PIXELS_PER_LINE * lines + 6)
        sheet.merge_range(at, 0, at, 3, f"{number}. {text}", styles.words)
    return row + 1 + len(texts)


# 基本信息 -----------------------------------------------------------------------------------------


def write_info(sheet: Any, styles: Styles, form: Form, options: Options) -> None:
    """One key a row: 项目 · 内容 · 说明."""
    sheet.set_row_pixels(HEAD - 1, HEAD_PIXELS)
    for place, (head, width) in enumerate(zip(INFO_HEAD, _INFO_WIDTHS, strict=True)):
        sheet.set_column(place, place, width, styles.locked)
        sheet.write_string(HEAD - 1, place, head, styles.head_derived)
    for row, column in enumerate(INFO, start=FIRST - 1):
        sheet.set_row_pixels(row, _PIXELS_PER_LINE + 4)
        sheet.write_string(row, 0, column.title, styles.head(column))
        sheet.write_comment(row, 0, note(column), styles.note(note(column)))
        _content(sheet, styles, form, row, column)
        sheet.write_string(row, 2, _hint(column), styles.cell_words)
        rule = validation(column, form, options)
        if rule:
            sheet.data_validation(row, 1, row, 1, rule)
    sheet.freeze_panes(HEAD, 1)


def _content(sheet: Any, styles: Styles, form: Form, row: int, column: Column) -> None:
    if column.kind is Kind.FORMULA:
        styles.write_calc(sheet, row, 1, deadline(form), styles.derived("yyyy-mm-dd"))
        return
    content = stored(form.info[column.field], column, form.money, form.plan)
    styles.write_value(
        sheet, row, 1, content.value, styles.answer(column.kind, column.field in form.given)
    )


def _hint(column: Column) -> str:
    shown = example(column)
    return f"{column.hint}。例：{shown}" if shown else column.hint
