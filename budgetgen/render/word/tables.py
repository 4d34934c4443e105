"""Tables of a DOCX: fixed widths, heads that repeat on every page, rows that stay whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from budgetgen.document.blocks import Align, GridCell, GridRow, TableBlock
from budgetgen.document.tables.grid import Placed, place
from budgetgen.render.fit import is_nowrap, type_size
from budgetgen.render.grid import line_cells
from budgetgen.render.wordml import attribute, paragraph, text_run

_TWIPS_PER_MM: Final = 1440 / 25.4
_LEADING: Final = 1.25
_MIDDLE: Final = '<w:vAlign w:val="center"/>'
_OPEN_BORDERS: Final = (
    '<w:tcBorders><w:top w:val="nil"/><w:left w:val="nil"/>'
    '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:right w:val="nil"/>'
    "</w:tcBorders>"
)


@dataclass(frozen=True, slots=True)
class TableStyles:
    """Ids of the shell's styles for tables, and the type size that its cells have."""

    table: str
    cell: str
    figure: str
    head: str
    numbers: str
    line: str
    size: float

    def of(self, cell: GridCell) -> str:
        """The style of a cell of the body."""
        if cell.label:
            return self.head
        return self.figure if cell.align is Align.RIGHT else self.cell


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell as Word wants it: covered ones are listed, as a continuation of the one above."""

    text: str
    style: str
    align: Align | None
    column: int
    colspan: int = 1
    merge: str = ""
    nowrap: bool = False


class _Writer:
    """Writes one table."""

    def __init__(self, table: TableBlock, styles: TableStyles) -> None:
        self._table = table
        self._styles = styles
        widths = [0.0, *(column.width for column in table.columns)]
        self._edges = [round(mm * _TWIPS_PER_MM) for mm in accumulate(widths)]
        size = type_size(table, styles.size)
        self._size = size if size < styles.size else 0.0
        line = round(self._size * _LEADING * 20)
        self._tight = f'<w:spacing w:line="{line}" w:lineRule="exact"/>' if self._size else ""

    def table(self) -> str:
        """The whole ``w:tbl``."""
        table = self._table
        width = self._edges[-1]
        caption = f"<w:tblCaption w:val={attribute(table.title)}/>" if table.title else ""
        grid = "".join(f'<w:gridCol w:w="{self._width(i)}"/>' for i in range(len(table.columns)))
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self._styles.table}"/>'
            f'<w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="0000"/>{caption}</w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(self._rows())}</w:tbl>"
        )

    def _rows(self) -> Iterator[str]:
        table, styles = self._table, self._styles
        for row in self._cells((line_cells(table),) if any(table.line) else (), styles.line):
            yield self._row((self._cell(cell, _OPEN_BORDERS) for cell in row), head=True)
        for row in self._cells(table.head, styles.head):
            yield self._row(map(self._cell, row), head=True)
        for row in self._cells((table.numbers,) if table.numbers else (), styles.numbers):
            yield self._row(map(self._cell, row), head=True)
        for row in self._cells(table.body):
            yield self._row(map(self._cell, row), height=table.row_height)

    def _row(self, cells: Iterable[str], head: bool = False, height: float = 0) -> str:
        twips = round(height * _TWIPS_PER_MM)
        high = f'<w:trHeight w:val="{twips}" w:hRule="atLeast"/>' if twips else ""
        repeat = "<w:tblHeader/>" if head else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{high}{repeat}</w:trPr>{''.join(cells)}</w:tr>"

    # Cells --------------------------------------------------------------------------------------

    def _cells(self, rows: Sequence[GridRow], style: str = "") -> Iterator[list[_Cell]]:
        """Every row from the first column to the last, with nothing left out."""
        open_: dict[int, tuple[int, int]] = {}
        for row in place(rows):
            starts = {each.column: each for each in row}
            cells: list[_Cell] = []
            column = 0
            while column < len(self._table.columns):
                cell = self._next(starts, open_, column, style)
                cells.append(cell)
                column += cell.colspan
            yield cells

    def _next(
        self,
        starts: dict[int, Placed],
        open_: dict[int, tuple[int, int]],
        column: int,
        style: str,
    ) -> _Cell:
        """The cell at a column: its own, a covered one, or an empty one where a row is short.

        ``open_`` holds, by column, how many rows a cell above still covers, and how wide it is.
        """
        left, span = open_.pop(column, (0, 1))
        if left:
            if left > 1:
                open_[column] = (left - 1, span)
            return _Cell("", style or self._styles.cell, None, column, span, "<w:vMerge/>")
        if column not in starts:
            return _Cell("", style or self._styles.cell, None, column)
        cell = starts[column].cell
        merge = ""
        if cell.rowspan > 1:
            open_[column] = (cell.rowspan - 1, cell.colspan)
            merge = '<w:vMerge w:val="restart"/>'
        nowrap = is_nowrap(self._table, starts[column]) if not style else False
        own = style or self._styles.of(cell)
        return _Cell(cell.text, own, cell.align, column, cell.colspan, merge, nowrap)

    def _cell(self, cell: _Cell, borders: str = "") -> str:
        wide = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
        nowrap = "<w:noWrap/>" if cell.nowrap else ""
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{self._width(cell.column, cell.colspan)}" w:type="dxa"/>'
            f"{wide}{cell.merge}{borders}{nowrap}{_MIDDLE}</w:tcPr>"
            f"{self._paragraph(cell)}</w:tc>"
        )

    def _paragraph(self, cell: _Cell) -> str:
        content = text_run(cell.text, size=self._size)
        return paragraph(cell.style, content, keep=self._table.keep, direct=self._direct(cell))

    def _direct(self, cell: _Cell) -> str:
        """What the cell's paragraph sets beyond its style."""
        usual = {
            self._styles.cell: Align.LEFT,
            self._styles.line: Align.LEFT,
            self._styles.figure: Align.RIGHT,
        }.get(cell.style, Align.CENTER)
        differs = cell.align is not None and cell.align is not usual
        return self._tight + (f'<w:jc w:val="{cell.align}"/>' if differs else "")

    def _width(self, column: int, span: int = 1) -> int:
        last = len(self._edges) - 1
        return self._edges[min(column + span, last)] - self._edges[min(column, last)]


def table_xml(table: TableBlock, styles: TableStyles) -> str:
    """The table as ``w:tbl``, without its notes."""
    return _Writer(table, styles).table()


def table_width(table: TableBlock) -> int:
    """A table's width in twentieths of a point."""
    return round(sum(column.width for column in table.columns) * _TWIPS_PER_MM)
