"""其中: figures with their names, and what a figure is made of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from budgetgen.tables.engine import Figure


@dataclass(frozen=True, slots=True)
class Named:
    """A figure with the name under which a sentence mentions it."""

    name: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Amounts:
    """其中: an amount in 元 and the named ones that it is made of, all of them."""

    whole: Decimal
    parts: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """其中: a figure and the named ones that it is made of, all of them."""

    whole: Figure
    parts: tuple[Named, ...]

    @property
    def amounts(self) -> Amounts:
        """The same in 元, without the line items."""
        return Amounts(self.whole.amount, tuple((p.name, p.figure.amount) for p in self.parts))
