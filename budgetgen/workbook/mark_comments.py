"""批注: our block of text in a sheet's comments, and the shapes that Excel wants for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from math import ceil
from typing import Final, NamedTuple

from lxml import etree

from budgetgen.workbook.grid import address
from budgetgen.workbook.mark_cells import Place, SheetXml, place_of
from budgetgen.workbook.mark_styles import INK
from budgetgen.workbook.patch import COMMENTS, VML, Element, Patch, local, namespace

AUTHOR: Final = "budgetgen"
_OPENING: Final = "【检查结果】"
_BLOCK: Final = re.compile(rf"\n*(?:{_OPENING}(?:(?!{_OPENING}).)*?)?〔{AUTHOR} ([^〕]*)〕", re.S)
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_LOOKS_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

_XML_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_LETTERS_PER_LINE: Final = 50


class Marker(NamedTuple):
    """标记 at the end of a comment: what the cell was before. It travels with the cell."""

    style: str
    made: str
    grown: int
    fill: str

    def __str__(self) -> str:
        return f"〔{AUTHOR} {self.style} {self.made} {self.grown} {self.fill}〕"

    @classmethod
    def read(cls, text: str) -> Marker | None:
        """From the inside of the brackets; None where somebody edited it."""
        words = text.split()
        if len(words) != 4 or not words[2].isdigit():
            return None
        return cls(words[0], words[1], int(words[2]), words[3])


class Run(NamedTuple):
    """A piece of a comment's text."""

    text: str
    is_bold: bool = False
    is_small: bool = False


class Comments:
    """The comments of one sheet and their shapes; parts are made when the first one comes."""

    def __init__(self, patch: Patch, part: str, sheet: SheetXml) -> None:
        self._patch, self._part, self._sheet = patch, part, sheet
        self._ns = namespace(sheet.root)

    # Taking away ---------------------------------------------------------------------------------

    def strip(self) -> dict[Place, Marker | None]:
        """Take all our text away; gives what its markers said."""
        comments = self._patch.related(self._part, "comments")
        if comments is None or not self.are_ours(comments.target):
            return {}
        found: dict[Place, Marker | None] = {}
        for each in list(self._patch.root(comments.target).iter("{*}comment")):
            place = place_of(each.get("ref", ""))
            marker = _cut(each)
            if place and marker is not None:
                found[place] = Marker.read(marker)
                self._patch.touch(comments.target)
                self._shrink(each, place, found[place])
        self._drop_author(self._patch.root(comments.target))
        if not len(self._list(comments.target)) and found:
            self._drop(comments.target, "comments")
        return found

    def are_ours(self, comments: str) -> bool:
        """Whether some text in the part may be ours: cheap."""
        return f"〔{AUTHOR} ".encode() in self._patch.raw(comments)

    def _shrink(self, comment: Element, place: Place, marker: Marker | None) -> None:
        shape = self._shape(place)
        if not _text_of(comment).strip():
            parent = comment.getparent()
            assert parent is not None
            parent.remove(comment)
            self._erase(shape)
        elif shape is not None and marker and marker.grown:
            self._grow(shape, -marker.grown)

    def _drop_author(self, root: Element) -> None:
        authors = root.find("{*}authors")
        if authors is None or not len(authors) or authors[-1].text != AUTHOR:
            return
        used = {int(each.get("authorId", "0")) for each in root.iter("{*}comment")}
        if len(authors) - 1 not in used and len(authors) > 1:
            authors.remove(authors[-1])

    # Putting in ----------------------------------------------------------------------------------

    def append(self, place: Place, runs: Iterable[Run], marker: Marker) -> None:
        """Our text in a cell's comment, behind what somebody else wrote there."""
        target = self._comments_part()
        comment = next(
            (c for c in self._list(target) if place_of(c.get("ref", "")) == place), None
        )
        body = [Run(_OPENING, is_bold=True), *runs]
        lines = _lines("".join(run.text for run in body))
        shape = self._shape(place)
        if comment is None:
            comment = self._new_comment(target, place)
        else:
            body = [Run("\n\n"), *body]
            grown = ceil(lines * _LINE_HEIGHT / max(self._sheet.height(place[0] + 1), 12))
            marker = marker._replace(grown=0 if shape is None else grown)
        self._write(comment, [*body, Run(f"\n{marker}", is_small=True)])
        if shape is None:
            self._draw(place, lines)
        elif marker.grown:
            self._grow(shape, marker.grown)
        self._patch.touch(target)

    def _comments_part(self) -> str:
        found = self._patch.related(self._part, "comments")
        if found:
            return found.target
        part = self._patch.free("xl/comments{}.xml")
        root = etree.Element(f"{{{self._ns}}}comments", nsmap={None: self._ns})
        etree.SubElement(root, f"{{{self._ns}}}authors")
        etree.SubElement(root, f"{{{self._ns}}}commentList")
        self._patch.add(part, root, COMMENTS)
        self._patch.relate(self._part, "comments", part)
        return part

    def _list(self, part: str) -> Element:
        root = self._patch.root(part)
        found = root.find("{*}commentList")
        return etree.SubElement(root, f"{{{self._ns}}}commentList") if found is None else found

    def _new_comment(self, part: str, place: Place) -> Element:
        authors = self._patch.root(part).find("{*}authors")
        assert authors is not None
        names = [each.text for each in authors]
        if AUTHOR not in names:
            etree.SubElement(authors, f"{{{self._ns}}}author").text = AUTHOR
            names.append(AUTHOR)
        attributes = {"ref": address(*place), "authorId": str(names.index(AUTHOR))}
        comment = etree.SubElement(self._list(part), f"{{{self._ns}}}comment", attributes)
        etree.SubElement(comment, f"{{{self._ns}}}text")
        return comment

    def _write(self, comment: Element, runs: Iterable[Run]) -> None:
        text = comment.find("{*}text")
        if text is None:
            text = etree.SubElement(comment, f"{{{self._ns}}}text")
        plain = text.find("{*}t")
        if plain is not None:
            run = etree.Element(f"{{{self._ns}}}r")
            text.replace(plain, run)
            run.append(plain)
        for each in runs:
            text.append(self._run(each))

    def _run(self, run: Run) -> Element:
        element = etree.Element(f"{{{self._ns}}}r")
        look = etree.SubElement(element, f"{{{self._ns}}}rPr")
        if run.is_bold:
            etree.SubElement(look, f"{{{self._ns}}}b")
        etree.SubElement(look, f"{{{self._ns}}}sz", val="6" if run.is_small else "9")
        etree.SubElement(look, f"{{{self._ns}}}color", rgb="FF9A9A9A" if run.is_small else INK)
        etree.SubElement(look, f"{{{self._ns}}}rFont", val="宋体")
        etree.SubElement(look, f"{{{self._ns}}}charset", val="134")
        text = etree.SubElement(element, f"{{{self._ns}}}t", {_XML_SPACE: "preserve"})
        text.text = excel_text(run.text)
        return element


def excel_text(text: str) -> str:
    """Text as Excel stores it: without what XML forbids, and what looks like an escape escaped."""
    return _LOOKS_ESCAPED.sub("_x005F_", _ILLEGAL.sub("", text))


def _lines(text: str) -> int:
    widths = (sum(1 if c.isascii() else 2 for c in line) for line in text.split("\n"))
    return sum(max(1, ceil(width / _LETTERS_PER_LINE)) for width in widths)


def _texts(comment: Element) -> Iterator[Element]:
    for text in comment.iterfind("{*}text"):
        yield from (t for t in text.iter("{*}t") if local(_parent(t)) != "rPh")


def _text_of(comment: Element) -> str:
    return "".join(t.text or "" for t in _texts(comment))


def _parent(element: Element) -> Element:
    parent = element.getparent()
    assert parent is not None
    return parent


def _cut(comment: Element) -> str | None:
    """Take our block out of a comment's runs; gives the inside of its marker."""
    match = _BLOCK.search(_text_of(comment))
    if not match:
        return None
    start, end, at = match.start(), match.end(), 0
    for text in list(_texts(comment)):
        old = text.text or ""
        text.text = old[: max(start - at, 0)] + old[max(end - at, 0) :]
        at += len(old)
        run = _parent(text)
        if old and not text.text and local(run) == "r":
            _parent(run).remove(run)
    _make_plain(comment)
    return match[1]


def _make_plain(comment: Element) -> None:
    """A single run without a look is plain text, as it was before we wrote behind it."""
    text = comment.find("{*}text")
    if text is not None and len(text) == 1 and local(text[0]) == "r" and len(text[0]) == 1:
        text.replace(text[0], text[0][0])
