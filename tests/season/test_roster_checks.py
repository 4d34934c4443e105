"""What cannot be seen in a single cell of a roster: each fault under its id, with its cell."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from budgetgen.model.vocabulary import Item, Scope, Source
from budgetgen.season.send.roster import (
    Agency,
    AgencyControl,
    AgencyPrior,
    AgencyUnit,
    Roster,
)
from budgetgen.season.send.roster_checks import check_roster

AGENCY = Agency(code="304", name="示范县科技局", scope=Scope.DEPARTMENT)
UNIT = AgencyUnit(agency="304", code="304001", name="示范县科技局本级")
CONTROL = AgencyControl(agency="304", unit="304001", source=Source.GENERAL, control=Decimal(5))
PRIOR = AgencyPrior(agency="304", unit="304001", item=Item.TOTAL, amount=Decimal(5))


def changed(record: Any, **fields: Any) -> Any:
    return record.model_copy(update=fields)


def found(**more: Any) -> list[str]:
    whole: dict[str, Any] = {
        "agencies": (AGENCY,), "units": (UNIT,), "controls": (CONTROL,), "prior": (PRIOR,),
    }  # fmt: skip
    roster = Roster(year=2025, **whole | more)
    return [finding.rule for finding in check_roster(roster, roster.year, ["hebei-2024-dept"])]


def test_a_good_roster_is_left_alone() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"agencies": (), "units": (), "controls": (), "prior": ()}, ["roster-empty"]),
        ({"agencies": (AGENCY, changed(AGENCY))}, ["roster-repeats"]),
        ({"controls": (CONTROL, changed(CONTROL))}, ["roster-repeats"]),
        ({"units": (UNIT, changed(UNIT, agency="305", code="305001"))}, ["roster-agency-unknown"]),
        ({"prior": (changed(PRIOR, unit="304009"),)}, ["roster-unit-unknown"]),
        ({"agencies": (changed(AGENCY, profile="hebei-2042"),)}, ["roster-profile-unknown"]),
        ({"controls": (changed(CONTROL, control=None),)}, ["roster-control-blank"]),
        ({"prior": (PRIOR, changed(PRIOR, unit=""))}, ["roster-prior-twice"]),
    ],
)
def test_each_fault_has_its_id(more: dict[str, Any], said: list[str]) -> None:
    assert found(**more) == said


def test_a_season_needs_its_year() -> None:
    roster = Roster(agencies=(AGENCY,), units=(UNIT,))
    assert [f.rule for f in check_roster(roster, None, [])] == ["roster-without-year"]
