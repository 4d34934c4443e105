"""填写的文字: what is wrong in them, told once for all the cells it is wrong in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from budgetgen.findings import CellRef
from budgetgen.rules.indicators.views import one_problem
from budgetgen.rules.published_texts import Typed
from budgetgen.rules.registry import Problem


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
