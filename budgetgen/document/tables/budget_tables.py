"""The nine tables as blocks: heads with spans from the column paths, widths, one line of 编码名称·年度·单位."""

from __future__ import annotations

from decimal import Decimal

from budgetgen.disclosure import Disclosure
from budgetgen.document.blocks import Align, GridCell, GridColumn, GridRow, TableBlock
from budgetgen.model.money import PrintUnit
from budgetgen.tables.engine import Figure, Table, TableCell

WIDE = 240.0
"""Width of the type area across, in mm."""
UPRIGHT = 156.0
"""Width of the type area upright, in mm (GB/T 9704-2012)."""
_NUMBER_WIDTH, _CODE_WIDTH, _FIGURE_MAX = 12.0, 20.0, 34.0
_LABEL_WEIGHT = 2.8
"""How many figure columns a column of names is worth."""
ROW_HEIGHT = 6.2


def budget_table(table: Table, d: Disclosure) -> TableBlock:
    """One of the nine tables, for a page lying sideways."""
    info = d.budget.info
    return TableBlock(
        anchor=f"table-{table.number}",
        columns=_widths(table),
        head=head_rows(table.printed_columns),
        body=_body(table, d.profile.empty_rows),
        line=(f"{info.code}{info.name}", f"预算年度：{info.year}", f"单位：{table.unit.name}"),
        numbers=tuple(GridCell(text, Align.CENTER) for text in table.column_numbers),
        notes=table.notes,
        row_height=ROW_HEIGHT,
        title=table.title,
        budget_table=True,
    )


def head_rows(paths: list[str]) -> tuple[GridRow, ...]:
    """Head cells with spans from paths such as 本年收入/小计; equal neighbours share a cell."""
    split = [path.split("/") for path in paths]
    depth = max(len(parts) for parts in split)
    return tuple(_head_row(split, row, depth) for row in range(depth))


def _head_row(split: list[list[str]], row: int, depth: int) -> GridRow:
    cells: list[GridCell] = []
    for index, parts in enumerate(split):
        if row >= len(parts):
            continue
        last = row == len(parts) - 1
        same = index > 0 and not last and split[index - 1][: row + 1] == parts[: row + 1]
        if same:
            continue
        span = 1 if last else _run(split, index, row)
        cells.append(
            GridCell(parts[row], Align.CENTER, rowspan=depth - row if last else 1, colspan=span)
        )
    return tuple(cells)


def _run(split: list[list[str]], start: int, row: int) -> int:
    group = split[start][: row + 1]
    end = start
    while end < len(split) and len(split[end]) > row + 1 and split[end][: row + 1] == group:
        end += 1
    return end - start


def _is_code(path: str) -> bool:
    return path.endswith("科目编码")


def _widths(table: Table) -> tuple[GridColumn, ...]:
    fixed = _NUMBER_WIDTH * table.numbered + _CODE_WIDTH * sum(
        _is_code(c.path) for c in table.columns
    )
    figures = sum(c.is_figure for c in table.columns)
    labels = len(table.columns) - figures - sum(_is_code(c.path) for c in table.columns)
    unit = min(_FIGURE_MAX, (WIDE - fixed) / (figures + _LABEL_WEIGHT * labels))
    label = (WIDE - fixed - unit * figures) / max(labels, 1)
    number = [GridColumn(_NUMBER_WIDTH, nowrap=True)] * table.numbered
    return (
        *number,
        *(
            GridColumn(_CODE_WIDTH, nowrap=True)
            if _is_code(c.path)
            else GridColumn(round(unit if c.is_figure else label, 2), nowrap=c.is_figure)
            for c in table.columns
        ),
    )


def _body(table: Table, empty_rows: int) -> tuple[GridRow, ...]:
    if not table.rows:
        width = len(table.columns) + table.numbered
        return ((GridCell(""),) * width,) * empty_rows
    centred = {i for i, column in enumerate(table.columns) if _is_code(column.path)}
    return tuple(
        (
            *(GridCell(str(number), Align.CENTER),) * table.numbered,
            *(_cell(cell, i in centred, table.unit) for i, cell in enumerate(row.cells)),
        )
        for number, row in enumerate(table.rows, start=1)
    )


def _cell(cell: TableCell, centred: bool, unit: PrintUnit) -> GridCell:
    if isinstance(cell, Figure):
        return figure_cell(
            unit.cell(cell.amount), unit.rounded(cell.amount) if cell.amount else None
        )
    return GridCell(cell, Align.CENTER if centred or cell == "合计" else Align.LEFT)


def figure_cell(text: str, number: Decimal | None) -> GridCell:
    """A figure, to the right, with its value for a spreadsheet."""
    return GridCell(text, Align.RIGHT, number=number)
