"""增减: an amount of last year against this year's, as both are printed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from budgetgen.model.money import PrintUnit, direction

THRESHOLD: Final = Decimal(10)
"""Percent beyond which a change wants a reason. No regulation names a figure; offices ask for 5 to 30."""
_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Against:
    """Two amounts in 元; what is said of them goes by the printed figures, because readers re-add those."""

    name: str
    last: Decimal
    this: Decimal
    unit: PrintUnit

    @property
    def texts(self) -> tuple[str, str]:
        """Both as printed."""
        return self.unit.text(self.last), self.unit.text(self.this)

    @property
    def change(self) -> Decimal:
        """增减额 in the printed unit, signed."""
        return self.unit.rounded(self.this) - self.unit.rounded(self.last)

    @property
    def direction(self) -> str:
        """增加, 减少 or 持平."""
        return direction(self.change)

    @property
    def percent(self) -> Decimal | None:
        """增减幅度 with one decimal, signed; None where last year had nothing."""
        exact = self._share
        return None if exact is None else exact.quantize(_TENTH, rounding=ROUND_HALF_UP)

    @property
    def _share(self) -> Decimal | None:
        before = self.unit.rounded(self.last)
        return self.change / abs(before) * 100 if before else None

    @property
    def is_nil(self) -> bool:
        """Whether neither year has anything."""
        return not self.last and not self.this

    def exceeds(self, threshold: Decimal) -> bool:
        """Whether it changed by more than so many percent; what comes from nothing always did."""
        share = self._share
        return bool(self.change) and (share is None or abs(share) > threshold)
