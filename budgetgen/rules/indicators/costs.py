"""成本指标 against the project's budget: each total, all totals together, and price times number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import prod
from typing import Final

from budgetgen.findings import Severity
from budgetgen.model.money import total
from budgetgen.model.records import Indicator, Project
from budgetgen.model.target import Measure, parse_target
from budgetgen.rules.indicators.prices import Factor, factors, is_unsaid, price_units
from budgetgen.rules.indicators.views import (
    SECRET,
    is_rate,
    is_wordy,
    kind,
    name,
    one_problem,
    quoted_indicator,
    shown_projects,
)
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.rules.yuan_or_wan.sheets import plan_slips

_SLACK: Final = Decimal(50)
"""Half of the last digit printed in 万元: what readers cannot see is no contradiction."""
_CONTRACT: Final = re.compile(
    "合同|招标|中标|分期|跨年|总包|[二两三四五六七八十2-9]\\s*年期?(?:总|合计|共|服务|合同|建设)|三年|五年"
)
_WHOLE: Final = re.compile("总|合计|预算控制|全部|控制数")
_COST_RATE: Final = re.compile("成本|节约|控制|超支|预算|结余|支出率|执行率")


@dataclass(frozen=True, slots=True)
class Cost:
    """A 成本指标 in 元, with what it is to be multiplied with."""

    indicator: Indicator
    amount: Decimal
    is_price: bool
    factors: tuple[Factor, ...] = ()

    @property
    def all(self) -> Decimal:
        """What the project spends by this indicator."""
        return self.amount * prod((each.number for each in self.factors), start=Decimal(1))


def costs(indicators: Sequence[Indicator]) -> tuple[Cost, ...]:
    """The cost indicators that name an amount; 社会成本 and 生态环境成本 are not paid from the budget."""
    found = []
    for each in indicators:
        value = parse_target(each.value)
        if not _is_paid(each) or value.measure is not Measure.MONEY or value.number is None:
            continue
        is_price = bool(price_units(each, value))
        multiplied = tuple(factors(each, value, indicators)) if is_price else ()
        found.append(Cost(each, value.number, is_price, multiplied))
    return tuple(found)


def _is_paid(each: Indicator) -> bool:
    return kind(each) == "成本" and not each.level2.startswith(("社会", "生态"))


def _funded(d: Material) -> Iterator[tuple[Project, Decimal, tuple[Cost, ...]]]:
    """Projects with a budget and cost indicators; another rule speaks of those without money."""
    for project, indicators in shown_projects(d):
        budget = d.budget.project_amount(project.code)
        if budget > 0 and not plan_slips(d, project):  # In another unit: amounts_in_another_unit's.
            yield project, budget, costs(indicators)


@rule(
    "cost-exceeds-budget",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2021-101",),
    needs=Matter.LINES | Matter.PROJECTS | Matter.INDICATORS,
)
def cost_exceeds_budget(d: Material) -> Iterator[Problem]:
    """项目成本指标（单位成本的，乘以对应的数量）不应超过项目预算。"""
    for project, budget, found in _funded(d):
        for cost in found:
            if cost.amount > budget + _SLACK:
                yield _alone(d, project, budget, cost)
            elif cost.all > budget + _SLACK:
                yield _multiplied(d, project, budget, cost)


def _alone(d: Material, project: Project, budget: Decimal, cost: Cost) -> Problem:
    each = cost.indicator
    contract = _CONTRACT.search(f"{each.level3}{each.description}{each.basis}")
    remedy = (
        f"写有“{contract[0]}”，可能是合同总额：改写本年应付的金额，或分别写明总额和本年数"
        if contract
        else "核对指标值，或“收支明细”中该项目的金额"
    )
    return Problem(
        f"成本指标{quoted_indicator(each)}超过项目“{project.name}”的预算 {d.amount(budget)}",
        remedy,
        (each.cell("value"),),
    )


def _multiplied(d: Material, project: Project, budget: Decimal, cost: Cost) -> Problem:
    each = cost.indicator
    by = " × ".join(factor.text for factor in cost.factors)
    counted = tuple(f.source.cell("value") for f in cost.factors if f.source)
    return Problem(
        f"成本指标{quoted_indicator(each)} × {by} = {d.amount(cost.all)}，"
        f"超过项目“{project.name}”的预算 {d.amount(budget)}",
        "核对单位成本和数量，或“收支明细”中该项目的金额",
        (each.cell("value"), *counted),
    )


@rule(
    "costs-exceed-budget-together",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2021-101",),
    needs=Matter.LINES | Matter.PROJECTS | Matter.INDICATORS,
)
def costs_exceed_budget_together(d: Material) -> Iterator[Problem]:
    """项目各项成本指标合计不应超过项目预算。"""
    for project, budget, found in _funded(d):
        if any(cost.all > budget + _SLACK for cost in found):
            continue
        parts = [cost for cost in found if not _is_whole(cost, budget)]
        together = total(cost.all for cost in parts)
        if len(parts) > 1 and together > budget + _SLACK and not any(c.is_price for c in parts):
            yield Problem(
                f"项目“{project.name}”的 {len(parts)} 个成本指标合计 {d.amount(together)}，"
                f"超过预算 {d.amount(budget)}",
                "核对各项成本；其中一个是总数的，在名称里写明“总成本”",
                tuple(cost.indicator.cell("value") for cost in parts),
            )


def _is_whole(cost: Cost, budget: Decimal) -> bool:
    """A total beside which the others are its parts."""
    return bool(_WHOLE.search(cost.indicator.level3)) or abs(cost.amount - budget) <= _SLACK


@rule(
    "cost-not-money",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2021-101",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def cost_not_money(d: Material) -> Iterator[Problem]:
    """成本指标应写金额（成本控制率、节约率之类的比率除外）。"""
    found = []
    for _, indicators in shown_projects(d):
        wordy = is_wordy(indicators)
        for each in indicators:
            measure = parse_target(each.value).measure
            if not _is_paid(each) or not each.value.strip() or SECRET in each.value:
                continue
            words = measure is Measure.WORDS and not wordy
            count = measure in (Measure.COUNT, Measure.SPAN) and not is_rate(each)
            rate = measure is Measure.PERCENT and not _COST_RATE.search(name(each))
            if words or count or rate:
                found.append((quoted_indicator(each), each.cell("value")))
    yield from one_problem(found, "没有写出金额", "写成金额，如“≤15万元”“≤0.2万元/次”")


@rule(
    "cost-unit-unsaid",
    Severity.NOTICE,
    Topic.PROJECTS,
    ("cai-yu-2021-101",),
    needs=Matter.LINES | Matter.PROJECTS | Matter.INDICATORS,
)
def cost_unit_unsaid(d: Material) -> Iterator[Problem]:
    """单位成本的值应写明按什么计，如“万元/家”，免得看成总额。"""
    found = []
    for _, budget, all_costs in _funded(d):
        for cost in all_costs:
            each = cost.indicator
            if cost.all <= budget + _SLACK and is_unsaid(each, parse_target(each.value)):
                unit = "·".join(price_units(each, parse_target(each.value)))
                single = cost.factors and prod(f.number for f in cost.factors) == 1
                whole = abs(cost.amount - budget) <= _SLACK
                if unit not in ("年", "年度") and not single and not whole:
                    found.append((f"{quoted_indicator(each)}（每{unit}）", each.cell("value")))
    yield from one_problem(
        found, "没有写明计价单位", "在金额单位后写明，如“万元/家”“元/月”；是总额的，改指标描述"
    )
