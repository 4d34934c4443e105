"""机关运行经费: which units it counts (law/values.toml, [administrative-natures])."""

from __future__ import annotations

from budgetgen.model.records import Unit
from budgetgen.profiles import Profile


def is_administrative(unit: Unit, profile: Profile, year: int) -> bool:
    """Whether the national statistics of 机关运行经费 count a unit (law/values.toml)."""
    return unit.is_administrative(profile.law(year).codes("administrative-natures"))


def has_operating_cost(unit: Unit, profile: Profile, year: int) -> bool:
    """Whether 机关运行经费 counts a unit, as the profile counts."""
    return profile.operating_cost.units == "all" or is_administrative(unit, profile, year)
