"""The sample in the form: right for every profile, and never taken for an agency's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from budgetgen import template
from budgetgen.checked import check_file
from budgetgen.cli import main
from budgetgen.findings import standing
from budgetgen.profiles import profile_ids

pytestmark = pytest.mark.usefixtures("short_forms")


@pytest.mark.parametrize("id", profile_ids())
def test_nothing_is_wrong_with_the_sample_but_that_it_is_one(id: str, tmp_path: Path) -> None:
    path = tmp_path / "样例.xlsx"
    year = int(re.findall(r"\d{4}", id)[0])
    path.write_bytes(template(id, year=year, sample=True))
    checked = check_file(path)
    assert {finding.rule for finding in standing(checked.findings)} == {"sample-left"}
    assert checked.disclosure
    assert checked.disclosure.budget.info.approval_date.year == year  # type: ignore[union-attr]
    assert checked.profile.id == id


def test_the_command_says_where_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "样例.xlsx"
    assert main(["template", "--sample", "-o", str(out)]) == 0
    assert str(out) in capsys.readouterr().out
    assert main(["check", str(out)]) == 1
