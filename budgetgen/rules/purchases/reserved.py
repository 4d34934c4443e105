"""预留中小微企业份额 of purchases."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from budgetgen.findings import Severity
from budgetgen.model.money import YUAN_PER_WAN, total
from budgetgen.rules.material import Input, Material
from budgetgen.rules.purchases.rows import doubtful
from budgetgen.rules.purchases.views import Bought, bought, typing_step
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.rules.yuan_or_wan.scale import typed

_WORKS: Final = "B"
_KIND: Final = {True: "works", False: "others"}
"""By whether it is 工程: what the law calls it."""


@rule(
    "purchase-reserved-exceeds",
    Severity.ERROR,
    Topic.PROCUREMENT,
    ("cai-ku-2020-46",),
    needs=Input.PURCHASES | Input.TABLES,
    also=Input.CONTROLS | Input.LINES | Input.PROJECTS | Input.ASSETS | Input.PRIOR,
)
def purchase_reserved_exceeds(d: Material) -> Iterator[Problem]:
    """预留中小微企业份额不应超过采购金额。"""
    known = doubtful(d)
    for each in (x for x in bought(d) if id(x.first) not in known):
        reserved = each.reserved or Decimal(0)
        if reserved > each.amount + each.amount * typing_step(d) / YUAN_PER_WAN:
            yield Problem(
                f"“{each.first.item}”预留份额 {typed(d, reserved)}，"
                f"超过采购金额 {typed(d, each.amount)}",
                "核对预留份额和采购金额",
                (each.first.cell("reserved"),),
            )


@rule(
    "purchase-reserved-low",
    Severity.WARNING,
    Topic.PROCUREMENT,
    ("cai-ku-2020-46",),
    needs=Input.PURCHASES | Input.TABLES,
    also=Input.CONTROLS | Input.LINES | Input.PROJECTS | Input.ASSETS | Input.PRIOR,
)
def purchase_reserved_low(d: Material) -> Iterator[Problem]:
    """适宜由中小企业提供的，货物和服务二百万元、工程四百万元以下应全部预留，以上的预留不低于规定比例（按通行做法，供参考）。"""
    known, law = doubtful(d), d.profile.law(d.budget.info.year)
    all_under = {works: law.number(f"reserved-all-{kind}") for works, kind in _KIND.items()}
    things = [each for each in bought(d) if id(each.first) not in known]
    small = [x for x in things if x.amount <= all_under[_is_works(x)]]
    short = [x for x in small if (x.reserved or Decimal(0)) < x.amount]
    if short:
        yield Problem(
            f"{len(short)} 项采购在全部预留的限额以内，没有全部预留给中小微企业",
            "预留份额改为采购金额；不适宜由中小企业提供的，说明理由",
            tuple(each.first.cell("reserved") for each in short),
        )
    for works in (False, True):
        large = [x for x in things if _is_works(x) is works and x not in small]
        amount = total(each.amount for each in large)
        reserved = total(each.reserved or Decimal(0) for each in large)
        share = law.number(f"reserved-share-{_KIND[works]}") / 100
        if reserved < amount * share:
            yield Problem(
                f"{'工程' if works else '货物和服务'}超过限额的采购共 {typed(d, amount)}，"
                f"预留 {typed(d, reserved)}，不到 {share:.0%}",
                "提高预留份额；不适宜由中小企业提供的，说明理由",
                tuple(each.first.cell("reserved") for each in large),
            )


def _is_works(each: Bought) -> bool:
    return each.first.catalogue.strip().startswith(_WORKS)
