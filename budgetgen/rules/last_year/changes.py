"""This year against last year: figures given, reasons for every change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from budgetgen.findings import CellRef, Severity
from budgetgen.model.vocabulary import Item, Scope
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.rules.yuan_or_wan.sheets import mistyped_priors

_BUDGET = (Item.BASIC, Item.PROJECT)
_THREE_PUBLIC = (Item.ABROAD, Item.VEHICLE_PURCHASE, Item.VEHICLE_RUNNING, Item.RECEPTION)
COMPARED: Final = (Item.TOTAL, *_BUDGET, *_THREE_PUBLIC)
"""Items whose figure of last year must be given."""
EXPLAINED: Final = (*_BUDGET, *_THREE_PUBLIC)
"""Items whose every change must have its reason, however small."""


@rule(
    "prior-figure-missing",
    Severity.WARNING,
    Topic.CHANGES,
    ("cai-yu-2016-143",),
    needs=Matter.PRIOR | Matter.TABLES,
)
def prior_figure_missing(d: Material) -> Iterator[Problem]:
    """收支总额、基本支出、项目支出和“三公”经费应与上年预算比较。"""
    changes = d.figures.changes
    missing = [item for item in COMPARED if not changes[item].known]
    if missing:
        names = "、".join(missing)
        yield Problem(
            f"没有{names}的上年数，正文无法说明增减",
            f"在“上年预算”补上{_whose(d)}，没有发生的填 0",
            (CellRef("上年预算"),),
        )


@rule(
    "reason-missing",
    Severity.ERROR,
    Topic.CHANGES,
    ("cai-yu-2016-143",),
    needs=Matter.LINES | Matter.PRIOR | Matter.REASONS | Matter.TABLES,
)
def reason_missing(d: Material) -> Iterator[Problem]:
    """基本支出、项目支出比上年有增减的，应说明原因。"""
    yield from _without_reason(d, _BUDGET)


@rule(
    "three-public-reason-missing",
    Severity.ERROR,
    Topic.THREE_PUBLIC,
    ("cai-yu-2016-143",),
    needs=Matter.LINES | Matter.PRIOR | Matter.REASONS | Matter.TABLES,
)
def three_public_reason_missing(d: Material) -> Iterator[Problem]:
    """“三公”经费各项比上年有增减的，应说明原因。"""
    yield from _without_reason(d, _THREE_PUBLIC)


def _without_reason(d: Material, items: tuple[Item, ...]) -> Iterator[Problem]:
    misread = mistyped_priors(d)  # amounts_in_another_unit says it.
    for item in items:
        change = d.figures.changes[item]
        if change.known and change.amount and not change.reason and item not in misread:
            yield Problem(
                f"{item}比上年{change.direction} {d.amount(abs(change.exact))}，没有写原因",
                f"在“增减原因”写明{item}{change.direction}的原因{_whose(d)}",
                (d.budget.reason_cell(item),),
            )


def _whose(d: Material) -> str:
    unit = d.budget.info.scope is Scope.UNIT
    return "（工作簿里有几个单位的，写上单位编码）" if unit else ""


@rule(
    "reason-without-change",
    Severity.NOTICE,
    Topic.CHANGES,
    ("form-itself",),
    needs=Matter.REASONS | Matter.TABLES,
    also=Matter.UNITS,
)
def reason_without_change(d: Material) -> Iterator[Problem]:
    """没有增减的事项不用写原因。"""
    for reason in d.budget.reasons:
        if d.budget.speaker(reason):
            continue  # A unit's own change, printed in its own disclosure.
        change = d.figures.changes[reason.item]
        if reason.text.strip() and change.known and not change.amount:
            yield Problem(
                f"{reason.item}与上年持平，写的原因不会印出", "删去原因，或核对上年数",
                (reason.cell("text"),),
            )  # fmt: skip
