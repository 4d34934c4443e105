"""公开的检查结果: findings as a public file may repeat them, without what hidden projects' cells say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from budgetgen.findings import CellRef, Finding
from budgetgen.model.budget import Budget
from budgetgen.model.records import Record
from budgetgen.model.vocabulary import Publicity

_UNNAMED: Final = "×××"


def public_findings(budget: Budget, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings that quote no hidden record; names of 不公开 projects are made unreadable in the rest."""
    cells, words = set(_hidden_cells(budget)), _hidden_words(budget)
    quoting = [finding for finding in findings if not cells.intersection(finding.at)]
    return tuple(_unnamed(finding, words) for finding in quoting)


def _hidden_cells(budget: Budget) -> Iterator[CellRef]:
    closed = {p.code for p in budget.projects if p.disclosure is not Publicity.FULL}
    records: list[Record] = [p for p in budget.projects if p.code in closed]
    records += [each for each in budget.indicators if each.project in closed]
    records += [each for each in budget.purchases if each.project in closed]
    for record in records:
        if record.origin:
            yield from (record.cell(field) for field in ("", *record.origin.cells))


def _hidden_words(budget: Budget) -> list[str]:
    """What names a 不公开 project, the longest first."""
    hidden = [p for p in budget.projects if p.disclosure is Publicity.HIDDEN]
    words = {word for p in hidden for word in (p.name, p.public_name, p.code, p.special_fund_name)}
    return sorted((word for word in words if word.strip()), key=len, reverse=True)


def _unnamed(finding: Finding, words: Sequence[str]) -> Finding:
    message, remedy = finding.message, finding.remedy
    for word in words:
        message, remedy = message.replace(word, _UNNAMED), remedy.replace(word, _UNNAMED)
    return replace(finding, message=message, remedy=remedy, each=())
