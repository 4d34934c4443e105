"""绩效目标里的数: counts and rates that goals and indicators tell twice, and the projects that goals name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from budgetgen.findings import CellRef, Severity, listed
from budgetgen.model.records import ControlFigure, Goal, Indicator, LineItem, Project, Purchase
from budgetgen.model.target import Measure
from budgetgen.model.vocabulary import Publicity
from budgetgen.rules.goals.claims import (
    Claim,
    adds_up,
    claims_of_indicator,
    claims_of_text,
    contradicted,
)
from budgetgen.rules.indicators.views import GROWTH, one_problem
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule

Pair = tuple[Claim, Claim]
_ENOUGH: Final = 4
"""Pairs of characters that both wordings need where two free texts are compared."""
_RATE: Final = re.compile(
    "(?:合格|合规|达标|准确|及时|覆盖|满意|通过|落实|办结|整改|发放|兑付|保障|验收|符合)[率度]"
)
_BETWEEN: Final = re.compile(r"[、,，;；\s]+")


def named_codes(goal: Goal) -> tuple[str, ...]:
    """对应项目编码, one or several."""
    return tuple(code for code in _BETWEEN.split(goal.projects.strip()) if code)


def named_projects(d: Material, goal: Goal) -> tuple[Project, ...]:
    """The projects that a part of the goals names and that there are."""
    known = d.budget.project_by_code
    return tuple(known[code] for code in named_codes(goal) if code in known)


@rule(
    "goal-project-unknown",
    Severity.ERROR,
    Topic.PROJECTS,
    ("form-itself",),
    needs=Matter.PROJECTS | Matter.GOALS,
    also=Matter.CONTROLS | Matter.LINES | Matter.INDICATORS | Matter.PURCHASES,
)
def goal_project_unknown(d: Material) -> Iterator[Problem]:
    """整体绩效的对应项目编码应是“项目”表里的项目。"""
    b = d.budget
    told = {
        code for rows in (b.lines, b.indicators, b.purchases, b.controls) for code in _codes(rows)
    }
    known = told | b.project_by_code.keys()  # project_unknown says it of all sheets.
    for goal in b.goals:
        unknown = [code for code in named_codes(goal) if code not in known]
        if unknown:
            yield Problem(
                f"对应项目编码 {'、'.join(unknown)} 不在“项目”表里",
                "核对编码；今年没有安排这个项目的，删去相应目标",
                (goal.cell("projects"),),
            )


def _codes(rows: Iterable[LineItem | Indicator | Purchase | ControlFigure]) -> set[str]:
    return {row.project for row in rows}


@rule(
    "project-without-goal",
    Severity.WARNING,
    Topic.PROJECTS,
    ("form-itself",),
    needs=Matter.PROJECTS,
    whole=Matter.GOALS,
)
def project_without_goal(d: Material) -> Iterator[Problem]:
    """整体绩效写了对应项目编码的，每个公开的项目都应有目标对应。"""
    named = {code for goal in d.budget.goals for code in named_codes(goal)}
    if not named or named - set(d.budget.project_by_code):
        return
    left = [
        project
        for project in d.budget.projects
        if project.disclosure is Publicity.FULL and project.code not in named
    ]
    if left:
        names = listed(f"“{project.name}”" for project in left[:3])
        many = f"等 {len(left)} 个" if len(left) > 3 else ""
        yield Problem(
            f"分项目标的对应项目编码里没有项目{names}{many}",
            "在相应分项目标的“对应项目编码”补上",
            tuple(project.cell("code") for project in left),
        )


@rule(
    "goal-figure-differs",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2015-88",),
    needs=Matter.PROJECTS | Matter.INDICATORS | Matter.GOALS,
)
def goal_figure_differs(d: Material) -> Iterator[Problem]:
    """绩效目标里的数量和比率，应与绩效指标里同一件事的值一致。"""
    yield from _differ(_against_indicators(d))


def _against_indicators(d: Material) -> list[Pair]:
    """(indicator, figure of a goal that contradicts it)."""
    found = []
    for claims, indicators in _goals_and_indicators(d):
        for claim in claims:
            other = contradicted(claim, indicators)
            told = _is_impossible(claim) or (other and _is_decimal_slip(claim, other))
            if other and not told and not adds_up(claim, indicators):
                found.append((other, claim))
    return found


def _is_decimal_slip(one: Claim, other: Claim) -> bool:
    """0.95% for 95%: the rule on rates says so."""
    small, large = sorted((one.target.number or 0, other.target.number or 0))
    return one.target.measure is Measure.PERCENT and small < 1 and small * 100 == large


def _goals_and_indicators(d: Material) -> Iterator[tuple[list[Claim], list[Claim]]]:
    """Each goal's figures with the indicators that it is to be held against."""
    of_project = {project.code: _indicators(d, project) for project in d.budget.projects}
    for project in d.budget.projects:
        if project.disclosure is Publicity.FULL:
            yield _told_by_project(project), of_project[project.code]
    everything = [claim for claims in of_project.values() for claim in claims]
    for goal in d.budget.goals:
        named = [claim for each in named_projects(d, goal) for claim in of_project[each.code]]
        yield _told(goal), named if named_codes(goal) else everything


def _indicators(d: Material, project: Project) -> list[Claim]:
    rows = d.budget.indicators_by_project.get(project.code, ())
    return [claim for each in rows for claim in claims_of_indicator(each)]


def _told_by_project(project: Project) -> list[Claim]:
    return list(claims_of_text(project.goals, project.cell("goals")))


def _told(goal: Goal) -> list[Claim]:
    return [
        *claims_of_text(goal.text, goal.cell("text")),
        *claims_of_text(goal.indicators, goal.cell("indicators")),
    ]


def _differ(pairs: Sequence[Pair]) -> Iterator[Problem]:
    """One problem for each figure that others contradict, however many."""
    against: dict[tuple[CellRef, str], list[Pair]] = {}
    for one, other in pairs:
        against.setdefault((one.cell, one.text), []).append((one, other))
    for same in against.values():
        one, other = same[0]
        yield Problem(
            f"“{other.text}”与“{one.text}”不一致",
            "核对后改成一致；说的不是一件事的，写明区别",
            tuple(dict.fromkeys((*(each.cell for _, each in same), one.cell))),
        )


@rule(
    "goals-disagree",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2015-88",),
    needs=Matter.PROJECTS | Matter.INDICATORS | Matter.GOALS,
)
def goals_disagree(d: Material) -> Iterator[Problem]:
    """同一件事的数，在整体绩效各处和项目的绩效目标里应一致。"""
    known = {(claim.cell, claim.text) for _, claim in _against_indicators(d)}
    found: list[Pair] = []
    seen: set[frozenset[tuple[CellRef, str]]] = set()
    for claim, others in _goals_and_goals(d):
        enough = [other for other in others if len(other.pairs) >= _ENOUGH]
        other = contradicted(claim, enough) if len(claim.pairs) >= _ENOUGH else None
        if other:
            both = frozenset({(claim.cell, claim.text), (other.cell, other.text)})
            if not both & known and both not in seen:
                found.append((other, claim))
            seen.add(both)
    yield from _differ(found)


def _goals_and_goals(d: Material) -> Iterator[tuple[Claim, list[Claim]]]:
    """Each figure of 整体绩效 with those of the goals that may speak of the same thing."""
    for goal in d.budget.goals:
        codes = set(named_codes(goal))
        others = [
            claim
            for other in d.budget.goals
            if other is not goal and _may_overlap(codes, set(named_codes(other)))
            for claim in _told(other)
        ]
        others += [
            claim
            for project in d.budget.projects
            if project.disclosure is Publicity.FULL and (not codes or project.code in codes)
            for claim in _told_by_project(project)
        ]
        for claim in _told(goal):
            yield claim, others


def _may_overlap(one: set[str], other: set[str]) -> bool:
    return not one or not other or bool(one & other)


@rule(
    "goal-rate-impossible",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2021-101",),
    needs=Matter.PROJECTS | Matter.GOALS,
)
def goal_rate_impossible(d: Material) -> Iterator[Problem]:
    """绩效目标里的比率不应超过100%（增长的幅度除外）。"""
    told = [claim for goal in d.budget.goals for claim in _told(goal)]
    told += [claim for project in d.budget.projects for claim in _told_by_project(project)]
    found = [(f"“{claim.text}”", claim.cell) for claim in told if _is_impossible(claim)]
    yield from one_problem(found, "超出比率的合理范围", "核对数值，可能是小数点错位")


def _is_impossible(claim: Claim) -> bool:
    return (
        claim.target.measure is Measure.PERCENT
        and (claim.target.number or 0) > 100
        and bool(_RATE.search(claim.words))
        and not GROWTH.search(claim.lead + claim.words)
    )
