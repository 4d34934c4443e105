"""组稿: tables and sentences become one tree, and every heading gets its number, here and only here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any, Final

from budgetgen.disclosure import Disclosure
from budgetgen.document.blocks import (
    Block,
    Contents,
    ContentsEntry,
    Cover,
    Document,
    Heading,
    ListBlock,
    ListItem,
    PageBreak,
    Paragraph,
    Part,
    Role,
    TableBlock,
)
from budgetgen.document.facts import facts
from budgetgen.document.tables.budget_tables import budget_table
from budgetgen.document.tables.forms import (
    asset_total,
    asset_value,
    asset_words,
    assets,
    form_block,
    institutions,
    procurement,
    public_purchases,
)
from budgetgen.document.tables.projects import ProjectView, project_blocks, project_views
from budgetgen.document.tables.widths import widened
from budgetgen.document.text.names import GoalText, ProjectGroup
from budgetgen.document.text.narrative import Blocks, Markup, Turn, Writer, sentence
from budgetgen.document.text.wording import cited, worded
from budgetgen.errors import UserError
from budgetgen.model.money import total
from budgetgen.model.numbering import NoNumeral, NumberStyle, list_items, without_number
from budgetgen.model.records import Duty, Goal
from budgetgen.model.vocabulary import AssetClass, DutyKind, GoalPart, Item
from budgetgen.profiles import Profile

_TABLES_GROUP: Final = "预算公开表"
_TEXT_GROUP: Final = "预算信息公开情况说明"
_OTHER: Final = "other"


class CannotCompose(UserError):
    """A budget that has no document: what stands in the way, in words. A rule that finds errors says more."""


def compose(d: Disclosure) -> Document:
    """The whole document of a disclosure, final but for page numbers.

    Raises CannotCompose for a budget that can't be printed, ProfileError where the format is broken.
    """
    try:
        return _composed(d)
    except NoNumeral as too_many:
        raise CannotCompose(str(too_many)) from None


def _composed(d: Disclosure) -> Document:
    d = worded(d)
    info = d.budget.info
    title = f"{info.name}{info.year}年{info.scope}预算信息公开"
    text = list(_numbered(_narrative(d), d.profile))
    tables = Part(tuple(_tables(d)), landscape=True, restart=True)
    parts = [tables, *_parts(text)]
    if d.profile.contents:
        parts.insert(0, Part((_contents(d, parts),), numbered=False))
    cover = (
        Cover((f"{info.year}年{info.scope}预算信息公开",), info.name) if d.profile.cover else None
    )
    document = Document(title, info.name, info.year, tuple(_widened(parts, d.profile)), cover)
    return replace(document, facts=facts(d, document))


def _widened(parts: Iterable[Part], profile: Profile) -> Iterator[Part]:
    """The same parts, the columns of their tables as wide as the profile says."""
    for part in parts:
        blocks = (
            widened(block, profile.widths) if isinstance(block, TableBlock) else block
            for block in part.blocks
        )
        yield replace(part, blocks=tuple(blocks))


# 表 ----------------------------------------------------------------------------------------------


def _tables(d: Disclosure) -> Iterator[Block]:
    if title := _tables_title(d):
        yield Heading(title, "tables", Role.PART)
    for index, table in enumerate(d.tables):
        if index:
            yield PageBreak()
        yield Heading(table.title, f"title-{table.number}", Role.TABLE)
        yield budget_table(table, d)


def _tables_title(d: Disclosure) -> str:
    """The heading over the nine tables: the form's own, else one where 目录 or “部分” need it."""
    info, profile = d.budget.info, d.profile
    title = profile.tables_heading.format(name=info.name, year=info.year)
    if not title and (profile.contents or profile.part_headings):
        title = f"{info.name}{info.year}年{info.scope}{_TABLES_GROUP}"
    return f"第一部分　{title}" if profile.part_headings else title


def _text_title(d: Disclosure) -> str:
    """The heading over the text; the tables before it are the first part."""
    info = d.budget.info
    title = f"{info.name}{info.year}年{info.scope}{_TEXT_GROUP}"
    return f"第二部分　{title}" if d.profile.part_headings else title


# 正文 --------------------------------------------------------------------------------------------


def _narrative(d: Disclosure) -> Iterator[Block | Turn]:
    yield Heading(_text_title(d), "explanation", Role.PART)
    writer = Writer(d.profile, _context(d))
    yield from writer.section("opening")
    sections = [list(_of(name, writer.section(name))) for name in d.profile.sections]
    texts = _extra(d, [_titles(blocks) for blocks in sections])
    for name, blocks, added in zip(d.profile.sections, sections, texts, strict=True):
        # The section 其他 says that there is nothing else; not where there is.
        nil = name == _OTHER and added
        yield from (block for block in blocks if not (nil and isinstance(block, Paragraph)))
        yield from added
        if any(isinstance(block, Turn) and block.landscape for block in blocks):
            yield Turn(landscape=False)


def _of(section: str, blocks: Iterable[Block | Turn]) -> Iterator[Block | Turn]:
    """Blocks whose headings know their section."""
    for block in blocks:
        yield replace(block, section=section) if isinstance(block, Heading) else block


def _titles(blocks: list[Block | Turn]) -> list[str]:
    return [each.title for each in blocks if isinstance(each, Heading) and each.level == 1]


def _extra(d: Disclosure, titles: list[list[str]]) -> list[list[Paragraph]]:
    """其他说明 by section, found by its title with or without number; nothing typed is lost.

    What stands inside a section's own sentences (``extra(…)``) is not added; what names no section of this
    document stands in the last one.
    """
    inside = {name[1] for name in d.profile.names_used if name[0] == "extra" and name[1:]}
    added: list[list[Paragraph]] = [[] for _ in titles]
    for each in d.budget.texts(d.budget.extra_texts):
        wanted = each.about
        if wanted in inside:
            continue
        place = next((i for i, names in enumerate(titles) if wanted in names), len(titles) - 1)
        text = d.budget.speaker(each) + each.text
        added[place] += [Paragraph(sentence(t)) for t in text.splitlines() if t.strip()]
    return added


def _context(d: Disclosure) -> dict[str, Any]:
    """Everything a sentence may use, named in ``NAMES``; figures come from the roll-ups only."""
    info, f = d.budget.info, d.figures
    views = project_views(d)
    lists = _Lists(d)
    return {
        "year": info.year, "last_year": info.year - 1, "scope": info.scope.value,
        "name": info.name, "me": info.self_word, "sub": Markup("#" * d.profile.sub_level),
        "profile": d.profile, "figures": f,
        "changes": {item.name.lower(): f.changes[item] for item in Item},
        "units": d.budget.units, "duty_basis": lists.basis, "duties": lists.duties(),
        "institutions": Blocks((form_block(institutions(d), "institutions", ("", "", ""), False),)),
        "institutions_title": lists.caption(institutions(d).title, "caption-institutions"),
        "goals": {part.name.lower(): lists.goals(part) for part in GoalPart},
        "special_funds": [view for view in views if view.project.special_fund],
        "projects": views,
        "project_forms": Blocks(tuple(project_blocks(views, d.profile))),
        "project_parts": lists.project_parts(views),
        "new_page": Blocks((PageBreak(),)),
        "wide": Blocks((Turn(True),)),
        "purchases": total(each.amount for each in public_purchases(d)),
        "procurement": lists.procurement(), "assets": lists.assets(),
        "asset_total": asset_words(d, asset_total(d)),
        "asset_planned": asset_words(d, asset_value(d, AssetClass.PLANNED)),
        "glossary": lists.glossary(), "extra": d.budget.extra,
    }  # fmt: skip


class _Lists:
    """Blocks made from what the agency typed; numbers somebody typed are taken off and given again."""

    def __init__(self, d: Disclosure) -> None:
        self._d = d

    @property
    def basis(self) -> list[str]:
        return list(dict.fromkeys(cited(duty.text) for duty in self._duties(DutyKind.BASIS)))

    def duties(self) -> Blocks:
        said = [(self._d.budget.speaker(x), x.text) for x in self._duties(DutyKind.DUTY)]
        items = [(who, sentence(item)) for who, text in said for item in list_items(text)]
        return _numbered_list("duties", items)

    def _duties(self, kind: DutyKind) -> list[Duty]:
        return [each for each in self._d.budget.texts(self._d.budget.duties) if each.kind is kind]

    def goals(self, part: GoalPart) -> list[GoalText]:
        budget = self._d.budget
        return [
            _goal(goal, budget.speaker(goal))
            for goal in budget.texts(budget.goals)
            if goal.part is part
        ]

    def project_parts(self, views: tuple[ProjectView, ...]) -> list[ProjectGroup]:
        return [
            ProjectGroup(part, Blocks(tuple(project_blocks(list(run), self._d.profile))))
            for part, run in groupby(views, key=lambda view: view.part)
        ]

    def caption(self, title: str, anchor: str) -> Blocks:
        return Blocks((Heading(title, anchor, Role.CAPTION),))

    def procurement(self) -> Blocks:
        info, form = self._d.budget.info, procurement(self._d)
        line = (f"{info.code}{info.name}", "", f"单位：{self._d.profile.unit.name}")
        heading = Heading(form.title, "caption-procurement", Role.CAPTION)
        return Blocks((heading, form_block(form, "procurement", line, wide=True)))

    def assets(self) -> Blocks:
        form = assets(self._d)
        line = ("", "", f"截止时间：{self._d.budget.info.year - 1}-12-31")
        heading = Heading(form.title, "caption-assets", Role.CAPTION)
        return Blocks((heading, form_block(form, "assets", line, wide=False)))

    def glossary(self) -> Blocks:
        terms = {each.term: each.text for each in self._d.profile.glossary}
        terms |= {each.term: each.text for each in self._d.budget.terms}
        return _numbered_list(
            "glossary", [(f"{term}：", sentence(text)) for term, text in terms.items()]
        )


def _goal(goal: Goal, who: str) -> GoalText:
    """A part of 整体绩效; the unit's name stands before the title where one is printed, else before the text."""
    title, texts = without_number(goal.title), _lines(goal.text)
    if title and goal.part is not GoalPart.OVERALL:
        title = f"{who}{title}"
    elif texts:
        texts[0] = f"{who}{texts[0]}"
    return GoalText(title, texts, _lines(goal.indicators))


def _lines(text: str) -> list[str]:
    return [sentence(without_number(line)) for line in text.splitlines() if line.strip()]


def _numbered_list(anchor: str, items: list[tuple[str, str]]) -> Blocks:
    if not items:
        return Blocks(())
    style = NumberStyle.ARABIC
    numbered = tuple(
        ListItem(style.write(n), text, lead) for n, (lead, text) in enumerate(items, start=1)
    )
    return Blocks((ListBlock(f"list-{anchor}", style, numbered),))


# 编号 --------------------------------------------------------------------------------------------


def _numbered(blocks: Iterable[Block | Turn], profile: Profile) -> Iterator[Block | Turn]:
    """Give section headings their number and anchor; a heading restarts all levels below it."""
    counters = [0, 0, 0, 0]
    for block in blocks:
        if not isinstance(block, Heading) or block.role is not Role.SECTION:
            yield block
            continue
        level = block.level
        counters[level - 1] += 1
        counters[level:] = [0] * (4 - level)
        style = profile.numbering[level - 1]
        anchor = block.anchor or "section-" + "-".join(map(str, counters[:level]))
        number = style.write(counters[level - 1])
        yield replace(block, number=number, style=style, anchor=anchor)


# 页面 --------------------------------------------------------------------------------------------


def _parts(blocks: list[Block | Turn]) -> Iterator[Part]:
    """Runs of one orientation."""
    landscape, run = False, list[Block]()
    for block in blocks:
        if not isinstance(block, Turn):
            run.append(block)
        elif block.landscape is not landscape:
            if run:
                yield Part(tuple(run), landscape=landscape)
            landscape, run = block.landscape, []
    if run:
        yield Part(tuple(run), landscape=landscape)


def _contents(d: Disclosure, parts: list[Part]) -> Contents:
    info = d.budget.info
    headings = [block for part in parts for block in part.blocks if isinstance(block, Heading)]
    tables = [h for h in headings if h.role is Role.TABLE]
    sections = [h for h in headings if h.role is Role.SECTION and h.level == 1]
    entries = (
        ContentsEntry(_tables_title(d), 0),
        *(ContentsEntry(h.text, 1, h.anchor) for h in tables),
        ContentsEntry(_text_title(d), 0),
        *(ContentsEntry(h.text, 1, h.anchor) for h in sections),
    )
    return Contents(f"{info.year}年{info.scope}预算信息公开目录", entries)
