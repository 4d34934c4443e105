"""填写的文字: every text somebody types and the document prints, in one iterator: a new sheet is covered once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final
from weakref import ref

from budgetgen.disclosure import Disclosure
from budgetgen.findings import CellRef
from budgetgen.model.records import Indicator, Project, Record
from budgetgen.model.vocabulary import Publicity
from budgetgen.rules.indicators.views import one_problem
from budgetgen.rules.registry import Problem


class Manner(Enum):
    """How a text is worded, and so what may be asked of it."""

    NAME = auto()
    """A title, often given by the finance platform or by a document from above."""
    PHRASE = auto()
    """A cell of a table: indicators, their descriptions."""
    SOURCE = auto()
    """依据: names of documents, old ones among them."""
    CLAUSE = auto()
    """Set into a sentence: reasons, uses."""
    PROSE = auto()
    """Sentences."""


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
        if isinstance(self.record, Project):
            return self.record.code
        return self.record.project if isinstance(self.record, Indicator) else ""

    @property
    def is_running(self) -> bool:
        """Whether it runs in sentences or clauses."""
        return self.manner in (Manner.CLAUSE, Manner.PROSE)


_FIELDS: Final = (
    ("units", "name", Manner.NAME),
    ("projects", "title", Manner.NAME),
    ("projects", "special_fund_name", Manner.NAME),
    ("projects", "purpose", Manner.CLAUSE),
    ("projects", "goals", Manner.PROSE),
    ("indicators", "level3", Manner.PHRASE),
    ("indicators", "description", Manner.PHRASE),
    ("indicators", "value", Manner.PHRASE),
    ("indicators", "basis", Manner.SOURCE),
    ("purchases", "origin_name", Manner.NAME),
    ("purchases", "item", Manner.NAME),
    ("reasons", "text", Manner.CLAUSE),
    ("duties", "text", Manner.PROSE),
    ("goals", "title", Manner.NAME),
    ("goals", "text", Manner.PROSE),
    ("goals", "indicators", Manner.PHRASE),
    ("extra_texts", "text", Manner.PROSE),
    ("terms", "term", Manner.NAME),
    ("terms", "text", Manner.PROSE),
)


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
    for sheet, field, manner in _FIELDS:
        for record in getattr(d.budget, sheet):
            where = _column(record, field)
            text = str(getattr(record, where)).strip()
            if text and _is_published(d, record, field):
                yield Typed(record, sheet, where, manner, text)


def _column(record: Record, field: str) -> str:
    """A project's title is 公开名称 where there is one, else 项目名称."""
    if isinstance(record, Project) and field == "title":
        return "public_name" if record.public_name else "name"
    return field


def _is_published(d: Disclosure, record: Record, field: str) -> bool:
    if isinstance(record, Project):
        named = record.disclosure is not Publicity.HIDDEN
        return named if field == "title" else record.disclosure is Publicity.FULL
    if isinstance(record, Indicator):
        project = d.budget.project_by_code.get(record.project)
        return project is None or project.disclosure is Publicity.FULL
    return True


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong in a text: the words to quote."""

    quote: str
    cell: CellRef


def around(text: str, start: int, end: int, width: int = 5) -> str:
    """The words in question with a little of what stands beside them; no number is cut."""
    before, after = max(0, start - width), min(len(text), end + width)
    while before and text[before - 1 : before + 1].isdigit():
        before -= 1
    while after < len(text) and text[after - 1 : after + 1].isdigit():
        after += 1
    shown = " ".join(text[before:after].split())
    return f"{'…' if before else ''}{shown}{'…' if after < len(text) else ''}"


Find = Callable[[Typed], Iterator[str]]


def slips_problem(texts: Sequence[Typed], find: Find, says: str, remedy: str) -> Iterator[Problem]:
    """One problem for all slips of a kind: the first two quoted, every cell named once."""
    found: dict[CellRef, str] = {}
    for each in texts:
        for quote in find(each):
            found.setdefault(each.cell, f"“{quote}”")
    yield from one_problem([(quote, cell) for cell, quote in found.items()], says, remedy)


def by_words(slips: Sequence[tuple[str, Slip]], remedy: Callable[[str], str]) -> Iterator[Problem]:
    """One problem for each thing said (“甲”应为“乙”), with all its cells."""
    found: dict[str, list[Slip]] = {}
    for said, slip in slips:
        found.setdefault(said, []).append(slip)
    for said, same in found.items():
        cells = tuple(dict.fromkeys(slip.cell for slip in same))
        many = f"，共 {len(cells)} 处" if len(cells) > 1 else ""
        yield Problem(f"{said}{many}", remedy(same[0].quote), cells)


CLAUSES: Final = re.compile(r"[，,。；;！!？?\n]")
SENTENCES: Final = re.compile(r"[。；;！!？?\n]")
TITLES: Final = re.compile(r"《[^《》]*》")
"""Names of documents: what they say is not the writer's."""


def own_words(text: str) -> str:
    """The text with the names of documents blanked out, so that positions stay."""
    return TITLES.sub(lambda match: "　" * len(match[0]), text)
