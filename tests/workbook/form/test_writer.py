"""The form: titles, protection, drop-downs, bytes; what is written is what is read."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from xlsxwriter.worksheet import Worksheet

from budgetgen.findings import Severity
from budgetgen.model import records as m
from budgetgen.model import vocabulary as v
from budgetgen.model.budget import Budget
from budgetgen.profiles import Profile, load_profile
from budgetgen.workbook.columns import Column, Kind
from budgetgen.workbook.file.package import identify_workbook
from budgetgen.workbook.form.content import FIRST, HEAD
from budgetgen.workbook.form.sheet import FormSheet
from budgetgen.workbook.form.texts import EXAMPLES, FILLERS, note
from budgetgen.workbook.form.values import TextTooLong, amount_stored
from budgetgen.workbook.form.writer import write_workbook
from budgetgen.workbook.layout import INFO as INFO_KEYS
from budgetgen.workbook.layout import LINES, PROJECTS, SHEETS, fingerprint
from budgetgen.workbook.read.reader import read_workbook
from support.fuzz import examples
from support.ledgers import INFO, UNIT, amounts, info, ledgers
from support.workbook_factory import look

# Budgets -----------------------------------------------------------------------------------------

WORDS = st.text("甲乙丙丁测试ABCabc123 ，。；<>&'\"%≥（）", min_size=1, max_size=20).map(
    lambda text: f"字{text.strip()}"
)
LONG_TEXT = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)
CODES = st.text("0123456789", min_size=3, max_size=21)
MONEY = amounts()
PERCENT = st.integers(0, 10_000).map(lambda share: Decimal(share) / 100)
NUMBERS = st.integers(0, 10**9).map(lambda number: Decimal(number) / 1000)
OF_KIND = {
    Kind.TEXT: WORDS, Kind.LONG: LONG_TEXT, Kind.CODE: CODES, Kind.AMOUNT: MONEY,
    Kind.NUMBER: NUMBERS, Kind.FLAG: st.booleans(),
    Kind.DATE: st.dates(date(2000, 1, 1), date(2099, 12, 31)),
}  # fmt: skip


def of_column(column: Column, percent: bool) -> st.SearchStrategy[Any]:
    """Anything that a column may hold; required and filled-down cells are never blank."""
    if column.choices:
        values: st.SearchStrategy[Any] = st.sampled_from(list(column.choices))
    elif column.kind is Kind.PLAN:
        values = PERCENT if percent else MONEY
    else:
        values = OF_KIND[column.kind]
    blank = {Kind.TEXT: "", Kind.LONG: "", Kind.CODE: "", Kind.FLAG: False}.get(column.kind)
    return values if column.required else st.just(blank) | values


MUST = {"增减原因": "text", "国有资产": "value", "批复控制数": "approved"}
"""A row without it is a prefilled one, and no record."""


def records(sheet: Any, percent: bool) -> st.SearchStrategy[Any]:
    """Some rows of a sheet."""
    fields = {c.field: of_column(c, percent) for c in sheet.columns if c.field}
    must = MUST.get(sheet.title)
    if must:
        fields[must] = OF_KIND[sheet.column(must).kind]
    for name in ("disclosure", "kind"):
        info = sheet.record.model_fields.get(name)
        if info and not info.is_required() and info.default is not None:
            fields[name] = st.sampled_from(list(sheet.column(name).choices))
    unit = {"unit": st.just(UNIT.code)} if sheet.title in ("收支明细", "项目", "政府采购") else {}
    one = st.fixed_dictionaries(fields | unit).map(sheet.record.model_validate)
    return st.lists(one, max_size=3).map(tuple)


@st.composite
def budgets(draw: st.DrawFn) -> Budget:
    """Budgets with every sheet, both money units, both plan bases."""
    basis = draw(st.sampled_from(v.PlanBasis))
    percent = basis is v.PlanBasis.PERCENT
    typed = {
        c.field: draw(of_column(c, percent)) for c in INFO_KEYS if c.field and c.field != "year"
    }
    typed |= {"year": draw(st.integers(2000, 2099)), "plan_basis": basis}
    content = {s.field: draw(records(s, percent)) for s in SHEETS if s.field != "units"}
    content["lines"] += draw(ledgers(8))
    return Budget.model_validate({"info": typed, "units": (UNIT,)} | content)


# Round trip --------------------------------------------------------------------------------------


def reread(data: bytes, folder: Path, profile: Profile) -> tuple[Budget | None, list[str]]:
    path = folder / "填报.xlsx"
    path.write_bytes(data)
    budget, findings = read_workbook(path, profile)
    return budget, [f"{f.where} {f.rule}" for f in findings if f.severity is not Severity.NOTICE]


@pytest.mark.long
@given(budgets())
@examples(8)
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, budget: Budget) -> None:
    profile = load_profile()
    read, _ = reread(write_workbook(budget, profile), tmp_path_factory.mktemp("w"), profile)
    assert read == budget


@pytest.mark.long
def test_a_blank_workbook_has_nothing_but_its_settings(tmp_path: Path, profile: Profile) -> None:
    data = write_workbook(None, profile, year=2024)
    budget, found = reread(data, tmp_path, profile)
    assert budget is None
    assert found == [f"基本信息!B{row} value-required" for row in (4, 5, 8)]
    book = load_workbook(io.BytesIO(data))
    typed = {row[0].value: row[1].value for row in book["基本信息"].iter_rows(min_row=FIRST)}
    assert {key: value for key, value in typed.items() if value and key != "最迟公开日"} == {
        "预算年度": 2024, "口径": profile.scope, "金额单位": "元", "计划口径": "金额", "编报阶段": "批复",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "unit", "cell"),
    [
        ("125000.5", "元", Decimal("125000.5")),
        ("125000.55", "万元", Decimal("12.500055")),
        ("0", "元", Decimal(0)),
        ("9999999999999.99", "元", Decimal("9999999999999.99")),
        ("99999999999999.99", "元", "99999999999999.99"),
        ("99999999999999.99", "万元", "9999999999.999999"),
        ("0.001", "元", "0.001"),
    ],
)
def test_amounts_are_numbers_where_numbers_are_exact(amount: str, unit: str, cell: Any) -> None:
    found = amount_stored(Decimal(amount), v.MoneyUnit(unit))
    assert (type(found), found) == (type(cell), cell)


@pytest.mark.usefixtures("few_rows")
@pytest.mark.parametrize("share", ["0", "0.3", "0.63", "1", "1.5", "63", "99.99", "100"])
def test_small_percentages_stay_small(share: str, tmp_path: Path, profile: Profile) -> None:
    project = m.Project(
        code="新01", name="甲", unit=UNIT.code, purpose="乙", goals="丙", plan_march=Decimal(share)
    )
    budget = Budget(info=info(plan_basis="百分比"), units=(UNIT,), projects=(project,))
    read, found = reread(write_workbook(budget, profile), tmp_path, profile)
    assert (read, found) == (budget, [])


@pytest.mark.usefixtures("few_rows")
def test_names_that_only_the_clerk_knows_are_kept(tmp_path: Path, profile: Profile) -> None:
    line = m.LineItem(
        unit=UNIT.code, function="2069998", function_name="新增科目", category="人员经费",
        economic="30101", source="一般公共预算", amount=Decimal(1),
    )  # fmt: skip
    budget = Budget(info=INFO, units=(UNIT,), lines=(line,))
    data = write_workbook(budget, profile)
    assert reread(data, tmp_path, profile) == (budget, [])
    sheet = load_workbook(io.BytesIO(data), data_only=True)["收支明细"]
    assert [sheet[f"{c}{FIRST}"].value for c in "CF"] == ["新增科目", "基本工资"]


@pytest.mark.usefixtures("few_rows")
def test_a_text_that_no_cell_holds_is_refused(profile: Profile) -> None:
    duty = m.Duty(text="字" * 32768)
    with pytest.raises(TextTooLong, match="分成几行"):
        write_workbook(Budget(info=INFO, duties=(duty,)), profile)


# Form --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def blank() -> bytes:
    return write_workbook(None, load_profile(), year=2024)


@pytest.fixture(scope="module")
def book(blank: bytes) -> Workbook:
    return load_workbook(io.BytesIO(blank))


@pytest.fixture(scope="module")
def full() -> bytes:
    """With more lines than a sheet has rows prepared."""
    line = m.LineItem(
        unit="304001", function="2060101", category="人员经费", economic="30101",
        source="一般公共预算", amount=Decimal("0.01"),
    )  # fmt: skip
    budget = Budget(info=INFO, units=(UNIT,), lines=(line,) * 1200)
    return write_workbook(budget, load_profile())


@pytest.fixture(scope="module")
def full_book(full: bytes) -> Workbook:
    return load_workbook(io.BytesIO(full))


def test_sheets_and_heads_are_the_official_ones(book: Workbook) -> None:
    assert book.sheetnames == [
        "填报说明", "基本信息", *(sheet.title for sheet in SHEETS),
        "平衡检查", "科目表", "下拉选项", "元数据",
    ]  # fmt: skip
    for sheet in SHEETS:
        heads = [cell.value for cell in book[sheet.title][HEAD]]
        assert heads == [column.title for column in sheet.columns]
    keys = [book["基本信息"].cell(row, 1).value for row in range(FIRST, FIRST + len(INFO_KEYS))]
    assert keys == [column.title for column in INFO_KEYS]
    states = {title: book[title].sheet_state for title in ("科目表", "下拉选项", "元数据")}
    assert states == {"科目表": "visible", "下拉选项": "hidden", "元数据": "veryHidden"}


@pytest.mark.long
def test_equal_input_gives_equal_bytes(blank: bytes, profile: Profile) -> None:
    assert write_workbook(None, profile, year=2024) == blank
    with zipfile.ZipFile(io.BytesIO(blank)) as package:
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}
        assert b"2024-01-01T00:00:00Z" in package.read("docProps/core.xml")


def test_the_template_says_what_it_is(blank: bytes, tmp_path: Path, profile: Profile) -> None:
    path = tmp_path / "空白.xlsx"
    path.write_bytes(blank)
    found = identify_workbook(path)
    assert (found.profile, found.version) == (profile.id, profile.version)
    assert found.fingerprint == fingerprint()
    assert re.fullmatch("[0-9a-f]{16}", found.fingerprint)


def test_only_what_is_typed_is_unlocked(book: Workbook) -> None:
    for sheet in SHEETS:
        assert book[sheet.title].protection.sheet
        assert not book[sheet.title].protection.password
        assert not book[sheet.title].protection.insertRows
        for place, column in enumerate(sheet.columns, start=1):
            is_figure = column.kind is Kind.FORMULA and not column.title.endswith("名称")
            for row in (FIRST, 5000):
                cell = look(book[sheet.title], row, place)
                assert cell.protection.locked is is_figure, f"{sheet.title}.{column.title}"
            code = "@" if column.kind in (Kind.CODE, Kind.TEXT) else cell.number_format
            assert cell.number_format == code
    assert not any(c.protection.locked is False for row in book["平衡检查"] for c in row)


@pytest.mark.long
def test_the_formulas_are_those_that_xlsxwriter_would_write(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = write_workbook(None, profile, year=2024)
    assert hasattr(Worksheet, "_prepare_formula"), (
        "XlsxWriter has another inside: mend form/sheet.py"
    )
    monkeypatch.delattr(FormSheet, "_prepare_formula")
    assert write_workbook(None, profile, year=2024) == ours


def test_every_sheet_has_its_rows_ready(book: Workbook) -> None:
    for sheet in SHEETS:
        last = get_column_letter(len(sheet.columns))
        assert book[sheet.title].auto_filter.ref == f"A{HEAD}:{last}{HEAD + sheet.prepared_rows}"
        assert book[sheet.title].print_title_rows == f"${HEAD}:${HEAD}"


@pytest.mark.long
def test_paper_shows_what_is_filled_and_not_what_is_prepared(
    book: Workbook, full_book: Workbook
) -> None:
    for sheet in SHEETS:
        area = book[sheet.title].print_area.replace("$", "")
        last = get_column_letter(len(sheet.columns))
        assert area.endswith(f"!A1:{last}{HEAD + 60}")
    assert full_book["收支明细"].print_area.endswith(f"${HEAD + 1200}")


@pytest.mark.long
def test_a_full_sheet_gets_more_rows(full: bytes, full_book: Workbook) -> None:
    sheet = full_book["收支明细"]
    assert look(sheet, FIRST + 1200, 1).protection.locked is False
    assert sheet.cell(FIRST + 1249, 3).value.startswith("="), "names of more rows"
    shown = load_workbook(io.BytesIO(full), data_only=True, read_only=True)["收支明细"]
    assert shown.cell(FIRST + 1199, 3).value == "行政运行"


def validations(sheet: Any) -> dict[str, Any]:
    """By column letter."""
    return {
        re.sub(r"\d.*", "", str(rule.sqref)): rule for rule in sheet.data_validations.dataValidation
    }


def test_every_word_on_a_key_fits_on_its_line(book: Workbook) -> None:
    """A row of 基本信息 is one line high; a Chinese character is as wide as two digits."""
    for row in book["基本信息"].iter_rows(min_row=FIRST, min_col=3, max_col=3):
        said = str(row[0].value or "")
        wide = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in said)
        assert wide <= book["基本信息"].column_dimensions["C"].width + 1, said


def test_closed_lists_amounts_dates_are_validated(book: Workbook) -> None:
    refused = {
        Kind.AMOUNT: "decimal", Kind.NUMBER: "decimal", Kind.PLAN: "decimal", Kind.FLAG: "list",
        Kind.CHOICE: "list", Kind.DATE: "date",
    }  # fmt: skip
    for sheet in SHEETS:
        rules = validations(book[sheet.title])
        for place, column in enumerate(sheet.columns, start=1):
            rule = rules.get(get_column_letter(place))
            if column.kind in refused:
                assert rule.type == refused[column.kind]
                assert rule.showErrorMessage
                assert rule.errorStyle in (None, "stop")
                assert re.search("[\u4e00-\u9fff]", rule.error)
            elif column.suggestions:
                assert rule.type == "list"
                assert not rule.showErrorMessage


@pytest.mark.usefixtures("few_rows")
def test_what_the_profile_offers_is_in_the_lists() -> None:
    for id, first in (("hebei-2025-dept", "产出指标"), ("hebei-2027-dept", "产出指标")):
        profile = load_profile(id)
        book = load_workbook(io.BytesIO(write_workbook(None, profile, year=2027)))
        rules = validations(book["绩效指标"])
        levels = [offered(book, rules[get_column_letter(place)]) for place in (3, 4)]
        assert levels == [list(profile.words("level1")), list(profile.words("level2"))]
        assert levels[0][0] == first
        assert ("成本指标" in levels[0]) is (id == "hebei-2027-dept")
        assert ("成本指标" in levels[1]) is (id != "hebei-2027-dept")


@pytest.mark.usefixtures("few_rows")
def test_what_is_not_settled_stands_in_the_guide() -> None:
    profile = load_profile("hebei-2027-dept")
    book = load_workbook(io.BytesIO(write_workbook(None, profile, year=2027)))
    texts = [str(cell.value) for row in book["填报说明"] for cell in row if cell.value]
    assert "五、今年尚未明确的" in texts
    for point in profile.unsettled:
        assert any(point in text for text in texts)


def offered(book: Workbook, rule: DataValidation) -> list[str]:
    sheet, _, area = rule.formula1.partition("!")
    return [cell.value for (cell,) in book[sheet.lstrip("=").strip("'")][area.replace("$", "")]]


def test_lists_stand_in_cells(book: Workbook) -> None:
    rules = validations(book["收支明细"])
    for title, words in (("支出类别", list(v.Category)), ("资金来源", list(v.Source))):
        letter = get_column_letter([c.title for c in LINES.columns].index(title) + 1)
        sheet, _, area = rules[letter].formula1.partition("!")
        cells = book[sheet.strip("'")][area.replace("$", "")]
        assert [cell.value for (cell,) in cells] == words
    for each in book.worksheets:
        for rule in each.data_validations.dataValidation:
            assert not (rule.formula1 or "").startswith('"')
            assert len(rule.error or "") <= 255
            assert len(rule.errorTitle or "") <= 32


def test_heads_carry_a_hint_and_required_ones_are_darker(book: Workbook) -> None:
    for sheet in SHEETS:
        for place, column in enumerate(sheet.columns, start=1):
            head = book[sheet.title].cell(HEAD, place)
            assert head.comment.text.startswith(column.title)
            assert column.hint in head.comment.text
            if column.kind is not Kind.FORMULA:
                assert (head.fill.fgColor.rgb == "FF1F4E78") is column.required


@pytest.mark.long
@pytest.mark.usefixtures("few_rows")
def test_a_note_speaks_of_a_list_only_where_there_is_one() -> None:
    part = PROJECTS.column("part")
    assert "从下拉列表里选" not in note(part)
    assert "例：" not in note(part)
    assert "从下拉列表里选" in note(part, ("预算项目", "专项资金"))
    place = [column.field for column in PROJECTS.columns].index("part") + 1
    for id, is_offered in (("hebei-2024-dept", False), ("hebei-2023-unit", True)):
        written = load_workbook(io.BytesIO(write_workbook(None, load_profile(id), year=2024)))
        text = written["项目"].cell(HEAD, place).comment.text
        assert ("从下拉列表里选" in text) is is_offered


def test_a_note_gives_one_example_and_that_of_its_sheet() -> None:
    """A unit of purchases is none of indicators, a duty is no goal; what the hint shows isn't shown again."""
    said = {
        (sheet.title, c.title): note(c, sheet=sheet.title)
        for sheet in SHEETS
        for c in sheet.columns
    }
    assert said["政府采购", "计量单位"].endswith("例：台")
    assert said["绩效指标", "计量单位"].endswith("例：场")
    assert said["部门职责", "内容"].endswith("方针政策和法律法规。")
    assert said["整体绩效", "内容"].endswith(
        "例：组织科普活动进校园、进社区，公众科学素质稳步提高。"
    )
    assert "如 304001" in said["机构设置", "单位编码"]
    assert not [text for text in said.values() if "如 " in text and "例：" in text]


def test_formulas_are_of_the_kind_that_all_programs_know(book: Workbook) -> None:
    known = {
        "SUM", "SUMIFS", "COUNT", "COUNTIFS", "INDEX", "MATCH", "IFERROR", "IF", "AND", "OR", "LEN",
        "LEFT", "RIGHT", "ROUND", "NOT", "ISNUMBER", "ISNA", "SUMPRODUCT", "FIND", "SUBSTITUTE", "ROW",
        "MIN", "MAX", "MOD", "HYPERLINK",
    }  # fmt: skip
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    formula = str(cell.value)
                    assert set(re.findall(r"([A-Z]+)\(", formula)) <= known, formula
                    assert len(formula) < 8000
                    assert all(len(text) <= 255 for text in re.findall('"([^"]*)"', formula))


def test_every_formula_is_stored_with_its_value(blank: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(blank)) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet"):
                text = package.read(name).decode()
                cells = re.findall(r"<c [^>]*><f>[^<]*</f>.*?</c>", text)
                assert all('t="str"' in cell or re.search("<v>[^<]+</v>", cell) for cell in cells)


def test_closed_lists_are_already_listed(book: Workbook) -> None:
    for title, words in (
        ("国有资产", v.AssetClass), ("上年预算", v.Item), ("增减原因", v.Item),
    ):  # fmt: skip
        cells = [book[title].cell(row, 1).value for row in range(FIRST, FIRST + len(words) + 1)]
        assert cells == [*words, None]


def test_words_belong_to_columns_and_sheets_that_exist() -> None:
    titles = {c.title for sheet in SHEETS for c in sheet.columns} | {c.title for c in INFO_KEYS}
    placed = {f"{sheet.title}!{c.title}" for sheet in SHEETS for c in sheet.columns}
    assert set(EXAMPLES) <= titles | placed
    assert set(FILLERS) == {"基本信息", *(sheet.title for sheet in SHEETS)}
    choices = {c.title for sheet in SHEETS for c in sheet.columns if c.choices}
    needs = {
        c.title
        for c in (*INFO_KEYS, *(c for sheet in SHEETS for c in sheet.columns))
        if c.kind in (Kind.TEXT, Kind.CODE, Kind.AMOUNT, Kind.LONG, Kind.PLAN, Kind.NUMBER)
    }
    exemplified = {title.rpartition("!")[2] for title in EXAMPLES}
    exemplified |= {c.title for sheet in SHEETS for c in sheet.columns if "如 " in c.hint}
    assert needs - choices - exemplified <= {
        "自称",
        "填报人",
        "审核人",
        "办公电话",
        "部分",
        "绩效部分",
        "新增延续",
    }


def test_nobody_in_the_examples_is_a_real_place() -> None:
    assert not any(word in text for text in EXAMPLES.values() for word in ("香河", "徐水", "河北"))
