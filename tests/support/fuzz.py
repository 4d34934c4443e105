"""How many examples Hypothesis tries: a profile for each size of script/test.

``ci`` is what ``script/test`` and a bare ``pytest`` use; the others are chosen by Hypothesis's own
option ``--hypothesis-profile``.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

EXAMPLES = {"ci": 100, "quick": 20, "all": 500}


def register_profiles() -> None:
    """Make the profiles known; all of them try the same examples each time."""
    for name, number in EXAMPLES.items():
        settings.register_profile(
            name,
            derandomize=True,
            deadline=None,
            max_examples=number,
            suppress_health_check=[HealthCheck.too_slow],
        )
    settings.load_profile("ci")


def examples(number: int) -> settings:
    """So many by default; in proportion less in a quick run, more in a whole one."""
    return settings(max_examples=max(1, number * settings().max_examples // EXAMPLES["ci"]))
