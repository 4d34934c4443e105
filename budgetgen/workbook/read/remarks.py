"""读表时的话: what reading has to say, cell by cell, gathered so that one thing is said once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from budgetgen.findings import CellRef, Finding, notice
from budgetgen.workbook.read.reading import CellProblem

_NAMED: Final = 12
"""Cells of one sheet that a sentence names."""


class Remarks:
    """Findings as they come; the same said of several cells of a sheet is one finding."""

    def __init__(self) -> None:
        self._places: dict[tuple[CellProblem, str], list[CellRef]] = {}
        self._done: list[Finding] = []
        self.texts: list[CellRef] = []
        """Text that was understood as a number or date, and that no formula can count."""

    def add(self, problem: CellProblem, at: CellRef) -> None:
        """One problem of one cell."""
        self._places.setdefault((problem, at.sheet), []).append(at)

    def extend(self, findings: Iterable[Finding]) -> None:
        """Findings that stand by themselves."""
        self._done += findings

    def all(self) -> list[Finding]:
        """Everything said so far."""
        return self._done + [
            Finding(p.rule, p.severity, p.message, p.remedy, tuple(places))
            for (p, _), places in self._places.items()
        ]

    def of_texts(self) -> Iterator[Finding]:
        """Numbers typed as text: read all the same, while the formulas of 平衡检查 pass over them."""
        if not self.texts:
            return
        cells = sorted(self.texts, key=lambda ref: ref.sheet)
        named = "；".join(
            f"{title}!{_some([ref.cell for ref in same])}"
            for title, same in groupby(cells, key=lambda ref: ref.sheet)
        )
        yield notice(
            "number-as-text",
            f"{named} 是文本，已按数（日期）读取",
            "清除这一格的内容，再键入数字（如 12000）或日期（如 2024-01-31），"
            "否则工作簿里的“平衡检查”算不到",
            *cells,
        )


def _some(names: Sequence[str]) -> str:
    shown = "、".join(names[:_NAMED])
    return f"{shown} 等{len(names)}格" if len(names) > _NAMED else shown
