"""变化的索引: changes by sheet and project, what they add to a figure, whether they stand in a text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from budgetgen.comparison.drafts.changes import Change, Operation
from budgetgen.comparison.drafts.matching import pieces
from budgetgen.disclosure import Disclosure
from budgetgen.document.text.wording import official
from budgetgen.model.natures import Nature, fields_that, texts
from budgetgen.model.numbering import without_number
from budgetgen.model.records import LineItem, Record
from budgetgen.tables.engine import Figure

Found = frozenset[int]
"""Places of changes."""
NOTHING: Final[Found] = frozenset()
_STANDS: Final = 0.8
"""Share of a text's neighbouring characters that makes it stand in another."""


class Changed:
    """The changes between two disclosures, found by what they are about."""

    def __init__(self, old: Disclosure, new: Disclosure, changes: Sequence[Change]) -> None:
        self.old, self.new, self.changes = old, new, changes
        lines = [
            (index, change)
            for index, change in enumerate(changes)
            if change.sheet == "lines" and change.operation is not Operation.MOVED
        ]
        self._old_line = {id(change.old): index for index, change in lines if change.old}
        self._new_line = {id(change.new): index for index, change in lines if change.new}
        self._sheets: dict[str, set[int]] = {}
        self._projects: dict[tuple[str, str], set[int]] = {}
        for index, change in enumerate(changes):
            self._sheets.setdefault(change.sheet, set()).add(index)
            for record in (change.old, change.new):
                code = getattr(record, "code" if change.sheet == "projects" else "project", "")
                self._projects.setdefault((change.sheet, code), set()).add(index)

    @property
    def all(self) -> Found:
        """Every change."""
        return frozenset(range(len(self.changes)))

    def where(self, holds: Callable[[Change], bool]) -> Found:
        """Changes that a condition holds for."""
        return frozenset(index for index, change in enumerate(self.changes) if holds(change))

    def of(self, *sheets: str) -> Found:
        """Changes of some sheets."""
        return NOTHING.union(*(self._sheets.get(sheet, ()) for sheet in sheets))

    def about(self, sheet: str, codes: Iterable[str]) -> Found:
        """Changes of a sheet's records that belong to some projects."""
        return NOTHING.union(*(self._projects.get((sheet, code), ()) for code in codes))

    def lines(self, old: Iterable[LineItem], new: Iterable[LineItem]) -> Found:
        """Changes by which the lines behind a figure add up to something else."""
        before, after = _counted(old, self._old_line), _counted(new, self._new_line)
        either = before.keys() | after.keys()
        return frozenset(i for i in either if before.get(i, 0) != after.get(i, 0))

    def figures(self, old: Iterable[Figure], new: Iterable[Figure]) -> Found:
        """The same for several figures together."""
        before = {id(line): line for each in old for line in each.lines}
        after = {id(line): line for each in new for line in each.lines}
        return self.lines(before.values(), after.values())

    def money(self, codes: Iterable[str]) -> Found:
        """Changes of the money of some projects."""
        by_old, by_new = self.old.budget.lines_by_project, self.new.budget.lines_by_project
        wanted = set(codes)
        return self.lines(
            [line for code in wanted for line in by_old.get(code, ())],
            [line for code in wanted for line in by_new.get(code, ())],
        )

    def said(self, among: Found, context: tuple[str, str], fields: tuple[str, ...] = ()) -> Found:
        """Those of whose record a text, of these fields, is printed here; where none is, all (a sum, a count)."""
        own = frozenset(
            index
            for index in among
            if _stands(self.changes[index].old, fields, context[0])
            or _stands(self.changes[index].new, fields, context[1])
        )
        moved = Operation.MOVED
        return own or frozenset(i for i in among if self.changes[i].operation is not moved)


def _counted(lines: Iterable[LineItem], known: Mapping[int, int]) -> dict[int, Decimal]:
    """What changed lines add to a figure."""
    return {known[id(line)]: line.amount for line in lines if id(line) in known}


def _stands(record: Record | None, fields: tuple[str, ...], printed: str) -> bool:
    """Whether what a record says stands in a printed text, as far as it is printed word by word."""
    if record is None or not printed:
        return False
    where = pieces(printed)
    words = fields or tuple(name for name, _, _ in texts(type(record)))
    for name in words or fields_that(type(record), Nature.NAMES):
        for line in str(getattr(record, name)).splitlines():
            said = pieces(official(without_number(line)).strip("。；;， "))
            # The marks of the beginning and the end need not be in the middle of a text.
            if len(said) > 2 and len(said & where) >= _STANDS * (len(said) - 2):
                return True
    return False
