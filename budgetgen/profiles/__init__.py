"""格式方案: what differs between places, years and kinds, found, read and resolved."""

from budgetgen.profiles.find import (
    BASE,
    DEFAULT,
    load_profile,
    profile_ids,
    templates_dir,
)
from budgetgen.profiles.profile import Profile, ProfileError

__all__ = [
    "BASE",
    "DEFAULT",
    "Profile",
    "ProfileError",
    "load_profile",
    "profile_ids",
    "templates_dir",
]
