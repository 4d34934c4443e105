"""空白名册: the form in which the bureau's budget office lists its agencies."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any, Final

from budgetgen.season.send.roster import AGENCIES, ROSTER_SHEETS, SEASON
from budgetgen.workbook.columns import Column, Kind, Sheet
from budgetgen.workbook.form.styles import FONT, Styles
from budgetgen.workbook.form.texts import note
from budgetgen.workbook.layout import GUIDE_SHEET

_LONGEST_LIST: Final = 255
"""Characters of a list that stands in the validation itself."""
_GUIDE: Final = (
    "“基本信息”填一行：预算年度和金额单位。名册里的金额都按这个单位填，下发的工作簿也用这个单位。",
    "“部门”每个部门一行，一行生成一个工作簿；部门编码不能重复。文件名取编码和简称。",
    "“单位”写各部门的本级和所属单位；只有一个单位的部门也写一行。性质、规格等不清楚的空着，由部门填。",
    "“上年预算”写上年批复的年初预算数。单位编码空着是整个部门的数；按单位写的，不要再写整个部门的数。",
    "“批复控制数”写下达的控制数或批复数。单位编码、支出类别、项目编码空着，就是不分单位、不分类别、不分项目。",
    "填好的内容在下发的工作簿里是绿色、锁定的；没有填的，由部门填。“联系人”只进清单。",
    "编码按文本填；列可以换位置，可以加自己用的列，程序按表头认。不要填涉密内容和个人手机号。",
    "生成工作簿：budgetgen template --roster 名册.xlsx -o 下发文件夹",
)


def write_roster_form(year: int | None = None, profile_ids: tuple[str, ...] = ()) -> bytes:
    """A blank roster; ``profile_ids`` are offered as 格式方案. Equal input gives equal bytes."""
    import xlsxwriter

    target = io.BytesIO()
    options = {"default_format_properties": {"font_name": FONT, "font_size": 11}}
    with xlsxwriter.Workbook(target, {"in_memory": True, **options}) as book:
        created = datetime(year or 2000, 1, 1)
        book.set_properties({"title": "工作簿发放名册", "created": created})
        styles = Styles(book)
        _write_guide(book.add_worksheet(GUIDE_SHEET), styles)
        for layout in ROSTER_SHEETS:
            _write_sheet(book.add_worksheet(layout.title), layout, styles, profile_ids)
        if year:
            first = book.get_worksheet_by_name(SEASON.title)
            first.write_number(1, 0, year, styles.input(Kind.YEAR))
    return target.getvalue()


def _write_guide(sheet: Any, styles: Styles) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 16, styles.words)
    sheet.set_column(1, 1, 96, styles.words)
    sheet.write_string(0, 0, "工作簿发放名册", styles.title)
    for row, layout in enumerate(ROSTER_SHEETS, start=2):
        sheet.write_url(row, 0, f"internal:'{layout.title}'!A1", styles.link, layout.title)
        sheet.write_string(row, 1, layout.purpose, styles.cell_words)
    top = len(ROSTER_SHEETS) + 3
    sheet.write_string(top, 0, "怎样填", styles.heading)
    for row, text in enumerate(_GUIDE, start=top + 1):
        sheet.set_row_pixels(row, 44)
        sheet.merge_range(row, 0, row, 1, f"{row - top}. {text}", styles.words)


def _write_sheet(sheet: Any, layout: Sheet, styles: Styles, profile_ids: tuple[str, ...]) -> None:
    last = layout.prepared_rows
    for place, column in enumerate(layout.columns):
        width = max(column.width, 2 * len(column.title) + 4)
        sheet.set_column(place, place, width, styles.input(column.kind))
        sheet.write_string(0, place, column.title, styles.head(column))
        text = note(column)
        sheet.write_comment(0, place, text, styles.note(text))
        words = profile_ids if column.field == "profile" else _words(column)
        if words and len(",".join(words)) <= _LONGEST_LIST:
            sheet.data_validation(1, place, last * 5, place, _list(column, words))
    sheet.set_row_pixels(0, 40)
    sheet.freeze_panes(1, 2 if layout is AGENCIES else 1)
    sheet.autofilter(0, 0, last, len(layout.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _words(column: Column) -> tuple[str, ...]:
    if column.choices:
        return tuple(str(each.value) for each in column.choices)
    return ("是", "否") if column.kind is Kind.FLAG else column.suggestions


def _list(column: Column, words: tuple[str, ...]) -> dict[str, Any]:
    closed = bool(column.choices) or column.kind is Kind.FLAG
    return {
        "validate": "list",
        "source": list(words),
        "show_error": closed,
        "error_title": column.title,
        "error_message": "从下拉列表里选；没有的空着。",
    }
