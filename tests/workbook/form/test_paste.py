"""粘贴: what clerks paste into the form is read, and what paste broke is named by its cell."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from budgetgen.disclosure import Disclosure
from budgetgen.model.budget import Budget
from budgetgen.profiles import Profile, load_profile
from budgetgen.rules import run_checks
from budgetgen.workbook.form.writer import write_workbook
from budgetgen.workbook.read.reader import read_workbook
from support.balanced import good

pytestmark = pytest.mark.long

Edit = Callable[[Workbook], None]
LINES = "收支明细"


@pytest.fixture(scope="module")
def form(short_forms: None) -> bytes:
    return write_workbook(good(), load_profile("hebei-2024-dept"))


def pasted(
    form: bytes, edit: Edit, folder: Path, profile: Profile
) -> tuple[Budget | None, set[str]]:
    """The budget, and "sheet!cell rule" of what wasn't said before the paste."""
    book = load_workbook(io.BytesIO(form))
    edit(book)
    path = folder / "粘贴.xlsx"
    book.save(path)
    budget, read = read_workbook(path, profile)
    found = run_checks(Disclosure.of(budget, profile), read) if budget else read
    before = {f.rule for f in run_checks(Disclosure.of(good(), profile))}
    return budget, {f"{at} {f.rule}" for f in found if f.rule not in before for at in f.at}


def cells(sheet: str, **values: Any) -> Edit:
    """Values typed or pasted into cells."""

    def edit(book: Workbook) -> None:
        for cell, value in values.items():
            book[sheet][cell].value = value

    return edit


def bare(book: Workbook) -> None:
    """Everything pasted over: no style, no drop-down, no colour, no protection left."""
    for sheet in book.worksheets:
        sheet.data_validations.dataValidation = []
        sheet.protection.disable()
        for row in sheet.iter_rows():
            for cell in row:
                cell.style = "Normal"


def without_names(book: Workbook) -> None:
    """Whole rows of the platform's export in the place of ours, formulas and all."""
    for row in range(2, 7):
        for column in "CFH":
            book[LINES][f"{column}{row}"].value = f"别处的名称{row}"
    book["项目"]["Q2"].value = 1
    book["批复控制数"]["J2"].value = 2


HARMLESS: dict[str, Edit] = {
    "numbers as text": cells(LINES, N2="120,000.50", N3="３０００", N4=" 8000 ", N5="2,000元", N6="0.09万"),
    "spaces and line breaks": cells(LINES, A2=" 304001", B2="2060101 ", D2="人员经费\n", E2="30101　"),
    "codes as numbers": cells(LINES, A2=304001, B2=2060101.0, E2=30101),
    "full-width codes": cells(LINES, B2="２０６０１０１", G9="新０１"),
    "codes with names": cells(LINES, B2="2060101 行政运行", E2="30101-基本工资"),
    "styles and validations lost": bare,
    "formulas overwritten": without_names,
    "a column of ours deleted": lambda book: book[LINES].delete_cols(3),
}  # fmt: skip

BROKEN: dict[str, tuple[Edit, set[str]]] = {
    "words for an amount": (cells(LINES, N2="约十二万"), {f"{LINES}!N2 cell-not-a-number"}),
    "an error value": (cells(LINES, N2="#N/A"), {f"{LINES}!N2 cell-error-value"}),
    "a date for an amount": (
        cells(LINES, N2=datetime(2024, 3, 1)), {f"{LINES}!N2 cell-not-a-number"}
    ),
    "a date for a code": (cells(LINES, E2=datetime(2024, 3, 1)), {f"{LINES}!E2 code-unreadable"}),
    "a long code as a number": (
        cells(LINES, G7=139900240000171000201.0), {f"{LINES}!G7 code-digits-lost"}
    ),
    "a word of another list": (
        cells(LINES, D4="公用", K6="结转", J5="省级"),
        {f"{LINES}!D4 choice-unknown", f"{LINES}!K6 flag-unknown", f"{LINES}!J5 choice-unknown"},
    ),
    "merged amounts": (
        lambda book: book[LINES].merge_cells("N2:N3"), {f"{LINES}!N3 amount-merged"}
    ),
    "no date": (cells("基本信息", B15="一月底"), {"基本信息!B15 cell-not-a-date"}),
    "codes of another agency": (cells(LINES, A2="999001"), {f"{LINES}!A2 unit-unknown"}),
    "an unknown project": (cells(LINES, G9="新88"), {f"{LINES}!G9 project-unknown"}),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMLESS)
def test_what_can_be_understood_is_read_as_it_was_meant(
    name: str, form: bytes, tmp_path: Path, profile: Profile
) -> None:
    budget, _ = pasted(form, HARMLESS[name], tmp_path, profile)
    assert budget == good()


def test_text_that_formulas_pass_over_is_said_once(
    form: bytes, tmp_path: Path, profile: Profile
) -> None:
    book = load_workbook(io.BytesIO(form))
    cells(LINES, N2="120,000.50", N4="８０００元", N5=2000, N6="12345678901234567")(book)
    cells("基本信息", B15="2024年1月31日")(book)
    book.save(tmp_path / "文本.xlsx")
    _, read = read_workbook(tmp_path / "文本.xlsx", profile)
    said = [f for f in read if f.rule == "number-as-text"]
    assert [f.message for f in said] == ["基本信息!B15；收支明细!N2、N4 是文本，已按数（日期）读取"]
    assert {str(at) for at in said[0].at} == {"基本信息!B15", f"{LINES}!N2", f"{LINES}!N4"}
    del book["平衡检查"]
    book.save(tmp_path / "没有.xlsx")
    _, read = read_workbook(tmp_path / "没有.xlsx", profile)
    assert not [f for f in read if f.rule == "number-as-text"]


@pytest.mark.parametrize("name", BROKEN)
def test_what_paste_broke_is_named_by_its_cell(
    name: str, form: bytes, tmp_path: Path, profile: Profile
) -> None:
    edit, expected = BROKEN[name]
    _, found = pasted(form, edit, tmp_path, profile)
    assert expected <= found


def test_lost_zeros_are_guessed(form: bytes, tmp_path: Path, profile: Profile) -> None:
    def edit(book: Workbook) -> None:
        cells("机构设置", A2="030401")(book)
        cells(LINES, A2=30401)(book)

    book = load_workbook(io.BytesIO(form))
    edit(book)
    book.save(tmp_path / "零.xlsx")
    budget, read = read_workbook(tmp_path / "零.xlsx", profile)
    assert budget
    found = run_checks(Disclosure.of(budget, profile), read)
    remedies = [f.remedy for f in found if f.rule == "unit-unknown" and "30401" in f.message]
    assert len(remedies) == 1
    assert "030401" in remedies[0]
    assert "前面的 0" in remedies[0]


def test_rows_pasted_below_the_prepared_ones_count(
    form: bytes, tmp_path: Path, profile: Profile
) -> None:
    def edit(book: Workbook) -> None:
        sheet = book[LINES]
        for column in range(1, 16):
            sheet.cell(1500, column).value = sheet.cell(2, column).value

    budget, _ = pasted(form, edit, tmp_path, profile)
    assert budget
    assert budget.lines[-1].cell("amount").cell == "N1500"
