"""预留中小微企业份额 of purchases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from budgetgen.findings import CellRef, Severity
from budgetgen.model.money import YUAN_PER_WAN, plain, total
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.purchases.rows import doubtful
from budgetgen.rules.purchases.views import Bought, bought, typing_step
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.rules.yuan_or_wan.signs import whole_slip

_WORKS: Final = "B"
_LEAST: Final = Decimal(20)
"""A reserved share under one twentieth is none that anybody plans."""
_KIND: Final = {True: "works", False: "others"}
"""By whether it is 工程: what the law calls it."""


_LOOKED_AT: Final = (
    Matter.CONTROLS | Matter.LINES | Matter.PROJECTS | Matter.ASSETS | Matter.PRIOR | Matter.TABLES
)
"""Where an amount seems to be typed in the other 金额单位, the rules on amounts say nothing."""


@rule(
    "purchase-reserved-exceeds",
    Severity.ERROR,
    Topic.PROCUREMENT,
    ("cai-ku-2020-46",),
    needs=Matter.PURCHASES,
    also=_LOOKED_AT,
)
def purchase_reserved_exceeds(d: Material) -> Iterator[Problem]:
    """预留中小微企业份额不应超过采购金额。"""
    known = doubtful(d)
    for each in (x for x in bought(d) if id(x.first) not in known):
        reserved = each.reserved or Decimal(0)
        if reserved > each.amount + each.amount * typing_step(d) / YUAN_PER_WAN:
            yield Problem(
                f"“{each.first.item}”预留份额 {d.amount(reserved)}，"
                f"超过采购金额 {d.amount(each.amount)}",
                "核对预留份额和采购金额",
                (each.first.cell("reserved"),),
            )


@rule(
    "reserved-is-share",
    Severity.WARNING,
    Topic.PROCUREMENT,
    ("cai-ku-2020-46",),
    needs=Matter.PURCHASES,
)
def reserved_is_share(d: Material) -> Iterator[Problem]:
    """预留中小微企业份额填金额，不填比例。"""
    for each in (x for x in bought(d) if _is_share(d, x)):
        assert each.reserved is not None
        share = each.reserved / d.typed_unit.yuan
        yield Problem(
            f"“{each.first.item}”预留份额填的是 {plain(share)}，可能是比例；按金额读是 {d.amount(each.reserved)}",
            f"填金额，如采购金额的 {share:.0%} 是 {d.amount(each.amount * share)}；确是这么多的，说明理由",
            (each.first.cell("reserved"),),
        )


def _is_share(d: Material, each: Bought) -> bool:
    """Whether what was typed is at most 1, and far less than a share that the law speaks of."""
    reserved = each.reserved or Decimal(0)
    return 0 < reserved <= d.typed_unit.yuan and reserved < each.amount / _LEAST


@dataclass(frozen=True, slots=True)
class _Procured:
    """采购项目: what is bought with one project's money, or from one origin; the law's limits are its."""

    works: bool
    things: tuple[Bought, ...]

    @property
    def amount(self) -> Decimal:
        return total(each.amount for each in self.things)

    @property
    def reserved(self) -> Decimal:
        return total(each.reserved or Decimal(0) for each in self.things)

    @property
    def cells(self) -> tuple[CellRef, ...]:
        return tuple(each.first.cell("reserved") for each in self.things)


def _procured(d: Material) -> tuple[_Procured, ...]:
    """采购项目 that reach the place's 采购限额标准; those with a doubtful amount are left out."""
    groups: dict[tuple[object, ...], list[Bought]] = defaultdict(list)
    for each in bought(d):
        groups[_project(each)].append(each)
    if whole_slip(d):
        return ()  # workbook_in_another_unit says it: nothing can be held against a limit.
    known, law = doubtful(d), d.profile.law(d.budget.info.year)
    made = (_Procured(bool(key[0]), tuple(things)) for key, things in groups.items())
    return tuple(
        each
        for each in made
        if each.amount >= law.number(f"procurement-threshold-{_KIND[each.works]}")
        and not any(id(thing.first) in known or _is_share(d, thing) for thing in each.things)
    )


def _project(each: Bought) -> tuple[object, ...]:
    """By 项目编码, without one by 采购来源名称, without that by itself; 工程 apart."""
    row, works = each.first, each.first.catalogue.strip().startswith(_WORKS)
    if row.project:
        return works, row.project
    origin = row.origin_name.strip()
    return (works, row.unit, origin) if origin else (works, id(row))


def _limit(d: Material, works: bool) -> Decimal:
    return d.profile.law(d.budget.info.year).number(f"reserved-all-{_KIND[works]}")


@rule(
    "purchase-not-reserved",
    Severity.WARNING,
    Topic.PROCUREMENT,
    ("cai-ku-2020-46",),
    needs=Matter.PURCHASES,
    also=_LOOKED_AT,
    formerly=("purchase-reserved-low",),
)
def purchase_not_reserved(d: Material) -> Iterator[Problem]:
    """采购限额标准以上、全部预留的限额以下的采购项目，适宜由中小企业提供的应全部预留（按通行做法，供参考）。"""
    small = [x for x in _procured(d) if x.amount <= _limit(d, x.works)]
    short = [x for x in small if x.reserved < x.amount]
    if short:
        yield Problem(
            f"{len(short)} 个采购项目在全部预留的限额以内，没有全部预留给中小微企业",
            "预留份额改为采购金额；不适宜由中小企业提供的，说明理由",
            tuple(cell for each in short for cell in each.cells),
        )


@rule(
    "purchase-reserved-low",
    Severity.WARNING,
    Topic.PROCUREMENT,
    ("cai-ku-2020-46",),
    needs=Matter.PURCHASES,
    also=_LOOKED_AT,
)
def purchase_reserved_low(d: Material) -> Iterator[Problem]:
    """全部预留的限额以上的采购项目，预留给中小企业的合计不低于规定比例（按通行做法，供参考）。"""
    law, procured = d.profile.law(d.budget.info.year), _procured(d)
    for works in (False, True):
        large = [x for x in procured if x.works is works and x.amount > _limit(d, works)]
        amount, reserved = total(x.amount for x in large), total(x.reserved for x in large)
        share = law.number(f"reserved-share-{_KIND[works]}") / 100
        if reserved < amount * share:
            yield Problem(
                f"{'工程' if works else '货物和服务'}超过限额的采购项目共 {d.amount(amount)}，"
                f"预留 {d.amount(reserved)}，不到 {share:.0%}",
                "提高预留份额；不适宜由中小企业提供的，说明理由",
                tuple(cell for each in large for cell in each.cells),
            )


@rule(
    "purchase-reserved-micro",
    Severity.NOTICE,
    Topic.PROCUREMENT,
    ("cai-ku-2020-46",),
    needs=Matter.PURCHASES,
    also=_LOOKED_AT,
)
def purchase_reserved_micro(d: Material) -> Iterator[Problem]:
    """超过限额的采购项目，预留份额中给小型、微型企业的不低于规定比例；工作簿不分中型和小微，只能提醒（供参考）。"""
    large = [x for x in _procured(d) if x.amount > _limit(d, x.works) and x.reserved]
    share = d.profile.law(d.budget.info.year).number("reserved-share-micro") / 100
    if large:
        reserved = total(each.reserved for each in large)
        yield Problem(
            f"超过限额的采购项目预留 {d.amount(reserved)}，其中给小型、微型企业的应不低于"
            f" {share:.0%}，即 {d.amount(reserved * share)}",
            "编制采购文件时落实",
            tuple(cell for each in large for cell in each.cells),
        )
