"""The blocks of the tree as WordprocessingML, in the shell's styles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from budgetgen.document.blocks import (
    Contents,
    ContentsEntry,
    Document,
    Heading,
    ListBlock,
    PageBreak,
    Paragraph,
    ParagraphKind,
    Part,
    Role,
    TableBlock,
)
from budgetgen.render.word.numbering import UNNUMBERED, Numbering
from budgetgen.render.word.tables import TableStyles, table_width, table_xml
from budgetgen.render.wordml import Style, paragraph, text_run

_PARAGRAPHS: Final = {
    ParagraphKind.BODY: Style.BODY,
    ParagraphKind.LABEL: Style.LABEL,
    ParagraphKind.NOTE: Style.NOTE,
}
_TITLES: Final = {
    Role.PART: Style.PART_TITLE,
    Role.TABLE: Style.TABLE_TITLE,
    Role.CAPTION: Style.CAPTION,
}
HEADINGS: Final = (Style.HEADING_1, Style.HEADING_2, Style.HEADING_3, Style.HEADING_4)
_LOW: Final = '<w:spacing w:before="3400" w:beforeAutospacing="0"/>'
"""A title with a page to itself stands a little above its middle."""
_FIELD: Final = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


def bookmarks(document: Document) -> dict[str, str]:
    """Every heading's anchor and its bookmark's name."""
    return {h.anchor: f"_Toc{i:05d}" for i, h in enumerate(document.headings(), start=1)}


class BlockWriter:
    """Writes one document's blocks in reading order."""

    def __init__(
        self,
        document: Document,
        styles: Mapping[Style, str],
        table_styles: TableStyles,
        numbering: Numbering,
    ) -> None:
        self._styles = styles
        self._tables = table_styles
        self._numbering = numbering
        self.pages: Mapping[str, int] = {}
        """Printed page numbers by anchor, for the contents."""
        self._bookmarks = bookmarks(document)
        self._new_page = False
        self._after_table = False
        self._kept = False
        self._width = 0

    def part(self, part: Part, width: int) -> str:
        """All blocks of a part, in a type area that wide (twips); empty for a part without any."""
        self._width = width
        self._new_page = self._after_table = self._kept = False
        written: list[str] = []
        for block in part.blocks:
            if isinstance(block, PageBreak):
                self._new_page = bool(written)
            else:
                written.extend(self._block(block))
        self._new_page = False
        if self._after_table:
            written.append(self._paragraph(Style.GAP, ""))
        return "".join(written)

    def _block(
        self, block: Heading | Paragraph | ListBlock | TableBlock | Contents
    ) -> Iterator[str]:
        if isinstance(block, TableBlock):
            yield from self._table(block)
            return
        self._after_table = False
        match block:
            case Heading():
                yield self._heading(block)
            case Paragraph():
                yield self._paragraph(_PARAGRAPHS[block.kind], text_run(block.text))
            case ListBlock():
                yield from self._list(block)
            case Contents():
                yield from self._contents(block)

    def _paragraph(
        self,
        style: Style,
        content: str,
        *,
        keep: bool = False,
        numbering: str = "",
        direct: str = "",
    ) -> str:
        """A paragraph; the first one after a page break takes the break over."""
        new_page, self._new_page = self._new_page, False
        return paragraph(
            self._styles[style],
            content,
            keep=keep,
            new_page=new_page,
            numbering=numbering,
            direct=direct,
        )

    # Text ---------------------------------------------------------------------------------------

    def _heading(self, heading: Heading) -> str:
        name = self._bookmarks[heading.anchor]
        number = int(name.removeprefix("_Toc"))
        if heading.role is Role.SECTION:
            style = HEADINGS[heading.level - 1]
            numbering = self._numbering.heading(heading)
            plain = UNNUMBERED
        else:
            style, numbering, plain = _TITLES[heading.role], None, ""
        text = heading.text if numbering is None else heading.title
        content = (
            f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{text_run(text)}'
            f'<w:bookmarkEnd w:id="{number}"/>'
        )
        return self._paragraph(
            style,
            content,
            numbering=plain if numbering is None else numbering,
            direct=_LOW if heading.alone else "",
        )

    def _list(self, block: ListBlock) -> Iterator[str]:
        for item, numbering in zip(block.items, self._numbering.items(block), strict=True):
            number = item.number if numbering is None else ""
            lead = text_run(item.lead, style=self._styles[Style.ITEM_LEAD])
            content = text_run(number) + lead + text_run(item.text)
            yield self._paragraph(Style.ITEM, content, numbering=numbering or "")

    # 表格 ---------------------------------------------------------------------------------------

    def _table(self, table: TableBlock) -> Iterator[str]:
        if self._after_table or self._new_page:
            yield self._paragraph(Style.GAP, "", keep=self._kept)
        yield table_xml(table, self._tables)
        self._after_table, self._kept = not table.notes, table.keep
        # A table stands in the middle of the page; its notes begin where it begins.
        left = max(0, (self._width - table_width(table)) // 2)
        indent = f'<w:ind w:left="{left}"/>' if left > 30 else ""
        for note in table.notes:
            yield self._paragraph(Style.NOTE, text_run(note), direct=indent)

    # 目录 ---------------------------------------------------------------------------------------

    def _contents(self, contents: Contents) -> Iterable[str]:
        yield self._paragraph(Style.CONTENTS_TITLE, text_run(contents.title))
        for entry in contents.entries:
            style = Style.CONTENTS_LINE if entry.level else Style.CONTENTS_GROUP
            direct = "" if entry.level or not entry.anchor else self._dots()
            yield self._paragraph(style, self._entry(entry), direct=direct)

    def _dots(self) -> str:
        """The tab stop of a part's own page number: the style of its line has none."""
        return f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{self._width}"/></w:tabs>'

    def _entry(self, entry: ContentsEntry) -> str:
        """Text, dots and the page: a field with the page already in it, so Word asks nothing."""
        name = self._bookmarks.get(entry.anchor)
        if name is None:
            return text_run(entry.text)
        page = self.pages.get(entry.anchor)
        return (
            f'<w:hyperlink w:anchor="{name}" w:history="1">{text_run(entry.text)}<w:r><w:tab/></w:r>'
            + _FIELD.format("begin")
            + f'<w:r><w:instrText xml:space="preserve"> PAGEREF {name} \\h </w:instrText></w:r>'
            + _FIELD.format("separate")
            + text_run("" if page is None else str(page))
            + _FIELD.format("end")
            + "</w:hyperlink>"
        )
