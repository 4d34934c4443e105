"""原因: which changes of the inputs explain a difference in print.

In the nine tables the line items behind a cell say it exactly. A sentence is explained by what its section's
template names, as far as the figures and texts in question stand in that sentence; a form by its project.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Final

from budgetgen.diff.changes import INFO, Change, Operation
from budgetgen.diff.differences import Difference, Kind
from budgetgen.diff.matching import pieces
from budgetgen.diff.template_names import Name, section_names
from budgetgen.disclosure import Disclosure
from budgetgen.document.narrative import compared, money
from budgetgen.document.wording import official
from budgetgen.model.budget import LineItem, Record
from budgetgen.model.numbering import without_number
from budgetgen.model.vocabulary import Item
from budgetgen.tables.engine import Figure
from budgetgen.tables.figures import Figures, Named

Found = frozenset[int]
"""Places of changes."""
NOTHING: Final[Found] = frozenset()

_SHEETS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "units": ("units",),
        "institutions": ("units",),
        "duty_basis": ("duties", "units"),
        "duties": ("duties", "units"),
        "goals": ("goals", "units"),
        "special_funds": ("projects",),
        "projects": ("projects",),
        "project_forms": ("projects",),
        "project_parts": ("projects",),
        "purchases": ("purchases", "projects"),
        "procurement": ("purchases", "projects", "units"),
        "assets": ("assets", "units"),
        "asset_total": ("assets", "units"),
        "asset_planned": ("assets", "units"),
        "glossary": ("terms",),
    }
)
"""The sheets behind a name of the narrative."""
_SAID: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "units": ("name", "nature", "rank", "funding"),
        "projects": ("name", "public_name", "special_fund_name"),
        "purchases": ("item",),
        "assets": ("kind",),
        "reasons": ("text",),
        "duties": ("text",),
        "goals": ("title", "text", "indicators"),
        "extra_texts": ("text",),
        "terms": ("term", "text"),
    }
)
"""What of a record is printed: where it stands, the record is what is spoken of."""

_SUMMED: Final = frozenset({"assets", "purchases"})
"""Sheets of which a sentence prints only sums."""


class Causes:
    """Explains differences between two disclosures by the changes of their budgets."""

    def __init__(self, old: Disclosure, new: Disclosure, changes: Sequence[Change]) -> None:
        self._old, self._new, self._changes = old, new, changes
        lines = [
            (index, change)
            for index, change in enumerate(changes)
            if change.sheet == "lines" and change.operation is not Operation.MOVED
        ]
        self._old_line = {id(change.old): index for index, change in lines if change.old}
        self._new_line = {id(change.new): index for index, change in lines if change.new}
        self._names = cache(self._section_names)

    def of(self, difference: Difference) -> Found:
        """The changes that explain a difference; all of them where none can be singled out."""
        information = self._info(*difference.context)
        if information and self._only_information(difference):
            return information
        if difference.kind in (Kind.NUMBER, Kind.ORDER):
            found = self._order(difference)
        elif difference.pair.either.table:
            found = self._nine(difference)
        elif difference.pair.either.project:
            found = self._project(difference)
        else:
            found = self._narrative(difference)
        found |= self._info(*difference.context)
        return (
            found or self._where(lambda c: c.sheet == INFO) or frozenset(range(len(self._changes)))
        )

    def _where(self, holds: Callable[[Change], bool]) -> Found:
        return frozenset(index for index, change in enumerate(self._changes) if holds(change))

    def _of(self, sheet: str) -> Found:
        return self._where(lambda c: c.sheet == sheet)

    # Line items ----------------------------------------------------------------------------------

    def _lines(self, old: Iterable[LineItem], new: Iterable[LineItem]) -> Found:
        """Changes by which the lines behind a figure add up to something else."""
        before, after = _counted(old, self._old_line), _counted(new, self._new_line)
        return frozenset(
            index
            for index in before.keys() | after.keys()
            if before.get(index, 0) != after.get(index, 0)
        )

    def _nine(self, difference: Difference) -> Found:
        old = difference.pair.old and difference.pair.old.table
        new = difference.pair.new and difference.pair.new.table
        if difference.row < 0:
            # A title or the line over the head; notes say whether the table is empty or off by rounding.
            before = [f for f in old.cells.values()] if old else []
            after = [f for f in new.cells.values()] if new else []
            is_note = difference.text >= 0 and "注" in (difference.old or difference.new)
            return self._all_lines(before, after) if is_note else NOTHING
        was, now = difference.tables.rows[difference.row]
        cells = was.source.cells if was and was.source else ()
        others = now.source.cells if now and now.source else ()
        i, j = difference.tables.columns[difference.column]
        one = cells[i] if cells and i is not None else ""
        other = others[j] if others and j is not None else ""
        if isinstance(one, Figure) or isinstance(other, Figure):
            return self._lines(_behind(one), _behind(other))
        return self._all_lines(
            [cell for cell in cells if isinstance(cell, Figure)],
            [cell for cell in others if isinstance(cell, Figure)],
        ) | self._where(lambda c: bool(c.edited.keys() & {"function_name", "economic_name"}))

    def _all_lines(self, old: Iterable[Figure], new: Iterable[Figure]) -> Found:
        before = {id(line): line for each in old for line in each.lines}
        after = {id(line): line for each in new for line in each.lines}
        return self._lines(before.values(), after.values())

    # Projects ------------------------------------------------------------------------------------

    def _codes(self, difference: Difference) -> set[str]:
        pair = difference.pair
        return {stretch.project for stretch in (pair.old, pair.new) if stretch}

    def _project(self, difference: Difference) -> Found:
        codes = self._codes(difference)
        form = self._where(lambda c: c.sheet == "projects" and _any_code(c, codes))
        indicators = self._where(lambda c: c.sheet == "indicators" and _any_project(c, codes))
        if difference.table < 0:
            return form
        if difference.tables.columns and difference.tables.head(0):
            near = self._said(indicators, difference.context, ("level3", "value", "description"))
            gone = difference.pair.old is None or difference.pair.new is None
            return near | form if gone else near or form
        digits = any(character.isdigit() for character in difference.old + difference.new)
        return form | self._money(codes) if digits else form or self._money(codes)

    def _money(self, codes: set[str]) -> Found:
        by_old, by_new = self._old.budget.lines_by_project, self._new.budget.lines_by_project
        return self._lines(
            [line for code in codes for line in by_old.get(code, ())],
            [line for code in codes for line in by_new.get(code, ())],
        )

    # Sentences -----------------------------------------------------------------------------------

    def _section_names(self, section: str) -> frozenset[Name]:
        return section_names(self._old.profile, section) | section_names(self._new.profile, section)

    def _narrative(self, difference: Difference) -> Found:
        section = difference.pair.either.section
        if not section:
            return NOTHING
        names = self._names(section)
        context = difference.context
        sheets = {s for name in names for s in _SHEETS.get(name[0], ())} | {"extra_texts"}
        found = NOTHING
        for sheet in sheets:
            own = self._of(sheet)
            summed = sheet in _SUMMED and difference.row < 0
            found |= own if summed else self._said(own, context, _SAID[sheet])
        found |= self._figures(names, context)
        found |= self._against_last_year(names, context)
        if "special_funds" in {name[0] for name in names} or "purchases" in sheets:
            found |= self._named_projects(context)
        return found | self._several_units(names)

    def _said(self, among: Found, context: tuple[str, str], fields: tuple[str, ...]) -> Found:
        """Those whose record stands in the printed text; where none does, all (a sum, a count)."""
        own = frozenset(
            index
            for index in among
            if _stands(self._changes[index].old, fields, context[0])
            or _stands(self._changes[index].new, fields, context[1])
        )
        return own or frozenset(
            i for i in among if self._changes[i].operation is not Operation.MOVED
        )

    def _figures(self, names: frozenset[Name], context: tuple[str, str]) -> Found:
        wanted = [name[1] for name in names if name[0] == "figures" and len(name) > 1]
        every = NOTHING
        own = NOTHING
        for name in wanted:
            old, new = _named(self._old.figures, name), _named(self._new.figures, name)
            for word in old.keys() | new.keys():
                one, other = old.get(word, Figure()), new.get(word, Figure())
                lines = self._lines(one.lines, other.lines)
                every |= lines
                printed = (money(self._old.profile.unit, one), money(self._new.profile.unit, other))
                here = [t in c for t, c in zip(printed, context, strict=True) if c]
                listed = word and (word in old) != (word in new)
                if all(here) or listed:
                    own |= lines
        if any(name.startswith("operating") for name in wanted):
            own |= self._where(lambda c: c.sheet == "units" and "nature" in c.edited)
        return own or every

    def _against_last_year(self, names: frozenset[Name], context: tuple[str, str]) -> Found:
        """Last year's figures, the reasons and this year's lines of what a sentence compares."""
        items = {item.name.lower(): item for item in Item}
        wanted = {items[n[1]] for n in names if n[0] == "changes" and len(n) > 1 and n[1] in items}
        if ("changes",) in names:
            wanted = set(Item)
        differing = [
            i for i in wanted if self._old.figures.changes[i] != self._new.figures.changes[i]
        ]
        here = [item for item in differing if self._is_compared(item, context)]
        spoken = set(here or differing)
        return self._where(
            lambda c: (
                c.sheet in ("prior", "reasons")
                and any(getattr(r, "item", None) in spoken for r in (c.old, c.new) if r)
            )
        )

    def _is_compared(self, item: Item, context: tuple[str, str]) -> bool:
        for d, text in zip((self._old, self._new), context, strict=True):
            change = d.figures.changes[item]
            if text and change.known and compared(d.profile.unit, change) not in text:
                return False
        return True

    def _named_projects(self, context: tuple[str, str]) -> Found:
        """Money of the projects that a list of special funds or purchases names."""
        codes = {
            project.code
            for d, text in zip((self._old, self._new), context, strict=True)
            for project in d.budget.projects
            if project.title in text or (project.special_fund_name or project.title) in text
        }
        return self._money(codes)

    def _several_units(self, names: frozenset[Name]) -> Found:
        """A second unit makes texts stand under their unit's name."""
        by_unit = {"duties", "duty_basis", "goals", "extra", "changes", "assets", "institutions"}
        if self._old.budget.has_several_units == self._new.budget.has_several_units:
            return NOTHING
        return (
            self._where(lambda c: c.sheet == "units")
            if by_unit & {n[0] for n in names}
            else NOTHING
        )

    # What only counts, and what is everywhere ----------------------------------------------------

    def _order(self, difference: Difference) -> Found:
        """A number or place: what was added, removed or moved around it."""
        stretch = difference.pair.either
        if stretch.table:
            rows = [index for index, (a, b) in enumerate(difference.tables.rows) if not (a and b)]
            old, new = difference.pair.old, difference.pair.new
            return (
                self._all_lines(
                    [f for f in (old.table.cells.values() if old and old.table else ())],
                    [f for f in (new.table.cells.values() if new and new.table else ())],
                )
                if rows or difference.row >= 0
                else NOTHING
            )
        heading = difference.row < 0 and difference.text == 0
        if stretch.project:
            sheets = {"projects"} if heading else {"indicators", "projects"}
        else:
            used = {s for name in self._names(stretch.section) for s in _SHEETS.get(name[0], ())}
            sheets = used | {"extra_texts", "reasons"}
        return self._where(lambda c: c.sheet in sheets and _reorders(c))

    def _only_information(self, difference: Difference) -> bool:
        """Whether the text is the old one with the agency's new name, code or scope in it."""
        before, after, text = self._old.budget.info, self._new.budget.info, difference.old
        for name in ("name", "self_word", "scope", "code"):
            text = text.replace(str(getattr(before, name)), str(getattr(after, name)))
        return text == difference.new != difference.old

    def _info(self, old: str, new: str) -> Found:
        """基本信息, where what was changed there stands in the text."""
        before, after = self._old.budget.info, self._new.budget.info
        for name in ("name", "scope", "code", "self_word", "year", "plan_basis"):
            was, now = str(getattr(before, name)), str(getattr(after, name))
            last = name == "year" and str(before.year - 1) in old and str(after.year - 1) in new
            if was != now and (
                (was in old and (now in new or not new)) or (now in new and not old) or last
            ):
                return self._where(lambda c: c.sheet == INFO)
        return NOTHING


def _counted(lines: Iterable[LineItem], known: Mapping[int, int]) -> dict[int, Decimal]:
    """What changed lines add to a figure."""
    return {known[id(line)]: line.amount for line in lines if id(line) in known}


def _behind(cell: object) -> tuple[LineItem, ...]:
    return cell.lines if isinstance(cell, Figure) else ()


def _named(figures: Figures, name: str) -> dict[str, Figure]:
    """The figures under a name: one, or a list by its words."""
    found = getattr(figures, name)
    if isinstance(found, Figure):
        return {"": found}
    return {each.name: each.figure for each in found if isinstance(each, Named)}


def _any_code(change: Change, codes: set[str]) -> bool:
    return any(getattr(r, "code", None) in codes for r in (change.old, change.new) if r)


def _any_project(change: Change, codes: set[str]) -> bool:
    return any(getattr(r, "project", None) in codes for r in (change.old, change.new) if r)


def _reorders(change: Change) -> bool:
    moves = (Operation.ADDED, Operation.REMOVED, Operation.MOVED)
    return change.operation in moves or bool(change.edited.keys() & {"disclosure", "part", "unit"})


def _stands(record: Record | None, fields: tuple[str, ...], printed: str) -> bool:
    """Whether what a record says stands in a printed text, as far as it is printed word by word."""
    if record is None or not printed:
        return False
    where = pieces(printed)
    for name in fields:
        for line in str(getattr(record, name)).splitlines():
            said = pieces(official(without_number(line)).strip("。；;， ")[:200])
            if len(said) > 2 and len(said & where) >= 0.8 * (len(said) - 2):
                return True
    return False
