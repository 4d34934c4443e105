"""修订稿的对齐: which paragraph or table of the old document is which of the new one.

Sections are paired first, and the end of one only with the end of the other: a section break can't be
inserted into a paragraph that stays. In between, what stands under one heading is kept together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Final

from lxml import etree

from budgetgen.comparison.drafts.beside import StretchPair, TablePair
from budgetgen.comparison.drafts.matching import Alike, Keyed, MatchingStage, merged, pair, straight
from budgetgen.comparison.drafts.printed import DIGITS
from budgetgen.comparison.redline.marks import REFERENCES, as_text
from budgetgen.render.wordml import W

_HEADING: Final = re.compile(r"_Toc(\d{5})$")


@dataclass(frozen=True, eq=False)
class RedlineBlock:
    """A paragraph, table or content control, and the heading it stands under, counted from 1."""

    element: etree._Element
    stretch: int = 0
    table: int = 0
    """Which of the tables under that heading it is."""

    @property
    def tag(self) -> str:
        """``p``, ``tbl`` or ``sdt``."""
        return etree.QName(self.element).localname

    @cached_property
    def text(self) -> str:
        """All its text."""
        return "".join(each.text or "" for each in self.element.iter(W + "t"))

    @cached_property
    def kind(self) -> tuple[str, str]:
        """What it may be paired within: what it is, in which style."""
        style = self.element.find(f"{W}pPr/{W}pStyle")
        return self.tag, "" if style is None else str(style.get(W + "val"))

    @property
    def section(self) -> etree._Element | None:
        """The section that ends here."""
        return self.element.find(f"{W}pPr/{W}sectPr")


BlockPair = tuple[RedlineBlock | None, RedlineBlock | None]
_BLOCKS: Final[tuple[MatchingStage, ...]] = (
    Keyed(lambda block: (block.kind, block.text)),
    Keyed(lambda block: block.kind if heading(block.element) else None),
    Alike(lambda block: DIGITS.sub("", block.text), lambda block: block.kind, 0.35),
)


def heading(paragraph: etree._Element) -> int:
    """Which heading of the document a paragraph is, counted from 1; 0 for none."""
    marks = (
        _HEADING.match(str(m.get(W + "name"))) for m in paragraph.iterfind(W + "bookmarkStart")
    )
    return next((int(found[1]) for found in marks if found), 0)


def blocks(container: etree._Element) -> list[RedlineBlock]:
    """What stands in a body, a cell or a header, without its properties."""
    found: list[RedlineBlock] = []
    stretch = tables = 0
    for element in container:
        if element.tag not in (W + "p", W + "tbl", W + "sdt"):
            continue
        if number := heading(element):
            stretch, tables = number, 0
        found.append(RedlineBlock(element, stretch, tables))
        tables += element.tag == W + "tbl"
    return found


def _ends(old: RedlineBlock, new: RedlineBlock) -> Iterator[BlockPair]:
    """The last ones: the end of a section, a cell or a page's header can't be taken away."""
    if old.tag == new.tag:
        yield old, new
    else:
        yield from ((old, None), (None, new))


def _sections(blocks: Sequence[RedlineBlock]) -> list[list[RedlineBlock]]:
    found: list[list[RedlineBlock]] = [[]]
    for block in blocks:
        found[-1].append(block)
        if block.section is not None:
            found.append([])
    return [section for section in found if section]


def _section_kind(section: Sequence[RedlineBlock]) -> str | None:
    """What makes it another section: headers and footers, which no revision can change, and orientation."""
    properties = section[-1].section
    if properties is None:
        return None
    size = properties.find(W + "pgSz")
    references = [as_text(each) for each in properties if each.tag in REFERENCES]
    return "".join((*references, str(size is not None and size.get(W + "orient"))))


_SECTIONS: Final[tuple[MatchingStage, ...]] = (Keyed(_section_kind),)


def _joined(sections: Sequence[Sequence[RedlineBlock]]) -> list[RedlineBlock]:
    return [block for section in sections for block in section]


def _under_headings(blocks: Sequence[RedlineBlock]) -> list[list[RedlineBlock]]:
    return [list(run) for _, run in groupby(blocks, key=lambda block: block.stretch)]


@dataclass(frozen=True)
class Beside:
    """What the comparison says about both documents: their stretches and the tables in these."""

    pairs: Sequence[StretchPair]

    @cached_property
    def _stretches(self) -> frozenset[tuple[int, int]]:
        """Places of the stretches that are in both."""
        return frozenset((p.old.place, p.new.place) for p in self.pairs if p.old and p.new)

    @cached_property
    def _tables(self) -> Mapping[tuple[int, int, int, int], TablePair]:
        """Tables that are in both, by stretch and place in it."""
        return {
            (p.old.place, p.old.tables.index(t.old), p.new.place, p.new.tables.index(t.new)): t
            for p in self.pairs
            if p.old and p.new
            for t in p.tables
            if t.old and t.new
        }

    def table(self, old: RedlineBlock, new: RedlineBlock) -> TablePair | None:
        """How two tables are paired, if they are."""
        return self._tables.get((old.stretch, old.table, new.stretch, new.table))

    def document(
        self, old: Sequence[RedlineBlock], new: Sequence[RedlineBlock]
    ) -> Iterator[BlockPair]:
        """Two whole bodies, section by section."""
        before, after = _sections(old), _sections(new)
        ends = pair(before, after, _SECTIONS, {len(before) - 1: len(after) - 1})
        i = j = 0
        for was, now in straight(ends).items():
            yield from self.content(_joined(before[i : was + 1]), _joined(after[j : now + 1]))
            i, j = was + 1, now + 1

    def content(
        self, old: Sequence[RedlineBlock], new: Sequence[RedlineBlock]
    ) -> Iterator[BlockPair]:
        """Two runs of blocks, of which the last ones belong together."""
        before, after = _under_headings(old[:-1]), _under_headings(new[:-1])
        known = {
            i: j
            for i, one in enumerate(before)
            for j, other in enumerate(after)
            if (one[0].stretch, other[0].stretch) in self._stretches
        }
        for i, j in merged(len(before), len(after), straight(known)):
            yield from self._stretch([] if i is None else before[i], [] if j is None else after[j])
        yield from _ends(old[-1], new[-1])

    def _stretch(
        self, old: Sequence[RedlineBlock], new: Sequence[RedlineBlock]
    ) -> Iterator[BlockPair]:
        known = {
            i: j
            for i, one in enumerate(old)
            for j, other in enumerate(new)
            if one.tag == other.tag == "tbl" and self.table(one, other)
        }
        pairs = {
            i: j
            for i, j in pair(old, new, _BLOCKS, known).items()
            if old[i].section is None and new[j].section is None
        }
        for i, j in merged(len(old), len(new), straight(pairs)):
            yield (None if i is None else old[i]), (None if j is None else new[j])
