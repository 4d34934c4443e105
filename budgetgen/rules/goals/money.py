"""绩效目标里的钱: amounts that goals promise and that no project holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Final

from budgetgen.findings import Severity
from budgetgen.model.money import total
from budgetgen.model.records import Goal, Project
from budgetgen.model.target import Measure, Mention, mentions, parse_target
from budgetgen.model.vocabulary import Publicity
from budgetgen.rules.goals.figures import named_codes, named_projects
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule

_SPENT: Final = re.compile(
    "补助|补贴|奖励|奖补|安排|投入|拨付|发放|支付|支出|经费|预算|兑现|兑付|资金|资助|购置|购买|租金|费用|工资|扶持"
)
_EARNED: Final = re.compile(
    "带动|拉动|撬动|引导|吸引|实现|交易|产值|收入|税|销售|投资|贷款|融资|增收|节约|节省|利润|合同|贸易|进出口|引资|争取|"
    "捐|清收|追缴|挽回|超过|以上|规模|累计|历年"
)
_EACH: Final = re.compile(
    r"每|单[个家次项台]|/|人均|户均|月均|年均|标准|分别|各|其中|最高|不超过|上限|20万元以上"
)
_CLOSE: Final = Decimal(50)
_MOST_PARTS: Final = 3
"""How many projects one sentence may sum up …"""
_MOST_PROJECTS: Final = 40
"""… and among how many: beyond that nearly every figure is the sum of some, and nothing is known."""


def _promised(text: str) -> list[Mention]:
    """Amounts that the agency says it spends; what others earn and prices of one piece are none."""
    return [
        each
        for each in mentions(text)
        if each.target.measure is Measure.MONEY
        and (each.target.number or 0) >= 100
        and not each.target.per
        and _SPENT.search(each.around)
        and not _EARNED.search(each.around)
        and not _EACH.search(each.around)
    ]


def _amounts(d: Material, projects: Sequence[Project]) -> list[Decimal]:
    """Budgets, line items and amounts of indicators: the figures that a goal may rightly name."""
    found = []
    for project in projects:
        lines = d.budget.lines_by_project.get(project.code, ())
        found += [d.budget.project_amount(project.code), *(line.amount for line in lines)]
        for each in d.budget.indicators_by_project.get(project.code, ()):
            value = parse_target(each.value)
            if value.measure is Measure.MONEY and value.number is not None:
                found.append(value.number)
    return [amount for amount in found if amount]


def _is_held(amount: Decimal, projects: Sequence[Decimal], others: Sequence[Decimal]) -> bool:
    """Whether an amount is one of those there are, or two or three projects together, or all."""
    known = [*others, *projects, total(projects)]
    if any(abs(amount - each) <= _CLOSE for each in known):
        return True
    if len(projects) > _MOST_PROJECTS:
        return True
    return any(
        abs(amount - total(few)) <= _CLOSE
        for size in range(2, _MOST_PARTS + 1)
        for few in combinations(projects, size)
    )


@rule(
    "goal-money-unfunded",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2015-88",),
    needs=Matter.LINES | Matter.GOALS,
    also=Matter.PROJECTS | Matter.INDICATORS,
)
def goal_money_unfunded(d: Material) -> Iterator[Problem]:
    """整体绩效里写的资金数，应是对应项目的预算数或其中的一部分，没有项目的钱不列目标。"""
    for goal in d.budget.goals:
        named = named_projects(d, goal)
        if named_codes(goal) and not named:
            continue
        projects = named or d.budget.projects
        budgets = [held for each in projects if (held := d.budget.project_amount(each.code))]
        others = _amounts(d, projects) + ([] if named else _totals(d))
        if not budgets:
            continue
        for field in ("text", "indicators"):
            told = _promised(getattr(goal, field))
            numbers = [each.target.number or Decimal(0) for each in told]
            if not told or _is_held(total(numbers), budgets, others):
                continue
            for each, amount in zip(told, numbers, strict=True):
                if not _is_held(amount, budgets, others):
                    yield _unfunded(goal, field, each, bool(named))


def _totals(d: Material) -> list[Decimal]:
    """Sums that a goal may speak of: all spending, basic, project, by category."""
    lines = d.budget.lines
    by_category = [
        total(line.amount for line in lines if line.category is category)
        for category in {line.category for line in lines}
    ]
    by_function = [
        total(line.amount for line in lines if line.function == code)
        for code in {line.function for line in lines}
    ]
    return [
        *by_category,
        *by_function,
        *(line.amount for line in lines),
        total(line.amount for line in lines),
    ]


def _unfunded(goal: Goal, field: str, each: Mention, named: bool) -> Problem:
    quote = f"{each.before.strip()[-10:]}{each.text}"
    whose = "与对应项目的预算不一致" if named else "与任何项目的预算都不一致"
    return Problem(
        f"“{quote}”{whose}",
        "核对金额；今年没有安排的，从目标中删去",
        (goal.cell(field),),
    )


@rule(
    "project-goal-money-differs",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2015-88",),
    needs=Matter.LINES | Matter.PROJECTS | Matter.INDICATORS,
)
def project_goal_money_differs(d: Material) -> Iterator[Problem]:
    """项目的绩效目标里写的资金数，应是这个项目的预算数或其中的一部分。"""
    for project in d.budget.projects:
        budget = d.budget.project_amount(project.code)
        if project.disclosure is not Publicity.FULL or not budget:
            continue
        told = _promised(project.goals)
        numbers = [each.target.number or Decimal(0) for each in told]
        known = [*_amounts(d, (project,)), *numbers[1:]]
        if abs(total(numbers) - budget) <= _CLOSE:
            continue
        for each, amount in zip(told, numbers, strict=True):
            beyond = amount > budget + _CLOSE
            alone = len(told) == 1 and not any(abs(amount - x) <= _CLOSE for x in known)
            if beyond or (alone and _names_the_whole(each)):
                yield Problem(
                    f"绩效目标写的是“{each.before.strip()[-10:]}{each.text}”，"
                    f"项目“{project.name}”的预算是 {d.amount(budget)}",
                    "核对后改成一致；含以前年度或其他来源的，写明本年的金额",
                    (project.cell("goals"),),
                )


def _names_the_whole(each: Mention) -> bool:
    """Whether the words say that the amount is all of the project's money."""
    return bool(re.search("(?:总|共|合计|安排|预算|投入)[^，。]{0,6}$", each.before))
