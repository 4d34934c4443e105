"""批复控制数 beside the line items that each speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from budgetgen.findings import CellRef
from budgetgen.model.budget import Budget
from budgetgen.model.money import total
from budgetgen.model.records import ControlFigure, LineItem
from budgetgen.model.vocabulary import Category, Source, Stage


def governing(control: ControlFigure, stage: Stage | None) -> Decimal | None:
    """批复数 once the budget is approved, 控制数 before; the other where only that is given."""
    if stage is Stage.APPROVED or stage is None:
        return control.approved if control.approved is not None else control.control
    return control.control if control.control is not None else control.approved


def matches(control: ControlFigure, line: LineItem) -> bool:
    """Whether a control figure speaks of a line: blank means all, a subject means all under it."""
    return (
        line.source is control.source
        and line.carryover is control.carryover
        and control.unit in ("", line.unit)
        and control.category in (None, line.category)
        and control.project in ("", line.project)
        and line.function.startswith(control.function)
        and line.economic.startswith(control.economic)
    )


def contains(wide: ControlFigure, narrow: ControlFigure) -> bool:
    """Whether every line that the second speaks of is one that the first speaks of, and not the reverse."""
    return _covers(wide, narrow) and not _covers(narrow, wide)


def _covers(one: ControlFigure, other: ControlFigure) -> bool:
    return (
        _same_money(one, other)
        and one.unit in ("", other.unit)
        and one.category in (None, other.category)
        and one.project in ("", other.project)
        and other.function.startswith(one.function)
        and other.economic.startswith(one.economic)
    )


def _same_money(one: ControlFigure, other: ControlFigure) -> bool:
    return one.source is other.source and one.carryover is other.carryover


def counted(
    controls: Iterable[ControlFigure], figure: Callable[[ControlFigure], Decimal | None]
) -> list[tuple[ControlFigure, Decimal]]:
    """The control figures that make up the whole, no money twice.

    One inside a wider one counts with that. Where the same money is cut in several ways (by category and by
    subject, as 批复表 has it), the cut that adds up to most counts.
    """
    given = [(each, made) for each in controls if (made := figure(each)) is not None]
    outer = [(c, f) for c, f in given if not any(contains(wide, c) for wide, _ in given)]
    cuts: dict[tuple[bool, ...], list[tuple[ControlFigure, Decimal]]] = defaultdict(list)
    for control, made in outer:
        cuts[_cut(control)].append((control, made))
    found: list[tuple[ControlFigure, Decimal]] = []
    for cut in sorted(cuts.values(), key=lambda cut: -total(made for _, made in cut)):
        found += [each for each in cut if not any(_may_meet(each[0], c) for c, _ in found)]
    return found


def _cut(control: ControlFigure) -> tuple[bool, ...]:
    """By what a figure tells its money from the rest."""
    by = (control.unit, _category(control), control.project, control.function, control.economic)
    return tuple(map(bool, by))


def _category(control: ControlFigure) -> Category | None:
    """支出类别; a project's figure is 项目支出 also where the cell is blank."""
    return Category.PROJECT if control.project else control.category


def _may_meet(one: ControlFigure, other: ControlFigure) -> bool:
    """Whether there can be a line that both speak of."""
    pairs = (
        (one.unit, other.unit),
        (_category(one), _category(other)),
        (one.project, other.project),
    )
    same = all(a == b or not a or not b for a, b in pairs)
    codes = ((one.function, other.function), (one.economic, other.economic))
    under = all(a.startswith(b) or b.startswith(a) for a, b in codes)
    return _same_money(one, other) and same and under


def governing_cell(control: ControlFigure, figure: Decimal) -> CellRef:
    """Where the figure that governs was typed."""
    return control.cell("approved" if control.approved == figure else "control")


def lines_by_control(budget: Budget) -> Iterator[tuple[ControlFigure, Decimal, list[LineItem]]]:
    """Every control figure with the line items that it speaks of."""
    near: dict[tuple[Source, bool, str], list[LineItem]] = defaultdict(list)
    for line in budget.lines:
        for unit in {"", line.unit}:
            near[line.source, line.carryover, unit].append(line)
    for control in budget.controls:
        figure = governing(control, budget.info.stage)
        if figure is not None:
            lines = near[control.source, control.carryover, control.unit]
            yield control, figure, [line for line in lines if matches(control, line)]


def confirmed_lines(budget: Budget) -> set[int]:
    """Line items (by ``id``) that add up to a control figure: their unit is right."""
    return {
        id(line)
        for _, figure, lines in lines_by_control(budget)
        if lines and total(line.amount for line in lines) == figure
        for line in lines
    }


def named(control: ControlFigure) -> str:
    """What a control figure speaks of, in words."""
    return "、".join(
        text
        for text in (
            control.unit, control.source.value, "上年结转" if control.carryover else "",
            control.category.value if control.category else "", control.project,
            f"功能科目 {control.function}" if control.function else "",
            f"经济科目 {control.economic}" if control.economic else "",
        )
        if text
    )  # fmt: skip
