"""Personal data is told from ordinary words and numbers, and nothing that is said repeats it."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from budgetgen.rules.personal_data import (
    ACCOUNT,
    IDENTITY,
    NAME,
    PHONE,
    is_identity_number,
    masked,
    passes_luhn,
    personal_data,
)

_DIGITS = "0123456789"
_days = st.dates(date(1930, 1, 1), date(2020, 12, 31))


@st.composite
def identity_numbers(draw: st.DrawFn) -> str:
    area = str(draw(st.integers(110000, 659999)))
    head = f"{area}{draw(_days):%Y%m%d}{draw(st.integers(0, 999)):03}"
    return next(head + last for last in "0123456789X" if is_identity_number(head + last))


@st.composite
def card_numbers(draw: st.DrawFn) -> str:
    head = draw(st.sampled_from("3456")) + draw(st.text(_DIGITS, min_size=14, max_size=17))
    return next(head + last for last in _DIGITS if passes_luhn(head + last))


phones = st.tuples(st.sampled_from(["138", "159", "186"]), st.text(_DIGITS, min_size=8, max_size=8))
people = st.sampled_from(["王建国", "李秀英", "张伟", "刘洋", "陈桂兰", "赵志强"])
aids = st.sampled_from(["药费", "遗属补助", "慰问金", "医疗费", "困难救助"])


def kinds(text: str) -> list[str]:
    return [found.kind for found in personal_data(text)]


@given(identity_numbers())
def test_an_identity_number_is_known_by_its_check_character(number: str) -> None:
    assert kinds(f"支付{number}的费用") == [IDENTITY]
    other = "0" if number[-1] != "0" else "1"
    assert IDENTITY not in kinds(f"支付{number[:-1]}{other}的费用")


@given(card_numbers())
def test_a_card_number_is_known_by_its_last_digit(number: str) -> None:
    assert kinds(f"付至{number}。") in ([ACCOUNT], [IDENTITY])
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert ACCOUNT not in kinds(f"资产编号{wrong}。")
    assert len(kinds(f"账号：{wrong}。")) == 1


@given(phones.map("".join))
def test_a_mobile_number_is_found_but_no_amount(number: str) -> None:
    assert kinds(f"联系电话{number}。") == [PHONE]
    assert kinds(f"共{number}元") == kinds(f"编号A{number}B") == []


@given(people, aids)
def test_a_name_before_an_aid_is_found(name: str, aid: str) -> None:
    assert kinds(f"{name}{aid}") == kinds(f"用于发放{name}{aid}。") == [NAME]


@given(
    st.one_of(identity_numbers(), card_numbers(), phones.map("".join), people.map("{}药费".format))
)
def test_what_is_masked_can_no_longer_be_read(text: str) -> None:
    shown = masked(f"付给{text}。")
    assert text not in shown
    assert personal_data(shown) == ()


def test_ordinary_words_before_an_aid_are_no_names() -> None:
    for text in (
        "对个人和家庭的补助", "安置补助", "高龄补贴", "农民工工资", "困难职工慰问", "马铃薯种植补贴", "边境地区补助",
        "平均工资", "时薪工资", "国庆慰问", "文明家庭补助", "向老党员慰问", "温棚补贴", "通讯补贴", "双语教师补贴",
        "原印染厂补助人数", "方舱补贴", "沙棘种植补贴", "全市高新技术企业补助", "通过补贴资金", "史志工作补助",
    ):  # fmt: skip
        assert kinds(text) == [], text


def test_a_card_number_is_told_by_its_last_digit_alone() -> None:
    for known in ("79927398713", "4111111111111111", "5555555555554444", "378282246310005"):
        right = [last for last in _DIGITS if passes_luhn(known[:-1] + last)]
        assert right == [known[-1]]
