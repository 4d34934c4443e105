"""Line items against 批复控制数: the one comparison whose other side the agency did not make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from budgetgen.checks.controls import (
    compared,
    confirmed_lines,
    figure_cell,
    governing,
    matches,
    named,
)
from budgetgen.checks.misplaced import explained
from budgetgen.checks.registry import Problem, Topic, rule
from budgetgen.checks.scale import LINES, Slip, lines_suspect, slip_problems, typed
from budgetgen.disclosure import Disclosure
from budgetgen.findings import CellRef, Severity
from budgetgen.model.budget import ControlFigure, LineItem
from budgetgen.model.money import YUAN_PER_WAN, ten_thousand_apart, total, wan

_SHEET = "批复控制数"
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


def control_slips(d: Disclosure) -> Iterator[ControlSlip]:
    """Control figures that agree with the line items once some amounts are taken in the other unit."""
    confirmed = confirmed_lines(d)
    for control, figure, lines in compared(d):
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


def _slips(d: Disclosure, found: Iterable[ControlSlip]) -> Iterator[Slip]:
    for each in found:
        wrong = tuple(line.cell("amount") for line in each.lines)
        yield Slip(
            LINES if wrong else _SHEET,
            wrong or (figure_cell(each.control, each.figure),),
            each.too_large,
            f"{named(each.control)}明细合计 {typed(d, each.made)}，批复 {typed(d, each.figure)}",
        )


@rule("approval-differs", Severity.ERROR, Topic.APPROVAL, ("budget-law",))
def approval_differs(d: Disclosure) -> Iterator[Problem]:
    """收支明细按单位、资金来源和支出类别汇总，应与财政部门的批复数（批复前为控制数）一致。"""
    found = tuple(control_slips(d))
    yield from slip_problems(d, _slips(d, found))
    causes = explained(d)
    yield from (Problem(cause.message, cause.remedy, cause.at) for cause in causes.causes)
    said = {id(slip.control) for slip in found} | causes.controls
    for control, figure, lines in compared(d):
        made = total(line.amount for line in lines)
        if id(control) in said or made == figure or 0 < figure - made <= _adrift(d, control):
            continue
        yield Problem(
            f"{named(control)}：明细合计 {wan(made)} 万元，批复 {wan(figure)} 万元，"
            f"相差 {wan(abs(made - figure))} 万元",
            "核对“收支明细”中这些行的金额和资金来源；批复数录错的改这里",
            (figure_cell(control, figure), *(line.cell("amount") for line in lines)),
        )


def _adrift(d: Disclosure, control: ControlFigure) -> Decimal:
    """Money of lines that would match but for a unit nobody knows: unit_unknown's, not another finding."""
    anywhere = control.model_copy(update={"unit": ""})
    return total(
        line.amount
        for line in d.budget.lines
        if control.unit and line.unit not in d.budget.unit_by_code and matches(anywhere, line)
    )


@rule("approval-does-not-cover", Severity.WARNING, Topic.APPROVAL, ("budget-law",))
def approval_does_not_cover(d: Disclosure) -> Iterator[Problem]:
    """每笔收支明细都应有对应的批复控制数。"""
    if not any(governing(c, d.budget.info.stage) is not None for c in d.budget.controls):
        return
    missing: dict[tuple[str, str], list[LineItem]] = defaultdict(list)
    told = explained(d).lines  # approval_differs says where they belong.
    for line in d.budget.lines:
        if id(line) in told:
            continue
        placed = line.unit in d.budget.unit_by_code or len(d.budget.units) < 2
        if placed and not any(matches(control, line) for control in d.budget.controls):
            missing[line.unit, line.source.value].append(line)
    for (unit, source), lines in missing.items():
        yield Problem(
            f"单位 {unit or '（空）'} 的“{source}”有 {len(lines)} 行明细，批复控制数里没有对应的一行",
            "核对这些行的单位、资金来源、上年结转；确有批复的，在“批复控制数”补上",
            tuple(line.cell("source") for line in lines),
        )


@rule("approval-not-given", Severity.NOTICE, Topic.APPROVAL, ("budget-law",))
def approval_not_given(d: Disclosure) -> Iterator[Problem]:
    """没有批复控制数，无法判断明细是否与批复一致。"""
    if not any(governing(c, d.budget.info.stage) is not None for c in d.budget.controls):
        yield Problem(
            "“批复控制数”没有填写，收支总额是否等于批复数无从比较",
            "照财政部门的批复文件填写“批复控制数”后再检查一次",
            (CellRef(_SHEET),),
        )
