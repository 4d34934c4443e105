"""The nine tables as blocks: heads with spans from the column paths, widths, one line of 编码名称·年度·单位."""

from __future__ import annotations

from decimal import Decimal

from budgetgen.disclosure import Disclosure
from budgetgen.document.blocks import Align, GridCell, GridColumn, GridRow, TableBlock
from budgetgen.model.money import PrintUnit
from budgetgen.profiles import Profile
from budgetgen.profiles.phrases import places_in
from budgetgen.tables.engine import Figure, Table, TableCell

WIDE = 240.0
"""Width of the type area across, in mm."""
UPRIGHT = 156.0
"""Width of the type area upright, in mm (GB/T 9704-2012)."""
_NUMBER_WIDTH, _CODE_WIDTH, _FIGURE_MAX = 12.0, 20.0, 34.0
_LABEL_WEIGHT = 2.8
"""How many figure columns a column of names is worth."""
ROW_HEIGHT = 6.2


def budget_table(table: Table, d: Disclosure, room: float = WIDE) -> TableBlock:
    """One of the nine tables, for a type area so many mm wide."""
    profile = d.profile
    return TableBlock(
        anchor=f"table-{table.number}",
        columns=_widths(table, room),
        head=head_rows(table.printed_columns),
        body=_body(table, profile),
        line=_line(table, d),
        numbers=tuple(GridCell(text, Align.CENTER) for text in table.column_numbers),
        notes=table.notes,
        row_height=ROW_HEIGHT,
        title=table.title,
        budget_table=True,
        number="" if numbered_line(profile) else table.heading_number,
        reference=table.reference,
    )


def numbered_line(profile: Profile) -> bool:
    """Whether 表号 stands in the line over a table, and not before its title."""
    return any("number" in places_in(text) for text in profile.table_line)


def _line(table: Table, d: Disclosure) -> tuple[str, str, str]:
    """编码名称 · 年度 · 单位, as the profile has them."""
    info = d.budget.info
    left, middle, right = (
        d.profile.phrase(
            text, code=info.code, name=info.name, year=info.year, scope=info.scope,
            unit=table.unit.name, number=table.printed_number,
        )
        for text in d.profile.table_line
    )  # fmt: skip
    return left, middle, right


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


def _widths(table: Table, room: float) -> tuple[GridColumn, ...]:
    fixed = _NUMBER_WIDTH * table.numbered + _CODE_WIDTH * sum(c.is_code for c in table.columns)
    figures = sum(c.is_figure for c in table.columns)
    labels = len(table.columns) - figures - sum(c.is_code for c in table.columns)
    unit = min(_FIGURE_MAX, (room - fixed) / (figures + _LABEL_WEIGHT * labels))
    label = (room - fixed - unit * figures) / max(labels, 1)
    number = [GridColumn(_NUMBER_WIDTH, nowrap=True)] * table.numbered
    return (
        *number,
        *(
            GridColumn(_CODE_WIDTH, nowrap=True)
            if c.is_code
            else GridColumn(round(unit if c.is_figure else label, 2), nowrap=c.is_figure)
            for c in table.columns
        ),
    )


def _body(table: Table, profile: Profile) -> tuple[GridRow, ...]:
    if not table.rows:
        width = len(table.columns) + table.numbered
        return ((GridCell(""),) * width,) * profile.empty_rows
    centred = {i for i, column in enumerate(table.columns) if column.is_code}
    total = profile.label("合计")
    return tuple(
        (
            *(GridCell(str(number), Align.CENTER),) * table.numbered,
            *(
                _cell(cell, i in centred or cell == total, table.unit)
                for i, cell in enumerate(row.cells)
            ),
        )
        for number, row in enumerate(table.rows, start=1)
    )


def _cell(cell: TableCell, centred: bool, unit: PrintUnit) -> GridCell:
    if isinstance(cell, Figure):
        return figure_cell(
            unit.cell(cell.amount), unit.rounded(cell.amount) if cell.amount else None
        )
    return GridCell(cell, Align.CENTER if centred else Align.LEFT)


def figure_cell(text: str, number: Decimal | None) -> GridCell:
    """A figure, to the right, with its value for a spreadsheet."""
    return GridCell(text, Align.RIGHT, number=number)
