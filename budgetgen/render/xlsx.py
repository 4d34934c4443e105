"""XLSX: the nine tables for publication, one sheet each; figures are numbers, codes are text."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from budgetgen.document.blocks import Align, Document, GridCell, GridRow, TableBlock
from budgetgen.document.tables.grid import place
from budgetgen.render.grid import line_cells

if TYPE_CHECKING:
    from budgetgen.profiles import Profile

_PX_PER_MM: Final = 96 / 25.4
_PT_PER_MM: Final = 72 / 25.4
_UPRIGHT: Final = 156.0
"""Wider tables (in mm) are printed sideways."""
_NAME_LENGTH: Final = 31
_A4: Final = 9
_SIZE: Final = 10.0
_LEADING: Final = 13.5
_TITLE: Final = {"font_name": "方正小标宋简体", "font_size": 20, "align": "center"}
_LINE: Final = {"font_name": "宋体", "font_size": 10.5}
_CELL: Final = {"font_name": "宋体", "font_size": _SIZE, "border": 1, "text_wrap": True}
_HEAD: Final = _CELL | {"bold": True, "align": "center"}


def render_xlsx(document: Document, profile: Profile) -> bytes:
    """The nine tables as a workbook; equal input gives equal bytes."""
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties(
            {
                "title": document.title,
                "author": document.agency,
                "company": document.agency,
                "created": datetime(document.year, 1, 1),
            }
        )
        formats = _Formats(book)
        tables = [table for table in document.tables() if table.budget_table]
        for number, table in enumerate(tables, start=1):
            sheet = book.add_worksheet(sheet_name(table.reference or f"表{number}", table.title))
            _Sheet(sheet, formats, table).write()
            if document.watermark:
                sheet.set_header(f"&C&36&KC0C0C0{document.watermark}")
    return target.getvalue()


def sheet_name(reference: str, title: str) -> str:
    """表1 收支总表: without what Excel forbids in a name, and short enough for it."""
    words = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "", f"{reference} {title}")
    return words[:_NAME_LENGTH].strip(" '")


class _Formats:
    """Cell formats, each made once."""

    def __init__(self, book: Any) -> None:
        def make(items: tuple[tuple[str, Any], ...]) -> Any:
            return book.add_format({"valign": "vcenter", **dict(items)})

        self._made = lru_cache(maxsize=None)(make)

    def of(self, base: dict[str, Any], **more: Any) -> Any:
        """The format with these properties."""
        return self._made(tuple(sorted((base | more).items())))


class _Sheet:
    """One table on one sheet, written from top to bottom."""

    def __init__(self, sheet: Any, formats: _Formats, table: TableBlock) -> None:
        self._sheet = sheet
        self._formats = formats
        self._table = table
        self._widths = [column.width for column in table.columns]
        self._row = 0

    def write(self) -> None:
        """Everything; the head rows are known by then, so the print set-up comes last."""
        for index, width in enumerate(self._widths):
            self._sheet.set_column_pixels(index, index, round(width * _PX_PER_MM))
        self._across(self._table.number + self._table.title, _TITLE, 32)
        repeated = self._row
        self._line()
        self._grid(self._table.head, _HEAD)
        if self._table.numbers:
            self._grid((self._table.numbers,), _CELL)
        body = self._row
        self._grid(self._table.body, _CELL)
        for note in self._table.notes:
            lines = math.ceil(_ems(note) * 10.5 / (sum(self._widths) * _PT_PER_MM))
            self._across(note, _LINE | {"text_wrap": True}, lines * 16)
        self._set_up(repeated, body)

    def _across(self, text: str, style: dict[str, Any], height: float) -> None:
        """A row of one cell over all columns."""
        self._sheet.set_row(self._row, height)
        self._put(self._row, 0, GridCell(text, colspan=len(self._widths)), style)
        self._row += 1

    def _line(self) -> None:
        """编码名称 on the left, 年度 in the middle, 单位 on the right, as three merged cells."""
        if not any(self._table.line):
            return
        column = 0
        for cell in line_cells(self._table):
            self._put(self._row, column, cell, _LINE | {"align": cell.align})
            column += cell.colspan
        self._sheet.set_row(self._row, 18)
        self._row += 1

    def _grid(self, rows: Sequence[GridRow], base: dict[str, Any]) -> None:
        """Ruled rows with their spans, as high as their texts need."""
        heights = [self._table.row_height * _PT_PER_MM or 18.0] * len(rows)
        for each in chain.from_iterable(place(rows)):
            align = Align.CENTER if each.cell.label else each.cell.align
            style = base if "align" in base else base | {"align": align.value}
            self._put(self._row + each.row, each.column, each.cell, style)
            width = sum(self._widths[each.column : each.column + each.cell.colspan])
            lines = _lines(each.cell.text, width) / each.cell.rowspan
            for row in range(each.row, each.row + each.cell.rowspan):
                heights[row] = max(heights[row], lines * _LEADING + 4)
        for height in heights:
            self._sheet.set_row(self._row, round(height, 2))
            self._row += 1

    def _put(self, row: int, column: int, cell: GridCell, style: dict[str, Any]) -> None:
        """One cell: a figure as number, a text as text (never as formula), nothing as blank."""
        if cell.number is not None:
            made = self._formats.of(style, num_format=_number_format(cell.text))
        else:
            made = self._formats.of(style)
        if cell.rowspan > 1 or cell.colspan > 1:
            last = row + cell.rowspan - 1, column + cell.colspan - 1
            self._sheet.merge_range(row, column, *last, "", made)
        if cell.number is not None:
            self._sheet.write_number(row, column, float(cell.number), made)
        elif cell.text:
            self._sheet.write_string(row, column, cell.text, made)
        else:
            self._sheet.write_blank(row, column, None, made)

    def _set_up(self, repeated: int, body: int) -> None:
        """Print: A4, one page wide, heads on every page, number in the footer."""
        sheet, last = self._sheet, len(self._widths) - 1
        sheet.set_paper(_A4)
        if sum(self._widths) > _UPRIGHT:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.7, right=0.7, top=0.9, bottom=0.9)
        sheet.center_horizontally()
        sheet.set_footer('&C&"宋体"&14— &P —')
        sheet.print_area(0, 0, self._row - 1, last)
        if body > repeated:
            sheet.repeat_rows(repeated, body - 1)
        sheet.freeze_panes(body, 0)
        sheet.hide_gridlines(2)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{self._row}"})


def _number_format(text: str) -> str:
    """The format in which a spreadsheet shows the number as the text prints it."""
    places = len(text.partition(".")[2].rstrip("%"))
    whole = "#,##0" if "," in text else "0"
    return whole + ("." + "0" * places if places else "")


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of this width (mm), at a guess."""
    room = max(width * _PT_PER_MM - 6, _SIZE)
    return sum(max(1, math.ceil(_ems(part) * _SIZE / room)) for part in text.split("\n"))


def _ems(text: str) -> float:
    return sum(0.55 if character.isascii() else 1 for character in text)
