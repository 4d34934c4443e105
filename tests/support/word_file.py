"""A DOCX read back from its XML alone: paragraphs with the numbers Word counts, tables cell by cell."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from itertools import groupby

from lxml import etree

from budgetgen.document.blocks import GridRow
from budgetgen.model.numbering import numeral

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Opened:
    """The parts of a DOCX."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.files = {name: archive.read(name) for name in archive.namelist()}
        self.body = self.xml("word/document.xml").find(f"{W}body")
        styles = self.xml("word/styles.xml").iter(f"{W}style")
        self.styles = {style.get(f"{W}styleId"): style for style in styles}
        relations = etree.fromstring(self.files["word/_rels/document.xml.rels"])
        self.relations = {each.get("Id"): each.get("Target") for each in relations}

    def xml(self, name: str) -> etree._Element:
        return etree.fromstring(self.files[name])

    def paragraphs(self) -> list[etree._Element]:
        return self.body.findall(f"{W}p")

    def tables(self) -> list[etree._Element]:
        return self.body.findall(f"{W}tbl")

    def sections(self) -> list[etree._Element]:
        return list(self.body.iter(f"{W}sectPr"))

    def style(self, paragraph: etree._Element) -> str:
        id = paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val")
        return self.styles[id].find(f"{W}name").get(f"{W}val")


def text_of(element: etree._Element) -> str:
    return "".join(text_of_run(run) for run in element.iter(f"{W}r"))


def text_of_run(run: etree._Element) -> str:
    marks = {f"{W}br": "\n", f"{W}tab": "\t"}
    return "".join(
        each.text or "" if each.tag == f"{W}t" else marks.get(each.tag, "") for each in run
    )


@dataclass(frozen=True)
class Level:
    start: int
    form: str
    text: str

    def write(self, level: int, n: int) -> str:
        drawn = numeral(n) if self.form == "chineseCountingThousand" else str(n)
        assert re.findall(r"%\d", self.text) == [f"%{level + 1}"]
        return self.text.replace(f"%{level + 1}", drawn)


class Counters:
    """Counts the paragraphs of a document as Word does.

    ``skipping``: a level passed over by a deeper one has been counted. Programs differ in that.
    """

    def __init__(self, opened: Opened, skipping: bool) -> None:
        root = opened.xml("word/numbering.xml")
        self._lists = {
            each.get(f"{W}abstractNumId"): {
                int(level.get(f"{W}ilvl")): self._level(level) for level in each.findall(f"{W}lvl")
            }
            for each in root.findall(f"{W}abstractNum")
        }
        self._nums = {
            each.get(f"{W}numId"): each.find(f"{W}abstractNumId").get(f"{W}val")
            for each in root.findall(f"{W}num")
        }
        self._opened, self._skipping = opened, skipping
        self._counts: dict[str, dict[int, int]] = {}

    @staticmethod
    def _level(level: etree._Element) -> Level:
        assert level.find(f"{W}suff").get(f"{W}val") == "nothing"
        start, form, text = (
            level.find(W + tag).get(f"{W}val") for tag in ("start", "numFmt", "lvlText")
        )
        return Level(int(start), form, text)

    def number(self, paragraph: etree._Element) -> str:
        place = self._place(paragraph)
        if not place:
            return ""
        name, level = place
        levels, counts = self._lists[name], self._counts.setdefault(name, {})
        if self._skipping:
            for above in range(level):
                counts.setdefault(above, levels[above].start)
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        return levels[level].write(level, counts[level])

    def _place(self, paragraph: etree._Element) -> tuple[str, int] | None:
        style = self._opened.styles[paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val")]
        for owner in (paragraph, style):
            found = owner.find(f"{W}pPr/{W}numPr")
            if found is not None:
                num = found.find(f"{W}numId").get(f"{W}val")
                level = int(found.find(f"{W}ilvl").get(f"{W}val"))
                return None if num == "0" else (self._nums[num], level)
        return None


def drawn(opened: Opened, skipping: bool) -> list[str]:
    """Every paragraph as a reader sees it."""
    counters = Counters(opened, skipping)
    return [counters.number(p) + text_of(p) for p in opened.paragraphs()]


def cells_in_place(table: etree._Element) -> dict[tuple[int, int], tuple[str, int, int]]:
    """Row and column → text, rows and columns spanned, as HTML would have it."""
    found: dict[tuple[int, int], tuple[str, int, int]] = {}
    above: dict[int, tuple[int, int]] = {}
    for y, row in enumerate(table.findall(f"{W}tr")):
        x = 0
        for cell in row.findall(f"{W}tc"):
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            wide = 1 if span is None else int(span.get(f"{W}val"))
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            if merge is not None and merge.get(f"{W}val") != "restart":
                text, down, right = found[above[x]]
                assert right == wide
                assert not text_of(cell)
                found[above[x]] = (text, down + 1, right)
            else:
                found[y, x] = (text_of(cell), 1, wide)
                above[x] = (y, x)
            x += wide
        assert x == len(table.findall(f"{W}tblGrid/{W}gridCol"))
    return found


def cells_of_tree(
    rows: tuple[GridRow, ...], first: int
) -> dict[tuple[int, int], tuple[str, int, int]]:
    found: dict[tuple[int, int], tuple[str, int, int]] = {}
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(rows, first):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            found[y, x] = (cell.text, cell.rowspan, cell.colspan)
            spanned = [(y + i, x + j) for i in range(cell.rowspan) for j in range(cell.colspan)]
            taken.update(spanned)
            x += cell.colspan
    return found


Shape = tuple[object, ...]
LEFT_OUT = {f"{W}rPr", f"{W}sectPr", f"{W}numPr", f"{W}rFonts"}
"""Of properties: a paragraph's own mark and section, its number (which is drawn), the hint of a font."""


def plain(element: etree._Element | None) -> Shape:
    """Properties that can be compared."""
    if element is None:
        return ()
    children = (plain(child) for child in element if child.tag not in LEFT_OUT)
    return (element.tag, sorted(element.items()), *children)


def runs(paragraph: etree._Element) -> list[tuple[Shape, str]]:
    """Text with its look, split only where the look changes."""
    looks = ((plain(run.find(f"{W}rPr"))[2:], run) for run in paragraph.iter(f"{W}r"))
    return [
        (look, text)
        for look, group in groupby(looks, key=lambda pair: pair[0])
        if (text := "".join(text_of_run(run) for _, run in group))
    ]
