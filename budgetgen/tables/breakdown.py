"""其中: figures with their names, and what a figure is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from budgetgen.tables import predicates as p
from budgetgen.tables.engine import Figure, figure


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
        return Amounts(self.whole.amount, tuple((x.name, x.figure.amount) for x in self.parts))


def by_economic(
    whole: Figure, digits: int, name: Callable[[str], str], rest: str
) -> tuple[Named, ...]:
    """A figure by economic subject of so many digits, in code order; ``rest`` is what has none."""
    codes = sorted({line.economic[:digits] for line in whole.lines} - {""})
    made = [Named(name(x) or x, figure(whole.lines, p.under_economic(x))) for x in codes]
    left = figure(whole.lines, p.for_economic([""]))
    return (*made, *[Named(rest, left)] * bool(left.lines))
