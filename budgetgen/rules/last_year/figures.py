"""上年预算: last year's figures among themselves and against this year's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from budgetgen.findings import CellRef, Severity
from budgetgen.model.money import total
from budgetgen.model.records import PriorFigure
from budgetgen.model.vocabulary import BASIC, Category, Item
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.rules.yuan_or_wan.sheets import mistyped_priors

_PARTS: Final = (
    (Item.TOTAL, (Item.BASIC, Item.PROJECT)),
    (Item.BASIC, (Item.PERSONNEL, Item.PUBLIC)),
)
_ENOUGH: Final = 4
_HUNDRED: Final = Decimal(100)
_Figures = dict[Item, PriorFigure]


def _by_unit(d: Material) -> Iterator[_Figures]:
    found: dict[str, _Figures] = defaultdict(dict)
    for figure in d.budget.prior:
        found[figure.unit].setdefault(figure.item, figure)
    yield from found.values()


@rule(
    "prior-figures-disagree",
    Severity.WARNING,
    Topic.CHANGES,
    ("cai-yu-2016-143",),
    needs=Matter.LINES | Matter.PRIOR | Matter.TABLES,
)
def prior_figures_disagree(d: Material) -> Iterator[Problem]:
    """上年的收支总额应等于基本支出加项目支出，基本支出应等于人员经费加公用经费。"""
    for figures, gaps in _gaps(d):
        if gaps:
            said = "；".join(_gap(d, figures, whole, parts) for whole, parts in gaps)
            items = dict.fromkeys(item for whole, parts in gaps for item in (whole, *parts))
            # Where both sums are off, what they share is the likely slip and comes first.
            order = sorted(items, key=lambda item: len(gaps) > 1 and item is not Item.BASIC)
            yield Problem(
                f"上年数不一致：{said}", "照上年批复的预算核对；上年还有经营支出等其他支出的，说明理由",
                tuple(figures[item].cell("amount") for item in order),
            )  # fmt: skip


def _gaps(d: Material) -> Iterator[tuple[_Figures, list[tuple[Item, tuple[Item, ...]]]]]:
    """Last year's figures, unit by unit, with the sums that their parts miss."""
    misread = mistyped_priors(d)
    for figures in _by_unit(d):
        yield (
            figures,
            [
                (whole, parts)
                for whole, parts in _PARTS
                if {whole, *parts} <= figures.keys()
                and not misread & {whole, *parts}
                and _is_off(d, figures, whole, parts)
            ],
        )


def disputed_priors(d: Material) -> set[Item]:
    """Items of which one figure at least is wrong: what is said about their change may be right."""
    return {item for _, gaps in _gaps(d) for whole, parts in gaps for item in (whole, *parts)}


def _is_off(d: Material, figures: _Figures, whole: Item, parts: tuple[Item, ...]) -> bool:
    made, said = total(figures[item].amount for item in parts), figures[whole].amount
    usual = all(x.category in {*BASIC, Category.PROJECT} for x in d.budget.lines)
    # Agencies with 经营支出 and the like had them last year as well, in the total only.
    return made > said if whole is Item.TOTAL and not usual else made != said


def _gap(d: Material, figures: _Figures, whole: Item, parts: tuple[Item, ...]) -> str:
    made = total(figures[item].amount for item in parts)
    return f"{'加'.join(parts)}是 {d.amount(made)}，{whole}是 {d.amount(figures[whole].amount)}"


@rule(
    "caliber-unexplained", Severity.WARNING, Topic.CHANGES, ("cai-yu-2016-143",), needs=Matter.PRIOR
)
def caliber_unexplained(d: Material) -> Iterator[Problem]:
    """同口径上年数与上年公开的数不同的，应说明口径变化原因；没有同口径上年数的，不用写。"""
    for each in d.budget.prior:
        shifted = each.comparable is not None and each.comparable != each.amount
        if shifted and not each.caliber_reason.strip():
            yield Problem(
                f"{each.item}的同口径上年数是 {d.amount(each.compared)}，上年公开数是 {d.amount(each.amount)}，"
                "没有写口径变化原因",
                "在“口径变化原因”写明，如机构划转、统计范围改变；两个数与原因一并公开",
                (each.cell("caliber_reason"),),
            )
        elif each.caliber_reason.strip() and not shifted:
            yield Problem(
                f"{each.item}写了口径变化原因，同口径上年数却空着或与上年公开数相同，原因不会印出",
                "填上同口径上年数；口径没有变化的，删去原因",
                (each.cell("comparable"), each.cell("caliber_reason")),
            )


@rule(
    "prior-figures-copied",
    Severity.WARNING,
    Topic.CHANGES,
    ("cai-yu-2016-143",),
    needs=Matter.PRIOR | Matter.TABLES,
)
def prior_figures_copied(d: Material) -> Iterator[Problem]:
    """上年预算应填上年批复的数，不是本年数。"""
    changes = [d.figures.changes[item] for item in Item]
    known = [each for each in changes if each.last_year]
    same = [each for each in known if each.last_year == each.this_year]
    if len(same) >= _ENOUGH and len(same) == len(known):
        yield Problem(
            f"上年预算有 {len(same)} 个数与本年完全相同，可能照抄了本年数",
            "照上年批复的预算填写；确实没有变化的，说明理由",
            tuple(figure.cell("amount") for figure in d.budget.prior if figure.amount),
        )


@rule(
    "prior-figures-executed",
    Severity.NOTICE,
    Topic.CHANGES,
    ("cai-yu-2016-143",),
    needs=Matter.LINES | Matter.PRIOR | Matter.TABLES,
)
def prior_figures_executed(d: Material) -> Iterator[Problem]:
    """上年数是上年批复的预算，不是决算（推断：本年预算都到百元，上年数却有零头）。"""
    misread = mistyped_priors(d)  # amounts_in_another_unit says it.
    odd = [x for x in d.budget.prior if x.amount % _HUNDRED and x.item not in misread]
    lines = d.budget.lines
    if lines and len(odd) >= _ENOUGH - 1 and not any(line.amount % _HUNDRED for line in lines):
        cells: tuple[CellRef, ...] = tuple(figure.cell("amount") for figure in odd)
        yield Problem(
            f"上年预算有 {len(odd)} 个数有零头，可能是决算数",
            "改填上年批复的预算数；批复数确有零头的，不用改",
            cells,
        )
