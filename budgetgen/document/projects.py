"""项目绩效目标表: what is printed of each project, and its form as blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from budgetgen.disclosure import Disclosure
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
from budgetgen.model.budget import Indicator, Project
from budgetgen.model.money import in_wan, plain, printed
from budgetgen.model.numbering import without_number
from budgetgen.model.vocabulary import Disclosure as Publicity
from budgetgen.model.vocabulary import PlanBasis
from budgetgen.tables import predicates as p
from budgetgen.tables.engine import Figure, figure

HEADING_LEVEL: Final = 3
INDICATOR_HEADS: Final = (
    "一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据",
)  # fmt: skip
_INDICATOR_WIDTHS: Final = (20.0, 26.0, 29.0, 33.0, 22.0, 26.0)
_FORM_WIDTHS: Final = (28.0, 20.0, 26.0, 30.0, 24.0, 28.0)


@dataclass(frozen=True)
class ProjectView:
    """A project as published: number, budget by fund, plan in the printed unit."""

    number: int
    project: Project
    budget: Figure
    plan_unit: str
    plan_basis: PlanBasis
    indicators: tuple[Indicator, ...]

    @property
    def title(self) -> str:
        """The form's name: 〈项目〉绩效目标表."""
        return f"{self.project.title}绩效目标表"

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
        typed = (without_number(goal) for goal in self.project.goal_list)
        return tuple(f"{n}.{goal}" for n, goal in enumerate(typed, start=1))

    @property
    def plan(self) -> dict[str, str]:
        """资金支出计划 as printed, cumulative: amounts in 万元, or percent of the budget."""
        return {
            day: "" if typed is None else self._planned(typed)
            for day, typed in self.project.plan.items()
        }

    def _planned(self, typed: Decimal) -> str:
        budget = self.budget.amount
        if self.plan_unit == "万元":
            percent = self.plan_basis is PlanBasis.PERCENT
            return printed(budget * typed / 100 if percent else typed)
        if self.plan_basis is PlanBasis.AMOUNT:
            typed = typed / budget * 100 if budget else Decimal(0)
        return f"{plain(round(typed, 2))}%" if typed else ""


def project_views(d: Disclosure) -> tuple[ProjectView, ...]:
    """Published projects in the workbook's order, numbered from 1 (in each 绩效部分 where the form says so)."""
    views: list[ProjectView] = []
    counters: dict[str, int] = {}
    for project in d.budget.projects:
        if project.disclosure is Publicity.HIDDEN:
            continue
        part = project.part if d.profile.project.restart_by_part else ""
        counters[part] = counters.get(part, 0) + 1
        views.append(
            ProjectView(
                counters[part],
                project,
                Figure(d.budget.lines_by_project.get(project.code, ())),
                d.profile.project.plan_unit,
                d.budget.info.plan_basis,
                d.budget.indicators_by_project.get(project.code, ()),
            )
        )
    return tuple(views)


def project_blocks(views: tuple[ProjectView, ...], header: bool) -> Iterator[Block]:
    """Heading, form and indicators of every project, each on a page of its own."""
    for index, view in enumerate(views, start=1):
        anchor = f"project-{index}"
        if index > 1:
            yield PageBreak()
        yield Heading(view.title, anchor, level=HEADING_LEVEL)
        yield _form(view, anchor, header)
        if view.full:
            yield _indicators(view, anchor)


def _label(text: str, rowspan: int = 1, colspan: int = 1) -> GridCell:
    return GridCell(text, Align.CENTER, rowspan, colspan, label=True)


def _amount(figure: Figure) -> GridCell:
    # 财政资金 and 其他资金 stand beside the budget: nil is blank as in every table.
    return GridCell(
        figure.text, Align.RIGHT, number=in_wan(figure.amount) if figure.amount else None
    )


def _form(view: ProjectView, anchor: str, header: bool) -> TableBlock:
    rows = [*_header_rows(view)] if header else []
    if view.full:
        rows.append((_label("绩效目标"), GridCell("\n".join(view.goals), colspan=5)))
    return TableBlock(
        f"{anchor}-form",
        tuple(GridColumn(width) for width in _FORM_WIDTHS),
        (),
        tuple(rows),
        ("", "", "单位：万元") if header else ("", "", ""),
        title=view.title,
        keep=True,
    )


def _header_rows(view: ProjectView) -> Iterator[GridRow]:
    project = view.project
    yield (
        _label("项目编码"), GridCell(project.code, colspan=2),
        _label("项目名称"), GridCell(project.title, colspan=2),
    )  # fmt: skip
    yield (
        _label("预算规模及资金用途", rowspan=2 if view.full else 1),
        _label("预算数"), _amount(view.budget),
        _label("其中：财政资金"), _amount(view.fiscal),
        GridCell(f"其他资金：{view.other.text}" if view.other.lines else "其他资金："),
    )  # fmt: skip
    if not view.full:
        return
    yield (GridCell(project.purpose, colspan=5),)
    unit = "万元，累计" if view.plan_unit == "万元" else "%，累计"
    days = [f"{day}" for day in view.plan]
    yield (
        _label(f"资金支出计划（{unit}）", rowspan=2),
        _label(days[0]), _label(days[1]), _label(days[2]), _label(days[3], colspan=2),
    )  # fmt: skip
    values = [GridCell(text, Align.CENTER) for text in view.plan.values()]
    yield (*values[:3], GridCell(values[3].text, Align.CENTER, colspan=2))


def _indicators(view: ProjectView, anchor: str) -> TableBlock:
    return TableBlock(
        f"{anchor}-indicators",
        tuple(GridColumn(width) for width in _INDICATOR_WIDTHS),
        (tuple(GridCell(text, Align.CENTER) for text in INDICATOR_HEADS),),
        tuple(_indicator_rows(view.indicators)),
        title=f"{view.project.title}绩效指标",
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
