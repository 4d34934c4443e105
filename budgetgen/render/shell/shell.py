"""The shell ``document.docx``: what a bureau edits in Word, and how the body is put into it.

The shell has a section for the cover, one for upright pages and one for pages lying sideways. The cover's
footers (empty) are those of pages without a number, the upright section's headers are on every page. What
stands in the sections after the cover is a specimen of the styles; it is taken out.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lxml import etree

from budgetgen.document.blocks import Document, Part
from budgetgen.profiles import ProfileError
from budgetgen.render.shell.file import fill
from budgetgen.render.shell.header import is_blank_header
from budgetgen.render.shell.sections import Refs, sections, set_references, set_start, turn
from budgetgen.render.text import clean
from budgetgen.render.wordml import CHINESE_NAMES, Style, W

if TYPE_CHECKING:
    from docx.document import Document as Docx

_BEFORE_NUMBERING: Final = frozenset(
    W + name for name in ("keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")
)
_HEADER: Final = "headerReference"
_SIDES: Final = ("default", "even")


class Shell:
    """An opened shell, its placeholders filled, its specimen pages taken out."""

    def __init__(self, path: Path, document: Document) -> None:
        self._path = path
        self.docx = _fill(path, document)
        self.body: etree._Element = self.docx.element.body
        found = sections(self.body)
        if len(found) < 2:
            raise ProfileError(f"{path}：应有封面、纵向页、横向页三节，现在只有一节。")
        self._cover, *pages = found
        self._upright = next((each for each in pages if not each.landscape), pages[0])
        self._wide = next((each for each in pages if each.landscape), None)
        self._keep_cover(document.cover is not None)
        self.styles = self._find_styles()

    def section(self, part: Part) -> etree._Element:
        """The section properties of a part: every header and footer named, nothing inherited."""
        page = self._wide if part.landscape and self._wide else self._upright
        properties = deepcopy(page.properties)
        if part.landscape and not page.landscape:
            turn(properties)
        footers = page if part.numbered else self._cover
        references = self.headers(page.references)
        references |= {k: v for k, v in footers.references.items() if k[0] == "footerReference"}
        set_references(properties, references)
        set_start(properties, part.restart and part.numbered)
        return properties

    def headers(self, references: Refs) -> Refs:
        """Headers as they are on the pages: a blank one gives way to the other side's.

        Odd and even pages have headers of their own; in Word only one of them can be seen when it is edited.
        """
        heads = {key: at for key, at in references.items() if key[0] == _HEADER}
        shown = {
            key: at for key, at in heads.items()
            if key[1] in _SIDES and not is_blank_header(self.docx.part.related_parts[at].element)
        }  # fmt: skip
        other = next(iter(shown.values()), "")
        return {
            key: shown.get(key) or (key[1] in _SIDES and other) or at for key, at in heads.items()
        }

    def page_headers(self, landscape: bool) -> Refs:
        """The headers of the pages of one orientation."""
        page = self._wide if landscape and self._wide else self._upright
        return self.headers(page.references)

    def cover_headers(self) -> Refs:
        """The headers of the cover."""
        return self.headers(self._cover.references)

    def has_first_pages(self) -> bool:
        """Whether a section has a header of its own on its first page (首页不同)."""
        pages = (self._upright, self._wide)
        return any(each and each.properties.find(W + "titlePg") is not None for each in pages)

    def header_distance(self, landscape: bool) -> int:
        """How far a header stands from the edge of the page, in twentieths of a point."""
        return self._margin(landscape, "header")

    def header_room(self, landscape: bool) -> int:
        """How high a header may be before it reaches the text, in twentieths of a point."""
        return self._margin(landscape, "top") - self._margin(landscape, "header")

    def _margin(self, landscape: bool, name: str) -> int:
        margins = self.section(Part((), landscape=landscape)).find(W + "pgMar")
        return 0 if margins is None else abs(int(margins.get(W + name, "0")))

    def width_of(self, part: Part) -> int:
        """The width of a part's type area in twentieths of a point."""
        properties = self.section(part)
        size, margins = properties.find(W + "pgSz"), properties.find(W + "pgMar")
        if size is None or margins is None:
            return 0
        sides = [int(margins.get(W + side, "0")) for side in ("left", "right")]
        return int(size.get(W + "w", "0")) - sum(sides)

    def numbering(self) -> etree._Element:
        """The shell's lists; a program that found it empty may have left the part out."""
        try:
            root: etree._Element = self.docx.part.numbering_part.element
        except NotImplementedError:
            root = _add_numbering(self.docx)
        return root

    def link_headings(self, names: tuple[Style, ...], number_id: int) -> None:
        """Number the heading styles, so that a heading added in Word is counted as well."""
        for level, name in enumerate(names):
            style = self._style_element(self.styles[name])
            properties = style.find(W + "pPr")
            if properties is None:
                continue
            for old in properties.findall(W + "numPr"):
                properties.remove(old)
            link = etree.Element(W + "numPr")
            etree.SubElement(link, W + "ilvl").set(W + "val", str(level))
            etree.SubElement(link, W + "numId").set(W + "val", str(number_id))
            place = sum(child.tag in _BEFORE_NUMBERING for child in properties)
            properties.insert(place, link)

    def size_of(self, name: Style) -> float:
        """The type size of a style in pt."""
        size = self._style_element(self.styles[name]).find(f"{W}rPr/{W}sz")
        return 10.5 if size is None else int(size.get(W + "val", "21")) / 2

    def indent_of(self, name: Style) -> str:
        """A style's indentation as XML, its own or inherited."""
        style: etree._Element | None = self._style_element(self.styles[name])
        while style is not None:
            indent = style.find(f"{W}pPr/{W}ind")
            if indent is not None:
                names = [str(name) for name in indent.attrib]
                values = [f'w:{name.removeprefix(W)}="{indent.get(name)}"' for name in names]
                return f"<w:ind {' '.join(values)}/>"
            base = style.find(W + "basedOn")
            style = None if base is None else self._style_element(str(base.get(W + "val")))
        return '<w:ind w:left="0" w:firstLine="0"/>'

    def _style_element(self, id: str) -> etree._Element:
        root: etree._Element = self.docx.styles.element
        return next(each for each in root.iter(W + "style") if each.get(W + "styleId") == id)

    def _find_styles(self) -> Mapping[Style, str]:
        """Style ids by name: programs rename the ids when they save."""
        ids: dict[str, str] = {}
        for style in self.docx.styles.element.iter(W + "style"):
            name = style.find(W + "name")
            if name is not None:
                text = str(name.get(W + "val", ""))
                ids[CHINESE_NAMES.get(text, text).lower()] = str(style.get(W + "styleId"))
        missing = [name.value for name in Style if name.value not in ids]
        if missing:
            raise ProfileError(f"{self._path}：缺少样式{'、'.join(missing)}。")
        return {name: ids[name.value] for name in Style}

    def _keep_cover(self, keep: bool) -> None:
        """Take out what follows the cover, and the cover itself where there is none."""
        inside = keep
        for child in list(self.body):
            ends = child.find(f"{W}pPr/{W}sectPr") is not None
            if not inside:
                self.body.remove(child)
            inside = inside and not ends
        if keep:
            set_references(self._cover.properties, self._cover.references)


def _fill(path: Path, document: Document) -> Docx:
    cover = document.cover
    return fill(
        path,
        {
            "title": clean(document.title),
            "agency": clean(cover.agency if cover else document.agency),
            "year": document.year,
            "cover_title": "\n".join(clean(line) for line in cover.title) if cover else "",
            "date": clean(cover.date) if cover else "",
        },
    )


def _add_numbering(docx: Docx) -> etree._Element:
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.parts.numbering import NumberingPart

    element = parse_xml(f"<w:numbering {nsdecls('w')}/>")
    name = PackURI("/word/numbering.xml")
    part = NumberingPart(name, CONTENT_TYPE.WML_NUMBERING, element, docx.part.package)
    docx.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    return element
