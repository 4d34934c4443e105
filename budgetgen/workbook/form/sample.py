"""样例: a small invented agency, to be looked at in the form and cleared again (``template --sample``)."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from budgetgen.model.budget import Budget
from budgetgen.model.money import total
from budgetgen.model.records import Indicator, Info, LineItem
from budgetgen.model.vocabulary import Scope

if TYPE_CHECKING:
    from budgetgen.profiles import Profile

PLACE: Final = "样例县"
"""Every name in the sample begins with this place; a rule finds what is left of it."""
_COST: Final = "成本指标"


def sample_budget(profile: Profile, year: int | None = None) -> Budget:
    """The sample as this profile wants it filled in: its scope, its indicators; dates in the year."""
    budget = Budget.model_validate(json.loads(_data()))
    budget = _with(budget, info=_in_year(budget.info, year or budget.info.year))
    if profile.scope is Scope.UNIT:
        budget = _of_one_unit(budget)
    return _with(budget, indicators=_ordered(budget.indicators, profile))


def _data() -> str:
    return (files("budgetgen") / "data" / "sample.json").read_text(encoding="utf-8")


def _with(budget: Budget, **changed: Any) -> Budget:
    parts = {name: getattr(budget, name) for name in Budget.model_fields}
    return Budget(**parts | changed)


def _of_one_unit(budget: Budget) -> Budget:
    """The same money and projects, all of the first unit."""
    only = budget.units[0]
    changed: dict[str, Any] = {
        name: tuple(each.model_copy(update={"unit": only.code}) for each in getattr(budget, name))
        for name in ("lines", "projects", "purchases")
    }
    changed["controls"] = tuple(
        budget.controls[0].model_copy(update={**_key(line), "control": None, "approved": amount})
        for line, amount in _sums(budget.lines)
    )
    info = budget.info.model_copy(
        update={"scope": Scope.UNIT, "code": only.code, "name": only.name, "self_reference": ""}
    )
    return _with(budget, info=info, units=(only,), **changed)


def _sums(lines: tuple[LineItem, ...]) -> list[tuple[LineItem, Decimal]]:
    """One line for each source, carry-over and category, with the sum of all."""
    sums: dict[tuple[object, ...], list[LineItem]] = {}
    for line in lines:
        sums.setdefault(tuple(_key(line).values()), []).append(line)
    return [(same[0], total(each.amount for each in same)) for same in sums.values()]


def _key(line: LineItem) -> dict[str, object]:
    return {"source": line.source, "carryover": line.carryover, "category": line.category}


def _in_year(info: Info, year: int) -> Info:
    days = {
        name: value.replace(year=year)
        for name in Info.model_fields
        if isinstance(value := getattr(info, name), date)
    }
    number = info.approval_number.replace(str(info.year), str(year))
    return info.model_copy(update={**days, "year": year, "approval_number": number})


def _ordered(indicators: tuple[Indicator, ...], profile: Profile) -> tuple[Indicator, ...]:
    """Indicators under the levels and in the order of the profile, project by project."""
    placed = [_placed(each, profile) for each in indicators]
    projects = list(dict.fromkeys(each.project for each in placed))
    levels = list(profile.indicators)
    return tuple(
        sorted(placed, key=lambda each: (projects.index(each.project), levels.index(each.level1)))
    )


def _placed(each: Indicator, profile: Profile) -> Indicator:
    own = profile.indicators.get(_COST)
    if each.level2 != _COST or not own:
        return each
    return each.model_copy(update={"level1": _COST, "level2": own[0]})
