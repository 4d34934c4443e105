"""Sending out, carrying over, replacing line items: what goes in comes out, and nothing is lost in silence."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils import coordinate_to_tuple

from budgetgen.cli import main
from budgetgen.cli.shared import progress_bar
from budgetgen.findings import Severity
from budgetgen.model import records as m
from budgetgen.model import vocabulary as v
from budgetgen.model.budget import Budget
from budgetgen.profiles import DEFAULT, Profile
from budgetgen.season.renew.carry import carried_budget, to_do
from budgetgen.season.renew.marked import carried_workbook
from budgetgen.season.renew.refresh import compare_lines, losses, own_sheets, read_lines, with_lines
from budgetgen.season.send.distribute import distribute, file_name, parcels
from budgetgen.season.send.manifest import control_total
from budgetgen.season.send.roster import ROSTER_SHEETS, Agency, Roster, read_roster
from budgetgen.season.send.roster_checks import check_roster
from budgetgen.season.send.roster_form import write_roster_form
from budgetgen.tables.figures import Figures
from budgetgen.workbook.file.package import identify_workbook
from budgetgen.workbook.form.given import given_text, read_given
from budgetgen.workbook.form.writer import write_workbook
from budgetgen.workbook.read.reader import read_workbook
from support.fuzz import examples
from support.ledgers import budget as ledger
from support.ledgers import ledgers
from support.places import ROOT
from support.workbook_factory import look

EXAMPLE = next((ROOT / "examples" / "shifan-2024").glob("*.xlsx"))
Rows = Sequence[Sequence[Any]]
Lines = tuple[m.LineItem, ...]
ROSTER: Mapping[str, Rows] = {
    "基本信息": (("预算年度", "金额单位"), (2027, "万元")),
    "部门": (
        ("部门编码", "部门名称", "部门简称", "口径", "财政级次", "格式方案", "联系人"),
        ("304", "示范县科学技术局", "示范县科工局", "部门", "县", "", "张三"),
        ("０５１", "示范县档案馆", "", "单位", "县", DEFAULT, ""),
    ),
    "单位": (
        ("部门编码", "单位编码", "单位名称", "单位性质", "单位规格", "经费保障形式", "备忘"),
        ("304", "304001", "示范县科学技术局本级", "行政", "正科级", "财政拨款", "x"),
        ("304", "304002", "示范县科技馆", "", "", "", ""),
    ),
    "上年预算": (
        ("部门编码", "单位编码", "事项", "金额"),
        ("304", "", "基本支出", "１２．５"),
        ("304", "", "公务接待费", 0),
    ),
    "批复控制数": (
        ("主管部门编码", "单位编码", "资金来源", "上年结转", "支出类别", "项目编码", "控制数", "批复数"),
        ("304", "304001", "财政拨款", "", "人员经费", "", 120, None),
        ("304", "", "政府性基金", "是", "", "", 3.5, None),
    ),
}  # fmt: skip


pytestmark = pytest.mark.usefixtures("short_forms")


def save(path: Path, sheets: Mapping[str, Rows]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return save(tmp_path / "名册.xlsx", ROSTER)


@pytest.fixture(scope="module")
def last(profile: Profile) -> Budget:
    budget, _ = read_workbook(EXAMPLE, profile)
    assert budget
    return budget


def written(budget: Budget, profile: Profile, path: Path, **more: Any) -> Path:
    path.write_bytes(write_workbook(budget, profile, **more))
    return path


# Sending out -------------------------------------------------------------------------------------


@pytest.mark.long
def test_what_goes_in_by_the_roster_comes_out_of_the_workbooks(
    roster: Path, tmp_path: Path
) -> None:
    out = tmp_path / "下发"
    assert main(["template", "--roster", str(roster), "-o", str(out)]) == 0
    budget, findings = read_workbook(out / "304-示范县科工局-2027.xlsx")
    assert budget
    left_to_the_agency = {str(f.at[0]) for f in findings if f.severity is Severity.ERROR}
    assert left_to_the_agency == {"机构设置!C3", "机构设置!D3", "机构设置!E3"}
    info = budget.info
    assert (info.year, info.code, info.level) == (2027, "304", v.Level.COUNTY)
    assert info.stage is v.Stage.SECOND_UP
    assert [unit.code for unit in budget.units] == ["304001", "304002"]
    assert {p.item: p.amount for p in budget.prior} == {
        v.Item.BASIC: Decimal(125_000),
        v.Item.RECEPTION: Decimal(0),
    }
    assert [(c.source, c.carryover, c.control) for c in budget.controls] == [
        (v.Source.GENERAL, False, Decimal(1_200_000)),
        (v.Source.FUND, True, Decimal(35_000)),
    ]
    archive, _ = read_workbook(out / "051-示范县档案馆-2027.xlsx")
    assert archive
    assert archive.info.scope is v.Scope.UNIT
    assert archive.info.stage is v.Stage.FIRST_UP


@pytest.mark.long
def test_the_manifest_lists_every_workbook_as_it_lies_there(roster: Path, tmp_path: Path) -> None:
    out = tmp_path / "下发"
    main(["template", "--roster", str(roster), "-o", str(out)])
    manifest = json.loads((out / "清单.json").read_text(encoding="utf-8"))
    assert manifest["schema"] == "budgetgen-manifest/1"
    for each in manifest["agencies"]:
        assert each["sha256"] == hashlib.sha256((out / each["file"]).read_bytes()).hexdigest()
    science = manifest["agencies"][1]
    assert (science["units"], science["control_total"], science["contact"]) == (
        2,
        "1235000",
        "张三",
    )
    assert manifest["agencies"][0]["control_total"] is None
    sheet = load_workbook(out / "清单.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet["A"]] == ["部门编码", "051", "304"]


@pytest.mark.long
def test_cells_that_the_bureau_filled_in_are_locked_and_the_others_are_not(
    roster: Path, tmp_path: Path
) -> None:
    out = tmp_path / "下发"
    main(["template", "--roster", str(roster), "-o", str(out)])
    book = load_workbook(out / "304-示范县科工局-2027.xlsx")
    locked = {
        f"{title}!{cell}": look(book[title], *coordinate_to_tuple(cell)).protection.locked
        for title, cell in (
            ("批复控制数", "H2"), ("批复控制数", "A3"), ("批复控制数", "I2"), ("批复控制数", "H4"),
            ("上年预算", "C2"), ("上年预算", "E2"), ("上年预算", "C4"), ("机构设置", "B3"), ("机构设置", "C3"),
            ("基本信息", "B2"), ("基本信息", "B15"),
        )
    }  # fmt: skip
    assert [place for place, is_locked in locked.items() if is_locked] == [
        "批复控制数!H2", "批复控制数!A3", "上年预算!C2", "机构设置!B3", "基本信息!B2",
    ]  # fmt: skip
    assert all(book[title].protection.sheet for title in ("批复控制数", "上年预算", "基本信息"))
    assert book["批复控制数"]["J2"].value.startswith("=")
    assert book["上年预算"]["A4"].value == "收支总额"


def test_all_faults_of_a_roster_are_said_at_once_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = dict(ROSTER)
    broken["部门"] = (*ROSTER["部门"], ("304", "又一个", "", "部门", "国", "hebei-2024-dpet", ""))
    broken["单位"] = (*ROSTER["单位"], ("999", "999001", "没有的部门的单位"))
    broken["上年预算"] = (
        *ROSTER["上年预算"],
        ("304", "304001", "基本支出", 3),
        ("304", "", "项目支出", "十几万"),
    )
    broken["批复控制数"] = (*ROSTER["批复控制数"], ("304", "304009", "一般公共预算"))
    out = tmp_path / "下发"
    path = save(tmp_path / "错.xlsx", broken)
    assert main(["template", "--roster", str(path), "-o", str(out)]) == 1
    said = capsys.readouterr().out
    for place in (
        "部门!A4", "部门!E4", "部门!F4", "单位!A4", "上年预算!C2", "上年预算!D5",
        "批复控制数!B4", "批复控制数!G4",
    ):  # fmt: skip
        assert place in said
    assert "可能是 hebei-2024-dept" in said
    assert not out.exists()


@pytest.mark.long
def test_workbooks_that_somebody_filled_in_are_not_written_over(
    roster: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "下发"
    command = ["template", "--roster", str(roster), "-o", str(out)]
    assert main(command) == 0
    assert main(command) == 0
    filled = out / "304-示范县科工局-2027.xlsx"
    filled.write_bytes(filled.read_bytes() + b"filled")
    assert main(command) == 2
    assert "304-示范县科工局-2027.xlsx" in capsys.readouterr().err
    assert filled.read_bytes().endswith(b"filled")


@pytest.mark.long
def test_a_hundred_agencies_are_written_by_whatever_executor_is_given() -> None:
    agencies = tuple(
        Agency(code=f"{number:03}", name=f"示范县第{number}局", scope=v.Scope.DEPARTMENT)
        for number in range(100)
    )
    seen: list[int] = []
    with ThreadPoolExecutor(1) as pool:
        made = distribute(parcels(Roster(agencies=agencies[:3]), 2027, DEFAULT), pool, seen.append)
    assert seen == [1, 2, 3]
    assert [each.sent.code for each in made] == ["000", "001", "002"]
    files = {each.file for each in parcels(Roster(agencies=agencies), 2027, DEFAULT)}
    assert len(files) == 100


@given(st.text(min_size=1), st.text(max_size=200))
def test_file_names_are_safe_everywhere(code: str, name: str) -> None:
    made = file_name(Agency(code=code[:10], name=name, scope=v.Scope.UNIT), 2027)
    assert not set(made) & set('\\/:*?"<>|\n\r\t\0 ')
    assert made.endswith("-2027.xlsx")
    assert not made.startswith(".")


def test_the_blank_roster_is_read_without_complaint_but_for_its_emptiness(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(write_roster_form(2027, (DEFAULT,)))
    made, findings = read_roster(path)
    assert made.agencies == ()
    rules = {f.rule for f in (*findings, *check_roster(made, made.year, [DEFAULT]))}
    assert "roster-empty" in rules
    assert not rules & {"column-missing", "head-missing", "sheet-missing", "column-unknown"}


def test_the_blank_roster_explains_and_offers_words(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    assert main(["template", "--roster-form", "--year", "2027", "-o", str(path)]) == 0
    book = load_workbook(path)
    assert book.sheetnames == ["填报说明", *(sheet.title for sheet in ROSTER_SHEETS)]
    assert book["基本信息"]["A2"].value == 2027
    assert all(cell.comment for cell in book["部门"][1])
    offered = " ".join(
        str(rule.formula1) for sheet in book for rule in sheet.data_validations.dataValidation
    )
    for word in ("一般公共预算", "人员经费", "收支总额", "部门", "县", "万元", DEFAULT):
        assert word in offered


def test_a_control_figure_inside_another_counts_once() -> None:
    whole = m.ControlFigure(source=v.Source.GENERAL, control=Decimal(10))
    part = m.ControlFigure(source=v.Source.GENERAL, unit="1", control=Decimal(4))
    fund = m.ControlFigure(source=v.Source.FUND, control=Decimal(1), approved=Decimal(2))
    assert control_total((part, whole, fund)) == Decimal(12)
    assert control_total(()) is None


@given(st.dictionaries(st.sampled_from(["year", "units", "prior"]), st.integers(1, 999)))
def test_a_workbook_remembers_what_was_given(given_cells: dict[str, int]) -> None:
    assert read_given(given_text(given_cells)) == given_cells


# Carrying over -----------------------------------------------------------------------------------


@examples(8)
@given(lines=ledgers(), other=ledgers())
def test_last_years_totals_become_the_prior_figures(
    lines: Lines, other: Lines, profile: Profile
) -> None:
    """Of the whole, and of each unit where there are two."""
    second = tuple(line.model_copy(update={"unit": "304002"}) for line in other)
    budget = ledger((*lines, *second))
    new = carried_budget(budget, profile, budget.info.year + 1)
    for item, change in Figures(budget, profile).changes.items():
        assert (new.prior_amount(item) or Decimal(0)) == change.this_year
    assert any(figure.unit for figure in new.prior) == bool(lines and other)


@pytest.mark.long
def test_a_carried_workbook_is_read_without_errors_and_keeps_its_texts(
    last: Budget, profile: Profile, tmp_path: Path
) -> None:
    new = carried_budget(last, profile, last.info.year + 1)
    data, marks = carried_workbook(last, new, profile)
    path = tmp_path / "new.xlsx"
    path.write_bytes(data)
    read, findings = read_workbook(path, profile)
    assert read == new
    assert not [f for f in findings if f.severity is Severity.ERROR]
    assert not new.lines
    assert new.duties == last.duties
    assert [p.purpose for p in new.projects] == [p.purpose for p in last.projects]
    assert not new.info.approval_number
    assert marks
    assert load_workbook(path).sheetnames[0] == "检查结果"


def test_what_waits_to_be_written_anew_is_listed_with_its_cells(
    last: Budget, profile: Profile, tmp_path: Path
) -> None:
    code = f"139900{last.info.year % 100}P00001"
    project = m.Project(code=code, name="科普", purpose="办2024年展览，依据示财〔2023〕5号")
    project = project.model_copy(update={"plan_march": Decimal(1)})
    info = last.info.model_copy(update={"url": "https://example.com/2024"})
    goal = m.Goal(part=v.GoalPart.OVERALL, text="把科普办好")
    old = Budget(info=info, units=last.units, lines=last.lines, projects=(project,), goals=(goal,))
    path = written(carried_budget(old, profile, last.info.year + 1), profile, tmp_path / "new.xlsx")
    placed, _ = read_workbook(path, profile)
    assert placed
    said = {f.rule: (str(f.at[0]), f.message) for f in to_do(old, placed)}
    assert said["carry-code-year"][0] == "项目!A2"
    assert said["carry-project-without-money"][0] == "项目!B2"
    assert said["carry-date-in-text"] == ("项目!K2", "照上年结转的文字里有年份或日期：2024年")
    assert said["carry-write-anew"][0] == "收支明细"
    assert "公开网址" in said["carry-key-cleared"][1]
    assert said["carry-plan-cleared"][0] == "项目!L2"
    assert said["carry-goal-review"][0] == "整体绩效!D2"
    assert said["carry-stage"][1] == "编报阶段改为“一上”"
    assert said["carry-project-review"][0] == "项目!P2"


@pytest.mark.long
def test_the_command_carries_over_and_refuses_to_write_over_last_year(tmp_path: Path) -> None:
    path = tmp_path / "去年.xlsx"
    path.write_bytes(EXAMPLE.read_bytes())
    assert main(["template", "--from", str(path), "-o", str(path)]) == 2
    out = tmp_path / "今年.xlsx"
    assert main(["template", "--from", str(path), "-o", str(out), "--year", "2031"]) == 0
    budget, _ = read_workbook(out)
    assert budget
    assert budget.info.year == 2031


# New line items ----------------------------------------------------------------------------------

HEAD = ("单位编码", "功能科目编码", "支出类别", "经济科目编码", "项目编码", "资金性质", "上年结转")


def export(path: Path, money: str, *rows: Sequence[Any]) -> Path:
    """A platform's export: one sheet under any name, the amounts' unit in the head."""
    return save(path, {"Sheet1": ((*HEAD, f"金额（{money}）"), *rows)})


@pytest.mark.long
def test_new_line_items_replace_the_old_and_every_text_stays(
    last: Budget, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, unit = last.projects[0].code, last.units[0].code
    new = export(
        tmp_path / "导出.xlsx", "万元",
        (unit, "2060101", "人员经费", "30101", "", "财政拨款", "", 1.5),
        (unit, "2060101", "项目支出", "", project, "一般公共预算", "", 2),
        (unit, "2060101", "项目支出", "", "新99", "一般公共预算", "", 3),
    )  # fmt: skip
    out = tmp_path / "out.xlsx"
    status = main(
        ["template", "--refresh", str(EXAMPLE), "--lines", str(new), "-o", str(out)]
    )  # fmt: skip
    assert status == 0
    budget, _ = read_workbook(out)
    assert budget
    assert [line.amount for line in budget.lines] == [15_000, 20_000, 30_000]
    assert with_lines(budget, ()) == with_lines(last, ())
    said = capsys.readouterr().out
    assert f"{len(last.lines)} 笔 → 3 笔" in said
    assert "新99" in said


def test_line_items_are_not_replaced_by_unreadable_ones(tmp_path: Path) -> None:
    new = export(
        tmp_path / "n.xlsx", "元", ("", "2060101", "人员经费", "30101", "", "基金", "", "?")
    )
    out = tmp_path / "out.xlsx"
    command = ["template", "--refresh", str(EXAMPLE), "--lines", str(new), "-o", str(out)]
    assert main(command) == 1
    assert not out.exists()


def test_an_export_without_a_line_is_said(last: Budget, tmp_path: Path) -> None:
    lines, found = read_lines(export(tmp_path / "空.xlsx", "元"), last)
    assert (lines, found[-1].rule) == ((), "refresh-without-lines")


def test_lines_without_a_unit_of_money_are_in_the_workbooks_own(
    last: Budget, tmp_path: Path
) -> None:
    path = save(
        tmp_path / "n.xlsx",
        {"收支明细": ((*HEAD, "金额"), ("1", "2060101", "人员经费", "30101", "", "基金", "", 7))},
    )
    lines, findings = read_lines(path, last)
    assert [line.amount for line in lines] == [7]
    assert not [f for f in findings if f.severity is Severity.ERROR]


@pytest.mark.long
def test_content_that_was_not_read_forbids_writing_anew_and_blank_cells_do_not(
    last: Budget, profile: Profile, tmp_path: Path
) -> None:
    path = written(last, profile, tmp_path / "w.xlsx")
    book = load_workbook(path)
    book["项目"]["P2"].value = None
    book["机构设置"]["E2"].value = None
    book.create_sheet("草稿")
    book.save(path)
    budget, findings = read_workbook(path, profile)
    assert budget
    assert losses(budget, findings) == []
    assert own_sheets(path) == ("草稿",)
    book["上年预算"]["C2"].value = "大约五万"
    book.save(path)
    budget, findings = read_workbook(path, profile)
    assert budget
    assert [str(f.at[0]) for f in losses(budget, findings)] == ["上年预算!C2"] * len(
        losses(budget, findings)
    )
    assert losses(budget, findings)


@examples(10)
@given(before=ledgers(), after=ledgers())
def test_sources_before_and_after_add_up_to_the_totals(before: Lines, after: Lines) -> None:
    made = compare_lines(ledger(before), with_lines(ledger(before), after))
    assert sum(each.before for each in made.sources) == made.total.before
    assert sum(each.after for each in made.sources) == made.total.after
    assert made.lines_after == len(after)


@pytest.mark.long
def test_what_the_bureau_locked_stays_locked_with_new_line_items(
    last: Budget, profile: Profile, tmp_path: Path
) -> None:
    path = written(last, profile, tmp_path / "w.xlsx", given={"year": 1, "controls": 1})
    out = tmp_path / "out.xlsx"
    assert main(["template", "--refresh", str(path), "--lines", str(EXAMPLE), "-o", str(out)]) == 0
    assert read_given(identify_workbook(out).given) == {"year": 1, "controls": 1}
    assert load_workbook(out)["基本信息"]["B2"].protection.locked


def test_a_progress_bar_is_drawn_on_a_terminal_only() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal, file = Terminal(), io.StringIO()
    for stream in (terminal, file):
        progress_bar(stream)(1, 2, "")
        progress_bar(stream)(2, 2, "")
    assert "2/2" in terminal.getvalue()
    assert file.getvalue() == ""
