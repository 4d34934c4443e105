"""比对结果: changes, differences in print, and how one explains the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from budgetgen.comparison.drafts.beside import StretchPair, side_by_side
from budgetgen.comparison.drafts.causes import Causes
from budgetgen.comparison.drafts.changed import Changed
from budgetgen.comparison.drafts.changes import Change
from budgetgen.comparison.drafts.differences import Difference, differences
from budgetgen.comparison.drafts.engine import diff
from budgetgen.comparison.drafts.printed import stretches
from budgetgen.disclosure import Disclosure
from budgetgen.document.blocks import Document
from budgetgen.document.compose import compose
from budgetgen.tables.engine import Naming


@dataclass(frozen=True)
class Comparison:
    """Two drafts compared."""

    old: Disclosure
    new: Disclosure
    documents: tuple[Document, Document]
    changes: tuple[Change, ...]
    pairs: tuple[StretchPair, ...]
    differences: tuple[Difference, ...]
    causes: tuple[tuple[int, ...], ...]
    """For each difference the places of the changes that explain it."""

    @cached_property
    def effects(self) -> Mapping[int, tuple[int, ...]]:
        """For each change the places of the differences it explains."""
        found: dict[int, list[int]] = {}
        for place, causes in enumerate(self.causes):
            for cause in causes:
                found.setdefault(cause, []).append(place)
        return {cause: tuple(places) for cause, places in found.items()}

    @cached_property
    def names(self) -> tuple[Naming, Naming]:
        """Names of subjects, before and after."""
        return self.old.names, self.new.names

    @property
    def same_profile(self) -> bool:
        """Whether both are printed in the same form."""
        return self.old.profile == self.new.profile

    @property
    def is_same(self) -> bool:
        """Whether nothing at all differs."""
        return not self.changes and not self.differences and self.same_profile


def compare_drafts(old: Disclosure, new: Disclosure) -> Comparison:
    """Compare two drafts, in what was typed and in what is printed."""
    changes = diff(old.budget, new.budget)
    codes = {
        edit.old: edit.new
        for change in changes
        if change.sheet == "projects"
        for edit in change.edits
        if edit.name == "code"
    }
    documents = compose(old), compose(new)
    before, after = stretches(old, documents[0]), stretches(new, documents[1])
    pairs = side_by_side(before, after, codes)
    found = tuple(differences(pairs))
    causes = Causes(Changed(old, new, changes))
    why = tuple(tuple(sorted(causes.of(d))) for d in found)
    return Comparison(old, new, documents, changes, pairs, found, why)
