"""四舍五入: exactly the places where a published disclosure's printed parts miss their total, and how they are said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from budgetgen.cli import main as cli
from budgetgen.disclosure import Disclosure
from budgetgen.findings import Severity
from budgetgen.model.money import WAN
from budgetgen.model.records import LineItem
from budgetgen.profiles import Profile, load_profile
from budgetgen.rules import run_checks
from budgetgen.tables import build_tables
from budgetgen.tables.rounding import NOTE, off_by_rounding
from budgetgen.traced import explain_cell
from budgetgen.workbook.form.writer import write_workbook
from support.ledgers import budget, ledgers, published, published_budget

FORMS = {
    "county-2024": "hebei-2024-dept",
    "district-2024": "hebei-2024-dept-percent",
    "unit-2023": "hebei-2023-unit",
}
Place = tuple[int, int]
"""Row and column, both counted from 0, 序号 included."""


def number(text: str) -> Decimal:
    return Decimal(text or 0)


def children(codes: list[str], parent: str) -> list[str]:
    """Codes right below one of a printed table: 类 under the total (""), then 款, then 项."""
    length = {0: 3, 3: 5, 5: 7}.get(len(parent), 99)
    return [code for code in codes if len(code) == length and code.startswith(parent)]


def down_a_code_tree(rows: list[list[str]]) -> Iterator[tuple[Place, list[Place]]]:
    line = {row[1]: index for index, row in enumerate(rows)}
    for code, index in line.items():
        below = [line[child] for child in children(list(line), code)]
        for column in range(3, len(rows[0])):
            yield (index, column), [(each, column) for each in below]


def down(total: int, parts: list[int], columns: range) -> Iterator[tuple[Place, list[Place]]]:
    for column in columns:
        yield (total, column), [(part, column) for part in parts]


def across(
    rows: list[list[str]], total: int, parts: list[int]
) -> Iterator[tuple[Place, list[Place]]]:
    for index in range(len(rows)):
        yield (index, total), [(index, part) for part in parts]


def sums(table: int, rows: list[list[str]], layout: int) -> Iterator[tuple[Place, list[Place]]]:
    """Every total of a printed table with its parts, by looking at the form; ``layout`` is table 9's height."""
    if table in (2, 3, 5, 6, 7, 8) and rows:
        yield from down_a_code_tree(rows)
        if table == 2:
            yield from across(rows, 3, [4, 12])
            yield from across(rows, 4, [5, 6, 7, 8, 9, 10, 11])
        else:
            yield from across(rows, 3, list(range(4, len(rows[0]))))
    if table == 1:
        for column in (2, 4):
            yield from down(31, list(range(31)), range(column, column + 1))
            yield from down(33, [31, 32], range(column, column + 1))
    if table == 4:
        yield from down(31, [0, 1, 2], range(2, 3))
        yield from down(32, [33, 34, 35], range(2, 3))
        yield from down(31, list(range(31)), range(4, 8))
        yield from down(36, [31, 32], range(2, 3))
        yield from down(36, [31, 32], range(4, 8))
        yield from across(rows, 4, [5, 6, 7])
    if table == 9 and layout == 9:
        for whole, parts in ((1, [2, 5, 8]), (2, [3, 4]), (5, [6, 7])):
            yield from down(whole, parts, range(2, len(rows[0])))
        yield from across(rows, 2, list(range(3, len(rows[0]))))
    if table == 9 and layout == 6:
        first = 1 if rows[0][0] != "1" else 2
        for whole, parts in ((0, [1, 2, 5]), (2, [3, 4])):
            yield from down(whole, parts, range(first, len(rows[0])))
        yield from across(rows, first, list(range(first + 1, len(rows[0]))))


def expected(truth: dict[str, Any]) -> Counter[tuple[int, int, int]]:
    """(table, row, column) of every printed total that its printed parts miss."""
    found: Counter[tuple[int, int, int]] = Counter()
    for name, table in truth["tables"].items():
        rows = table["rows"]
        for (row, column), parts in sums(int(name), rows, len(rows)):
            printed = [rows[r][c] for r, c in parts]
            if any(printed) and sum(map(number, printed)) != number(rows[row][column]):
                found[int(name), row, column] += 1
    return found


def disclosure(name: str, **changed: Any) -> tuple[dict[str, Any], Disclosure]:
    truth, profile = published(name), load_profile(FORMS[name]).model_copy(update=changed)
    return truth, Disclosure.of(published_budget(truth, profile), profile)


@pytest.mark.parametrize("name", FORMS)
def test_exactly_the_printed_totals_that_their_parts_miss_are_found(name: str) -> None:
    truth, d = disclosure(name)
    found = Counter(
        (table.number, gap.at[0], gap.at[1] + table.numbered)
        for table in d.tables
        for gap in off_by_rounding(table)
    )
    assert found == expected(truth)
    assert bool(found) == (name == "district-2024")


def test_personnel_and_public_miss_basic_spending_across_the_columns() -> None:
    _, d = disclosure("district-2024")
    gaps = [gap for gap in off_by_rounding(d.table("general-basic")) if gap.row == "合计"]
    across_columns = next(gap for gap in gaps if gap.parts[0][0] == "人员经费")
    assert across_columns.parts == (
        ("人员经费", Decimal("971.52")),
        ("公用经费", Decimal("51.84")),
    )
    assert (across_columns.printed, across_columns.parts_sum) == (
        Decimal("1023.35"),
        Decimal("1023.36"),
    )


def test_the_rule_counts_them_a_table_each_as_a_notice() -> None:
    truth, d = disclosure("district-2024")
    findings = [f for f in run_checks(d) if f.rule == "rounding-shows"]
    counts = Counter(table for table, _, _ in expected(truth))
    assert [f.message.split(" 处")[0] for f in findings] == [
        f"{d.tables[table - 1].title}（表{table}）有 {counts[table]}" for table in sorted(counts)
    ]
    assert {f.severity for f in findings} == {Severity.NOTICE}


def test_the_note_stands_under_exactly_these_tables_in_the_profiles_words() -> None:
    truth, d = disclosure("district-2024", rounding_note=True, labels={NOTE: "注：尾数未调整。"})
    tables = {table for table, _, _ in expected(truth)}
    assert {t.number for t in d.tables if "注：尾数未调整。" in t.notes} == tables
    assert not any(NOTE in table.notes for table in d.tables)
    remedies = {f.remedy for f in run_checks(d) if f.rule == "rounding-shows"}
    assert remedies == {"各格分别四舍五入所致，表下已加注，不用改"}


def test_a_profiles_own_heads_do_not_hide_a_gap() -> None:
    truth, d = disclosure("district-2024", labels={"合计": "总额", "基本支出": "基本"})
    found = [t.number for t in d.tables for _ in off_by_rounding(t)]
    assert Counter(found) == Counter(table for table, _, _ in expected(truth).elements())


@pytest.mark.usefixtures("short_forms")
def test_explain_says_which_printed_parts_add_up_to_what(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, d = disclosure("district-2024")
    path = tmp_path / "预算.xlsx"
    path.write_bytes(write_workbook(d.budget, d.profile))
    assert cli(["explain", str(path), "6", "合计", "合计"]) == 0
    said = capsys.readouterr().out
    assert "印出的分项 人员经费 971.52 + 公用经费 51.84 = 1023.36，印出的合计 1023.35" in said


def test_explain_is_silent_where_the_printed_parts_add_up() -> None:
    _, d = disclosure("county-2024")
    assert explain_cell(d, "6", "合计", "合计").gaps == ()


EVERY_FORM = [load_profile(form) for form in FORMS.values()]


@pytest.mark.parametrize("profile", EVERY_FORM, ids=lambda profile: profile.id)
@given(lines=ledgers(12))
def test_a_gap_is_never_more_than_half_a_hundredth_for_each_printed_figure(
    profile: Profile, lines: tuple[LineItem, ...]
) -> None:
    for table in build_tables(budget(lines), profile):
        for gap in off_by_rounding(table):
            miss = abs(gap.parts_sum - gap.printed)
            assert 0 < miss <= Decimal("0.005") * (len(gap.parts) + 1)
            cell = table.printed_rows[gap.at[0]][gap.at[1] + table.numbered]
            assert Decimal(cell) == gap.printed


def test_amounts_in_whole_hundreds_leave_no_gap() -> None:
    lines = tuple(
        LineItem(function=f, category="项目支出", source="一般公共预算", amount=WAN.yuan / 100 * n)
        for n, f in enumerate(("2060101", "2060404", "2080505"), start=1)
    )
    for profile in EVERY_FORM:
        assert not any(
            gap for t in build_tables(budget(lines), profile) for gap in off_by_rounding(t)
        )
