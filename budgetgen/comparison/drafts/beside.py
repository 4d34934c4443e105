"""对照: two printed documents side by side, stretch by stretch, row by row, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from budgetgen.comparison.drafts.matching import Alike, Keyed, MatchingStage, in_order, merged, pair
from budgetgen.comparison.drafts.printed import DIGITS, PrintedRow, PrintedTable, Stretch, Text

TextPair = tuple[Text | None, Text | None]
RowPair = tuple[PrintedRow | None, PrintedRow | None]


@dataclass(frozen=True, slots=True)
class TablePair:
    """Two tables: rows in one order, each column with its place in the old and the new table."""

    old: PrintedTable | None
    new: PrintedTable | None
    columns: tuple[tuple[int | None, int | None], ...]
    rows: tuple[RowPair, ...]
    moved: frozenset[int] = frozenset()
    """Rows out of the old order."""

    def head(self, column: int) -> str:
        """The head of a column, as it is now or was before it went."""
        i, j = self.columns[column]
        if self.new and j is not None:
            return self.new.columns[j]
        return self.old.columns[i] if self.old and i is not None else ""

    def cells(self, row: int, column: int) -> tuple[str, str]:
        """A cell's text before and after; '' where there is no such cell."""
        (old, new), (i, j) = self.rows[row], self.columns[column]
        return (
            old.cells[i] if old and i is not None else "",
            new.cells[j] if new and j is not None else "",
        )


@dataclass(frozen=True, slots=True)
class StretchPair:
    """Two stretches; one is missing where it was added or removed."""

    old: Stretch | None
    new: Stretch | None
    texts: tuple[TextPair, ...]
    tables: tuple[TablePair, ...]
    moved: bool = False
    """Whether it stands elsewhere than before."""
    moved_texts: frozenset[int] = frozenset()

    @property
    def either(self) -> Stretch:
        """The stretch as it is now, or was before it went."""
        either = self.new or self.old
        assert either
        return either


_STRETCHES: Final[tuple[MatchingStage, ...]] = (
    Keyed(lambda s: s.key),
    Alike(lambda s: s.title, lambda s: s.key[:3]),
)
_TEXTS: Final[tuple[MatchingStage, ...]] = (
    Keyed(lambda text: (text.kind, text.text)),
    Keyed(lambda text: text.kind if text.kind == "标题" else None),
    Alike(lambda text: DIGITS.sub("", text.text), lambda text: text.kind, 0.35),
)
_ROWS: Final[tuple[MatchingStage, ...]] = (
    Keyed(lambda row: row.cells),
    Keyed(lambda row: row.key),
    Alike(lambda row: row.text, lambda row: row.key, 0.4),
    Keyed(lambda row: row.cells[0] or None if row.key is None else None),
)
_TABLES: Final[tuple[MatchingStage, ...]] = (
    Keyed(lambda table: table.name),
    Keyed(lambda table: ()),
)
_HEADS: Final[tuple[MatchingStage, ...]] = (
    Keyed(lambda head: head),
    Alike(lambda head: DIGITS.sub("", head), least=0.4),
)


def side_by_side(
    old: Sequence[Stretch], new: Sequence[Stretch], codes: Mapping[str, str]
) -> tuple[StretchPair, ...]:
    """Two documents; ``codes`` gives the 项目编码 that an old one has become."""
    known = [
        replace(s, key=("project", codes.get(s.project, s.project))) if s.project else s
        for s in old
    ]
    found, moved = _beside(known, new, _STRETCHES)
    return tuple(_stretch(was, now, index in moved) for index, (was, now) in enumerate(found))


def _stretch(old: Stretch | None, new: Stretch | None, moved: bool) -> StretchPair:
    texts, reordered = _beside(old.texts if old else (), new.texts if new else (), _TEXTS)
    tables, _ = _beside(old.tables if old else (), new.tables if new else (), _TABLES)
    return StretchPair(
        old, new, texts, tuple(_table(was, now) for was, now in tables), moved, reordered
    )


def _table(old: PrintedTable | None, new: PrintedTable | None) -> TablePair:
    before, after = old.columns if old else (), new.columns if new else ()
    columns = tuple(merged(len(before), len(after), pair(before, after, _HEADS)))
    rows, moved = _beside(old.rows if old else (), new.rows if new else (), _ROWS)
    return TablePair(old, new, columns, rows, moved)


_T = TypeVar("_T")


def _beside(
    old: Sequence[_T], new: Sequence[_T], stages: Sequence[MatchingStage]
) -> tuple[tuple[tuple[_T | None, _T | None], ...], frozenset[int]]:
    """Both sequences in one order, and which of the pairs are out of the old order."""
    pairs = pair(old, new, stages)
    both = list(merged(len(old), len(new), pairs))
    staying = in_order([i for i, j in both if i is not None and j is not None])
    return (
        tuple((None if i is None else old[i], None if j is None else new[j]) for i, j in both),
        frozenset(n for n, (i, j) in enumerate(both) if i in pairs and i not in staying),
    )
