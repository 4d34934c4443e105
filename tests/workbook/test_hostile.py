"""Whatever stands in the cells: DOCX and PDF say what the tree says, in its order, every cell in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, Verbosity, given, settings

from budgetgen.disclosure import Disclosure
from budgetgen.document.blocks import Cover, Document, Heading, Paragraph, Part
from budgetgen.document.compose import compose
from budgetgen.findings import Severity
from budgetgen.model.budget import Budget
from budgetgen.profiles import Profile, load_profile
from budgetgen.render.pdf.pages import Pdf, layout_pdf, render_pdf
from budgetgen.render.word.docx import render_docx
from budgetgen.workbook.form.writer import write_workbook
from budgetgen.workbook.read.reader import read_workbook
from support.hostile import budgets
from support.office import Office
from support.readings import docx_says, pdf_says, tree_says, tree_tagged
from support.workbook_factory import PROJECT, PROJECT_HEAD, save

CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
PROFILES = ("hebei-2024-dept", "hebei-2023-unit")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Document, Pdf, bytes]]:
    """Hostile documents and the DOCX of each, as they were made on the way."""
    folder = tmp_path_factory.mktemp("hostile")
    kept: list[tuple[Document, Pdf, bytes]] = []

    @settings(max_examples=len(PROFILES), phases=[Phase.generate], verbosity=Verbosity.quiet)
    @given(budgets())
    def all_the_way(budget: Budget) -> None:
        profile = load_profile(PROFILES[len(kept)])
        kept.append(through(budget, profile, folder / "填报.xlsx"))

    all_the_way()
    return kept


def through(budget: Budget, profile: Profile, path: Path) -> tuple[Document, Pdf, bytes]:
    """Through workbook, reader, tree and both renderers: everything said is the same."""
    path.write_bytes(write_workbook(budget, profile))
    read, findings = read_workbook(path, profile)
    assert read
    assert all(f.severity is not Severity.ERROR and f.at for f in findings), findings
    document = compose(Disclosure.of(read, profile))
    assert not any(map(CONTROL.search, document.texts()))
    pdf = layout_pdf(document, profile, accessible=True)
    docx = render_docx(document, profile, pdf.pages)
    pages = dict(pdf.pages)
    assert list(docx_says(docx, tuple(document.tables()))) == list(tree_says(document, pages))
    assert list(pdf_says(pdf.data)) == list(tree_tagged(document, pages))
    return document, pdf, docx


@pytest.mark.long
def test_docx_and_pdf_say_what_the_tree_says(made: list[tuple[Document, Pdf, bytes]]) -> None:
    assert len(made) == len(PROFILES)
    texts = [text for document, _, _ in made for text in document.texts()]
    assert max(map(len, texts)) >= 1000
    for piece in ("{{ x }}", "{% y %}", "]]>", "<w:p/>", "𠮷", "😀", "W" * 90):
        assert any(piece in text for text in texts), piece


def test_an_office_reads_the_same(
    made: list[tuple[Document, Pdf, bytes]], tmp_path: Path, office: Office
) -> None:
    """LibreOffice writes down what it has read, with the numbers that it counts."""
    paths = [tmp_path / f"{number}.docx" for number in range(len(made))]
    for path, (_, _, docx) in zip(paths, made, strict=True):
        path.write_bytes(docx)
    saved = office.convert(paths, "txt:Text (encoded):UTF8", tmp_path)
    for path, (document, pdf, _) in zip(saved, made, strict=True):
        text = path.read_text(encoding="utf-8-sig")
        assert re.sub(r"\s", "", text) == re.sub(r"\s", "", "".join(in_a_row(document, pdf)))


def in_a_row(document: Document, pdf: Pdf) -> Iterator[str]:
    """Everything said, tables row by row."""
    for said in tree_says(document, dict(pdf.pages)):
        yield said.text + said.number if said.kind == "entry" else said.number + said.text
        yield from (text for _, (text, _, _) in said.cells)


# Control characters ------------------------------------------------------------------------------


def test_control_characters_are_taken_out_with_a_notice_at_their_cell(
    tmp_path: Path, profile: Profile
) -> None:
    purpose = "办_x0007_展览_x000B_第二行_xFFFE__xD800_"
    row = (*PROJECT[:4], purpose, *PROJECT[5:])
    path = save(tmp_path, {"项目": (PROJECT_HEAD, row)})
    budget, findings = read_workbook(path, profile)
    assert budget
    assert budget.projects[0].purpose == "办展览\n第二行_xD800_"
    (found,) = (f for f in findings if f.rule == "text-control-characters")
    assert (str(found.at[0]), found.severity) == ("项目!E2", Severity.NOTICE)


NASTY = "甲\x00\x0b\ud800\ufffe乙\r\n丙"


def test_no_renderer_fails_on_what_no_cell_should_hold(profile: Profile) -> None:
    blocks = (Heading(NASTY, "h"), Paragraph(NASTY))
    document = Document(NASTY, NASTY, 2024, (Part(blocks),), Cover((NASTY,), NASTY))
    said = "".join(each.text for each in pdf_says(render_pdf(document, profile, accessible=True)))
    assert said == "甲乙丙" * 4
    assert [each.text for each in docx_says(render_docx(document, profile), ())][-2:] == [
        "甲乙\n丙"
    ] * 2
