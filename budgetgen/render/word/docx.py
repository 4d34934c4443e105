"""DOCX: docxtpl fills the shell (cover, styles, headers), the tree's blocks follow as its body.

The modules beside this one: ``docx_file`` (filled and packed), ``docx_shell`` (the shell) with ``docx_sections``,
``docx_blocks`` and ``docx_tables`` (blocks as XML), ``docx_numbering`` (native numbering), ``docx_text``
(texts and style names), ``docx_watermark`` (the word across drafts).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from lxml import etree

from budgetgen.document.blocks import Contents, Document, Part
from budgetgen.render.shell.file import packed
from budgetgen.render.shell.shell import Shell
from budgetgen.render.text import clean
from budgetgen.render.word.blocks import HEADINGS, BlockWriter
from budgetgen.render.word.numbering import Linked, Numbering
from budgetgen.render.word.tables import TableStyles
from budgetgen.render.word.watermark import add_watermark
from budgetgen.render.wordml import Style, W, elements

if TYPE_CHECKING:
    from docx.document import Document as Docx

    from budgetgen.profiles import Profile

SHELL: Final = "document.docx"


def render_docx(
    document: Document, profile: Profile, pages: Mapping[str, int] | None = None
) -> bytes:
    """The document as DOCX; ``pages`` are the printed page numbers by anchor, for the contents."""
    return begin_docx(document, profile)(pages)


def begin_docx(document: Document, profile: Profile) -> Callable[[Mapping[str, int] | None], bytes]:
    """Write all but the contents; gives what takes their page numbers and finishes the file."""
    shell = Shell(profile.file(SHELL), document)
    numbering = _numbering(shell, document)
    writer = BlockWriter(document, shell.styles, _table_styles(shell), numbering)

    def write(part: Part) -> list[etree._Element]:
        return elements(writer.part(part, shell.width_of(part)))

    written = [None if _has_contents(part) else write(part) for part in document.parts]

    def finish(pages: Mapping[str, int] | None) -> bytes:
        writer.pages = pages or {}
        parts = zip(document.parts, written, strict=True)
        _append_parts(shell, [(p, write(p) if xml is None else xml) for p, xml in parts])
        number_id = numbering.write()
        if number_id is not None:
            shell.link_headings(HEADINGS, number_id)
        if document.watermark:
            add_watermark(shell.docx, document.watermark)
        _set_properties(shell.docx, document)
        return packed(shell.docx)

    return finish


def _has_contents(part: Part) -> bool:
    return any(isinstance(block, Contents) for block in part.blocks)


def _table_styles(shell: Shell) -> TableStyles:
    return TableStyles(
        table=shell.styles[Style.TABLE],
        cell=shell.styles[Style.CELL],
        figure=shell.styles[Style.FIGURE],
        head=shell.styles[Style.HEAD],
        numbers=shell.styles[Style.NUMBERS],
        line=shell.styles[Style.LINE],
        size=shell.size_of(Style.CELL),
    )


def _append_parts(shell: Shell, parts: Sequence[tuple[Part, list[etree._Element]]]) -> None:
    """Each part is a section; the last one's properties stand at the end of the body."""
    written = [(part, xml) for part, xml in parts if xml]
    for index, (part, xml) in enumerate(written, start=1):
        shell.body.extend(xml)
        properties = shell.section(part)
        if index == len(written):
            shell.body.append(properties)
        else:
            _paragraph_properties(shell.body[-1]).append(properties)


def _paragraph_properties(last: etree._Element) -> etree._Element:
    found = last.find(W + "pPr")
    return etree.SubElement(last, W + "pPr") if found is None else found


def _numbering(shell: Shell, document: Document) -> Numbering:
    linked = [Linked(shell.styles[name], shell.indent_of(name)) for name in HEADINGS]
    numbering = Numbering(shell.numbering(), linked, shell.indent_of(Style.ITEM))
    numbering.learn(document.headings())
    return numbering


def _set_properties(docx: Docx, document: Document) -> None:
    """Title, author and dates; the dates come from the year, so that equal input gives equal bytes."""
    properties = docx.core_properties
    properties.title = clean(document.title)[:255]
    properties.author = properties.last_modified_by = clean(document.agency)[:255]
    properties.subject = f"{document.year}年预算信息公开"
    properties.language = "zh-CN"
    properties.comments = ""
    properties.revision = 1
    properties.created = properties.modified = datetime(document.year, 1, 1)
