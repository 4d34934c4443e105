"""The redline: accepted it is the new draft, rejected the old one, and nothing differs unmarked."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from docx import Document as open_docx
from lxml import etree

from budgetgen.comparison.drafts.comparison import Comparison, compare_drafts
from budgetgen.comparison.redline.file import render_redline
from budgetgen.disclosure import Disclosure
from budgetgen.render.word.docx import render_docx
from budgetgen.render.wordml import elements
from support.budget_edits import EXAMPLES, edited, example, given
from support.drafts import compared, disclosure
from support.places import BASE
from support.revisions import settled
from support.word_file import Opened, Shape, W, drawn, plain, runs, text_of

NAMES = [path.parent.name for path in EXAMPLES]
SMALL = ("small-2024", "small-2023-unit")


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


def cell(element: etree._Element) -> Shape:
    paragraphs = element.iterfind(f"{W}p")
    return (
        plain(element.find(f"{W}tcPr")),
        *((plain(p.find(f"{W}pPr")), runs(p)) for p in paragraphs),
    )


def content(data: bytes) -> list[Shape]:
    """All that a reader sees: kinds, styles, numbers, texts, tables with spans and widths, sections."""
    opened = Opened(data)
    numbers = iter(drawn(opened, False))
    found: list[Shape] = []
    for element in opened.body:
        properties = element.find(f"{W}pPr")
        if element.tag == f"{W}p":
            section = plain(properties.find(f"{W}sectPr"))
            found.append(("p", plain(properties), next(numbers), runs(element), section))
        elif element.tag == f"{W}tbl":
            found.append(
                ("tbl", plain(element.find(f"{W}tblPr")), plain(element.find(f"{W}tblGrid")))
            )
            for row in element.iterfind(f"{W}tr"):
                cells = row.iterfind(f"{W}tc")
                found.append(("tr", plain(row.find(f"{W}trPr")), *map(cell, cells)))
        elif element.tag == f"{W}sdt":
            found.append(("sdt", [runs(p) for p in element.iter(f"{W}p")]))
        else:
            found.append(plain(element))
    found.append(("links", links(opened)))
    for name in sorted(opened.files):
        if name.startswith(("word/header", "word/footer")):
            found.append((name, [runs(p) for p in opened.xml(name).iter(f"{W}p")]))
    return found


def assert_settles(found: Comparison, data: bytes) -> None:
    """Accepted it is the new draft, rejected the old one, in the new one's form."""
    for accept, document in zip((False, True), found.documents, strict=True):
        is_ = content(settled(data, accept))
        should = content(render_docx(document, found.new.profile))
        for n, (one, other) in enumerate(zip(is_, should, strict=False)):
            assert one == other, (accept, n)
        assert len(is_) == len(should)


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 12))]
)
def test_random_edits_are_accepted_and_rejected(seed: int) -> None:
    random = Random(seed)
    name = NAMES[seed] if seed < len(NAMES) else SMALL[seed % 2]
    new = edited(random, example(name), random.randint(1, 12))
    found = compared(name, new)
    assert_settles(found, render_redline(found))


@pytest.mark.long
def test_drafts_in_different_forms_become_one() -> None:
    one, two = (disclosure(name, example(name)) for name in SMALL)
    for found in (compare_drafts(one, two), compare_drafts(two, one)):
        assert_settles(found, render_redline(found))


@pytest.mark.parametrize("name", SMALL)
def test_what_is_the_same_has_no_marks(name: str) -> None:
    found = compared(name, example(name))
    assert render_redline(found) == render_docx(found.documents[1], found.new.profile)


def test_equal_drafts_give_equal_bytes() -> None:
    new = edited(Random(5), example("small-2024"), 8)
    one, two = (render_redline(compared("small-2024", new)) for _ in range(2))
    assert one == two


def test_a_bureau_s_cover_headers_and_content_controls_are_marked_too(tmp_path: Path) -> None:
    shell = open_docx(str(BASE / "document.docx"))
    for section in shell.sections:
        section.header.paragraphs[0].add_run("{{ agency }}（{{ year }}年）")
    control = (
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>{{ agency }}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    shell.element.body.insert(0, elements(control)[0])
    table = shell.add_table(1, 1)
    table.cell(0, 0).text = "{{ agency }}"
    table.cell(0, 0).add_paragraph("{{ year }}")
    shell.element.body.insert(1, table._tbl)
    shell.save(str(tmp_path / "document.docx"))
    old = example("small-2024")
    profile = disclosure("small-2024", old).profile
    profile = profile.model_copy(update={"folders": (tmp_path, *profile.folders), "cover": True})
    info = old.info.model_copy(update={"name": "示范县农业农村局", "year": 2025})
    found = compare_drafts(*(Disclosure.of(each, profile) for each in (old, given(old, info=info))))
    data = render_redline(found)
    assert_settles(found, data)
    files = Opened(data).files
    assert all(
        b"w:ins" in files[name] for name in files if "header" in name and b"w:r>" in files[name]
    )
    assert b"w:del" in etree.tostring(Opened(data).body.find(f"{W}sdt"))
