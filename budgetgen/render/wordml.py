"""Runs and paragraphs of a DOCX as XML text: any text comes out whole, whatever is in it."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from budgetgen.render.text import clean

_NAMESPACE: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W: Final = f"{{{_NAMESPACE}}}"
"""Before the local name of every element: ``W + "p"``."""

_AMBIGUOUS: Final = re.compile("[\u00a1-\u2fff]")
"""Signs that Latin and Chinese fonts both have (“ ” — … ≥ ①); the hint asks for the Chinese one."""
_HINT: Final = '<w:rFonts w:hint="eastAsia"/>'
_OPEN: Final = '<w:t xml:space="preserve">'


class Style(StrEnum):
    """The named styles of the shell. All that is visible is theirs: change them in Word, not here."""

    BODY = "normal"
    """正文."""
    HEADING_1 = "heading 1"
    HEADING_2 = "heading 2"
    HEADING_3 = "heading 3"
    HEADING_4 = "heading 4"
    PART_TITLE = "部分标题"
    TABLE_TITLE = "表标题"
    CAPTION = "文中表题"
    LABEL = "标签段"
    ITEM = "编号项"
    ITEM_LEAD = "编号项词头"
    CONTENTS_TITLE = "目录标题"
    CONTENTS_GROUP = "目录组"
    CONTENTS_LINE = "目录行"
    TABLE = "公开表格"
    CELL = "表格文字"
    FIGURE = "表格数字"
    HEAD = "表头"
    NUMBERS = "表格编号行"
    LINE = "表首行"
    NOTE = "表注"
    GAP = "表间"
    """The paragraph, one point high, that Word needs between two tables and at a section's end."""


CHINESE_NAMES: Final = {
    "正文": Style.BODY,
    "标题 1": Style.HEADING_1,
    "标题 2": Style.HEADING_2,
    "标题 3": Style.HEADING_3,
    "标题 4": Style.HEADING_4,
}
"""Names that a Chinese Word gives to its own styles."""


def attribute(text: str) -> str:
    """The text as a quoted attribute value."""
    return quoteattr(clean(text))


def text_run(text: str, style: str = "", size: float = 0.0) -> str:
    """One run: ``style`` is the id of a character style, ``size`` in pt overrules the paragraph's."""
    text = clean(text)
    if not text:
        return ""
    properties = f'<w:rStyle w:val="{style}"/>' if style else ""
    properties += _HINT if _AMBIGUOUS.search(text) else ""
    if size:
        properties += '<w:sz w:val="{0}"/><w:szCs w:val="{0}"/>'.format(round(size * 2))
    content = escape(text)
    if "\n" in content or "\t" in content:
        content = content.replace("\n", f"</w:t><w:br/>{_OPEN}")
        content = content.replace("\t", f"</w:t><w:tab/>{_OPEN}")
    head = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{head}{_OPEN}{content}</w:t></w:r>"


def paragraph(  # noqa: PLR0913 - in the order of the schema
    style: str,
    content: str,
    *,
    keep: bool = False,
    new_page: bool = False,
    numbering: str = "",
    direct: str = "",
) -> str:
    """One paragraph, perhaps kept with the next; ``direct`` is what it sets beyond its style."""
    before = "<w:keepNext/>" if keep else ""
    before += "<w:pageBreakBefore/>" if new_page else ""
    properties = f'<w:pStyle w:val="{style}"/>{before}{numbering}{direct}'
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def elements(xml: str) -> list[etree._Element]:
    """The elements of a piece of XML written with the prefix ``w``."""
    parser = etree.XMLParser(huge_tree=True, resolve_entities=False)
    return list(etree.fromstring(f'<w:body xmlns:w="{_NAMESPACE}">{xml}</w:body>', parser))
