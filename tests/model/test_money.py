"""Rounding: half up, each cell by itself, in one place."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetgen.model.money import WAN, YUAN, PrintUnit, direction, plain, total


@pytest.mark.parametrize(
    ("yuan", "cell", "word"),
    [
        ("0", "", "0.00"),
        ("0.01", "0.00", "0.00"),
        ("49.99", "0.00", "0.00"),
        ("50", "0.01", "0.01"),
        ("150", "0.02", "0.02"),
        ("10000", "1.00", "1.00"),
        ("-49.99", "0.00", "0.00"),
        ("-50", "-0.01", "-0.01"),
        ("123456789012345678.90", "12345678901234.57", "12345678901234.57"),
    ],
)
def test_print_in_wan(yuan: str, cell: str, word: str) -> None:
    assert WAN.cell(Decimal(yuan)) == cell
    assert WAN.text(Decimal(yuan)) == word


@given(st.lists(st.decimals(0, 10**15, places=2), max_size=50))
def test_totals_are_exact(amounts: list[Decimal]) -> None:
    assert total(amounts) * 100 == sum(int(a * 100) for a in amounts)


@pytest.mark.parametrize(
    ("yuan", "cell"), [("0", ""), ("0.004", "0.00"), ("1234567.8", "1234567.80")]
)
def test_print_in_yuan(yuan: str, cell: str) -> None:
    assert YUAN.cell(Decimal(yuan)) == cell


@given(
    st.sampled_from([WAN, YUAN]),
    st.decimals(0, 10**12, places=2),
    st.decimals(0, 10**12, places=2),
)
def test_a_change_is_what_readers_compute_from_the_printed_figures(
    unit: PrintUnit, a: Decimal, b: Decimal
) -> None:
    change = unit.change(a, b)
    assert Decimal(unit.text(change)) == Decimal(unit.text(a)) - Decimal(unit.text(b))
    assert direction(change) in ("增加", "减少", "持平")


@given(st.sampled_from([WAN, YUAN]), st.decimals(0, 10**12, places=2))
def test_a_printed_figure_is_within_half_a_hundredth(unit: PrintUnit, amount: Decimal) -> None:
    assert abs(unit.rounded(amount) * unit.yuan - amount) <= unit.yuan / 200


@pytest.mark.parametrize(
    ("number", "text"), [("100", "100"), ("4238.2800", "4238.28"), ("0.50", "0.5"), ("1E+2", "100")]
)
def test_plain_numbers(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text
