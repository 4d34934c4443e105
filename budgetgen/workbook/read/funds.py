"""几种资金的采购: a row of 政府采购 that only adds money to the purchase above it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from budgetgen.workbook.columns import Sheet
from budgetgen.workbook.file.grid import Cell
from budgetgen.workbook.file.seen import shown
from budgetgen.workbook.file.texts import fold
from budgetgen.workbook.layout import PURCHASES

_BOUGHT: Final = ("unit", "project", "origin_name", "item", "catalogue", "measure")
"""What is bought, for what: blank means as above."""
_ASIDE: Final = frozenset({"quantity", "price"})
"""What stands in the first row only; without both a row is a further fund, if it has an amount."""


class FurtherFunds:
    """Goes down the rows of a sheet; of any sheet but 政府采购 none is a further fund."""

    def __init__(self, sheet: Sheet) -> None:
        self._is_asked = sheet is PURCHASES
        self._above: Mapping[str, Cell] = {}

    def completed(self, cells: dict[str, Cell]) -> tuple[dict[str, Cell], frozenset[str]]:
        """The row with what it leaves to the row above, and the fields that it need not have."""
        if self._is_asked and self._is_further(cells):
            above = {name: self._above[name] for name in _BOUGHT if name in self._above}
            return above | cells, _ASIDE
        if self._is_asked:
            self._above = cells
        return cells, frozenset()

    def _is_further(self, cells: Mapping[str, Cell]) -> bool:
        if "item" not in self._above or "stated_amount" not in cells or _ASIDE & cells.keys():
            return False
        return all(
            name not in cells or fold(shown(cells[name])) == self._said_above(name)
            for name in _BOUGHT
        )

    def _said_above(self, name: str) -> str:
        return fold(shown(self._above[name])) if name in self._above else ""
