"""A workbook with threads (批注) as Excel 365 writes it, and what Excel does to it when it saves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

import xlsxwriter
from lxml import etree

from support.annotating import parts, put_parts
from support.workbook_factory import sheet_number, sheets

SHEET = "收支明细"
COMMENTS = "xl/comments1.xml"
THREADS = "xl/threadedComments/threadedComment1.xml"
PERSONS = "xl/persons/person.xml"

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_MICROSOFT = "http://schemas.microsoft.com/office/2017/10/relationships"
_INTRODUCTION = (
    "[线程批注]\n\n你的 Excel 版本可读取此线程批注; 但如果在更新版本的 Excel 中打开文件，则对批注所作的任何改动"
    "都将被删除。了解详细信息: https://go.microsoft.com/fwlink/?linkid=870924\n\n注释:\n    "
)


class Entry(NamedTuple):
    """A line of a thread; without a parent it begins one."""

    cell: str
    id: str
    person: str
    moment: str
    text: str
    parent: str = ""
    is_done: bool = False


def guid(number: int) -> str:
    return f"{{{number:08X}-0A1B-4C2D-8E3F-0123456789AB}}"


CLERK, HEAD = guid(0xA1), guid(0xA2)
ENTRIES = (
    Entry("A2", guid(1), CLERK, "2024-01-08T01:30:15.27", "单位对吗？"),
    Entry("D2", guid(2), HEAD, "2024-01-09T02:00:00.00", "科目已核对", is_done=True),
    Entry("H2", guid(3), CLERK, "2024-01-09T06:12:33.90", "金额对吗？\n按批复数填的"),
    Entry("H2", guid(4), HEAD, "2024-01-09T23:59:59.75", "请核对 <合计>", parent=guid(3)),
)


def threaded(path: Path, entries: Sequence[Entry] = ENTRIES) -> Path:
    """The usual right workbook with these threads, and an ordinary note in B2."""
    book = xlsxwriter.Workbook(path)
    for title, rows in sheets().items():
        sheet = book.add_worksheet(title)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if title == SHEET:
            for cell in sorted({"B2", *(entry.cell for entry in entries)}):
                sheet.write_comment(cell, "普通批注", {"author": "王会计"})
    book.close()
    content = {name: data.decode() for name, data in parts(path).items()}
    content |= {COMMENTS: _comments(entries), THREADS: _threads(entries), PERSONS: _persons()}
    _tie(content)
    return put_parts(path, content)


def _tie(content: dict[str, str]) -> None:
    """Relations and content types, spelled as Excel does."""
    sheet = f"xl/worksheets/_rels/sheet{sheet_number(SHEET)}.xml.rels"
    threads, persons = "../threadedComments/threadedComment1.xml", "persons/person.xml"
    for rels, kind, target in (
        (sheet, "threadedComment", threads),
        ("xl/_rels/workbook.xml.rels", "person", persons),
    ):
        relation = f'<Relationship Id="rId99" Type="{_MICROSOFT}/{kind}" Target="{target}"/>'
        content[rels] = content[rels].replace("</Relationships>", f"{relation}</Relationships>")
    types = "".join(
        f'<Override PartName="/{part}" ContentType="application/vnd.ms-excel.{kind}+xml"/>'
        for part, kind in ((THREADS, "threadedcomments"), (PERSONS, "person"))
    )
    name = "[Content_Types].xml"
    content[name] = content[name].replace("</Types>", f"{types}</Types>")


def _comments(entries: Sequence[Entry]) -> str:
    firsts = [entry for entry in entries if not entry.parent]
    authors = "".join(f"<author>tc={first.id}</author>" for first in firsts)
    notes = {
        first.cell: f'<comment ref="{first.cell}" authorId="{number}" shapeId="0" xr:uid="{first.id}">'
        f"<text><t>{escape(_beside(first, entries))}</t></text></comment>"
        for number, first in enumerate(firsts)
    }
    notes["B2"] = (
        f'<comment ref="B2" authorId="{len(firsts)}" shapeId="0"><text><r><rPr><sz val="9"/><rFont val="宋体"/>'
        '<charset val="134"/></rPr><t>普通批注</t></r></text></comment>'
    )
    listed = "".join(note for _, note in sorted(notes.items()))
    return (
        f'{_HEAD}<comments xmlns="{_MAIN}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'mc:Ignorable="xr" xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision">'
        f"<authors>{authors}<author>王会计</author></authors><commentList>{listed}</commentList></comments>"
    )


def _beside(first: Entry, entries: Sequence[Entry]) -> str:
    """The note that Excel keeps beside a thread for programs that know no threads."""
    replies = "".join(f"\n答复:\n    {each.text}" for each in entries if each.parent == first.id)
    return f"{_INTRODUCTION}{first.text}{replies}"


def _threads(entries: Sequence[Entry]) -> str:
    listed = "".join(
        f'<threadedComment ref="{each.cell}" dT="{each.moment}" personId="{each.person}" id="{each.id}"'
        + (f' parentId="{each.parent}"' if each.parent else "")
        + (' done="1"' if each.is_done else "")
        + f"><text>{escape(each.text)}</text></threadedComment>"
        for each in entries
    )
    return (
        f'{_HEAD}<ThreadedComments xmlns="{_THREADS}" xmlns:x="{_MAIN}">{listed}</ThreadedComments>'
    )


def _persons() -> str:
    people = (
        f'<person displayName="王会计" id="{CLERK}" userId="王会计" providerId="None"/>'
        f'<person displayName="科长" id="{HEAD}" userId="S::kz@example.cn::1" providerId="AD"/>'
    )
    return f'{_HEAD}<personList xmlns="{_THREADS}" xmlns:x="{_MAIN}">{people}</personList>'


def entries_of(path: Path) -> list[Entry]:
    """The threads of a workbook."""
    root = etree.fromstring(parts(path)[THREADS])
    return [
        Entry(
            each.get("ref"), each.get("id"), each.get("personId"), each.get("dT"),
            each.findtext("{*}text"), each.get("parentId", ""), each.get("done") == "1",
        )
        for each in root
    ]  # fmt: skip


def saved_by_excel(path: Path, entries: Sequence[Entry] = ()) -> Path:
    """As Excel saves it, perhaps with other entries by now: the notes beside threads are written anew from them."""
    entries = entries or entries_of(path)
    content = parts(path)
    root = etree.fromstring(content[COMMENTS])
    authors, listed = root.find("{*}authors"), root.find("{*}commentList")
    for first in (entry for entry in entries if not entry.parent):
        for old in [each for each in listed if each.get("ref") == first.cell]:
            listed.remove(old)
        etree.SubElement(authors, f"{{{_MAIN}}}author").text = f"tc={first.id}"
        place = {"ref": first.cell, "authorId": str(len(authors) - 1), "shapeId": "0"}
        note = etree.SubElement(listed, f"{{{_MAIN}}}comment", place)
        text = etree.SubElement(note, f"{{{_MAIN}}}text")
        etree.SubElement(text, f"{{{_MAIN}}}t").text = _beside(first, entries)
    content[COMMENTS] = _HEAD.encode() + etree.tostring(root, encoding="UTF-8")
    content[THREADS] = _threads(entries).encode()
    return put_parts(path.with_name(f"excel-{path.name}"), content)
