"""绩效指标齐不齐: levels and kinds that each project needs, their names and their order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import Final

from budgetgen.findings import Severity
from budgetgen.model.records import Indicator
from budgetgen.model.target import Measure, parse_target
from budgetgen.rules.indicators.views import bare_level, one_problem, shown_projects
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule

_OUTPUT: Final = "产出"
_COST: Final = "成本"
_REQUIRED: Final = (_OUTPUT, "效益")
_IN_TIME: Final = re.compile("及时|按期|按时|如期")
_COST_KINDS: Final = ("经济成本", "社会成本", "生态环境成本")
"""Level 2 where 成本 is a level of its own; the other form has 成本 below 产出. Both are accepted."""


def _tree(d: Material) -> dict[str, tuple[str, ...]]:
    """一级指标 → 二级指标 in both forms of 成本."""
    tree = {
        bare_level(first): tuple(bare_level(each) for each in kinds)
        for first, kinds in d.profile.indicators.items()
    }
    tree[_COST] = tuple(dict.fromkeys((*tree.get(_COST, ()), *_COST_KINDS)))
    tree[_OUTPUT] = tuple(dict.fromkeys((*tree.get(_OUTPUT, ()), _COST)))
    return tree


def _meant(level: str, known: Sequence[str]) -> str:
    """The name of the form that a typed level stands for; itself where none is near."""
    word = bare_level(level)
    if word in known:
        return word
    near = [each for each in known if each in word] or get_close_matches(word, known, 1, 0.5)
    return near[0] if near else word


def _levels(d: Material, indicators: Sequence[Indicator]) -> tuple[set[str], set[str]]:
    """一级指标 and 二级指标 of a project, slips of the pen read as what they mean."""
    tree = _tree(d)
    kinds = [kind for group in tree.values() for kind in group]
    return (
        {_meant(each.level1, list(tree)) for each in indicators},
        {_meant(each.level2, kinds) for each in indicators},
    )


@rule(
    "indicator-group-missing",
    Severity.ERROR,
    Topic.PROJECTS,
    ("cai-yu-2015-88",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def indicator_group_missing(d: Material) -> Iterator[Problem]:
    """每个公开的项目都应有产出指标和效益指标。"""
    for project, indicators in shown_projects(d):
        groups, _ = _levels(d, indicators)
        lacking = [f"{group}指标" for group in _REQUIRED if group not in groups]
        if lacking:
            yield Problem(
                f"项目“{project.name}”没有{'和'.join(lacking)}",
                f"在“绩效指标”补上{'和'.join(lacking)}",
                (indicators[0].cell("level1"),),
            )


@rule(
    "indicator-kind-missing",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2015-88",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def indicator_kind_missing(d: Material) -> Iterator[Problem]:
    """产出应有数量、质量、时效，还应有成本指标和满意度指标；确无服务对象的说明理由。"""
    for project, indicators in shown_projects(d):
        lacking = list(_kinds_lacking(d, indicators))
        if lacking:
            yield Problem(
                f"项目“{project.name}”缺{'、'.join(lacking)}",
                "在“绩效指标”补上；确实不适用的，说明理由",
                (indicators[0].cell("level2"),),
            )


def _kinds_lacking(d: Material, indicators: Sequence[Indicator]) -> Iterator[str]:
    groups, kinds = _levels(d, indicators)
    here = groups | kinds | _misplaced(indicators)
    for group, wanted in ((bare_level(k), v) for k, v in d.profile.indicators.items()):
        if group == _OUTPUT and group in groups:
            yield from (
                each
                for each in wanted
                if bare_level(each) not in here and bare_level(each) != _COST
            )
        elif group not in (*_REQUIRED, _COST) and group not in groups:
            yield f"{group}指标"
    if _COST not in here and _OUTPUT in groups:
        yield f"{_COST}指标"


def _misplaced(indicators: Sequence[Indicator]) -> set[str]:
    """Kinds that are there under another's name; another rule says so."""
    found = set()
    for each in indicators:
        measure, second = parse_target(each.value).measure, bare_level(each.level2)
        if measure is Measure.DATE and second != "时效":
            found.add("时效")
        if second == _COST and (measure is Measure.SPAN or _IN_TIME.search(each.level3)):
            found.add("时效")
        if measure is Measure.COUNT and second in ("时效", _COST):
            found.add("数量")
        if measure is Measure.MONEY and second in ("时效", "数量"):
            found.add(_COST)
    return found


@rule(
    "indicator-forms-mixed",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2021-101",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def indicator_forms_mixed(d: Material) -> Iterator[Problem]:
    """成本指标或者单列为一级指标，或者归在产出指标下，同一份材料里只用一种。"""
    shown = [each for _, indicators in shown_projects(d) for each in indicators]
    apart = [each for each in shown if bare_level(each.level1) == _COST]
    below = [
        each
        for each in shown
        if bare_level(each.level1) == _OUTPUT and bare_level(each.level2) == _COST
    ]
    if not apart or not below:
        return
    alone = any(bare_level(first) == _COST for first in d.profile.indicators)
    odd, should = (below, "单列为一级指标") if alone else (apart, "归在产出指标下")
    yield Problem(
        f"成本指标的归属不一：{len(apart)} 个单列为一级指标，{len(below)} 个归在产出指标下",
        f"按所选格式，统一{should}",
        tuple(each.cell("level1") for each in odd),
    )


@rule(
    "indicator-order-differs",
    Severity.NOTICE,
    Topic.PROJECTS,
    ("hebei-form",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def indicator_order_differs(d: Material) -> Iterator[Problem]:
    """一级指标应按表样的次序排列，同一个一级指标排在一起。"""
    order = [bare_level(level1) for level1 in d.profile.indicators]
    found = []
    for project, indicators in shown_projects(d):
        known = [each for each in indicators if bare_level(each.level1) in order]
        for before, each in pairwise(known):
            if order.index(bare_level(each.level1)) < order.index(bare_level(before.level1)):
                found.append((f"项目“{project.name}”的{each.level1}", each.cell("level1")))
                break
    yield from one_problem(found, "没有按次序排列", f"按{'、'.join(order)}的次序排列")


@rule(
    "indicator-level-unknown",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2015-88",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def indicator_level_unknown(d: Material) -> Iterator[Problem]:
    """一级指标、二级指标应是表样里的名称，二级指标归在它的一级指标下。"""
    tree = _tree(d)
    homes = {kind: group for group, kinds in tree.items() for kind in kinds}
    wrong: dict[tuple[str, str], list[Indicator]] = {}
    for _, indicators in shown_projects(d):
        for each in indicators:
            if found := _unknown(each, tree, homes):
                wrong.setdefault(found, []).append(each)
    for (field, says), rows in wrong.items():
        what, remedy = says.split("|")
        yield Problem(what, remedy, tuple(each.cell(field) for each in rows))


def _unknown(
    each: Indicator, tree: dict[str, tuple[str, ...]], homes: dict[str, str]
) -> tuple[str, str] | None:
    """(field, message|remedy) of a level that the form does not have there."""
    group, second = bare_level(each.level1), bare_level(each.level2)
    if group not in tree:
        near = _meant(each.level1, list(tree))
        what = f"“{near}指标”" if near in tree else f"{'、'.join(tree)}之一"
        return "level1", f"表样里没有一级指标“{each.level1}”|改为{what}"
    if second in tree[group] or "满意" in group + second:
        return None
    if second in homes:
        return "level2", (
            f"“{each.level2}”写在{each.level1}下，应归{homes[second]}指标|核对一级指标和二级指标"
        )
    near = _meant(each.level2, tree[group])
    what = f"“{near}指标”" if near in tree[group] else "、".join(tree[group]) + "之一"
    return "level2", f"{each.level1}下没有二级指标“{each.level2}”|改为{what}"
