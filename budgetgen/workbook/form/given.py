"""财政部门已填: what the bureau filled in and locked, and how the workbook remembers it."""

from __future__ import annotations

from collections.abc import Mapping

Given = Mapping[str, int]
"""Keys of 基本信息 and sheets, by field: how many of a sheet's first records are the bureau's; 1 for a key."""


def given_text(given: Given) -> str:
    """As 元数据 keeps it: ``name=1 controls=12``."""
    return " ".join(f"{field}={count}" for field, count in given.items() if count)


def read_given(text: str) -> Given:
    """What :func:`given_text` wrote; a part that somebody broke is left out."""
    parts = (part.partition("=") for part in text.split())
    return {field: int(count) for field, _, count in parts if count.isdecimal()}
