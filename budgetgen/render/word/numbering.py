"""Native numbering: numbering.xml is built so that what Word draws is exactly what the tree says.

All numbered headings share one multilevel list, linked to the heading styles, as long as plain counting gives
the tree's numbers: then a section inserted in Word renumbers everything after it. Where it does not (a second
style at one level, a number left out), a new list begins with the number needed. A heading that comes
after a deeper one without a number of its own level between them begins a new list as well, because
programs disagree on whether the skipped level was counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from budgetgen.document.blocks import Heading, ListBlock
from budgetgen.model.numbering import NumberStyle
from budgetgen.render.wordml import W, elements

LEVELS: Final = 4
_USUAL: Final = (
    NumberStyle.CHINESE,
    NumberStyle.CHINESE_BRACKETS,
    NumberStyle.ARABIC,
    NumberStyle.ARABIC_BRACKETS,
)
"""GB/T 9704: for levels that the tree does not use, so that staff can add one."""
_HIGHEST: Final = 999
_ALIKE: Final = 99
"""Chinese numerals up to here are the same in every program."""


def reference(number: int | str, level: int | str) -> str:
    """A paragraph's ``w:numPr``: the id of its list, and its level there."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


UNNUMBERED: Final = reference(0, 0)
"""Takes the number off a paragraph whose style is numbered."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A heading style: its id and its indentation (``w:ind``), which its list level repeats.

    Word would take it from the style; LibreOffice takes a level without one as not indented.
    """

    id: str
    indent: str


@dataclass(slots=True)
class _Run:
    """A list in the making, and where a word processor's counters stand in it."""

    styles: list[NumberStyle]
    starts: list[int]
    headings: bool
    counters: list[int] = field(default_factory=lambda: [0] * LEVELS)
    skipped: set[int] = field(default_factory=set)
    """Levels without a number of their own yet, but with a deeper one."""

    def follows(self, level: int, style: NumberStyle, number: str) -> bool:
        """Whether plain counting draws this number now; every program the same."""
        if level in self.skipped or self.styles[level] is not style:
            return False
        return _write(style, (self.counters[level] or self.starts[level] - 1) + 1) == number

    def count(self, level: int) -> None:
        """Draw the next number of a level: deeper ones begin anew."""
        self.counters[level] = (self.counters[level] or self.starts[level] - 1) + 1
        self.counters[level + 1 :] = [0] * (LEVELS - level - 1)
        self.skipped = {each for each in self.skipped if each <= level}
        self.skipped |= {each for each in range(level) if not self.counters[each]}


class Numbering:
    """Gives headings and list items their ``w:numPr`` and keeps the lists these refer to."""

    def __init__(self, root: etree._Element, heading_styles: Sequence[Linked], item: str) -> None:
        """``root`` is the shell's own ``w:numbering``: its lists keep their ids.

        ``item`` is the indentation (``w:ind``) of list items.
        """
        lists = [int(each.get(W + "abstractNumId", "0")) for each in root.iter(W + "abstractNum")]
        nums = [int(each.get(W + "numId", "0")) for each in root.iter(W + "num")]
        self._root = root
        self._linked = tuple(heading_styles)
        self._item_indent = item
        self._first_list = max(lists, default=-1) + 1
        self._first_num = max(nums, default=0) + 1
        self._runs: list[_Run] = []
        self._heads: _Run | None = None
        self._used: dict[int, NumberStyle] = {}

    def learn(self, headings: Iterator[Heading]) -> None:
        """See which styles the levels have before the first list is begun."""
        for heading in headings:
            if heading.number and heading.style is not NumberStyle.NONE:
                self._used.setdefault(heading.level - 1, heading.style)

    def heading(self, heading: Heading) -> str | None:
        """The heading's ``w:numPr``, empty where its style has it already.

        None where there is no number, or one that must be written out.
        """
        level = heading.level - 1
        value = _value(heading.style, heading.number)
        if value is None:
            return None
        if not self._heads or not self._heads.follows(level, heading.style, heading.number):
            self._heads = self._begin(level, heading.style, value, headings=True)
        self._heads.count(level)
        return "" if self._heads is self._main else self._reference(self._heads, level)

    def items(self, block: ListBlock) -> Iterator[str | None]:
        """Each item's ``w:numPr``; None where its number must be written out."""
        current: _Run | None = None
        for item in block.items:
            value = _value(block.style, item.number)
            if value is None:
                yield None
                continue
            if not current or not current.follows(0, block.style, item.number):
                current = self._begin(0, block.style, value, headings=False)
            current.count(0)
            yield self._reference(current, 0)

    @property
    def _main(self) -> _Run | None:
        """The list that the heading styles belong to."""
        return next((each for each in self._runs if each.headings), None)

    def write(self) -> int | None:
        """Add the lists to ``w:numbering``; returns the one that the heading styles belong to."""
        lists = "".join(self._list(index, run) for index, run in enumerate(self._runs))
        nums = "".join(self._num(index) for index in range(len(self._runs)))
        before = self._root.findall(W + "num")
        place = self._root.index(before[0]) if before else len(self._root)
        self._root[place:place] = elements(lists)
        place = self._root.index(before[-1]) + 1 if before else len(self._root)
        self._root[place:place] = elements(nums)
        return self._id(self._main) if self._main else None

    def _begin(self, level: int, style: NumberStyle, value: int, *, headings: bool) -> _Run:
        before = self._heads.styles if headings and self._heads else None
        styles = list(before or (self._used.get(i, usual) for i, usual in enumerate(_USUAL)))
        styles[level] = style
        starts = [1] * LEVELS
        starts[level] = value
        run = _Run(styles, starts, headings)
        self._runs.append(run)
        return run

    def _id(self, run: _Run) -> int:
        return self._first_num + next(i for i, each in enumerate(self._runs) if each is run)

    def _reference(self, run: _Run, level: int) -> str:
        return reference(self._id(run), level)

    def _list(self, index: int, run: _Run) -> str:
        number = self._first_list + index
        kind = "multilevel" if run.headings else "singleLevel"
        return (
            f'<w:abstractNum w:abstractNumId="{number}"><w:nsid w:val="{0x0B000000 + number:08X}"/>'
            f'<w:multiLevelType w:val="{kind}"/><w:tmpl w:val="{0x0C000000 + number:08X}"/>'
            f"{''.join(self._levels(run))}</w:abstractNum>"
        )

    def _levels(self, run: _Run) -> Iterator[str]:
        if not run.headings:
            yield _level(0, run, "", self._item_indent)
            return
        for level, style in enumerate(self._linked):
            link = f'<w:pStyle w:val="{style.id}"/>' if run is self._main else ""
            yield _level(level, run, link, style.indent)

    def _num(self, index: int) -> str:
        return (
            f'<w:num w:numId="{self._first_num + index}">'
            f'<w:abstractNumId w:val="{self._first_list + index}"/></w:num>'
        )


def _level(level: int, run: _Run, link: str, indent: str) -> str:
    style = run.styles[level]
    form = "chineseCountingThousand" if "一" in style.value else "decimal"
    text = style.value.replace("一", "1").replace("1", f"%{level + 1}")
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{run.starts[level]}"/>'
        f'<w:numFmt w:val="{form}"/>{link}<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr>{indent}</w:pPr>'
        '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr></w:lvl>'
    )


def _write(style: NumberStyle, n: int) -> str:
    # Above 99 word processors differ over 一百零一 and 一百〇一: there the caller writes the number out.
    return "" if "一" in style.value and n > _ALIKE else style.write(n)


def _value(style: NumberStyle, number: str) -> int | None:
    """The n that this style writes so; None where it writes none so."""
    if style is NumberStyle.NONE or not number:
        return None
    return next((n for n in range(1, _HIGHEST + 1) if _write(style, n) == number), None)
