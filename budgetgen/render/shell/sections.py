"""Sections of a DOCX: pages of one orientation with their headers, footers and page numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lxml import etree

from budgetgen.render.wordml import W

R_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BEFORE_PAGE_NUMBER: Final = frozenset(
    W + name
    for name in (
        "headerReference", "footerReference", "footnotePr", "endnotePr", "pgSz", "pgMar",
        "paperSrc", "pgBorders", "lnNumType",
    )
)  # fmt: skip
Refs = dict[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Section:
    """A section's properties and the headers and footers it has, own or inherited."""

    properties: etree._Element
    references: Refs

    @property
    def landscape(self) -> bool:
        """Whether its pages lie sideways."""
        size = self.properties.find(W + "pgSz")
        return size is not None and size.get(W + "orient") == "landscape"


def sections(body: etree._Element) -> list[Section]:
    """All sections; a header that one does not name is the one of the section before it."""
    found: list[Section] = []
    references: Refs = {}
    for properties in body.iter(W + "sectPr"):
        own = {
            (etree.QName(each).localname, str(each.get(W + "type"))): str(each.get(R_ID))
            for each in properties
            if each.tag in (W + "headerReference", W + "footerReference")
        }
        references = references | own
        found.append(Section(properties, references))
    return found


def set_references(properties: etree._Element, references: Refs) -> None:
    """Name these headers and footers, and no others."""
    for tag in ("headerReference", "footerReference"):
        for old in properties.findall(W + tag):
            properties.remove(old)
    for (tag, kind), target in sorted(references.items(), reverse=True):
        reference = etree.Element(W + tag)
        reference.set(W + "type", kind)
        reference.set(R_ID, target)
        properties.insert(0, reference)


def set_start(properties: etree._Element, restart: bool) -> None:
    """Begin on a new page and let the page number begin at 1, or go on."""
    for old in properties.findall(W + "type"):
        properties.remove(old)
    number = properties.find(W + "pgNumType")
    if number is None:
        number = etree.Element(W + "pgNumType")
        place = sum(child.tag in _BEFORE_PAGE_NUMBER for child in properties)
        properties.insert(place, number)
    number.attrib.pop(W + "start", "")
    if restart:
        number.set(W + "start", "1")


def turn(properties: etree._Element) -> None:
    """Lay an upright page on its side: the binding edge comes to the top."""
    size, margins = properties.find(W + "pgSz"), properties.find(W + "pgMar")
    if size is None or margins is None:
        return
    width, height = size.get(W + "w", ""), size.get(W + "h", "")
    size.set(W + "w", height)
    size.set(W + "h", width)
    size.set(W + "orient", "landscape")
    sides = ("top", "right", "bottom", "left")
    old = [margins.get(W + side, "") for side in sides]
    for side, value in zip(sides, [old[3], *old[:3]], strict=True):
        margins.set(W + side, value)
