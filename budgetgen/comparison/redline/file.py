"""修订稿: the new draft as DOCX with Word's tracked changes against the old one.

Both documents are rendered in the new draft's form and put into one, so that accepting everything gives the new
draft and rejecting everything the old one's text, tables and numbers. The modules beside this one:
``redline_blocks`` (what is paired), ``redline_text`` and ``redline_rows`` (what is inside), ``redline_lists``
(numbering), ``redline_marks`` (Word's elements).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Final

from lxml import etree

from budgetgen.comparison.drafts.comparison import Comparison
from budgetgen.comparison.redline.blocks import Beside, BlockPair, RedlineBlock, blocks, heading
from budgetgen.comparison.redline.lists import Lists, renumber
from budgetgen.comparison.redline.marks import Draft, RevisionMarker, identical
from budgetgen.comparison.redline.rows import mark_table
from budgetgen.comparison.redline.text import TextMarker
from budgetgen.render.shell.file import file_parts, zipped
from budgetgen.render.word.docx import render_docx
from budgetgen.render.wordml import W

_BODY: Final = "word/document.xml"
_STYLES: Final = "word/styles.xml"
_NUMBERING: Final = "word/numbering.xml"
_TOC: Final = re.compile(r"_Toc(\d{5})")
_MARGINS: Final = ("word/header", "word/footer")
_END: Final = f"{W}pPr/{W}rPr/{W}ins"
"""The mark of a paragraph whose end is new."""


def render_redline(found: Comparison, pages: Mapping[str, int] | None = None) -> bytes:
    """The new draft with tracked changes; ``pages`` are its page numbers by anchor, for the contents."""
    profile, (old, new), pages = found.new.profile, found.documents, pages or {}
    before = file_parts(render_docx(old, profile, _old_pages(found, pages)))
    after = file_parts(render_docx(new, profile, pages))
    trees = [{name: _parsed(parts[name]) for name in _changing(parts)} for parts in (before, after)]
    _Redline(found, *trees).mark()
    return zipped(after | {name: _written(tree) for name, tree in trees[1].items()})


class _Redline:
    """Puts the parts of the old file into those of the new one."""

    def __init__(
        self,
        found: Comparison,
        old: Mapping[str, etree._Element],
        new: Mapping[str, etree._Element],
    ) -> None:
        self._old, self._new = old, new
        self._beside = Beside(found.pairs)
        taken = [_last_bookmark(parts[_BODY]) for parts in (old, new)]
        self._taken = taken[1]
        self._marker = RevisionMarker(found.new.budget.info.year, sum(taken) + 1)
        self._text = TextMarker(self._marker)

    def mark(self) -> None:
        """Mark the body, headers and footers."""
        self._body(self._old[_BODY][0], self._new[_BODY][0])
        for name, margin in self._new.items():
            if name.startswith(_MARGINS) and name in self._old:
                self._inside(self._old[name], margin)

    def _body(self, old: etree._Element, new: etree._Element) -> None:
        pairs = list(self._beside.document(blocks(old), blocks(new)))
        both = [(was.element, now.element) for was, now in pairs if was and now]
        _rename_bookmarks(old, both, self._taken)
        lists = [Lists(parts[_NUMBERING], parts[_STYLES]) for parts in (self._old, self._new)]
        renumber(lists[0], lists[1], both, old.iter(W + "p"))
        self._section(old.find(W + "sectPr"), new.find(W + "sectPr"))
        self._lay(new, pairs)
        _end_with_the_last(new)

    def _inside(self, old: etree._Element, new: etree._Element) -> None:
        """What stands in a cell, a header or a content control."""
        before, after = blocks(old), blocks(new)
        if before and after:
            self._lay(new, list(self._beside.content(before, after)))

    def _lay(self, container: etree._Element, pairs: Sequence[BlockPair]) -> None:
        place = next(container.index(now.element) for _, now in pairs if now)
        marked = [self._block(was, now) for was, now in pairs]
        for _, now in pairs:
            if now:
                container.remove(now.element)
        container[place:place] = marked

    def _block(self, old: RedlineBlock | None, new: RedlineBlock | None) -> etree._Element:
        """A block of both drafts, or of one of them."""
        if old is None or new is None:
            block, draft = (new, Draft.NEW) if old is None else (old, Draft.OLD)
            assert block
            self._marker.block(block.element, draft)
            return block.element
        was, now = old.element, new.element
        if identical(was, now):
            return now
        if new.tag == "tbl":
            mark_table(was, now, self._beside.table(old, new), self._marker, self._inside)
        elif new.tag == "sdt":
            self._inside(
                *(each for block in (was, now) for each in block.iterfind(W + "sdtContent"))
            )
        else:
            self._text.paragraph(was, now)
            self._section(old.section, new.section)
        return now

    def _section(self, old: etree._Element | None, new: etree._Element | None) -> None:
        if old is not None and new is not None:
            self._marker.change(old, new)


def _end_with_the_last(body: etree._Element) -> None:
    """Where new paragraphs follow one that ends with new text, its end is the new one and the last keeps the old end.

    So Word marks what is typed there. LibreOffice takes new text across an end for one mark and undoes the end too.
    """
    for first in body.findall(W + "p"):
        added = list(itertools.takewhile(_is_added, first.itersiblings()))
        ends_anew = len(first) and first[-1].tag == W + "ins" and not _is_added(first)
        if added and ends_anew and _look(first) == _look(added[-1]):
            mark, properties = added[-1].find(_END), first.find(W + "pPr")
            assert mark is not None
            assert properties is not None
            own = properties.find(W + "rPr")
            if own is None:
                own = etree.SubElement(properties, W + "rPr")
            own.insert(0, mark)


def _is_added(element: etree._Element) -> bool:
    return element.tag == W + "p" and element.find(_END) is not None


def _look(paragraph: etree._Element) -> list[bytes]:
    """The properties of a paragraph but for those of its end."""
    properties = paragraph.find(W + "pPr")
    own = () if properties is None else properties
    return [etree.tostring(each) for each in own if each.tag != W + "rPr"]


def _old_pages(found: Comparison, pages: Mapping[str, int]) -> dict[str, int]:
    """The new page numbers for the old anchors: that a page has moved is no revision."""
    before, after = (list(document.headings()) for document in found.documents)
    anchors = [
        (before[each.old.place - 1].anchor, after[each.new.place - 1].anchor)
        for each in found.pairs
        if each.old and each.new and each.old.place and each.new.place
    ]
    return {was: pages[now] for was, now in anchors if now in pages}


def _rename_bookmarks(
    old: etree._Element, pairs: Sequence[tuple[etree._Element, etree._Element]], taken: int
) -> None:
    """Give the old headings the bookmarks of the new ones, or names and ids that no new one has."""
    names = {heading(was): heading(now) for was, now in pairs}

    def renamed(match: re.Match[str]) -> str:
        number = int(match[1])
        return f"_Toc{names[number]:05d}" if names.get(number) else f"_Old{number:05d}"

    for field in old.iter(W + "instrText"):
        field.text = _TOC.sub(renamed, field.text or "")
    for tag, attribute in ((W + "hyperlink", W + "anchor"), (W + "bookmarkStart", W + "name")):
        for element in old.iter(tag):
            if name := element.get(attribute):
                element.set(attribute, _TOC.sub(renamed, str(name)))
    for mark in old.iter(W + "bookmarkStart", W + "bookmarkEnd"):
        mark.set(W + "id", str(int(mark.get(W + "id", "0")) + taken))


def _last_bookmark(body: etree._Element) -> int:
    marks = body.iter(W + "bookmarkStart")
    return max((int(each.get(W + "id", "0")) for each in marks), default=0)


def _changing(parts: Mapping[str, bytes]) -> list[str]:
    return [n for n in parts if n in (_BODY, _NUMBERING, _STYLES) or n.startswith(_MARGINS)]


def _parsed(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(huge_tree=True, resolve_entities=False))


def _written(tree: etree._Element) -> bytes:
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
