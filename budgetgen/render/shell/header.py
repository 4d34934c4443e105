"""页眉: what the shell's headers hold (text and pictures), for the PDF to print in the same place."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from budgetgen.profiles import ProfileError
from budgetgen.render.wordml import W

if TYPE_CHECKING:
    from docx.document import Document as Docx

_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_VML: Final = "{urn:schemas-microsoft-com:vml}imagedata"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_EMU_PER_MM: Final = 36000
_MIME: Final = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif"}
_ALIGN: Final = {"center": "center", "right": "right", "end": "right", "both": "justify"}
_REDO: Final = "另存为 PNG 或 JPG，在 Word 里重新“插入图片”。"


@dataclass(frozen=True, slots=True)
class Header:
    """A header as HTML, and the height of its highest picture in mm."""

    html: str
    height: float


def is_blank_header(element: etree._Element) -> bool:
    """Whether a header shows nothing."""
    shown = (W + "drawing", W + "pict", W + "object")
    texts = "".join(each.text or "" for each in element.iter(W + "t"))
    return not texts.strip() and not any(True for _ in element.iter(*shown))


def read_header(docx: Docx, relation: str, path: Path) -> Header:
    """A header of an opened, filled shell; raises ProfileError where a picture can't be printed."""
    part = docx.part.related_parts[relation]
    root: etree._Element = part.element
    if any(True for _ in root.iter(W + "instrText", W + "fldSimple")):
        raise ProfileError(
            f"{path}：页眉里有页码、日期之类的域，PDF 印不出。删掉，或改成直接写的文字。"
        )
    paragraphs = [_Paragraph(each, part, docx, path) for each in root.iter(W + "p")]
    html = "".join(each.html() for each in paragraphs if not _in_fallback(each.element))
    sizes = [size for each in paragraphs for size in each.heights()]
    return Header(html, max(sizes, default=0.0))


def _in_fallback(element: etree._Element) -> bool:
    return any(each.tag == _FALLBACK for each in element.iterancestors())


@dataclass(frozen=True, slots=True)
class _Paragraph:
    element: etree._Element
    part: Any
    docx: Docx
    path: Path

    def html(self) -> str:
        content = "".join(self._content())
        return f'<div style="text-align: {self._align()}">{content or "&#160;"}</div>'

    def heights(self) -> Iterator[float]:
        for drawing in self.element.iter(W + "drawing"):
            yield _size(drawing)[1]

    def _align(self) -> str:
        return _ALIGN.get(_property(self.element, self.docx, "jc"), "left")

    def _content(self) -> Iterator[str]:
        for each in self.element.iter(W + "t", W + "tab", W + "br", W + "drawing", _VML):
            if _in_fallback(each):
                continue
            if each.tag == W + "t":
                yield escape(each.text or "")
            elif each.tag == W + "tab" and each.getparent().tag == W + "r":  # type: ignore[union-attr]
                yield "&#8195;&#8195;"
            elif each.tag == W + "br":
                yield "<br/>"
            elif each.tag == W + "drawing":
                yield self._picture(each)
            elif each.tag == _VML:
                raise ProfileError(f"{self.path}：页眉里的图片是旧的格式，PDF 印不出。{_REDO}")

    def _picture(self, drawing: etree._Element) -> str:
        blip = drawing.find(f".//{_A}blip")
        if blip is None:
            raise ProfileError(
                f"{self.path}：页眉里有形状或文本框，PDF 印不出。改成图片或直接写的文字。"
            )
        width, height = _size(drawing)
        blob = _blob(self.part, str(blip.get(_R + "embed")), self.path)
        style = f"width: {width:.2f}mm; height: {height:.2f}mm; {_offset(drawing)}"
        alt = escape(_description(drawing) or "页眉图片", quote=True)
        data = base64.b64encode(blob).decode()
        mime = _mime(blob, self.path)
        return f'<img src="data:{mime};base64,{data}" alt="{alt}" style="{style}"/>'


def _property(paragraph: etree._Element, docx: Docx, tag: str) -> str:
    """A paragraph property, its own or its style's."""
    own = paragraph.find(f"{W}pPr/{W}{tag}")
    name = paragraph.find(f"{W}pPr/{W}pStyle")
    styles: etree._Element = docx.styles.element
    known = {each.get(W + "styleId"): each for each in styles.iter(W + "style")}
    style = None if name is None else known.get(name.get(W + "val"))
    while own is None and style is not None:
        own, base = style.find(f"{W}pPr/{W}{tag}"), style.find(W + "basedOn")
        style = None if base is None else known.get(base.get(W + "val"))
    return "" if own is None else str(own.get(W + "val"))


def _size(drawing: etree._Element) -> tuple[float, float]:
    """Width and height in mm."""
    extent = drawing.find(f".//{_WP}extent")
    if extent is None:
        return 0.0, 0.0
    return int(extent.get("cx", "0")) / _EMU_PER_MM, int(extent.get("cy", "0")) / _EMU_PER_MM


def _offset(drawing: etree._Element) -> str:
    """Where a floating picture stands; one in the line stands in the line."""
    anchor = drawing.find(_WP + "anchor")
    if anchor is None:
        return "vertical-align: baseline"
    side = anchor.find(f"{_WP}positionH/{_WP}align")
    if side is not None and side.text in ("right", "center"):
        edges = "right: 0" if side.text == "right" else "left: 0; right: 0; margin: 0 auto"
        return f"position: absolute; top: 0; {edges}"
    shift = {axis: _shift(anchor, axis) for axis in ("H", "V")}
    return f"position: absolute; left: {shift['H']:.2f}mm; top: {shift['V']:.2f}mm"


def _shift(anchor: etree._Element, axis: str) -> float:
    offset = anchor.find(f"{_WP}position{axis}/{_WP}posOffset")
    return 0.0 if offset is None else int(offset.text or 0) / _EMU_PER_MM


def _description(drawing: etree._Element) -> str:
    properties = drawing.find(f".//{_WP}docPr")
    return "" if properties is None else str(properties.get("descr") or "")


def _blob(part: Any, relation: str, path: Path) -> bytes:
    try:
        blob: bytes = part.related_parts[relation].blob
    except (KeyError, ValueError):
        raise ProfileError(f"{path}：页眉里的图片没有存在文件里（是链接）。{_REDO}") from None
    return blob


def _mime(blob: bytes, path: Path) -> str:
    """The kind of a picture that is whole and that a PDF can hold."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(blob)) as picture:
            picture.load()
            kind = str(picture.format)
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError):
        raise ProfileError(f"{path}：页眉里的图片已损坏或格式不认识。{_REDO}") from None
    if kind not in _MIME:
        raise ProfileError(f"{path}：页眉里的图片是 {kind} 格式，PDF 印不出。{_REDO}")
    return _MIME[kind]
