"""Tree, DOCX and PDF as one kind of sequence: what is said, in order, and every table cell by cell.

The DOCX is read from its XML, its numbers counted as Word counts them; the PDF from the tags of the accessible
form (ISO 14289-1), its text decoded with the fonts' own tables. None of it goes through our own renderers.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pikepdf
from lxml import etree

from budgetgen.document.blocks import (
    Contents,
    Document,
    Heading,
    ListBlock,
    Paragraph,
    TableBlock,
)
from support.word_file import Counters, Opened, W, cells_in_place, cells_of_tree, text_of

Cells = tuple[tuple[tuple[int, int], tuple[str, int, int]], ...]


class Said(NamedTuple):
    """One thing said: its kind, the number before it, its text; of a table its cells by row and column."""

    kind: str
    number: str = ""
    text: str = ""
    cells: Cells = ()


def seen(text: str) -> str:
    """Text as a page shows it: without what cannot be seen (blanks at the ends of lines, variation selectors).

    Words written from right to left stand in a PDF in the order of the page.
    """
    visible = re.sub("[\\s\ufe0e\ufe0f]", "", text)
    return re.sub("[\u0590-\u06ff]+", lambda word: word[0][::-1], visible)


# The tree ----------------------------------------------------------------------------------------


def tree_says(document: Document, pages: dict[str, int]) -> Iterator[Said]:
    """What a document is to say; ``pages`` are the numbers in its contents."""
    if cover := document.cover:
        lines = (*cover.title, cover.agency, cover.date)
        yield from (Said("cover", text=line) for line in lines if line)
    for block in document.blocks():
        match block:
            case Heading():
                kind = f"h{block.level}" if block.role == "section" else str(block.role)
                yield Said(kind, block.number, block.title)
            case Paragraph():
                yield Said(str(block.kind), "", block.text)
            case ListBlock():
                yield from (Said("item", i.number, i.lead + i.text) for i in block.items)
            case TableBlock():
                yield from _table_says(block)
            case Contents():
                yield Said("contents", "", block.title)
                for entry in block.entries:
                    page = str(pages.get(entry.anchor, ""))
                    yield Said("entry" if entry.level else "group", page, entry.text)


def _table_says(table: TableBlock) -> Iterator[Said]:
    yield Said("line", "", "　".join(text for text in table.line if text))
    head = (*table.head, table.numbers) if table.numbers else table.head
    cells = cells_of_tree(head, 0) | cells_of_tree(table.body, len(head))
    yield Said("table", "", "", tuple(sorted(cells.items())))
    yield from (Said("note", "", note) for note in table.notes)


# DOCX --------------------------------------------------------------------------------------------

_KINDS = {
    "normal": "body", "标签段": "label", "编号项": "item", "表注": "note", "部分标题": "part",
    "表标题": "table", "文中表题": "caption", "目录标题": "contents", "目录组": "group", "目录行": "entry",
    "封面标题": "cover", "封面单位": "cover", "封面日期": "cover",
    **{f"heading {level}": f"h{level}" for level in range(1, 5)},
}  # fmt: skip


def docx_says(data: bytes, tables: tuple[TableBlock, ...]) -> Iterator[Said]:
    """What a DOCX says; of its tables only whether they have a line over the head is taken from the tree."""
    opened = Opened(data)
    counters = Counters(opened, skipping=True)
    known = iter(tables)
    for element in opened.body:
        if element.tag == f"{W}tbl":
            yield from _word_table(element, next(known))
        elif element.tag == f"{W}p" and opened.style(element) != "表间":
            yield from _word_paragraph(opened, counters, element)


def _word_paragraph(opened: Opened, counters: Counters, element: etree._Element) -> Iterator[Said]:
    kind, text = _KINDS[opened.style(element).lower()], text_of(element)
    number = counters.number(element)
    if kind == "entry":
        text, _, number = text.rpartition("\t")
    if kind == "cover":
        yield from (Said(kind, "", line) for line in text.split("\n") if line)
    else:
        yield Said(kind, number, text)


def _word_table(element: etree._Element, tree: TableBlock) -> Iterator[Said]:
    cells = sorted(cells_in_place(element).items())
    first = 1 if any(tree.line) else 0
    over = [text for (row, _), (text, _, _) in cells if row < first]
    yield Said("line", "", "　".join(over))
    placed = (((y - first, x), cell) for (y, x), cell in cells if y >= first)
    yield Said("table", "", "", tuple(placed))


# PDF ---------------------------------------------------------------------------------------------

Row = tuple[tuple[str, int], ...]


class Tagged(NamedTuple):
    """A piece of a tagged PDF: its tag, its text without white space; of a table its rows of (text, columns)."""

    tag: str
    text: str = ""
    rows: tuple[Row, ...] = ()


def tree_tagged(document: Document, pages: dict[str, int]) -> Iterator[Tagged]:
    """What a document is to say, as far as tags can tell kinds."""
    tags = {"cover": "Div", "caption": "Div", "contents": "Div", "entry": "Link",
            "part": "H1", "table": "H1"} | {f"h{n}": f"H{n + 1}" for n in range(1, 5)}  # fmt: skip
    line = ""
    for said in tree_says(document, pages):
        if said.kind == "line":
            line = said.text
        elif said.cells:
            yield Tagged("Table", seen(line), _rows(said.cells))
        elif said.kind == "entry":
            yield Tagged("Link", seen(said.text) + said.number)
        else:
            yield Tagged(tags.get(said.kind, "P"), seen(said.number + said.text))


def _rows(cells: Cells) -> tuple[Row, ...]:
    rows: dict[int, list[tuple[str, int]]] = {}
    for (y, _), (text, _, columns) in cells:
        row = rows.setdefault(y, [])
        if seen(text):
            row.append((seen(text), columns))
    return tuple(tuple(rows[y]) for y in sorted(rows))


def pdf_says(data: bytes) -> Iterator[Tagged]:
    """What a tagged PDF says to a screen reader."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        texts = {page.obj.objgen: _marked(page) for page in pdf.pages}
        yield from (
            each for each in _spoken(pdf.Root.StructTreeRoot.K[0], texts) if each.text or each.rows
        )


def _kids(node: Any) -> list[Any]:
    return [
        kid for kid in node.get("/K", ()) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid
    ]


def _spoken(node: Any, texts: dict[Any, dict[int, str]]) -> Iterator[Tagged]:
    tag = str(node.S)[1:]
    kids = _kids(node)
    if tag == "Table":
        rows = [row for part in kids for row in _kids(part) if part.S != "/TFoot"]
        read = [_row(row, texts) for row in rows]
        over = "TD" if rows and part_of(rows[0]) == "/THead" and _is_line(rows[0]) else ""
        yield Tagged(tag, "".join(text for text, _ in read[0]) if over else "",
                     tuple(read[1:] if over else read))  # fmt: skip
    elif (tag == "Div" and any(kid.S != "/Span" for kid in kids)) or tag in ("Document", "Sect"):
        for kid in kids:
            yield from _spoken(kid, texts)
    else:
        text = _without_blanks(_text(node, texts))
        yield Tagged(tag, re.sub(r"\.{3,}(?=\d*$)", "", text) if tag == "Link" else text)


def part_of(row: Any) -> str:
    """The tag above a row."""
    return str(row.P.S)


def _is_line(row: Any) -> bool:
    """Whether a row of the head is the line over it: its cells name no column."""
    return all(cell.S == "/TD" for cell in _kids(row)) and len(_kids(row)) <= 3


def _row(row: Any, texts: dict[Any, dict[int, str]]) -> Row:
    cells = (
        (_without_blanks(_text(cell, texts)), int(cell.A.get("/ColSpan", 1))) for cell in _kids(row)
    )
    return tuple((text, columns) for text, columns in cells if text)


def _without_blanks(text: str) -> str:
    return re.sub(r"\s", "", text)


def _text(node: Any, texts: dict[Any, dict[int, str]]) -> str:
    own = texts[node.Pg.objgen]
    said = ""
    for kid in node.get("/K", ()):
        if isinstance(kid, int):
            said += own.pop(kid, "")
        elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            said += _text(kid, texts)
    return said


def _marked(page: pikepdf.Page) -> dict[int, str]:
    """The text of each piece of marked content of a page."""
    fonts = {name: _unicode(font) for name, font in page.Resources.get("/Font", {}).items()}
    said: dict[int, str] = {}
    mark, font = -1, {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC":
                mark = int(operands[1].MCID)
            case "Tf":
                font = fonts[str(operands[0])]
            case "TJ" | "Tj":
                pieces = operands[0] if isinstance(operands[0], pikepdf.Array) else operands
                codes = b"".join(bytes(each) for each in pieces if isinstance(each, pikepdf.String))
                glyphs = (codes[i : i + 2] for i in range(0, len(codes), 2))
                said[mark] = said.get(mark, "") + "".join(font[glyph] for glyph in glyphs)
    return said


def _unicode(font: Any) -> dict[bytes, str]:
    """Glyph → text, from a font's ToUnicode table."""
    table = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(r"^\s*<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]*)>\s*$", table, re.MULTILINE)
    return {bytes.fromhex(glyph): bytes.fromhex(text).decode("utf-16-be") for glyph, text in pairs}
