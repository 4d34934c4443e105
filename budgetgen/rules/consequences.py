"""后果: findings that only repeat what could not be read, held back until the cause is mended.

One cause, one finding: a date that is no date is not missing as well, and where 收支明细 has no column of amounts
nothing can be compared with it. The workbook has an error in any case and is checked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from budgetgen.findings import Finding, Severity

_LINES: Final = "收支明细"
_UNREAD: Final = frozenset({"block-shifted", "column-missing", "head-missing", "sheet-missing"})
"""What the reader says where a sheet as a whole gives no records, or none that can be used."""

_LOST: Final = frozenset(
    {
        "amount-merged", "amount-negative", "cell-error-value", "cell-not-a-number",
        "choice-unknown", "code-digits-lost", "formula-without-value", "row-only-amounts", "value-required",
    }
)  # fmt: skip
"""What the reader says where a single row may be left out or wrong …"""
_FOLLOWS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        _LINES: frozenset(
            {
                "approval-differs", "approval-does-not-cover", "plan-end-differs",
                "project-without-money",
            }
        ),
        "整体绩效": frozenset({"overall-goals-missing", "project-without-goal"}),
    }
)  # fmt: skip
"""… and what is complete only once it is right, by sheet."""

NEEDS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "机构设置": frozenset({"unit-unknown", "unit-missing"}),
        "批复控制数": frozenset(
            {"approval-not-given", "approval-does-not-cover", "control-not-given"}
        ),
        _LINES: frozenset(
            {
                "approval-differs", "approval-does-not-cover", "amounts-in-another-unit",
                "cost-exceeds-budget", "costs-exceed-budget-together", "figure-contradicts",
                "goal-money-unfunded", "operating-cost-text", "plan-end-differs",
                "prior-figures-copied", "prior-figures-disagree", "prior-figures-executed",
                "project-goal-money-differs", "project-without-money", "purchase-below-project",
                "purchase-exceeds-origin", "purchase-exceeds-project", "purchase-origin-differs",
                "purchase-source-differs", "purchase-without-origin", "purpose-exceeds-budget",
                "reason-direction-differs", "reason-missing", "reason-without-change",
                "three-public-code-missing", "three-public-reason-missing", "unit-not-used",
                "vehicle-purchase-unplanned", "vehicles-without-cars",
                "workbook-in-another-unit", "workbook-in-another-unit-unsure",
            }
        ),
        "项目": frozenset({"project-unknown", "goal-project-unknown", "project-without-goal"}),
        "绩效指标": frozenset({"project-without-indicators"}),
        "政府采购": frozenset({"purchase-not-listed", "planned-assets-differ"}),
        "国有资产": frozenset(
            {"planned-assets-differ", "vehicle-purchase-unplanned", "vehicles-without-cars"}
        ),
        "上年预算": frozenset(
            {"prior-figure-missing", "reason-missing", "three-public-reason-missing"}
        ),
        "增减原因": frozenset({"reason-missing", "three-public-reason-missing"}),
        "整体绩效": frozenset({"overall-goals-missing"}),
    }
)  # fmt: skip
"""Rules that can say nothing without a sheet, by sheet."""


def without_consequences(read: Sequence[Finding], found: Iterable[Finding]) -> list[Finding]:
    """What rules found, without what follows from errors of reading."""
    causes = [finding for finding in read if finding.severity is Severity.ERROR]
    cells = {ref for finding in causes for ref in finding.at if ref.cell}
    mute = {
        rule
        for finding in causes
        for sheets, ids in ((NEEDS, _UNREAD), (_FOLLOWS, _LOST))
        if finding.rule in ids
        for ref in finding.at
        for rule in sheets.get(ref.sheet, ())
    }
    return [
        finding
        for finding in found
        if finding.rule not in mute and not (finding.at and cells.issuperset(finding.at))
    ]
