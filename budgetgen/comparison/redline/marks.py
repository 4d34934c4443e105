"""修订标记: Word's revision elements, in the order that the schema (ISO/IEC 29500-1, 17.13.5) asks for."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from enum import StrEnum
from itertools import count
from typing import Final

from lxml import etree

from budgetgen.render.wordml import W

AUTHOR: Final = "budgetgen"
_DELETED: Final = {W + "t": W + "delText", W + "instrText": W + "delInstrText"}
_AFTER_ROW_PROPERTIES: Final = (W + "trPr", W + "tblPrEx")
REFERENCES: Final = (W + "headerReference", W + "footerReference")
_NOT_TRACKED: Final = {
    W + "pPr": (W + "rPr", W + "sectPr"),
    W + "sectPr": REFERENCES,
}
"""What old properties are recorded without: the schema leaves no place for it."""


class Draft(StrEnum):
    """The draft that has a piece of text; its value is the element that says so."""

    OLD = "del"
    NEW = "ins"


class RevisionMarker:
    """Marks elements as inserted or deleted; every mark has its own id and the same fixed date."""

    def __init__(self, year: int, first: int) -> None:
        """``first`` is an id that no bookmark has."""
        self._date = f"{year}-01-01T00:00:00Z"
        self._ids = count(first)

    def text(self, runs: Iterable[etree._Element], draft: Draft) -> etree._Element:
        """New runs as text of one draft only."""
        mark = self._made(draft)
        mark.extend(map(_deleted, runs) if draft is Draft.OLD else runs)
        return mark

    def runs(self, paragraph: etree._Element, draft: Draft) -> None:
        """Mark all text of a paragraph, but not its end."""
        for runs in _neighbours(paragraph):
            parent = runs[0].getparent()
            assert parent is not None
            place = parent.index(runs[0])
            parent.insert(place, self.text(runs, draft))

    def block(self, element: etree._Element, draft: Draft) -> None:
        """Mark a whole paragraph, table, row of a table or content control."""
        for row in element.iter(W + "tr"):
            self._row(row, draft)
        for paragraph in element.iter(W + "p"):
            self._end(paragraph, draft)
            self.runs(paragraph, draft)

    def properties(self, old: etree._Element, new: etree._Element, name: str) -> None:
        """Record in ``new`` where the old properties ``name`` (``pPr``, ``tcPr`` …) were others."""
        before, after = old.find(W + name), new.find(W + name)
        if after is None:
            after = etree.Element(W + name)
        self.change(etree.Element(W + name) if before is None else before, after)
        if len(after) and after.getparent() is None:
            new.insert(0, after)

    def change(self, old: etree._Element, new: etree._Element) -> None:
        """Record the old properties within the new ones, where they were others."""
        before, after = _tracked(old), _tracked(new)
        if len(before) != len(after) or not all(map(alike_elements, before, after)):
            mark = self._made(f"{etree.QName(new).localname}Change")
            etree.SubElement(mark, new.tag).extend(map(deepcopy, before))
            new.append(mark)

    def grid(self, old: etree._Element, new: etree._Element) -> None:
        """Record the old widths of a table's columns."""
        before, after = old.find(W + "tblGrid"), new.find(W + "tblGrid")
        if before is None or after is None or alike_elements(before, after):
            return
        mark = etree.SubElement(after, W + "tblGridChange")
        mark.set(W + "id", str(next(self._ids)))
        mark.append(before)

    def _row(self, row: etree._Element, draft: Draft) -> None:
        properties = row.find(W + "trPr")
        if properties is None:
            properties = etree.Element(W + "trPr")
            place = sum(child.tag in _AFTER_ROW_PROPERTIES for child in row)
            row.insert(place, properties)
        properties.append(self._made(draft))

    def _end(self, paragraph: etree._Element, draft: Draft) -> None:
        """Mark the end of a paragraph: without it the paragraph joins the one after it."""
        properties = paragraph.find(W + "pPr")
        if properties is None:
            properties = etree.Element(W + "pPr")
            paragraph.insert(0, properties)
        own = properties.find(W + "rPr")
        if own is None:
            own = etree.Element(W + "rPr")
            section = properties.find(W + "sectPr")
            place = len(properties) if section is None else properties.index(section)
            properties.insert(place, own)
        own.insert(0, self._made(draft))

    def _made(self, name: str) -> etree._Element:
        mark = etree.Element(W + name)
        mark.set(W + "id", str(next(self._ids)))
        mark.set(W + "author", AUTHOR)
        mark.set(W + "date", self._date)
        return mark


def as_text(element: etree._Element) -> str:
    """An element as XML, equal for equal content."""
    return etree.tostring(element, method="c14n", exclusive=True).decode()


def identical(one: etree._Element, other: etree._Element) -> bool:
    """Whether two elements are written the same: quick, for the many that nobody has touched."""
    return etree.tostring(one, with_tail=False) == etree.tostring(other, with_tail=False)


def alike_elements(one: etree._Element, other: etree._Element) -> bool:
    """Whether two elements say the same, however they are written."""
    return (
        one.tag == other.tag
        and one.attrib == other.attrib
        and one.text == other.text
        and len(one) == len(other)
        and all(map(alike_elements, one, other))
    )


def _tracked(properties: etree._Element) -> list[etree._Element]:
    """The properties that a revision can record."""
    left_out = _NOT_TRACKED.get(str(properties.tag), ())
    return [child for child in properties if child.tag not in left_out]


def _deleted(run: etree._Element) -> etree._Element:
    for child in run:
        child.tag = _DELETED.get(child.tag, child.tag)
    return run


def _neighbours(paragraph: etree._Element) -> list[list[etree._Element]]:
    """The runs of a paragraph, together as long as nothing stands between them."""
    found: list[list[etree._Element]] = []
    for run in paragraph.iter(W + "r"):
        if next(run.iterancestors(W + "p")) is not paragraph:
            continue  # of a text box, which has paragraphs of its own
        if found and run.getprevious() is found[-1][-1]:
            found[-1].append(run)
        else:
            found.append([run])
    return found
