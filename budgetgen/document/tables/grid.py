"""Where the cells of a table lie, under spans that leave out what they cover."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from budgetgen.document.blocks import GridCell, GridRow


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell and its upper left corner, counted from 0."""

    row: int
    column: int
    cell: GridCell


def place(rows: Sequence[GridRow]) -> Iterator[list[Placed]]:
    """Each row's own cells with their place."""
    covered: set[tuple[int, int]] = set()
    for y, row in enumerate(rows):
        placed: list[Placed] = []
        x = 0
        for cell in row:
            while (y, x) in covered:
                x += 1
            placed.append(Placed(y, x, cell))
            if cell.rowspan > 1:
                covered |= {
                    (y + down, x + right)
                    for down in range(1, cell.rowspan)
                    for right in range(cell.colspan)
                }
            x += cell.colspan
        yield placed
