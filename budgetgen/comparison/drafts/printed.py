"""印出的内容: a composed document as stretches of texts and tables.

A stretch is what stands under one heading. Numbers that only count (序号, 一、, 1.) are kept apart from the
text they stand before, so that an added row is one difference and not one in every row below it.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from budgetgen.disclosure import Disclosure
from budgetgen.document.blocks import (
    Block,
    Contents,
    Document,
    GridRow,
    Heading,
    ListBlock,
    Paragraph,
    ParagraphKind,
    Role,
    TableBlock,
)
from budgetgen.document.tables.grid import place
from budgetgen.document.tables.projects import project_views
from budgetgen.tables.engine import Table, TableRow

_PROJECT: Final = re.compile(r"^project-(\d+)$")
DIGITS: Final = re.compile(r"\d+")
"""Figures and years: left out where texts are compared by their words."""


@dataclass(frozen=True, slots=True)
class Text:
    """One printed text: a heading, a sentence, an item of a list, a note."""

    kind: str
    text: str
    number: str = ""

    @property
    def whole(self) -> str:
        """As printed, number included."""
        return self.number + self.text


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One printed row without 序号; of one of the nine tables with the row it was made from."""

    cells: tuple[str, ...]
    number: str = ""
    key: Hashable = None
    source: TableRow | None = None
    place: int = field(default=0, compare=False)
    """Place among the body's rows, blank ones counted."""

    @property
    def text(self) -> str:
        """All cells as one text."""
        return " ".join(cell for cell in self.cells if cell)


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """One printed table: heads by column, rows without blank ones."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[PrintedRow, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """What stands under one heading. ``key`` is the same in both drafts, ``group`` is the chapter or table."""

    key: tuple[str, ...]
    title: str
    group: str
    texts: tuple[Text, ...]
    tables: tuple[PrintedTable, ...] = ()
    section: str = ""
    project: str = ""
    """项目编码, of the form of a project."""
    table: Table | None = None
    """One of the nine."""
    place: int = field(default=0, compare=False)
    """Place in the document: 0 封面和目录, then as the headings come."""


def stretches(d: Disclosure, document: Document) -> tuple[Stretch, ...]:
    """The whole document, in reading order."""
    codes = [view.project.code for view in project_views(d)]
    found, group, section = [_front(document)], "", ""
    for heading, blocks in _under_headings(document):
        if heading.role is not Role.CAPTION and (heading.role, heading.level) != (Role.SECTION, 2):
            top = heading.level == 1 or heading.role is not Role.SECTION
            group = heading.title if top else group
        section = heading.section or section
        made = _stretch(heading, blocks, group, heading.section or "opening")
        project = _PROJECT.match(heading.anchor)
        if project:
            code = codes[int(project[1]) - 1]
            made = replace(made, key=("project", code), project=code)
        elif heading.role is Role.TABLE:
            table = d.tables[int(heading.anchor.rpartition("-")[2]) - 1]
            made = replace(made, key=("table", table.id), table=table, tables=_nine(made, table))
        found.append(replace(made, place=len(found)))
    return tuple(found)


def _front(document: Document) -> Stretch:
    """封面 and 目录."""
    texts = []
    if document.cover:
        words = (*document.cover.title, document.cover.agency, document.cover.date)
        texts += [Text("封面", word) for word in words if word]
    for block in document.blocks():
        if isinstance(block, Contents):
            texts.append(Text("目录", block.title))
            texts += [Text("目录", entry.text) for entry in block.entries]
    return Stretch(("front",), "封面和目录", "封面和目录", tuple(texts))


def _under_headings(document: Document) -> Iterator[tuple[Heading, list[Block]]]:
    heading, run = None, list[Block]()
    for block in document.blocks():
        if isinstance(block, Heading):
            if heading:
                yield heading, run
            heading, run = block, []
        else:
            run.append(block)
    if heading:
        yield heading, run


def _stretch(heading: Heading, blocks: Sequence[Block], group: str, section: str) -> Stretch:
    texts = [Text("标题", heading.title, heading.number)]
    for block in blocks:
        texts += _texts(block)
    tables = tuple(_table(block) for block in blocks if isinstance(block, TableBlock))
    name = DIGITS.sub("", heading.title)
    key = (heading.role.value, section, str(heading.level), name)
    return Stretch(key, heading.title, group, tuple(texts), tables, section)


def _texts(block: Block) -> Iterator[Text]:
    match block:
        case Paragraph():
            kind = "注" if block.kind is ParagraphKind.NOTE else "段落"
            yield Text(kind, block.text)
        case ListBlock():
            yield from (Text("条目", item.lead + item.text, item.number) for item in block.items)
        case TableBlock():
            yield from (Text("表头", text) for text in block.line if text)
            yield from (Text("注", note) for note in block.notes)


def _table(block: TableBlock) -> PrintedTable:
    heads = _filled(block.head, len(block.columns))
    columns = tuple(
        "/".join(dict.fromkeys(filter(None, parts))) for parts in zip(*heads, strict=True)
    )
    width = len(block.columns)
    bodies = zip(block.body, _filled(block.body, width), strict=True)
    rows = (
        PrintedRow(tuple(cells), key=_labels(row), place=place)
        for place, (row, cells) in enumerate(bodies)
    )
    name = DIGITS.sub("", block.anchor)
    return PrintedTable(name, columns or ("",) * width, tuple(row for row in rows if row.text))


def _labels(row: GridRow) -> Hashable:
    """What a form's row is known by: its labels."""
    return tuple(cell.text for cell in row if cell.label) or None


def _filled(rows: Sequence[GridRow], width: int) -> list[list[str]]:
    """A grid with every cell's text in all rows it spans, in the first of its columns."""
    grid = [[""] * width for _ in rows]
    for placed in place(rows):
        for each in placed:
            for down in range(each.cell.rowspan):
                grid[each.row + down][each.column] = each.cell.text
    return grid


def _nine(made: Stretch, table: Table) -> tuple[PrintedTable, ...]:
    """One of the nine tables, with what is behind its cells."""
    rows = tuple(
        PrintedRow(
            tuple(cells[table.numbered :]), cells[0] if table.numbered else "", r.keys, r, place
        )
        for place, (r, cells) in enumerate(zip(table.rows, table.printed_rows, strict=True))
    )
    columns = tuple(column.path for column in table.columns)
    return tuple(replace(each, columns=columns, rows=rows) for each in made.tables)
