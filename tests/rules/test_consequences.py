"""One cause, one finding: what could not be read is said, and nothing that only follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from budgetgen.checked import check_file
from budgetgen.disclosure import Disclosure
from budgetgen.findings import Finding
from budgetgen.model.budget import Budget
from budgetgen.model.natures import fields
from budgetgen.model.vocabulary import Item
from budgetgen.profiles import load_profile
from budgetgen.rules.material import Material, Matter, NotAskedFor, matter_behind
from budgetgen.workbook.layout import INFO, INFO_SHEET, SHEETS
from support.balanced import good
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


# Everything deleted in turn ------------------------------------------------------------------------


def deletions() -> Iterator[tuple[str, str, Callable[[Workbook], object]]]:
    """Every sheet, head and column of the base: what is deleted, whether it is required, and how."""
    kinds = {
        s.title: {c.title: "optional" if c.optional else "required" for c in s.columns}
        for s in SHEETS
    }
    for title, (head, *rows) in base().items():
        yield (
            title,
            "required" if rows else "optional",
            lambda book, title=title: book.remove(book[title]),
        )
        if title == INFO_SHEET:
            keys = {c.title: "required" if c.required else "optional" for c in INFO}
            for number, row in enumerate(rows, start=2):
                yield (
                    f"{title}的{row[0]}", keys[row[0]],
                    lambda book, number=number: book[INFO_SHEET].delete_rows(number),
                )  # fmt: skip
            continue
        if rows:
            yield f"{title}的表头", "required", lambda book, title=title: book[title].delete_rows(1)
        for number, name in enumerate(head, start=1):
            yield (
                f"{title}的{name}", kinds[title][name],
                lambda book, title=title, number=number: book[title].delete_cols(number),
            )  # fmt: skip


MEANT = {
    "批复控制数的支出类别",
    "基本信息的批复日期",
    "基本信息的保密审查结论",
    "基本信息的保密审查日期",
}
"""Optional ones that the base fills in and that mean something: what is left says something else."""


FILLED = {
    f"{title}的{name}"
    for title, (head, *rows) in base().items()
    for place, name in enumerate(head)
    if any(row[place] for row in rows)
}
"""What the base says something in."""


@pytest.mark.long
def test_what_is_deleted_is_said_once(tmp_path: Path) -> None:
    path = save(base(), tmp_path / "a.xlsx")
    whole = check_file(path).disclosure
    told, same = {}, set()
    for what, kind, delete in deletions():
        book = load_workbook(path)
        delete(book)
        book.save(tmp_path / "b.xlsx")
        checked = check_file(tmp_path / "b.xlsx")
        told[what, kind] = [f.rule for f in checked.findings]
        if whole and checked.disclosure and checked.disclosure.budget == whole.budget:
            same.add(what)
    wrong = {
        what: rules
        for (what, kind), rules in told.items()
        if what not in MEANT and len(rules) != (kind == "required")
    }
    assert wrong == {}
    assert len(told) > 100
    # An optional one that nobody filled in can go without a trace: equal budgets give equal files.
    assert {
        f"{sheet.title}的{c.title}" for sheet in SHEETS for c in sheet.columns if c.optional
    } & {what for what, _ in told} - FILLED <= same


@pytest.mark.parametrize(
    ("sheet", "severity"),
    [("项目", "错误"), ("绩效指标", "错误"), ("政府采购", "警告"), ("其他说明", "提示")],
)
def test_a_missing_sheet_is_as_grave_as_what_waits_for_it(
    sheet: str, severity: str, tmp_path: Path
) -> None:
    path = save(base(), tmp_path / "a.xlsx")
    book = load_workbook(path)
    book.remove(book[sheet])
    book.save(path)
    [finding] = check_file(path).findings
    assert (finding.rule, finding.severity, finding.where) == ("sheet-missing", severity, sheet)
    assert ("无法进行" in finding.message) is (severity != "提示")


# A rule gets what it asked for ---------------------------------------------------------------------


def test_a_rule_gets_what_it_asked_for_and_nothing_else() -> None:
    d = Disclosure.of(good(), load_profile())
    material = Material(d, Matter.UNITS | Matter.PROJECTS)
    assert material.budget.units == d.budget.units
    assert material.budget.project_by_code == d.budget.project_by_code
    assert material.budget.info is d.budget.info
    for read in (
        lambda: material.budget.lines,
        lambda: material.budget.project_amount("新01"),
        lambda: material.budget.reason_for(Item.BASIC),
        lambda: material.tables,
        lambda: material.figures,
        lambda: material.texts,
        lambda: material.table("income"),
    ):
        with pytest.raises(NotAskedFor):
            read()


def test_what_a_method_of_the_budget_reads_is_known() -> None:
    assert matter_behind("project_amount") == Matter.LINES
    assert matter_behind("reason_for") == Matter.REASONS | Matter.UNITS
    assert matter_behind("info") == Matter(0)
    assert all(matter_behind(name) for name in fields(Budget) if name != "info")
