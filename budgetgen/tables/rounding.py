"""四舍五入: where printed parts and totals differ, because every cell is rounded by itself."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from budgetgen.tables.engine import Table

NOTE = "注：本表各栏分别四舍五入，部分合计数与分项之和略有出入。"


def off_by_rounding(table: Table) -> Iterator[tuple[str, str]]:
    """(row, column) of a code tree's cells whose printed children don't add up to the printed parent."""
    keys = [row.keys[0] for row in table.rows]
    codes = [key for key in keys if key.isdigit()]
    for key in keys if codes else ():
        children = [code for code in codes if _parent(code) == ("" if key == "total" else key)]
        for column in (c for c in table.columns if c.is_figure and children):
            parent = table.unit.rounded(table.figure(key, column.path).amount)
            parts = (
                table.unit.rounded(table.figure(code, column.path).amount) for code in children
            )
            if parent != sum(parts, Decimal(0)):
                yield ("合计" if key == "total" else key), column.label


def _parent(code: str) -> str:
    return {3: "", 5: code[:3]}.get(len(code), code[:5])
