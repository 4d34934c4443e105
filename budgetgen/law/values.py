"""法定数值: what the law says in one place and year: days, shares, limits, lists of codes; data with sources."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from budgetgen.errors import FormatError

NATIONAL: Final = "national"


class LawError(FormatError):
    """A format's own law.toml is broken: says file, place, what to do."""


class DatedValue(BaseModel):
    """一个数值: from when and where it holds, and where that is written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: int | tuple[str, ...]
    cites: tuple[str, ...] = Field(min_length=1)
    """Ids of ``regulations.toml``, or in a format's own law.toml the source in words."""
    scope: str = NATIONAL
    valid_from: date
    valid_to: date = date.max
    sure: str


class LegalValue(BaseModel):
    """法定数值: a title, a unit, and its values by place and date."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    unit: str
    values: tuple[DatedValue, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Law:
    """一地一年的法规: the values in force; of several the place's own holds, then the newest."""

    place: str
    year: int
    values: Mapping[str, LegalValue]

    def value(self, id: str) -> DatedValue:
        """The value in force in some part of the year; where there is none, as a year was mistyped, any other."""
        first, last = date(self.year, 1, 1), date(self.year, 12, 31)
        held = self.values[id].values
        live = [
            each
            for each in held
            if each.scope in (NATIONAL, self.place)
            and each.valid_from <= last
            and each.valid_to >= first
        ]
        return max(live or held, key=lambda each: (each.scope == self.place, each.valid_from))

    def number(self, id: str) -> Decimal:
        """A figure in its unit: 日, 元, %."""
        value = self.value(id).value
        assert isinstance(value, int), f"{id} is a list"
        return Decimal(value)

    def codes(self, id: str) -> tuple[str, ...]:
        """A list of codes or words."""
        value = self.value(id).value
        assert not isinstance(value, int), f"{id} is a figure"
        return value

    @property
    def days_to_publish(self) -> int:
        """公开期限: 批复后多少日内."""
        return int(self.number("days-to-publish"))


_VALUES: Final = TypeAdapter(dict[str, LegalValue])


@cache
def national_values() -> Mapping[str, LegalValue]:
    """All values by id."""
    text = (files(__package__) / "values.toml").read_text(encoding="utf-8")
    return _VALUES.validate_python(tomllib.loads(text))


def law_of(place: str, year: int, own: Iterable[Path] = ()) -> Law:
    """The law of a place in a year, with the files of a format laid over; raises LawError where one is broken."""
    values = dict(national_values())
    for path in own:
        for id, more in _read(path).items():
            if id not in values:
                known = "、".join(values)
                raise LawError(f"{path}：没有叫 {id} 的法定数值。可用：{known}。")
            values[id] = values[id].model_copy(
                update={"values": (*more.values, *values[id].values)}
            )
    return Law(place, year, values)


def _read(path: Path) -> Mapping[str, LegalValue]:
    try:
        said: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return _VALUES.validate_python(said)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise LawError(
            f"{path}：读不了：{broken}。照 budgetgen/law/values.toml 的样子写。"
        ) from None
    except ValidationError as wrong:
        first = wrong.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise LawError(
            f"{path}：{place} 不对：{first['msg']}。照 budgetgen/law/values.toml 的样子写。"
        ) from None
