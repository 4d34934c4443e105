"""Which figures speak of the same thing, and what a price is multiplied with."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetgen.findings import CellRef
from budgetgen.model.records import Indicator
from budgetgen.model.target import parse_target
from budgetgen.rules.goals.claims import (
    Claim,
    adds_up,
    claim_likeness,
    claims_of_text,
    contradicted,
)
from budgetgen.rules.indicators.costs import costs
from budgetgen.rules.indicators.prices import price_units


def claim(words: str, value: str, cell: str = "A1") -> Claim:
    return Claim(words, parse_target(value), CellRef("表", cell), words + value)


def indicator(kind: str, name: str, value: str, description: str = "") -> Indicator:
    return Indicator(
        project="新01", level1="产出指标", level2=f"{kind}指标", level3=name, description=description, value=value
    )  # fmt: skip


WORDS = st.text("省级专精特新企业培育补助检测设备新增", max_size=14)


@given(WORDS, WORDS)
def test_likeness_is_symmetric_and_between_nothing_and_all(one: str, other: str) -> None:
    here, there = claim(one, "5家"), claim(other, "6家")
    assert claim_likeness(here, there) == claim_likeness(there, here)
    assert 0 <= claim_likeness(here, there) <= 1


@given(WORDS, st.lists(WORDS, max_size=4))
def test_nobody_is_contradicted_who_is_also_confirmed(words: str, others: list[str]) -> None:
    here = claim(words, "5家")
    there = [claim(other, "6家") for other in others]
    assert (
        contradicted(here, [*there, claim(words, "5户")]) is None or claim_likeness(here, here) == 0
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("新增专精特新企业", "专精特新企业"),
        ("省级专精特新企业", "国家级专精特新企业"),
        ("奖励高新技术企业、科技型中小企业、研发平台", "高新技术企业"),
        ("补助", "补助"),
    ],
)
def test_what_may_be_another_thing_is_not_held_against_it(one: str, other: str) -> None:
    assert contradicted(claim(one, "5家"), [claim(other, "3家")]) is None


def test_several_others_with_several_figures_contradict_nobody() -> None:
    here = claim("补助创新企业", "5家")
    assert contradicted(here, [claim("补助创新企业数量", "3家")])
    assert not contradicted(here, [claim("补助创新企业数量", n) for n in ("3家", "4家")])


def test_the_likeliest_of_those_contradicted_is_quoted() -> None:
    others = [claim("补助创新型企业", "3家"), claim("补助创新企业数量", "3家")]
    for each in (others, others[::-1]):
        assert contradicted(claim("补助创新企业", "5家"), each) is others[1]


def test_a_sum_of_parts_is_no_contradiction() -> None:
    parts = [claim("补助创新企业", "3家", "A1"), claim("补助创新企业", "2家", "A2")]
    assert adds_up(claim("补助创新企业", "5家"), parts)
    assert not adds_up(claim("补助创新企业", "6家"), parts)
    others = [
        claim("补助创新企业", "4人", "A3"),
        claim("购置检测设备", "1家", "A4"),
        claim("补助创新企业", "若干家", "A5"),
    ]
    assert adds_up(claim("补助创新企业", "5家"), [*parts, *others])
    assert not adds_up(claim("补助创新企业", "3家"), [*parts[:1], *others])


def test_a_word_before_the_first_figure_holds_for_the_next() -> None:
    _, second = claims_of_text("新增科技型企业5家、高新技术企业3家", CellRef("表", "A1"))
    assert "新增" in second.qualifiers


@pytest.mark.parametrize(
    ("name", "value", "units"),
    [
        ("服务成本", "≤0.15万元/家", ("家",)),
        ("劳务费", "50元/人·天", ("人", "天")),
        ("月均成本", "≤1万元", ("月",)),
        ("平均每家企业每月补助", "50元", ("家", "月")),
        ("单个企业支持金额", "≤10万元", ("家",)),
        ("单位成本", "≤10万元", ()),
        ("残疾军人补助总额", "≤2万元", ()),
    ],
)
def test_what_a_price_is_for(name: str, value: str, units: tuple[str, ...]) -> None:
    assert price_units(indicator("成本", name, value), parse_target(value)) == units


@pytest.mark.parametrize(
    ("price", "others", "amount"),
    [
        (("讲解费用", "200元/人·天"), [("数量", "讲解人数", "4人"), ("数量", "讲解天数", "10天")], 8000),
        (("讲解费用", "200元/次"), [("数量", "讲解次数", "4场")], 800),
        (("讲解费用", "200元/次"), [("数量", "设备维修次数", "4次")], 200),
        (("讲解费用", "200元/次"), [("数量", "调解次数", "4次")], 200),
        (("讲解费用", "200元/月"), [("时效", "讲解时段", "3—5月")], 600),
        (("讲解费用", "200元/季度"), [], 800),
        (("讲解费用", "200元/年"), [], 200),
    ],
)  # fmt: skip
def test_a_price_is_multiplied_with_what_the_project_counts(
    price: tuple[str, str], others: list[tuple[str, str, str]], amount: int
) -> None:
    rows = [indicator("成本", *price), *(indicator(*other) for other in others)]
    (cost,) = costs(rows)
    assert cost.all == Decimal(amount)
