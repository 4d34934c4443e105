"""Numbers of headings and lists, and typed numbers taken off."""

import pytest

from budgetgen.model.numbering import NumberStyle, list_items, numeral, without_number


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (1, "一"),
        (9, "九"),
        (10, "十"),
        (11, "十一"),
        (19, "十九"),
        (20, "二十"),
        (21, "二十一"),
        (99, "九十九"),
    ],
)
def test_numerals(n: int, text: str) -> None:
    assert numeral(n) == text


def test_styles() -> None:
    written = [style.write(12) for style in NumberStyle]
    assert written == ["", "第十二部分　", "十二、", "（十二）", "12.", "12、", "（12）"]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("（二十一）负责统计工作", "负责统计工作"),
        ("(一)、促进转型", "促进转型"),
        ("1、组织实施", "组织实施"),
        ("1.组织实施", "组织实施"),
        ("１．组织实施", "组织实施"),
        ("3）组织实施", "组织实施"),
        ("十二、其他", "其他"),
        ("① 组织", "组织"),
        ("  2. 组织", "组织"),
    ],
)
def test_typed_numbers_come_off(typed: str, text: str) -> None:
    assert without_number(typed) == text


@pytest.mark.parametrize(
    "text",
    ["2024年重点工作", "1.5万家企业", "一方面", "三公经费", "（试行）办法", "100%完成", "5月底前"],
)
def test_figures_and_words_stay(text: str) -> None:
    assert without_number(text) == text


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        ("负责甲。", ["负责甲。"]),
        ("1、负责甲；\n2、负责乙；\n3、负责丙。", ["负责甲；", "负责乙；", "负责丙。"]),
        ("（九）负责甲。\n\n（十）负责乙。", ["负责甲。", "负责乙。"]),
        ("①负责甲。\n②负责乙。", ["负责甲。", "负责乙。"]),
        ("负责甲。\n负责乙。", ["负责甲。", "负责乙。"]),
        ("负责下列审批：\n（1）甲；\n（2）乙。", ["负责下列审批：\n（1）甲；\n（2）乙。"]),
        (
            "一、负责审批：\n（1）甲；\n（2）乙。\n二、负责丙。",
            ["负责审批：\n（1）甲；\n（2）乙。", "负责丙。"],
        ),
        ("1.负责甲，\n接着写。\n2.负责乙。", ["负责甲，\n接着写。", "负责乙。"]),
        ("", []),
    ],
)
def test_a_list_in_one_cell_falls_into_its_items(typed: str, items: list[str]) -> None:
    assert list_items(typed) == items
