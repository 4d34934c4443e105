"""Moving to today's form: what was read arrives, what was not is listed, nothing vanishes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from openpyxl import load_workbook

from budgetgen.checked import check_file
from budgetgen.cli import main
from budgetgen.findings import Severity
from budgetgen.model.budget import Budget
from budgetgen.model.records import LineItem
from budgetgen.profiles import Profile, load_profile
from budgetgen.season.renew.migrate import migrate_workbook
from budgetgen.workbook.file.package import identify_workbook
from budgetgen.workbook.form.writer import write_workbook
from budgetgen.workbook.read import versions
from budgetgen.workbook.read.reader import read_workbook
from support.ledgers import INFO, UNIT, ledgers
from support.office import Office
from support.workbook_factory import LINE, LINE_HEAD, save

pytestmark = [pytest.mark.usefixtures("short_forms"), pytest.mark.long]


def said(path: Path) -> dict[str, Severity]:
    return {f.rule: f.severity for f in check_file(path).findings}


def filled(path: Path, profile: Profile, year: int = 2024) -> Path:
    info = INFO.model_copy(update={"year": year})
    path.write_bytes(write_workbook(Budget(info=info, units=(UNIT,)), profile))
    return path


@settings(max_examples=5, phases=[Phase.generate])
@given(lines=ledgers(6))
def test_all_content_arrives(
    tmp_path_factory: pytest.TempPathFactory, lines: tuple[LineItem, ...]
) -> None:
    folder = tmp_path_factory.mktemp("迁移")
    profile, other = load_profile("hebei-2024-dept"), load_profile("hebei-2025-dept")
    budget = Budget(info=INFO, units=(UNIT,), lines=lines)
    old, new = folder / "旧.xlsx", folder / "新.xlsx"
    old.write_bytes(write_workbook(budget, profile))
    moved = migrate_workbook(old, other)
    assert (moved.unreadable, moved.dropped, moved.added) == ((), (), ())
    new.write_bytes(moved.workbook)
    assert read_workbook(new, other)[0] == budget
    assert identify_workbook(new).profile == other.id


def test_what_has_no_place_is_listed_with_its_cell(tmp_path: Path, profile: Profile) -> None:
    path = save(
        tmp_path,
        {
            "收支明细": (
                ("县科技局", "2024"), (*LINE_HEAD, "经办"), (*LINE, "张三"),
                ("合计", *[""] * 6, 120),
            ),
            "私房账": (("电话", 123),),
        },
    )  # fmt: skip
    moved = migrate_workbook(path, profile)
    assert moved.is_whole
    assert {str(left.at): left.text for left in moved.dropped} == {
        "收支明细!A1": "县科技局", "收支明细!B1": "2024", "收支明细!I2": "经办",
        "收支明细!I3": "张三", "收支明细!A4": "合计", "收支明细!H4": "120",
        "私房账!A1": "电话", "私房账!B1": "123",
    }  # fmt: skip
    assert any("资金级次" in added for added in moved.added)


def test_what_cannot_be_read_stops_the_writing_unless_forced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = save(tmp_path, {"收支明细": (LINE_HEAD, LINE, (*LINE[:7], "约五万"))})
    new = tmp_path / "新.xlsx"
    assert main(["migrate", str(path), "-o", str(new)]) == 1
    printed = capsys.readouterr().out
    assert "收支明细!H3" in printed
    assert "约五万" in printed
    assert not new.exists()
    assert main(["migrate", str(path), "-o", str(new), "--force"]) == 1
    budget, _ = read_workbook(new)
    assert budget
    assert len(budget.lines) == 1


def test_the_old_workbook_is_never_overwritten(tmp_path: Path) -> None:
    path = save(tmp_path)
    before = path.read_bytes()
    assert main(["migrate", str(path), "-o", str(path)]) == 2
    assert path.read_bytes() == before


def test_formulas_become_figures_and_are_counted(
    tmp_path: Path, profile: Profile, office: Office
) -> None:
    path = save(tmp_path, {"收支明细": (LINE_HEAD, (*LINE[:7], "=100+20"))})
    stuck = migrate_workbook(path, profile)
    assert "收支明细!H2" in [str(left.at) for left in stuck.unreadable]
    moved = migrate_workbook(office.again(path), profile)
    assert moved.is_whole
    assert moved.frozen_formulas == 1


def test_an_annotated_copy_migrates_like_its_original(tmp_path: Path, profile: Profile) -> None:
    from budgetgen.workbook.marks.annotate import annotate_workbook

    path = filled(tmp_path / "原.xlsx", profile)
    copy = tmp_path / "批注.xlsx"
    copy.write_bytes(annotate_workbook(path, check_file(path).findings))
    assert migrate_workbook(copy, profile).dropped == migrate_workbook(path, profile).dropped == ()


# Versions ----------------------------------------------------------------------------------------


def test_the_present_form_is_not_remarked_upon(tmp_path: Path, profile: Profile) -> None:
    assert not [r for r in said(filled(tmp_path / "a.xlsx", profile)) if r.startswith("template")]


def test_an_older_version_is_said(tmp_path: Path, profile: Profile) -> None:
    older = profile.model_copy(update={"version": "2023.9"})
    newer = profile.model_copy(update={"version": "2099.1"})
    assert said(filled(tmp_path / "a.xlsx", older))["template-older"] is Severity.WARNING
    assert said(filled(tmp_path / "b.xlsx", newer))["template-newer"] is Severity.WARNING


def test_another_make_of_the_same_version_is_a_notice(
    tmp_path: Path, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = filled(tmp_path / "a.xlsx", profile)
    monkeypatch.setattr(versions, "fingerprints", lambda: frozenset({"other"}))
    assert said(path)["template-older"] is Severity.NOTICE


def test_what_an_older_form_lacks_is_said_once(tmp_path: Path, profile: Profile) -> None:
    path = filled(tmp_path / "a.xlsx", profile.model_copy(update={"version": "2023.9"}))
    book = load_workbook(path)
    book["项目"].delete_cols(2)
    del book["机构设置"]
    book.save(path)
    checked = check_file(path)
    older = next(f for f in checked.findings if f.rule == "template-older")
    assert older.severity is Severity.ERROR
    assert "项目名称" in older.message
    assert "机构设置" in older.message
    assert not {"column-missing"} & {f.rule for f in checked.findings}


def test_without_the_hidden_sheet_the_properties_tell(tmp_path: Path, profile: Profile) -> None:
    path = filled(tmp_path / "a.xlsx", profile)
    before = identify_workbook(path)
    book = load_workbook(path)
    del book["元数据"]
    book.save(path)
    assert identify_workbook(path) == before
    assert said(path)["template-mark-lost"] is Severity.NOTICE
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]
    book.save(path)
    assert said(path)["template-unknown"] is Severity.NOTICE


def test_the_properties_survive_libreoffice(
    tmp_path: Path, profile: Profile, office: Office
) -> None:
    path = filled(tmp_path / "a.xlsx", profile)
    book = load_workbook(path)
    del book["元数据"]
    book.save(path)
    assert identify_workbook(office.again(path)).profile == profile.id


def test_last_years_workbook_with_this_years_number(tmp_path: Path, profile: Profile) -> None:
    path = filled(tmp_path / "a.xlsx", profile)
    book = load_workbook(path)
    book["基本信息"]["B2"] = 2025
    book.save(path)
    found = said(path)
    assert found["template-other-year"] is Severity.WARNING
    assert found["profile-superseded"] is Severity.WARNING
