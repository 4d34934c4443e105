"""待填的行: rows that the form lists and nobody has filled, so that a message can name the cell to fill."""

from __future__ import annotations

from budgetgen.model.records import Origin
from budgetgen.workbook.file.grid import Grid, address
from budgetgen.workbook.layout import REASONS
from budgetgen.workbook.read.cells import read_cell
from budgetgen.workbook.read.headers import read_head
from budgetgen.workbook.read.reading import Measures


def waiting_reasons(grid: Grid, measures: Measures) -> Origin:
    """The cell for the reason of each 事项 whose row stands there without one."""
    header, _ = read_head(grid, REASONS.columns, measures.money)
    cells: dict[str, str] = {}
    if header and {"item", "text"} <= header.columns.keys():
        item, text = header.columns["item"], header.columns["text"]
        for number, row in grid.rows.items():
            listed = read_cell(row.get(item), REASONS.column("item"), measures).value
            if listed and text not in row:
                cells.setdefault(str(listed), address(number, text))
    return Origin(grid.title, "", cells)
