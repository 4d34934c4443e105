"""对照页: a comparison as one self-contained page, both drafts side by side. No request leaves it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

import jinja2

from budgetgen.comparison.drafts.beside import StretchPair
from budgetgen.comparison.drafts.changes import Operation
from budgetgen.comparison.drafts.comparison import Comparison
from budgetgen.comparison.drafts.differences import DifferenceKind
from budgetgen.comparison.drafts.summary import summarise
from budgetgen.comparison.drafts.tell import describe
from budgetgen.comparison.drafts.tell.report import drafts_verdict
from budgetgen.comparison.drafts.words import Piece, compare_words
from budgetgen.model.budget import Budget
from budgetgen.model.natures import title_of

_HERE: Final = Path(__file__).parent
STYLE: Final = _HERE / "page.css"
_WIDEST: Final = 8
"""Columns up to which two tables stand side by side; wider ones are drawn once, with old → new in the cells."""
_FIGURE: Final = re.compile(r"\d+\.\d+")


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One thing that is shown or filtered away: a sentence or a row. Without causes it is the same in both."""

    old: Any
    new: Any
    causes: tuple[int, ...] = ()
    different: bool = False
    size: str = ""
    """The largest change of a figure in it; empty where no figure changed."""
    numbers: tuple[str, str] = ("", "")
    moved: bool = False
    pieces: tuple[Piece, ...] = ()
    cells: tuple[tuple[str, str, int], ...] = ()
    """Before, after, and how many columns wide."""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class TableView:
    """A table: its heads before and after, its rows."""

    heads: tuple[tuple[str, str], ...]
    rows: tuple[PageEntry, ...]
    wide: bool
    named: bool
    """Whether its columns have heads."""
    numbered: bool

    @property
    def different(self) -> int:
        """How many of its rows differ."""
        return sum(row.different for row in self.rows)


@dataclass(frozen=True, slots=True)
class SectionView:
    """A stretch of the document."""

    number: int
    group: str
    title: str
    status: str
    texts: tuple[PageEntry, ...]
    tables: tuple[TableView, ...]

    @property
    def different(self) -> int:
        """How many units differ."""
        tables = sum(table.different for table in self.tables)
        return tables + sum(text.different for text in self.texts)


def render_drafts_page(found: Comparison, names: tuple[str, str]) -> bytes:
    """The page as UTF-8; ``names`` are the drafts' file names."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    sections = tuple(_sections(found))
    following = describe.following(found)
    text = env.get_template("page.html").render(
        found=found,
        names=names,
        verdict=drafts_verdict(found),
        unit=found.new.profile.unit.name,
        summary=summarise(found),
        changes=[_change(found, i, i in following) for i in range(len(found.changes))],
        sections=sections,
        groups=list(dict.fromkeys(each.group for each in sections if each.different)),
        style=STYLE.read_text(encoding="utf-8"),
        script=(_HERE / "page.js").read_text(encoding="utf-8"),
    )
    return text.encode()


def _change(found: Comparison, index: int, minor: bool) -> dict[str, Any]:
    change = found.changes[index]
    edits = []
    for edit in change.edits:
        old, new = (describe.value(change.record, edit.name, each) for each in (edit.old, edit.new))
        title = title_of(type(change.record), edit.name)
        runs = (
            compare_words(old, new)
            if isinstance(edit.old, str) and isinstance(edit.new, str) and edit.old and edit.new
            else (Piece(old, new),)
        )
        edits.append((title, runs, describe.difference_of(change.record, edit)))
    amount = getattr(change.record, "amount", None) if change.sheet == "lines" else None
    whole = change.operation in (Operation.ADDED, Operation.REMOVED)
    return {
        "id": index + 1,
        "minor": minor,
        "operation": change.operation.value,
        "sheet": title_of(Budget, change.sheet),
        "at": describe.record_place(change),
        "about": describe.subject(found, change),
        "edits": edits,
        "amount": describe.value(change.record, "amount", amount)
        if whole and amount is not None
        else "",
        "effects": len(found.effects.get(index, ())),
    }


def _sections(found: Comparison) -> Iterator[SectionView]:
    by_pair: dict[int, list[int]] = {}
    for place, each in enumerate(found.differences):
        by_pair.setdefault(id(each.pair), []).append(place)
    for number, pair in enumerate(found.pairs):
        yield _section(found, pair, number, by_pair.get(id(pair), []))


def _section(
    found: Comparison, pair: StretchPair, number: int, places: Sequence[int]
) -> SectionView:
    stretch = pair.either
    title = f"{stretch.table.reference} {stretch.title}" if stretch.table else stretch.title
    status = "" if pair.old and pair.new else ("新增" if pair.new else "删除")
    return SectionView(
        number,
        title if stretch.table else stretch.group or title,
        title,
        status or ("移动" if pair.moved else ""),
        tuple(
            _text(found, pair, index, [p for p in places if found.differences[p].text == index])
            for index in range(len(pair.texts))
        ),
        tuple(
            _table(found, pair, index, [p for p in places if found.differences[p].table == index])
            for index in range(len(pair.tables))
        ),
    )


def _text(found: Comparison, pair: StretchPair, index: int, places: Sequence[int]) -> PageEntry:
    old, new = pair.texts[index]
    was, now = old.text if old else "", new.text if new else ""
    return PageEntry(
        old,
        new,
        _causes(found, places),
        bool(places),
        _largest(_figures(was, now)),
        (old.number if old else "", new.number if new else ""),
        any(found.differences[place].kind is DifferenceKind.ORDER for place in places),
        compare_words(was, now) if was and now else (Piece(was, now),),
        kind=(new or old).kind if new or old else "",  # type: ignore[union-attr]
    )


def _table(found: Comparison, pair: StretchPair, index: int, places: Sequence[int]) -> TableView:
    table = pair.tables[index]
    columns = range(len(table.columns))
    heads = []
    for i, j in table.columns:
        was = table.old.columns[i] if table.old and i is not None else ""
        now = table.new.columns[j] if table.new and j is not None else ""
        heads.append((was, now))
    by_row: dict[int, list[int]] = {}
    for place in places:
        by_row.setdefault(found.differences[place].row, []).append(place)
    named = any(was or now for was, now in heads)
    rows = []
    for row, (old, new) in enumerate(table.rows):
        cells = tuple(table.cells(row, column) for column in columns)
        own = by_row.get(row, [])
        numbers = (old.number if old else "", new.number if new else "")
        moved = any(found.differences[place].kind is DifferenceKind.ORDER for place in own)
        rows.append(
            PageEntry(
                old, new, _causes(found, own), bool(own), _largest(cells), numbers, moved,
                cells=_spread(cells, not named),
            )
        )  # fmt: skip
    return TableView(
        tuple(heads),
        tuple(rows),
        len(heads) > _WIDEST,
        named,
        any(any(row.numbers) for row in rows),
    )


def _spread(cells: Sequence[tuple[str, str]], form: bool) -> tuple[tuple[str, str, int], ...]:
    """Cells with their width: in a form a text takes the blank columns behind it as well."""
    spread: list[tuple[str, str, int]] = []
    for old, new in cells:
        if form and spread and old == new == "":
            was, now, width = spread[-1]
            spread[-1] = was, now, width + 1
        else:
            spread.append((old, new, 1))
    return tuple(spread)


def _causes(found: Comparison, places: Sequence[int]) -> tuple[int, ...]:
    return tuple(sorted({cause + 1 for place in places for cause in found.causes[place]}))


def _figures(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Figures that changed inside a sentence."""
    for run in compare_words(old, new):
        was, now = _FIGURE.findall(run.old), _FIGURE.findall(run.new)
        if not run.same and (was or now):
            yield (was or [""])[0], (now or [""])[0]


def _largest(pairs: Iterator[tuple[str, str]] | Sequence[tuple[str, str]]) -> str:
    sizes = [_size(old, new) for old, new in pairs if old != new]
    known = [size for size in sizes if size is not None]
    return f"{max(known):f}" if known else ""


def _size(old: str, new: str) -> Decimal | None:
    try:
        return abs(Decimal(new or 0) - Decimal(old or 0))
    except InvalidOperation:
        return None
