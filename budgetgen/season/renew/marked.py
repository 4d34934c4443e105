"""待改的标记: the new year's workbook with a coloured cell and a comment wherever something waits."""

from __future__ import annotations

import tempfile
from pathlib import Path

from budgetgen.findings import Finding
from budgetgen.model.budget import Budget
from budgetgen.profiles import Profile
from budgetgen.season.renew.carry import to_do
from budgetgen.workbook.form.writer import write_workbook
from budgetgen.workbook.marks.annotate import annotate_workbook
from budgetgen.workbook.read.reader import read_workbook


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
