"""后果: findings that only repeat what could not be read, held back until the cause is mended.

One cause, one finding: a date that is no date is not missing as well, and where 收支明细 has no column of amounts
nothing can be compared with it. The workbook has an error in any case and is checked again. What a rule needs it
says itself (``material``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from budgetgen.findings import Finding, Severity
from budgetgen.model.budget import Budget
from budgetgen.model.natures import fields, title_of
from budgetgen.rules.material import NOTHING, Matter
from budgetgen.rules.registry import RULES

_ABSENT: Final = "sheet-missing"
_UNREAD: Final = frozenset({"block-shifted", "column-missing", "head-missing", _ABSENT})
"""What the reader says where a sheet as a whole gives no records, or none that can be used."""
_LOST: Final = frozenset(
    {
        "amount-merged", "amount-negative", "cell-error-value", "cell-not-a-number",
        "choice-unknown", "code-digits-lost", "formula-without-value", "row-only-amounts", "value-required",
    }
)  # fmt: skip
"""What the reader says where a single row may be left out or wrong."""
_BY_TITLE: Final = {
    title_of(Budget, name): Matter[name.upper()]
    for name in fields(Budget)
    if name.upper() in Matter.__members__
}


@dataclass(frozen=True, slots=True)
class _Broken:
    """What of the workbook is not there to be judged."""

    unread: Matter
    """No records, or none that can be used: an error."""
    absent: Matter
    """Sheets that may be missing; where something does need them, they may not."""
    lost: Matter
    """A row is left out or wrong."""
    cells: frozenset[str]

    def holds_back(self, finding: Finding) -> bool:
        """Whether a rule's finding only follows from one of the reader's."""
        rule = RULES[finding.rule]
        if rule.given & self.unread or rule.needs & self.absent or rule.whole & self.lost:
            return True
        return bool(finding.at) and self.cells.issuperset(map(str, finding.at))


def without_consequences(read: Sequence[Finding], told: Iterable[Finding]) -> list[Finding]:
    """What was found on reading and by the rules, without what only follows from the reading.

    A sheet that may be missing is the cause of whatever needs it, and as grave.
    """
    broken = _broken(read)
    found, held = list[Finding](), list[Finding]()
    for finding in told:
        (held if broken.holds_back(finding) else found).append(finding)
    causes = [_as_grave(each, held) for each in read if not _is_row_of(each, broken.unread)]
    return [*_one_of_the_harmless(causes), *found]


def _broken(read: Sequence[Finding]) -> _Broken:
    errors = [finding for finding in read if finding.severity is Severity.ERROR]
    return _Broken(
        _sheets(finding for finding in errors if finding.rule in _UNREAD),
        _sheets(f for f in read if f.rule == _ABSENT and f.severity is not Severity.ERROR),
        _sheets(finding for finding in errors if finding.rule in _LOST),
        frozenset(str(ref) for finding in errors for ref in finding.at if ref.cell),
    )


def _sheets(findings: Iterable[Finding]) -> Matter:
    """The sheets that findings are about; with 收支明细 go the tables."""
    about = NOTHING
    for ref in (ref for finding in findings for ref in finding.at):
        about |= _BY_TITLE.get(ref.sheet, NOTHING)
    return about | Matter.TABLES if about & Matter.LINES else about


def _is_row_of(finding: Finding, unread: Matter) -> bool:
    """Whether it is a row without its words, of a sheet that has no column for them."""
    return finding.rule == "row-only-amounts" and bool(_sheets([finding]) & unread)


def _as_grave(cause: Finding, held: Sequence[Finding]) -> Finding:
    """A missing sheet as grave as what waits for it."""
    if cause.rule != _ABSENT or cause.severity is Severity.ERROR:
        return cause
    sheet = _sheets([cause])
    waiting = [finding for finding in held if RULES[finding.rule].needs & sheet]
    if not waiting:
        return cause
    return replace(
        cause,
        severity=min((f.severity for f in waiting), key=lambda severity: severity.rank),
        message=f"没有工作表“{cause.where}”，有 {len(waiting)} 项检查因此无法进行",
        remedy="从空白工作簿复制这张表并填写；改过名称的，改回原名",
    )


def _one_of_the_harmless(causes: Sequence[Finding]) -> Iterator[Finding]:
    """Sheets that nothing needs, said together."""
    harmless = [f for f in causes if f.rule == _ABSENT and f.severity is Severity.NOTICE]
    yield from (finding for finding in causes if finding not in harmless)
    if harmless:
        at = tuple(ref for finding in harmless for ref in finding.at)
        titles = "、".join(str(ref) for ref in at)
        yield replace(harmless[0], message=f"没有以下工作表，按没有内容处理：{titles}", at=at)
