"""金额: exact 元 everywhere, 万元 only in print. The one place that rounds."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, localcontext

ZERO = Decimal(0)
FEN = Decimal("0.01")
YUAN_PER_WAN = Decimal(10_000)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Exact sum in 元, whatever the number of digits."""
    with localcontext() as context:
        context.prec = 60
        return sum(amounts, ZERO)


def in_wan(amount: Decimal) -> Decimal:
    """元 → 万元 with two decimals, half up, each cell by itself, as the finance platform prints."""
    with localcontext() as context:
        context.prec = 60
        return (amount / YUAN_PER_WAN).quantize(FEN, rounding=ROUND_HALF_UP)


def wan(amount: Decimal) -> str:
    """A figure in a sentence, in 万元: ``1722.65``; nil is ``0.00`` and never ``-0.00``."""
    rounded = in_wan(amount)
    return f"{rounded if rounded else abs(rounded):f}"


def printed(amount: Decimal) -> str:
    """A figure in a table, in 万元: nil is blank, a non-zero amount under 0.005 prints ``0.00``."""
    return wan(amount) if amount else ""


def plain(number: Decimal) -> str:
    """A number without exponent and without superfluous zeros: ``4238.28``, ``100``."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def change(this_year: Decimal, last_year: Decimal) -> Decimal:
    """增减额 in 元: the difference of the two *printed* figures, because readers re-add them."""
    return (in_wan(this_year) - in_wan(last_year)) * YUAN_PER_WAN


def direction(amount: Decimal) -> str:
    """增减方向 of a change: 增加, 减少 or 持平."""
    if not amount:
        return "持平"
    return "增加" if amount > 0 else "减少"
