"""One cell at a time: what people type and what it means."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from budgetgen.model.vocabulary import Category, MoneyUnit, PlanBasis, Source
from budgetgen.workbook.columns import Column, Kind
from budgetgen.workbook.file.grid import Cell, StoredAs
from budgetgen.workbook.read.cells import read_cell
from budgetgen.workbook.read.reading import Measures
from support.workbook_factory import (
    INDICATOR_HEAD,
    INFO,
    LINE,
    PROJECT,
    PROJECT_HEAD,
    read,
    read_lines,
    read_rows,
    save,
)


def cell(value: Any, format: str = "") -> Cell:
    if isinstance(value, bool):
        return Cell(StoredAs.BOOL, str(int(value)))
    if isinstance(value, str):
        return Cell(StoredAs.TEXT, value)
    return Cell(StoredAs.NUMBER, repr(value), format)


def said(value: Any, kind: Kind, measures: Measures | None = None, format: str = "") -> Any:
    """The value, or the rule that the cell breaks beside it."""
    value, problem = read_cell(
        cell(value, format), Column("某列", "f", kind), measures or Measures()
    )
    return (value, problem.rule) if problem else value


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [
        (1234.56, "1234.56"),
        (0.1 + 0.2, "0.3"),
        (1234567890123.45, "1234567890123.45"),
        (1e16, "10000000000000000"),
        ("1234.56", "1234.56"),
        ("１２３４．５６", "1234.56"),
        ("　1 234.56 ", "1234.56"),
        ("\u200b12\xa0", "12"),
        ("1,234,567.8", "1234567.8"),
        ("1，234.5", "1234.5"),
        ("12,3456", "123456"),
        ("¥1,200", "1200"),
        ("￥１２００", "1200"),
        ("12000元", "12000"),
        ("1.2万", "12000"),
        ("1.2 万元", "12000"),
        ("0.5亿元", "50000000"),
        ("+5", "5"),
        ("1.5E+3", "1500"),
        (0, "0"),
        ("0", "0"),
        (-0.0, "0"),
    ],
)
def test_amounts(typed: Any, yuan: str) -> None:
    assert said(typed, Kind.AMOUNT) == Decimal(yuan)


@pytest.mark.parametrize(
    "typed", ["", "无", "/", "—", "——", "-", "－", "–", "N/A", "n/a", " 无 ", "　"]
)
def test_nothing_is_blank_and_not_nil(typed: str) -> None:
    for kind in (Kind.AMOUNT, Kind.NUMBER, Kind.PLAN, Kind.DATE, Kind.CHOICE):
        column = Column("某列", "f", kind, choices=Source)
        assert read_cell(cell(typed), column, Measures()) == (None, None)


@pytest.mark.parametrize(
    ("typed", "yuan"), [(1.2, "12000"), ("1.2", "12000"), ("1.2万", "12000"), ("12000元", "12000")]
)
def test_a_unit_in_the_cell_goes_before_the_workbooks(typed: Any, yuan: str) -> None:
    assert said(typed, Kind.AMOUNT, Measures(MoneyUnit.WAN)) == Decimal(yuan)


@pytest.mark.parametrize(
    ("typed", "value", "rule"),
    [
        (-5, "-5", "amount-negative"),
        ("(1,234.50)", "-1234.5", "amount-negative"),
        ("（５）", "-5", "amount-negative"),
        ("−5", "-5", "amount-negative"),
        (0.005, "0.005", "amount-too-fine"),
        (333.3333333333, "333.3333333333", "amount-too-fine"),
        ("0.00000001", "0.00000001", "amount-too-fine"),
        (1234567.89 - 1234567.88, "0.01", "amount-noise"),
    ],
)
def test_amounts_kept_with_a_remark(typed: Any, value: str, rule: str) -> None:
    assert said(typed, Kind.AMOUNT) == (Decimal(value), rule)


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("约12万", "cell-not-a-number"),
        ("1,2", "cell-not-a-number"),
        ("12.3.4", "cell-not-a-number"),
        (True, "cell-not-a-number"),
        ("63%", "cell-not-a-number"),
        ("#REF!", "cell-error-value"),
    ],
)
def test_what_is_no_amount(typed: Any, rule: str) -> None:
    assert said(typed, Kind.AMOUNT) == (None, rule)


@pytest.mark.parametrize(
    ("kind", "required", "remedy"),
    [
        (Kind.AMOUNT, True, "只填金额，如 12000，不写单位；没有这笔收支的，删去整行"),
        (Kind.AMOUNT, False, "只填金额，如 12000，不写单位；没有的空着"),
        (Kind.PLAN, False, "只填金额，如 12000，不写单位；没有的空着"),
        (Kind.NUMBER, False, "只填数，如 12000，不写单位；没有的空着"),
    ],
)
def test_what_to_type_where_there_is_no_number(kind: Kind, required: bool, remedy: str) -> None:
    column = Column("某列", "f", kind, required=required)
    _, problem = read_cell(cell("若干"), column, Measures())
    assert problem
    assert problem.remedy == remedy
    assert "“某列”里的“若干”" in problem.message


def test_formats_that_tell_of_another_meaning() -> None:
    assert said(0.63, Kind.AMOUNT, format="0%") == (None, "cell-not-a-number")
    assert said(45322, Kind.AMOUNT, format="yyyy-mm-dd") == (None, "cell-not-a-number")
    assert said(45322, Kind.AMOUNT, format='#,##0.00"元"') == 45322


PERCENT = Measures(plan=PlanBasis.PERCENT)


@pytest.mark.parametrize(
    ("typed", "format", "percent"),
    [
        (63, "", "63"),
        (0.63, "", "63"),
        ("63%", "", "63"),
        ("６３％", "", "63"),
        ("0.63", "", "63"),
        (0.63, "0%", "63"),
        (0.07, "0.00%", "7"),
        (1, "", "100"),
        ("1%", "", "1"),
        (0.01, "0%", "1"),
        (100, "", "100"),
        (1, "0%", "100"),
        (0, "", "0"),
        (33.5, "", "33.5"),
    ],
)
def test_planned_shares(typed: Any, format: str, percent: str) -> None:
    assert said(typed, Kind.PLAN, PERCENT, format) == Decimal(percent)


def test_planned_shares_and_amounts_confused() -> None:
    assert said("63%", Kind.PLAN) == (None, "plan-is-percent")
    assert said(0.63, Kind.PLAN, format="0%") == (None, "plan-is-percent")
    assert said(12000, Kind.PLAN, PERCENT) == (12000, "percent-out-of-range")
    assert said("6成", Kind.PLAN, PERCENT) == (None, "cell-not-a-number")
    assert said("1.2万", Kind.PLAN) == 12000


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (304.0, "304"),
        (2060101, "2060101"),
        ("304.0", "304"),
        ("　２０６０１０１ ", "2060101"),
        ("'030401", "030401"),
        ("13990024P 00001710 002X", "13990024P00001710002X"),
        ("139900240000171000021", "139900240000171000021"),
        ("新01", "新01"),
        ("无", ""),
        ("—", ""),
    ],
)
def test_codes(typed: Any, code: str) -> None:
    assert said(typed, Kind.CODE) == code


def test_codes_with_remarks() -> None:
    assert said(304, Kind.CODE, format="000000") == "000304"
    assert said(1.3990024e20, Kind.CODE) == ("", "code-digits-lost")
    assert said("1.3990024E+20", Kind.CODE) == ("", "code-digits-lost")
    assert said(304.5, Kind.CODE) == ("", "code-unreadable")
    assert said(45322, Kind.CODE, format="m月d日") == ("", "code-unreadable")
    assert said("2060101 行政运行", Kind.CODE) == ("2060101", "code-with-name")
    assert said("[30101]基本工资", Kind.CODE) == ("30101", "code-with-name")


def test_several_codes_in_one_cell() -> None:
    column = Column("对应项目编码", "projects", Kind.CODE)
    assert read_cell(cell("新01, 新02\n新03"), column, Measures()).value == "新01、新02、新03"


@pytest.mark.parametrize(
    ("typed", "format"),
    [
        (45322, "yyyy-mm-dd"),
        (45322, ""),
        ("45322", ""),
        ("2024-01-31", ""),
        ("2024/1/31", ""),
        ("2024.1.31", ""),
        ("2024年1月31日", ""),
        ("２０２４年１月３１日", ""),
        ("20240131", ""),
        (20240131, ""),
        ("2024-01-31 00:00:00", ""),
    ],
)
def test_dates(typed: Any, format: str) -> None:
    assert said(typed, Kind.DATE, format=format) == date(2024, 1, 31)


@pytest.mark.parametrize("typed", ["2024-02-30", "1月31日", 2024, "明天", True])
def test_what_is_no_date(typed: Any) -> None:
    assert said(typed, Kind.DATE) == (None, "cell-not-a-date")


@pytest.mark.parametrize("typed", [2024, 2024.0, "2024", "２０２４年", "2024年度", "2024.0"])
def test_years(typed: Any) -> None:
    assert said(typed, Kind.YEAR) == 2024


@pytest.mark.parametrize("typed", ["24", "二〇二四", 20240, 3024])
def test_what_is_no_year(typed: Any) -> None:
    assert said(typed, Kind.YEAR) == (None, "cell-not-a-year")


@pytest.mark.parametrize("typed", ["是", " 是"])
def test_yes(typed: Any) -> None:
    assert said(typed, Kind.FLAG) is True


@pytest.mark.parametrize("typed", ["√", "✓", "Y", "y", "1", 1, "TRUE", True, "某列"])
def test_yes_in_another_word_is_said_because_formulas_do_not_know_it(typed: Any) -> None:
    assert said(typed, Kind.FLAG) == (True, "choice-synonym")


@pytest.mark.parametrize("typed", ["", "否", "×", "N", 0, False, "无", "-", "/"])
def test_no(typed: Any) -> None:
    assert said(typed, Kind.FLAG) is False


def test_neither_yes_nor_no() -> None:
    assert said("部分", Kind.FLAG) == (False, "flag-unknown")
    assert said(2, Kind.FLAG) == (False, "flag-unknown")


def test_choices() -> None:
    source = Column("资金来源", "source", Kind.CHOICE, choices=Source)
    read = {
        typed: read_cell(cell(typed), source, Measures())
        for typed in ("一般公共预算", " 一般公共 预算　", "财政拨款", "政府性基余", "彩票")
    }
    assert read["一般公共预算"] == (Source.GENERAL, None)
    assert read[" 一般公共 预算　"] == (Source.GENERAL, None)
    assert read["财政拨款"].value is Source.GENERAL
    assert read["财政拨款"].problem.rule == "choice-synonym"
    assert read["政府性基余"].value is None
    assert "可能是“政府性基金”" in read["政府性基余"].problem.message
    assert "可能是" not in read["彩票"].problem.message


def test_widths_of_punctuation_do_not_matter_in_choices() -> None:
    category = Column("支出类别", "category", Kind.CHOICE, choices=Category)
    value, problem = read_cell(cell("基本支出(人员经费)"), category, Measures())
    assert (value, problem.rule) == (Category.PERSONNEL, "choice-synonym")


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("　办公\xa0用品 \u200b", Kind.TEXT, "办公 用品"),
        ("示范县\n科技局", Kind.TEXT, "示范县科技局"),
        ("two\nwords", Kind.TEXT, "two words"),
        ("　　一行\r\n　　二行\r", Kind.LONG, "一行\n二行"),
        ("铃\x07声", Kind.TEXT, ("铃声", "text-control-characters")),
        ("（一）", Kind.TEXT, "（一）"),
        (100.0, Kind.TEXT, "100"),
        (0.95, Kind.TEXT, "0.95"),
    ],
)
def test_texts(typed: Any, kind: Kind, text: Any) -> None:
    assert said(typed, kind) == text


def test_text_shows_what_the_clerk_sees() -> None:
    assert said(0.95, Kind.TEXT, format="0%") == "95%"
    assert said(45322, Kind.TEXT, format="yyyy/m/d") == "2024年1月31日"


# The same through real files ---------------------------------------------------------------------


def test_cells_of_a_real_file(tmp_path: Path) -> None:
    lines, findings = read_lines(
        tmp_path,
        (304001, 2060101, "人员经费", 30101, "", "一般公共预算", "", "1.2万"),
        ("３０４００１", "2060101", "人员 经费", "30101.0", "无", "财政拨款", "√", "１，２００"),
        ("304001", "2060101", "项目支出", "/", 1.3990024e20, "财政拨款", "否", 7),
        (*LINE[:7], "#REF!"),
        (*LINE[:7], "=1/0"),
        (*LINE[:5], "一般公供预算", "", 9),
        (*LINE[:7], "无"),
        (*LINE[:7], None),
    )
    assert [(x.unit, x.function, x.economic, x.project, x.carryover, x.amount) for x in lines] == [
        ("304001", "2060101", "30101", "", False, 12000),
        ("304001", "2060101", "30101", "", True, 1200),
        ("304001", "2060101", "", "", False, 7),
        ("304001", "2060101", "30101", "", False, 0),
    ]
    assert findings == [
        ("收支明细!E4", "code-digits-lost"),
        ("收支明细!F3", "choice-synonym"),
        ("收支明细!F4", "choice-synonym"),
        ("收支明细!F7", "choice-unknown"),
        ("收支明细!G3", "choice-synonym"),
        ("收支明细!H5", "cell-error-value"),
        ("收支明细!H6", "formula-without-value"),
        ("收支明细!H8", "amount-nil"),
        ("收支明细!H9", "value-required"),
    ]


def test_dates_of_a_real_file(tmp_path: Path) -> None:
    rows = (*INFO, ("批复日期", datetime(2024, 1, 31)), ("公开日期", "2024年2月5日"))
    budget, findings = read(save(tmp_path, {"基本信息": rows}))
    assert (budget.info.approval_date, budget.info.published) == (
        date(2024, 1, 31),
        date(2024, 2, 5),
    )
    assert findings == []


def test_dates_counted_from_1904(tmp_path: Path) -> None:
    path = save(tmp_path, {"基本信息": (*INFO, ("批复日期", None))})
    book = load_workbook(path)
    book.epoch = datetime(1904, 1, 1)
    book["基本信息"]["B8"] = datetime(2024, 1, 31)
    book.save(path)
    budget, findings = read(path)
    assert (budget.info.approval_date, findings) == (date(2024, 1, 31), [])


def test_shares_by_number_format(tmp_path: Path) -> None:
    rows = (*INFO, ("计划口径", "百分比"))
    path = save(
        tmp_path, {"基本信息": rows, "项目": (PROJECT_HEAD, (*PROJECT[:5], 0.25, 50, "75%", 1))}
    )
    book = load_workbook(path)
    book["项目"]["F2"].number_format = "0%"
    book.save(path)
    budget, findings = read(path)
    assert list(budget.projects[0].plan.values()) == [25, 50, 75, 100]
    assert findings == [("项目!J2", "value-required")]


def test_plans_in_the_workbooks_unit(tmp_path: Path) -> None:
    rows = (*INFO[:-1], ("金额单位", "万元"))
    budget, findings = read(save(tmp_path, {"基本信息": rows, "项目": (PROJECT_HEAD, PROJECT)}))
    assert list(budget.projects[0].plan.values()) == [100000, 200000, 300000, 400000]
    assert (budget.lines[0].amount, findings) == (1200000, [])


def test_escapes_and_line_breaks(tmp_path: Path) -> None:
    terms, findings = read_rows(
        tmp_path, "名词解释", ("名词", "解释"), ("“三公”_x000D_\n经费", "一行_x000D_\n二行")
    )
    assert [(x.term, x.text) for x in terms] == [("“三公”经费", "一行\n二行")]
    assert findings == []


def test_numbers_in_text_columns(tmp_path: Path) -> None:
    indicators, findings = read_rows(
        tmp_path,
        "绩效指标",
        INDICATOR_HEAD,
        ("新01", "产出指标", "数量指标", "次数", "办展", 3, 2024),
    )
    assert [(x.value, x.basis) for x in indicators] == [("3", "2024")]
    assert findings == []
