"""绩效目标里的数: counts and rates that goals and indicators tell twice, and the projects that goals name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from budgetgen.checks.claims import (
    Claim,
    adds_up,
    claims_of_indicator,
    claims_of_text,
    contradicted,
)
from budgetgen.checks.registry import Problem, Topic, rule
from budgetgen.disclosure import Disclosure
from budgetgen.findings import CellRef, Severity
from budgetgen.model.budget import Goal, Project
from budgetgen.model.vocabulary import Disclosure as Publicity

_BETWEEN: Final = re.compile(r"[、,，;；\s]+")


def named_codes(goal: Goal) -> tuple[str, ...]:
    """对应项目编码, one or several."""
    return tuple(code for code in _BETWEEN.split(goal.projects.strip()) if code)


def named_projects(d: Disclosure, goal: Goal) -> tuple[Project, ...]:
    """The projects that a part of the goals names and that there are."""
    known = d.budget.project_by_code
    return tuple(known[code] for code in named_codes(goal) if code in known)


@rule("goal-project-unknown", Severity.ERROR, Topic.PROJECTS, ("form-itself",))
def goal_project_unknown(d: Disclosure) -> Iterator[Problem]:
    """整体绩效的对应项目编码应是“项目”表里的项目。"""
    for goal in d.budget.goals:
        unknown = [code for code in named_codes(goal) if code not in d.budget.project_by_code]
        if unknown:
            yield Problem(
                f"对应项目编码“{'、'.join(unknown)}”在“项目”表里没有",
                "核对编码；项目今年没有安排的，目标也删去",
                (goal.cell("projects"),),
            )


@rule("goal-figure-differs", Severity.WARNING, Topic.PROJECTS, ("cai-yu-2015-88",))
def goal_figure_differs(d: Disclosure) -> Iterator[Problem]:
    """绩效目标里的数量和比率，应与绩效指标里同一件事的值一致。"""
    differing: list[tuple[Claim, Claim]] = []
    for claims, indicators in _goals_and_indicators(d):
        for claim in claims:
            other = contradicted(claim, indicators)
            if other and not adds_up(claim, indicators):
                differing.append((other, claim))
    yield from _differ(differing)


def _goals_and_indicators(d: Disclosure) -> Iterator[tuple[list[Claim], list[Claim]]]:
    """Each goal's figures with the indicators that it is to be held against."""
    for project in d.budget.projects:
        if project.disclosure is Publicity.FULL:
            told = list(claims_of_text(project.goals, project.cell("goals")))
            yield told, _indicators(d, (project,))
    for goal in d.budget.goals:
        named = named_projects(d, goal)
        shown = named or (() if named_codes(goal) else d.budget.projects)
        yield _told(goal), _indicators(d, shown)


def _indicators(d: Disclosure, projects: Sequence[Project]) -> list[Claim]:
    return [
        claim
        for project in projects
        for each in d.budget.indicators_by_project.get(project.code, ())
        for claim in claims_of_indicator(each)
    ]


def _told(goal: Goal) -> list[Claim]:
    return [
        *claims_of_text(goal.text, goal.cell("text")),
        *claims_of_text(goal.indicators, goal.cell("indicators")),
    ]


def _differ(pairs: Sequence[tuple[Claim, Claim]]) -> Iterator[Problem]:
    """One problem for each figure that others contradict, however many."""
    against: dict[tuple[CellRef, str], list[tuple[Claim, Claim]]] = {}
    for one, other in pairs:
        against.setdefault((one.cell, one.text), []).append((one, other))
    for same in against.values():
        one, other = same[0]
        yield Problem(
            f"“{other.text}”与“{one.text}”不一致",
            "核对哪个对，改成同一个数；说的不是一件事的，把话写清楚",
            tuple(dict.fromkeys((*(each.cell for _, each in same), one.cell))),
        )


@rule("goals-disagree", Severity.WARNING, Topic.PROJECTS, ("cai-yu-2015-88",))
def goals_disagree(d: Disclosure) -> Iterator[Problem]:
    """同一件事的数，在各处绩效目标里应一致。"""
    groups = [_told(goal) for goal in d.budget.goals]
    groups += [
        list(claims_of_text(project.goals, project.cell("goals")))
        for project in d.budget.projects
        if project.disclosure is Publicity.FULL
    ]
    differing = [
        (claim, against)
        for one, other in combinations(groups, 2)
        for claim in one
        if (against := contradicted(claim, other))
    ]
    yield from _differ(differing)
