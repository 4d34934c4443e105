"""整体绩效: the parts that every disclosure has."""

from __future__ import annotations

from collections.abc import Iterator

from budgetgen.findings import CellRef, Severity
from budgetgen.model.vocabulary import GoalPart, Scope
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule


@rule(
    "overall-goals-missing", Severity.ERROR, Topic.PROJECTS, ("cai-yu-2015-88",), whole=Matter.GOALS
)
def overall_goals_missing(d: Material) -> Iterator[Problem]:
    """整体绩效应有总体绩效目标、分项绩效目标和工作保障措施三个部分。"""
    goals = d.budget.goals
    if not goals and d.budget.info.scope is Scope.UNIT:
        return  # unit_part_missing says it.
    written = {goal.part for goal in goals}  # That a row has its text is seen to when it is read.
    absent = [part for part in GoalPart if part not in written]
    if absent:
        yield Problem(
            f"整体绩效没有写{'、'.join(absent)}",
            "在“整体绩效”补上",
            (CellRef("整体绩效"),),
        )
