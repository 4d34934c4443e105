"""公开文字: every text that somebody types and a published file prints, with its cell; nothing that is hidden.

Which they are the model says (``natures``); here stands when each condition holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from weakref import ref

from budgetgen.disclosure import Disclosure
from budgetgen.findings import CellRef
from budgetgen.model.natures import Manner, Printed, fields, texts
from budgetgen.model.records import Indicator, LineItem, Project, Purchase, Record
from budgetgen.model.vocabulary import GoalPart, Item, Publicity
from budgetgen.rules.personal_data import NAME, personal_data


@dataclass(frozen=True, slots=True)
class Typed:
    """One text in its cell; ``sheet`` is the attribute of the budget that holds its row."""

    record: Record
    sheet: str
    field: str
    manner: Manner
    text: str

    @property
    def cell(self) -> CellRef:
        """Where it was typed."""
        return self.record.cell(self.field)

    @property
    def unit(self) -> str:
        """单位编码 of its row; empty where the row has none."""
        return str(getattr(self.record, "unit", ""))

    @property
    def project(self) -> str:
        """项目编码 of its row; empty for what is no project's."""
        return project_of(self.record) if isinstance(self.record, Project | Indicator) else ""

    @property
    def is_running(self) -> bool:
        """Whether it runs in sentences or clauses."""
        return self.manner in (Manner.CLAUSE, Manner.PROSE)


_kept: list[tuple[ref[Disclosure], tuple[Typed, ...]]] = []
"""The texts of the disclosure that was asked about last: some thirty rules ask about the same one."""


def typed_texts(d: Disclosure) -> tuple[Typed, ...]:
    """Every typed text that is published, sheet by sheet; 内部 fields and hidden projects are left out."""
    last = _kept[0] if _kept else None
    if last is None or last[0]() is not d:
        last = (ref(d), tuple(_collected(d)))
        _kept[:] = [last]
    return last[1]


def _collected(d: Disclosure) -> Iterator[Typed]:
    for sheet in fields(type(d.budget)):
        held = getattr(d.budget, sheet)
        records: tuple[Record, ...] = held if isinstance(held, tuple) else (held,)
        for name, manner, printed in texts(type(records[0])) if records else ():
            for record in _speaking(d, records):
                text = str(getattr(record, name)).strip()
                if text and _WHEN[printed](d, record, name):
                    yield Typed(record, sheet, name, manner, text)


def _speaking(d: Disclosure, records: tuple[Any, ...]) -> tuple[Any, ...]:
    """Rows of a unit give way to those of the whole that say something about the same."""
    return d.budget.texts(records) if hasattr(records[0], "about") else records


# When a text is printed ---------------------------------------------------------------------------


def project_of(record: Record) -> str:
    """项目编码 of a project and of what belongs to one; '' for what belongs to none."""
    return str(getattr(record, "code" if isinstance(record, Project) else "project"))


def _publicity(d: Disclosure, record: Record) -> Publicity:
    """公开方式 of a record's project; what belongs to none of 项目 is not published but for a purchase."""
    project = (
        record if isinstance(record, Project) else d.budget.project_by_code.get(project_of(record))
    )
    if project is None:
        return Publicity.FULL if isinstance(record, Purchase) else Publicity.HIDDEN
    return project.disclosure


def _as_title(d: Disclosure, record: Any, field: str) -> bool:
    shown = "public_name" if record.public_name else "name"
    return field == shown and _publicity(d, record) is not Publicity.HIDDEN


def _as_fund(d: Disclosure, record: Any, _: str) -> bool:
    named = ("special_funds",) in d.profile.names_used
    return named and record.special_fund and _publicity(d, record) is not Publicity.HIDDEN


def _in_full(d: Disclosure, record: Record, _: str) -> bool:
    return _publicity(d, record) is Publicity.FULL


def _in_sentences(d: Disclosure, _: Record, field: str) -> bool:
    return (field,) in d.profile.names_used


def _unlisted(d: Disclosure, record: LineItem, field: str) -> bool:
    """A name that somebody typed is printed where a table has the code and no list knows it."""
    return str(getattr(record, field)) in d.table_words


_MAIN: Final = (Item.TOTAL, Item.BASIC, Item.PROJECT)


def _in_changes(d: Disclosure, record: Any, _: str) -> bool:
    """Sentences give the reason of what changed; NAME.json that of the main figures in any case."""
    if ("changes", record.item.name.lower()) not in d.profile.names_used:
        return False
    change = d.figures.changes[record.item]
    return record.item in _MAIN or bool(change.known and change.amount)


def _in_comparison(d: Disclosure, record: Any, _: str) -> bool:
    """A sentence on the change gives both figures of last year and why they differ."""
    if ("changes", record.item.name.lower()) not in d.profile.names_used:
        return False
    return d.figures.changes[record.item].published is not None


_WHEN: Final[Mapping[Printed, Callable[[Disclosure, Any, str], bool]]] = MappingProxyType(
    {
        Printed.ALWAYS: lambda d, record, field: True,
        Printed.AS_TITLE: _as_title,
        Printed.AS_FUND: _as_fund,
        Printed.IN_FULL: _in_full,
        Printed.IN_SENTENCES: _in_sentences,
        Printed.UNLISTED: _unlisted,
        Printed.IN_CHANGES: _in_changes,
        Printed.IN_COMPARISON: _in_comparison,
        Printed.UNDER_TITLE: lambda d, record, field: record.part is not GoalPart.OVERALL,
        Printed.OF_A_PART: lambda d, record, field: record.part is GoalPart.SPECIFIC,
    }
)


def people(d: Disclosure) -> tuple[str, ...]:
    """Private persons named in a published text or in a project's name, the longest name first."""
    said = [*(each.text for each in typed_texts(d)), *(p.name for p in d.budget.projects)]
    found = {
        text[each.start : each.end]
        for text in said
        for each in personal_data(text)
        if each.kind == NAME
    }
    return tuple(sorted(found, key=lambda name: (-len(name), name)))
