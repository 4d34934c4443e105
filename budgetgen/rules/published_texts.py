"""公开文字: every text the agency typed that is printed somewhere, with its cell; what is hidden is not among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from budgetgen.disclosure import Disclosure
from budgetgen.findings import CellRef
from budgetgen.model.records import Project, Record
from budgetgen.model.vocabulary import Publicity
from budgetgen.rules.personal_data import NAME, personal_data

_PRINTED = (
    ("reasons", ("text",)), ("duties", ("text",)), ("goals", ("title", "text", "indicators")),
    ("extra_texts", ("text",)), ("terms", ("term", "text")),
)  # fmt: skip
"""Records whose texts are always published, and which of their fields."""
_INDICATOR = ("level1", "level2", "level3", "description", "value", "basis")


@dataclass(frozen=True, slots=True)
class Published:
    """A text that will be read by everybody, and where it was typed."""

    text: str
    at: CellRef


def published_texts(d: Disclosure) -> Iterator[Published]:
    """All of them, in the order of the sheets."""
    b = d.budget
    yield from _fields(b.info, "name")
    for unit in b.units:
        yield from _fields(unit, "name", "nature", "rank", "funding")
    for line in b.lines:
        yield from _fields(line, "function_name", "economic_name")
    for project in b.projects:
        yield from _project(project)
    shown = {p.code for p in b.projects if p.disclosure is Publicity.FULL}
    for indicator in b.indicators:
        if indicator.project in shown:
            yield from _fields(indicator, *_INDICATOR)
    for purchase in b.purchases:
        if purchase.project in shown or not purchase.project:
            yield from _fields(purchase, "origin_name", "item", "measure")
    for rows, names in _PRINTED:
        for record in getattr(b, rows):
            yield from _fields(record, *names)


def people(d: Disclosure) -> tuple[str, ...]:
    """Private persons named in a published text or in a project's name, the longest name first."""
    texts = [*(each.text for each in published_texts(d)), *(p.name for p in d.budget.projects)]
    found = {
        text[each.start : each.end]
        for text in texts
        for each in personal_data(text)
        if each.kind == NAME
    }
    return tuple(sorted(found, key=lambda name: (-len(name), name)))


def _project(project: Project) -> Iterator[Published]:
    if project.disclosure is not Publicity.HIDDEN:
        yield from _fields(project, "public_name" if project.public_name else "name")
        yield from _fields(project, *(("special_fund_name",) if project.special_fund else ()))
    if project.disclosure is Publicity.FULL:
        yield from _fields(project, "purpose", "goals")


def _fields(record: Record, *names: str) -> Iterator[Published]:
    for name in names:
        text = str(getattr(record, name))
        if text.strip():
            yield Published(text, record.cell(name))
