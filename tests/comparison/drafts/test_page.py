"""The page of two drafts: whole, self-contained, safe; every difference on it, every cause linked."""

from __future__ import annotations

import re
from functools import cache
from random import Random

import pytest
from lxml import etree, html

from budgetgen.comparison.drafts.comparison import Comparison
from budgetgen.comparison.drafts.tell.page import render_drafts_page
from budgetgen.document.compose import compose
from support.budget_edits import EXAMPLES, edited, example, put
from support.drafts import compared, printed

DRAFTS = ("一稿.xlsx", "二稿.xlsx")
NAMES = [path.parent.name for path in EXAMPLES]


@cache
def drafts(name: str) -> tuple[Comparison, html.HtmlElement]:
    found = compared(name, edited(Random(11), example(name), 9))
    return found, html.document_fromstring(render_drafts_page(found, DRAFTS).decode())


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_every_difference_is_a_marked_place_with_its_causes(name: str) -> None:
    found, page = drafts(name)
    units = page.xpath("//*[contains(@class, 'unit diff')]")
    marked = [map(int, unit.get("data-causes").split()) for unit in units]
    told = {cause for causes in marked for cause in causes}
    assert told == {cause + 1 for causes in found.causes for cause in causes}


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere_on_the_page(name: str) -> None:
    _, page = drafts(name)
    ids = set(page.xpath("//@id"))
    assert {link.removeprefix("#") for link in page.xpath("//@href")} <= ids
    assert not page.xpath("//@src | //link | //iframe | //img")
    assert "default-src 'none'" in page.xpath("//meta[@http-equiv]/@content")[0]


@pytest.mark.parametrize("name", NAMES)
def test_the_page_shows_all_of_both_documents(name: str) -> None:
    found, page = drafts(name)
    shown = re.sub(r"\s", "", page.text_content())
    for d, gone in ((found.old, "ins"), (found.new, "del")):
        texts = [re.sub(r"\s", "", text) for text in printed(compose(d))]
        copy = html.fromstring(etree.tostring(page))
        etree.strip_elements(copy, gone, with_tail=False)
        own = shown + re.sub(r"\s", "", copy.text_content())
        assert not [text for text in texts if text and text not in own]


def test_what_somebody_typed_never_becomes_markup() -> None:
    evil = '<script>alert("1")</script>&amp;'
    old = example("small-2024")
    new = put(put(old, "projects", 0, name=evil), "duties", 0, text=evil)
    page = render_drafts_page(compared("small-2024", new), (evil, evil)).decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_script_finds_all_it_looks_for() -> None:
    _, page = drafts(NAMES[0])
    script = page.xpath("//script")[0].text
    wanted = set(re.findall(r'getElementById\("(\w+)"\)', script))
    assert wanted
    assert wanted <= set(page.xpath("//@id"))
