"""The blocks of the document tree. Everything in it is final: numbers, order, breaks, spans, widths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from budgetgen.model.numbering import NumberStyle


class Role(StrEnum):
    """What a heading stands for."""

    PART = "part"
    """A part's own title, centred, unnumbered (情况说明, 第一部分)."""
    TABLE = "table"
    """The title of a table or form on its own page, centred, unnumbered."""
    CAPTION = "caption"
    """The title of a table inside the text (部门政府采购预算), centred, unnumbered."""
    SECTION = "section"
    """A section of the text; level 1 to 4."""


class Align(StrEnum):
    """Horizontal alignment of a cell."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Heading:
    """标题. ``number`` is printed before ``title`` just as it stands; ``anchor`` is unique."""

    title: str
    anchor: str
    role: Role = Role.SECTION
    level: int = 1
    number: str = ""
    style: NumberStyle = NumberStyle.NONE
    section: str = ""
    """The narrative file whose section it stands in; empty outside the text."""
    alone: bool = False
    """Whether it has a page to itself."""

    @property
    def text(self) -> str:
        """The heading as printed."""
        return self.number + self.title


class ParagraphKind(StrEnum):
    """What a paragraph is."""

    BODY = "body"
    """正文: indented by two characters, justified."""
    LABEL = "label"
    """A run-in label on a line of its own (部门职责：), indented, emphasised."""
    NOTE = "note"
    """注: small, under a table."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """段落: one paragraph of plain text."""

    text: str
    kind: ParagraphKind = ParagraphKind.BODY


@dataclass(frozen=True, slots=True)
class ListItem:
    """One numbered item; ``lead`` is printed emphasised before the text (a glossary's term)."""

    number: str
    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class ListBlock:
    """编号列表: items numbered from 1 in one style; ``anchor`` is unique."""

    anchor: str
    style: NumberStyle
    items: tuple[ListItem, ...]


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column's width in mm (all together at most the type area) and whether its text may wrap."""

    width: float
    nowrap: bool = False


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell; spans as in HTML: cells that a span covers are not listed."""

    text: str
    align: Align = Align.LEFT
    rowspan: int = 1
    colspan: int = 1
    label: bool = False
    """A label inside a form (项目编码): set like a column head."""
    number: Decimal | None = None
    """The figure that ``text`` prints, for a spreadsheet."""


GridRow = tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class TableBlock:
    """表格. ``line``, ``head`` and ``numbers`` repeat on every page, the title (a heading) does not."""

    anchor: str
    columns: tuple[GridColumn, ...]
    head: tuple[GridRow, ...]
    body: tuple[GridRow, ...]
    line: tuple[str, str, str] = ("", "", "")
    """Left, middle and right of the line over the table: 编码名称 · 预算年度 · 单位：万元."""
    numbers: GridRow = ()
    """栏次: the row of column numbers; empty where the form has none."""
    notes: tuple[str, ...] = ()
    row_height: float = 0.0
    """Least height of a body row in mm; 0 leaves it to the text."""
    title: str = ""
    """The table's title, for accessibility and for the spreadsheet."""
    keep: bool = False
    """Whether it stays on one page."""
    budget_table: bool = False
    """One of the nine tables (they make up the published spreadsheet)."""
    number: str = ""
    """表号 as printed before the title, where it is."""
    reference: str = ""
    """How the table is referred to: 表1; empty for forms of the text."""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """分页."""


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """目录行: level 0 is a part, level 1 what stands in it; one without ``anchor`` has no page number."""

    text: str
    level: int = 1
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """目录."""

    title: str
    entries: tuple[ContentsEntry, ...]


Block = Heading | Paragraph | ListBlock | TableBlock | PageBreak | Contents


@dataclass(frozen=True, slots=True)
class Part:
    """A run of pages of one orientation; begins on a new page."""

    blocks: tuple[Block, ...]
    landscape: bool = False
    numbered: bool = True
    """Whether its pages carry a page number."""
    restart: bool = False
    """Whether the page number starts at 1 here."""


@dataclass(frozen=True, slots=True)
class Cover:
    """封面."""

    title: tuple[str, ...]
    agency: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """信息公开文本: the whole tree."""

    title: str
    agency: str
    year: int
    parts: tuple[Part, ...]
    cover: Cover | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    """The public facts that NAME.json holds, ready to be written."""
    watermark: str = ""
    """A word across every page (草稿); empty for what may be published."""

    def blocks(self) -> Iterator[Block]:
        """All blocks in reading order."""
        for part in self.parts:
            yield from part.blocks

    def headings(self) -> Iterator[Heading]:
        """All headings in reading order."""
        return (block for block in self.blocks() if isinstance(block, Heading))

    def tables(self) -> Iterator[TableBlock]:
        """All tables in reading order."""
        return (block for block in self.blocks() if isinstance(block, TableBlock))

    def texts(self) -> Iterator[str]:
        """Every piece of text, in reading order."""
        if self.cover:
            yield from (*self.cover.title, self.cover.agency, self.cover.date)
        for block in self.blocks():
            yield from block_texts(block)


def block_texts(block: Block) -> Iterator[str]:
    """Every piece of text of a block."""
    match block:
        case Heading() | Paragraph():
            yield block.text
        case ListBlock():
            yield from (f"{item.number}{item.lead}{item.text}" for item in block.items)
        case TableBlock():
            rows = (*block.head, block.numbers, *block.body)
            yield from (*block.line, *(cell.text for row in rows for cell in row), *block.notes)
        case Contents():
            yield from (block.title, *(entry.text for entry in block.entries))
        case PageBreak():
            pass
