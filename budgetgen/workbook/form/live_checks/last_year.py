"""平衡检查之与上年比较: the figures that will be printed, against last year's, with a reason for every change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from types import MappingProxyType
from typing import Final

from budgetgen.model import vocabulary as v
from budgetgen.model.money import WAN, YUAN, plain
from budgetgen.model.three_public import THREE_PUBLIC
from budgetgen.workbook.form.content import Form
from budgetgen.workbook.form.formula import (
    Calc,
    Case,
    Value,
    add,
    choose,
    count_rows,
    is_filled,
    is_text,
    minus,
    rounded,
    sum_lines,
)
from budgetgen.workbook.form.helpers import Helper, helper_sum
from budgetgen.workbook.form.live_checks.line import (
    FOR_REFERENCE,
    GOOD,
    NOTHING,
    CheckRow,
    LiveCheck,
    bad,
    unknown,
)
from budgetgen.workbook.form.live_checks.spending import compared, start_of
from budgetgen.workbook.layout import LINES, REASONS

_PAID: Final = (v.Category.PERSONNEL, v.Category.PUBLIC, v.Category.PROJECT)
_CATEGORIES: Final[Mapping[v.Item, tuple[v.Category, ...]]] = MappingProxyType(
    {
        v.Item.BASIC: (v.Category.PERSONNEL, v.Category.PUBLIC),
        v.Item.PERSONNEL: (v.Category.PERSONNEL,),
        v.Item.PUBLIC: (v.Category.PUBLIC,),
        v.Item.PROJECT: (v.Category.PROJECT,),
    }
)
_NEEDS_REASON: Final = frozenset({v.Item.BASIC, v.Item.PROJECT, *THREE_PUBLIC})


def item_checks(form: Form) -> Iterator[LiveCheck]:
    """One line for each 事项."""
    for item in v.Item:
        yield _item_check(form, item, this_year(form, item), last_year(form, item))


def own_money_check(form: Form) -> LiveCheck:
    """单位资金安排的“三公”, shown apart: tables 9's figures are fiscal money only."""
    codes = [code for each in THREE_PUBLIC.values() for code in each]
    everything = add(
        [
            sum_lines(form, is_text("economic", code), is_text("category", category))
            for code, category in product(codes, _PAID)
        ]
    )
    fiscal = add([this_year(form, item) for item in THREE_PUBLIC])
    own = rounded(minus(everything, fiscal))
    return LiveCheck(
        "财政专户和单位资金安排的“三公”经费（不计入上面四项）",
        own, NOTHING, lambda _: (), start_of(LINES, "source"), FOR_REFERENCE,
    )  # fmt: skip


def _item_check(form: Form, item: v.Item, left: Calc, right: Calc) -> LiveCheck:
    reasons = count_rows(form, REASONS, is_text("item", item), is_filled("text"))
    must = item in _NEEDS_REASON
    gap = _gap(form, left, right)

    def cases(place: CheckRow) -> tuple[Case, ...]:
        known = Case(f'{place.right}=""', right.value == "", unknown("没有上年数"))
        if not must:
            return (known,)
        same = Case(f"{place.gap}=0", not gap(place).number, f"{GOOD}（没有增减）")
        why = Case(f"{reasons.formula}=0", not reasons.number, bad("有增减，没有写原因"))
        return known, same, why

    return LiveCheck(
        item.value, left, right, cases,
        start_of(REASONS, "text"), f"{GOOD}（已写原因）" if must else f"{FOR_REFERENCE}（原因可写可不写）",
        own_gap=gap, key=item.value,
    )  # fmt: skip


def _gap(form: Form, left: Calc, right: Calc) -> Callable[[CheckRow], Calc]:
    """增减额: the difference of the two printed figures, because readers re-add them."""
    typed, unit = (WAN if form.money is v.MoneyUnit.WAN else YUAN), form.profile.unit
    value: Value = ""
    if right.value != "":
        value = unit.change(left.number * typed.yuan, right.number * typed.yuan) / typed.yuan
    one = factor(form)
    return lambda p: Calc(
        f'IF({p.right}="","",ROUND((ROUND({p.left}/{one},2)-ROUND({p.right}/{one},2))*{one},6))',
        value,
    )


def factor(form: Form) -> str:
    """How many of the workbook's unit make one of the printed unit."""
    unit = form.profile.unit
    return (
        f'IF({form.info_cell("money_unit")}="{v.MoneyUnit.WAN}",'
        f"{plain(unit.yuan / WAN.yuan)},{plain(unit.yuan)})"
    )


def last_year(form: Form, item: v.Item) -> Calc:
    """上年数, 同口径上年数 before the published one; blank where nobody typed one."""
    count, figure = compared(form, item)
    return choose(Case(f"{count.formula}=0", not count.number, NOTHING), otherwise=figure)


def this_year(form: Form, item: v.Item) -> Calc:
    """本年数 of an item, all units together."""
    if item is v.Item.TOTAL:
        return rounded(sum_lines(form, is_filled("category")))
    if item is v.Item.OPERATING_COST:
        return _operating_cost(form)
    if item in THREE_PUBLIC:
        parts = _fiscal(form, sorted(THREE_PUBLIC[item]))
    else:
        parts = [sum_lines(form, is_text("category", each)) for each in _CATEGORIES[item]]
    return rounded(add(parts))


def _fiscal(form: Form, codes: Sequence[str]) -> list[Calc]:
    sources = [source for source in v.Source if source in v.FISCAL]
    return [
        sum_lines(
            form,
            is_text("economic", code),
            is_text("source", source),
            is_text("category", category),
        )
        for code, source, category in product(codes, sources, _PAID)
    ]


def _operating_cost(form: Form) -> Calc:
    """机关运行经费: 公用经费 of the general budget, of all units or the administrative ones."""
    whole = sum_lines(
        form, is_text("source", v.Source.GENERAL), is_text("category", v.Category.PUBLIC)
    )
    if form.profile.operating_cost.units == "all":
        return rounded(whole)
    return rounded(minus(whole, helper_sum(form, Helper.OTHER_PUBLIC_COST)))
