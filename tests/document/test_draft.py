"""Drafts: every page of every file says so, the findings come last, the rest is the document itself."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import openpyxl
import pdfplumber
import pytest

from budgetgen.document.blocks import Heading, Paragraph, TableBlock
from budgetgen.document.draft import as_draft
from budgetgen.document.words import WATERMARK
from budgetgen.findings import CellRef, Finding, Severity
from budgetgen.profiles import Profile, load_profile
from budgetgen.render.pdf.pages import render_pdf
from budgetgen.render.word.docx import render_docx
from budgetgen.render.xlsx import render_xlsx
from support.sample_document import sample_document

FINDING = Finding(
    "approval-differs",
    Severity.ERROR,
    "明细合计 <8.50> & 批复 9.50",
    "核对明细",
    (CellRef("收支明细", "H6"),),
)
DRAFT = as_draft(sample_document(), [FINDING], load_profile())


def test_the_document_itself_is_unchanged() -> None:
    assert DRAFT.parts[:-1] == sample_document().parts
    assert not sample_document().watermark


def test_what_was_found_stands_in_a_table_of_its_own() -> None:
    *_, last = DRAFT.parts
    heading, verdict, table = last.blocks
    assert isinstance(heading, Heading)
    assert isinstance(verdict, Paragraph)
    assert isinstance(table, TableBlock)
    assert [[cell.text for cell in row] for row in (*table.head, *table.body)] == [
        ["序号", "位置", "程度", "问题", "办法"],
        ["1", "收支明细!H6", "错误", "明细合计 <8.50> & 批复 9.50", "核对明细"],
    ]
    clean = as_draft(sample_document(), [], load_profile()).parts[-1]
    assert [type(block) for block in clean.blocks] == [Heading, Paragraph]


@pytest.mark.long
def test_every_page_of_the_pdf_says_draft_and_the_last_what_was_found(profile: Profile) -> None:
    with pdfplumber.open(io.BytesIO(render_pdf(DRAFT, profile))) as opened:
        for page in opened.pages:
            large = "".join(c["text"] for c in page.chars if c["size"] > 60)
            assert large == WATERMARK
        last = re.sub(r"\s", "", opened.pages[-1].extract_text())
    assert "明细合计<8.50>&批复9.50" in last
    assert "收支明细!H6" in last


def test_every_header_of_the_docx_says_draft(profile: Profile) -> None:
    data = render_docx(DRAFT, profile)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        headers = [n for n in package.namelist() if re.fullmatch(r"word/header\d+\.xml", n)]
        assert headers
        for name in headers:
            header = package.read(name).decode()
            assert f'string="{WATERMARK}"' in header, name
            assert len(re.findall(r"</w:p>|<w:p/>", header)) == 1, (
                "a line more would press on the text"
            )
    opened = docx.Document(io.BytesIO(data))
    assert opened.tables[-1].rows[1].cells[3].text == FINDING.message
    for section in opened.sections:
        assert not section.header.is_linked_to_previous


def test_the_tables_say_draft_in_their_page_header(profile: Profile) -> None:
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(DRAFT, profile)))
    assert all(WATERMARK in (sheet.oddHeader.center.text or "") for sheet in book)


@pytest.mark.long
@pytest.mark.parametrize("render", [render_docx, render_pdf, render_xlsx])
def test_what_is_published_never_says_draft(render: object, profile: Profile) -> None:
    plain, draft = (render(each, profile) for each in (sample_document(), DRAFT))  # type: ignore[operator]
    assert plain != draft
    assert WATERMARK.encode() not in plain
