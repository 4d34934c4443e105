"""The redline: accepted it is the new draft, rejected the old one, and nothing differs unmarked."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from random import Random

import pytest
from budget_edits import EXAMPLES, edited, example
from lxml import etree
from revisions import settled
from test_diff_printed import disclosure
from test_render_docx import Opened, W, drawn, text_of

from budgetgen.diff.comparison import compare
from budgetgen.diff.redline import render_redline
from budgetgen.disclosure import Disclosure
from budgetgen.document.compose import compose
from budgetgen.model.budget import Budget
from budgetgen.render.docx import render_docx

NAMES = [path.parent.name for path in EXAMPLES]
DIRECT = re.compile(r"<w:numPr>.*?</w:numPr>")


def redlined(old: Disclosure, new: Disclosure) -> bytes:
    return render_redline(compare(old, new))


def xml(element: etree._Element | None) -> str:
    return "" if element is None else etree.tostring(element, method="c14n", exclusive=True).decode()


def plain(element: etree._Element | None) -> str:
    """Properties without namespaces, font hints, a paragraph's own mark and section, and its number (which is drawn)."""
    if element is None:
        return ""
    copy = deepcopy(element)
    for name in ("rPr", "sectPr", "numPr"):
        for each in copy.findall(W + name):
            copy.remove(each)
    for fonts in list(copy.iter(f"{W}rFonts")):
        fonts.getparent().remove(fonts)
    return re.sub(r' xmlns:\w+="[^"]*"', "", "".join(xml(child) for child in copy))


def runs(paragraph: etree._Element) -> list[tuple[str, str]]:
    """Text with its look, split only where the look changes."""
    found: list[tuple[str, str]] = []
    for run in paragraph.iter(f"{W}r"):
        look = plain(run.find(f"{W}rPr"))
        if found and found[-1][0] == look:
            found[-1] = (look, found[-1][1] + text_of(wrapped(run)))
        else:
            found.append((look, text_of(wrapped(run))))
    return [each for each in found if each[1]]


def wrapped(run: etree._Element) -> etree._Element:
    holder = etree.Element(f"{W}p")
    holder.append(deepcopy(run))
    return holder


def links(opened: Opened) -> list[tuple[str, str]]:
    """Entries of the contents, and the headings that they lead to."""
    headings = {
        mark.get(f"{W}name"): text_of(p)
        for p in opened.paragraphs()
        for mark in p.iter(f"{W}bookmarkStart")
    }
    found = []
    for link in opened.body.iter(f"{W}hyperlink"):
        (field,) = link.iter(f"{W}instrText")
        assert field.text.split()[1] == link.get(f"{W}anchor")
        found.append((text_of(link), headings[link.get(f"{W}anchor")]))
    return found


def cell(element: etree._Element) -> tuple[object, ...]:
    paragraphs = element.iterfind(f"{W}p")
    return (
        plain(element.find(f"{W}tcPr")),
        *((plain(p.find(f"{W}pPr")), runs(p)) for p in paragraphs),
    )


def content(data: bytes) -> Iterator[object]:
    """All that a reader sees: kinds, styles, numbers, texts, tables with their spans and widths, sections."""
    opened = Opened(data)
    numbers = iter(drawn(opened, False))
    for element in opened.body:
        if element.tag == f"{W}p":
            properties = element.find(f"{W}pPr")
            section = plain(properties.find(f"{W}sectPr"))
            yield ("p", plain(properties), next(numbers), runs(element), section)
        elif element.tag == f"{W}tbl":
            yield ("tbl", plain(element.find(f"{W}tblPr")), xml(element.find(f"{W}tblGrid")))
            for row in element.iterfind(f"{W}tr"):
                yield ("tr", plain(row.find(f"{W}trPr")), *map(cell, row.iterfind(f"{W}tc")))
        else:
            yield (element.tag, plain(element))
    yield links(opened)
    for name in sorted(opened.files):
        if name.startswith(("word/header", "word/footer")):
            yield [runs(p) for p in opened.xml(name).iter(f"{W}p")]


def assert_settles(old: Disclosure, new: Disclosure, data: bytes) -> None:
    for accept, draft in ((True, new), (False, old)):
        is_, should = (
            list(content(each))
            for each in (settled(data, accept), render_docx(compose(draft), new.profile))
        )
        for n, (one, other) in enumerate(zip(is_, should, strict=False)):
            assert one == other, (accept, n)
        assert len(is_) == len(should)


@pytest.mark.parametrize("seed", range(60))
def test_random_edits_are_accepted_and_rejected(seed: int) -> None:
    random, name = Random(seed), NAMES[seed % len(NAMES)]
    old = disclosure(name, example(name))
    new = disclosure(name, edited(random, example(name), random.randint(1, 12)))
    assert_settles(old, new, redlined(old, new))
