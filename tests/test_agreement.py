"""DOCX (through LibreOffice) and PDF say the same as the tree: every heading, sentence and cell, in order."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from pages import read_pdf, squeeze, tree_rows, tree_text, without_lines, without_repeated_heads

from budgetgen import pipeline
from budgetgen.document.blocks import Document
from budgetgen.document.compose import compose

HANGING = re.compile("[，。、；：]")
EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.fixture(
    scope="module", params=sorted(folder.name for folder in EXAMPLES.iterdir() if folder.is_dir())
)
def built(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Document, Path]:
    """The example's tree, and the folder with its files and LibreOffice's view of the DOCX."""
    folder = tmp_path_factory.mktemp(request.param)
    workbook = next((EXAMPLES / request.param).glob("*.xlsx"))
    result = pipeline.build(workbook, folder, pipeline.Wishes("x"))
    assert result.files
    assert result.checked.disclosure
    command = [
        "soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
        "--convert-to", "pdf", "--outdir", str(folder / "office"), str(folder / "x.docx"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return compose(result.checked.disclosure), folder


@pytest.mark.parametrize("file", ["x.pdf", "office/x.pdf"], ids=["PDF", "DOCX"])
def test_every_heading_sentence_and_cell_in_order(built: tuple[Document, Path], file: str) -> None:
    document, folder = built
    said = read_pdf(folder / file)
    assert without_repeated_heads(said.rows, document) == tree_rows(document)
    printed, written = without_lines(said.text, document), "".join(tree_text(document))
    if file.startswith("office"):
        # LibreOffice 7.4 loses a mark that hangs over the end of a justified line when it makes a PDF;
        # that the DOCX itself holds every mark is tested on its XML.
        printed, written = HANGING.sub("", printed), HANGING.sub("", written)
    assert printed == written


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


@pytest.mark.parametrize("field", ["填报人", "审核人", "办公电话"])
def test_internal_fields_reach_no_output(built: tuple[Document, Path], field: str) -> None:
    _, folder = built
    typed = json.loads((folder / "x.budget.json").read_text(encoding="utf-8"))["info"]
    name = {"填报人": "author", "审核人": "reviewer", "办公电话": "phone"}[field]
    assert typed[name]
    assert typed[name] not in (folder / "x.json").read_text(encoding="utf-8")
    assert typed[name] not in read_pdf(folder / "x.pdf").text
