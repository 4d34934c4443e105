"""科目: dated catalogues of functional, economic and procurement subjects, with a trust mark a row.

The packaged lists are a start, not the law: only marks that were verified may raise an error, and a bureau
lays its own platform's list over them. Sources are recorded in ``budgetgen/data/README.md``.
"""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path


class SubjectKind(StrEnum):
    """Which catalogue."""

    FUNCTION = "function"
    ECONOMIC = "economic"
    PROCUREMENT = "procurement"


class Trust(StrEnum):
    """How far a row was verified; the best first."""

    BUREAU = "bureau"
    """From the list of the bureau's own platform."""
    SEED = "seed"
    """Code and name are printed by a published disclosure."""
    SEED_NAME = "seed-name"
    """The name is printed by a published disclosure."""
    WEB = "web"
    """Found in a stored public page."""
    REPO = "repo"
    """Found in a public repository."""
    UNVERIFIED = "unverified"
    """Plausible, not held against any text."""

    @property
    def may_raise_error(self) -> bool:
        """Whether a rule may call a difference from this row an error."""
        return self not in (Trust.REPO, Trust.UNVERIFIED)


@dataclass(frozen=True, slots=True)
class Subject:
    """科目: one row of a catalogue, valid in some years."""

    code: str
    name: str
    level: str = ""
    """类, 款 or 项; 货物, 工程 or 服务 for procurement."""
    valid_from: int | None = None
    valid_to: int | None = None
    trust: Trust = Trust.BUREAU
    budget: str = ""
    """政府性基金 or 国有资本经营 where only that budget uses the subject."""
    share: str = ""
    """人员经费 or 公用经费, for economic subjects of basic spending."""

    def valid_in(self, year: int) -> bool:
        """Whether the row holds in a budget year."""
        return (self.valid_from or year) <= year <= (self.valid_to or year)


class CatalogueError(ValueError):
    """A bureau's own list is broken: says file, line, what is wrong, what to do."""


class Catalogue:
    """科目表: subjects by code and year; immutable."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self._by_code: dict[str, tuple[Subject, ...]] = {}
        for subject in subjects:
            self._by_code[subject.code] = (*self._by_code.get(subject.code, ()), subject)

    def find(self, code: str, year: int) -> Subject | None:
        """The subject of a code in a year."""
        return next((s for s in self._by_code.get(code, ()) if s.valid_in(year)), None)

    def name(self, code: str, year: int) -> str | None:
        """The official name of a code in a year."""
        subject = self.find(code, year)
        return subject.name if subject else None

    def all(self, year: int) -> tuple[Subject, ...]:
        """Every subject of a year, in code order of the list."""
        return tuple(s for rows in self._by_code.values() for s in rows if s.valid_in(year))

    def classes(self, year: int) -> tuple[Subject, ...]:
        """The 类 of a year in order: the rows of tables 1 and 4."""
        return tuple(s for s in self.all(year) if s.level == "类")

    def near(self, code: str, year: int) -> tuple[Subject, ...]:
        """Up to three subjects with a similar code, for "did you mean"."""
        codes = [s.code for s in self.all(year) if len(s.code) == len(code)]
        found = (self.find(c, year) for c in difflib.get_close_matches(code, codes, n=3))
        return tuple(s for s in found if s)

    def overlay(self, subjects: Iterable[Subject]) -> Catalogue:
        """Another list laid over this one; its codes win, for all years they claim."""
        own = tuple(subjects)
        codes = {s.code for s in own}
        kept = (s for rows in self._by_code.values() for s in rows if s.code not in codes)
        return Catalogue(sorted((*kept, *own), key=lambda s: s.code))


def parents(code: str) -> tuple[str, ...]:
    """The codes above a code: 2060101 → 206, 20601."""
    return tuple(code[:n] for n in (3, 5) if n < len(code))


@cache
def load_catalogue(kind: SubjectKind, overlay: Path | None = None) -> Catalogue:
    """The packaged catalogue, a bureau's own CSV (code, name, …) laid over it where one is given."""
    text = (files("budgetgen") / "data" / f"subjects-{kind.value}.csv").read_text(encoding="utf-8")
    packaged = Catalogue(_rows(text, f"subjects-{kind.value}.csv", Trust.UNVERIFIED))
    if overlay is None:
        return packaged
    return packaged.overlay(_rows(_decoded(overlay), str(overlay), Trust.BUREAU))


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CatalogueError(
        f"{path}：不是 UTF-8 或 GB18030 编码的文本。用 WPS 或 Excel 另存为 CSV 再试。"
    )


def _rows(text: str, where: str, trust: Trust) -> Iterator[Subject]:
    reader = csv.DictReader(io.StringIO(text))
    missing = {"code", "name"} - set(reader.fieldnames or ())
    if missing:
        raise CatalogueError(
            f"{where} 第1行：缺少列 {'、'.join(sorted(missing))}。第一行应写 code,name。"
        )
    for row in reader:
        at = f"{where} 第{reader.line_num}行"
        values = {key: (value or "").strip() for key, value in row.items() if key}
        if not any(values.values()):
            continue
        if not values["code"].isalnum() or not values["name"]:
            raise CatalogueError(
                f"{at}：编码“{values['code']}”或名称不对。每行写一个编码和一个名称。"
            )
        yield Subject(
            values["code"], values["name"], values.get("level") or _level(values["code"]),
            _year(values.get("valid_from", ""), at), _year(values.get("valid_to", ""), at),
            Trust(values.get("trust") or trust) if trust is not Trust.BUREAU else trust,
            values.get("budget", ""), values.get("share", ""),
        )  # fmt: skip


def _level(code: str) -> str:
    return {3: "类", 5: "款", 7: "项"}.get(len(code), "")


def _year(text: str, at: str) -> int | None:
    if not text:
        return None
    if not text.isdigit() or len(text) != 4:
        raise CatalogueError(f"{at}：年度“{text}”不对。写四位数字，或空着。")
    return int(text)
