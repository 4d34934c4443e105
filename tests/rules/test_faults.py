"""Slips put one at a time into the examples: most are reported, each as one finding."""

from __future__ import annotations

from functools import cache

import pytest

from support.faults import (
    FIGURE,
    REFERENCE,
    SLIPS,
    TEXT,
    Caught,
    caught,
    faults,
    findings_each,
    recall,
)

pytestmark = pytest.mark.long

COUNT = 4 * len(SLIPS)


@cache
def outcome() -> tuple[Caught, ...]:
    """Every kind of slip at least twice, in examples drawn at random."""
    return tuple(caught(*each) for each in faults(seed=7, count=COUNT))


def test_all_kinds_of_slips_are_made() -> None:
    assert len(outcome()) >= 200
    assert {result.fault.kind for result in outcome()} == {kind for kind, _ in SLIPS}


def test_nine_of_ten_slips_in_figures_and_references_are_reported() -> None:
    hard = [r for r in outcome() if r.fault.family in (FIGURE, REFERENCE)]
    assert recall(hard) >= 0.9


def test_three_of_five_slips_in_texts_are_reported() -> None:
    assert recall(outcome(), TEXT) >= 0.6


def test_one_slip_makes_one_finding() -> None:
    assert findings_each(outcome()) == 1
