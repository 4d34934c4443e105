"""批复控制数 and line items in different units: which amounts, taken in the other unit, make them agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from budgetgen.model.money import YUAN_PER_WAN, ten_thousand_apart, total
from budgetgen.model.records import ControlFigure, LineItem
from budgetgen.rules.material import Material
from budgetgen.rules.yuan_or_wan.scale import lines_suspect
from budgetgen.tables.controls import confirmed_lines, lines_by_control

_NEAR = Decimal("1.2")
"""Totals may differ by a fifth as well: a difference of its own, to be seen once the unit is right."""


@dataclass(frozen=True, slots=True)
class ControlSlip:
    """A control figure or line items in the wrong unit; without lines it is the figure that is wrong."""

    control: ControlFigure
    figure: Decimal
    made: Decimal
    lines: tuple[LineItem, ...]
    too_large: bool


def control_slips(d: Material) -> Iterator[ControlSlip]:
    """Control figures that agree with the line items once some amounts are taken in the other unit."""
    confirmed = confirmed_lines(d.budget)
    for control, figure, lines in lines_by_control(d.budget):
        made = total(line.amount for line in lines)
        if made <= 0 or figure <= 0 or made == figure:
            continue
        large = lines_suspect(d, lines_small=False)
        small = made < figure
        if some := _some_wrong(lines, figure - made, large):
            yield ControlSlip(control, figure, made, some, large)
        elif ten_thousand_apart(made, figure, _NEAR):
            sure = any(id(line) in confirmed for line in lines)
            wrong = tuple(lines) if lines_suspect(d, small) and not sure else ()
            yield ControlSlip(control, figure, made, wrong, not small if wrong else small)
        elif some := _some_wrong(lines, figure - made, not large):
            yield ControlSlip(control, figure, made, some, not large)


def _some_wrong(lines: list[LineItem], missing: Decimal, large: bool) -> tuple[LineItem, ...]:
    """One line, or the several largest (smallest), that make up for the difference in the other unit."""
    ordered = sorted(lines, key=lambda line: line.amount, reverse=large)
    factor = 1 / YUAN_PER_WAN if large else YUAN_PER_WAN
    best, miss = slice(0, 0), Decimal("Infinity")
    for part, taken in _candidates([line.amount for line in ordered]):
        left = abs(missing - taken * (factor - 1))
        # 万元 come with two decimals, so each line may be 50 元 off; but a line that the control figure
        # lacks altogether must not pass for one in the other unit.
        slack = min(Decimal(50 * (part.stop - part.start)), taken * factor / 1000)
        if left < miss and left <= slack:
            best, miss = part, left
    return tuple(ordered[best])


def _candidates(amounts: list[Decimal]) -> Iterator[tuple[slice, Decimal]]:
    """Every single line, then the first two, three and so on, but never all."""
    taken = Decimal(0)
    for index, amount in enumerate(amounts if len(amounts) > 1 else ()):
        taken += amount
        yield slice(index, index + 1), amount
        if 0 < index < len(amounts) - 1:
            yield slice(0, index + 1), taken
