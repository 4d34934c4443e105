"""依据和要求: the regulations that rules cite, and what they demand, as data with dates and sources."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def regulations() -> dict[str, dict[str, Any]]:
    """依据 by id, with title, scope, dates of validity and how sure we are of the text."""
    return tomllib.loads((files(__package__) / "regulations.toml").read_text(encoding="utf-8"))


@cache
def requirements() -> dict[str, dict[str, Any]]:
    """公开要求 by id: what is asked, where it comes from, and which rules or tests see to it."""
    return tomllib.loads((files(__package__) / "requirements.toml").read_text(encoding="utf-8"))
