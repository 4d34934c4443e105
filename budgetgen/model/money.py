"""金额: exact 元 everywhere, 万元 (or 元) in print. The one place that rounds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Final

ZERO = Decimal(0)
FEN = Decimal("0.01")
YUAN_PER_WAN = Decimal(10_000)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Exact sum in 元, whatever the number of digits."""
    with localcontext() as context:
        context.prec = 60
        return sum(amounts, ZERO)


@dataclass(frozen=True, slots=True)
class PrintUnit:
    """金额单位 in print. Each figure is rounded half up to two decimals by itself, as the finance platform prints."""

    name: str
    yuan: Decimal
    """How many 元 make one."""

    def rounded(self, amount: Decimal) -> Decimal:
        """元 → this unit, with two decimals."""
        with localcontext() as context:
            context.prec = 60
            return (amount / self.yuan).quantize(FEN, rounding=ROUND_HALF_UP)

    def text(self, amount: Decimal) -> str:
        """A figure in a sentence: ``1722.65``; nil is ``0.00`` and never ``-0.00``."""
        rounded = self.rounded(amount)
        return f"{rounded if rounded else abs(rounded):f}"

    def cell(self, amount: Decimal) -> str:
        """A figure in a table: nil is blank, a non-zero amount under 0.005 prints ``0.00``."""
        return self.text(amount) if amount else ""

    def exact(self, amount: Decimal) -> str:
        """A figure as it was entered, with as many decimals as it has; nil is blank."""
        return plain(amount / self.yuan) if amount else ""

    def typed(self, amount: Decimal) -> str:
        """As a cell shows it, with the unit: ``46300 元``, ``8.50 万元``, ``0.086142 万元``."""
        with localcontext() as context:
            context.prec = 60
            digits = plain(round(amount / self.yuan, 10))
        whole, point, part = digits.partition(".")
        return f"{whole}{point}{part.ljust(2, '0') if part else ''} {self.name}"

    def change(self, this_year: Decimal, last_year: Decimal) -> Decimal:
        """增减额 in 元: the difference of the two *printed* figures, because readers re-add them."""
        return (self.rounded(this_year) - self.rounded(last_year)) * self.yuan


WAN: Final = PrintUnit("万元", YUAN_PER_WAN)
YUAN: Final = PrintUnit("元", Decimal(1))
UNITS: Final = {unit.name: unit for unit in (YUAN, WAN)}
"""By 金额单位."""


def ten_thousand_apart(a: Decimal, b: Decimal, slack: Decimal) -> bool:
    """Whether one amount is about 10,000 times the other, within a factor of ``slack`` either way."""
    low, high = sorted((abs(a), abs(b)))
    return low > 0 and low * YUAN_PER_WAN <= high * slack and high <= low * YUAN_PER_WAN * slack


def plain(number: Decimal) -> str:
    """A number without exponent and without superfluous zeros: ``4238.28``, ``100``."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def direction(amount: Decimal) -> str:
    """增减方向 of a change: 增加, 减少 or 持平."""
    if not amount:
        return "持平"
    return "增加" if amount > 0 else "减少"
