"""What two drafts print: nothing is left out of the comparison, and every difference has its cause."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given as property_of
from hypothesis import strategies as st

from budgetgen.comparison.drafts import apply
from budgetgen.comparison.drafts.comparison import Comparison, compare_drafts
from budgetgen.comparison.drafts.differences import Difference, DifferenceKind
from budgetgen.document.compose import compose
from support.budget_edits import EXAMPLES, edited, example, given, put
from support.drafts import compared, disclosure, printed
from support.fuzz import examples

NAMES = [path.parent.name for path in EXAMPLES]


def shown(found: Comparison, side: int) -> set[str]:
    """Every text that one side of a comparison shows."""
    texts: set[str] = set()
    for pair in found.pairs:
        texts |= {text[side].whole for text in pair.texts if text[side]}  # type: ignore[union-attr]
        for table in pair.tables:
            for row in table.rows:
                one = row[side]
                if one:
                    texts |= {one.number, *one.cells}
    return texts


@pytest.mark.long
@examples(25)
@property_of(st.sampled_from(NAMES), st.randoms(use_true_random=False), st.integers(1, 12))
def test_the_comparison_shows_all_of_both_documents(name: str, random: Random, count: int) -> None:
    found = compared(name, edited(random, example(name), count))
    for side, d in enumerate((found.old, found.new)):
        missing = {text for text in printed(compose(d)) if text.strip()} - shown(found, side)
        assert not missing


@pytest.mark.long
@examples(25)
@property_of(st.sampled_from(NAMES), st.randoms(use_true_random=False), st.integers(1, 12))
def test_documents_differ_where_and_only_where_the_comparison_says_so(
    name: str, random: Random, count: int
) -> None:
    found = compared(name, edited(random, example(name), count))
    same = list(printed(compose(found.old))) == list(printed(compose(found.new)))
    assert same == (not found.differences)
    assert all(found.causes)


Place = tuple[object, ...]


def place(difference: Difference) -> Place:
    """What a difference is recognised by in another comparison with the same old draft."""
    old = difference.pair.old
    row = difference.tables.rows[difference.row][0] if difference.row >= 0 else None
    head = difference.tables.head(difference.column) if difference.column >= 0 else ""
    return (old and old.key, row, head, difference.old)


@pytest.mark.long
@examples(40)
@property_of(st.sampled_from(NAMES), st.randoms(use_true_random=False), st.integers(2, 5))
def test_what_a_change_alone_prints_differently_is_laid_to_it(
    name: str, random: Random, count: int
) -> None:
    found = compared(name, edited(random, example(name), count))
    content = (DifferenceKind.TEXT, DifferenceKind.CELL)
    causes = {
        place(d): set(why)
        for d, why in zip(found.differences, found.causes, strict=True)
        if d.kind in content and d.old
    }
    for index in random.sample(range(len(found.changes)), min(4, len(found.changes))):
        alone = compared(name, apply(found.old.budget, [found.changes[index]]))
        for each in alone.differences:
            why = causes.get(place(each), {index})
            # Two halves of a split may cancel each other where the agency's name changed as well.
            if each.kind in content and {found.changes[c].sheet for c in why} != {"info"}:
                assert index in why, (found.changes[index], each.place, each.old)


def test_a_line_item_reaches_six_tables_and_its_sentences() -> None:
    old = example("small-2024")
    amount = old.lines[0].amount + Decimal(50_000)
    found = compared("small-2024", put(old, "lines", 0, amount=amount))
    assert set(found.causes) == {(0,)}
    tables = {d.pair.either.table.number for d in found.differences if d.pair.either.table}
    assert tables == {1, 2, 3, 4, 5, 6}
    # 收入总计, 本年收入, 支出总计, 本年支出, 基本支出 and what it is made of, the change against last year.
    sentences = [d for d in found.differences if d.kind is DifferenceKind.TEXT]
    assert len(sentences) == 6


def test_two_changes_are_told_apart() -> None:
    old = example("small-2024")
    amount = old.lines[0].amount + Decimal(50_000)
    new = put(old, "lines", 0, amount=amount)
    new = put(new, "duties", 3, text=old.duties[3].text.replace("。", "，抓好落实。"))
    new = put(new, "indicators", 0, value="≥650户")
    found = compared("small-2024", new)
    sheets = {
        difference.place: {found.changes[c].sheet for c in why}
        for difference, why in zip(found.differences, found.causes, strict=True)
    }
    assert Counter(len(each) for each in sheets.values()) == {1: len(sheets)}
    assert {next(iter(each)) for each in sheets.values()} == {"lines", "duties", "indicators"}


def test_an_added_row_does_not_make_the_rows_below_it_different() -> None:
    old = example("small-2024")
    added = old.lines[0].model_copy(update={"function": "2010699", "amount": Decimal(10_000)})
    found = compared("small-2024", given(old, lines=(*old.lines, added)))
    rows = {d.label for d in found.differences if d.kind is DifferenceKind.CELL and d.old == ""}
    assert any("2010699" in label for label in rows)
    spending = [
        d for d in found.differences if d.pair.either.table and d.pair.either.table.number == 3
    ]
    assert {d.kind for d in spending} == {DifferenceKind.CELL, DifferenceKind.NUMBER}
    assert {d.label for d in spending if d.kind is DifferenceKind.CELL and d.old} == {"合计"}


@pytest.mark.long
@pytest.mark.parametrize("other", NAMES)
def test_drafts_in_different_forms_can_be_compared(other: str) -> None:
    one = disclosure("shifan-2023-unit", example("shifan-2023-unit"))
    found = compare_drafts(one, disclosure(other, example(other)))
    for side, d in enumerate((found.old, found.new)):
        assert not {text for text in printed(compose(d)) if text.strip()} - shown(found, side)


def test_what_only_the_form_prints_differently_has_no_change_for_a_cause() -> None:
    budget = example("small-2024")
    found = compare_drafts(disclosure("small-2024", budget), disclosure("shifan-2025", budget))
    assert found.differences
    assert not found.is_same
    assert set(found.causes) == {()}


@pytest.mark.parametrize("name", NAMES)
def test_a_draft_prints_the_same_as_itself(name: str) -> None:
    assert compared(name, given(example(name))).is_same
