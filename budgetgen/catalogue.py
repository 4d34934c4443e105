"""检查结果编号: all that is said of a workbook or a roster but by a rule; rules declare their own ids.

An id is a contract: a bureau writes it down, a clerk copies it into 说明与豁免.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from budgetgen.findings import Severity


@dataclass(frozen=True, slots=True)
class FindingKind:
    """One id: how grave it can be, where it points, what it means."""

    id: str
    severity: tuple[Severity, ...]
    group: str
    place: str
    means: str
    formerly: tuple[str, ...] = ()
    """Ids under which it was said before; waivers that name them stay valid."""


@cache
def finding_kinds() -> Mapping[str, FindingKind]:
    """All ids but the rules', in the order in which a workbook is read."""
    data = tomllib.loads((files(__package__) / "findings.toml").read_text(encoding="utf-8"))
    return {
        id: FindingKind(
            id, tuple(map(Severity, each["severity"])), each["group"], each["place"],
            each["means"], tuple(each.get("formerly", ())),
        )
        for id, each in data.items()
    }  # fmt: skip
