"""登记: files and expected agencies become one row an agency; what counts, what is late, what is strange."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath

from budgetgen.model.numbering import numeral
from budgetgen.model.vocabulary import Stage
from budgetgen.season.collect.expected import ExpectedAgency
from budgetgen.season.collect.received import Received
from budgetgen.workbook.file.texts import fold, narrow


class Status(StrEnum):
    """是否收到."""

    RECEIVED = "收到"
    MISSING = "未收到"
    UNREADABLE = "读不了"
    UNEXPECTED = "清单外"
    STRANGE = "不是填报工作簿"


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """台账的一行: an agency, or a file that nobody knows."""

    status: Status
    code: str = ""
    name: str = ""
    contact: str = ""
    counted: Received | None = None
    """The file that counts; None where none came."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """台账: rows by code, files of unknown agencies last; other files beside them."""

    rows: tuple[LedgerRow, ...]
    others: tuple[Received, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether every agency's workbook is there and without an error."""
        return all(
            row.status is Status.RECEIVED and row.counted and not row.counted.errors
            for row in self.rows
        )

    @property
    def summary(self) -> str:
        """How many of each, in one line."""
        counts = Counter(row.status for row in self.rows)
        wrong = sum(1 for row in self.rows if row.counted and row.counted.errors)
        said = [f"{status} {counts[status]} 个" for status in Status if counts[status]]
        if wrong:
            said.append(f"有错误的 {wrong} 个")
        return "，".join(said) or "没有收到文件"


@dataclass(slots=True)
class _Pile:
    """All files of one agency."""

    code: str
    name: str
    agency: ExpectedAgency | None = None
    drafts: list[Received] = field(default_factory=list)
    broken: list[Received] = field(default_factory=list)


def settle(
    received: Iterable[Received], expected: Sequence[ExpectedAgency] | None = None
) -> Ledger:
    """Lay files to agencies; without a list of those expected there are only those that came."""
    files = sorted(received, key=lambda r: r.file)
    piles = {(a.code, ""): _Pile(a.code, a.name, a) for a in expected or ()}
    unknown = []
    for each in (r for r in files if r.is_known):
        key = _whose(each, expected)
        piles.setdefault(key, _Pile(each.code, each.name)).drafts.append(each)
    for each in (r for r in files if not r.is_known and r.is_table):
        pile = None if each.is_ours is False and not each.problem else _guessed(each, piles)
        if pile:
            pile.broken.append(each)
        else:
            unknown.append(LedgerRow(_strange(each), counted=each, notes=_of_file(each)))
    years = Counter(r.year for r in files if r.year)
    rows = [_row(pile, piles, years, expected is not None) for pile in piles.values()]
    rows.sort(key=lambda row: (row.code, row.name))
    others = tuple(r for r in files if not r.is_known and not r.is_table)
    return Ledger((*rows, *unknown), others)


def _whose(file: Received, expected: Sequence[ExpectedAgency] | None) -> tuple[str, str]:
    """The pile's key: an expected agency's code, else what the file says of itself."""
    agencies = expected or ()
    found = [a for a in agencies if fold(a.code) == fold(file.code)]
    found = found or [a for a in agencies if fold(a.name) == fold(file.name)]
    if found:
        return found[0].code, ""
    return file.code, fold(file.name)


def _guessed(file: Received, piles: Mapping[tuple[str, str], _Pile]) -> _Pile | None:
    """Whose a file is by its name; nobody's where two agencies would fit as well."""
    best: list[_Pile] = []
    longest = 0
    for pile in piles.values():
        likeness = _in_name(file.file, pile)
        if likeness > longest:
            best, longest = [pile], likeness
        elif likeness and likeness == longest:
            best.append(pile)
    return best[0] if len(best) == 1 else None


def _in_name(file: str, pile: _Pile) -> int:
    """How long a part of a file's name speaks of an agency."""
    stem = fold(PurePosixPath(file).stem)
    agency = pile.agency
    given = fold(PurePosixPath(agency.file).stem) if agency and agency.file else ""
    names = [given, fold(pile.name), fold(agency.short_name) if agency else ""]
    found = [len(name) for name in names if name and name in stem]
    if narrow(pile.code) in re.findall(r"\d+", stem):
        found.append(len(pile.code))
    return max(found, default=0)


def _strange(file: Received) -> Status:
    return Status.UNREADABLE if file.problem or file.is_ours else Status.STRANGE


def _of_file(file: Received) -> tuple[str, ...]:
    if file.problem:
        return (file.problem,)
    if file.is_ours:
        return file.remarks
    return ("里面没有“基本信息”和“收支明细”，不是部门预算公开工作簿",)


def _row(
    pile: _Pile, piles: Mapping[tuple[str, str], _Pile], years: Counter[int], is_list: bool
) -> LedgerRow:
    agency = pile.agency
    drafts = sorted(pile.drafts, key=_newness, reverse=True)
    if not drafts:
        status = Status.UNREADABLE if pile.broken else Status.MISSING
        first = pile.broken[0] if pile.broken else None
        rest = tuple(_broken(pile.broken[1:]))
        notes = (*_of_file(first), *rest) if first else ()
        return LedgerRow(
            status, pile.code, pile.name, agency.contact if agency else "", first, notes
        )
    counted = drafts[0]
    status = Status.UNEXPECTED if is_list and agency is None else Status.RECEIVED
    notes = tuple(dict.fromkeys((
        *(_against(counted, agency) if agency else ()), *_other_year(counted, years),
        *_same_code(pile, piles), *_superseded(counted, drafts[1:]), *_broken(pile.broken),
        *counted.remarks,
    )))  # fmt: skip
    contact = (agency.contact if agency else "") or counted.contact
    return LedgerRow(status, pile.code, pile.name, contact, counted, notes)


def _newness(file: Received) -> tuple[int, int, int, datetime, str]:
    stages = [stage.value for stage in Stage]
    stage = stages.index(file.stage) if file.stage in stages else -1
    return file.year, stage, draft_number(file.draft), file.modified, file.file


_NUMERALS = {numeral(number): number for number in range(1, 100)}


def draft_number(draft: str) -> int:
    """稿次 as a number: ``第3稿`` and ``三稿`` are 3, ``终稿`` stands above all; 0 where it says nothing."""
    text = narrow(draft)
    digits = re.search(r"\d+", text)
    if digits:
        return int(digits[0])
    numerals = re.search("[一二三四五六七八九十]+", text)
    if numerals:
        return _NUMERALS.get(numerals[0], 0)
    return {"初": 1, "首": 1, "终": 999, "定": 999}.get(text[:1], 0)


def _against(file: Received, agency: ExpectedAgency) -> Iterator[str]:
    if agency.sha256 and agency.sha256 == file.sha256:
        yield "与下发的工作簿完全相同，没有填写"
    if fold(file.code) != fold(agency.code):
        yield f"部门编码填的是 {file.code}，清单里是 {agency.code}"
    if fold(file.name) != fold(agency.name):
        yield f"部门名称填的是“{file.name}”，清单里是“{agency.name}”"
    given = " ".join(part for part in (agency.profile, agency.version) if part)
    if agency.profile and (agency.profile, agency.version) != (file.profile, file.version):
        yield f"发的是 {given} 的模板，交来的是 {file.template or '没有标识的工作簿'}"


def _other_year(file: Received, years: Counter[int]) -> Iterator[str]:
    usual, _ = years.most_common(1)[0]
    if file.year != usual and years[file.year] * 2 < years.total():
        yield f"预算年度是 {file.year}，其他部门是 {usual}"


def _same_code(pile: _Pile, piles: Mapping[tuple[str, str], _Pile]) -> Iterator[str]:
    for other in piles.values():
        if other is not pile and other.code == pile.code:
            yield f"部门编码与“{other.name}”相同，核对哪一个填错"


def _superseded(counted: Received, older: Iterable[Received]) -> Iterator[str]:
    for each in older:
        if each.sha256 == counted.sha256:
            yield f"内容相同的副本：{each.file}"
        else:
            draft = f"（{each.draft_title}）" if each.draft_title else ""
            yield f"没有计入的旧稿：{each.file}{draft}"


def _broken(files: Iterable[Received]) -> Iterator[str]:
    for each in files:
        why = "；".join(_of_file(each))
        yield f"另有读不了的文件 {each.file}：{why}"
