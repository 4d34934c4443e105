"""What a PDF page says, read back by other people's libraries: running text and ruled tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pdfplumber

from budgetgen.document.blocks import (
    Contents,
    Cover,
    Document,
    Heading,
    ListBlock,
    Paragraph,
    TableBlock,
)

PAGE_NUMBER = re.compile(r"^[—–-]\d+[—–-]$")


def squeeze(text: str | None) -> str:
    return re.sub(r"[\s\u00a0]", "", text or "")


@dataclass
class Said:
    """Running text without white space, and the non-empty cells of every table row, in order."""

    text: str = ""
    rows: list[list[str]] = field(default_factory=list)


def read_pdf(path: Path) -> Said:
    said = Said()
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            tables = sorted(page.find_tables(), key=lambda table: table.bbox[1])
            for table in tables:
                texts = ([squeeze(cell) for cell in row] for row in table.extract())
                said.rows += [[text for text in row if text] for row in texts]
            boxes = [table.bbox for table in tables]
            outside = page.filter(lambda item, boxes=boxes: not within(item, boxes))
            lines = [squeeze(line) for line in (outside.extract_text() or "").splitlines()]
            said.text += "".join(line for line in lines if not PAGE_NUMBER.match(line))
            page.close()
    return said


def within(item: dict[str, float], boxes: list[tuple[float, ...]]) -> bool:
    x = (item["x0"] + item["x1"]) / 2
    y = (item["top"] + item["bottom"]) / 2
    return any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in boxes)


def tree_rows(document: Document) -> list[list[str]]:
    """The non-empty cells of every row, heads once."""
    return [
        [text for text in map(squeeze, (cell.text for cell in row)) if text]
        for table in document.tables()
        for row in (*table.head, table.numbers, *table.body)
        if row
    ]


def without_repeated_heads(rows: list[list[str]], document: Document) -> list[list[str]]:
    """Rows as in the tree: heads that a page repeats are dropped, and must be whole where they are."""
    expected = tree_rows(document)
    heads = {
        tuple(map(tuple, head))
        for table in document.tables()
        if (
            head := [
                [squeeze(cell.text) for cell in row if squeeze(cell.text)]
                for row in (*table.head, table.numbers)
                if row
            ]
        )
    }
    found: list[list[str]] = []
    index = 0
    while index < len(rows):
        repeated = _head_at(rows, index, heads)
        if repeated and expected[len(found) : len(found) + 1] != [rows[index]]:
            index += repeated
        else:
            found.append(rows[index])
            index += 1
    return found


def _head_at(rows: list[list[str]], index: int, heads: set[tuple[tuple[str, ...], ...]]) -> int:
    for head in heads:
        if tuple(map(tuple, rows[index : index + len(head)])) == head:
            return len(head)
    return 0


def tree_text(document: Document) -> Iterator[str]:
    """Everything that stands outside tables, in order, as (number and) text."""
    if document.cover:
        yield from _cover(document.cover)
    for block in document.blocks():
        match block:
            case Heading() | Paragraph():
                yield squeeze(block.text)
            case ListBlock():
                yield from (squeeze(item.number + item.lead + item.text) for item in block.items)
            case TableBlock():
                yield from map(squeeze, block.notes)
            case Contents():
                yield squeeze(block.title)
                yield from (squeeze(entry.text) for entry in block.entries)
            case _:
                pass


def _cover(cover: Cover) -> Iterator[str]:
    yield from map(squeeze, (*cover.title, cover.agency, cover.date))


def without_lines(text: str, document: Document) -> str:
    """Running text without the line 编码名称·年度·单位, contents' dots and page numbers."""
    lines = {"".join(map(squeeze, table.line)) for table in document.tables()} - {""}
    for line in sorted(lines, key=len, reverse=True):
        text = text.replace(line, "")
    return re.sub(r"[.．…·]{4,}\d*|(?<=…)\d+", "", text)
