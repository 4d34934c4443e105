"""批注: our block of text in a sheet's comments, and the shapes that Excel wants for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from math import ceil
from typing import Final

from budgetgen.workbook.file.grid import address
from budgetgen.workbook.file.patch import COMMENTS, Element, Patch, local, namespace, new
from budgetgen.workbook.marks.cells import Place, SheetXml, place_of
from budgetgen.workbook.marks.shapes import Shapes
from budgetgen.workbook.marks.styles import INK
from budgetgen.workbook.marks.texts import (
    AUTHOR,
    LONGEST,
    OPENING,
    Marker,
    Run,
    excel_text,
    find_block,
    fitting,
)
from budgetgen.workbook.marks.threads import Threads

_XML_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_LETTERS_PER_LINE: Final = 50


class Comments:
    """The comments of one sheet; the part is made when the first one comes."""

    def __init__(self, patch: Patch, part: str, sheet: SheetXml) -> None:
        self._patch, self._part = patch, part
        self._shapes = Shapes(patch, part, sheet)
        self._threads = Threads(patch, part)
        self._ns = namespace(sheet.root)

    @cached_property
    def _places(self) -> dict[Place, Element]:
        found = self._patch.related(self._part, "comments")
        each = self._patch.root(found.target).iter("{*}comment") if found else ()
        return {place: c for c in each if (place := place_of(c.get("ref", "")))}

    # Taking away ---------------------------------------------------------------------------------

    def strip(self) -> dict[Place, Marker | None]:
        """Take all our text away; gives what its markers said."""
        before = set(self._threads.places())
        found = self._threads.strip()
        return self._strip_notes(before - set(self._threads.places())) | found

    def _strip_notes(self, ended: set[Place]) -> dict[Place, Marker | None]:
        """The same for notes; the one beside a thread that is no more goes whole."""
        comments = self._patch.related(self._part, "comments")
        if comments is None or AUTHOR.encode() not in self._patch.raw(comments.target):
            return {}
        found: dict[Place, Marker | None] = {}
        for place, comment in list(self._places.items()):
            inside = _cut(comment)
            if inside is not None:
                found[place] = marker = Marker.read(inside)
                if place in ended or not _text_of(comment).strip():
                    self._remove(place)
                elif marker and marker.grown:
                    self._shapes.grow(place, -marker.grown)
        if found:
            self._patch.touch(comments.target)
            self._drop_author(self._patch.root(comments.target))
            if not self._places:
                self._patch.drop(self._part, "comments")
        return found

    def _remove(self, place: Place) -> None:
        comment = self._places.pop(place)
        _parent(comment).remove(comment)
        self._shapes.erase(place)

    @staticmethod
    def _drop_author(root: Element) -> None:
        authors = root.find("{*}authors")
        if authors is None or len(authors) < 2 or authors[-1].text != AUTHOR:
            return
        used = {int(each.get("authorId", "0")) for each in root.iter("{*}comment")}
        if len(authors) - 1 not in used:
            authors.remove(authors[-1])

    # Putting in ----------------------------------------------------------------------------------

    def append(self, place: Place, runs: Iterable[Run], marker: Marker) -> None:
        """Our text in a cell's comment, behind what somebody else wrote there."""
        target = self._comments_part()
        taken = _text_of(self._places[place]) if place in self._places else ""
        said = Run(OPENING, is_bold=True), *runs
        body = list(fitting(said, LONGEST - len(taken)))
        text = "".join(run.text for run in body)
        lines = _lines(text) + 1
        if place not in self._places:
            self._places[place] = self._new_comment(target, place)
        else:
            body = [Run("\n\n"), *body]
            if place in self._shapes:
                marker = marker._replace(grown=self._shapes.rows_for(place, lines))
                self._shapes.grow(place, marker.grown)
        self._write(self._places[place], [*body, Run(f"\n{marker}", is_small=True)])
        if place not in self._shapes:
            self._shapes.draw(place, lines)
        self._patch.touch(target)
        thread = self._threads.places().get(place)
        if thread is not None:
            self._threads.reply(thread, text, marker)

    def _comments_part(self) -> str:
        found = self._patch.related(self._part, "comments")
        if found:
            return found.target
        part = self._patch.free("xl/comments{}.xml")
        root = new(self._ns, "comments")
        new(self._ns, "authors", root)
        new(self._ns, "commentList", root)
        self._patch.add(part, root, COMMENTS)
        self._patch.relate(self._part, "comments", part)
        return part

    def _new_comment(self, part: str, place: Place) -> Element:
        authors = self._patch.root(part).find("{*}authors")
        assert authors is not None
        names = [each.text for each in authors]
        if AUTHOR not in names:
            new(self._ns, "author", authors).text = AUTHOR
            names.append(AUTHOR)
        listed = self._patch.root(part).find("{*}commentList")
        assert listed is not None
        author = str(names.index(AUTHOR))
        comment = new(self._ns, "comment", listed, ref=address(*place), authorId=author)
        new(self._ns, "text", comment)
        return comment

    def _write(self, comment: Element, runs: Iterable[Run]) -> None:
        text = comment.find("{*}text")
        if text is None:
            text = new(self._ns, "text", comment)
        plain = text.find("{*}t")
        if plain is not None:
            run = new(self._ns, "r")
            text.replace(plain, run)
            run.append(plain)
        for each in runs:
            text.append(self._run(each))

    def _run(self, run: Run) -> Element:
        element = new(self._ns, "r")
        look = new(self._ns, "rPr", element)
        if run.is_bold:
            new(self._ns, "b", look)
        new(self._ns, "sz", look, val="6" if run.is_small else "9")
        new(self._ns, "color", look, rgb="FF9A9A9A" if run.is_small else INK)
        new(self._ns, "rFont", look, val="宋体")
        new(self._ns, "charset", look, val="134")
        text = new(self._ns, "t", element, **{_XML_SPACE: "preserve"})
        text.text = excel_text(run.text)
        return element


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
    match = find_block(_text_of(comment))
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
