"""组稿: tables and sentences become one tree; its parts, and every heading's number, are made in ``parts.py``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import Any

from budgetgen.disclosure import Disclosure
from budgetgen.document import words
from budgetgen.document.blocks import (
    Cover,
    Document,
    Heading,
    ListBlock,
    ListItem,
    PageBreak,
    Part,
    Role,
    TableBlock,
)
from budgetgen.document.facts import facts
from budgetgen.document.glossary import PLACE, with_glossary
from budgetgen.document.parts import compose_parts, contents
from budgetgen.document.tables.forms import (
    asset_total,
    asset_value,
    asset_words,
    assets,
    form_block,
    has_assets,
    institutions,
    open_assets_bought,
    procurement,
    public_purchases,
    purchase_kinds,
    withheld,
)
from budgetgen.document.tables.projects import (
    ProjectView,
    fund_amounts,
    project_blocks,
    project_views,
)
from budgetgen.document.tables.widths import widened
from budgetgen.document.text.filters import sentence
from budgetgen.document.text.names import GoalText, ProjectGroup, changes_of
from budgetgen.document.text.narrative import Blocks, Markup, Turn, Writer
from budgetgen.document.text.wording import cited, worded
from budgetgen.errors import UserError
from budgetgen.model.money import total
from budgetgen.model.numbering import NoNumeral, NumberStyle, list_items, without_number
from budgetgen.model.records import Duty, Goal
from budgetgen.model.vocabulary import AssetClass, DutyKind, GoalPart
from budgetgen.profiles import Profile, ProfileError
from budgetgen.tables import Table


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
    info, profile = d.budget.info, d.profile
    made = with_glossary(compose_parts(d, Writer(profile, _context(d))), d)
    pages = [run for part in made for run in part.pages()]
    pages[:1] = [replace(first, restart=True) for first in pages[:1]]
    if profile.contents:
        pages.insert(0, Part((contents(d, made),), numbered=False))
    about = {"name": info.name, "year": info.year, "scope": info.scope}
    title = profile.phrase(words.DOCUMENT, **about)
    cover = Cover((profile.phrase(words.COVER, **about),), info.name) if profile.cover else None
    document = Document(title, info.name, info.year, tuple(_widened(pages, profile)), cover)
    return replace(document, facts=facts(d, document))


def _widened(parts: Iterable[Part], profile: Profile) -> Iterator[Part]:
    """The same parts, the columns of their tables as wide as the profile says."""
    for part in parts:
        blocks = (
            widened(block, profile.widths) if isinstance(block, TableBlock) else block
            for block in part.blocks
        )
        yield replace(part, blocks=tuple(blocks))


# 正文可用的名称 ---------------------------------------------------------------------------------


def _context(d: Disclosure) -> dict[str, Any]:
    """Everything a sentence may use, named in ``NAMES``; figures come from the roll-ups only."""
    info, f = d.budget.info, d.figures
    views = project_views(d)
    lists = _Lists(d)
    return {
        "year": info.year, "last_year": info.year - 1, "scope": info.scope.value,
        "name": info.name, "me": info.self_word, "sub": Markup("#" * d.profile.sub_level),
        "profile": d.profile, "figures": f,
        "changes": changes_of(f.comparison, d.profile), "withheld": withheld(d.budget),
        "approval_number": info.approval_number, "units": d.budget.units,
        "duty_basis": lists.basis, "duties": lists.duties(),
        "institutions": Blocks((form_block(institutions(d), "institutions", ("", "", ""), False),)),
        "institutions_title": lists.caption(institutions(d).title, "caption-institutions"),
        "goals": {part.name.lower(): lists.goals(part) for part in GoalPart},
        "special_funds": [view for view in views if view.project.special_fund],
        "fund_amounts": fund_amounts(views),
        "projects": views,
        "project_forms": Blocks(tuple(project_blocks(views, d.profile))),
        "project_parts": lists.project_parts(views),
        "new_page": Blocks((PageBreak(),)),
        "wide": Blocks((Turn(True),)),
        "purchases": purchase_kinds(d).whole, "purchase_kinds": purchase_kinds(d),
        "reserved": total(each.reserved or Decimal(0) for each in public_purchases(d)),
        "procurement": lists.procurement(), "assets": lists.assets(),
        "asset_total": asset_words(d, asset_total(d)),
        "asset_amount": asset_total(d), "has_assets": has_assets(d),
        "planned_amount": asset_value(d, AssetClass.PLANNED),
        "asset_planned": asset_words(d, asset_value(d, AssetClass.PLANNED)),
        "bought_amount": open_assets_bought(d),
        "asset_bought": asset_words(d, open_assets_bought(d)),
        "glossary": Blocks((PLACE,)), "extra": d.budget.extra, "table": partial(_table, d),
    }  # fmt: skip


def _table(d: Disclosure, id: str) -> Table:
    """``{{ table('income').reference }}``: a table by what it shows, for a sentence that refers to it."""
    for table in d.tables:
        if id in (table.id, table.spec):
            return table
    known = "、".join(table.id for table in d.tables)
    raise ProfileError(f"正文里的 table('{id}')：这套格式没有印这张表。可用：{known}。")


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
        return _list("duties", items)

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
        info, profile, form = self._d.budget.info, self._d.profile, procurement(self._d)
        line = (
            profile.phrase(words.CODE_AND_NAME, code=info.code, name=info.name),
            "",
            profile.phrase(words.UNIT, unit=profile.unit.name),
        )
        heading = Heading(form.title, "caption-procurement", Role.CAPTION)
        return Blocks((heading, form_block(form, "procurement", line, wide=True)))

    def assets(self) -> Blocks:
        info, profile, form = self._d.budget.info, self._d.profile, assets(self._d)
        day = profile.phrase(words.AS_OF, year=info.year - 1)
        line = (profile.phrase(words.CODE_AND_NAME, code=info.code, name=info.name), "", day)
        heading = Heading(form.title, "caption-assets", Role.CAPTION)
        return Blocks((heading, form_block(form, "assets", line, wide=False)))


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


def _list(anchor: str, items: list[tuple[str, str]]) -> Blocks:
    """A list that is numbered where it stands, one level below its heading."""
    if not items:
        return Blocks(())
    unnumbered = tuple(ListItem("", text, lead) for lead, text in items)
    return Blocks((ListBlock(f"list-{anchor}", NumberStyle.NONE, unnumbered),))
