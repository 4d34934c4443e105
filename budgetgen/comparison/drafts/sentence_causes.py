"""句子的原因: what its section's template names, as far as it stands in the sentence."""

from __future__ import annotations

from functools import cache
from typing import Final

from budgetgen.comparison.drafts.changed import NOTHING, Changed, Found
from budgetgen.comparison.drafts.differences import Difference
from budgetgen.document.text.filters import against, change_text, money, told_change
from budgetgen.document.text.names import NAMES
from budgetgen.model.vocabulary import Item
from budgetgen.profiles.sentence_names import NamePath
from budgetgen.tables.breakdown import Breakdown, Named
from budgetgen.tables.changes import PARTS, THREE_PUBLIC, VEHICLE
from budgetgen.tables.engine import Figure
from budgetgen.tables.figures import Figures

_SUMMED: Final = frozenset({"assets", "purchases"})
"""Sheets of which a sentence prints only sums."""

_COUNTING: Final = frozenset({"nature", "in_operating_cost"})
"""What decides whether a unit has 机关运行经费."""

_COMPARED: Final = {item.name.lower(): (item,) for item in Item} | {
    "three_public": THREE_PUBLIC, "flat": THREE_PUBLIC, "vehicle": VEHICLE, "vehicle_flat": VEHICLE,
    "vehicle_note": VEHICLE, "three_public_note": THREE_PUBLIC, "other": (Item.TOTAL, *PARTS),
    "note": (Item.TOTAL, *PARTS), "is_new": (Item.TOTAL,),
}  # fmt: skip
"""The 事项 behind each value of ``changes``."""


def _sheets(name: str) -> tuple[str, ...]:
    """The sheets behind a name of the narrative."""
    return NAMES[name].sheets if name in NAMES else ()


class SentenceCauses:
    """Explains differences in the text, section by section."""

    def __init__(self, changed: Changed) -> None:
        self._changed = changed
        self.names = cache(self._section_names)

    def sheets(self, section: str) -> frozenset[str]:
        """The sheets behind a section."""
        used = {sheet for name in self.names(section) for sheet in _sheets(name[0])}
        return frozenset(used | {"extra_texts"})

    def _section_names(self, section: str) -> frozenset[NamePath]:
        old, new = self._changed.old.profile, self._changed.new.profile
        return old.section_names(section) | new.section_names(section)

    def of(self, difference: Difference) -> Found:
        """The changes that explain a difference in the text."""
        section = difference.pair.either.section
        if not section:
            return NOTHING
        names = self.names(section)
        context = difference.context
        sheets = self.sheets(section)
        found = NOTHING
        for sheet in sheets:
            own = self._changed.of(sheet)
            summed = sheet in _SUMMED and difference.row < 0
            found |= own if summed else self._changed.said(own, context)
        found |= self._figures(names, context)
        found |= self._against_last_year(names, context)
        if "special_funds" in {name[0] for name in names} or "purchases" in sheets:
            found |= self._named_projects(context)
        return found | self._several_units(names)

    def _figures(self, names: frozenset[NamePath], context: tuple[str, str]) -> Found:
        wanted = [name[1] for name in names if name[0] == "figures" and len(name) > 1]
        drafts = (self._changed.old, self._changed.new)
        every, own = NOTHING, NOTHING
        for name in wanted:
            old, new = (_named(d.figures, name) for d in drafts)
            for word in old.keys() | new.keys():
                one, other = old.get(word, Figure()), new.get(word, Figure())
                lines = self._changed.lines(one.lines, other.lines)
                every |= lines
                printed = (
                    money(d.profile.unit, figure)
                    for d, figure in zip(drafts, (one, other), strict=True)
                )
                here = [t in c for t, c in zip(printed, context, strict=True) if c]
                listed = word and (word in old) != (word in new)
                if all(here) or listed:
                    own |= lines
        if any(name.startswith("operating") for name in wanted):
            own |= self._changed.where(
                lambda c: c.sheet == "units" and not _COUNTING.isdisjoint(c.edited)
            )
        return own or every

    def _against_last_year(self, names: frozenset[NamePath], context: tuple[str, str]) -> Found:
        """Last year's figures, the reasons and this year's lines of what a sentence compares."""
        said = {n[1] for n in names if n[0] == "changes" and len(n) > 1}
        wanted = {item for name in said for item in _COMPARED.get(name, ())}
        if ("changes",) in names:
            wanted = set(Item)
        differing = [
            i
            for i in wanted
            if self._changed.old.figures.changes[i] != self._changed.new.figures.changes[i]
        ]
        here = [item for item in differing if self._is_compared(item, context)]
        spoken = set(here or differing)
        return self._changed.where(
            lambda c: (
                c.sheet in ("prior", "reasons")
                and any(getattr(r, "item", None) in spoken for r in (c.old, c.new) if r)
            )
        )

    def _is_compared(self, item: Item, context: tuple[str, str]) -> bool:
        for d, text in zip((self._changed.old, self._changed.new), context, strict=True):
            change = d.figures.changes[item]
            last = d.budget.info.year - 1
            told = (
                change_text(d.profile, change),
                against(d.profile, change, last),
                told_change(d.profile, change),
            )
            if text and change.known and not any(each in text for each in told):
                return False
        return True

    def _named_projects(self, context: tuple[str, str]) -> Found:
        """Money of the projects that a list of special funds or purchases names."""
        codes = {
            project.code
            for d, text in zip((self._changed.old, self._changed.new), context, strict=True)
            for project in d.budget.projects
            if project.title in text or (project.special_fund_name or project.title) in text
        }
        return self._changed.money(codes)

    def _several_units(self, names: frozenset[NamePath]) -> Found:
        """A second unit makes texts stand under their unit's name."""
        by_unit = {"duties", "duty_basis", "goals", "extra", "changes", "assets", "institutions"}
        if self._changed.old.budget.has_several_units == self._changed.new.budget.has_several_units:
            return NOTHING
        return self._changed.of("units") if by_unit & {n[0] for n in names} else NOTHING


def _named(figures: Figures, name: str) -> dict[str, Figure]:
    """The figures under a name: one, or a list by its words."""
    found = getattr(figures, name)
    if isinstance(found, Figure):
        return {"": found}
    if isinstance(found, Breakdown):
        return {"": found.whole} | {each.name: each.figure for each in found.parts}
    if not isinstance(found, tuple):
        return {}  # counts_operating_cost: what the units are, and no figure.
    return {each.name: each.figure for each in found if isinstance(each, Named)}
