"""金额单位: amounts of one sheet that look typed in the other unit than 收支明细."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from budgetgen.findings import CellRef
from budgetgen.model.money import YUAN_PER_WAN, ten_thousand_apart, total
from budgetgen.model.records import LineItem, PriorFigure, Project, Purchase
from budgetgen.model.vocabulary import Category, Item, PlanBasis
from budgetgen.rules.material import Material
from budgetgen.rules.yuan_or_wan.controls import control_slips
from budgetgen.rules.yuan_or_wan.scale import LINES, ScaleSlip, lines_suspect
from budgetgen.tables.controls import confirmed_lines

_PLAN, _PRIOR, _PURCHASE = "项目", "上年预算", "政府采购"
_HUNDRED = Decimal(100)
_SAME = Decimal("1.01")
"""Slack where the two amounts should be equal but for rounding to 万元."""
_TWICE = Decimal(2)
_YEARS = Decimal(5)
"""Slack from one year to the next."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """Amounts of a sheet some 10,000 times apart from the line items they belong to."""

    sheet: str
    cells: tuple[CellRef, ...]
    amount: Decimal
    lines: tuple[LineItem, ...]
    made: Decimal
    name: str


def sheet_slips(d: Material) -> Iterator[ScaleSlip]:
    """Amounts of 项目, 上年预算 and 政府采购 in another unit than the line items that they belong to."""
    confirmed = confirmed_lines(d.budget)
    said = {id(line) for slip in control_slips(d) for line in slip.lines}
    for pair in (*_plans(d), *_priors(d), *_purchases(d)):
        if not any(id(line) in said for line in pair.lines):  # approval_differs has said it.
            yield _slip(d, pair, confirmed)


def _slip(d: Material, pair: _Pair, confirmed: set[int]) -> ScaleSlip:
    small = pair.made < pair.amount
    against = f"{pair.name} {d.amount(pair.amount)}，收支明细 {d.amount(pair.made)}"
    sure = any(id(line) in confirmed for line in pair.lines)
    if lines_suspect(d, small) and not sure:
        return ScaleSlip(LINES, tuple(x.cell("amount") for x in pair.lines), not small, against)
    return ScaleSlip(pair.sheet, pair.cells, small, against)


# 项目 --------------------------------------------------------------------------------------------


def plan_slips(d: Material, project: Project) -> tuple[str, ...]:
    """Fields of 资金支出计划 that are some 10,000 times the project's budget, or a ten-thousandth."""
    budget = d.budget.project_amount(project.code)
    fields = ("plan_march", "plan_june", "plan_october", "plan_december")
    planned = {field: getattr(project, field) or Decimal(0) for field in fields}
    if d.budget.info.plan_basis is PlanBasis.PERCENT or budget <= 0:
        return ()
    large = tuple(f for f, amount in planned.items() if _is_large(amount, budget))
    end = planned["plan_december"]
    if large or not end < budget or not ten_thousand_apart(end, budget, _TWICE):
        return large
    if (
        max(planned.values()) > end
    ):  # The others are right: one cell is wrong, and rarely by its unit.
        return ("plan_december",) if end * YUAN_PER_WAN == budget else ()
    return tuple(field for field, amount in planned.items() if amount)


def _is_large(amount: Decimal, bound: Decimal) -> bool:
    """Far above what it can be at most, and within it in the other unit."""
    return bound * _HUNDRED <= amount <= bound * YUAN_PER_WAN * _SAME


def _plans(d: Material) -> Iterator[_Pair]:
    for project in d.budget.projects:
        fields = plan_slips(d, project)
        if fields:
            lines = d.budget.lines_by_project[project.code]
            amount: Decimal = getattr(project, fields[-1])
            yield _Pair(
                _PLAN, tuple(map(project.cell, fields)), amount, lines,
                total(line.amount for line in lines), f"项目“{project.name}”计划",
            )  # fmt: skip


# 上年预算 ----------------------------------------------------------------------------------------


def _priors(d: Material) -> Iterator[_Pair]:
    for prior, field, lines in _mistyped_priors(d):
        made = total(line.amount for line in lines)
        name = f"{'同口径' if field == 'comparable' else ''}上年{prior.item}"
        yield _Pair(_PRIOR, (prior.cell(field),), getattr(prior, field), lines, made, name)


def mistyped_priors(d: Material) -> set[Item]:
    """事项 whose figure of last year is in another unit than this year's: no change can be told."""
    return {prior.item for prior, _, _ in _mistyped_priors(d)}


def _mistyped_priors(d: Material) -> Iterator[tuple[PriorFigure, str, tuple[LineItem, ...]]]:
    f = d.figures
    figures = {
        Item.TOTAL: f.total, Item.BASIC: f.basic, Item.PERSONNEL: f.personnel,
        Item.PUBLIC: f.public, Item.PROJECT: f.project, Item.ABROAD: f.abroad,
        Item.VEHICLE_PURCHASE: f.vehicle_purchase, Item.VEHICLE_RUNNING: f.vehicle_running,
        Item.RECEPTION: f.reception, Item.OPERATING_COST: f.operating_cost,
    }  # fmt: skip
    for prior in d.budget.prior:
        lines = tuple(x for x in figures[prior.item].lines if prior.unit in ("", x.unit))
        made = total(line.amount for line in lines)
        if ten_thousand_apart(prior.amount, made, _YEARS) and not _adds_up(d, prior):
            yield prior, "amount", lines
        if prior.comparable and ten_thousand_apart(prior.comparable, made, _YEARS):
            yield prior, "comparable", lines


def _adds_up(d: Material, prior: PriorFigure) -> bool:
    """Whether a part of last year's total fits the total, which itself compares with this year's."""
    same = {p.item: p.amount for p in d.budget.prior if p.unit == prior.unit}
    whole = same.get(Item.TOTAL, Decimal(0))
    now = total(x.amount for x in d.budget.lines if prior.unit in ("", x.unit))
    parts = same.get(Item.BASIC), same.get(Item.PROJECT)
    if prior.item not in (Item.BASIC, Item.PROJECT) or ten_thousand_apart(whole, now, _YEARS):
        return False
    return None not in parts and total(part for part in parts if part is not None) == whole


# 政府采购 ----------------------------------------------------------------------------------------


def _purchases(d: Material) -> Iterator[_Pair]:
    by_project: dict[str, list[Purchase]] = {}
    for purchase in d.budget.purchases:
        lines = _paying(d, purchase)
        made = total(line.amount for line in lines)
        if purchase.project:
            by_project.setdefault(purchase.project, []).append(purchase)
        if made > 0 and _is_large(purchase.amount, made):
            yield _Pair(
                _PURCHASE, _amount_cells(purchase), purchase.amount, lines, made,
                f"“{purchase.item}”采购",
            )  # fmt: skip
        budget = purchase.origin_budget or Decimal(0)
        same = purchase.project and ten_thousand_apart(budget, made, _SAME)
        if made > 0 and (same or _is_large(budget, made)):
            yield _Pair(
                _PURCHASE, (purchase.cell("origin_budget"),), budget, lines, made,
                f"“{purchase.item}”来源预算资金",
            )  # fmt: skip
    for bought in by_project.values():
        yield from _whole_project(d, bought)


def _paying(d: Material, purchase: Purchase) -> tuple[LineItem, ...]:
    """The line items a purchase is paid from: its project's, else 公用经费."""
    if purchase.project:
        return d.budget.lines_by_project.get(purchase.project, ())
    return tuple(
        line
        for line in d.budget.lines
        if line.category is Category.PUBLIC and purchase.unit in ("", line.unit)
    )


def _whole_project(d: Material, bought: list[Purchase]) -> Iterator[_Pair]:
    """A project that is spent on purchases altogether, once these are taken ten thousand times."""
    lines = _paying(d, bought[0])
    amount, made = total(each.amount for each in bought), total(line.amount for line in lines)
    if amount < made and ten_thousand_apart(amount, made, _SAME):
        cells = tuple(cell for each in bought for cell in _amount_cells(each))
        yield _Pair(_PURCHASE, cells, amount, lines, made, f"“{bought[0].item}”等采购")


def _amount_cells(purchase: Purchase) -> tuple[CellRef, ...]:
    fields = ("price", "stated_amount")
    return tuple(purchase.cell(f) for f in fields if getattr(purchase, f) is not None)


def purchase_price_slips(d: Material) -> Iterator[ScaleSlip]:
    """单价 against 采购金额, and 采购金额 against 来源预算资金, within a row."""
    for each in d.budget.purchases:
        stated, origin = each.stated_amount or Decimal(0), each.origin_budget or Decimal(0)
        bought = (each.quantity or Decimal(0)) * (each.price or Decimal(0))
        if ten_thousand_apart(bought, stated, _TWICE):
            large, small = (
                ("price", "stated_amount") if bought > stated else ("stated_amount", "price")
            )
            field = large if lines_suspect(d, False) else small
            against = f"“{each.item}”数量×单价 {d.amount(bought)}，采购金额 {d.amount(stated)}"
            yield ScaleSlip(_PURCHASE, (each.cell(field),), field == large, against)
        elif origin > 0 and _is_large(each.amount, origin) and lines_suspect(d, True):
            against = f"“{each.item}”采购 {d.amount(each.amount)}，来源预算资金 {d.amount(origin)}"
            yield ScaleSlip(_PURCHASE, (each.cell("origin_budget"),), False, against)
