"""DOCX: what is in the XML is the tree, and what LibreOffice draws of it is the document."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from docx import Document as open_docx
from docx.shared import Pt
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pypdf import PdfReader

from budgetgen.document.blocks import (
    Align,
    Block,
    Contents,
    Document,
    GridCell,
    GridColumn,
    Heading,
    ListBlock,
    ListItem,
    PageBreak,
    Paragraph,
    Part,
    TableBlock,
)
from budgetgen.model.numbering import NumberStyle
from budgetgen.profiles import ProfileError
from budgetgen.render.word.blocks import bookmarks
from budgetgen.render.word.docx import render_docx
from budgetgen.render.wordml import Style, elements
from support.office import Office
from support.places import BASE
from support.sample_document import HOSTILE, form_table, indicator_table, sample_document
from support.word_file import (
    Opened,
    W,
    cells_in_place,
    cells_of_tree,
    drawn,
    text_of,
    text_of_run,
)

R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
PAGES = {"title-2": 1, "section-1": 6, "section-2": 6}


@dataclass(frozen=True)
class Folder:
    """Stands in for a profile."""

    path: Path = BASE

    def file(self, name: str) -> Path:
        return self.path / name


def build(document: Document, pages: dict[str, int] | None = None, path: Path = BASE) -> bytes:
    return render_docx(document, Folder(path), pages)  # type: ignore[arg-type]


def one_part(*blocks: Block) -> Document:
    return Document("标题", "示范县局", 2024, (Part(blocks),))


@pytest.fixture(scope="module")
def sample() -> Opened:
    return Opened(build(sample_document(), PAGES))


# Numbering: a word processor's counters, played through ------------------------------------------


def expected(document: Document) -> Iterator[str]:
    for block in document.blocks():
        match block:
            case Heading() | Paragraph():
                yield block.text
            case ListBlock():
                yield from (item.number + item.lead + item.text for item in block.items)


@pytest.mark.parametrize("skipping", [False, True])
def test_word_draws_the_trees_numbers(sample: Opened, skipping: bool) -> None:
    seen = iter(drawn(sample, skipping))
    for text in expected(sample_document()):
        assert text in seen, text  # in this order: `in` uses the iterator up


def test_numbers_are_word_s_own_not_typed(sample: Opened) -> None:
    titles = [text_of(p) for p in sample.paragraphs() if "heading" in sample.style(p)]
    assert titles[:3] == ["部门职责及机构设置情况", "收入说明", "明细"]
    forms = re.findall(rb'numFmt w:val="(\w+)"', sample.files["word/numbering.xml"])
    assert forms[:4] == [b"chineseCountingThousand"] * 2 + [b"decimal"] * 2


def test_one_list_is_linked_to_the_heading_styles(sample: Opened) -> None:
    linked = sample.xml("word/numbering.xml").findall(f"{W}abstractNum[1]/{W}lvl/{W}pStyle")
    for level, link in enumerate(linked):
        numbering = sample.styles[link.get(f"{W}val")].find(f"{W}pPr/{W}numPr")
        assert numbering.find(f"{W}ilvl").get(f"{W}val") == str(level)
    assert len(linked) == 4
    direct = [p for p in sample.paragraphs() if "heading" in sample.style(p)]
    assert all(p.find(f"{W}pPr/{W}numPr") is None for p in direct)


STYLES = st.sampled_from(list(NumberStyle))
HEADINGS = st.lists(
    st.tuples(st.integers(1, 4), st.integers(1, 40), STYLES, st.booleans()), max_size=30
)


def numbered(drafts: list[tuple[int, int, NumberStyle, bool]]) -> list[Heading]:
    """Headings that mostly count on, and now and then don't."""
    usual = (NumberStyle.CHINESE, NumberStyle.CHINESE_BRACKETS, NumberStyle.ARABIC)
    counts = [0] * 4
    made = []
    for index, (level, wild, style, regular) in enumerate(drafts):
        at = level - 1
        counts[at] = counts[at] + 1 if regular else wild
        counts[at + 1 :] = [0] * (3 - at)
        shape = (*usual, NumberStyle.ARABIC_BRACKETS)[at] if regular else style
        number = shape.write(counts[at]) if shape else ("甲、" if wild > 20 else "")
        made.append(Heading("标题", f"h{index}", level=level, number=number, style=shape))
    return made


@given(HEADINGS)
def test_any_sequence_of_headings_is_drawn_exactly(
    drafts: list[tuple[int, int, NumberStyle, bool]],
) -> None:
    headings = numbered(drafts)
    opened = Opened(build(one_part(Paragraph("正文"), *headings)))
    for skipping in (False, True):
        assert drawn(opened, skipping)[1:] == [heading.text for heading in headings]


def test_projects_right_under_a_section_start_anew_there() -> None:
    def heading(level: int, number: str, style: NumberStyle) -> Heading:
        return Heading("题", number + str(level), level=level, number=number, style=style)

    chinese, arabic = NumberStyle.CHINESE, NumberStyle.ARABIC
    sections = [("一、", ("1.", "2.", "3.")), ("二、", ("1.", "2."))]
    blocks = [
        each
        for number, subs in sections
        for each in (heading(1, number, chinese), *(heading(3, sub, arabic) for sub in subs))
    ]
    blocks = [replace(block, anchor=f"a{i}") for i, block in enumerate(blocks)]
    opened = Opened(build(one_part(*blocks)))
    assert drawn(opened, True) == drawn(opened, False) == [block.text for block in blocks]
    assert opened.files["word/numbering.xml"].count(b"<w:abstractNum ") == 1


def test_list_numbers_that_do_not_count_are_drawn_all_the_same() -> None:
    numbers = ("3.", "4.", "9.", "一百、", "")
    items = tuple(ListItem(number, "项", "词：") for number in numbers)
    document = one_part(
        ListBlock("a", NumberStyle.ARABIC, items),
        ListBlock("b", NumberStyle.CHINESE_BRACKETS, (ListItem("（一）", "项"),)),
    )
    opened = Opened(build(document))
    assert drawn(opened, False) == list(expected(document))


def test_the_items_that_count_on_are_one_list() -> None:
    """So that one put in between renumbers the rest."""
    items = tuple(ListItem(f"{n}.", "项") for n in (1, 2, 3))
    opened = Opened(build(one_part(ListBlock("a", NumberStyle.ARABIC, items))))
    ids = [each.get(f"{W}val") for each in opened.body.iter(f"{W}numId")]
    assert ids == ids[:1] * 3


# Tables ------------------------------------------------------------------------------------------


def test_every_cell_stands_in_its_place(sample: Opened) -> None:
    blocks = list(sample_document().tables())
    assert len(sample.tables()) == len(blocks)
    for table, block in zip(sample.tables(), blocks, strict=True):
        seen = cells_in_place(table)
        line = [text for (row, _), (text, _, _) in sorted(seen.items()) if row == 0]
        first = 1 if any(block.line) else 0
        if first:
            assert "　".join(line) == "　".join(text for text in block.line if text)
        head = (*block.head, block.numbers) if block.numbers else block.head
        tree = cells_of_tree(head, first) | cells_of_tree(block.body, first + len(head))
        assert {place: cell for place, cell in seen.items() if place[0] >= first} == tree


def test_heads_repeat_and_rows_stay_whole(sample: Opened) -> None:
    for table, block in zip(sample.tables(), sample_document().tables(), strict=True):
        rows = table.findall(f"{W}tr")
        heads = bool(any(block.line)) + len(block.head) + bool(block.numbers)
        repeat = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
        assert repeat == [True] * heads + [False] * len(block.body)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        heights = [row.find(f"{W}trPr/{W}trHeight") for row in rows[heads:]]
        assert all((each is not None) == bool(block.row_height) for each in heights)


def test_tables_have_fixed_widths_that_add_up(sample: Opened) -> None:
    for table, block in zip(sample.tables(), sample_document().tables(), strict=True):
        assert table.find(f"{W}tblPr/{W}tblLayout").get(f"{W}type") == "fixed"
        grid = [int(each.get(f"{W}w")) for each in table.findall(f"{W}tblGrid/{W}gridCol")]
        assert sum(grid) == int(table.find(f"{W}tblPr/{W}tblW").get(f"{W}w"))
        assert grid == pytest.approx([c.width * 1440 / 25.4 for c in block.columns], abs=1)
        for row in table.findall(f"{W}tr"):
            widths = [int(w.get(f"{W}w")) for w in row.findall(f"{W}tc/{W}tcPr/{W}tcW")]
            assert sum(widths) == sum(grid)


def test_a_table_says_its_title_to_a_screen_reader(sample: Opened) -> None:
    captions = [table.find(f"{W}tblPr/{W}tblCaption") for table in sample.tables()]
    titles = [None if each is None else each.get(f"{W}val") for each in captions]
    assert titles == [block.title or None for block in sample_document().tables()]


def test_figures_stand_right_and_labels_look_like_heads(sample: Opened) -> None:
    form = sample.tables()[2]
    styles = {text_of(p): sample.style(p) for p in form.iter(f"{W}p")}
    assert styles["27.00"] == "表格数字"
    assert styles["项目编码"] == "表头"
    assert styles["信息系统安全等级测评"] == "表格文字"


def test_every_cell_is_aligned_as_in_the_tree(sample: Opened) -> None:
    by_style = {"表格数字": "right", "表头": "center", "栏次": "center"}
    for table, block in zip(sample.tables(), sample_document().tables(), strict=True):
        heads = bool(any(block.line)) + len(block.head) + bool(block.numbers)
        for row, cells in zip(table.findall(f"{W}tr")[heads:], block.body, strict=True):
            own = [each for each in row.findall(f"{W}tc") if each.find(f".//{W}vMerge") is None
                   or each.find(f".//{W}vMerge").get(f"{W}val") == "restart"]  # fmt: skip
            for each, cell in zip(own, cells, strict=True):
                paragraph = each.find(f"{W}p")
                direct = paragraph.find(f"{W}pPr/{W}jc")
                usual = by_style.get(sample.style(paragraph), "left")
                assert (usual if direct is None else direct.get(f"{W}val")) == cell.align
    known = {"left", "center", "right", "both"}
    assert {each.get(f"{W}val") for each in sample.body.iter(f"{W}jc")} <= known


def test_a_note_begins_where_its_table_in_the_middle_of_the_page_begins(sample: Opened) -> None:
    notes = [p for p in sample.paragraphs() if sample.style(p) == "表注"]
    indents = [p.find(f"{W}pPr/{W}ind") for p in notes]
    page = sample.sections()[2]
    size, margins = page.find(f"{W}pgSz"), page.find(f"{W}pgMar")
    width = int(size.get(f"{W}w")) - sum(int(margins.get(W + side)) for side in ("left", "right"))
    tables = [block for block in sample_document().tables() if block.notes]
    lefts = [(width - sum(c.width for c in t.columns) * 1440 / 25.4) / 2 for t in tables]
    seen = [0 if each is None else int(each.get(f"{W}left")) for each in indents]
    assert lefts[1] > 1000
    assert seen == pytest.approx([0 if left <= 30 else left for left in lefts], abs=2)


def test_only_what_leads_an_item_has_a_style_of_its_own(sample: Opened) -> None:
    styled = {
        text_of_run(run): sample.styles[style.get(f"{W}val")].find(f"{W}name").get(f"{W}val")
        for run in sample.body.iter(f"{W}r")
        if (style := run.find(f"{W}rPr/{W}rStyle")) is not None
    }
    assert styled == {"财政拨款收入：": Style.ITEM_LEAD}


def test_codes_that_would_not_fit_are_set_smaller() -> None:
    code = GridCell("1".rjust(21, "0"), Align.CENTER)
    for width, smaller in ((60.0, False), (30.0, True)):
        table = TableBlock("t", (GridColumn(width, nowrap=True),), (), ((code,),))
        sizes = [each.get(f"{W}val") for each in Opened(build(one_part(table))).body.iter(f"{W}sz")]
        assert bool(sizes) is smaller
        assert all(int(size) < 21 for size in sizes)


def test_a_short_row_is_filled_up() -> None:
    table = TableBlock(
        "t", (GridColumn(20),) * 3, (), ((GridCell("甲", rowspan=9),), (GridCell("乙"),), ())
    )
    rows = Opened(build(one_part(table))).tables()[0].findall(f"{W}tr")
    assert [len(row.findall(f"{W}tc")) for row in rows] == [3, 3, 3]


@given(
    st.lists(
        st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3), st.text(max_size=5)), max_size=4),
        max_size=6,
    )
)
def test_any_table_keeps_its_grid(drafts: list[list[tuple[int, int, str]]]) -> None:
    taken: set[tuple[int, int]] = set()
    rows = []
    for y, draft in enumerate(drafts):
        row, x = [], 0
        for down, right, text in draft:
            while (y, x) in taken:
                x += 1
            wide = next((i for i in range(right) if x + i >= 5 or (y, x + i) in taken), right)
            if not wide:
                break
            tall = min(down, len(drafts) - y)
            row.append(GridCell(text, rowspan=tall, colspan=wide))
            taken |= {(y + i, x + j) for i in range(tall) for j in range(wide)}
            x += wide
        rows.append(tuple(row))
    table = TableBlock("t", (GridColumn(30),) * 5, (), tuple(rows))
    seen = cells_in_place(Opened(build(one_part(table))).tables()[0])
    for place, (text, down, right) in cells_of_tree(table.body, 0).items():
        assert seen[place] == (legal(text), down, right)


def test_a_table_to_be_kept_holds_on_to_what_follows() -> None:
    kept = replace(form_table(), keep=True)
    opened = Opened(build(one_part(kept, indicator_table())))
    form, indicators = opened.tables()
    assert all(p.find(f"{W}pPr/{W}keepNext") is not None for p in form.iter(f"{W}p"))
    assert all(p.find(f"{W}pPr/{W}keepNext") is None for p in indicators.iter(f"{W}p"))
    between = form.getnext()
    assert opened.style(between) == "表间"
    assert between.find(f"{W}pPr/{W}keepNext") is not None


# Sections, contents, file ------------------------------------------------------------------------


def test_each_part_is_a_section_of_its_own_orientation(sample: Opened) -> None:
    sizes = [section.find(f"{W}pgSz") for section in sample.sections()]
    sideways = [size.get(f"{W}orient") == "landscape" for size in sizes]
    assert sideways == [False, False, True, False]  # cover, contents, tables, text
    for size, wide in zip(sizes, sideways, strict=True):
        assert (int(size.get(f"{W}w")) > int(size.get(f"{W}h"))) is wide


def test_every_section_names_its_headers_and_footers(sample: Opened) -> None:
    for section, numbered_ in zip(sample.sections(), (False, False, True, True), strict=True):
        targets = {
            (etree.QName(each).localname, each.get(f"{W}type")): each.get(R_ID)
            for each in section
            if each.tag in (f"{W}headerReference", f"{W}footerReference")
        }
        for kind in ("default", "even"):
            assert ("headerReference", kind) in targets
            footer = sample.files["word/" + sample.relations[targets["footerReference", kind]]]
            assert (b"PAGE" in footer) is numbered_
    assert b"evenAndOddHeaders" in sample.files["word/settings.xml"]


def test_page_numbers_start_at_1_where_the_tree_says_so(sample: Opened) -> None:
    starts = [section.find(f"{W}pgNumType") for section in sample.sections()]
    values = [None if start is None else start.get(f"{W}start") for start in starts]
    assert values == [None, None, "1", None]


def test_a_page_break_leaves_no_empty_paragraph(sample: Opened) -> None:
    breaks = [p for p in sample.paragraphs() if p.find(f"{W}pPr/{W}pageBreakBefore") is not None]
    assert [text_of(p) for p in breaks] == ["部门预算支出总表"]
    empty = [sample.style(p) for p in sample.paragraphs() if not text_of(p)]
    assert set(empty) <= {"表间"}


def test_needless_page_breaks_make_no_page() -> None:
    table = form_table()
    document = one_part(PageBreak(), table, PageBreak(), PageBreak(), table, PageBreak())
    opened = Opened(build(document))
    breaks = [p.find(f"{W}pPr/{W}pageBreakBefore") is not None for p in opened.paragraphs()]
    assert breaks == [True, False]


def test_contents_are_fields_with_their_page_in_them(sample: Opened) -> None:
    names = bookmarks(sample_document())
    lines = [p for p in sample.paragraphs() if sample.style(p) == "目录行"]
    entries = [
        entry
        for block in sample_document().blocks()
        if isinstance(block, Contents)
        for entry in block.entries
        if entry.level
    ]
    started = {e.get(f"{W}name") for e in sample.body.iter(f"{W}bookmarkStart")}
    for line, entry in zip(lines, entries, strict=True):
        name = names[entry.anchor]
        assert name in started
        assert line.find(f"{W}hyperlink").get(f"{W}anchor") == name
        assert line.find(f".//{W}instrText").text.split() == ["PAGEREF", name, "\\h"]
        assert text_of(line) == f"{entry.text}\t{PAGES[entry.anchor]}"
    assert b"updateFields" not in sample.files["word/settings.xml"]


def test_an_unknown_page_is_left_blank() -> None:
    opened = Opened(build(sample_document()))
    line = next(p for p in opened.paragraphs() if opened.style(p) == "目录行")
    assert text_of(line) == "部门预算收入总表\t"


def test_no_cover_where_the_tree_has_none() -> None:
    opened = Opened(build(replace(sample_document(), cover=None)))
    assert len(opened.sections()) == 3
    assert text_of(opened.body[0]) == "2024年部门预算信息公开目录"


def test_properties_name_the_document() -> None:
    properties = open_docx(io.BytesIO(build(sample_document()))).core_properties
    assert properties.title == sample_document().title
    assert properties.author == sample_document().agency
    assert properties.language == "zh-CN"
    assert properties.created is not None
    assert properties.created.year == 2024


def test_equal_input_gives_equal_bytes() -> None:
    assert build(sample_document(), PAGES) == build(sample_document(), PAGES)


def legal(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        c
        for c in text
        if c in "\t\n" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )


NASTY = "\x00\x0b甲\ud800&amp;<w:p/>]]>{{ x }}{% y %}{#z#}\r\n乙\t😀𠮷　 \ufffe"


def test_hostile_text_comes_out_whole() -> None:
    table = TableBlock(
        "t", (GridColumn(50),), ((GridCell(NASTY),),), ((GridCell(NASTY),),), (NASTY, "", "")
    )
    heading = Heading(NASTY, "h", number="一、", style=NumberStyle.CHINESE)
    items = ListBlock("l", NumberStyle.ARABIC, (ListItem("1.", NASTY, NASTY),))
    document = replace(
        one_part(heading, Paragraph(NASTY), items, replace(table, notes=(NASTY,), title=NASTY)),
        title=NASTY,
        agency=NASTY,
    )
    opened = Opened(build(document))
    texts = [text_of(p) for p in opened.body.iter(f"{W}p")]
    assert texts == [legal(NASTY)] * 2 + [legal(NASTY) * 2] + [legal(NASTY)] * 4
    runs = {each.text for each in opened.body.iter(f"{W}t")}
    assert not [text for text in runs if re.search(r"[\n\t]", text)], "Word takes these for spaces"


def test_hostile_text_on_the_cover() -> None:
    sample = sample_document()
    assert sample.cover
    cover = replace(sample.cover, title=(HOSTILE, "第二行\x0b"), agency=HOSTILE, date="")
    opened = Opened(build(replace(sample, cover=cover)))
    texts = [text_of(p).strip("\n") for p in opened.paragraphs()]
    assert texts[:2] == [f"{HOSTILE}\n第二行", HOSTILE]


# The shell as a bureau edits it ------------------------------------------------------------------


def edited(tmp_path: Path, name: str, old: str, new: str) -> Path:
    """The shell with one change in one of its files."""
    with zipfile.ZipFile(BASE / "document.docx") as source:
        files = {each: source.read(each) for each in source.namelist()}
    assert old.encode() in files[name]
    files[name] = files[name].replace(old.encode(), new.encode())
    with zipfile.ZipFile(tmp_path / "document.docx", "w") as target:
        for each, data in files.items():
            target.writestr(each, data)
    return tmp_path


def test_style_ids_may_change_names_count(tmp_path: Path) -> None:
    path = edited(tmp_path, "word/styles.xml", 'w:styleId="TableTitle"', 'w:styleId="a7"')
    opened = Opened(build(sample_document(), path=path))
    assert "表标题" in [opened.style(p) for p in opened.paragraphs()]


def test_a_missing_style_is_named(tmp_path: Path) -> None:
    path = edited(tmp_path, "word/styles.xml", "表标题", "表的标题")
    with pytest.raises(ProfileError, match=r"document\.docx：缺少样式表标题"):
        build(sample_document(), path=path)


def test_an_unknown_placeholder_is_an_error(tmp_path: Path) -> None:
    path = edited(tmp_path, "word/document.xml", "{{ agency }}", "{{ agancy }}")
    with pytest.raises(ProfileError, match="agancy"):
        build(sample_document(), path=path)


def test_a_broken_shell_is_named(tmp_path: Path) -> None:
    (tmp_path / "document.docx").write_bytes(b"PK no Word file")
    with pytest.raises(ProfileError, match=r"document\.docx：不是 Word 文件"):
        build(sample_document(), path=tmp_path)


@pytest.mark.parametrize(
    "sides", [("header",), ("even_page_header",), ("header", "even_page_header")]
)
def test_a_header_edited_in_the_shell_is_on_every_page_but_the_cover(
    sides: tuple[str, ...], tmp_path: Path
) -> None:
    shell = open_docx(str(BASE / "document.docx"))
    for side in sides:
        getattr(shell.sections[1], side).paragraphs[0].add_run("{{ agency }}（公章）")
    shell.save(str(tmp_path / "document.docx"))
    opened = Opened(build(sample_document(), path=tmp_path))
    for index, section in enumerate(opened.sections()):
        for reference in section.findall(f"{W}headerReference"):
            part = opened.xml("word/" + opened.relations[reference.get(R_ID)])
            wanted = "示范县科学技术和工业信息化局（公章）" if index else ""
            assert text_of(part) == wanted


def test_the_type_size_of_cells_set_in_the_shell_is_that_from_which_codes_shrink(
    tmp_path: Path,
) -> None:
    shell = open_docx(str(BASE / "document.docx"))
    shell.styles["表格文字"].font.size = Pt(9)
    shell.save(str(tmp_path / "document.docx"))
    code = GridCell("1" * 21, Align.CENTER)
    table = TableBlock("t", (GridColumn(41, nowrap=True),), (), ((code,),))
    sizes = [
        [
            each.get(f"{W}val")
            for each in Opened(build(one_part(table), path=path)).body.iter(f"{W}sz")
        ]
        for path in (BASE, tmp_path)
    ]
    assert sizes[0]
    assert not sizes[1]


def test_a_list_of_the_shell_stays_and_ours_come_in_the_order_of_the_schema(tmp_path: Path) -> None:
    """Word takes a file for broken where a list comes after what refers to one."""
    shell = open_docx(str(BASE / "document.docx"))
    own = '<w:abstractNum w:abstractNumId="7"/><w:num w:numId="9"><w:abstractNumId w:val="7"/></w:num>'
    shell.part.numbering_part.element.extend(elements(own))
    shell.save(str(tmp_path / "document.docx"))
    opened = Opened(build(sample_document(), path=tmp_path))
    root = opened.xml("word/numbering.xml")
    tags = [each.tag for each in root]
    assert tags == sorted(tags)
    assert [each.get(f"{W}abstractNumId") for each in root.findall(f"{W}abstractNum")].count(
        "7"
    ) == 1
    assert drawn(opened, False) == drawn(Opened(build(sample_document())), False)


def test_a_shell_without_a_list_of_lists_will_do(tmp_path: Path) -> None:
    shell = open_docx(str(BASE / "document.docx"))
    relations = shell.part.rels
    del relations[next(id for id, each in relations.items() if each.reltype.endswith("numbering"))]
    shell.save(str(tmp_path / "document.docx"))
    opened = Opened(build(sample_document(), path=tmp_path))
    assert drawn(opened, False) == drawn(Opened(build(sample_document())), False)


def test_a_landscape_section_is_made_where_the_shell_has_none(tmp_path: Path) -> None:
    path = edited(tmp_path, "word/document.xml", ' w:orient="landscape"', "")
    size = Opened(build(sample_document(), path=path)).sections()[2].find(f"{W}pgSz")
    assert size.get(f"{W}orient") == "landscape"
    assert int(size.get(f"{W}w")) > int(size.get(f"{W}h"))


def test_an_indentation_changed_in_the_shell_reaches_the_lists(tmp_path: Path) -> None:
    path = edited(tmp_path, "word/styles.xml", 'w:firstLine="640"', 'w:firstLine="480"')
    numbering = Opened(build(sample_document(), path=path)).files["word/numbering.xml"]
    assert b'w:firstLine="480"' in numbering
    assert b'w:firstLine="640"' not in numbering


# Through LibreOffice -----------------------------------------------------------------------------


def printed_by(office: Office, data: bytes, folder: Path) -> list[str]:
    """The text of each page, without white space."""
    (folder / "out.docx").write_bytes(data)
    [pdf] = office.convert([folder / "out.docx"], "pdf", folder)
    return [squeezed(page.extract_text()) for page in PdfReader(pdf).pages]


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory, office: Office) -> list[str]:
    return printed_by(office, build(sample_document(), PAGES), tmp_path_factory.mktemp("docx"))


def test_libreoffice_draws_headings_and_numbers_in_order(printed: list[str]) -> None:
    text = "".join(printed[2:])
    position = 0
    for heading in sample_document().headings():
        found = text.find(squeezed(heading.text), position)
        assert found >= 0, heading.text
        position = found + 1


def test_libreoffice_repeats_the_heads_on_every_page(printed: list[str]) -> None:
    pages = [page for page in printed if "功能分类科目" in page]
    assert len(pages) > 1
    for page in pages:
        assert "304示范县科学技术和工业信息化局" in page
        assert "单位：万元" in page
        assert "栏次" in page
    assert sum("部门预算收入总表" in page for page in pages) == 1


def test_libreoffice_makes_no_blank_page(printed: list[str]) -> None:
    assert all(printed)
    assert len(printed) == 10  # cover, contents, 4 + 1 of tables, 3 of text


def test_libreoffice_numbers_the_pages(printed: list[str]) -> None:
    numbers = [re.search(r"—(\d+)—", page) for page in printed]
    assert [int(each[1]) if each else None for each in numbers] == [None, None, *range(1, 9)]


def test_a_table_to_be_kept_is_on_one_page(tmp_path: Path, office: Office) -> None:
    filling = [Paragraph(f"第{n}行") for n in range(20)]
    heading = Heading("绩效目标表", "h", level=3, number="1.", style=NumberStyle.ARABIC)
    document = one_part(*filling, heading, replace(form_table(), keep=True), indicator_table())
    pages = printed_by(office, build(document), tmp_path)
    wanted = ("1.绩效目标表", "项目编码", "用于测评服务", "数量指标")
    assert all(text in pages[1] for text in wanted)
    assert not any(text in pages[0] for text in wanted)


def test_a_row_taller_than_a_page_is_not_lost(tmp_path: Path, office: Office) -> None:
    long = "".join(f"第{n}句话讲清楚了。" for n in range(400))
    columns = (GridColumn(40), GridColumn(60))
    table = TableBlock("t", columns, (), ((GridCell("甲"), GridCell(long)),) * 2)
    text = "".join(printed_by(office, build(one_part(table, indicator_table())), tmp_path))
    assert text.count("第399句话讲清楚了。") == 2
