"""比对引擎: two budgets → the changes that lead from one to the other."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from budgetgen.comparison.drafts.changes import INFO, Change, Edit, Operation
from budgetgen.comparison.drafts.matching import (
    Alike,
    Keyed,
    MatchingStage,
    Pairs,
    alike,
    in_order,
    pair,
)
from budgetgen.model.budget import Budget
from budgetgen.model.natures import Nature, fields, fields_that, record_of
from budgetgen.model.records import LineItem, Record


def _key(sheet: str, *more: str) -> Keyed:
    """By the fields that tell the records of a sheet apart."""
    return Keyed(_by(*fields_that(record_of(Budget, sheet), Nature.KEY), *more))


def _by(*names: str) -> Callable[[Any], Hashable]:
    return lambda record: tuple(getattr(record, name) for name in names)


def _text(*names: str) -> Callable[[Any], str]:
    return lambda record: "".join(str(getattr(record, name)) for name in names)


def _same_name(old: Any, new: Any) -> bool:
    return alike(old.name, new.name)


def _named(*names: str) -> tuple[MatchingStage, ...]:
    """Units and projects: by code, unless the code was given to another and the name says so."""
    return (
        Keyed(_by("code"), _same_name),
        Keyed(lambda record: record.name or None, alone=True),
        Keyed(_by("code")),
        Alike(_text(*names)),
    )


def _line_stages() -> Iterator[MatchingStage]:
    """A line item by its key; else by its amount and all of the key but one field."""
    key = fields_that(LineItem, Nature.KEY)
    yield Keyed(_by(*key))
    for out in reversed(key):
        yield Keyed(_by("amount", *(name for name in key if name != out)))


STAGES: Final[Mapping[str, tuple[MatchingStage, ...]]] = MappingProxyType(
    {
        "lines": tuple(_line_stages()),
        "controls": (_key("controls"),),
        "prior": (_key("prior"),),
        "reasons": (
            _key("reasons", "text"),
            Alike(_text("text"), _by("item", "unit")),
            _key("reasons"),
        ),
        "projects": _named("name", "purpose", "goals"),
        "indicators": (
            _key("indicators"),
            Keyed(_by("project", "level3")),
            Alike(_text("level3", "description", "value"), _by("project")),
        ),
        "purchases": (
            _key("purchases"),
            Keyed(_by("unit", "project", "item")),
            Alike(_text("item", "catalogue"), _by("unit", "project")),
        ),
        "assets": (_key("assets"),),
        "units": _named("name"),
        "duties": (_key("duties"), Alike(_text("text"), _by("kind"), 0.4)),
        "goals": (
            Keyed(lambda goal: (goal.part, goal.unit, goal.title) if goal.title else None),
            Alike(_text("title", "text", "indicators"), _by("part"), 0.4),
        ),
        "extra_texts": (
            _key("extra_texts"),
            Alike(_text("text"), _by("section", "unit"), 0.4),
            Keyed(_by("section", "unit")),
        ),
        "terms": (_key("terms"), Alike(_text("term", "text"))),
        "waivers": (_key("waivers"), Keyed(_by("rule"))),
    }
)
"""How the records of each sheet are paired, once equal ones are out of the way; in a reviewer's order."""

_FIRST: Final = ("units", "projects")
"""Sheets whose codes the others use: paired first, so that a new code is one cause and not many."""


def diff(old: Budget, new: Budget) -> tuple[Change, ...]:
    """The changes from one budget to another, in a reviewer's order; empty for equal budgets."""
    codes: dict[str, Mapping[str, str]] = {}
    found: dict[str, list[Change]] = {}
    for name in (*_FIRST, *(name for name in STAGES if name not in _FIRST)):
        before, after = getattr(old, name), getattr(new, name)
        # Rows that stayed as they were come first, though their project may have got another code.
        equal = pair(before, after, (Keyed(Record.content),))
        pairs = pair([_recoded(each, codes) for each in before], after, STAGES[name], equal)
        found[name] = list(_changes(name, before, after, pairs))
        if name in _FIRST:
            codes[name.removesuffix("s")] = {
                before[i].code: after[j].code for i, j in pairs.items()
            }
    info = _edits(old.info, new.info)
    changed = Change(INFO, Operation.CHANGED, old.info, new.info, edits=info)
    return (*([changed] if info else []), *(c for name in STAGES for c in found[name]))


def _recoded(record: Record, codes: Mapping[str, Mapping[str, str]]) -> Record:
    """An old record under the codes that its unit and project have now."""
    new = {}
    for name, now in codes.items():
        code = getattr(record, name, "")
        if now.get(code, code) != code:
            new[name] = now[code]
    return record.model_copy(update=new) if new else record


def _changes(
    sheet: str, old: Sequence[Record], new: Sequence[Record], pairs: Pairs
) -> Iterator[Change]:
    kept = set(pairs.values())
    for i, record in enumerate(old):
        if i not in pairs:
            yield Change(sheet, Operation.REMOVED, old=record, old_place=i)
    staying = in_order([pairs[i] for i in sorted(pairs)])
    for i, j in sorted(pairs.items()):
        edits = _edits(old[i], new[j])
        if edits:
            wording = fields_that(type(new[j]), Nature.LONG, Nature.WORDING)
            reworded = {edit.name for edit in edits}.issubset(wording)
            operation = Operation.REWORDED if reworded else Operation.CHANGED
            yield Change(sheet, operation, old[i], new[j], i, j, edits)
        if j not in staying:
            yield Change(sheet, Operation.MOVED, old[i], new[j], i, j)
    for j, record in enumerate(new):
        if j not in kept:
            yield Change(sheet, Operation.ADDED, new=record, new_place=j)


def _edits(old: Record, new: Record) -> tuple[Edit, ...]:
    values = ((name, getattr(old, name), getattr(new, name)) for name in fields(type(old)))
    return tuple(Edit(name, was, now) for name, was, now in values if was != now)
