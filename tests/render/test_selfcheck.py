"""公开自查表: one page, filled from the findings, nothing in it that a hostile text could break."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from budgetgen.checked import Checked, check_file
from budgetgen.findings import CellRef, Finding, Severity
from budgetgen.render.selfcheck import render_selfcheck, selfcheck_rows
from budgetgen.rules.registry import ASPECTS, Aspect, Topic
from support.rule_cases import base, save


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    return check_file(save(base(), tmp_path_factory.mktemp("selfcheck") / "base.xlsx"))


def found(topic: Topic, severity: Severity, message: str = "不对") -> Finding:
    return Finding("x", severity, message, "改", (CellRef("项目", "G2"),), order=topic)


def rows(checked: Checked, *findings: Finding) -> dict[str, tuple[str, tuple[str, ...]]]:
    assert checked.disclosure
    made = selfcheck_rows(checked.disclosure, findings)
    return {row.aspect: (row.verdict, row.said) for row in made}


def test_a_clean_budget_meets_every_requirement(checked: Checked) -> None:
    assert set(rows(checked)) == {aspect.value for aspect in Aspect}
    assert {verdict for verdict, _ in rows(checked).values()} == {"符合"}


def test_findings_turn_their_own_row(checked: Checked) -> None:
    said = rows(
        checked,
        found(Topic.PROJECTS, Severity.WARNING),
        found(Topic.DATES, Severity.ERROR),
        found(Topic.TEXT, Severity.NOTICE),
    )
    turned = {aspect: verdict for aspect, (verdict, _) in said.items() if verdict != "符合"}
    assert turned == {"绩效": "待核实", "及时": "不符合"}
    assert said["绩效"][1] == ("警告：项目!G2 不对",)


def test_every_topic_has_its_row() -> None:
    assert set(ASPECTS) == set(Topic)


def test_the_page_says_the_facts(checked: Checked) -> None:
    assert checked.disclosure
    table = docx.Document(
        io.BytesIO(render_selfcheck(checked.disclosure, checked.findings))
    ).tables[0]
    text = {row.cells[0].text: row.cells[2].text for row in table.rows}
    assert text["及时"].endswith("最迟应于 2024年2月20日 公开；公开日期 2024年2月8日。")
    assert text["空表说明"] == "表7、表8没有内容，已印出并注明。"
    assert text["一致"].startswith("收支总额 295.10 万元")
    assert text["总的结论"] == "检查通过，没有发现问题。"


def test_any_number_of_long_and_hostile_findings_stays_short(checked: Checked) -> None:
    many = [
        found(topic, Severity.ERROR, "<w:p>&{{ x }}" * 40) for topic in Topic for _ in range(30)
    ]
    assert checked.disclosure
    made = docx.Document(io.BytesIO(render_selfcheck(checked.disclosure, many)))
    cells = [cell.text for row in made.tables[0].rows for cell in row.cells]
    assert max(map(len, cells)) < 260
    assert any("<w:p>&{{ x }}" in cell for cell in cells)


def test_equal_input_gives_equal_bytes(checked: Checked) -> None:
    assert checked.disclosure
    one, two = (render_selfcheck(checked.disclosure, checked.findings) for _ in range(2))
    assert one == two


def test_the_command_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from budgetgen.cli import main

    out = tmp_path / "自查表.docx"
    assert main(["check", str(save(base(), tmp_path / "b.xlsx")), "--selfcheck", str(out)]) == 0
    assert out.read_bytes()[:2] == b"PK"
    assert "自查表" in capsys.readouterr().err
