"""原因: which changes of the inputs explain a difference in print.

In the nine tables the line items behind a cell say it exactly. A form is explained by its project, a sentence
by what its section's template names (``sentence_causes.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from budgetgen.comparison.drafts.changed import NOTHING, Changed, Found
from budgetgen.comparison.drafts.changes import INFO, Change, Operation
from budgetgen.comparison.drafts.differences import Difference, DifferenceKind
from budgetgen.comparison.drafts.printed import PrintedRow, Stretch
from budgetgen.comparison.drafts.sentence_causes import SentenceCauses
from budgetgen.model.records import LineItem
from budgetgen.tables.engine import Figure

_REORDERING: Final = frozenset({"disclosure", "part", "unit"})
_NAMING: Final = frozenset({"function_name", "economic_name"})

_FIGURE: Final = re.compile(r"^(?:其他资金：)?[\d.%]*$")


class Causes:
    """Explains the differences between two disclosures by the changes of their budgets."""

    def __init__(self, changed: Changed) -> None:
        self._changed = changed
        self._sentences = SentenceCauses(changed)
        self._reordering = changed.where(_reorders)
        self._planning = changed.where(
            lambda change: not change.edits or any(map(_is_planning, change.edited))
        )
        self._basis = changed.where(lambda change: "plan_basis" in change.edited)
        self._renaming = changed.where(lambda change: bool(change.edited.keys() & _NAMING))

    def of(self, difference: Difference) -> Found:
        """The changes that explain a difference; all of them where none can be singled out.

        None where another form explains it.
        """
        information = self._information(*difference.context)
        if information and self._only_information(difference):
            return information
        stretch = difference.pair.either
        if difference.kind in (DifferenceKind.NUMBER, DifferenceKind.ORDER):
            found = self._order(difference)
        elif stretch.table:
            found = self._nine(difference)
        elif stretch.project:
            found = self._project(difference)
        else:
            found = self._sentences.of(difference)
        found |= information
        if found or self._changed.old.profile != self._changed.new.profile:
            return found
        return self._changed.of(INFO) or self._changed.all

    # The nine tables -----------------------------------------------------------------------------

    def _nine(self, difference: Difference) -> Found:
        old, new = difference.pair.old, difference.pair.new
        if difference.row < 0:
            # Notes say whether the table is empty or off by rounding; the rest is the agency's name.
            if "注" not in difference.old + difference.new:
                return NOTHING
            return self._changed.figures(_all_figures(old), _all_figures(new))
        was, now = difference.tables.rows[difference.row]
        i, j = difference.tables.columns[difference.column]
        one = was.source.cells[i] if was and was.source and i is not None else ""
        other = now.source.cells[j] if now and now.source and j is not None else ""
        if isinstance(one, Figure) or isinstance(other, Figure):
            return self._changed.lines(_behind(one), _behind(other))
        return self._changed.figures(_row_figures(was), _row_figures(now)) | self._renaming

    # Projects ------------------------------------------------------------------------------------

    def _project(self, difference: Difference) -> Found:
        pair = difference.pair
        codes = {stretch.project for stretch in (pair.old, pair.new) if stretch}
        form = self._changed.about("projects", codes)
        if difference.table < 0:
            return form
        if difference.tables.head(0):
            indicators = self._changed.about("indicators", codes)
            fields = ("level3", "value", "description")
            near = self._changed.said(indicators, difference.context, fields)
            return near | form if not (pair.old and pair.new) else near or form
        money = self._changed.money(codes)
        if not (_FIGURE.match(difference.old) and _FIGURE.match(difference.new)):
            return form or money
        return money | (form & self._planning) | self._basis

    # What only counts, and what is everywhere ----------------------------------------------------

    def _order(self, difference: Difference) -> Found:
        """A number or place: what was added, removed or moved around it."""
        stretch, pair = difference.pair.either, difference.pair
        if stretch.table and difference.row >= 0:
            alone = [each for each in difference.tables.rows if None in each]
            before = [figure for old, _ in alone for figure in _row_figures(old)]
            after = [figure for _, new in alone for figure in _row_figures(new)]
            rows = self._changed.figures(before, after)
            return rows or self._changed.figures(_all_figures(pair.old), _all_figures(pair.new))
        if stretch.project:
            heading = difference.row < 0 and difference.text == 0
            sheets = {"projects"} if heading else {"indicators", "projects"}
        else:
            sheets = {*self._sentences.sheets(stretch.section), "reasons"}
        return self._changed.of(*sheets) & self._reordering

    def _only_information(self, difference: Difference) -> bool:
        """Whether the text is the old one with the agency's new name, code or scope in it."""
        before, after = self._changed.old.budget.info, self._changed.new.budget.info
        text = difference.old
        for name in ("name", "self_word", "scope", "code"):
            text = text.replace(str(getattr(before, name)), str(getattr(after, name)))
        return text == difference.new != difference.old

    def _information(self, old: str, new: str) -> Found:
        """基本信息, where what was changed there stands in the text."""
        before, after = self._changed.old.budget.info, self._changed.new.budget.info
        names = ("name", "scope", "code", "self_word", "year", "plan_basis")
        words = [(str(getattr(before, name)), str(getattr(after, name))) for name in names]
        words.append((str(before.year - 1), str(after.year - 1)))
        for was, now in words:
            here = (was in old or not old, now in new or not new)
            if was != now and all(here) and (old or new):
                return self._changed.of(INFO)
        return NOTHING


def _all_figures(stretch: Stretch | None) -> list[Figure]:
    return list(stretch.table.cells.values()) if stretch and stretch.table else []


def _row_figures(row: PrintedRow | None) -> Iterator[Figure]:
    cells = row.source.cells if row and row.source else ()
    return (cell for cell in cells if isinstance(cell, Figure))


def _behind(cell: object) -> tuple[LineItem, ...]:
    return cell.lines if isinstance(cell, Figure) else ()


def _reorders(change: Change) -> bool:
    moves = (Operation.ADDED, Operation.REMOVED, Operation.MOVED)
    return change.operation in moves or bool(change.edited.keys() & _REORDERING)


def _is_planning(field: str) -> bool:
    """Whether a project's field decides on figures of its form."""
    return field.startswith("plan_") or field in ("code", "disclosure")
