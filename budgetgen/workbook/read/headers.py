"""表头: which row of a sheet is its head, and which column is which, however people renamed them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from budgetgen.findings import CellRef, Finding, error, listed, notice
from budgetgen.model.vocabulary import MoneyUnit
from budgetgen.workbook.columns import Column, Kind
from budgetgen.workbook.file.grid import Cell, Grid, StoredAs, address
from budgetgen.workbook.file.seen import shown
from budgetgen.workbook.file.texts import fold

HEAD_ROWS: Final = 15
"""The head stands within the first rows."""
NEAR: Final = 0.75
_BRACKETS = re.compile(r"[(\[{【〔].*?[)\]}】〕]")
_DECORATION = re.compile(r"[*★※:.·]|[(\[【](必填|选填|可选|公式|自动)[)\]】]")
_UNIT = re.compile(r"(?:[(\[【]|单位:?)(?:人民币)?(?:单位:?)?(万元|元)(?:[)\]】]|$)")
_NUMERALS = re.compile(r"[0-9一二三四五六七八九十上本]")
_UNREMARKABLE: Final = frozenset({"序号", "行号", "编号", "no"})


class Likeness(IntEnum):
    """How sure we are that a head names a column."""

    SAME = 0
    KNOWN = 1
    NEAR = 2


@dataclass(slots=True)
class SheetHead:
    """The head of one sheet: its row, and the column number of each field found."""

    row: int
    columns: dict[str, int] = field(default_factory=dict)
    shown_names: dict[str, int] = field(default_factory=dict)
    """Columns with formulas for the clerk's eyes, by title."""


@dataclass(slots=True)
class _Match:
    """Heads of one row laid to columns."""

    taken: dict[str, tuple[int, Likeness]] = field(default_factory=dict)
    """Column title → number of the head, how alike."""
    twice: list[tuple[int, Column]] = field(default_factory=list)
    extra: list[int] = field(default_factory=list)


def bare_head(head: str) -> str:
    """A head without stars, spaces, colons."""
    return _DECORATION.sub("", fold(head))


def read_head(
    grid: Grid, columns: Sequence[Column], money: MoneyUnit
) -> tuple[SheetHead | None, list[Finding]]:
    """Find the head and say what is odd about it; None where there is none."""
    row = find_head(grid, columns)
    if not row:
        return None, []
    heads = _heads(grid.rows[row])
    match = _match(heads, columns)
    header = SheetHead(row)
    for column in columns:
        if column.title in match.taken:
            number = match.taken[column.title][0]
            place = header.columns if column.field else header.shown_names
            place[column.field or column.title] = number
    findings = [
        *_renamed(grid, row, heads, match),
        *_missing(grid, row, columns, match),
        *_twice(grid, row, match),
        *_extra(grid, row, heads, match),
        *_contradicting_unit(grid, row, money),
    ]
    return header, findings


def find_head(grid: Grid, columns: Sequence[Column]) -> int:
    """The row with the most heads, 0 where no row looks like a head."""
    best, most = 0, 0
    for row in sorted(grid.rows):
        if row > HEAD_ROWS:
            break
        count = count_known(grid, row, columns)
        if count > most:
            best, most = row, count
    return best if most >= _enough(columns) else 0


def count_known(grid: Grid, row: int, columns: Sequence[Column]) -> int:
    """How many columns of ours a row names surely, formulas aside."""
    taken = _sure(_heads(grid.rows.get(row, {})), [c for c in columns if c.field]).taken
    return len(taken)


def _enough(columns: Sequence[Column]) -> int:
    needed = sum(not column.optional for column in columns)
    return 1 if needed <= 3 else 2


def _heads(cells: Mapping[int, Cell]) -> dict[int, str]:
    return {n: shown(cells[n]) for n in sorted(cells) if cells[n].stored is StoredAs.TEXT}


def _match(heads: Mapping[int, str], columns: Sequence[Column]) -> _Match:
    match = _sure(heads, columns)
    left = [column for column in columns if column.title not in match.taken and column.field]
    pairs = sorted(
        (-likeness, number, column.title)
        for number in match.extra
        for column in left
        if (likeness := near(heads[number], column)) >= NEAR
    )
    for _, number, title in pairs:
        if number in match.extra and title not in match.taken:
            match.taken[title] = (number, Likeness.NEAR)
            match.extra.remove(number)
    return match


def _sure(heads: Mapping[int, str], columns: Sequence[Column]) -> _Match:
    match = _Match()
    rest = dict(heads)
    for likeness in (Likeness.SAME, Likeness.KNOWN):
        names = _names(columns, likeness)
        for number in list(rest):
            column = names.get(_spelling(rest[number], likeness))
            if column is None:
                continue
            if column.title not in match.taken:
                match.taken[column.title] = (number, likeness)
            elif not _doubles(rest[number], column):
                continue
            else:
                match.twice.append((number, column))
            del rest[number]
    match.extra = list(rest)
    return match


def _names(columns: Iterable[Column], likeness: Likeness) -> dict[str, Column]:
    if likeness is Likeness.SAME:
        return {bare_head(column.title): column for column in columns}
    found = {bare_head(alias): column for column in columns for alias in column.aliases}
    return found | {_unbracketed(column.title): column for column in columns}


def _spelling(head: str, likeness: Likeness) -> str:
    return bare_head(head) if likeness is Likeness.SAME else _unbracketed(head)


def _unbracketed(head: str) -> str:
    return bare_head(_BRACKETS.sub("", fold(head)))


def _doubles(head: str, column: Column) -> bool:
    """A second head that says the same, and not merely something like it."""
    return _unbracketed(head) == bare_head(column.title)


def near(head: str, column: Column) -> float:
    """How alike a head and a column's names are; heads that differ in a numeral are not."""
    spelled = _unbracketed(head)
    names = (column.title, *column.aliases)
    return max(
        difflib.SequenceMatcher(None, spelled, bare_head(name)).ratio()
        if _NUMERALS.findall(spelled) == _NUMERALS.findall(bare_head(name))
        else 0.0
        for name in names
    )


# What is odd -------------------------------------------------------------------------------------


def _renamed(grid: Grid, row: int, heads: Mapping[int, str], match: _Match) -> Iterator[Finding]:
    for title, (number, likeness) in match.taken.items():
        if likeness is not Likeness.SAME:
            yield notice(
                "column-renamed",
                f"“{heads[number]}”列按“{title}”读取",
                f"读取无误的，不用改；有误的，把表头改回“{title}”",
                CellRef(grid.title, address(row, number)),
            )


def _missing(grid: Grid, row: int, columns: Sequence[Column], match: _Match) -> Iterator[Finding]:
    at = CellRef(grid.title, address(row, min(grid.rows[row])))
    for column in columns:
        if not column.optional and column.title not in match.taken:
            yield error(
                "column-missing",
                f"表头里没有“{column.title}”列",
                f"在表头一行加上“{column.title}”列，名称与空白工作簿一致",
                at,
            )


def _twice(grid: Grid, row: int, match: _Match) -> Iterator[Finding]:
    for number, column in match.twice:
        if column.kind is Kind.FORMULA:
            continue
        first = match.taken[column.title][0]
        yield error(
            "column-duplicate",
            f"“{column.title}”列有两个，只读取前一个",
            "删去多余的一列，或修改其表头",
            CellRef(grid.title, address(row, number)),
            CellRef(grid.title, address(row, first)),
        )


def _extra(grid: Grid, row: int, heads: Mapping[int, str], match: _Match) -> Iterator[Finding]:
    unknown = [n for n in match.extra if heads[n] and bare_head(heads[n]) not in _UNREMARKABLE]
    if unknown:
        names = listed(f"“{heads[number]}”" for number in unknown)
        yield notice(
            "column-unknown",
            f"空白工作簿没有{names}列，没有读取",
            "自用的列可以保留；需要读取的，把表头改成空白工作簿里的名称",
            *(CellRef(grid.title, address(row, number)) for number in unknown),
        )


def _contradicting_unit(grid: Grid, last: int, money: MoneyUnit) -> Iterator[Finding]:
    for row in range(1, last + 1):
        for number, cell in grid.rows.get(row, {}).items():
            said = _UNIT.search(fold(shown(cell))) if cell.stored is StoredAs.TEXT else None
            if said and said[1] != money:
                yield error(
                    "unit-contradicts",
                    f"表里写的是“{shown(cell)}”，“基本信息”的金额单位却是“{money}”",
                    f"核对金额是按{said[1]}还是按{money}填写的，把两处改成一致",
                    CellRef(grid.title, address(row, number)),
                )
