"""收支明细 row by row: the same row twice, rows without money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from budgetgen.findings import Severity
from budgetgen.model.records import LineItem
from budgetgen.rules.approval.causes import approval_causes
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.tables.controls import confirmed_lines


@rule(
    "line-duplicate",
    Severity.WARNING,
    Topic.TABLES,
    ("form-itself",),
    needs=Matter.LINES,
    also=Matter.UNITS | Matter.CONTROLS | Matter.PROJECTS,
)
def line_duplicate(d: Material) -> Iterator[Problem]:
    """收支明细不应有完全相同的两行。"""
    same: dict[LineItem, list[LineItem]] = defaultdict(list)
    for line in d.budget.lines:
        if line.amount:
            same[line].append(line)
    sure, told = confirmed_lines(d.budget), approval_causes(d).lines
    for lines in same.values():
        if len(lines) > 1 and not any(id(line) in sure or id(line) in told for line in lines):
            yield Problem(
                f"{len(lines)} 行明细完全相同，每行 {d.amount(lines[0].amount)}，可能重复",
                "删去重复的行；确是两笔的，在备注里写明区别",
                tuple(line.cell("amount") for line in lines),
            )


@rule(
    "line-amount-suspicious", Severity.WARNING, Topic.TABLES, ("form-itself",), needs=Matter.LINES
)
def line_amount_suspicious(d: Material) -> Iterator[Problem]:
    """收支明细的金额不应是零。"""
    cells = tuple(line.cell("amount") for line in d.budget.lines if not line.amount)
    if cells:
        yield Problem(f"{len(cells)} 行明细的金额是 0", "填写金额；没有这笔收支的，删去整行", cells)
