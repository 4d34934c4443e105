"""项目绩效目标表: what is printed of each project, and its form as blocks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import get_close_matches
from itertools import groupby
from typing import Final

from budgetgen.disclosure import Disclosure
from budgetgen.document import words
from budgetgen.document.blocks import (
    Align,
    Block,
    GridCell,
    GridColumn,
    GridRow,
    Heading,
    PageBreak,
    TableBlock,
)
from budgetgen.document.tables.heights import balanced, lines
from budgetgen.model.money import PrintUnit, plain, total
from budgetgen.model.numbering import without_number
from budgetgen.model.records import Indicator, Project
from budgetgen.model.vocabulary import PlanBasis, Publicity
from budgetgen.profiles import Profile
from budgetgen.tables import predicates as p
from budgetgen.tables.breakdown import Amounts
from budgetgen.tables.engine import Figure, figure

INDICATOR_HEADS: Final = (
    "一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据",
)  # fmt: skip
_PART_NUMBER: Final = re.compile(r"^\s*第[一二三四五六七八九十]+部分")
_INDICATOR_WIDTHS: Final = (20.0, 26.0, 29.0, 33.0, 22.0, 26.0)
_FORM_WIDTHS: Final = (28.0, 20.0, 26.0, 30.0, 24.0, 28.0)
_FORM_LINES: Final = 36
"""Lines of a form that is kept on one page; under its heading a page has some 40."""


@dataclass(frozen=True)
class ProjectView:
    """A project as published: number, budget by fund, plan in the printed unit."""

    index: int
    """Counts all published projects from 1."""
    number: int
    """Counts from 1, in each 绩效部分 where the form has some."""
    part: str
    project: Project
    budget: Figure
    unit: PrintUnit
    plan_percent: bool
    """Whether the plan is printed in percent of the budget."""
    plan_basis: PlanBasis
    indicators: tuple[Indicator, ...]
    title: str
    """The form's name: 〈项目〉绩效目标表."""

    @property
    def fiscal(self) -> Figure:
        """财政资金."""
        return figure(self.budget.lines, p.is_fiscal)

    @property
    def other(self) -> Figure:
        """其他资金."""
        return figure(self.budget.lines, lambda line: not p.is_fiscal(line))

    @property
    def full(self) -> bool:
        """Whether purpose, goals and indicators are published beside the amount."""
        return self.project.disclosure is Publicity.FULL

    @property
    def goals(self) -> tuple[str, ...]:
        """绩效目标, numbered anew."""
        return tuple(f"{n}.{goal}" for n, goal in enumerate(self.objectives, start=1))

    @property
    def objectives(self) -> tuple[str, ...]:
        """绩效目标 without the numbers that somebody typed."""
        return tuple(without_number(goal) for goal in self.project.goal_list)

    @property
    def plan(self) -> dict[str, str]:
        """资金支出计划 as printed, cumulative: amounts, or percent of the budget."""
        return {
            day: "" if typed is None else self._planned(typed)
            for day, typed in self.project.plan.items()
        }

    @property
    def plan_unit(self) -> str:
        """万元, 元 or %."""
        return "%" if self.plan_percent else self.unit.name

    def _planned(self, typed: Decimal) -> str:
        budget = self.budget.amount
        if not self.plan_percent:
            percent = self.plan_basis is PlanBasis.PERCENT
            return self.unit.cell(budget * typed / 100 if percent else typed)
        if self.plan_basis is PlanBasis.AMOUNT:
            typed = typed / budget * 100 if budget else Decimal(0)
        return f"{plain(round(typed, 2))}%" if typed else ""


def project_views(d: Disclosure) -> tuple[ProjectView, ...]:
    """Published projects in the workbook's order, part by part where the form has parts."""
    published = [p for p in d.budget.projects if p.disclosure is not Publicity.HIDDEN]
    parts = [project_part(project, d.profile.project.parts) for project in published]
    order = [*d.profile.project.parts, *parts]
    ordered = sorted(zip(parts, published, strict=True), key=lambda each: order.index(each[0]))
    views: list[ProjectView] = []
    counters: Counter[str] = Counter()
    for index, (part, project) in enumerate(ordered, start=1):
        counters[part] += 1
        views.append(
            ProjectView(
                index,
                counters[part],
                part,
                project,
                Figure(d.budget.lines_by_project.get(project.code, ())),
                d.profile.unit,
                d.profile.project.plan == "percent",
                d.budget.info.plan_basis,
                tuple(_in_order(d.budget.indicators_by_project.get(project.code, ()), d.profile)),
                d.profile.phrase(words.PROJECT_FORM, project=project.title),
            )
        )
    return tuple(views)


def _in_order(indicators: Sequence[Indicator], profile: Profile) -> Iterator[Indicator]:
    """绩效指标 as printed: below each 一级指标 the kinds in the form's order, in whatever order they were typed."""
    for group, run in groupby(indicators, lambda each: each.level1):
        order = (*profile.indicators.get(group, ()), "")
        yield from sorted(
            run, key=lambda each: order.index(each.level2 if each.level2 in order else "")
        )


def fund_amounts(views: Sequence[ProjectView]) -> Amounts:
    """主管专项资金 and what each comes to, whatever number of projects it is made of."""
    made: dict[str, Decimal] = {}
    for view in views:
        if view.project.special_fund:
            name = view.project.special_fund_name or view.project.title
            made[name] = made.get(name, Decimal(0)) + view.budget.amount
    return Amounts(total(made.values()), tuple(made.items()))


def project_part(project: Project, parts: Sequence[str]) -> str:
    """绩效部分 of a project: the form's own word, however it was typed; the first where nothing was."""
    typed = _PART_NUMBER.sub("", project.part).strip()
    if not parts:
        return ""
    if not typed:
        return parts[0]
    near = [part for part in parts if typed in part] or get_close_matches(typed, parts, n=1)
    return near[0] if near else typed


def project_blocks(views: Sequence[ProjectView], profile: Profile) -> Iterator[Block]:
    """Heading, form and indicators of every project, each on a page of its own."""
    for index, view in enumerate(views):
        anchor = f"project-{view.index}"
        if index:
            yield PageBreak()
        yield Heading(view.title, anchor, level=0)
        yield _worded(_form(view, anchor, profile), profile)
        if view.full:
            title = profile.phrase(words.PROJECT_INDICATORS, project=view.project.title)
            yield _worded(_indicators(view, anchor, title), profile)


def _worded(table: TableBlock, profile: Profile) -> TableBlock:
    """Heads and labels in the profile's own words."""

    def words(rows: tuple[GridRow, ...], head: bool) -> tuple[GridRow, ...]:
        return tuple(
            tuple(
                replace(cell, text=profile.label(cell.text)) if head or cell.label else cell
                for cell in row
            )
            for row in rows
        )

    return replace(table, head=words(table.head, True), body=words(table.body, False))


def _label(text: str, rowspan: int = 1, colspan: int = 1) -> GridCell:
    return GridCell(text, Align.CENTER, rowspan, colspan, label=True)


def _amount(unit: PrintUnit, figure: Figure) -> GridCell:
    # 财政资金 and 其他资金 stand beside the budget: nil is blank as in every table.
    amount = figure.amount
    return GridCell(unit.cell(amount), Align.RIGHT, number=unit.rounded(amount) if amount else None)


def _form(view: ProjectView, anchor: str, profile: Profile) -> TableBlock:
    header = profile.project.header
    rows = [*_header_rows(view, profile)] if header else []
    if view.full:
        rows.append((_label("绩效目标"), GridCell("\n".join(view.goals), colspan=5)))
    return TableBlock(
        f"{anchor}-form",
        tuple(GridColumn(width) for width in _FORM_WIDTHS),
        (),
        tuple(rows),
        ("", "", profile.phrase(words.UNIT, unit=view.unit.name) if header else ""),
        title=view.title,
        keep=_fits_a_page(rows),
    )


def _fits_a_page(rows: Sequence[GridRow]) -> bool:
    """Whether a form can be kept on one page with its heading; a longer one begins there and runs on."""
    whole = sum(_FORM_WIDTHS)
    high = (max(lines(cell.text, whole * cell.colspan / 6) for cell in row) for row in rows)
    return sum(high) <= _FORM_LINES


def _header_rows(view: ProjectView, profile: Profile) -> Iterator[GridRow]:
    project, others = view.project, view.unit.cell(view.other.amount)
    yield (
        _label("项目编码"), GridCell(project.code, colspan=2),
        _label("项目名称"), GridCell(project.title, colspan=2),
    )  # fmt: skip
    yield (
        _label("预算规模及资金用途", rowspan=2 if view.full else 1),
        _label("预算数"), _amount(view.unit, view.budget),
        _label("其中：财政资金"), _amount(view.unit, view.fiscal),
        GridCell(profile.phrase(words.OTHER_FUNDS, amount=others)),
    )  # fmt: skip
    if not view.full:
        return
    yield (GridCell(project.purpose, colspan=5),)
    days = list(view.plan)
    yield (
        _label(profile.phrase(words.PLAN, unit=view.plan_unit), rowspan=2),
        _label(days[0]), _label(days[1]), _label(days[2]), _label(days[3], colspan=2),
    )  # fmt: skip
    values = [GridCell(text, Align.CENTER) for text in view.plan.values()]
    yield (*values[:3], GridCell(values[3].text, Align.CENTER, colspan=2))


def _indicators(view: ProjectView, anchor: str, title: str) -> TableBlock:
    texts = [
        (x.level1, x.level2, x.level3, x.description, x.value, x.basis) for x in view.indicators
    ]
    return TableBlock(
        f"{anchor}-indicators",
        tuple(GridColumn(width) for width in balanced(_INDICATOR_WIDTHS, texts)),
        (tuple(GridCell(text, Align.CENTER) for text in INDICATOR_HEADS),),
        tuple(_indicator_rows(view.indicators)),
        title=title,
    )


def _indicator_rows(indicators: tuple[Indicator, ...]) -> Iterator[GridRow]:
    if not indicators:
        yield (GridCell(""),) * len(INDICATOR_HEADS)
    for index, each in enumerate(indicators):
        first = index == 0 or indicators[index - 1].level1 != each.level1
        rest = (
            GridCell(each.level2, Align.CENTER), GridCell(each.level3), GridCell(each.description),
            GridCell(each.value, Align.CENTER), GridCell(each.basis),
        )  # fmt: skip
        if first:
            span = _run(indicators, index)
            yield (GridCell(each.level1, Align.CENTER, rowspan=span), *rest)
        else:
            yield rest


def _run(indicators: tuple[Indicator, ...], start: int) -> int:
    end = start
    while end < len(indicators) and indicators[end].level1 == indicators[start].level1:
        end += 1
    return end - start
