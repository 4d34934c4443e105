"""DOCX (through LibreOffice) and PDF say the same as the tree: every heading, sentence and cell, in order."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pytest

from budgetgen import build
from budgetgen.document.blocks import Contents, Document, Role
from budgetgen.document.compose import compose
from support.office import Office
from support.pages import (
    Said,
    read_pdf,
    squeeze,
    tree_rows,
    tree_text,
    without_lines,
    without_repeated_heads,
)
from support.places import ROOT
from support.readings import docx_says, pdf_says, tree_says, tree_tagged

HANGING = re.compile("[，。、；：]")
EXAMPLES = ROOT / "examples"


NAMES = sorted(folder.name for folder in EXAMPLES.iterdir() if folder.is_dir())
IN_EVERY_RUN = "small-2024"


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(name, marks=[] if name == IN_EVERY_RUN else pytest.mark.long) for name in NAMES
    ],
)
def built(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Document, Path]:
    """The example's tree, and the folder with its files."""
    folder = tmp_path_factory.mktemp(request.param)
    workbook = next((EXAMPLES / request.param).glob("*.xlsx"))
    result = build(workbook, folder, name="x", accessible=True)
    assert result.files
    assert result.checked.disclosure
    return compose(result.checked.disclosure), folder


@pytest.fixture(scope="module")
def said(built: tuple[Document, Path]) -> Said:
    """What the PDF says, read once: that takes longer than to make it."""
    _, folder = built
    return read_pdf(folder / "x.pdf")


@pytest.fixture(scope="module")
def printed(built: tuple[Document, Path], office: Office) -> Path:
    """LibreOffice's view of the DOCX."""
    _, folder = built
    return office.convert([folder / "x.docx"], "pdf", folder / "office")[0]


def test_kinds_numbers_texts_and_cells_are_those_of_the_tree(built: tuple[Document, Path]) -> None:
    """Exactly, from the XML of the DOCX and the tags of the PDF."""
    document, folder = built
    pages = stored_page_numbers(folder / "x.docx", document)
    docx = (folder / "x.docx").read_bytes()
    assert list(docx_says(docx, tuple(document.tables()))) == list(tree_says(document, pages))
    assert list(pdf_says((folder / "x.pdf").read_bytes())) == list(tree_tagged(document, pages))


def test_every_heading_sentence_and_cell_in_order(built: tuple[Document, Path], said: Said) -> None:
    document, _ = built
    assert without_repeated_heads(said.rows, document) == tree_rows(document)
    assert without_lines(said.text, document) == "".join(tree_text(document))


def test_an_office_prints_them_in_order(built: tuple[Document, Path], printed: Path) -> None:
    document, _ = built
    said = read_pdf(printed)
    assert without_repeated_heads(said.rows, document) == tree_rows(document)
    # LibreOffice 7.4 loses a mark that hangs over the end of a justified line when it makes a PDF;
    # that the DOCX itself holds every mark is tested on its XML.
    found = HANGING.sub("", without_lines(said.text, document))
    assert found == HANGING.sub("", "".join(tree_text(document)))


def test_the_contents_name_the_pages_on_which_an_office_puts_them(
    built: tuple[Document, Path],
    printed: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """The number stored in the DOCX, which Word shows on opening, against the page LibreOffice makes."""
    document, folder = built
    stored = stored_page_numbers(folder / "x.docx", document)
    found = printed_page_numbers(printed, document)
    wrong = {
        heading: stored[heading.anchor] - found[heading.anchor]
        for heading in document.headings()
        if heading.anchor in stored and stored[heading.anchor] != found[heading.anchor]
    }
    record_property("headings of the text off by", str({h.text: by for h, by in wrong.items()}))
    assert not [h.text for h in wrong if h.role in {Role.TABLE, Role.PART}]
    assert all(abs(by) <= 1 for by in wrong.values()), wrong


def stored_page_numbers(path: Path, document: Document) -> dict[str, int]:
    """Anchor → what the PAGEREF field of its entry has in it, from the XML."""
    with zipfile.ZipFile(path) as package:
        xml = package.read("word/document.xml").decode()
    found = re.findall(
        r"PAGEREF \S+ \\h </w:instrText>.*?fldCharType=\"separate\".*?<w:t[^>]*>(\d+)</w:t>", xml
    )
    contents = [block for block in document.blocks() if isinstance(block, Contents)]
    anchors = [entry.anchor for block in contents for entry in block.entries if entry.anchor]
    return dict(zip(anchors, map(int, found), strict=True))


def printed_page_numbers(path: Path, document: Document) -> dict[str, int]:
    """Anchor → the number at the foot of the page where the heading is, in order of the headings."""
    with pdfplumber.open(path) as pdf:
        texts = [squeeze(page.extract_text()) for page in pdf.pages]
    found: dict[str, int] = {}
    place = (-1, 0)
    for heading in document.headings():
        page, at = place
        while page < 0 or (start := texts[page].find(squeeze(heading.text), at)) < 0:
            page, at = page + 1, 0
            while not (number := re.search(r"—(\d+)—$", texts[page])):
                page += 1  # the contents carry no number
        place = (page, start + 1)
        number = re.search(r"—(\d+)—$", texts[page])
        assert number, heading.text
        found[heading.anchor] = int(number[1])
    return found


def test_json_says_what_the_tree_says(built: tuple[Document, Path]) -> None:
    document, folder = built
    facts = json.loads((folder / "x.json").read_text(encoding="utf-8"))
    tables = [table for table in document.tables() if table.budget_table]
    assert [t["title"] for t in facts["tables"]] == [t.title for t in tables]
    for fact, table in zip(facts["tables"], tables, strict=True):
        body = [[squeeze(cell.text) for cell in row] for row in table.body]
        assert [list(map(squeeze, row)) for row in fact["rows"]] == [
            row for row in body if any(row)
        ]
    assert [s["number"] + s["title"] for s in facts["sections"]] == [
        h.text for h in document.headings()
    ]
    cells = {cell.text for table in document.tables() for row in table.body for cell in row}
    for project in facts["blocks"]["projects"]:
        goals = project.get("objectives", ())
        printed = "\n".join(f"{n}.{goal}" for n, goal in enumerate(goals, start=1))
        assert not goals or printed in cells


@pytest.mark.parametrize("field", ["填报人", "审核人", "办公电话"])
def test_internal_fields_reach_no_output(
    built: tuple[Document, Path], said: Said, field: str
) -> None:
    _, folder = built
    typed = json.loads((folder / "x.budget.json").read_text(encoding="utf-8"))["info"]
    name = {"填报人": "author", "审核人": "reviewer", "办公电话": "phone"}[field]
    assert typed[name]
    assert typed[name] not in (folder / "x.json").read_text(encoding="utf-8")
    assert typed[name] not in said.text
