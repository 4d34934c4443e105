"""批复控制数 beside the line items that each speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from budgetgen.findings import CellRef
from budgetgen.model.budget import Budget
from budgetgen.model.money import total
from budgetgen.model.records import ControlFigure, LineItem
from budgetgen.model.vocabulary import Source, Stage


def governing(control: ControlFigure, stage: Stage | None) -> Decimal | None:
    """批复数 once the budget is approved, 控制数 before; the other where only that is given."""
    if stage is Stage.APPROVED or stage is None:
        return control.approved if control.approved is not None else control.control
    return control.control if control.control is not None else control.approved


def matches(control: ControlFigure, line: LineItem) -> bool:
    """Whether a control figure speaks of a line; blank unit, category and project mean all."""
    return (
        line.source is control.source
        and line.carryover is control.carryover
        and control.unit in ("", line.unit)
        and control.category in (None, line.category)
        and control.project in ("", line.project)
    )


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
        )
        if text
    )  # fmt: skip
