"""整本的金额单位: sheets that agree with one another and not with the world, told by independent signs.

What anything costs is known only roughly, so each sign leaves a county agency of 50 万元 as much room as one of
several 亿元; one sign is a curiosity, two are a doubt and three no chance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Final

from budgetgen.model.money import FEN, plain, total
from budgetgen.model.vocabulary import AssetClass, Category, Level, MoneyUnit
from budgetgen.rules.material import Material
from budgetgen.rules.yuan_or_wan.assets import asset_slips, prices_fit
from budgetgen.rules.yuan_or_wan.controls import control_slips
from budgetgen.rules.yuan_or_wan.sheets import sheet_slips

_SURE: Final = 3
_DOUBTFUL: Final = 2
_LARGEST: Final = {
    Level.DISTRICT: Decimal(10_000_000_000),
    Level.COUNTY: Decimal(10_000_000_000),
    Level.CITY: Decimal(100_000_000_000),
    Level.PROVINCE: Decimal(1_000_000_000_000),
}
"""元 that no department of a level has in a year: ample, whole counties spend 50 to 200 亿."""
_COSTLY: Final = Decimal(10_000_000)
"""元 for what costs thousands: a small subject of 公用经费, a year's receptions, one of several pieces."""
_CAR: Final = Decimal(1_000_000)
"""元 that one car's year doesn't exceed."""
_CARS: Final = Decimal(100)
"""元 that all cars' year doesn't fall below."""
_SMALLEST: Final = Decimal(100_000)
"""元 that no agency lives on for a year."""
_WAGES: Final = Decimal(5_000)
"""元 on average over the units that pay wages: one person's month."""
_PROJECT: Final = Decimal(1_000)
_SEVERAL: Final = 3
"""Amounts of one kind that are no chance any more."""

Sign = Callable[[Material], str]


@dataclass(frozen=True, slots=True)
class WholeSlip:
    """All amounts of a workbook in the other unit."""

    too_large: bool
    signs: tuple[str, ...]
    is_sure: bool


def whole_slip(d: Material) -> WholeSlip | None:
    """Whether the workbook as a whole is typed in the other unit than 金额单位 says."""
    too_large = d.budget.info.money_unit is MoneyUnit.WAN
    signs = [said for sign in (_LARGE if too_large else _SMALL) if (said := sign(d))]
    if len(signs) < _DOUBTFUL or _apart(d, too_large):
        return None  # Of the assets alone amounts_in_another_unit speaks.
    signs += [slip.against for slip in asset_slips(d) if slip.too_large is too_large]
    return WholeSlip(too_large, tuple(signs), len(signs) >= _SURE and not prices_fit(d))


def _apart(d: Material, too_large: bool) -> bool:
    """Whether sheets contradict each other: then it is one of them that is wrong, not the whole.

    An amount that is off the other way is the one that was typed with its unit (35000元) and read rightly.
    """
    ways = {slip.too_large for slip in control_slips(d)} | {
        slip.too_large for slip in sheet_slips(d)
    }
    return too_large in ways


# 按元填成了万元 -----------------------------------------------------------------------------------


def _beyond_any(d: Material) -> str:
    made, level = d.figures.total.amount, d.budget.info.level
    return f"收支总额 {d.amount(made)}" if level and made > _LARGEST[level] else ""


def _costly_cars(d: Material) -> str:
    running, cars = _cars(d)
    return _of_cars(d, running, cars) if running > _CAR * max(cars, Decimal(1)) else ""


def _costly_receptions(d: Material) -> str:
    spent = d.figures.reception.amount
    return f"公务接待费 {d.amount(spent)}" if spent > _COSTLY else ""


def _costly_pieces(d: Material) -> str:
    """Goods only, and several: a building has no price that would be too high."""
    for each in d.budget.purchases:
        price = each.price or Decimal(0)
        if each.catalogue.startswith("A") and (each.quantity or 0) > 1 and price > _COSTLY:
            return f"“{each.item}”单价 {d.amount(price)}"
    return ""


def _costly_subjects(d: Material) -> str:
    amounts = [x.amount for x in d.budget.lines if x.category is Category.PUBLIC and x.amount]
    if len(amounts) < _SEVERAL or median(amounts) <= _COSTLY:
        return ""
    return f"公用经费 {len(amounts)} 笔明细，多在 {d.amount(median(amounts))}以上"


# 按万元填成了元 -----------------------------------------------------------------------------------


def _below_any(d: Material) -> str:
    made = d.figures.total.amount
    return f"收支总额 {d.amount(made)}" if 0 < made < _SMALLEST else ""


def _no_wages(d: Material) -> str:
    lines = [x for x in d.budget.lines if x.category is Category.PERSONNEL]
    paid = total(line.amount for line in lines)
    units = len({line.unit for line in lines})
    return f"人员经费全年 {d.amount(paid)}" if 0 < paid < _WAGES * units else ""


def _below_fen(d: Material) -> str:
    fractions = [x.amount for x in d.budget.lines if x.amount != x.amount.quantize(FEN)]
    if len(fractions) < _SEVERAL:
        return ""
    return f"“收支明细”有 {len(fractions)} 个金额的小数超过两位，如 {d.amount(fractions[0])}"


def _cheap_cars(d: Material) -> str:
    running, cars = _cars(d)
    return _of_cars(d, running, cars) if 0 < running < _CARS else ""


def _cheap_projects(d: Material) -> str:
    amounts = [d.budget.project_amount(code) for code in d.budget.lines_by_project]
    if not amounts or not 0 < max(amounts) < _PROJECT:
        return ""
    return f"最大的项目 {d.amount(max(amounts))}"


def _cars(d: Material) -> tuple[Decimal, Decimal]:
    owned = (x.quantity for x in d.budget.counted_assets if x.kind is AssetClass.VEHICLES)
    return d.figures.vehicle_running.amount, total(number or Decimal(0) for number in owned)


def _of_cars(d: Material, running: Decimal, cars: Decimal) -> str:
    owned = f"（{plain(cars)} 辆车）" if cars else ""
    return f"公务用车运行维护费 {d.amount(running)}{owned}"


_LARGE: Final[tuple[Sign, ...]] = (
    _beyond_any, _costly_cars, _costly_receptions, _costly_pieces, _costly_subjects,
)  # fmt: skip
_SMALL: Final[tuple[Sign, ...]] = (_below_any, _no_wages, _cheap_cars, _cheap_projects, _below_fen)
