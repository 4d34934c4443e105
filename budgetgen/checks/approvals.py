"""Line items against 批复控制数: the one comparison whose other side the agency did not make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from budgetgen.checks.registry import Problem, Topic, rule
from budgetgen.disclosure import Disclosure
from budgetgen.findings import CellRef, Severity
from budgetgen.model.budget import ControlFigure, LineItem
from budgetgen.model.money import YUAN_PER_WAN, total, wan
from budgetgen.model.vocabulary import Stage

_SHEET = "批复控制数"


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


@rule("approval-differs", Severity.ERROR, Topic.APPROVAL, ("budget-law",))
def approval_differs(d: Disclosure) -> Iterator[Problem]:
    """收支明细按单位、资金来源和支出类别汇总，应与财政部门的批复数（批复前为控制数）一致。"""
    for control in d.budget.controls:
        figure = governing(control, d.budget.info.stage)
        if figure is None:
            continue
        lines = [line for line in d.budget.lines if matches(control, line)]
        made = total(line.amount for line in lines)
        if made != figure and not 0 < figure - made <= _adrift(d, control):
            yield _differs(control, made, figure, lines)


def _adrift(d: Disclosure, control: ControlFigure) -> Decimal:
    """Money of lines that would match but for a unit nobody knows: unit_unknown's, not another finding."""
    anywhere = control.model_copy(update={"unit": ""})
    return total(
        line.amount
        for line in d.budget.lines
        if control.unit and line.unit not in d.budget.unit_by_code and matches(anywhere, line)
    )


def _differs(
    control: ControlFigure, made: Decimal, figure: Decimal, lines: list[LineItem]
) -> Problem:
    field = "approved" if control.approved is not None else "control"
    what = "、".join(
        text
        for text in (
            control.unit, control.source.value, "上年结转" if control.carryover else "",
            control.category.value if control.category else "", control.project,
        )
        if text
    )  # fmt: skip
    factor = made and figure and (made == figure * YUAN_PER_WAN or figure == made * YUAN_PER_WAN)
    hint = "，正好相差一万倍" if factor else f"，相差 {wan(abs(made - figure))} 万元"
    remedy = (
        "核对“基本信息”的金额单位，两张表的金额要用同一个单位"
        if factor
        else "核对“收支明细”中这些行的金额和资金来源；批复数录错的改这里"
    )
    return Problem(
        f"{what}：明细合计 {wan(made)} 万元，批复 {wan(figure)} 万元{hint}",
        remedy,
        (control.cell(field), *(line.cell("amount") for line in lines)),
    )


@rule("approval-does-not-cover", Severity.WARNING, Topic.APPROVAL, ("budget-law",))
def approval_does_not_cover(d: Disclosure) -> Iterator[Problem]:
    """每笔收支明细都应有对应的批复控制数。"""
    if not any(governing(c, d.budget.info.stage) is not None for c in d.budget.controls):
        return
    missing: dict[tuple[str, str], list[LineItem]] = defaultdict(list)
    for line in d.budget.lines:
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
