"""国有资产: parts within their whole, counts and values, what is to be bought, and the cars behind 公务用车."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from budgetgen.findings import CellRef, Severity, listed
from budgetgen.model.budget import assets_bought
from budgetgen.model.money import plain, total
from budgetgen.model.records import Asset
from budgetgen.model.vocabulary import AssetClass, Scope
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.purchases.rows import doubtful
from budgetgen.rules.purchases.views import amount_cell
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.rules.yuan_or_wan.workbook import amounts_in_another_unit
from budgetgen.tables import predicates as p
from budgetgen.tables.engine import figure

_CAR: Final = "A0203"
_INTANGIBLE: Final = "A08"
_CARS: Final = AssetClass.VEHICLES


def _of(d: Material, kind: AssetClass) -> list[Asset]:
    return [each for each in d.budget.counted_assets if each.kind is kind]


def _sum(assets: Sequence[Asset], field: str) -> Decimal:
    return total(getattr(each, field) or Decimal(0) for each in assets)


@rule(
    "planned-assets-differ",
    Severity.WARNING,
    Topic.PROCUREMENT,
    ("hebei-form",),
    needs=Matter.PURCHASES | Matter.ASSETS | Matter.TABLES,
    also=Matter.CONTROLS | Matter.LINES | Matter.PROJECTS | Matter.PRIOR,
)
def planned_assets_differ(d: Material) -> Iterator[Problem]:
    """本年度拟购置固定资产应与政府采购中形成固定资产的采购一致。"""
    rows = assets_bought(d.budget.purchases)
    planned = _of(d, AssetClass.PLANNED)
    value, bought = _sum(planned, "value"), total(row.amount for row in rows)
    known = doubtful(d)
    told = any(id(row) in known for row in rows) or _in_another_unit(d, planned)
    absent = d.budget.info.scope is Scope.UNIT and not d.budget.assets  # unit_part_missing says it.
    if value == bought or told or absent:
        return
    cells = [each.cell("value") for each in planned] or [CellRef("国有资产")]
    yield Problem(
        f"拟购置固定资产 {d.amount(value)}，政府采购中形成固定资产的 {d.amount(bought)}，"
        f"相差 {d.amount(abs(value - bought))}",
        "核对采购有无漏列、“形成固定资产”有无漏填；集中采购目录以外、限额以下自行购置的，说明理由",
        (*cells, *(amount_cell(row) for row in rows)),
    )


def _in_another_unit(d: Material, assets: Sequence[Asset]) -> bool:
    cells = {cell for problem in amounts_in_another_unit(d) for cell in problem.at}
    return any(each.cell("value") in cells for each in assets)


@rule("asset-part-exceeds", Severity.ERROR, Topic.PROCUREMENT, ("hebei-form",), needs=Matter.ASSETS)
def asset_part_exceeds(d: Material) -> Iterator[Problem]:
    """办公用房的面积和价值不应超过房屋。"""
    whole, part = _of(d, AssetClass.BUILDINGS), _of(d, AssetClass.OFFICES)
    over = [field for field in ("quantity", "value") if _sum(part, field) > _sum(whole, field)]
    if not part or not over:
        return
    said = {
        "quantity": f"面积 {plain(_sum(part, 'quantity'))} 平方米（房屋 {plain(_sum(whole, 'quantity'))} 平方米）",
        "value": f"价值 {d.amount(_sum(part, 'value'))}（房屋 {d.amount(_sum(whole, 'value'))}）",
    }
    yield Problem(
        f"办公用房超过房屋：{'、'.join(said[field] for field in over)}",
        "房屋应包括办公用房，核对两行，可能填反",
        tuple(each.cell(field) for field in over for each in (*whole, *part)),
    )


@rule(
    "asset-count-missing", Severity.WARNING, Topic.PROCUREMENT, ("hebei-form",), needs=Matter.ASSETS
)
def asset_count_missing(d: Material) -> Iterator[Problem]:
    """车辆和单价在20万元以上的设备，数量和价值应同时填写。"""
    for each in d.budget.counted_assets:
        if each.kind not in (_CARS, AssetClass.EQUIPMENT) or bool(each.quantity) == bool(
            each.value
        ):
            continue
        absent, given = ("quantity", "价值") if each.value else ("value", "数量")
        yield Problem(
            f"“{each.kind}”有{given}，没有{'数量' if absent == 'quantity' else '价值'}",
            f"补上；按名义金额入账的，价值填 {d.amount(Decimal(1))}",
            (each.cell(absent),),
        )


@rule(
    "vehicles-without-cars",
    Severity.WARNING,
    Topic.THREE_PUBLIC,
    ("cai-yu-2016-143",),
    needs=Matter.ASSETS | Matter.TABLES,
)
def vehicles_without_cars(d: Material) -> Iterator[Problem]:
    """没有车辆的，一般不应有公务用车运行维护费。"""
    cars, running = _of(d, _CARS), d.figures.vehicle_running
    if cars and not _sum(cars, "quantity") and not _sum(cars, "value") and running.amount:
        yield Problem(
            f"国有资产里没有车辆，公务用车运行维护费却有 {d.amount(running.amount)}",
            "核对车辆数量；租用或借用车辆的，说明理由",
            (*(x.cell("quantity") for x in cars), *(x.cell("amount") for x in running.lines)),
        )


@rule(
    "vehicle-purchase-unplanned",
    Severity.WARNING,
    Topic.THREE_PUBLIC,
    ("cai-yu-2016-143",),
    needs=Matter.PURCHASES | Matter.ASSETS | Matter.LINES,
)
def vehicle_purchase_unplanned(d: Material) -> Iterator[Problem]:
    """安排了公务用车购置费的，不论用哪项资金，车辆应列入拟购置固定资产和政府采购。"""
    is_bought = p.both(
        p.for_economic(p.VEHICLE_PURCHASE_CODES), lambda x: p.is_basic(x) or p.is_project(x)
    )
    bought_with = figure(d.budget.lines, is_bought)
    planned = _sum(_of(d, AssetClass.PLANNED), "value")
    listed = any(row.catalogue.startswith(_CAR) for row in d.budget.purchases)
    if bought_with.amount and (planned < bought_with.amount or not listed):
        absent = "拟购置固定资产" if planned < bought_with.amount else ""
        absent = "、".join(x for x in (absent, "" if listed else "政府采购") if x)
        yield Problem(
            f"公务用车购置费 {d.amount(bought_with.amount)}，{absent}里没有列足",
            "在“国有资产”的拟购置固定资产和“政府采购”列上购置的车辆",
            tuple(line.cell("amount") for line in bought_with.lines),
        )


@rule(
    "intangible-as-fixed-asset",
    Severity.WARNING,
    Topic.PROCUREMENT,
    ("cai-ku-2022-31",),
    needs=Matter.PURCHASES,
)
def intangible_as_fixed_asset(d: Material) -> Iterator[Problem]:
    """采购目录 A08 是无形资产，如单独购买的软件，不形成固定资产（随设备购入、不能分开的软件除外）。"""
    rows = [x for x in d.budget.purchases if x.fixed_asset and x.catalogue.startswith(_INTANGIBLE)]
    if rows:
        yield Problem(
            f"{listed(f'“{row.item}”' for row in rows)}的采购目录是 {_INTANGIBLE} 无形资产，"
            "“形成固定资产”却填了“是”",
            "“形成固定资产”空着，拟购置固定资产也不含它；随设备购入、不能分开的，说明理由",
            tuple(row.cell("fixed_asset") for row in rows),
        )
