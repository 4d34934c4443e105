"""The form: exact titles, a round trip, formulas whose stored values are what LibreOffice computes."""

from __future__ import annotations

import io
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgers import UNIT, budget, info, ledgers

from budgetgen.model import budget as m
from budgetgen.model import vocabulary as v
from budgetgen.profiles import Profile, load_profile
from budgetgen.workbook import layout
from budgetgen.workbook.balance import BAD, GOOD, UNKNOWN
from budgetgen.workbook.package import identify_workbook
from budgetgen.workbook.reader import read_workbook
from budgetgen.workbook.writer import fingerprint, write_workbook

PROFILE = load_profile("hebei-2024-dept")
WORDS = st.text(
    "县局科技工业信息化年度目标≥≤<&%{}（）“”、。ABC123", min_size=1, max_size=12
).filter(lambda text: text == text.strip() and not text.isdigit())


OLD = {"carryover": True}


def loaded(data: bytes, values: bool = False) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def recalculated(data: bytes, folder: Path) -> bytes:
    """The workbook as LibreOffice saves it after computing every formula anew."""
    source = folder / "form.xlsx"
    source.write_bytes(data)
    command = [
        "soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
        "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "again"), str(source),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "again" / "form.xlsx").read_bytes()


@pytest.fixture
def filled() -> m.Budget:
    """Two projects, controls at several depths, changes with and without a reason."""
    lines = tuple(
        m.LineItem(unit=UNIT.code, source=source, amount=Decimal(amount), **rest)
        for source, amount, rest in (
            ("一般公共预算", "120000.55", {"function": "2060101", "category": "人员经费", "economic": "30101"}),
            ("一般公共预算", "34200", {"function": "2060101", "category": "公用经费", "economic": "30231"}),
            ("政府性基金", "1000", {"function": "2120803", "category": "项目支出", "project": "新01"}),
            ("一般公共预算", "2500", {"function": "2060404", "category": "项目支出", "project": "新02"} | OLD),
        )
    )  # fmt: skip
    return budget(
        lines,
        info=info(approval_date=date(2024, 1, 31), stage="批复"),
        controls=(
            m.ControlFigure(
                unit=UNIT.code,
                source="一般公共预算",
                category="人员经费",
                approved=Decimal("120000.55"),
            ),
            m.ControlFigure(source="政府性基金", project="新01", control=Decimal(900)),
            m.ControlFigure(source="一般公共预算", carryover=True, approved=Decimal(2500)),
        ),
        prior=(
            m.PriorFigure(item="基本支出", amount=Decimal(100000)),
            m.PriorFigure(item="公务用车运行维护费", amount=Decimal(34200)),
            m.PriorFigure(item="公务接待费", amount=Decimal(5)),
        ),
        reasons=(m.Reason(item="基本支出", text="新增人员。"),),
        indicators=(
            m.Indicator(project="新01", level1="产出指标", level2="数量指标", level3="场次"),
        ),
    )


def test_heads_are_the_official_titles() -> None:
    book = loaded(write_workbook(None, PROFILE))
    for sheet in layout.SHEETS:
        assert [cell.value for cell in book[sheet.title][1]] == [c.title for c in sheet.columns]
    keys = [row[0].value for row in book[layout.INFO_SHEET].iter_rows(min_row=2)]
    assert keys == [key.title for key in layout.INFO]
    assert book.sheetnames[:2] == ["填报说明", "基本信息"]
    assert book[layout.META_SHEET].sheet_state == "veryHidden"


def test_it_says_which_form_it_is(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(write_workbook(None, PROFILE))
    found = identify_workbook(path)
    assert (found.profile, found.version, found.fingerprint) == (
        PROFILE.id,
        PROFILE.version,
        fingerprint(),
    )


def test_equal_input_gives_equal_bytes(filled: m.Budget) -> None:
    assert write_workbook(filled, PROFILE) == write_workbook(filled, PROFILE)


def test_stored_values_are_what_libreoffice_computes(filled: m.Budget, tmp_path: Path) -> None:
    data = write_workbook(filled, PROFILE)
    formulas, stored = loaded(data), loaded(data, values=True)
    computed = loaded(recalculated(data, tmp_path), values=True)
    compared = 0
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    ours = stored[sheet.title][cell.coordinate].value
                    theirs = computed[sheet.title][cell.coordinate].value
                    assert same(ours, theirs), (
                        f"{sheet.title}!{cell.coordinate}: {ours!r} {theirs!r}"
                    )
                    compared += 1
    assert compared > 3000


def same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, float | int) and isinstance(theirs, float | int):
        return abs(ours - theirs) < 1e-6
    return (ours or "") == (theirs or "")


def test_the_balance_turns_green_red_and_grey(filled: m.Budget) -> None:
    blank = loaded(write_workbook(None, PROFILE), values=True)[layout.BALANCE_SHEET]
    verdicts = {row[0].value: row[3].value for row in blank.iter_rows(min_row=16)}
    assert set(verdicts.values()) == {UNKNOWN}
    sheet = loaded(write_workbook(filled, PROFILE), values=True)[layout.BALANCE_SHEET]
    verdicts = {row[0].value: row[3].value for row in sheet.iter_rows(min_row=16)}
    assert verdicts["明细与批复控制数不一致的行数"] == BAD
    assert verdicts["没有项目编码的项目支出行数"] == GOOD
    assert verdicts["项目预算数合计与12月底计划合计"] == UNKNOWN
    assert verdicts["没有绩效指标的项目数"] == BAD
    assert verdicts["基本支出：有增减的写明原因"] == GOOD
    assert verdicts["公务接待费：有增减的写明原因"] == BAD
    assert verdicts["公务用车运行维护费：有增减的写明原因"] == GOOD
    assert verdicts["因公出国（境）费：有增减的写明原因"] == UNKNOWN


def test_choices_come_from_a_list_and_amounts_refuse_text() -> None:
    sheet = loaded(write_workbook(None, PROFILE))["收支明细"]
    rules = {
        str(rule.sqref).split(":", maxsplit=1)[0]: rule
        for rule in sheet.data_validations.dataValidation
    }
    titles = [column.title for column in layout.LINES.columns]
    category = rules[f"{chr(65 + titles.index('支出类别'))}2"]
    assert (category.type, category.formula1.startswith("科目表!")) == ("list", True)
    assert rules[f"{chr(65 + titles.index('金额'))}2"].type == "decimal"


@st.composite
def budgets(draw: st.DrawFn) -> m.Budget:
    """Budgets as people fill them in: every sheet, both money units, percent and amount plans."""
    amounts = st.integers(0, 10**12).map(lambda fen: Decimal(fen) / 100)
    percent = draw(st.booleans())
    plans = st.integers(2, 100).map(Decimal) if percent else amounts
    base = budget(draw(ledgers(6)))
    projects = tuple(
        p.model_copy(
            update={"plan_march": draw(plans), "plan_december": draw(plans), "goals": draw(WORDS)}
        )
        for p in base.projects
    )
    indicator = {
        "level3": draw(WORDS),
        "description": draw(WORDS),
        "value": draw(WORDS),
        "basis": draw(WORDS),
    }
    bought = {
        "item": draw(WORDS),
        "quantity": Decimal(2),
        "price": draw(amounts),
        "fixed_asset": True,
    }
    approved = {"carryover": draw(st.booleans()), "approved": draw(amounts)}
    return m.Budget(
        info=info(
            money_unit=draw(st.sampled_from(v.MoneyUnit)),
            plan_basis="百分比" if percent else "金额",
            approval_date=draw(st.dates(date(2023, 1, 1), date(2026, 1, 1))),
            url=draw(WORDS),
        ),
        units=(UNIT,),
        lines=base.lines,
        projects=projects,
        controls=(m.ControlFigure(unit="304001", source="事业收入", **approved),),
        indicators=(
            m.Indicator(
                project="新01",
                level1="产出指标",
                level2="数量指标",
                number=draw(amounts),
                **indicator,
            ),
        ),
        purchases=(
            m.Purchase(
                unit="304001", catalogue="C16080200", measure="项", source="政府性基金", **bought
            ),
        ),
        assets=(m.Asset(kind="车辆", quantity=Decimal(2), value=draw(amounts)),),
        prior=(m.PriorFigure(item="收支总额", amount=draw(amounts)),),
        reasons=(m.Reason(item="基本支出", text=draw(WORDS)),),
        duties=(m.Duty(kind="依据", text=draw(WORDS)), m.Duty(text=draw(WORDS))),
        goals=(m.Goal(part="总体绩效目标", text=draw(WORDS)),),
        extra_texts=(m.ExtraText(section=draw(WORDS), text=draw(WORDS)),),
        terms=(m.Term(term=draw(WORDS), text=draw(WORDS)),),
        waivers=(m.Waiver(rule="plan-falls", place="项目!A2", reason=draw(WORDS)),),
    )


@settings(max_examples=15)
@given(written=budgets())
def test_a_written_budget_reads_back_the_same(
    written: m.Budget, tmp_path_factory: pytest.TempPathFactory, profile: Profile
) -> None:
    path = tmp_path_factory.mktemp("round") / "trip.xlsx"
    path.write_bytes(write_workbook(written, profile))
    read, _ = read_workbook(path, profile)
    assert read == written
