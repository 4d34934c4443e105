"""整套看过: a profile with everything in it looked at: settings, templates, Word shell, page."""

from __future__ import annotations

from budgetgen.adapt.trial import try_out
from budgetgen.adapt.validate import validate
from budgetgen.profiles import Profile, load_profile


def whole_profile(id: str) -> Profile:
    """A profile by id or folder; raises ProfileError with what is wrong in it."""
    profile = load_profile(id)
    validate(profile)
    try_out(profile)
    return profile
