"""``budgetgen diff``: workbooks and kept inputs, exit status, report and JSON."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from random import Random

import openpyxl
import pytest

from budgetgen.checked import check_file
from budgetgen.cli import main
from budgetgen.comparison.drafts.summary import PromiseChange, judged
from budgetgen.comparison.drafts.tell.report import drafts_report
from budgetgen.comparison.drafts.words import compare_words, plain_marks
from budgetgen.model.records import Indicator
from budgetgen.render.json import render_budget_json
from budgetgen.report import WIDTH, columns
from budgetgen.workbook.read.stored import read_budget_json
from support.budget_edits import EXAMPLES, edited, example, put
from support.drafts import compared
from support.places import ROOT, SMALL

pytestmark = pytest.mark.long

PROFILE = "hebei-2024-dept"


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """The small example with 5 万元 more in its first line."""
    path = tmp_path / "二稿.xlsx"
    book = openpyxl.load_workbook(SMALL)
    sheet = book["收支明细"]
    column = [cell.value for cell in sheet[1]].index("金额") + 1
    sheet.cell(2, column).value += 50_000
    book.save(path)
    return path


def kept(folder: Path, name: str = "一稿.budget.json") -> Path:
    path = folder / name
    path.write_bytes(render_budget_json(example("small-2024"), PROFILE))
    return path


def test_equal_drafts_are_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(SMALL), str(kept(tmp_path))]) == 0
    assert capsys.readouterr().out == "两稿完全一样。\n"


def test_a_changed_amount_is_reported_with_its_effects(
    second: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", str(kept(tmp_path)), str(second)]) == 1
    said = capsys.readouterr().out
    assert "收支总额 215.49 → 220.49，增加5.00" in said
    assert "#1 修改 收支明细!" in said
    assert "（增加50000元）" in said
    assert "6 张表" in said
    assert said.splitlines()[-1].startswith("填报内容有 1 处变化")


def test_the_json_links_changes_and_differences(
    second: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", str(SMALL), str(second), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["schema"] == "budgetgen.diff/1"
    (change,) = said["changes"]
    assert [edit["field"] for edit in change["edits"]] == ["amount"]
    assert change["effects"] == [each["id"] for each in said["differences"]]
    assert all(each["causes"] == [change["id"]] for each in said["differences"])


def test_the_documented_fields_are_the_written_ones(
    second: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["diff", str(SMALL), str(second), "--json"])
    said = json.loads(capsys.readouterr().out)
    page = (ROOT / "docs" / "diff.md").read_text(encoding="utf-8")
    names = {*said, *said["old"], *said["summary"], *said["changes"][0], *said["differences"][0]}
    assert {name for name in names if f"`{name}`" not in page} == set()


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"schema": "budgetgen.budget/1", "info": 3}'])
def test_another_json_is_refused_in_words(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "别的.json"
    other.write_text(content, encoding="utf-8")
    assert main(["diff", str(SMALL), str(other)]) == 2
    assert "办法：" in capsys.readouterr().err


def test_a_draft_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "没有.xlsx", "也没有.json"]) == 2
    assert "没有.xlsx" in capsys.readouterr().err


@pytest.mark.parametrize("name", [path.parent.name for path in EXAMPLES])
def test_kept_inputs_are_the_budget(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x.budget.json"
    path.write_bytes(render_budget_json(example(name), PROFILE))
    assert read_budget_json(path) == (example(name), PROFILE)


def test_a_form_that_is_not_here_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.budget.json"
    path.write_bytes(render_budget_json(example("small-2024"), "no-such-profile"))
    assert main(["diff", str(path), str(SMALL)]) == 0
    assert "no-such-profile" in capsys.readouterr().err


def test_errors_in_a_draft_are_said_and_never_end_in_sameness(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "坏.xlsx"
    book = openpyxl.load_workbook(SMALL)
    sheet = book["收支明细"]
    column = [cell.value for cell in sheet[1]].index("金额") + 1
    sheet.cell(2, column).value = "五万"
    book.save(path)
    assert not check_file(path).disclosure or main(["diff", str(path), str(path)]) == 1
    assert "没有比对" in capsys.readouterr().err


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 6))]
)
def test_the_report_keeps_to_eighty_columns_and_names_every_change(seed: int) -> None:
    name = EXAMPLES[seed].parent.name
    found = compared(name, edited(Random(seed), example(name), 8))
    said = drafts_report(found)
    assert max(columns(line) for line in said.splitlines()) <= WIDTH + 2
    for index in range(len(found.changes)):
        assert re.search(rf"#{index + 1}\b", said)


def test_a_recoded_project_is_one_change_and_a_line_for_what_follows() -> None:
    old = example("small-2024")
    code = old.projects[0].code
    lines = tuple(
        x.model_copy(update={"project": "X"}) if x.project == code else x for x in old.lines
    )
    new = type(old)(
        **{n: getattr(old, n) for n in type(old).model_fields} | {"lines": lines},
    )
    said = drafts_report(compared("small-2024", put(new, "projects", 0, code="X")))
    assert "只随项目或单位的新编码改了编码" in said


def indicator(value: str, level1: str = "产出指标") -> Indicator:
    return Indicator(project="1", level1=level1, level2="", level3="", value=value)


@pytest.mark.parametrize(
    ("old", "new", "level", "expected"),
    [
        ("≥600户", "≥500户", "产出指标", PromiseChange.LOOSER),
        ("≥95%", "≥98%", "满意度指标", PromiseChange.TIGHTER),
        ("≤10万元", "≤12万元", "成本指标", PromiseChange.LOOSER),
        ("10万元", "9万元", "成本指标", PromiseChange.TIGHTER),
        ("≥20处", "≥20%", "产出指标", PromiseChange.OTHER),
        ("良好", "优秀", "效益指标", PromiseChange.OTHER),
    ],
)
def test_a_target_is_loosened_or_tightened(
    old: str, new: str, level: str, expected: PromiseChange
) -> None:
    assert judged(indicator(old, level), indicator(new, level)) is expected


def test_figures_are_never_cut_in_two() -> None:
    pieces = [p for p in compare_words("收入342.87万元", "收入362.87万元") if not p.same]
    assert [(p.old, p.new) for p in pieces] == [("342.87", "362.87")]
    assert plain_marks("共8人", "共9人") == "共[-8-]{+9+}人"


def test_both_texts_can_be_read_out_of_the_comparison() -> None:
    old, new = "加强领导，每月调度。", "进一步加强领导，每周调度一次。"
    runs = compare_words(old, new)
    assert "".join(run.old for run in runs) == old
    assert "".join(run.new for run in runs) == new


def test_an_amount_that_only_shows_in_the_inputs_is_reported() -> None:
    old = example("small-2024")
    found = compared("small-2024", put(old, "lines", 0, note="核过"))
    assert "公开文本没有变化" in drafts_report(found)
    assert not found.differences
    more = put(old, "lines", 0, amount=old.lines[0].amount + Decimal(1))
    assert "（增加1元）" in drafts_report(compared("small-2024", more))
