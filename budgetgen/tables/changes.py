"""增减: this year against last year, as the difference of the two printed figures, and what a change is made of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from budgetgen.model.money import PrintUnit, direction, total
from budgetgen.model.vocabulary import Item

if TYPE_CHECKING:
    from budgetgen.tables.figures import Figures

THREE_PUBLIC: Final = (Item.ABROAD, Item.VEHICLE_PURCHASE, Item.VEHICLE_RUNNING, Item.RECEPTION)
VEHICLE: Final = (Item.VEHICLE_PURCHASE, Item.VEHICLE_RUNNING)
PARTS: Final = (Item.BASIC, Item.PROJECT)
"""收支总额's parts for which last year's figure is asked; what else there is stands in 其余."""

OTHERS: Final = "其他各项支出"
"""What has changed beside 基本支出 and 项目支出, where this year names nothing of it."""
AND_OTHERS: Final = "{names}等其他各项"
"""What this year names of it, and whatever else there was last year."""
_SLACK: Final = Decimal("0.015")
"""How far last year's three figures, published one by one, may be apart by rounding."""


@dataclass(frozen=True)
class YearChange:
    """增减: one figure of this year against last year's, in 元."""

    item: Item | None
    this_year: Decimal
    last_year: Decimal | None
    reason: str
    unit: PrintUnit
    published: Decimal | None = None
    """Last year's figure as published, where ``last_year`` is 同口径上年数 and another."""
    caliber_reason: str = ""

    @property
    def known(self) -> bool:
        """Whether last year's figure was given."""
        return self.last_year is not None

    @property
    def amount(self) -> Decimal:
        """增减额 in 元, signed; nil where last year is unknown."""
        if self.last_year is None:
            return Decimal(0)
        return self.unit.change(self.this_year, self.last_year)

    @property
    def exact(self) -> Decimal:
        """The same before rounding, as the cells have it."""
        return Decimal(0) if self.last_year is None else self.this_year - self.last_year

    @property
    def direction(self) -> str:
        """增加, 减少 or 持平; empty where last year is unknown."""
        return direction(self.amount) if self.known else ""


@dataclass(frozen=True)
class Remainder:
    """其余各项的增减: what stands beside the changes of 基本支出 and 项目支出, so that all add up to the total's."""

    name: str
    amount: Decimal
    """Signed, in 元; nil where there is nothing beside them."""
    several: bool = False
    """Whether the name lists more than one thing."""

    @property
    def direction(self) -> str:
        """增加, 减少 or 持平."""
        return direction(self.amount)


@dataclass(frozen=True)
class AgainstLastYear:
    """与上年比较: every 事项, what is summed of them, and what the total's change is made of."""

    figures: Figures

    def of(self, item: Item) -> YearChange:
        """One 事项."""
        return self.figures.changes[item]

    @property
    def is_new(self) -> bool:
        """新设立: last year's total is typed as nil, so that there is nothing to compare with."""
        return self.of(Item.TOTAL).last_year == 0

    @property
    def parts(self) -> tuple[YearChange, ...]:
        """基本支出 and 项目支出, those of which last year is known."""
        return tuple(change for item in PARTS if (change := self.of(item)).known)

    @property
    def other(self) -> Remainder:
        """经营支出, 上解上级支出, 对附属单位补助支出 and 年终结转结余 together, or what else remains."""
        whole, parts, profile = self.of(Item.TOTAL), self.parts, self.figures.profile
        if whole.last_year is None or not parts:
            return Remainder("", Decimal(0))
        now = whole.this_year - total(each.this_year for each in parts)
        last = whole.last_year - total(each.last_year or Decimal(0) for each in parts)
        complete = len(parts) == len(PARTS)
        if complete and abs(last) <= profile.unit.yuan * _SLACK:
            last = Decimal(0)
        amount = profile.unit.change(now, last)
        names = [each.name for each in self.figures.other_spending] if complete else []
        said = "和".join(filter(None, ("、".join(names[:-1]), *names[-1:])))
        if not names:
            said = profile.label(OTHERS) if amount else ""
        elif last:  # Of what it was then nothing is known.
            said = profile.phrase(AND_OTHERS, names=said)
        return Remainder(said, amount, len(names) > 1)

    @property
    def rounded(self) -> bool:
        """Whether the changes of the parts, as printed, miss the total's by rounding alone."""
        whole, parts = self.of(Item.TOTAL), self.parts
        shown = total(each.amount for each in parts) + self.other.amount
        return whole.known and bool(parts) and shown != whole.amount

    @property
    def three_public(self) -> YearChange:
        """“三公”经费 as a whole; last year's is the sum of its four 事项, as they were published."""
        return self._together(self.figures.three_public.amount, THREE_PUBLIC)

    @property
    def vehicle(self) -> YearChange:
        """公务用车购置及运维费, likewise."""
        return self._together(self.figures.vehicle.amount, VEHICLE)

    @property
    def three_public_flat(self) -> bool:
        """Whether “三公” and each of its items is what it was."""
        return all(self._is_flat(item) for item in THREE_PUBLIC)

    @property
    def vehicle_flat(self) -> bool:
        """Whether 购置 and 运行维护 are what they were."""
        return all(self._is_flat(item) for item in VEHICLE)

    @property
    def vehicle_rounded(self) -> bool:
        """Whether the changes of 购置 and 运行维护, as printed, miss their sum's by rounding."""
        return self.vehicle.amount != total(self.of(item).amount for item in VEHICLE)

    @property
    def three_public_rounded(self) -> bool:
        """Whether the changes of the three kinds, as printed, miss that of “三公” as a whole by rounding."""
        kinds = (self.of(Item.ABROAD), self.vehicle, self.of(Item.RECEPTION))
        return self.three_public.amount != total(each.amount for each in kinds)

    def _is_flat(self, item: Item) -> bool:
        change = self.of(item)
        return change.known and not change.amount and change.published is None

    def _together(self, this_year: Decimal, items: tuple[Item, ...]) -> YearChange:
        every = [self.of(item) for item in items]
        unit = self.figures.profile.unit
        last = [each.last_year for each in every if each.last_year is not None]
        if len(last) < len(every):
            return YearChange(None, this_year, None, "", unit)
        # Published figures are rounded one by one; their sum is what a reader has at hand.
        given = [
            x if each.published is None else each.published
            for each, x in zip(every, last, strict=True)
        ]
        published = total(given) if given != last else None
        return YearChange(None, this_year, total(last), "", unit, published)
