"""No rule can come, on whatever path, to look at what it does not say it needs."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from types import CodeType, FunctionType, MappingProxyType
from typing import Any

import pytest

from budgetgen.model.budget import Budget
from budgetgen.model.natures import fields
from budgetgen.rules import RULES
from budgetgen.rules.material import NOTHING, Material, Matter, matter_behind

OTHER_THINGS = {
    "goal-rate-impossible": Matter.INDICATORS,  # Goal.indicators
    "project-goal-money-differs": Matter.GOALS,  # Project.goals
    "caliber-unexplained": Matter.UNITS,  # PriorFigure.caliber_reason
    "operating-cost-text": Matter.LINES,  # Figure.lines, as in the next three
    "rounding-shows": Matter.LINES,
    "vehicles-without-cars": Matter.LINES,
    "vehicle-purchase-unplanned": Matter.LINES,
}
"""Attributes of something else that are called as the budget's are."""
_OF_MATERIAL = {
    "figures": Matter.TABLES, "figures_of": Matter.TABLES, "tables": Matter.TABLES,
    "table": Matter.TABLES, "texts": Matter.TEXTS,
}  # fmt: skip
_LENT = ("budgetgen.rules.material", "budgetgen.rules.published_texts", "budgetgen.tables.figures")
"""What Material does for a rule, it does with the whole disclosure."""


def names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from names(inner)


def functions(thing: Any) -> Iterator[FunctionType]:
    """The functions in something that stands in a module: itself, a class's, those in a table."""
    if isinstance(thing, functools.partial):
        thing = thing.func
    thing = getattr(thing, "__wrapped__", thing)
    if isinstance(thing, FunctionType):
        yield thing
    elif isinstance(thing, type) and thing.__module__.startswith("budgetgen.rules"):
        for member in vars(thing).values():
            inner = getattr(member, "func", None) or getattr(member, "fget", None) or member
            if isinstance(inner, FunctionType):
                yield inner
    elif isinstance(thing, dict | MappingProxyType):
        yield from functions(tuple(thing.values()))
    elif isinstance(thing, tuple):
        for each in thing:
            yield from functions(each)


def reached(start: FunctionType) -> Matter:
    """All that a function and those it calls can read of the budget, by the names they use."""
    seen, wanted, found = set[FunctionType](), list(functions(start)), NOTHING
    while wanted:
        function = wanted.pop()
        lent = function.__module__.startswith((*_LENT, "budgetgen.model"))
        if function in seen or lent or not function.__module__.startswith("budgetgen."):
            continue
        seen.add(function)
        for name in names(function.__code__):
            if name in _OF_MATERIAL:
                found |= _OF_MATERIAL[name]
            elif name in fields(Budget) or name in Budget.__dict__:
                found |= matter_behind(name)
            wanted += functions(function.__globals__.get(name))
    return found


def test_rules_declare_all_that_they_can_reach() -> None:
    missing = {
        id: reached(rule.check) & ~rule.given & ~OTHER_THINGS.get(id, NOTHING)  # type: ignore[arg-type]
        for id, rule in RULES.items()
    }
    assert {id: matter for id, matter in missing.items() if matter} == {}


def _helper(d: Material) -> object:
    return d.budget.project_amount("新01"), d.figures


def _check(d: Material) -> object:
    return _helper(d), d.texts


def test_the_walk_sees_what_a_helper_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    for function in (_helper, _check):
        monkeypatch.setattr(function, "__module__", "budgetgen.rules")
    assert reached(_check) == Matter.LINES | Matter.TABLES | Matter.TEXTS  # type: ignore[arg-type]
