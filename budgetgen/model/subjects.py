"""科目: dated catalogues of functional, economic and procurement subjects, with a trust mark a row.

The packaged lists are a start, not the law: only marks that were verified may raise an error, and a bureau
lays its own platform's list over them. Sources are recorded in the CSV files and ``budgetgen/data/README.md``.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path

from budgetgen.errors import FormatError


class SubjectKind(StrEnum):
    """Which catalogue."""

    FUNCTION = "function"
    """支出功能分类科目: 3, 5, 7 digits."""
    ECONOMIC = "economic"
    """支出部门经济分类科目: 3, 5 digits."""
    PROCUREMENT = "procurement"
    """政府采购品目: A 货物, B 工程, C 服务."""


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
    """政府性基金 or 国有资本经营 where only that budget uses the subject; of a 项 '' is 一般公共预算."""
    budget_trust: Trust | None = None
    """How far the budget was verified; None where the list says nothing of it."""
    share: str = ""
    """人员经费 or 公用经费, for economic subjects of basic spending."""
    formerly: str = ""
    """原编码: the code under which it stood in the years before."""

    def valid_in(self, year: int) -> bool:
        """Whether the row holds in a budget year."""
        return (self.valid_from or year) <= year <= (self.valid_to or year)

    def overlaps(self, other: Subject) -> bool:
        """Whether both rows hold in some year."""
        first = max(self.valid_from or 0, other.valid_from or 0)
        return first <= min(self.valid_to or 9999, other.valid_to or 9999)


class CatalogueError(FormatError):
    """A bureau's own list is broken: says file, line, what is wrong, what to do."""


class Catalogue:
    """科目表: subjects by code and year; immutable. Of two rows for a code and year the first holds."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        rows: dict[str, list[Subject]] = {}
        for subject in subjects:
            rows.setdefault(subject.code, []).append(subject)
        self._by_code = {code: tuple(found) for code, found in rows.items()}
        self._renewed = [s for found in rows.values() for s in found if s.formerly]
        self._in_year: dict[int, tuple[Subject, ...]] = {}

    def find(self, code: str, year: int) -> Subject | None:
        """The subject of a code in a year."""
        return next((s for s in self.rows(code) if s.valid_in(year)), None)

    def rows(self, code: str) -> tuple[Subject, ...]:
        """Every row of a code, whatever the year."""
        return self._by_code.get(code, ())

    def name(self, code: str, year: int) -> str | None:
        """The official name of a code in a year."""
        subject = self.find(code, year)
        return subject.name if subject else None

    def budget_row(self, code: str, year: int) -> Subject | None:
        """The row that says whose budget's a code is: its own, else a 款 or 类 that only one budget uses.

        A 款 or 类 without a mark says nothing: subjects of several budgets stand under it.
        """
        own = self.find(code, year)
        if own and own.budget_trust and (own.budget or own.level == "项"):
            return own
        above = (self.find(code[:digits], year) for digits in (5, 3) if digits < len(code))
        return next((subject for subject in above if subject and subject.budget), None)

    def successor(self, code: str, year: int) -> str:
        """The code that stands in a year for what was filed under another; '' where none is known."""
        found = (s.code for s in self._renewed if s.formerly == code and s.valid_in(year))
        return next(found, "")

    def names(self) -> set[str]:
        """Every name of the list, whatever the year."""
        return {subject.name for rows in self._by_code.values() for subject in rows}

    def all(self, year: int) -> tuple[Subject, ...]:
        """Every subject of a year, in the order of the list; each code once."""
        if year not in self._in_year:
            found = (self.find(code, year) for code in self._by_code)
            self._in_year[year] = tuple(s for s in found if s)
        return self._in_year[year]

    def classes(self, year: int) -> tuple[Subject, ...]:
        """The 类 of a year in order: the rows of tables 1 and 4."""
        return tuple(s for s in self.all(year) if s.level == "类")

    def near(self, text: str, year: int) -> tuple[Subject, ...]:
        """Up to three subjects with a similar code or name, for "did you mean"."""
        if not text.isascii():
            names = {s.name: s for s in reversed(self.all(year))}
            return tuple(names[n] for n in difflib.get_close_matches(text, names, n=3))
        codes = {s.code: s for s in self.all(year) if len(s.code) == len(text)}
        close = difflib.get_close_matches(text, codes, n=24)
        # Slips are likelier at the end of a code: the same 款 comes first, then the same 类.
        close.sort(key=lambda code: (code[:5] != text[:5], code[:3] != text[:3]))
        return tuple(codes[code] for code in close[:3])

    def overlay(self, subjects: Iterable[Subject]) -> Catalogue:
        """Another list laid over this one; its rows win in the years they claim."""
        below = (s for rows in self._by_code.values() for s in rows)
        return Catalogue(sorted((*subjects, *below), key=lambda s: s.code))


def economic_level(code: str) -> str:
    """An economic code as tables take it: of 部门支出经济分类 the 款, where a platform's code goes below it.

    The ministry's classification ends at the 款; what platforms append (3021701) is their own.
    """
    return code[:5] if re.fullmatch("3[0-9]{4}([0-9]{2})+", code) else code


def is_economic(code: str) -> bool:
    """Whether a text is written like a 类 or 款 of an economic classification: three or five digits."""
    return re.fullmatch("[0-9]{3}([0-9]{2})?", code) is not None


def is_leaf_function(code: str) -> bool:
    """Whether a text is written like a 项 of 支出功能分类: seven digits."""
    return re.fullmatch("[0-9]{7}", code) is not None


def load_catalogue(kind: SubjectKind, overlay: Path | None = None) -> Catalogue:
    """The packaged catalogue, a bureau's own CSV (code, name, …) laid over it where one is given."""
    packaged = _packaged(kind)
    if overlay is None:
        return packaged
    own = tuple(_subjects(_decoded(overlay), str(overlay), kind, packaged))
    if not own:
        raise CatalogueError(f"{overlay}：没有一行科目。填上科目，或者删去这个文件。")
    return packaged.overlay(own)


@cache
def _packaged(kind: SubjectKind) -> Catalogue:
    name = f"subjects-{kind.value}.csv"
    text = (files("budgetgen") / "data" / name).read_text(encoding="utf-8")
    return Catalogue(_subjects(text, name, kind))


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


def _subjects(
    text: str, where: str, kind: SubjectKind, below: Catalogue | None = None
) -> Iterator[Subject]:
    """The rows of a list; ``below`` is the packaged list under a bureau's."""
    seen: dict[str, list[Subject]] = {}
    for at, row in _table(text, where):
        subject = _subject(row, at, kind, below)
        earlier = seen.setdefault(subject.code, [])
        if any(subject.overlaps(other) for other in earlier):
            raise CatalogueError(
                f"{at}：编码 {subject.code} 前面已有一行，有效年度重叠。只留一行，或分开有效年度。"
            )
        earlier.append(subject)
        yield subject


def _table(text: str, where: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each row that isn't blank, and its place in words."""
    reader = csv.DictReader(io.StringIO(text, newline=None), strict=True)
    try:
        missing = {"code", "name"} - set(reader.fieldnames or ())
        if missing:
            raise CatalogueError(
                f"{where} 第1行：缺少列 {'、'.join(sorted(missing))}。第一行应写 code,name。"
            )
        for row in reader:
            at = f"{where} 第{reader.line_num}行"
            if any(cell.strip() for cell in row.pop(None, ())):
                raise CatalogueError(f"{at}：内容比列多。名称里有逗号的，给名称加上双引号。")
            values = {key: (value or "").strip() for key, value in row.items()}
            if any(values.values()):
                yield at, values
    except csv.Error as problem:
        raise CatalogueError(
            f"{where} 第{reader.line_num + 1}行：双引号不成对。删去多余的双引号。"
        ) from problem


def _subject(row: dict[str, str], at: str, kind: SubjectKind, below: Catalogue | None) -> Subject:
    code, name = _code(row["code"], at, kind), row["name"]
    if len(name.splitlines()) != 1:
        raise CatalogueError(
            f"{at}：编码 {code} 没有名称，或名称里有换行。每行写一个编码和一个名称。"
        )
    first, last = _year(row.get("valid_from", ""), at), _year(row.get("valid_to", ""), at)
    if first and last and first > last:
        raise CatalogueError(f"{at}：有效年度从{first}年到{last}年，前后颠倒了。对调这两个年度。")
    trust = Trust(row["trust"]) if below is None else Trust.BUREAU
    subject = Subject(
        code, name, _level(code, kind) or row.get("level", ""), first, last, trust,
        _budget(row.get("budget", ""), at), trust if "budget" in row else None,
        row.get("share", ""), row.get("formerly", ""),
    )  # fmt: skip
    if subject.formerly:
        _code(subject.formerly, at, kind)
    known = below.rows(code) if below else ()
    return _completed(subject, known[-1], row) if known else subject


def _completed(own: Subject, known: Subject, row: dict[str, str]) -> Subject:
    """What a bureau's list has no column for stays as packaged; a budget comes with its own trust."""
    share = own.share if "share" in row else known.share
    own = replace(own, share=share, formerly=own.formerly or known.formerly)
    if "budget" in row:
        return own
    return replace(own, budget=known.budget, budget_trust=known.budget_trust)


def _code(text: str, at: str, kind: SubjectKind) -> str:
    if kind is SubjectKind.PROCUREMENT:
        pattern, shape = "[A-Za-z0-9]+", "字母和数字，如 A02010105"
    else:
        pattern, shape = "[0-9]{3}([0-9]{2})*", "3、5 或 7 位数字，如 2060101"
    if not re.fullmatch(pattern, text):
        raise CatalogueError(f"{at}：编码“{text}”不对。编码是{shape}；把这一列设为文本再保存。")
    return text


def _level(code: str, kind: SubjectKind) -> str:
    if kind is SubjectKind.PROCUREMENT:
        return {"A": "货物", "B": "工程", "C": "服务"}.get(code[0], "")
    return {3: "类", 5: "款", 7: "项"}.get(len(code), "")


def _budget(text: str, at: str) -> str:
    budget = text.removesuffix("预算")
    if budget not in ("", "一般公共", "政府性基金", "国有资本经营"):
        raise CatalogueError(
            f"{at}：预算“{text}”不对。写政府性基金或国有资本经营；一般公共预算的空着。"
        )
    return "" if budget == "一般公共" else budget


def _year(text: str, at: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) != 4:
        raise CatalogueError(f"{at}：年度“{text}”不对。写四位数字，或空着。")
    return int(text)
