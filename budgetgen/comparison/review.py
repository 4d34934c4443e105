"""审核: what a reviewer looks at besides the changes: 批复控制数, last year, findings, the files themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from budgetgen.disclosure import Disclosure
from budgetgen.findings import Finding, Severity, standing
from budgetgen.model.money import PrintUnit, direction, total
from budgetgen.tables.changes import YearChange
from budgetgen.tables.controls import lines_by_control, named


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was compared, and its fingerprint."""

    name: str
    sha256: str

    @classmethod
    def of(cls, path: Path) -> InputFile:
        """The file as it is now."""
        return cls(path.name, hashlib.sha256(path.read_bytes()).hexdigest())


@dataclass(frozen=True, slots=True)
class Held:
    """A figure of the draft held against one that was given, both as printed."""

    name: str
    given: str
    made: str
    direction: str
    """增加, 减少 or 持平: the draft's figure against the given one."""
    change: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Controls:
    """批复控制数 against the line items."""

    compared: int
    gaps: tuple[Held, ...]
    whole: Held | None
    """All control figures together against 收支总额; None where some speak of the same lines, or none is given."""


@dataclass(frozen=True, slots=True)
class Review:
    """Of a new draft, besides what changed."""

    files: tuple[InputFile, InputFile]
    controls: Controls
    last_year: tuple[Held, ...]
    """事项 against 上年预算, with their reasons; those without a figure of last year are left out."""
    open: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    resolved: tuple[Finding, ...]
    """Errors and warnings of the old draft whose rule finds nothing in the new one."""


def review(
    new: Disclosure,
    files: tuple[InputFile, InputFile],
    findings: tuple[Sequence[Finding], Sequence[Finding]],
) -> Review:
    """Look at the new draft; ``findings`` are those of the old and of the new one."""
    before, after = findings
    left = {finding.rule for finding in after}
    return Review(
        files,
        _controls(new),
        tuple(_last_year(new)),
        tuple(standing(after)),
        tuple(finding for finding in after if finding.waived),
        tuple(
            finding
            for finding in standing(before)
            if finding.rule not in left and finding.severity is not Severity.NOTICE
        ),
    )


def review_facts(found: Review) -> dict[str, Any]:
    """Everything, ready to be written as JSON."""
    return {
        "files": [asdict(file) for file in found.files],
        "controls": asdict(found.controls),
        "last_year": [asdict(each) for each in found.last_year],
        "findings": {
            name: [finding.as_dict() for finding in getattr(found, name)]
            for name in ("open", "waived", "resolved")
        },
    }


def held(unit: PrintUnit, name: str, given: Decimal, made: Decimal, reason: str = "") -> Held:
    """Two amounts in 元 as printed."""
    more = unit.rounded(made) - unit.rounded(given)
    texts = unit.text(given), unit.text(made)
    return Held(name, *texts, direction(more), f"{abs(more):f}", reason)


def _controls(d: Disclosure) -> Controls:
    unit, pairs = d.profile.unit, list(lines_by_control(d.budget))
    sums = [
        held(unit, named(control), figure, total(line.amount for line in lines))
        for control, figure, lines in pairs
        if figure != total(line.amount for line in lines)
    ]
    spoken = [id(line) for _, _, lines in pairs for line in lines]
    whole = None
    if pairs and len(spoken) == len(set(spoken)):
        given = total(figure for _, figure, _ in pairs)
        whole = held(unit, "收支总额", given, d.figures.total.amount)
    return Controls(len(pairs), tuple(sums), whole)


def _last_year(d: Disclosure) -> Iterator[Held]:
    for item, change in d.figures.changes.items():
        if change.last_year is not None:
            yield _against(d.profile.unit, item.value, change, change.last_year)


def _against(unit: PrintUnit, name: str, change: YearChange, last: Decimal) -> Held:
    return held(unit, name, last, change.this_year, change.reason.strip())
