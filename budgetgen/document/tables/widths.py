"""栏宽: the widths of columns that a profile sets, for every format at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from budgetgen.document.blocks import GridColumn, TableBlock
from budgetgen.document.tables.grid import place

LEAST = 8.0
"""The mm that a column whose width nobody set keeps at least."""


class TooWide(ValueError):
    """The widths set leave too little for the rest; says so in words."""


def widened(table: TableBlock, widths: Mapping[str, float]) -> TableBlock:
    """The table with its columns as wide as asked for (mm); the others share the rest as before.

    Raises TooWide.
    """
    asked = _asked(table, widths)
    if not asked:
        return table
    old = [column.width for column in table.columns]
    fixed = sum(asked.values())
    others = [width for index, width in enumerate(old) if index not in asked]
    left = round(sum(old), 2) - fixed
    if left < LEAST * len(others):
        raise TooWide(_too_wide(table, fixed, len(others), sum(old)))
    share = left / sum(others) if others else 0.0
    return replace(
        table,
        columns=tuple(
            GridColumn(round(asked.get(index, column.width * share), 2), column.nowrap)
            for index, column in enumerate(table.columns)
        ),
    )


def column_names(table: TableBlock) -> list[str]:
    """The lowest head of each column, as printed; empty for a table without a head."""
    names = [""] * len(table.columns)
    for row in place(table.head):
        for each in row:
            if each.cell.colspan == 1:
                names[each.column] = each.cell.text
    return names


def _asked(table: TableBlock, widths: Mapping[str, float]) -> dict[int, float]:
    """Widths by column; “table/column” goes before “column”."""
    found: dict[int, float] = {}
    for index, name in enumerate(column_names(table)):
        own = next((width for key, width in widths.items() if names_column(key, table, name)), None)
        width = widths.get(name) if own is None else own
        if name and width is not None:
            found[index] = width
    return found


def names_column(key: str, table: TableBlock, name: str) -> bool:
    """Whether “table/column” means this one; of a project's tables the end of the title is enough."""
    title, slash, column = key.partition("/")
    return bool(slash) and column == name and table.title.endswith(title)


def _too_wide(table: TableBlock, fixed: float, others: int, width: float) -> str:
    return (
        f"“{table.title}”写明的栏宽合计 {fixed:g} 毫米，表宽 {width:g} 毫米，"
        f"其余 {others} 栏每栏分不到 {LEAST:g} 毫米。把栏宽改小。"
    )
