"""政府支出经济分类 (501–599) beside 部门支出经济分类 (301–399): which codes of the second one of the first may be."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from pydantic import BaseModel, ConfigDict

_FULL: Final = 5
"""Digits of a 款."""


class GovernmentSubject(BaseModel):
    """政府经济科目 with the 部门经济科目 that it is made of."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    department: tuple[str, ...]


class Correspondence(BaseModel):
    """对应关系, with its dates and source as in ``regulations.toml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    valid_from: date
    cites: tuple[str, ...]
    sure: str
    government: Mapping[str, GovernmentSubject]

    def department_codes(self, code: str, year: int) -> tuple[str, ...]:
        """部门 codes under a 政府 code, which may be a 类 or finer than a 款; nothing where none is known."""
        if year < self.valid_from.year:
            return ()
        known = [
            subject
            for own, subject in self.government.items()
            if own.startswith(code) or code[:_FULL].startswith(own)
        ]
        return tuple(each for subject in known for each in subject.department)


@cache
def correspondence() -> Correspondence:
    """The table of the package."""
    text = (files(__package__) / "correspondence.toml").read_text(encoding="utf-8")
    return Correspondence.model_validate(tomllib.loads(text))
