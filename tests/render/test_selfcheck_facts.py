"""What the self-check says of a budget where something is not given, or not shown."""

from pathlib import Path

import pytest

from budgetgen.checked import check_file
from budgetgen.render.selfcheck import selfcheck_rows
from budgetgen.rules.registry import Aspect
from support.rule_cases import Sheets, base, save


def facts(sheets: Sheets, tmp_path: Path) -> dict[str, str]:
    """The sentence of each requirement."""
    checked = check_file(save(sheets, tmp_path / "预算.xlsx"))
    assert checked.disclosure
    return {row.aspect: row.fact for row in selfcheck_rows(checked.disclosure, ())}


@pytest.mark.parametrize(
    ("field", "value", "aspect", "sentence"),
    [
        ("批复日期", "", Aspect.TIMELY, "没有填批复日期，无法判断。"),
        ("公开日期", "", Aspect.TIMELY,
         "批复日期 2024年1月31日，最迟应于 2024年2月20日 公开；公开日期未填。"),
        ("保密审查结论", "", Aspect.SECRECY, "没有填保密审查结论。"),
        ("保密审查结论", "可以公开。", Aspect.SECRECY, "保密审查结论：可以公开（2024年2月5日）。"),
        ("保密审查日期", "", Aspect.SECRECY, "保密审查结论：可以公开。"),
    ],
)  # fmt: skip
def test_what_is_not_filled_in_is_said(
    tmp_path: Path, field: str, value: str, aspect: Aspect, sentence: str
) -> None:
    sheets = base()
    sheets["基本信息"] = [[k, value if k == field else v] for k, v in sheets["基本信息"]]
    assert facts(sheets, tmp_path)[aspect] == sentence


def test_what_there_is_none_of_is_said(tmp_path: Path) -> None:
    sheets = base()
    for title in ("政府采购", "批复控制数"):
        del sheets[title][1:]
    said = facts(sheets, tmp_path)
    assert said[Aspect.PROCUREMENT] == "没有政府采购，已注明。"
    assert "没有批复控制数可以核对" in said[Aspect.CONSISTENT]


def test_hidden_projects_are_counted_and_their_indicators_are_not(tmp_path: Path) -> None:
    sheets = base()
    ways = ["公开方式", "不公开", "", ""]
    sheets["项目"] = [[*row, way] for row, way in zip(sheets["项目"], ways, strict=True)]
    said = facts(sheets, tmp_path)
    assert said[Aspect.SECRECY].endswith("；不公开或只公开金额的项目 1 个。")
    assert said[Aspect.PERFORMANCE] == "公开绩效目标的项目 2 个，绩效指标 12 条。"
