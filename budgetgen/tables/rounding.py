"""四舍五入: where printed parts and totals differ, because every cell is rounded by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from budgetgen.model.money import total
from budgetgen.tables.engine import Figure, Table

NOTE = "注：本表各栏分别四舍五入，部分合计数与分项之和略有出入。"

_Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Gap:
    """A total whose printed parts add up to something else, though the exact amounts agree."""

    at: _Place
    """Row and column of the total."""
    row: str
    column: str
    printed: Decimal
    parts: tuple[tuple[str, Decimal], ...]
    """Name and printed figure of every part that is not blank."""

    @property
    def parts_sum(self) -> Decimal:
        """What a reader gets who adds the printed parts up."""
        return total(printed for _, printed in self.parts)


def off_by_rounding(table: Table) -> Iterator[Gap]:
    """All gaps of a table: down its rows and across its columns, in reading order."""
    place = {key: index for index, row in enumerate(table.rows) for key in row.keys if key}
    for index, row in enumerate(table.rows):
        for number, column in enumerate(table.columns):
            if not column.is_figure:
                continue
            below = [(place[key], number) for key in row.parts[column.side]]
            beside = [(index, part) for part in column.parts]
            for parts, down in ((below, True), (beside, False)):
                gap = _gap(table, (index, number), parts, down)
                if gap:
                    yield gap


def _gap(table: Table, at: _Place, parts: Iterable[_Place], down: bool) -> Gap | None:
    whole = _figure(table, at)
    found = [(part, figure) for part in parts if (figure := _figure(table, part)).lines]
    if len(found) < 2 or whole.amount != total(figure.amount for _, figure in found):
        return None  # One part rounds as its total does; sums of another kind are no rounding.
    rounded = table.unit.rounded
    shown = tuple((_name(table, part, down), rounded(figure.amount)) for part, figure in found)
    side = table.columns[at[1]].side
    gap = Gap(
        at, table.row_label(table.rows[at[0]], side), table.columns[at[1]].label,
        rounded(whole.amount), shown,
    )  # fmt: skip
    return gap if gap.parts_sum != gap.printed else None


def _figure(table: Table, at: _Place) -> Figure:
    cell = table.rows[at[0]].cells[at[1]]
    return cell if isinstance(cell, Figure) else Figure()


def _name(table: Table, at: _Place, down: bool) -> str:
    column = table.columns[at[1]]
    return table.row_label(table.rows[at[0]], column.side) if down else column.label
