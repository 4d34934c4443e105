"""部分: the profile's parts made of tables and sections, each with its title, numbers and pages; and 目录."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from budgetgen.disclosure import Disclosure
from budgetgen.document import words
from budgetgen.document.blocks import (
    Block,
    Contents,
    ContentsEntry,
    Heading,
    ListBlock,
    PageBreak,
    Paragraph,
    Part,
    Role,
)
from budgetgen.document.tables.budget_tables import UPRIGHT, WIDE, budget_table
from budgetgen.document.text.filters import sentence
from budgetgen.document.text.narrative import Turn, Writer
from budgetgen.model.numbering import NumberStyle, write_number
from budgetgen.profiles.parts import DocumentPart

_OTHER: Final = "other"
"""其他需要说明的事项: says that there is nothing else, and takes what has no place of its own."""
_ANCHORS: Final = {"tables": "tables", "text": "explanation"}
_Section = list[Block | Turn]


@dataclass(frozen=True, slots=True)
class MadePart:
    """A part with everything in it; the title is empty or one heading."""

    part: DocumentPart
    title: tuple[Heading, ...]
    blocks: tuple[Block | Turn, ...]

    def pages(self) -> Iterator[Part]:
        """Runs of one orientation."""
        yield from _runs([*self._title(), *self.blocks], self.part.wide)

    def _title(self) -> Iterator[Block]:
        for heading in self.title:
            yield replace(heading, alone=self.part.cover)
            if self.part.cover:
                yield PageBreak()

    def entries(self) -> Iterator[ContentsEntry]:
        """Its lines in the contents; a title has a page number where nothing stands under it."""
        below = [each for each in self.blocks if isinstance(each, Heading) and _is_listed(each)]
        if self.part.contents == "none":
            return
        if self.part.contents == "title":
            below = []
        for heading in self.title:
            yield ContentsEntry(heading.text, 0, "" if below else heading.anchor)
        yield from (ContentsEntry(h.text, 1, h.anchor) for h in below)


def _is_listed(heading: Heading) -> bool:
    return heading.role is Role.TABLE or (heading.role is Role.SECTION and heading.level == 1)


def compose_parts(d: Disclosure, writer: Writer) -> list[MadePart]:
    """All parts in the profile's order."""
    texts = _sections(d, writer)
    counters = _Counters()
    made: list[MadePart] = []
    parts = d.profile.printed_parts
    for part, anchor in zip(parts, part_anchors(parts), strict=True):
        title = tuple(_title(d, part, anchor, made))
        if part.kind == "tables":
            blocks = [*_opening(part, writer), *_tables(d, part)]
        else:
            counters.begin(part.renumber)
            styles = part.numbering or d.profile.numbering
            blocks = list(_numbered(_text(part, writer, texts), styles, counters))
            if not part.section_titles:
                blocks = [each for each in blocks if not _is_title(each)]
        made.append(MadePart(part, title, tuple(blocks)))
    return made


def contents(d: Disclosure, made: Sequence[MadePart]) -> Contents:
    """目录: the parts' titles, and what stands in them."""
    info = d.budget.info
    title = d.profile.phrase(words.CONTENTS, name=info.name, year=info.year, scope=info.scope)
    return Contents(title, tuple(entry for part in made for entry in part.entries()))


# 标题 --------------------------------------------------------------------------------------------


def part_anchors(parts: Sequence[DocumentPart]) -> Iterator[str]:
    """Where the parts' titles stand: tables, explanation, explanation-2 …"""
    kinds = [part.kind for part in parts]
    for index, kind in enumerate(kinds):
        before = kinds[:index].count(kind)
        yield f"{_ANCHORS[kind]}-{before + 1}" if before else _ANCHORS[kind]


def _title(
    d: Disclosure, part: DocumentPart, anchor: str, before: Sequence[MadePart]
) -> Iterator[Heading]:
    """The heading over a part, if it has one."""
    info, profile = d.budget.info, d.profile
    own = profile.tables_heading if anchor == _ANCHORS["tables"] else ""
    wanted = own or part.heading == "always" or profile.contents or profile.part_headings
    title = profile.phrase(own or part.title, name=info.name, year=info.year, scope=info.scope)
    if not wanted or not title:
        return
    if profile.part_headings and part.numbered:
        place = sum(bool(each.title) and each.part.numbered for each in before) + 1
        title = write_number(profile.part_numbering, place) + title
    # Differences in a section without a title of its own are explained by that section's sentences.
    section = part.opening if part.section_titles else "".join(part.sections)
    yield Heading(title, anchor, Role.PART, section=section)


# 表 ----------------------------------------------------------------------------------------------


def _tables(d: Disclosure, part: DocumentPart) -> Iterator[Block]:
    room = WIDE if part.wide else UPRIGHT
    for index, table in enumerate(each for each in d.tables if each.spec in part.tables):
        if index or part.opening:
            yield PageBreak()
        block = budget_table(table, d, room)
        yield Heading(table.title, f"title-{table.number}", Role.TABLE, number=block.number)
        yield block


# 文字 --------------------------------------------------------------------------------------------


def _opening(part: DocumentPart, writer: Writer) -> Iterator[Block | Turn]:
    if part.opening:
        yield from writer.section(part.opening)


def _text(part: DocumentPart, writer: Writer, texts: dict[str, _Section]) -> Iterator[Block | Turn]:
    yield from _opening(part, writer)
    for name in part.sections:
        yield from texts[name]
        if any(isinstance(block, Turn) and block.landscape for block in texts[name]):
            yield Turn(part.wide)


def _sections(d: Disclosure, writer: Writer) -> dict[str, _Section]:
    """Every section that is printed, with what 其他说明 adds to it."""
    names = d.profile.printed_sections
    sections = [list(_of(name, writer.section(name))) for name in names]
    made: dict[str, _Section] = {}
    for name, blocks, added in zip(names, sections, _extra(d, sections), strict=True):
        # The section 其他 says that there is nothing else; not where there is.
        nil = name == _OTHER and added
        kept = (block for block in blocks if not (nil and isinstance(block, Paragraph)))
        made[name] = [*kept, *added]
    return made


def _of(section: str, blocks: Iterable[Block | Turn]) -> Iterator[Block | Turn]:
    """Blocks whose headings know their section."""
    for block in blocks:
        yield replace(block, section=section) if isinstance(block, Heading) else block


def _is_title(block: Block | Turn) -> bool:
    return isinstance(block, Heading) and block.role is Role.SECTION and block.level == 1


def _extra(d: Disclosure, sections: Sequence[_Section]) -> list[list[Paragraph]]:
    """其他说明 by section, found by its title with or without number; nothing typed is lost.

    What stands inside a section's own sentences (``extra(…)``) is not added; what names no section of this
    document stands in 其他需要说明的事项, or else in the last one.
    """
    inside = {name[1] for name in d.profile.names_used if name[0] == "extra" and name[1:]}
    titles = [
        [h.title for h in each if isinstance(h, Heading) and _is_title(h)] for each in sections
    ]
    names = d.profile.printed_sections
    last = names.index(_OTHER) if _OTHER in names else len(names) - 1
    added: list[list[Paragraph]] = [[] for _ in sections]
    for each in d.budget.texts(d.budget.extra_texts):
        wanted = each.about
        if wanted in inside:
            continue
        place = next((i for i, found in enumerate(titles) if wanted in found), last)
        text = d.budget.speaker(each) + each.text
        added[place] += [Paragraph(sentence(t)) for t in text.splitlines() if t.strip()]
    return added


# 编号 --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Counters:
    """How many headings of each level there were: in the whole document, and as they are numbered."""

    places: list[int] = field(default_factory=lambda: [0] * 4)
    numbers: list[int] = field(default_factory=lambda: [0] * 4)

    def begin(self, anew: bool) -> None:
        """Begin a part: from one again, or going on."""
        if anew:
            self.numbers = [0] * 4

    def count(self, level: int) -> None:
        """One more heading of a level; it restarts all levels below."""
        for counters in (self.places, self.numbers):
            counters[level - 1] += 1
            counters[level:] = [0] * (4 - level)


def _numbered(
    blocks: Iterable[Block | Turn], styles: Sequence[NumberStyle], counters: _Counters
) -> Iterator[Block | Turn]:
    """Give section headings and lists their numbers: 一、（一）1.（1）, without a gap (GB/T 9704-2012, 7.3.3)."""
    above = 0
    for block in blocks:
        if isinstance(block, Heading) and block.role is Role.SECTION:
            above = block.level or above
            yield _counted(block, block.level or _below(above, styles), styles, counters)
        elif isinstance(block, ListBlock):
            style = styles[_below(above, styles) - 1]
            items = (replace(x, number=style.write(n)) for n, x in enumerate(block.items, start=1))
            yield replace(block, style=style, items=tuple(items))
        else:
            yield block


def _below(level: int, styles: Sequence[NumberStyle]) -> int:
    """The level under a heading: the next that is written as a number and not as 第一部分."""
    levels = range(level + 1, len(styles) + 1)
    return next((n for n in levels if styles[n - 1] is not NumberStyle.PART), len(styles))


def _counted(
    heading: Heading, level: int, styles: Sequence[NumberStyle], counters: _Counters
) -> Heading:
    counters.count(level)
    anchor = heading.anchor or "section-" + "-".join(map(str, counters.places[:level]))
    style = styles[level - 1]
    number = style.write(counters.numbers[level - 1])
    return replace(heading, level=level, number=number, style=style, anchor=anchor)


# 页面 --------------------------------------------------------------------------------------------


def _runs(blocks: Iterable[Block | Turn], landscape: bool) -> Iterator[Part]:
    """Runs of one orientation, the first of them as told."""
    run = list[Block]()
    for block in blocks:
        if not isinstance(block, Turn):
            run.append(block)
        elif block.landscape is not landscape:
            if run:
                yield Part(tuple(run), landscape=landscape)
            landscape, run = block.landscape, []
    if run:
        yield Part(tuple(run), landscape=landscape)
