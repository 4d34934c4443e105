"""修订稿的编号: the old draft's lists beside the new one's, so that either way every number is its own.

Word draws numbers; a list is counted in the order of its paragraphs. So an old list is taken for a new one where
both draw the same and paragraphs of both drafts are in them, and each only once; every other one is added.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from typing import Final

from lxml import etree

from budgetgen.comparison.redline.marks import as_text
from budgetgen.render.word.numbering import reference
from budgetgen.render.wordml import W, elements

_BEFORE: Final = frozenset(
    W + name
    for name in ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")
)
_NSID: Final = 0x0D000000
"""Word joins lists with the same ``w:nsid``: added ones count on from here."""


class Lists:
    """The lists of a document: what they draw, and which styles are numbered by them."""

    def __init__(self, numbering: etree._Element, styles: etree._Element) -> None:
        self.root = numbering
        self._kinds = {
            each.get(W + "abstractNumId"): each for each in _all(numbering, "abstractNum")
        }
        self._lists = {str(each.get(W + "numId")): each for each in _all(numbering, "num")}
        self._styles = {
            str(style.get(W + "styleId")): found
            for style in _all(styles, "style")
            if (found := style.find(f"{W}pPr/{W}numPr")) is not None
        }

    def of(self, paragraph: etree._Element) -> tuple[str, str]:
        """A paragraph's list and level; ('0', '0') for none."""
        found = paragraph.find(f"{W}pPr/{W}numPr")
        if found is None:
            style = paragraph.find(f"{W}pPr/{W}pStyle")
            found = None if style is None else self._styles.get(str(style.get(W + "val")))
        if found is None or _value(found, "numId") not in self._lists:
            return "0", "0"
        return _value(found, "numId"), _value(found, "ilvl")

    def look(self, number: str) -> str:
        """How a list draws its numbers, as XML."""
        kind = self._copy(number)
        return as_text(kind) + "".join(
            as_text(each) for each in self._lists[number].iterfind(W + "lvlOverride")
        )

    def add(self, number: str, other: Lists) -> str:
        """Another document's list as one of this one's; returns its id here."""
        kind = other._copy(number)
        new = deepcopy(other._lists[number])
        kind_id = 1 + max((int(each or 0) for each in self._kinds), default=0)
        id = str(1 + max(map(int, self._lists), default=0))
        unique = f'<w:nsid w:val="{_NSID + kind_id:08X}"/>'
        kind[0:0] = elements(unique)
        kind.set(W + "abstractNumId", str(kind_id))
        new.set(W + "numId", id)
        new[0].set(W + "val", str(kind_id))
        nums = _all(self.root, "num")
        place = self.root.index(nums[0]) if nums else len(self.root)
        self.root.insert(place, kind)
        self.root.insert(place + len(nums) + 1, new)
        self._kinds[str(kind_id)], self._lists[id] = kind, new
        return id

    def _copy(self, number: str) -> etree._Element:
        """A list's levels without what makes the list this one: its ids and the styles it numbers."""
        kind = deepcopy(self._kinds[self._lists[number][0].get(W + "val")])
        for name in ("nsid", "tmpl", "pStyle"):
            for each in list(kind.iter(W + name)):
                parent = each.getparent()
                assert parent is not None
                parent.remove(each)
        kind.set(W + "abstractNumId", "")
        return kind


def renumber(
    old: Lists,
    new: Lists,
    pairs: Sequence[tuple[etree._Element, etree._Element]],
    paragraphs: Iterable[etree._Element],
) -> None:
    """Number the old ``paragraphs`` by lists of the new document; ``pairs`` are those in both."""
    known = {"0": "0"}
    for was, now in pairs:
        one, other = old.of(was)[0], new.of(now)[0]
        if one in known or other in known.values():
            continue
        if old.look(one) == new.look(other):
            known[one] = other
    for paragraph in paragraphs:
        number, level = old.of(paragraph)
        if number not in known:
            known[number] = new.add(number, old)
        _set(paragraph, (known[number], level), new)


def _set(paragraph: etree._Element, wanted: tuple[str, str], lists: Lists) -> None:
    own = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
    properties = paragraph.find(W + "pPr")
    if own is not None:
        own.set(W + "val", wanted[0])
    elif properties is not None and lists.of(paragraph) != wanted:
        place = sum(child.tag in _BEFORE for child in properties)
        properties[place:place] = elements(reference(*wanted))


def _all(root: etree._Element, name: str) -> list[etree._Element]:
    return root.findall(W + name)


def _value(numbering: etree._Element, name: str) -> str:
    found = numbering.find(W + name)
    return "0" if found is None else str(found.get(W + "val"))
