"""One cause, one finding: what could not be read is said, and nothing that only follows from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from budgetgen.checked import check_file
from budgetgen.findings import Finding
from budgetgen.rules import RULES
from budgetgen.rules.consequences import NEEDS
from budgetgen.workbook.layout import SHEETS
from support.rule_cases import Sheets, base, save


def found(sheets: Sheets, folder: Path) -> list[tuple[str, str]]:
    """Every finding as (first cell, rule)."""
    findings: tuple[Finding, ...] = check_file(save(sheets, folder / "a.xlsx")).findings
    return [(str(f.at[0]) if f.at else "", f.rule) for f in findings]


def test_a_sheet_without_its_amounts_is_one_finding(tmp_path: Path) -> None:
    path = save(base(), tmp_path / "a.xlsx")
    book = load_workbook(path)
    book["收支明细"]["H1"].value = None
    book.save(path)
    assert [f.rule for f in check_file(path).findings] == ["column-missing"]


def test_a_block_beside_its_columns_is_one_finding(tmp_path: Path) -> None:
    path = save(base(), tmp_path / "a.xlsx")
    book = load_workbook(path)
    book["收支明细"].insert_cols(3)
    book["收支明细"]["C1"].value = "功能科目名称"
    rows = [[c.value for c in row] for row in book["收支明细"].iter_rows(min_row=2)]
    for number, row in enumerate(rows, start=2):  # The values move back, the heads don't.
        for column, value in enumerate([*row[:2], *row[3:]], start=1):
            book["收支明细"].cell(number, column).value = value
    book.save(path)
    findings = check_file(path).findings
    assert [f.rule for f in findings] == ["block-shifted"]
    assert findings[0].where == "收支明细!D2、收支明细!C2"
    assert "30101" in findings[0].message
    assert "人员经费" in findings[0].message
    assert "功能科目名称" in findings[0].remedy


def test_a_date_that_is_none_is_not_missing_as_well(tmp_path: Path) -> None:
    sheets = base()
    next(row for row in sheets["基本信息"] if row[0] == "批复日期")[1] = "一月底"
    assert found(sheets, tmp_path) == [("基本信息!B13", "cell-not-a-date")]


def test_a_project_code_without_its_zero_is_one_finding(tmp_path: Path) -> None:
    sheets = base()
    for sheet, rows in sheets.items():
        if sheet != "基本信息":
            sheets[sheet] = [[cell.replace("新02", "0417") for cell in row] for row in rows]
    head, *projects = sheets["项目"]
    sheets["项目"] = [head, *[["417" if c == "0417" else c for c in row] for row in projects]]
    rules = [rule for _, rule in found(sheets, tmp_path)]
    assert rules == ["project-unknown", "project-code-temporary"]  # 新01 and 新03 beside 0417.


@pytest.mark.parametrize(
    ("name", "rules"),
    [("行政运行", []), ("一般公共服务", ["name-of-another-code"])],
)
def test_a_name_typed_over_the_formula_must_be_the_codes(
    name: str, rules: list[str], tmp_path: Path
) -> None:
    path = save(base(), tmp_path / "a.xlsx")
    book = load_workbook(path)
    lines = book["收支明细"]
    place = next(c.column for c in lines[1] if c.value == "功能科目名称")
    lines.cell(2, place).value = name
    book.save(path)
    findings = check_file(path).findings
    assert [f.rule for f in findings] == rules
    assert all(f.at[0].cell == lines.cell(2, place).coordinate for f in findings)


def test_what_adds_up_only_with_a_lost_row_waits_for_it(tmp_path: Path) -> None:
    path = save(base(), tmp_path / "a.xlsx")
    book = load_workbook(path)
    book["收支明细"]["H6"].value = "约六万"
    book["整体绩效"]["A2"].value = "总的"
    book.save(path)
    assert sorted(f.rule for f in check_file(path).findings) == [
        "cell-not-a-number",
        "choice-unknown",
    ]


def test_a_reason_that_is_missing_is_placed_in_its_row(tmp_path: Path) -> None:
    path = save(base(), tmp_path / "a.xlsx")
    book = load_workbook(path)
    book["增减原因"]["B3"].value = None
    book.save(path)
    said = [(f.where, f.rule) for f in check_file(path).findings]
    assert said == [("增减原因!B3", "reason-missing")]


def test_only_sheets_and_rules_that_there_are_are_held_back() -> None:
    assert set(NEEDS) <= {sheet.title for sheet in SHEETS}
    assert {rule for rules in NEEDS.values() for rule in rules} <= set(RULES)
