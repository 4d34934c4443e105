"""Meaning from the workbook to the print: what is wrong, or right, though every sum agrees."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from budgetgen.checked import Checked, check_file
from budgetgen.comparison.drafts.engine import diff
from budgetgen.disclosure import Disclosure
from budgetgen.document.compose import compose
from budgetgen.document.tables.forms import procurement
from budgetgen.findings import Severity
from budgetgen.model.budget import Budget, things_bought
from budgetgen.model.records import LineItem, Purchase, Unit
from budgetgen.model.target import Measure, parse_target
from budgetgen.model.vocabulary import Source
from budgetgen.profiles import load_profile
from budgetgen.rules import run_checks
from budgetgen.workbook.form.writer import write_workbook
from budgetgen.workbook.marks.annotate import annotate_workbook
from budgetgen.workbook.read.reader import read_workbook
from support.documents import texts
from support.ledgers import EVERY_SPEC, INFO
from support.rule_cases import Sheets, base, save


def changed(sheet: str, row: int, **cells: str) -> Sheets:
    """The base of the examples with cells of one row set; columns come by their titles."""
    sheets = base()
    head, *rows = sheets[sheet]
    new = [title for title in cells if title not in head]
    sheets[sheet] = [[*head, *new], *([*each, *[""] * len(new)] for each in rows)]
    for title, text in cells.items():
        sheets[sheet][row - 1][sheets[sheet][0].index(title)] = text
    return sheets


def check(sheets: Sheets, tmp_path: Path) -> Checked:
    return check_file(save(sheets, tmp_path / "workbook.xlsx"))


def line(economic: str, amount: int, **more: object) -> LineItem:
    said = {
        "unit": "304001",
        "function": "2060101",
        "category": "公用经费",
        "source": "一般公共预算",
    }
    return LineItem.model_validate(said | {"economic": economic, "amount": amount} | more)


def budget(*lines: LineItem) -> Budget:
    unit = Unit(code="304001", name="示范县科技局本级", nature="行政")
    return Budget(info=INFO, units=(unit,), lines=lines)


# 经济科目编码 --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("3021701", "30217"), ("3023101", "30231"), ("3101301", "31013"), ("302170101", "30217"),
        ("30217", "30217"), ("302", "302"), ("302170", "302170"), ("5020601", "5020601"), ("", ""),
    ],
)  # fmt: skip
def test_what_is_finer_than_a_subject_counts_as_the_subject(typed: str, read: str) -> None:
    assert line(typed, 1).economic == read


def test_codes_of_seven_digits_fill_three_public_and_table_six() -> None:
    fine = budget(line("3021701", 6000), line("3023101", 20_000), line("3101301", 180_000))
    coarse = budget(line("30217", 6000), line("30231", 20_000), line("31013", 180_000))
    one, other = (Disclosure.of(each, EVERY_SPEC) for each in (fine, coarse))
    assert one.figures.three_public.amount == 206_000
    assert [t.printed_rows for t in one.tables] == [t.printed_rows for t in other.tables]
    assert one.figures.operating_cost.amount == 206_000


def test_the_clerk_is_told_what_a_finer_code_is_read_as(tmp_path: Path) -> None:
    found = check(changed("收支明细", 7, 经济科目编码="3021701"), tmp_path).findings
    [finding] = found
    assert (finding.rule, finding.severity, finding.where) == (
        "economic-code-finer", Severity.NOTICE, "收支明细!D7",
    )  # fmt: skip
    assert "按 30217 读取" in finding.message


def test_a_name_of_the_finer_code_is_not_taken_for_the_subjects(tmp_path: Path) -> None:
    sheets = changed("收支明细", 7, 经济科目编码="3021701", 经济科目名称="国内公务接待费")
    checked = check(sheets, tmp_path)
    assert {f.rule for f in checked.findings} == {"economic-code-finer"}
    assert checked.disclosure
    assert not any(x.economic_name for x in checked.disclosure.budget.lines)


def test_a_budget_with_finer_codes_is_read_as_it_was_written(tmp_path: Path) -> None:
    typed, profile = budget(line("3021701", 6000)), load_profile()
    path = tmp_path / "written.xlsx"
    path.write_bytes(write_workbook(typed, profile))
    read, _ = read_workbook(path, profile)
    assert read == typed


@pytest.mark.parametrize("code", ["50206", "502", "5020601"])
def test_a_code_of_the_government_is_an_error_with_the_departments_codes(code: str) -> None:
    """政府支出经济分类 alone: no three-public figure can be made, and 0.00 is none."""
    found = run_checks(Disclosure.of(budget(line(code, 6000)), load_profile()))
    said = {f.rule: f for f in found if f.rule.startswith(("economic", "subject"))}
    assert said.keys() == {"economic-class-unknown"}
    finding = said["economic-class-unknown"]
    assert finding.severity is Severity.ERROR
    assert "30217 公务接待费" in finding.remedy


# 科目和资金 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "source", "rule"),
    [
        ("2080505", "政府性基金", "subject-of-another-budget"),
        ("2080505", "国有资本经营", "subject-of-another-budget"),
        ("2120803", "国有资本经营", "subject-of-another-budget"),
        ("2120803", "政府性基金", ""),
        ("2230199", "一般公共预算", "subject-of-another-budget"),
        ("2296002", "一般公共预算", "subject-of-another-budget-unsure"),
        ("2299999", "政府性基金", "subject-of-another-budget-unsure"),
        ("2320411", "政府性基金", ""),
        ("2320411", "一般公共预算", "subject-of-another-budget-unsure"),
        ("2080505", "财政专户", ""),
    ],
)
def test_three_budgets_keep_to_their_subjects(function: str, source: str, rule: str) -> None:
    found = run_checks(
        Disclosure.of(budget(line("30201", 1, function=function, source=source)), load_profile())
    )
    assert [f.rule for f in found if "another-budget" in f.rule] == ([rule] if rule else [])


@pytest.mark.parametrize("code", ["2320411", "2310411"])
def test_a_subject_without_a_name_is_no_blank_in_print(code: str) -> None:
    nameless = line("30201", 1, function=code, source="政府性基金")
    named = nameless.model_copy(update={"function_name": "国有土地使用权出让金债务支出"})
    told = [
        {f.rule for f in run_checks(Disclosure.of(budget(each), load_profile()))}
        for each in (nameless, named)
    ]
    assert ["subject-without-name" in rules for rules in told] == [True, False]
    assert "subject-unknown" not in told[0]


# 几种资金的采购 ------------------------------------------------------------------------------------


def two_funds(**further: str) -> Sheets:
    """项目 新03 buys from carried-over 其他收入 too; 新02 from one fund as before."""
    sheets = base()
    sheets["政府采购"][0] += ["上年结转", "采购金额"]
    sheets["政府采购"][1] += ["", "100000"]
    blank = dict.fromkeys(sheets["政府采购"][0], "")
    row = blank | {"采购金额": "50000", "资金来源": "其他收入"} | further
    sheets["政府采购"].append(list(row.values()))
    return sheets


@pytest.mark.parametrize(
    "further", [{}, {"采购物品名称": "分析仪器", "项目编码": "新02", "单位编码": "304001"}]
)
def test_a_further_fund_joins_the_purchase_above(tmp_path: Path, further: dict[str, str]) -> None:
    checked = check(two_funds(**further), tmp_path)
    assert not any(f.severity is Severity.ERROR for f in checked.findings)
    assert checked.disclosure
    first, second = checked.disclosure.budget.purchases
    assert (second.item, second.project, second.unit) == (first.item, first.project, first.unit)
    assert (second.quantity, second.price, second.source) == (None, None, Source.OTHER)
    [group] = things_bought(checked.disclosure.budget.purchases)
    assert group == (first, second)


def test_it_is_printed_in_one_row_with_each_amount_in_its_column(tmp_path: Path) -> None:
    d = check(two_funds(), tmp_path).disclosure
    assert d
    table = procurement(d)
    [row] = [row for row in table.rows if "分析仪器" in row]
    heads = [path.rsplit("/", 1)[-1] for path in table.columns]
    said = dict(zip(heads, row, strict=True))
    assert (said["合计"], said["一般公共预算拨款"], said["单位资金"]) == ("15.00", "10.00", "5.00")
    assert (said["数量"], said["单价"]) == ("3", "5.00")


def test_two_funds_are_written_and_compared_row_by_row(tmp_path: Path) -> None:
    d = check(two_funds(), tmp_path).disclosure
    assert d
    path = tmp_path / "again.xlsx"
    path.write_bytes(write_workbook(d.budget, d.profile))
    again, _ = read_workbook(path, d.profile)
    assert again == d.budget
    first, second = d.budget.purchases
    more = second.model_copy(update={"stated_amount": 60_000})
    changes = diff(d.budget, d.budget.model_copy(update={"purchases": (first, more)}))
    assert len(changes) == 1


def test_what_is_wrong_with_a_further_fund_is_marked_in_its_row(tmp_path: Path) -> None:
    path = save(two_funds(采购金额="70000"), tmp_path / "workbook.xlsx")
    findings = check_file(path).findings
    assert "purchase-amount-differs" in {f.rule for f in findings}
    marked = tmp_path / "marked.xlsx"
    marked.write_bytes(annotate_workbook(path, findings))
    head = [cell.value for cell in load_workbook(marked)["政府采购"][1]]
    cell = load_workbook(marked)["政府采购"].cell(3, head.index("采购金额") + 1)
    assert cell.comment
    assert "数量×单价" in cell.comment.text


@pytest.mark.parametrize(
    "further", [{"采购物品名称": "别的仪器"}, {"采购金额": "", "采购物品名称": "分析仪器"}]
)
def test_another_thing_needs_its_own_quantity(tmp_path: Path, further: dict[str, str]) -> None:
    found = [
        f for f in check(two_funds(**further), tmp_path).findings if f.rule == "value-required"
    ]
    assert "政府采购!F3" in {cell for f in found for cell in map(str, f.at)}


def test_a_further_fund_of_an_asset_is_part_of_the_asset(tmp_path: Path) -> None:
    found = {f.rule for f in check(two_funds(), tmp_path).findings}
    assert "planned-assets-differ" not in found


def test_what_is_reserved_is_held_against_all_funds(tmp_path: Path) -> None:
    found = {f.rule for f in check(two_funds(), tmp_path).findings}
    assert not {rule for rule in found if rule.startswith("purchase-reserved")}


# 用车、指标 ----------------------------------------------------------------------------------------


def test_a_car_bought_with_own_money_has_to_be_planned(tmp_path: Path) -> None:
    found = {
        f.rule for f in check(changed("收支明细", 15, 经济科目编码="31013"), tmp_path).findings
    }
    assert "vehicle-purchase-unplanned" in found


def test_a_share_is_no_day_and_a_range_says_whether_it_falls() -> None:
    assert parse_target("≥0.95").measure is Measure.COUNT
    assert parse_target("6.30前").measure is Measure.DATE
    assert [parse_target(x).falls for x in ("20-10人次", "10-20人次", "5000元-1万元")] == [
        True, False, False,
    ]  # fmt: skip


def test_a_line_typed_twice_is_said_unless_the_approval_confirms_it() -> None:
    twice = budget(line("30201", 5), line("30201", 5))
    assert "line-duplicate" in {f.rule for f in run_checks(Disclosure.of(twice, load_profile()))}


def test_three_public_money_of_every_fiscal_budget_counts_and_is_said() -> None:
    d = Disclosure.of(budget(line("3021701", 6000), line("3023901", 9000)), load_profile())
    assert "公务接待费0.60万元" in "\n".join(texts(compose(d)))


def test_a_purchase_alone_is_no_further_fund() -> None:
    row = Purchase.model_validate({"item": "桌椅", "source": "一般公共预算", "stated_amount": 1})
    assert things_bought((row, row.model_copy(update={"item": "书柜"}))) == (
        (row,),
        (row.model_copy(update={"item": "书柜"}),),
    )
