"""Two years of one agency, made from an example: carried over, filled again, changed at random."""

from __future__ import annotations

from random import Random
from typing import Any

from budgetgen.disclosure import Disclosure
from budgetgen.model.budget import Budget
from budgetgen.season.renew.carry import carried_budget
from support.budget_edits import edited, example, given
from support.drafts import disclosure

FILLED = ("lines", "controls", "purchases", "assets", "reasons")
"""Sheets that are empty after the carry-over: filled as last year."""


def next_year(name: str, last: Budget) -> Budget:
    """The same budget a year later, last year's figures carried."""
    new = carried_budget(last, disclosure(name, last).profile, last.info.year + 1)
    return given(new, **{sheet: getattr(last, sheet) for sheet in FILLED})


def two_years(name: str, seed: int, count: int = 12) -> tuple[Disclosure, Disclosure]:
    """Last year's and this year's budget after some edits of each."""
    random = Random(seed)
    last = edited(random, example(name), count // 3)
    this = edited(random, next_year(name, last), count)
    return disclosure(name, last), disclosure(name, this)


def with_year(name: str, budget: Budget, **content: Any) -> Disclosure:
    """A budget with other sheets as a disclosure."""
    return disclosure(name, given(budget, **content))
