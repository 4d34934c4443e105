"""The PDF says what the tree says, in its order, in its place, on the pages that it names."""

import builtins
import contextlib
import gc
import io
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pypdf
import pytest

from budgetgen.built import boxes
from budgetgen.document.blocks import (
    Align,
    Contents,
    ContentsEntry,
    Document,
    GridCell,
    GridColumn,
    GridRow,
    Heading,
    ListBlock,
    PageBreak,
    Paragraph,
    Part,
    Role,
    TableBlock,
)
from budgetgen.document.tables.grid import place
from budgetgen.errors import MissingSystemPart
from budgetgen.profiles import Profile
from budgetgen.render.pdf import weasy, weasy_inside
from budgetgen.render.pdf.pages import Pdf, layout_pdf, render_pdf, standing_in
from support.sample_document import (
    HOSTILE,
    budget_table,
    form_table,
    indicator_table,
    sample_document,
)

MM = 72 / 25.4
A4 = (round(210 * MM), round(297 * MM))
LEVELS = {Role.PART: 1, Role.TABLE: 1}


def squeezed(text: str | None) -> str:
    return re.sub(r"\s", "", text or "")


def document(*blocks: Any, landscape: bool = False) -> Document:
    return Document("题", "示范县", 2024, (Part(blocks, landscape=landscape),))


@pytest.fixture(scope="module")
def pdf(profile: Profile) -> Pdf:
    return layout_pdf(sample_document(), profile)


@pytest.fixture(scope="module")
def reader(pdf: Pdf) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf.data))


@pytest.fixture(scope="module")
def pages(pdf: Pdf) -> Iterator[list[Any]]:
    with pdfplumber.open(io.BytesIO(pdf.data)) as opened:
        yield opened.pages


def opened_pages(data: bytes) -> list[Any]:
    with pdfplumber.open(io.BytesIO(data)) as opened:
        return [page for page in opened.pages if page.extract_text() is not None]


def footer(page: Any) -> str:
    """The last line of a page."""
    lines = page.extract_text_lines()
    return str(lines[-1]["text"]) if lines else ""


def flat(outline: list[Any], level: int = 1) -> Iterator[tuple[int, Any]]:
    for entry in outline:
        if isinstance(entry, list):
            yield from flat(entry, level + 1)
        else:
            yield level, entry


# Order and text ----------------------------------------------------------------------------------


def test_bookmarks_are_the_headings_in_order(reader: pypdf.PdfReader) -> None:
    headings = [h for h in sample_document().headings() if h.role is not Role.CAPTION]
    above: list[int] = []
    wanted = []
    for heading in headings:
        level = LEVELS.get(heading.role, heading.level + 1)
        above = [*(each for each in above if each < level), level]
        wanted.append((len(above), heading.text))
    assert [(level, entry.title) for level, entry in flat(reader.outline)] == wanted


def test_text_stands_in_the_order_of_the_tree(reader: pypdf.PdfReader) -> None:
    text = squeezed("".join(page.extract_text() for page in reader.pages[7:]))
    text = re.sub("—[0-9]+—", "", text)
    place_in_text = 0
    for block in sample_document().parts[2].blocks:
        wanted = {
            Heading: lambda b: b.text,
            Paragraph: lambda b: b.text,
            ListBlock: lambda b: "".join(i.number + i.lead + i.text for i in b.items),
        }.get(type(block), lambda b: "")(block)
        place_in_text = text.index(squeezed(wanted), place_in_text)
    assert squeezed(HOSTILE) in text


def test_cover_stands_alone_and_unnumbered(pages: list[Any]) -> None:
    assert squeezed(pages[0].extract_text()) == (
        "2024年部门预算信息公开示范县科学技术和工业信息化局2024年2月"
    )


# Tables, cell by cell ----------------------------------------------------------------------------


def matrix(rows: tuple[GridRow, ...], columns: int) -> list[list[str | None]]:
    """Texts in their places; None where a span covers the place."""
    grid: list[list[str | None]] = [[None] * columns for _ in rows]
    for row in place(rows):
        for each in row:
            grid[each.row][each.column] = squeezed(each.cell.text)
    return grid


def as_on_pages(table: TableBlock, lengths: list[int]) -> list[list[list[str | None]]]:
    """The table as pages of so many body rows print it: heads repeated, a parted span begun anew."""
    columns = len(table.columns)
    head = matrix(table.head, columns)
    if table.numbers:
        head += matrix((table.numbers,), columns)
    body = matrix(table.body, columns)
    spans = [each for row in place(table.body) for each in row if each.cell.rowspan > 1]
    result = []
    first = 0
    for length in lengths:
        rows = [list(row) for row in body[first : first + length]]
        for each in spans:
            if each.row < first < each.row + each.cell.rowspan:
                rows[0][each.column] = ""
        result.append(head + rows)
        first += length
    assert first == len(body)
    return result


@pytest.mark.parametrize(
    ("table", "landscape", "page_count"),
    [
        (budget_table(), True, 4),
        (form_table(), False, 1),
        (indicator_table(), False, 2),
    ],
    ids=["budget", "form", "indicators"],
)
def test_every_cell_is_in_its_place_under_repeated_heads(
    table: TableBlock, landscape: bool, page_count: int, profile: Profile
) -> None:
    filler = () if landscape else (Paragraph("文。"),) * 6
    data = render_pdf(document(*filler, table, landscape=landscape), profile)
    printed = [page.extract_table() for page in opened_pages(data)]
    assert len(printed) == page_count
    texts = [[[c if c is None else squeezed(c) for c in row] for row in page] for page in printed]
    heads = len(table.head) + bool(table.numbers)
    assert texts == as_on_pages(table, [len(page) - heads for page in printed])


def test_line_repeats_on_every_page_and_title_does_not(pages: list[Any]) -> None:
    for page in pages[2:6]:
        line = "304示范县科学技术和工业信息化局预算年度：2024单位：万元"
        assert line in squeezed(page.extract_text())
    titles = ["部门预算收入总表" in page.extract_text() for page in pages[2:6]]
    assert titles == [True, False, False, False]


def test_figures_end_at_one_edge_and_codes_stay_whole(pages: list[Any]) -> None:
    words = pages[2].extract_words()
    figures = [word for word in words if word["text"] == "1071.65"]
    assert len({round(word["x1"]) for word in figures}) == 3
    assert sum(word["text"] == "2060404" for word in words) == 11


@pytest.mark.long
@pytest.mark.parametrize("rows", [10, 11, 23])
def test_a_note_is_never_alone_on_its_page(rows: int, profile: Profile) -> None:
    table = replace(budget_table(rows), notes=("注：其一。", "注：其二。"))
    heading = Heading("表", "h", Role.TABLE)
    *before, last = opened_pages(render_pdf(document(heading, table, landscape=True), profile))
    assert "注" not in "".join(page.extract_text() for page in before)
    assert str(rows) in [row[0] for row in last.extract_table()]
    heights = [row.bbox[3] - row.bbox[1] for row in before[-1].find_tables()[0].rows[3:]]
    assert max(heights) - min(heights) < 1, "a row was stretched into the room of the one that left"


@pytest.mark.long
def test_a_row_higher_than_a_page_loses_nothing(profile: Profile) -> None:
    text = "".join(f"第{n}项绩效目标说明。" for n in range(700))
    rows = (
        (GridCell("甲"), GridCell("乙")),
        (GridCell("长"), GridCell(text)),
        (GridCell("丙"),) * 2,
    )
    table = TableBlock("t", (GridColumn(40), GridColumn(116)), (), rows)
    printed = [page.extract_table() for page in opened_pages(render_pdf(document(table), profile))]
    assert squeezed("".join(row[1] or "" for page in printed for row in page)) == f"乙{text}丙"


def test_a_label_is_not_parted_from_its_lines(profile: Profile) -> None:
    blocks = (*[Paragraph("文。")] * 18, Heading("题", "h"), form_table())
    first, second = opened_pages(render_pdf(document(*blocks), profile))
    assert [row[0] for row in first.extract_table()] == ["项目编码"]
    assert squeezed(second.extract_table()[0][0]) == "预算规模及资金用途"


def test_a_heading_stays_with_its_table(profile: Profile) -> None:
    blocks = (*[Paragraph("文。")] * 20, Heading("题", "h"), form_table())
    laid_out = layout_pdf(document(*blocks), profile)
    assert laid_out.pages["h"] == laid_out.pages["project-1-form"] == 2


def test_empty_and_hostile_blocks_do_not_crash(profile: Profile) -> None:
    table = TableBlock("t", (GridColumn(30, nowrap=True),), (), ())
    row = ((GridCell("9" * 40), GridCell("甲\n乙")),)
    narrow = TableBlock("n", (GridColumn(20, nowrap=True), GridColumn(20)), (), row, notes=("注",))
    blocks = (PageBreak(), Heading("", "e"), Paragraph(""), table, narrow, PageBreak())
    hostile = Document("<b>&amp;", 'a" onload="', 2024, (Part(blocks), Part(())))
    info = pypdf.PdfReader(io.BytesIO(render_pdf(hostile, profile))).metadata
    assert info is not None
    assert (info.title, info.author) == ("<b>&amp;", 'a" onload="')


# Pages -------------------------------------------------------------------------------------------


def test_contents_footers_and_pages_agree(
    pdf: Pdf, pages: list[Any], reader: pypdf.PdfReader
) -> None:
    (contents,) = (b for b in sample_document().blocks() if isinstance(b, Contents))
    lines = [squeezed(line["text"]) for line in pages[1].extract_text_lines()]
    assert lines[0] == contents.title
    for line, entry in zip(lines[1:], contents.entries, strict=True):
        number = str(pdf.pages[entry.anchor]) if entry.level else ""
        assert line.startswith(entry.text)
        assert line.removeprefix(entry.text).strip(".") == number
    numbered = {e.title: reader.get_destination_page_number(e) for _, e in flat(reader.outline)}
    for heading in sample_document().headings():
        page = numbered[heading.text]
        assert page is not None
        assert squeezed(footer(pages[page])) == f"—{pdf.pages[heading.anchor]}—"


def test_contents_can_be_clicked(reader: pypdf.PdfReader) -> None:
    links = [link.get_object() for link in reader.pages[1]["/Annots"]]
    assert {link["/Dest"] for link in links} == {"title-2", "section-1", "section-2"}


def test_footers_count_from_the_tables_outside(pages: list[Any]) -> None:
    assert [squeezed(footer(page)) for page in pages[2:]] == [f"—{n}—" for n in range(1, 9)]
    for number, page in enumerate(pages[2:], start=1):
        line = page.extract_text_lines()[-1]
        at_left = line["x0"] < page.width / 3
        at_right = line["x1"] > page.width * 2 / 3
        assert (at_left, at_right) == (number % 2 == 0, number % 2 == 1)


def test_unnumbered_pages_carry_no_number(pages: list[Any]) -> None:
    assert "—" not in pages[0].extract_text() + pages[1].extract_text()


def test_numbers_start_again_wherever_a_part_says_so(profile: Profile) -> None:
    names = ("a", "b", "c", "d", "e")
    breaks = (PageBreak(), Paragraph("又一页。"))
    parts = (
        Part((Heading("a", "a"), *breaks), restart=True),
        Part((Heading("b", "b"),), landscape=True),
        Part((Heading("c", "c"), *breaks), restart=True),
        Part((Heading("d", "d"),), restart=True),
        Part((Heading("e", "e"), Contents("", tuple(ContentsEntry(n, 1, n) for n in names)))),
    )
    laid_out = layout_pdf(Document("题", "局", 2024, parts), profile)
    assert laid_out.pages == {"a": 1, "b": 3, "c": 1, "d": 1, "e": 2}
    printed = opened_pages(laid_out.data)
    assert [squeezed(footer(page)) for page in printed] == [f"—{n}—" for n in (1, 2, 3, 1, 2, 1, 2)]
    lines = [squeezed(line["text"]) for line in printed[-1].extract_text_lines()]
    assert [line.replace(".", "") for line in lines[1:-1]] == ["a1", "b3", "c1", "d1", "e2"]


def test_parts_lie_as_they_should(reader: pypdf.PdfReader) -> None:
    sizes = [(round(p.mediabox.width), round(p.mediabox.height)) for p in reader.pages]
    assert sizes == [A4] * 2 + [A4[::-1]] * 5 + [A4] * 3


def test_text_fills_the_type_area(pages: list[Any]) -> None:
    """28 characters a line and 22 lines a page on 156 x 225 mm (GB/T 9704-2012)."""
    page = pages[7]
    left, right = 28 * MM, (210 - 26) * MM
    lines = page.extract_text_lines()
    full = [
        line
        for line in lines
        if line["text"].startswith(("按照有关", "律规定", "部门预算公开如下"))
    ]
    assert len(full) == 3
    assert [len(line["text"]) for line in full[1:]] == [28, 28]
    assert all(abs(line["x1"] - right) < 1.5 for line in full), "justified lines end flush"
    assert full[0]["x0"] == pytest.approx(left + 32, abs=1.5)
    assert full[1]["x0"] == pytest.approx(left, abs=1.5)


def test_lines_with_figures_in_them_end_flush_too(profile: Profile) -> None:
    text = Paragraph("本年收入合计5531.14万元，" * 9)
    (page,) = opened_pages(render_pdf(document(text), profile))
    *lines, _, _ = page.extract_text_lines()
    assert [line["x1"] for line in lines] == pytest.approx([(210 - 26) * MM] * 4, abs=1.5)


def test_text_and_tables_stay_within_the_margins(profile: Profile) -> None:
    columns = tuple(replace(column, width=240 / 13) for column in budget_table().columns)
    wide = Part((replace(budget_table(5), columns=columns),), landscape=True)
    contents, _, text = sample_document().parts
    every = replace(sample_document(), parts=(contents, wide, text))
    for page in opened_pages(render_pdf(every, profile)):
        edge = 26 * MM - 2
        ink = [c for c in page.chars if c["text"].strip()]
        assert all(edge <= c["x0"] and c["x1"] <= page.width - edge for c in ink)


# The file ----------------------------------------------------------------------------------------


def test_every_font_is_embedded(pdf: Pdf) -> None:
    with pikepdf.open(io.BytesIO(pdf.data)) as opened:
        descriptors = [o for o in opened.objects if _is_font_descriptor(o)]
        assert len(descriptors) >= 4
        assert all({"/FontFile2", "/FontFile3"} & set(d.keys()) for d in descriptors)


def _is_font_descriptor(item: Any) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"


def test_metadata(reader: pypdf.PdfReader) -> None:
    info = reader.metadata
    assert info is not None
    assert info.title == "示范县科学技术和工业信息化局2024年部门预算信息公开"
    assert info.author == "示范县科学技术和工业信息化局"
    assert str(info["/CreationDate"]).startswith("D:20240101")
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"


def test_equal_input_gives_equal_bytes_and_no_warnings(
    pdf: Pdf, profile: Profile, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "weasyprint"):
        assert render_pdf(sample_document(), profile) == pdf.data
    assert not caplog.messages


def test_other_input_has_another_identity(pdf: Pdf, profile: Profile) -> None:
    other = pypdf.PdfReader(io.BytesIO(render_pdf(document(Paragraph("甲")), profile)))
    assert other.trailer["/ID"] != pypdf.PdfReader(io.BytesIO(pdf.data)).trailer["/ID"]


@pytest.mark.long
def test_the_lean_sheet_changes_nothing(
    pdf: Pdf, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = weasy.load().HTML
    assert weasy_inside.lean_html() is not plain, (
        "this WeasyPrint has another inside: mend weasy_inside.py"
    )
    monkeypatch.setattr(weasy_inside, "lean_html", lambda: plain)
    assert render_pdf(sample_document(), profile) == pdf.data


def test_an_unknown_inside_falls_back_to_plain(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    weasyprint = weasy.load()
    monkeypatch.delattr("weasyprint.html.UA")
    monkeypatch.delattr("weasyprint.layout.inline.create_layout")
    monkeypatch.delattr("weasyprint.css.StyleFor._page_type_match")
    weasy_inside.lean_html.cache_clear()
    assert weasy_inside.lean_html() is weasyprint.HTML
    weasy_inside.lean_html.cache_clear()
    with weasy_inside.chinese_justification():
        assert weasyprint.layout.inline.justify_line is not weasy_inside._justify_line
    plain = weasyprint.layout.page.set_page_type_computed_styles
    with weasy_inside._shared_page_styles():
        assert weasyprint.layout.page.set_page_type_computed_styles is plain


@pytest.mark.long
def test_the_other_shortcuts_change_nothing(
    pdf: Pdf, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    fonts = weasy.load().pdf.fonts
    assert hasattr(fonts, "get_hb_object_data"), "mend weasy_inside.py: fonts are copied again"
    assert hasattr(fonts.Font, "clean"), "mend weasy_inside.py: fonts are copied again"
    page = weasy.load().layout.page
    assert hasattr(page, "set_page_type_computed_styles"), "mend weasy_inside.py: page styles"
    for name in ("_read_as_xml", "_fonts_unread", "_shared_page_styles"):
        monkeypatch.setattr(weasy_inside, name, contextlib.nullcontext)
    monkeypatch.setattr(weasy_inside, "on_one_stack", lambda work: work())
    assert render_pdf(sample_document(), profile) == pdf.data


def test_calls_within_calls_have_room() -> None:
    assert weasy_inside.on_one_stack.__code__.co_stacksize > 2**16
    assert weasy_inside.on_one_stack(lambda: "甲") == "甲"


def test_a_page_that_is_not_xml_is_read_as_html(tmp_path: Path) -> None:
    style = tmp_path / "style.css"
    style.write_text("")
    loose, *_ = weasy.lay_out("<meta charset=utf-8><p>甲<br>乙", style, b"0" * 32)
    strict, *_ = weasy.lay_out(
        '<html><head><meta charset="utf-8"/></head><body><p>甲<br/>乙</p></body></html>',
        style,
        b"0" * 32,
    )
    assert loose == strict


def test_garbage_collection_and_hooks_are_restored(profile: Profile) -> None:
    from weasyprint.layout import inline

    plain = inline.justify_line
    render_pdf(document(Paragraph("甲")), profile)
    assert gc.isenabled()
    assert inline.justify_line is plain
    gc.disable()
    render_pdf(document(Paragraph("甲")), profile)
    assert not gc.isenabled()
    gc.enable()


def test_stand_ins_are_named(profile: Profile) -> None:
    stands = standing_in(profile)
    assert list(stands) == ["仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"]
    assert all(font.family and font.file for font in stands.values())


def test_a_character_that_no_font_has_is_told(profile: Profile) -> None:
    laid_out = layout_pdf(document(Paragraph("甲\U0010fff0乙")), profile)
    assert laid_out.boxes == ("\U0010fff0",)
    (said,) = boxes(laid_out.boxes)
    assert "U+10FFF0" in said
    assert layout_pdf(document(Paragraph("甲乙")), profile).boxes == ()


def test_missing_pango_is_said_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    original = builtins.__import__

    def without_pango(name: str, *rest: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return original(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_pango)
    with pytest.raises(MissingSystemPart, match="libharfbuzz-subset0") as raised:
        weasy.load()
    for system in ("Debian", "macOS", "Windows", "libpango-1.0-0'"):
        assert system in str(raised.value)


def test_figures_that_must_not_wrap_get_smaller_type(profile: Profile) -> None:
    wide = GridCell("1234567890.12", Align.RIGHT)
    table = TableBlock("t", (GridColumn(20, nowrap=True),) * 2, (), ((wide, wide),))
    (page,) = opened_pages(render_pdf(document(table), profile))
    for cell in page.find_tables()[0].rows[0].cells:
        text = page.within_bbox(cell).extract_text()
        assert text == "1234567890.12"


def test_a_code_never_wraps(profile: Profile) -> None:
    code = "13990024P0011MA100041"
    rows = ((GridCell("项目编码"), GridCell(code, colspan=2)), (GridCell("甲"),) * 3)
    table = TableBlock("t", (GridColumn(26), GridColumn(20), GridColumn(20)), (), rows)
    (page,) = opened_pages(render_pdf(document(table), profile))
    assert code in page.extract_text()
    cell = next(cell for cell in page.find_tables()[0].rows[0].cells[1:] if cell)
    assert page.within_bbox(cell).extract_text() == code


# Keeping and hearing ------------------------------------------------------------------------------


def test_the_archive_form_has_what_iso_19005_asks_for(pdf: Pdf) -> None:
    """PDF/A-3u: part and level declared, colours tied to sRGB, text mapped to Unicode, nothing from outside."""
    with pikepdf.open(io.BytesIO(pdf.data)) as opened:
        xmp = opened.open_metadata()
        assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "U")
        assert xmp["dc:title"] == str(opened.docinfo["/Title"])
        assert opened.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert opened.trailer.ID
        assert not opened.is_encrypted
        fonts = [o for o in opened.objects if _is(o, "/Font") and o.Subtype == "/Type0"]
        assert fonts
        assert all("/ToUnicode" in font for font in fonts)
        keys = {key for o in opened.objects if isinstance(o, pikepdf.Dictionary) for key in o}
        assert not keys & {"/JS", "/JavaScript", "/Launch", "/RichMedia"}
        links = [o for o in opened.objects if _is(o, "/Annot")]
        assert all(int(link.F) & 4 for link in links), "annotations must print"


def _is(item: Any, kind: str) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == kind


@pytest.fixture(scope="module")
def spoken(profile: Profile) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(render_pdf(sample_document(), profile, True))) as opened:
        yield opened


def _elements(node: Any) -> Iterator[Any]:
    yield node
    for kid in node.get("/K", ()):
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/S") is not None:
            yield from _elements(kid)


def _tagged(spoken: pikepdf.Pdf, kind: str) -> list[Any]:
    return [e for e in _elements(spoken.Root.StructTreeRoot.K[0]) if kind == e.S]


@pytest.mark.long
def test_a_table_over_several_pages_is_one_table_to_the_ear(spoken: pikepdf.Pdf) -> None:
    trees = [
        b for part in sample_document().parts for b in part.blocks if isinstance(b, TableBlock)
    ]
    tables = _tagged(spoken, "/Table")
    assert len(tables) == len(trees)
    over = 0
    for table, tree in zip(tables, trees, strict=True):
        body = [e for e in _elements(table) if e.S == "/TBody"]
        rows = [e for part in body for e in _elements(part) if e.S == "/TR"]
        assert len(rows) == len(tree.body)
        assert sum(e.S == "/THead" for e in _elements(table)) <= 1
        over += len({str(row.Pg.objgen) for row in rows}) > 1
    assert over, "no table of the sample runs over a page"


def test_a_row_over_two_pages_is_one_row_to_the_ear(profile: Profile) -> None:
    rows = ((GridCell("长" * 500), GridCell("甲")), (GridCell("乙"), GridCell("丙")))
    table = TableBlock("t", (GridColumn(40), GridColumn(116)), (), rows)
    with pikepdf.open(io.BytesIO(render_pdf(document(table), profile, True))) as opened:
        assert len(opened.pages) == 2
        tagged = [_tagged(opened, kind) for kind in ("/Table", "/THead", "/TR", "/TD")]
        assert [len(each) for each in tagged] == [1, 0, 2, 4]
        pages = [{e.Pg.objgen for e in _elements(cell) if "/Pg" in e} for cell in tagged[-1]]
    assert [len(each) for each in pages] == [2, 1, 1, 1]


def test_every_cell_knows_its_heads(spoken: pikepdf.Pdf) -> None:
    known = {str(e.ID) for e in _tagged(spoken, "/TH")}
    asked = [str(h) for e in _tagged(spoken, "/TD") for h in e.A.get("/Headers", ())]
    assert asked
    assert set(asked) <= known
    for head in _tagged(spoken, "/THead"):
        assert any(each.S == "/TR" for each in _elements(head)), "a head without a row"


def test_what_only_repeats_is_an_artifact(spoken: pikepdf.Pdf) -> None:
    """Every marked piece of content is either in the tag tree or an artifact."""
    in_tree = {(str(e.Pg.objgen), int(k)) for e in _elements(spoken.Root.StructTreeRoot.K[0])
               for k in e.get("/K", ()) if isinstance(k, int)}  # fmt: skip
    margins = 0
    for page in spoken.pages:
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "BDC":
                margins += (str(page.obj.objgen), int(operands[1].MCID)) not in in_tree
    assert margins <= len(spoken.pages), "besides page numbers nothing may stand outside the tree"


def test_links_and_titles_are_said(spoken: pikepdf.Pdf) -> None:
    assert spoken.Root.MarkInfo.Marked
    assert spoken.Root.ViewerPreferences.DisplayDocTitle
    links = [o for o in spoken.objects if _is(o, "/Annot")]
    assert links
    assert all(str(link.Contents).strip() for link in links)
    assert all(page.obj.Tabs == "/S" for page in spoken.pages)
