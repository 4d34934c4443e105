"""材料: what a rule looks at, by name. A rule gets what it asked for and nothing else.

So it is known what follows from a sheet that cannot be read, and by which rules a document can be judged of which
there is no workbook.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Flag, auto
from functools import cache
from types import CodeType
from typing import Any, cast

from budgetgen.disclosure import Disclosure
from budgetgen.model.budget import Budget
from budgetgen.model.natures import fields
from budgetgen.rules.published_texts import Typed, typed_texts
from budgetgen.tables import Table
from budgetgen.tables.engine import Naming
from budgetgen.tables.figures import Figures


class Matter(Flag):
    """A sheet of the workbook, by its field of the budget, or what is made of several; 基本信息 is always given."""

    UNITS = auto()
    CONTROLS = auto()
    LINES = auto()
    PROJECTS = auto()
    INDICATORS = auto()
    PURCHASES = auto()
    ASSETS = auto()
    PRIOR = auto()
    REASONS = auto()
    DUTIES = auto()
    GOALS = auto()
    EXTRA_TEXTS = auto()
    TERMS = auto()
    WAIVERS = auto()
    TABLES = auto()
    """预算表, and the figures of the text."""
    TEXTS = auto()
    """公开文字: every typed text that is printed, with its cell."""


NOTHING = Matter(0)


class NotAskedFor(AttributeError):
    """A rule looks at what it does not say it needs."""


@cache
def matter_behind(name: str) -> Matter:
    """The sheets that an attribute of the budget reads: a field its own, a method those it reads itself."""
    if name in fields(Budget):
        return Matter.__members__.get(name.upper(), NOTHING)
    member = Budget.__dict__.get(name)
    code = getattr(
        getattr(member, "func", None) or getattr(member, "fget", None) or member, "__code__", None
    )
    read = NOTHING
    for used in _names(code) if code else ():
        if used != name:
            read |= matter_behind(used)
    return read


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _names(inner)


class _Sheets:
    """A budget of which only some sheets can be read."""

    def __init__(self, budget: Budget, needs: Matter) -> None:
        self._budget = budget
        self._needs = needs

    def __getattr__(self, name: str) -> Any:
        _refuse(matter_behind(name) & ~self._needs, name)
        return getattr(self._budget, name)


def _refuse(read: Matter, name: str) -> None:
    if read:
        raise NotAskedFor(f"{name} reads {read}, which the rule does not say it needs")


class Material(Disclosure):
    """The part of a disclosure that a rule asked for."""

    _whole: Disclosure
    _needs: Matter

    def __init__(self, whole: Disclosure, needs: Matter) -> None:
        object.__setattr__(self, "budget", cast(Budget, _Sheets(whole.budget, needs)))
        object.__setattr__(self, "profile", whole.profile)
        object.__setattr__(self, "_whole", whole)
        object.__setattr__(self, "_needs", needs)

    @property
    def tables(self) -> tuple[Table, ...]:
        """预算表."""
        _refuse(Matter.TABLES & ~self._needs, "tables")
        return self._whole.tables

    @property
    def figures(self) -> Figures:
        """The figures that sentences use."""
        _refuse(Matter.TABLES & ~self._needs, "figures")
        return self._whole.figures

    def figures_of(self, unit: str) -> Figures:
        """The figures of one of its units."""
        _refuse(Matter.TABLES & ~self._needs, "figures_of")
        return self._whole.figures_of(unit)

    def reference(self, id: str) -> str:
        """How a finding names a table; of no sheet in particular."""
        return self._whole.reference(id)

    @property
    def names(self) -> Naming:
        """Subject names as printed; of no sheet in particular."""
        return self._whole.names

    @property
    def texts(self) -> tuple[Typed, ...]:
        """公开文字, sheet by sheet."""
        _refuse(Matter.TEXTS & ~self._needs, "texts")
        return typed_texts(self._whole)
