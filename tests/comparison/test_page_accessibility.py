"""The pages of ``diff --html`` pass axe and fit a phone: both kinds, in every state they have."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Page

from budgetgen.comparison.drafts.tell.page import render_drafts_page
from budgetgen.comparison.years.comparison import years_compared
from budgetgen.comparison.years.page import render_years_page
from support.browser import narrow, sideways, violations
from support.budget_edits import edited, example
from support.drafts import compared
from support.year_pairs import two_years

pytestmark = pytest.mark.slow

NAMES = ("small-2024", "shifan-2024", "shifan-2025")
FILES = ("旧.xlsx", "新.xlsx")


@cache
def written(kind: str, name: str) -> bytes:
    if kind == "years":
        return render_years_page(years_compared(*two_years(name, 3)), FILES)
    return render_drafts_page(compared(name, edited(Random(11), example(name), 9)), FILES)


@pytest.fixture(params=[(kind, name) for kind in ("drafts", "years") for name in NAMES], ids=str)
def shown(request: pytest.FixtureRequest, browser_page: Page, tmp_path: Path) -> Page:
    """One of the pages, opened from a file as people do."""
    path = tmp_path / "page.html"
    path.write_bytes(written(*request.param))
    browser_page.goto(path.as_uri())
    return browser_page


def unfold(page: Page) -> None:
    """Show all that the page can show."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    everything = page.locator("#all")
    if everything.count():
        everything.check()


def test_a_page_passes_axe(shown: Page) -> None:
    assert violations(shown) == []
    unfold(shown)
    assert violations(shown) == []


def test_a_page_passes_axe_on_a_phone(shown: Page) -> None:
    narrow(shown)
    unfold(shown)
    assert violations(shown) == []


def test_a_page_is_no_wider_than_the_window(shown: Page) -> None:
    assert sideways(shown) <= 0
    narrow(shown)
    assert sideways(shown) <= 0
    unfold(shown)
    assert sideways(shown) <= 0
