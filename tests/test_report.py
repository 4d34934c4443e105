"""The text report: reads in 80 columns, gravest first, loses nothing."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from budgetgen.findings import CellRef, Finding, Severity
from budgetgen.report import WIDTH, columns, text_report, wrapped

ERROR = Finding(
    "approval-differs",
    Severity.ERROR,
    "304001、一般公共预算、公用经费：明细合计 8.50 万元，批复 9.50 万元，相差 1.00 万元，请核对明细的每一行",
    "核对“收支明细”中这些行的金额",
    (CellRef("批复控制数", "F3"), CellRef("收支明细", "H6")),
    ("《预算法》",),
)
HINT = Finding("rounding-shows", Severity.NOTICE, "表2有 3 处只差尾数", "不用改")


def test_a_report_reads_like_this() -> None:
    waived = Finding(
        "plan-falls", Severity.WARNING, "少", "改", (CellRef("项目", "G2"),), waived="尾款"
    )
    assert text_report([ERROR, waived, HINT]).splitlines() == [
        "错误 1 个 " + "─" * 70,
        "  批复控制数!F3、收支明细!H6",
        "    304001、一般公共预算、公用经费：明细合计 8.50 万元，批复 9.50 万元，相差",
        "    1.00 万元，请核对明细的每一行",
        "    办法：核对“收支明细”中这些行的金额",
        "    依据：《预算法》 [approval-differs]",
        "",
        "提示 1 个 " + "─" * 70,
        "  全表",
        "    表2有 3 处只差尾数",
        "    办法：不用改",
        "    [rounding-shows]",
        "",
        "已说明理由 1 个 " + "─" * 64,
        "  项目!G2 [plan-falls]",
        "    理由：尾款",
        "",
        "发现 1 个错误、1 个提示：请先改正错误，再生成公开文件。（另有 1 个警告已说明理由）",
    ]


def test_one_remedy_is_said_once_for_all_places() -> None:
    said = text_report([ERROR, ERROR])
    assert said.count("304001、一般") == 2
    assert said.count("办法") == 1


def test_errors_are_all_written_out_and_hints_are_not() -> None:
    said = text_report([ERROR] * 30 + [HINT] * 30)
    assert said.count("批复控制数!F3") == 30
    assert said.count("全表") == 5
    assert "其余 25 处" in said


@given(st.text(st.sampled_from("预算，。（）“”ab1 万元≥5%"), max_size=300))
def test_lines_fit_and_together_say_the_text(text: str) -> None:
    lines = list(wrapped(text, 4))
    unbroken = {"，", "。", "）", "”", "%", "（", "“"}
    for line in lines:
        assert columns(line) <= WIDTH or unbroken & set(line)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_line_never_begins_with_a_stop_nor_ends_with_an_opening() -> None:
    lines = list(wrapped("预算（执行）。" * 60, 4))
    assert all(line.strip()[0] not in "）。" and line[-1] != "（" for line in lines)


def test_a_dozen_places_are_written_out_with_the_sheet_named_once() -> None:
    many = replace(HINT, at=tuple(CellRef("项目", f"G{n}") for n in range(2, 11)))
    assert "  项目!G2、G3、G4、G5、G6、G7、G8、G9、G10" in text_report([many]).splitlines()
    more = replace(HINT, at=(CellRef("收支明细", "N2"), *many.at, *many.at))
    first = text_report([more]).splitlines()[1]
    assert first == "  收支明细!N2、项目!G2、G3、G4、G5、G6、G7、G8、G9、G10、G2、G3 等19处"
