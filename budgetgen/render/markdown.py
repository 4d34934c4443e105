"""NAME.md: the whole document as readable text, so that any comparison of plain texts serves for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from budgetgen.document.blocks import (
    Block,
    Contents,
    Document,
    GridRow,
    Heading,
    ListBlock,
    PageBreak,
    Paragraph,
    ParagraphKind,
    Role,
    TableBlock,
)
from budgetgen.document.tables.grid import place

_MARKUP: Final = re.compile(r"[\\`*_<|\[\]]")
_FIRST: Final = re.compile(r"^(?=[#>+=~-])")
_LEVEL: Final = {Role.PART: 1, Role.TABLE: 2, Role.CAPTION: 4}


def render_markdown(document: Document) -> bytes:
    """Headings, paragraphs, tables in reading order; one paragraph or row a line."""
    lines = [line for block in document.blocks() for line in _block(block)]
    return ("\n".join([*_front(document), *lines]).rstrip() + "\n").encode()


def _front(document: Document) -> Iterator[str]:
    if document.watermark:
        yield from (_escaped(document.watermark), "")
    if document.cover:
        words = (*document.cover.title, document.cover.agency, document.cover.date)
        for word in filter(None, words):
            yield from (_escaped(word), "")


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            level = block.level + 1 if block.role is Role.SECTION else _LEVEL[block.role]
            yield from (f"{'#' * level} {_escaped(block.text)}", "")
        case Paragraph():
            text = _escaped(block.text)
            label = block.kind is ParagraphKind.LABEL
            yield from (f"**{text}**" if label else text, "")
        case ListBlock():
            for item in block.items:
                lead = f"**{_escaped(item.lead)}**" if item.lead else ""
                yield from (f"{item.number}{lead}{_escaped(item.text)}", "")
        case Contents():
            yield from (f"# {_escaped(block.title)}", "")
            for entry in block.entries:
                yield f"{'  ' * entry.level}- {_escaped(entry.text)}"
            yield ""
        case TableBlock():
            yield from _table(block)
        case PageBreak():
            return


def _table(table: TableBlock) -> Iterator[str]:
    if any(table.line):
        yield from ("　".join(_escaped(text) for text in table.line if text), "")
    width = len(table.columns)
    heads = _texts(table.head, width)
    names = ["/".join(dict.fromkeys(filter(None, parts))) for parts in zip(*heads, strict=True)]
    yield _row(names or [""] * width)
    yield _row(["---"] * width, escape=False)
    body = [table.numbers] * bool(table.numbers) + list(table.body)
    yield from (_row(cells) for cells in _texts(body, width, over=False))
    yield ""
    for note in table.notes:
        yield from (_escaped(note), "")


def _texts(rows: Sequence[GridRow], width: int, over: bool = True) -> list[list[str]]:
    """The texts of a grid; a head's text stands over all columns it spans, a body's once."""
    grid = [[""] * width for _ in rows]
    for placed in place(rows):
        for each in placed:
            for right in range(each.cell.colspan if over else 1):
                grid[each.row][each.column + right] = each.cell.text
    return grid


def _row(cells: Sequence[str], escape: bool = True) -> str:
    texts = (_escaped(cell).replace("\n", "<br>") if escape else cell for cell in cells)
    return f"| {' | '.join(texts)} |"


def _escaped(text: str) -> str:
    """A text that no reader of Markdown takes for markup."""
    return _FIRST.sub(r"\\", _MARKUP.sub(lambda found: "\\" + found[0], text.strip()))
