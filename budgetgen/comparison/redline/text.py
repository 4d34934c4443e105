"""修订稿的文字: a paragraph of both drafts, word by word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from lxml import etree

from budgetgen.comparison.drafts.words import compare_words
from budgetgen.comparison.redline.marks import Draft, RevisionMarker, as_text
from budgetgen.render.wordml import W

_BOOKMARKS: Final = (W + "bookmarkStart", W + "bookmarkEnd")
_SIGNS: Final = 0x100000
"""From here on a character stands for something that is no text (plane 16, which no font fills)."""
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class _Sign:
    """One character of a run, or one element of it that is no text (a tab, a field's end)."""

    what: str
    """The character, or the element as XML."""
    look: str
    """The run's properties as XML."""


class TextMarker:
    """Puts two drafts of a paragraph into one."""

    def __init__(self, marker: RevisionMarker) -> None:
        self._marker = marker

    def paragraph(self, old: etree._Element, new: etree._Element) -> None:
        """Mark in the new paragraph what the old one has otherwise; ``old`` is used up."""
        self._marker.properties(old, new, "pPr")
        before, after = _holder(old), _holder(new)
        if before is None or after is None or not _same_link(before, after):
            self._replace(old, new)
            return
        signs = _signs(before), _signs(after)
        if signs[0] != signs[1]:
            _put(after, list(self._compared(*signs)))

    def _replace(self, old: etree._Element, new: etree._Element) -> None:
        """All that the old one holds as deleted, all that the new one holds as inserted."""
        gone, kept = _content(old), _content(new)
        if [*map(as_text, gone)] == [*map(as_text, kept)]:
            return
        place = new.index(kept[0]) if kept else len(new)
        self._marker.runs(old, Draft.OLD)
        self._marker.runs(new, Draft.NEW)
        new[place:place] = _content(old)

    def _compared(self, old: list[_Sign], new: list[_Sign]) -> Iterator[etree._Element]:
        alphabet: dict[str, str] = {}
        words = compare_words(_written(old, alphabet), _written(new, alphabet))
        i = j = 0
        for piece in words:
            was, now = old[i : i + len(piece.old)], new[j : j + len(piece.new)]
            i, j = i + len(was), j + len(now)
            if piece.same:
                yield from self._kept(was, now)
                continue
            if was:
                yield self._marker.text(_runs(was), Draft.OLD)
            if now:
                yield self._marker.text(_runs(now), Draft.NEW)

    def _kept(self, old: Sequence[_Sign], new: Sequence[_Sign]) -> Iterator[etree._Element]:
        """Text of both drafts: where it looks otherwise now, with the old look recorded."""
        looks = zip(old, new, strict=True)
        for (was, look), group in groupby(looks, key=lambda pair: (pair[0].look, pair[1].look)):
            (run,) = _runs([now for _, now in group])
            if _visible(was) != _visible(look):
                self._marker.properties(_run(was), run, "rPr")
            yield run


def _holder(paragraph: etree._Element) -> etree._Element | None:
    """What holds a paragraph's runs: itself or its one link; None where it is less plain."""
    content = _content(paragraph)
    if len(content) == 1 and content[0].tag == W + "hyperlink":
        paragraph, content = content[0], list(content[0])
    return paragraph if all(child.tag == W + "r" for child in content) else None


def _content(paragraph: etree._Element) -> list[etree._Element]:
    return [child for child in paragraph if child.tag not in (W + "pPr", *_BOOKMARKS)]


def _same_link(old: etree._Element, new: etree._Element) -> bool:
    return old.tag == new.tag and (old.tag == W + "p" or old.attrib == new.attrib)


def _signs(holder: etree._Element) -> list[_Sign]:
    found: list[_Sign] = []
    for run in holder.iterfind(W + "r"):
        properties = run.find(W + "rPr")
        look = "" if properties is None else as_text(properties)
        for child in run:
            if child.tag == W + "t":
                found.extend(_Sign(each, look) for each in child.text or "")
            elif child is not properties:
                found.append(_Sign(as_text(child), look))
    return found


def _written(signs: Sequence[_Sign], alphabet: dict[str, str]) -> str:
    """Signs as a text of the same length; ``alphabet`` gives what is no text a character."""
    return "".join(
        sign.what
        if len(sign.what) == 1 and ord(sign.what) < _SIGNS
        else alphabet.setdefault(sign.what, chr(_SIGNS + len(alphabet)))
        for sign in signs
    )


def _runs(signs: Sequence[_Sign]) -> list[etree._Element]:
    """Signs as runs, one for each look."""
    found = []
    for look, group in groupby(signs, key=lambda sign: sign.look):
        run = _run(look)
        for plain, part in groupby(group, key=lambda sign: len(sign.what) < 2):
            if plain:
                text = etree.SubElement(run, W + "t")
                text.set(_SPACE, "preserve")
                text.text = "".join(sign.what for sign in part)
            else:
                run.extend(etree.fromstring(sign.what) for sign in part)
        found.append(run)
    return found


def _run(look: str) -> etree._Element:
    run = etree.Element(W + "r")
    if look:
        run.append(etree.fromstring(look))
    return run


def _put(holder: etree._Element, runs: Sequence[etree._Element]) -> None:
    """Runs in the place of a holder's own; bookmarks stay around them."""
    own = holder.findall(W + "r")
    ends = holder.find(W + "bookmarkEnd")
    place = len(holder) if ends is None else holder.index(ends)
    place = holder.index(own[0]) if own else place
    holder[place:place] = runs
    for run in own:
        holder.remove(run)


def _visible(look: str) -> str:
    """Properties without the hint which of two fonts a sign such as “ takes: text follows its signs."""
    if not look:
        return ""
    properties = deepcopy(etree.fromstring(look))
    for fonts in properties.findall(W + "rFonts"):
        fonts.attrib.pop(W + "hint", "")
        if not fonts.attrib:
            properties.remove(fonts)
    return as_text(properties) if len(properties) else ""
