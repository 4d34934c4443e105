"""Readers of typed texts: pairs of brackets, sequences of numbers, near misses of a name, what is covered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetgen.checked import check_file
from budgetgen.findings import CellRef
from budgetgen.rules.published_texts import typed_texts
from budgetgen.rules.wording.likeness import distance, near_misses
from budgetgen.rules.wording.marks import unpaired
from budgetgen.rules.wording.numbers import slips
from budgetgen.rules.wording.repeats import doubled_letters
from budgetgen.rules.wording.words import beginnings, misnamed, typos
from budgetgen.rules.wording.years import is_possible
from budgetgen.workbook.columns import Kind
from budgetgen.workbook.layout import SHEETS
from support.rule_cases import base, save

LETTERS = st.text("甲乙丙丁戊己庚辛", max_size=12)
PAIRS = ("（）", "《》", "〔〕", "“”", "【】")
NESTED = st.recursive(
    LETTERS,
    lambda inner: st.builds(
        lambda before, pair, inside, after: f"{before}{pair[0]}{inside}{pair[1]}{after}",
        LETTERS, st.sampled_from(PAIRS), inner, LETTERS,
    ),
    max_leaves=6,
)  # fmt: skip


@given(NESTED)
def test_nested_pairs_are_all_closed(text: str) -> None:
    assert unpaired(text) is None


@given(NESTED, st.data())
def test_a_lost_half_is_found(text: str, data: st.DataObject) -> None:
    places = [i for i, mark in enumerate(text) if mark in "".join(PAIRS)]
    if places:
        lost = data.draw(st.sampled_from(places))
        assert unpaired(text[:lost] + text[lost + 1 :]) is not None


@given(LETTERS, LETTERS, st.integers(0, 4))
def test_distance_is_symmetric_and_zero_only_for_equals(one: str, other: str, most: int) -> None:
    assert distance(one, other, most) == distance(other, one, most)
    assert (distance(one, other, most) == 0) == (one == other)


@given(st.text("甲乙丙丁戊己庚辛", min_size=1, max_size=12), st.data())
def test_a_letter_left_out_is_one_letter_away(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text) - 1))
    assert distance(text, text[:place] + text[place + 1 :], 2) == 1


@given(st.integers(1, 6), st.sampled_from("，。天地"))
def test_a_name_with_a_letter_lost_or_wrong_is_found_in_any_text(place: int, mark: str) -> None:
    name = "示范县科学技术局"
    lost, wrong = name[:place] + name[place + 1 :], name[:place] + "误" + name[place + 1 :]
    for near in (lost, wrong):
        assert list(near_misses(f"由{near}{mark}负责", name, 1)) == [near]
    assert list(near_misses(f"由{name}{mark}负责", name, 1)) == []


@given(st.integers(2, 30), st.integers(1, 30))
def test_numbers_in_order_have_no_slip_and_a_lost_one_has_one(count: int, lost: int) -> None:
    steps = [("1", n, str(n), CellRef("部门职责", f"B{n}")) for n in range(1, count + 1)]
    assert list(slips(steps)) == []
    left = [step for step in steps if step[1] != lost]
    assert len(list(slips(left))) == (1 < lost < count)


@given(st.integers(1, 12), st.integers(1, 28))
def test_days_of_the_calendar_are_possible_and_thirteen_months_are_not(
    month: int, day: int
) -> None:
    assert is_possible(None, str(month), str(day))
    assert not is_possible(None, str(month + 12), str(day))


def test_lists_inside_a_list_begin_anew() -> None:
    cell = CellRef("其他说明", "B2")
    styles = ["一", "（一", "（一", "一", "（一", "一"]
    numbers = [1, 1, 2, 2, 1, 3]
    steps = [(s, n, str(n), cell) for s, n in zip(styles, numbers, strict=True)]
    assert list(slips(steps)) == []


def test_a_letter_doubled_by_mistake_is_told_from_two_words_that_meet() -> None:
    corpus = (
        "推动企业发展，推动企业创新，管理企业。企业投资金额，补助金额，业务金额，办理业务，专项资金"
    )
    for right in ("推动企业业务发展", "专项资金金额"):
        assert list(doubled_letters(right, f"{corpus}。{right}")) == []
    for wrong in ("推动动企业发展", "推动企企业发展"):
        assert list(doubled_letters(wrong, f"{corpus}。{wrong}")) != []


def test_a_name_of_the_list_is_never_taken_for_another() -> None:
    names = ["科技成果转化与扩散支出", "科技成果转化扩散与支出"]
    assert list(misnamed("".join(names), beginnings(names))) == []
    assert list(misnamed("扩大科技成果转化扩散与支出", beginnings(names[:1]))) == [
        ("科技成果转化扩散与支出", names[0])
    ]


@pytest.mark.parametrize(("pattern", "right"), typos(), ids=lambda each: str(each)[:24])
def test_what_is_put_for_a_typo_is_not_one_itself(pattern: re.Pattern[str], right: str) -> None:
    assert not pattern.search(right)


def test_every_text_column_of_the_workbook_is_covered(tmp_path: Path) -> None:
    sheets = base()
    head, first, *rest = sheets["上年预算"]
    explained = [*first, "2830000", "上年数含已划出的科技馆"]
    sheets["上年预算"] = [
        [*head, "同口径上年数", "口径变化原因"],
        explained,
        *([*row, "", ""] for row in rest),
    ]
    read = check_file(save(sheets, tmp_path / "base.xlsx")).disclosure
    assert read
    covered = {(each.sheet, each.field) for each in typed_texts(read)}
    long = {
        (sheet.field, column.field)
        for sheet in SHEETS
        for column in sheet.columns
        if column.kind is Kind.LONG and sheet.field not in ("waivers", "lines", "terms")
    }
    assert long - covered == set()
