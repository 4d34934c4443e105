"""三本预算各用各的科目: functional subjects against the money that pays, both ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from budgetgen.findings import Severity
from budgetgen.model.records import LineItem
from budgetgen.model.subjects import Subject
from budgetgen.model.vocabulary import FISCAL, Source
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule

_SOURCE_OF: Final = {
    "": Source.GENERAL, "政府性基金": Source.FUND, "国有资本经营": Source.STATE_CAPITAL,
}  # fmt: skip


@rule(
    "subject-of-another-budget",
    Severity.ERROR,
    Topic.TABLES,
    ("classification",),
    needs=Matter.LINES,
)
def subject_of_another_budget(d: Material) -> Iterator[Problem]:
    """一般公共预算、政府性基金、国有资本经营预算的科目，只能用本预算的资金安排。"""
    yield from _foreign(d, sure=True)


@rule(
    "subject-of-another-budget-unsure",
    Severity.WARNING,
    Topic.TABLES,
    ("classification",),
    needs=Matter.LINES,
)
def subject_of_another_budget_unsure(d: Material) -> Iterator[Problem]:
    """科目所属预算与资金来源不一致（该科目未经核对，仅作提醒）。"""
    yield from _foreign(d, sure=False)


def _foreign(d: Material, sure: bool) -> Iterator[Problem]:
    year, catalogue = d.budget.info.year, d.profile.function_catalogue
    wrong: dict[tuple[str, Source], list[LineItem]] = defaultdict(list)
    rows: dict[str, Subject] = {}
    for line in d.budget.lines:
        row = catalogue.budget_row(line.function, year)
        if row is None or line.source not in FISCAL or line.source is _SOURCE_OF[row.budget]:
            continue
        if row.budget_trust and row.budget_trust.may_raise_error is sure:
            wrong[line.function, line.source].append(line)
            rows[line.function] = row
    for (code, source), lines in wrong.items():
        yield Problem(
            f"{_called(code, rows[code])}是{rows[code].budget or '一般公共'}预算的科目，"
            f"资金来源却是“{source}”",
            "改资金来源，或改功能科目编码",
            tuple(line.cell("source") for line in lines),
        )


def _called(code: str, row: Subject) -> str:
    """A subject by its name, one that no list has by the subject above it."""
    own = f"{row.code} {row.name}"
    return own if row.code == code else f"{code}（属 {own}）"
