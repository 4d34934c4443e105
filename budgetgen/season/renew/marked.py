"""结转的工作簿: the new year's workbook, with a coloured cell and a comment wherever something waits."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from budgetgen.checked import Opened
from budgetgen.findings import Finding, Severity, has_errors
from budgetgen.model.budget import Budget
from budgetgen.profiles import Profile
from budgetgen.season.renew.carry import carried_budget, to_do
from budgetgen.workbook.form.writer import write_workbook
from budgetgen.workbook.marks.annotate import annotate_workbook
from budgetgen.workbook.read.reader import read_workbook


@dataclass(frozen=True, slots=True)
class Carried:
    """结转结果; no ``workbook`` where last year's says too little."""

    year: int
    workbook: bytes
    lost: tuple[Finding, ...]
    """What could not be read of last year's, and so did not come along."""
    marks: tuple[Finding, ...] = ()
    """What must be written anew, with the cells of the new workbook."""

    @property
    def is_whole(self) -> bool:
        """Whether everything of last year's could be read."""
        return bool(self.workbook) and not has_errors(self.lost)


def carry_over(last: Opened, year: int | None, profile: Profile) -> Carried:
    """Last year's draft becomes the workbook of ``year`` (the next one) in the form of ``profile``."""
    said = (*last.remarks, *last.read)
    lost = tuple(each for each in said if each.severity is not Severity.NOTICE)
    if last.budget is None:
        return Carried(year or 0, b"", lost)
    wanted = year or last.budget.info.year + 1
    data, marks = carried_workbook(
        last.budget, carried_budget(last.budget, last.profile, wanted, profile), profile
    )
    return Carried(wanted, data, lost, tuple(marks))


def carried_workbook(old: Budget, new: Budget, profile: Profile) -> tuple[bytes, list[Finding]]:
    """The workbook that holds ``new``, marked as a check marks it, and the marks.

    So the marks go as soon as the workbook is checked with ``--annotate``, and reading never sees them.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "new.xlsx"
        path.write_bytes(write_workbook(new, profile))
        placed, _ = read_workbook(path, profile)
        assert placed is not None, "a carried budget has year, scope, code and name"
        marks = to_do(old, placed)
        return annotate_workbook(path, marks), marks
