"""The published spreadsheet: figures as numbers, codes as text, heads merged, ready to print."""

import io
import zipfile
from dataclasses import replace
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from budgetgen.document.blocks import Align, Document, GridCell, GridColumn, Part, TableBlock
from budgetgen.profiles import Profile
from budgetgen.render.xlsx import render_xlsx, sheet_name
from support.sample_document import HOSTILE, budget_table, sample_document


@pytest.fixture(scope="module")
def book(profile: Profile) -> Any:
    return openpyxl.load_workbook(io.BytesIO(render_xlsx(sample_document(), profile)))


def one_sheet(table: TableBlock, profile: Profile) -> Any:
    document = Document("题", "局", 2024, (Part((table,)),))
    return openpyxl.load_workbook(io.BytesIO(render_xlsx(document, profile))).worksheets[0]


def test_one_sheet_for_each_budget_table(book: Any) -> None:
    assert book.sheetnames == ["表1 部门预算收入总表", "表2 部门预算支出总表"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("收支总表", "表3 收支总表"),
        ("[a]:b*c?/d\\'", "表3 abcd"),
        ("长" * 60, "表3 " + "长" * 28),
        ("", "表3"),
    ],
)
def test_sheet_names_are_legal(title: str, name: str) -> None:
    assert sheet_name("表3", title) == name


def test_title_line_heads_and_column_numbers(book: Any) -> None:
    sheet = book.worksheets[0]
    assert sheet["A1"].value == "部门预算收入总表"
    assert sheet["A1"].font.name == "方正小标宋简体"
    line = [cell.value for cell in sheet[2] if cell.value]
    assert line == ["304示范县科学技术和工业信息化局", "预算年度：2024", "单位：万元"]
    assert [cell.value for cell in sheet[5]] == ["栏次", *map(str, range(1, 13))]
    merged = {str(span) for span in sheet.merged_cells.ranges}
    assert {"A1:M1", "A3:A4", "B3:C3", "D3:D4", "E3:L3", "M3:M4"} <= merged
    assert [sheet.cell(4, column).value for column in (2, 3, 5)] == ["科目编码", "科目名称", "小计"]


def test_figures_are_numbers_codes_are_text_and_nil_is_blank(book: Any) -> None:
    row = book.worksheets[0][7]
    assert [(cell.value, cell.data_type) for cell in row[:4]] == [
        ("2", "s"),
        ("2060404", "s"),
        (HOSTILE, "s"),
        (1071.65, "n"),
    ]
    assert row[3].number_format == "0.00"
    assert row[3].alignment.horizontal == "right"
    assert [cell.value for cell in row[6:]] == [None] * 7
    assert all(cell.border.left.style == "thin" for cell in row)


def test_every_body_cell_equals_the_tree(book: Any) -> None:
    sheet = book.worksheets[0]
    for y, cells in enumerate(budget_table().body, start=6):
        for x, cell in enumerate(cells, start=1):
            value = sheet.cell(y, x).value
            assert value == (float(cell.number) if cell.number is not None else cell.text or None)
    assert sheet.cell(46, 1).value == "注：无政府性基金预算财政拨款预算，空表列示。"


def test_numbers_show_as_printed(profile: Profile) -> None:
    cells = [("-1,234.5", "-1234.5"), ("0.00", "0.004"), ("5", "5"), ("0.1234", "0.1234")]
    row = tuple(GridCell(text, Align.RIGHT, number=Decimal(n)) for text, n in cells)
    sheet = one_sheet(
        TableBlock("t", (GridColumn(20),) * 4, (), (row,), budget_table=True), profile
    )
    assert [cell.number_format for cell in sheet[2]] == ["#,##0.0", "0.00", "0", "0.0000"]
    assert [cell.value for cell in sheet[2]] == [-1234.5, 0.004, 5, 0.1234]


def test_text_is_never_a_formula(profile: Profile) -> None:
    row = (GridCell('=HYPERLINK("x")'), GridCell("{=1+1}"), GridCell("https://x.cn"))
    table = TableBlock("t", (GridColumn(20),) * 3, (), (row,), budget_table=True)
    cells = one_sheet(table, profile)[2]
    assert [cell.data_type for cell in cells] == ["s"] * 3
    assert [cell.hyperlink for cell in cells] == [None] * 3


def test_print_set_up(book: Any) -> None:
    wide = book.worksheets[0]
    assert wide.page_setup.orientation == "landscape"
    assert str(wide.page_setup.paperSize) == "9"
    assert (wide.page_setup.fitToWidth, wide.page_setup.fitToHeight) in ((1, 0), (None, 0))
    assert wide.sheet_properties.pageSetUpPr.fitToPage
    assert wide.print_title_rows == "$2:$5"
    assert wide.print_options.horizontalCentered
    assert "&P" in wide.oddFooter.center.text
    assert wide.freeze_panes == "A6"
    assert wide.print_area == f"'{wide.title}'!$A$1:$M$46"
    assert wide.print_options.gridLines is not True
    margins = wide.page_margins
    assert (margins.left, margins.right, margins.top, margins.bottom) == (0.7, 0.7, 0.9, 0.9)
    assert [wide.row_dimensions[n].height for n in (1, 2)] == [32.25, 18]


def test_codes_are_not_marked_as_numbers_typed_as_text(profile: Profile) -> None:
    with zipfile.ZipFile(io.BytesIO(render_xlsx(sample_document(), profile))) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
    assert b'<ignoredError sqref="A1:XFD46" numberStoredAsText="1"/>' in sheet


def test_narrow_tables_stand_upright(profile: Profile) -> None:
    table = TableBlock("t", (GridColumn(78),) * 2, (), ((GridCell("甲"), GridCell("乙")),))
    sheet = one_sheet(replace(table, budget_table=True), profile)
    assert sheet.page_setup.orientation != "landscape"


def test_widths_follow_the_tree(book: Any) -> None:
    widths = [book.worksheets[0].column_dimensions[c].width for c in "ABC"]
    assert [round(w * 7 / 96 * 25.4) for w in widths] == pytest.approx([12, 19, 45], abs=1.5)


def test_rows_are_high_enough_for_their_text(profile: Profile) -> None:
    rows = ((GridCell("短"), GridCell("长" * 100)), (GridCell("a\nb\nc\nd"), GridCell("")))
    sheet = one_sheet(
        TableBlock("t", (GridColumn(30), GridColumn(40)), (), rows, budget_table=True), profile
    )
    assert sheet.row_dimensions[2].height > 100
    assert sheet.row_dimensions[3].height > 50


@pytest.mark.parametrize(
    ("rows", "row_height", "heights"),
    [
        # A line of type is 13.5 pt high and 10 pt wide; 30 mm are 85 pt, of which the cell keeps 6.
        ([("甲" * 7,), ("甲" * 8,), ("甲" * 4 + "a" * 7,), ("甲\n乙\n丙",)], 0, [18, 31, 18, 44.5]),
        ([("甲",), ("甲" * 24,)], 12, [34.02, 58]),
    ],
)
def test_a_row_is_just_as_high_as_its_lines(
    rows: list[tuple[str]], row_height: float, heights: list[float], profile: Profile
) -> None:
    body = tuple((GridCell(text),) for (text,) in rows)
    table = TableBlock("t", (GridColumn(30),), (), body, row_height=row_height, budget_table=True)
    sheet = one_sheet(table, profile)
    assert [sheet.row_dimensions[2 + n].height for n in range(len(rows))] == pytest.approx(
        heights, abs=0.3
    )


def test_what_spans_rows_and_columns_has_the_room_of_all(profile: Profile) -> None:
    body = (
        (GridCell("甲" * 42, rowspan=2), GridCell("甲" * 16, colspan=2)),
        (GridCell("乙"), GridCell("丙" * 8)),
    )
    table = TableBlock("t", (GridColumn(30),) * 3, (), body, budget_table=True)
    sheet = one_sheet(table, profile)
    assert [sheet.row_dimensions[n].height for n in (2, 3)] == pytest.approx([44.5, 44.5], abs=0.3)
    assert [sheet.cell(3, n).value for n in (2, 3)] == ["乙", "丙" * 8]


def test_a_note_has_the_whole_width_in_its_own_size(profile: Profile) -> None:
    notes = ("注" * 26, "注" * 27)
    table = TableBlock("t", (GridColumn(50),) * 2, (), (), notes=notes, budget_table=True)
    sheet = one_sheet(table, profile)
    assert [sheet.row_dimensions[n].height for n in (2, 3)] == pytest.approx([16, 32], abs=0.3)


def test_equal_input_gives_equal_bytes(profile: Profile) -> None:
    assert render_xlsx(sample_document(), profile) == render_xlsx(sample_document(), profile)


def test_dates_come_from_the_budget_year(book: Any) -> None:
    assert book.properties.created.year == 2024
    assert book.properties.title == sample_document().title
