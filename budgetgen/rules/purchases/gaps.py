"""政府采购缺漏: what projects and indicators say will be bought, and purchases that don't say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from budgetgen.findings import Severity
from budgetgen.model.money import total
from budgetgen.model.records import Indicator, Project, Purchase
from budgetgen.model.target import Bound, Measure, parse_target, same_unit
from budgetgen.model.vocabulary import PlanBasis
from budgetgen.rules.indicators.views import shown_projects
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule

_TENDERED: Final = re.compile("(?<!未)(?:中标|招标|投标|政府采购|采购合同|采购价|成交价|比价)")
_BOUGHT: Final = re.compile("(?:购置|采购|购买|更新|升级|装备)(?:费|费用|经费|项目|资金)?$")
_GOODS: Final = re.compile("设备|器材|仪器|家具|车辆|软件|系统|服务器|计算机|电脑|办公用品|装备")
_GRANT: Final = re.compile("补助|补贴|奖励|奖补|奖金|扶持|资助|支持企业|贷款")
_EQUIPMENT: Final = frozenset({"31002", "31003", "31007", "31013", "31019"})
"""办公设备、专用设备、信息网络及软件、公务用车、其他交通工具购置: 经济科目 of what is bought by its nature."""
_NEARLY: Final = Decimal("0.95")
"""Less than this share of the budget is more than what a good price saves."""
_FAR: Final = 100
"""So many times less is a slip of the unit, which another rule names."""
_ALIKE: Final = 0.75


def _purchases(d: Material, project: Project) -> list[Purchase]:
    """采购 of a project, by its code or by its name as their origin."""
    names = {project.name, project.title}
    return [
        row
        for row in d.budget.purchases
        if row.project == project.code or (not row.project and row.origin_name in names)
    ]


def _is_astray(d: Material) -> bool:
    """Whether a purchase names a project that there isn't: then another finding speaks of what is missing."""
    return any(
        row.project and row.project not in d.budget.project_by_code for row in d.budget.purchases
    )


def _is_planned(d: Material, project: Project) -> bool:
    """Whether the plan doesn't contradict the budget; where it does, the budget may be the slip."""
    amounts = d.budget.info.plan_basis is PlanBasis.AMOUNT
    return not amounts or project.plan_december in (None, d.budget.project_amount(project.code))


def _is_grant(project: Project) -> bool:
    """Whether others do the buying."""
    return bool(_GRANT.search(project.name + project.purpose))


def _buys_goods(project: Project) -> bool:
    """Whether the name says that the whole project is buying goods."""
    return bool(_BOUGHT.search(project.title) and _GOODS.search(project.title))


@rule(
    "purchase-not-listed",
    Severity.WARNING,
    Topic.PROCUREMENT,
    ("cai-yu-2016-143",),
    needs=Matter.LINES | Matter.PROJECTS | Matter.PURCHASES,
    also=Matter.INDICATORS,
)
def purchase_not_listed(d: Material) -> Iterator[Problem]:
    """购置设备的项目、指标依据写明招标中标价格的项目，应列入政府采购（限额以下自行采购的除外）。"""
    for project, indicators in shown_projects(d):
        if (
            _is_astray(d)
            or _purchases(d, project)
            or _is_grant(project)
            or not d.budget.project_amount(project.code)
        ):
            continue
        told = [each.cell("basis") for each in indicators if _TENDERED.search(each.basis)]
        cells = [project.cell("name"), *told] if _buys_goods(project) else told
        if cells:
            why = "的指标依据写了招标、中标或比价" if told else "是购置项目"
            yield Problem(
                f"项目“{project.name}”{why}，“政府采购”里没有它",
                "在“政府采购”补列；限额以下自行采购或往年已采购的，说明理由",
                tuple(cells),
            )


@rule(
    "purchase-below-project",
    Severity.WARNING,
    Topic.PROCUREMENT,
    ("cai-yu-2016-143",),
    needs=Matter.LINES | Matter.PROJECTS | Matter.PURCHASES,
    also=Matter.INDICATORS,
)
def purchase_below_project(d: Material) -> Iterator[Problem]:
    """购置项目的采购合计一般应与项目预算相当，少得多的可能漏列。"""
    for project, _ in shown_projects(d):
        rows = _purchases(d, project)
        spent, budget = total(row.amount for row in rows), d.budget.project_amount(project.code)
        all_goods = _buys_goods(project) and not _is_grant(project) and _is_planned(d, project)
        missing = budget / _FAR < spent < budget * _NEARLY
        if rows and all_goods and missing and not _is_astray(d):
            yield Problem(
                f"购置项目“{project.name}”预算 {d.amount(budget)}，采购只列了 {d.amount(spent)}",
                "补列漏掉的采购；限额以下自行采购的，说明理由",
                (project.cell("name"), *(row.cell("item") for row in rows)),
            )


@rule(
    "purchase-quantity-differs",
    Severity.WARNING,
    Topic.PROCUREMENT,
    ("cai-yu-2016-143",),
    needs=Matter.PROJECTS | Matter.INDICATORS | Matter.PURCHASES,
)
def purchase_quantity_differs(d: Material) -> Iterator[Problem]:
    """同一样东西，采购的数量应与数量指标一致。"""
    for project, indicators in shown_projects(d):
        rows = [row for row in _purchases(d, project) if row.quantity]
        for each in indicators:
            same = [row for row in rows if _counts(each, row)]
            there = total(row.quantity or Decimal(0) for row in same)
            if same and not _reached(each, there):
                yield Problem(
                    f"指标“{each.level3} {each.value}”，采购“{same[0].item}”"
                    f"{there.normalize():f}{same[0].measure}",
                    "核对后改成一致",
                    (each.cell("value"), *(row.cell("quantity") for row in same)),
                )


def _counts(indicator: Indicator, row: Purchase) -> bool:
    """Whether an indicator counts what a purchase buys: same unit, nearly all of its name."""
    target = parse_target(indicator.value)
    counted = target.measure is Measure.COUNT and same_unit(target.unit, row.measure)
    own = _pairs(row.item)
    names = (_pairs(indicator.level3), _pairs(indicator.description))
    return counted and len(own) > 1 and any(len(own & each) >= _ALIKE * len(own) for each in names)


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _reached(indicator: Indicator, number: Decimal) -> bool:
    target = parse_target(indicator.value)
    wanted = target.number or Decimal(0)
    if target.bound is Bound.AT_LEAST:
        return number >= wanted
    return number <= wanted if target.bound is Bound.AT_MOST else number == wanted


@rule(
    "purchases-not-given",
    Severity.WARNING,
    Topic.PROCUREMENT,
    ("cai-yu-2016-143",),
    needs=Matter.LINES | Matter.PROJECTS | Matter.PURCHASES,
    also=Matter.INDICATORS,
)
def purchases_not_given(d: Material) -> Iterator[Problem]:
    """明细有设备、车辆购置的，“政府采购”不应一项也没有（限额以下自行采购的除外）。"""
    lines = [line for line in d.budget.lines if line.economic in _EQUIPMENT and line.amount]
    told = any(purchase_not_listed(d))
    if lines and not d.budget.purchases and not told:
        made = total(line.amount for line in lines)
        yield Problem(
            f"“政府采购”没有填写，明细里却有设备、车辆购置 {d.amount(made)}",
            "在“政府采购”补列；都是限额以下自行采购的，说明理由",
            tuple(line.cell("economic") for line in lines),
        )
