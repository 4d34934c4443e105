"""指标值: the same promise, however it is written, is the same target."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetgen.model.target import (
    COUNTED,
    YUAN_IN,
    Bound,
    Measure,
    Target,
    mentions,
    parse_target,
    same_unit,
)

NUMBERS = st.decimals(0, 10**6, places=2, allow_nan=False)
UNITS = st.sampled_from(["%", "家", "人次", "平方米", "万元", "元", "天", "个月", *COUNTED[:5]])


@given(NUMBERS, UNITS, st.sampled_from(["≥", "≤", "＝"]))
def test_a_target_written_out_is_read_as_itself(number: Decimal, unit: str, sign: str) -> None:
    target = parse_target(f"{sign}{number}{unit}")
    assert target.bound.value == sign
    assert parse_target(str(target)) == target


@given(NUMBERS, UNITS)
def test_all_ways_to_say_at_least_are_one(number: Decimal, unit: str) -> None:
    ways = {parse_target(f"{sign}{number}{unit}") for sign in ("≥", "≧", ">=", "不少于", "不低于")}
    ways |= {parse_target(f"{number}{unit}以上"), parse_target(f" ≥ {number} {unit} 。")}
    assert len(ways) == 1
    assert ways.pop().bound is Bound.AT_LEAST


@given(NUMBERS, st.sampled_from(sorted(YUAN_IN)), st.sampled_from(["", "/家", "/人·月"]))
def test_money_is_yuan_whatever_it_is_written_in(number: Decimal, unit: str, per: str) -> None:
    target = parse_target(f"{number}{unit}{per}")
    assert (target.measure, target.unit) == (Measure.MONEY, "元")
    assert target.number == number * YUAN_IN[unit]
    assert target.per == per.strip("/")


@given(st.text(max_size=30))
def test_any_text_is_read_as_something(text: str) -> None:
    target = parse_target(text)
    assert (target.number is None) is (target.measure in (Measure.WORDS, Measure.DATE))
    assert all(mention.target.number is not None for mention in mentions(text))


@pytest.mark.parametrize(
    "date",
    ["12月底前", "≤12月", "2024年12月31日前", "次月25日前", "5—12月", "每月25日前", "年度内支出", "第三季度",
     "2024-12-31", "2035年", "年底前", "3月份", "每季度末"],
)  # fmt: skip
def test_a_point_in_time_is_a_date(date: str) -> None:
    assert parse_target(date).measure is Measure.DATE


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("两次", Target(Measure.COUNT, Decimal(2), "次")),
        ("百分之95", Target(Measure.PERCENT, Decimal(95), "%")),
        ("5‰", Target(Measure.PERCENT, Decimal("0.5"), "%")),
        ("8-10家", Target(Measure.COUNT, Decimal(8), "家")),
        ("5家（户）", Target(Measure.COUNT, Decimal(5), "家")),
        ("10个工作日内", Target(Measure.SPAN, Decimal(10), "个工作日", "", Bound.AT_MOST, True)),
        ("50元每人", Target(Measure.MONEY, Decimal(50), "元", "人")),
        ("按标准发放", Target(Measure.WORDS)),
        ("实际发生额的0.1-1%", Target(Measure.WORDS)),
    ],
)
def test_less_usual_values_are_read(text: str, target: Target) -> None:
    assert parse_target(text) == target


def test_figures_of_a_sentence_come_with_the_words_of_their_clause() -> None:
    first, second, third = mentions("新增高企15家、科小100家，技术交易额4.6亿元以上")
    assert (first.before, first.text) == ("新增高企", "15家")
    assert (second.before, second.lead) == ("、科小", "新增高企")
    assert (third.target.number, third.after) == (Decimal(460_000_000), "以上")


def test_years_dates_documents_and_ordinals_are_no_figures() -> None:
    assert not mentions("2024年12月31日前按示财建〔2023〕45号第3条执行")


@given(st.sampled_from(COUNTED), st.sampled_from(COUNTED))
def test_units_are_the_same_both_ways(one: str, other: str) -> None:
    assert same_unit(one, other) is same_unit(other, one)
    assert same_unit(one, one)
