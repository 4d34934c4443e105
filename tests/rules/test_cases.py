"""Every rule by its examples in tests/rules: silent on the one workbook, exact on the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from budgetgen.checked import check_file
from budgetgen.findings import Finding
from budgetgen.model.vocabulary import MoneyUnit
from budgetgen.rules import RULES
from budgetgen.workbook.layout import INFO_SHEET
from support.rule_cases import FOLDER, Case, base, cases, own_format, save

FILES = sorted(path for path in FOLDER.glob("*.md") if path.stem != "base")
ALL = [case for path in FILES for case in cases(path)]


def said(finding: Finding) -> str:
    """A finding as the example files write it."""
    return f"{finding.where or '全表'}　{finding.severity}　{finding.message}"


_OF_OTHERS = re.compile("“[^“”]*”|印出[^，；）]*，分项之和[^，；）]*|公开文件印的是.*|到 0.01 万元")
"""What a message quotes: typed words, the printed document, and the last place that is printed."""


def units_of_cells(finding: Finding) -> set[str]:
    """金额单位 in which a finding says amounts of cells."""
    told = f"{finding.message}\n{finding.remedy}"
    return set(re.findall(r"\d ?(万元|元)", _OF_OTHERS.sub("", _OF_OTHERS.sub("", told))))


def test_the_base_is_clean(tmp_path: Path) -> None:
    checked = check_file(save(base(), tmp_path / "base.xlsx"))
    assert [said(f) for f in checked.findings] == []


def parameters() -> Iterator[Any]:
    """All cases; those beyond the first of either side are left out by the quick run."""
    seen: set[tuple[str, bool]] = set()
    for case in ALL:
        side = (case.rule, case.passes)
        marks = [pytest.mark.long] if side in seen else []
        yield pytest.param(case, id=f"{case.rule}-{case.title}", marks=marks)
        seen.add(side)


@pytest.mark.parametrize("case", list(parameters()))
def test_a_rule_says_just_what_its_example_says(case: Case, tmp_path: Path) -> None:
    workbook = save(case.sheets(), tmp_path / "case.xlsx")
    found = check_file(workbook, own_format(case, tmp_path)).findings
    assert [said(f) for f in found if f.rule == case.rule] == case.expected
    assert bool(case.expected) is not case.passes, f"{case.title}: says {case.expected}"
    # The workbook is still the default format's.
    own = {"template-of-other-profile"} if case.settings else set()
    assert {f.rule for f in found if f.rule != case.rule} == case.others | own
    declared = dict(case.sheets()[INFO_SHEET])["金额单位"]
    assert set().union(*map(units_of_cells, found)) <= {declared}


@pytest.mark.long
@pytest.mark.parametrize("id", sorted(RULES))
def test_a_report_on_a_workbook_in_wan_says_amounts_in_wan(id: str, tmp_path: Path) -> None:
    case = next(case for case in ALL if case.rule == id and not case.passes)
    sheets = case.sheets()
    sheets[INFO_SHEET] = list({**dict(sheets[INFO_SHEET]), "金额单位": MoneyUnit.WAN}.items())
    found = check_file(save(sheets, tmp_path / "wan.xlsx"), own_format(case, tmp_path)).findings
    assert set().union(*map(units_of_cells, found)) <= {MoneyUnit.WAN}


@pytest.mark.parametrize("id", sorted(RULES))
def test_every_rule_has_an_example_that_passes_and_one_that_does_not(id: str) -> None:
    shown = {case.passes for case in ALL if case.rule == id}
    assert shown == {True, False}, f"tests/rules/cases/{id}.md is missing or shows one side only"


def test_every_example_is_of_a_rule() -> None:
    assert {path.stem for path in FILES} <= set(RULES)
