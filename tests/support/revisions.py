"""Accepts or rejects every tracked change of a DOCX, as ISO/IEC 29500-1, 17.13.5 says; knows nothing of budgetgen."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHANGES = {
    f"{W}{name}Change" for name in ("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr")
}
REVISIONS = {
    W + name
    for name in (
        "ins", "del", "moveFrom", "moveTo", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart",
        "moveToRangeEnd", "cellIns", "cellDel", "cellMerge", "numberingChange", "tblPrExChange",
        "customXmlInsRangeStart", "customXmlDelRangeStart", "customXmlMoveFromRangeStart",
        "customXmlMoveToRangeStart", "delText", "delInstrText", *(c.removeprefix(W) for c in CHANGES),
    )
}  # fmt: skip
STAYS = {W + "pPr": ("rPr", "sectPr"), W + "sectPr": ("headerReference", "footerReference"),
         W + "trPr": ("ins", "del")}  # fmt: skip


def settled(data: bytes, accept: bool) -> bytes:
    """The file with all its changes accepted, or all rejected."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("word/") and name.endswith(".xml"):
                tree = etree.fromstring(part)
                settle(tree, accept)
                part = etree.tostring(tree, xml_declaration=True, encoding="UTF-8")
            archive.writestr(name, part)
    return target.getvalue()


def settle(tree: etree._Element, accept: bool) -> None:
    """One part; fails on a revision element that it does not know."""
    gone, kept = (W + "del", W + "ins") if accept else (W + "ins", W + "del")
    _properties(tree, accept)
    _rows(tree, gone, kept)
    _text(tree, gone, kept)
    _ends(tree, gone, kept)
    left = [each.tag for each in tree.iter() if each.tag in REVISIONS]
    assert not left, left


def _properties(tree: etree._Element, accept: bool) -> None:
    for change in [each for each in tree.iter() if each.tag in CHANGES]:
        owner = change.getparent()
        owner.remove(change)
        if accept:
            continue
        (old,) = change
        assert old.tag == owner.tag
        stays = [W + name for name in STAYS.get(owner.tag, ())]
        for child in [child for child in owner if child.tag not in stays]:
            owner.remove(child)
        place = 0 if owner.tag in (W + "pPr", W + "trPr") else len(owner)
        owner[place:place] = list(old)


def _rows(tree: etree._Element, gone: str, kept: str) -> None:
    for row in list(tree.iter(W + "tr")):
        marks = row.findall(f"{W}trPr/{gone}")
        if marks:
            row.getparent().remove(row)
        for mark in row.findall(f"{W}trPr/{kept}"):
            mark.getparent().remove(mark)
    for table in list(tree.iter(W + "tbl")):
        if table.find(W + "tr") is None:
            table.getparent().remove(table)


def _text(tree: etree._Element, gone: str, kept: str) -> None:
    for mark in [each for each in tree.iter(gone, kept) if each.getparent().tag != W + "rPr"]:
        parent = mark.getparent()
        assert parent.tag in (W + "p", W + "hyperlink"), parent.tag
        place = parent.index(mark)
        content = [] if mark.tag == gone else list(mark)
        assert all(each.tag == W + "r" for each in mark)
        parent.remove(mark)
        parent[place:place] = content
        for run in content:
            for child in run:
                assert mark.tag != W + "del" or child.tag not in (W + "t", W + "instrText")
                if mark.tag == W + "del":
                    child.tag = child.tag.replace("}delText", "}t").replace("}delInstr", "}instr")
    for link in [each for each in tree.iter(W + "hyperlink") if not len(each)]:
        link.getparent().remove(link)


def _ends(tree: etree._Element, gone: str, kept: str) -> None:
    for paragraph in list(tree.iter(W + "p")):
        own = paragraph.find(f"{W}pPr/{W}rPr")
        if own is None:
            continue
        ends = own.find(gone) is not None
        for mark in own.findall(gone) + own.findall(kept):
            own.remove(mark)
        if not len(own):
            own.getparent().remove(own)
        if ends:
            _join(paragraph)


def _join(paragraph: etree._Element) -> None:
    """Without its end a paragraph goes on into the next one, which keeps its own properties."""
    following = paragraph.getnext()
    assert following is not None, "the last paragraph of a story or cell cannot lose its end"
    content = [
        c for c in paragraph if c.tag not in (W + "pPr", W + "bookmarkStart", W + "bookmarkEnd")
    ]
    if following.tag == W + "p":
        place = 0 if following.find(W + "pPr") is None else 1
        following[place:place] = content
    else:
        assert not content, "text cannot go on into a table"
    paragraph.getparent().remove(paragraph)
