"""格式方案: what differs between places, years and kinds, found, read and resolved."""

from budgetgen.profiles.profile import (
    BASE,
    DEFAULT,
    Profile,
    ProfileError,
    load_profile,
    profile_ids,
    templates_dir,
)

__all__ = [
    "BASE",
    "DEFAULT",
    "Profile",
    "ProfileError",
    "load_profile",
    "profile_ids",
    "templates_dir",
]
