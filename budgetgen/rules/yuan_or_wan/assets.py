"""国有资产 by price: values that cannot be in the declared 金额单位 and would be usual in the other one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from budgetgen.model.money import YUAN_PER_WAN, plain
from budgetgen.model.records import Asset
from budgetgen.model.vocabulary import AssetClass
from budgetgen.rules.material import Material
from budgetgen.rules.yuan_or_wan.scale import ScaleSlip

ASSETS = "国有资产"

_PRICES = {
    AssetClass.BUILDINGS: (50, 50_000),
    AssetClass.OFFICES: (50, 50_000),
    AssetClass.VEHICLES: (10_000, 3_000_000),
    AssetClass.EQUIPMENT: (200_000, 10_000_000),
    AssetClass.OTHER: (50, 500_000),
    AssetClass.PLANNED: (50, 500_000),
}
"""What a square metre or a piece costs in 元, ample at both ends."""
_CLEAR = frozenset({AssetClass.VEHICLES, AssetClass.EQUIPMENT})
"""Classes whose prices are so alike that one alone tells; assets may be booked at a nominal 1 元."""


def asset_slips(d: Material) -> Iterator[ScaleSlip]:
    """Values that only the other unit explains, where cars or large equipment or several classes tell so."""
    for too_large in (False, True):
        wrong = [each for each in d.budget.assets if _misvalued(each, too_large)]
        clear = [each for each in wrong if _misvalued(each, too_large, beyond=10)]
        classes = {each.kind for each in clear} - {AssetClass.OFFICES}
        if classes & _CLEAR or len(classes) > 1:
            telling = next((each for each in clear if each.kind in _CLEAR), clear[0])
            against = (
                f"“{telling.kind}”数量 {plain(telling.quantity or Decimal(0))}，"
                f"价值共 {d.amount(telling.value or Decimal(0))}"
            )
            yield ScaleSlip(ASSETS, tuple(x.cell("value") for x in wrong), too_large, against)


def prices_fit(d: Material) -> bool:
    """Whether cars or large equipment have usual prices as typed: then it is not the whole workbook."""
    return any(
        low <= each.value / each.quantity <= high
        for each in d.budget.assets
        if each.kind in _CLEAR and each.quantity and each.value
        for low, high in (map(Decimal, _PRICES[each.kind]),)
    )


def _misvalued(asset: Asset, too_large: bool, beyond: int = 1) -> bool:
    """Whether a piece costs ``beyond`` times less (more) than any does, and a usual price in the other unit."""
    if not asset.quantity or not asset.value or asset.value in (1, asset.quantity):
        return False
    low, high = map(Decimal, _PRICES[asset.kind])
    price = asset.value / asset.quantity
    if too_large:
        return price > high * beyond and low <= price / YUAN_PER_WAN <= high
    return price < low / beyond and low <= price * YUAN_PER_WAN <= high
