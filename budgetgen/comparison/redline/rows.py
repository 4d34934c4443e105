"""修订稿的表格: a table of both drafts in one, row by row and cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lxml import etree

from budgetgen.comparison.drafts.beside import TablePair
from budgetgen.comparison.drafts.matching import (
    Alike,
    Keyed,
    MatchingStage,
    Pairs,
    merged,
    pair,
    straight,
)
from budgetgen.comparison.drafts.printed import DIGITS
from budgetgen.comparison.redline.marks import Draft, RevisionMarker, identical
from budgetgen.render.wordml import W

Container = Callable[[etree._Element, etree._Element], None]
"""Puts the old and the new content of an element into the new one."""
_HEAD: Final = f"{W}trPr/{W}tblHeader"


@dataclass(frozen=True)
class _Row:
    """A row as it is told apart."""

    element: etree._Element

    @cached_property
    def cells(self) -> tuple[str, ...]:
        """The cells' texts."""
        return tuple(
            "".join(each.text or "" for each in cell.iter(W + "t"))
            for cell in self.element.iter(W + "tc")
        )

    @cached_property
    def shape(self) -> tuple[object, ...]:
        """How cells span columns and rows: Word records no change of that which all programs undo."""
        spans = (
            (cell.find(f"{W}tcPr/{W}gridSpan"), cell.find(f"{W}tcPr/{W}vMerge"))
            for cell in self.element.iterfind(W + "tc")
        )
        return (self.head, *(tuple(_value(each) for each in span) for span in spans))

    @property
    def head(self) -> bool:
        """Whether it is repeated on every page."""
        return self.element.find(_HEAD) is not None


def _value(element: etree._Element | None) -> str | None:
    return None if element is None else str(element.get(W + "val", ""))


_ROWS: Final[tuple[MatchingStage, ...]] = (
    Keyed(lambda row: (row.head, row.cells)),
    Alike(lambda row: DIGITS.sub("", " ".join(row.cells)), lambda row: row.shape, 0.4),
)


def mark_table(
    old: etree._Element,
    new: etree._Element,
    known: TablePair | None,
    marker: RevisionMarker,
    inside: Container,
) -> None:
    """Put the old table's rows into the new one; ``known`` says which row is which."""
    marker.properties(old, new, "tblPr")
    marker.grid(old, new)
    before, after = _rows(old), _rows(new)
    both = list(merged(len(before), len(after), _paired(before, after, known)))
    place = new.index(after[0].element) if after else len(new)
    new[place:] = [
        _marked(
            None if i is None else before[i].element,
            None if j is None else after[j].element,
            marker,
            inside,
        )
        for i, j in both
    ]


def _marked(
    old: etree._Element | None,
    new: etree._Element | None,
    marker: RevisionMarker,
    inside: Container,
) -> etree._Element:
    """A row of both drafts, or of one of them."""
    if old is None or new is None:
        draft, row = (Draft.NEW, new) if old is None else (Draft.OLD, old)
        assert row is not None
        marker.block(row, draft)
        return row
    if identical(old, new):
        return new
    marker.properties(old, new, "trPr")
    for was, now in zip(old.findall(W + "tc"), new.findall(W + "tc"), strict=True):
        marker.properties(was, now, "tcPr")
        inside(was, now)
    return new


def _rows(table: etree._Element) -> list[_Row]:
    return [_Row(each) for each in table.iterfind(W + "tr")]


def _paired(old: Sequence[_Row], new: Sequence[_Row], known: TablePair | None) -> Pairs:
    """Rows that are marked cell by cell; none where the columns are others."""
    if known and any(i != j for i, j in known.columns):
        return {}
    pairs = pair(old, new, _ROWS, _known(old, new, known) if known else {})
    return straight({i: j for i, j in pairs.items() if old[i].shape == new[j].shape})


def _known(old: Sequence[_Row], new: Sequence[_Row], known: TablePair) -> Pairs:
    """The heads in their order, the rows as the comparison has paired them."""
    heads = [sum(row.head for row in rows) for rows in (old, new)]
    pairs = {n: n for n in range(heads[0])} if heads[0] == heads[1] else {}
    return pairs | {
        was.place + heads[0]: now.place + heads[1] for was, now in known.rows if was and now
    }
