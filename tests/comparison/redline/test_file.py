"""The redline as a file: built as the schema says, settled by LibreOffice, written by the command."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from budgetgen import build
from budgetgen.cli import main
from budgetgen.comparison.drafts.comparison import Comparison, compare_drafts
from budgetgen.comparison.redline.file import render_redline
from budgetgen.comparison.redline.marks import RevisionMarker
from budgetgen.comparison.redline.text import TextMarker
from budgetgen.render.json import render_budget_json
from budgetgen.render.word.docx import render_docx
from budgetgen.render.wordml import elements, paragraph, text_run
from support.budget_edits import edited, example
from support.drafts import compared, disclosure
from support.office import Office
from support.office_macro import settle_all
from support.places import SMALL
from support.revisions import CHANGES, REVISIONS, settle, settled
from support.word_file import Opened, W, runs, text_of

# ISO/IEC 29500-1, Annex A: the order of children, as far as a budget document has them.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs snapToGrid spacing"
    " ind contextualSpacing jc textAlignment outlineLvl rPr sectPr pPrChange",
    "rPr": "ins del rStyle rFonts b bCs i iCs noProof color spacing w kern sz szCs u lang rPrChange",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook tblCaption tblPrChange",
    "tblGrid": "gridCol tblGridChange",
    "trPr": "cantSplit trHeight tblHeader ins del trPrChange",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap vAlign tcPrChange",
    "sectPr": "headerReference pgSz pgMar pgNumType cols titlePg docGrid sectPrChange",
    "abstractNum": "nsid multiLevelType tmpl lvl",
    "numbering": "abstractNum num",
    "tbl": "tblPr tblGrid tr",
    "tr": "trPr tc",
    "tc": "tcPr p",
    "p": "pPr *",
    "r": "rPr *",
}  # fmt: skip
INSIDE = {
    "ins": {"p", "hyperlink", "rPr", "trPr"},
    "del": {"p", "hyperlink", "rPr", "trPr"},
    "delText": {"r"},
    "delInstrText": {"r"},
    **{change.removeprefix(W): {change.removeprefix(W)[:-6]} for change in CHANGES},
}


def local(element: etree._Element) -> str:
    return str(element.tag).removeprefix(W)


def in_order(element: etree._Element) -> bool:
    names = ORDER[local(element)].split()
    children = [local(child).replace("footerRef", "headerRef") for child in element]
    places = [names.index(each if each in names else "*") for each in children]
    return places == sorted(places)


@cache
def samples() -> tuple[Comparison, ...]:
    """Two forms, and two drafts with many edits: one of them large."""
    one = disclosure("small-2023-unit", example("small-2023-unit"))
    two = disclosure("small-2024", example("small-2024"))
    others = (
        compared(name, edited(Random(seed), example(name), 12))
        for name, seed in (("small-2024", 3), ("shifan-2024", 1))
    )
    return (compare_drafts(one, two), *others)


@cache
def redlines() -> tuple[bytes, ...]:
    return tuple(map(render_redline, samples()))


@pytest.mark.long
@pytest.mark.parametrize("n", range(3))
def test_elements_stand_as_the_schema_says(n: int) -> None:
    opened = Opened(redlines()[n])
    for name in ("word/document.xml", "word/numbering.xml"):
        for element in opened.xml(name).iter(*(W + each for each in ORDER)):
            assert in_order(element), etree.tostring(element)[:600]


@pytest.mark.parametrize("n", range(3))
def test_marks_are_where_they_may_be_and_have_their_own_ids(n: int) -> None:
    body = Opened(redlines()[n]).body
    marks = [each for each in body.iter() if each.tag in REVISIONS]
    assert {local(mark) for mark in marks} >= {"ins", "del", "delText"}
    for mark in marks:
        assert local(mark.getparent()) in INSIDE[local(mark)]
        if not local(mark).startswith("del") or local(mark) == "del":
            assert mark.get(f"{W}id")
            assert mark.get(f"{W}author") or local(mark) == "tblGridChange"
    for text in body.iter(f"{W}t", f"{W}instrText", f"{W}delText", f"{W}delInstrText"):
        deleted = text.getparent().getparent().tag == f"{W}del"
        assert local(text).startswith("del") == deleted
    ids = Counter(each.get(f"{W}id") for each in body.iter() if each.get(f"{W}id"))
    bookmarks = [each.get(f"{W}id") for each in body.iter(f"{W}bookmarkStart")]
    assert all(count == 1 + (id in bookmarks) for id, count in ids.items())
    names = Counter(each.get(f"{W}name") for each in body.iter(f"{W}bookmarkStart"))
    assert max(names.values()) == 1


@pytest.mark.parametrize("n", range(3))
def test_every_list_is_there_and_its_own(n: int) -> None:
    opened = Opened(redlines()[n])
    root = opened.xml("word/numbering.xml")
    nums = [each.get(f"{W}numId") for each in root.iterfind(f"{W}num")]
    assert len(set(nums)) == len(nums)
    used = {each.get(f"{W}val") for each in opened.body.iter(f"{W}numId")}
    assert used <= {"0", *nums}
    unique = [each.get(f"{W}val") for each in root.iter(f"{W}nsid")]
    assert len(set(unique)) == len(unique) == len(root.findall(f"{W}abstractNum"))


def shown(data: bytes) -> list[str]:
    """Texts and rows, without empty paragraphs and what an office draws itself (page numbers)."""
    found = []
    for element in Opened(data).body:
        if element.tag == f"{W}p":
            found.append(re.sub(r"\t\d*$", "", text_of(element)).strip())
        for row in element.iterfind(f"{W}tr"):
            # LibreOffice keeps an invisible joiner (U+200D) in empty cells of tracked rows.
            found.append("|".join(map(text_of, row.iterfind(f"{W}tc"))).replace("\u200d", ""))
    return [text for text in found if text]


def test_libreoffice_accepts_the_new_draft_and_rejects_to_the_old_one(
    tmp_path: Path, office: Office
) -> None:
    for n, data in enumerate(redlines()):
        (tmp_path / f"{n}.docx").write_bytes(data)
    settle_all(tmp_path, office)
    for n, found in enumerate(samples()):
        for what, document in zip(("Reject", "Accept"), found.documents, strict=True):
            settled = shown((tmp_path / f"{n}.docx.{what}").read_bytes())
            assert settled == shown(render_docx(document, found.new.profile)), (n, what)


# Any text ----------------------------------------------------------------------------------------

TEXT = st.text(st.sampled_from("预算收入万元12.，“”<&\n\t\U00100000\U00100001"), max_size=20)
LOOK = st.sampled_from(("", "ItemLead"))


@given(st.lists(st.tuples(TEXT, LOOK), max_size=3), st.lists(st.tuples(TEXT, LOOK), max_size=3))
def test_any_paragraph_settles_to_either_text(
    old: list[tuple[str, str]], new: list[tuple[str, str]]
) -> None:
    for accept, wanted in ((False, old), (True, new)):
        was, now, plain = map(written, (old, new, wanted))
        TextMarker(RevisionMarker(2024, 1)).paragraph(was, now)
        settle(now.getparent(), accept)
        assert runs(now) == runs(plain)


def written(texts: list[tuple[str, str]]) -> etree._Element:
    return elements(paragraph("Body", "".join(text_run(text, look) for text, look in texts)))[0]


# The command -------------------------------------------------------------------------------------


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """Another draft of the small example, with a project more."""
    path = tmp_path / "二稿.budget.json"
    draft = edited(Random(11), example("small-2024"), 6)
    path.write_bytes(render_budget_json(draft, "hebei-2024-dept"))
    return path


def pages(data: bytes) -> list[str]:
    """The contents with their page numbers, as a reader sees them without updating anything."""
    links = Opened(data).body.iter(f"{W}hyperlink")
    return ["".join(each.itertext(f"{W}t")) for each in links]


@pytest.mark.long
def test_the_command_writes_it_with_the_new_draft_s_page_numbers(
    second: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "稿" / "修订稿.docx"
    assert main(["diff", str(second), str(SMALL), "--redline", str(out)]) == 1
    assert str(out) in capsys.readouterr().err
    built = build(SMALL, tmp_path / "new")
    (docx,) = (path for path in built.files if path.suffix == ".docx")
    assert pages(settled(out.read_bytes(), True)) == pages(docx.read_bytes())


def test_a_draft_is_never_written_over(second: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = second.read_bytes()
    assert main(["diff", str(SMALL), str(second), "--redline", str(second)]) == 2
    assert "覆盖" in capsys.readouterr().err
    assert second.read_bytes() == before


def test_two_years_have_no_redline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "修订稿.docx"
    assert main(["diff", "--years", str(SMALL), str(SMALL), "--redline", str(out)]) == 2
    assert "--redline" in capsys.readouterr().err
    assert not out.exists()
