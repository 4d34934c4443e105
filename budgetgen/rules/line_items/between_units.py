"""Several units in one workbook: the department's figures, a unit's own rows, money counted twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from budgetgen.findings import CellRef, Severity, listed
from budgetgen.model.budget import Budget
from budgetgen.model.money import plain, total
from budgetgen.model.records import Asset, LineItem, PriorFigure
from budgetgen.model.vocabulary import OWN, AssetClass, Category, Item, Scope, Source, UnitTier
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.tables.operating_cost import has_operating_cost

_FACING = (
    (Category.TO_AFFILIATE, Source.SUPERIOR),
    (Category.TO_SUPERIOR, Source.AFFILIATE),
)
"""What one unit spends is what the other one receives."""


# 部门数与各单位数 ---------------------------------------------------------------------------------


@rule(
    "department-figure-differs",
    Severity.WARNING,
    Topic.CHANGES,
    ("budget-law",),
    needs=Matter.UNITS,
    also=Matter.ASSETS | Matter.PRIOR,
)
def department_figure_differs(d: Material) -> Iterator[Problem]:
    """部门数和各单位数都填了的，部门数应等于各单位数之和。"""
    for whole in _typed_twice(d.budget):
        if whole.gap and not whole.is_rounding:
            absent = [each.name for each in d.budget.units if each.code not in whole.units]
            shown = d.amount if whole.is_money else plain
            gap = f"；没有填的单位：{'、'.join(absent)}" if absent else ""
            yield Problem(
                f"{whole.what}：部门数 {shown(whole.amount)}，各单位合计 {shown(whole.parts)}{gap}；"
                "部门的公开文件印出部门数",
                "核对并改正；由各单位合计的，删去没有单位编码的行；确有抵销的，说明理由",
                whole.cells,
            )


@rule(
    "department-figure-rounds",
    Severity.NOTICE,
    Topic.CHANGES,
    ("form-itself",),
    needs=Matter.UNITS,
    also=Matter.ASSETS | Matter.PRIOR,
    formerly=("department-figure-differs",),
)
def department_figure_rounds(d: Material) -> Iterator[Problem]:
    """四舍五入：各单位公开的数分别进位，加起来与部门公开的数可能差一点，属于正常情况。"""
    for whole in _typed_twice(d.budget):
        if whole.gap and whole.is_rounding:
            yield Problem(
                f"{whole.what}：部门数 {d.amount(whole.amount)}，各单位合计 {d.amount(whole.parts)}，"
                f"{len(whole.units)} 个单位的数分别四舍五入到 0.01 万元，会有这样的尾差",
                "照公开的数填的，不用改；照批复文件填的，核对改正",
                whole.cells,
            )


@dataclass(frozen=True, slots=True)
class _TypedTwice:
    """A figure that is given for the department and for its units."""

    what: str
    amount: Decimal
    parts: Decimal
    units: frozenset[str]
    cells: tuple[CellRef, ...]
    is_money: bool

    @property
    def gap(self) -> Decimal:
        return abs(self.amount - self.parts)

    @property
    def is_rounding(self) -> bool:
        """Whether so many printed figures can miss by as much: each by up to half of the last place."""
        return self.is_money and self.gap <= _HALF_OF_THE_LAST_PLACE * (len(self.units) + 1)


_HALF_OF_THE_LAST_PLACE: Final = Decimal(50)
"""元: 0.005万元."""


def _typed_twice(b: Budget) -> Iterator[_TypedTwice]:
    for item in Item:
        rows = [row for row in b.prior if row.item is item]
        yield from _of_both(f"上年的{item}", "amount", rows)
    for kind in AssetClass:
        classes = [row for row in b.assets if row.kind is kind]
        yield from _of_both(f"{kind}的数量", "quantity", classes)
        yield from _of_both(f"{kind}的价值", "value", classes)


def _of_both(what: str, field: str, rows: Sequence[PriorFigure | Asset]) -> Iterator[_TypedTwice]:
    typed = [(row, Decimal(getattr(row, field))) for row in rows if getattr(row, field) is not None]
    units = frozenset(row.unit for row, _ in typed)
    if "" in units and len(units) > 1:
        yield _TypedTwice(
            what,
            total(amount for row, amount in typed if not row.unit),
            total(amount for row, amount in typed if row.unit),
            units - {""},
            tuple(row.cell(field) for row, _ in typed),
            field != "quantity",
        )


@rule(
    "unit-figure-missing",
    Severity.WARNING,
    Topic.CHANGES,
    ("form-itself",),
    needs=Matter.UNITS,
    also=Matter.ASSETS | Matter.PRIOR,
)
def unit_figure_missing(d: Material) -> Iterator[Problem]:
    """部门数由各单位合计的，每个单位都应填写。"""
    b = d.budget
    for unit in b.units if b.has_several_units else ():
        given = {row.item for row in b.prior if row.unit in ("", unit.code)}
        if not has_operating_cost(unit, d.profile, b.info.year):
            given.add(Item.OPERATING_COST)
        absent = [item for item in Item if item not in given and b.prior_amount(item) is not None]
        if absent:
            yield _incomplete("上年预算", f"{unit.name}没有填{'、'.join(absent)}")
        if b.assets and not any(row.unit in ("", unit.code) for row in b.assets):
            yield _incomplete("国有资产", f"没有{unit.name}的行")


def _incomplete(sheet: str, what: str) -> Problem:
    return Problem(
        f"{what}，部门数由其他单位合计，会少算",
        "补上这个单位的数，没有发生的填 0；只填部门数的，删去各单位的行，部门数一行的单位编码空着",
        (CellRef(sheet),),
    )


@rule(
    "unit-part-missing",
    Severity.WARNING,
    Topic.TEXT,
    ("form-itself",),
    also=Matter.ASSETS | Matter.DUTIES | Matter.GOALS,
)
def unit_part_missing(d: Material) -> Iterator[Problem]:
    """单位的公开文件应有本单位自己的资产、职责和绩效目标，不能用部门的代替。"""
    b = d.budget
    parts = (("国有资产", b.assets), ("部门职责", b.duties), ("整体绩效", b.goals))
    empty = [sheet for sheet, rows in parts if not rows]
    if b.info.scope is Scope.UNIT and empty:
        yield Problem(
            f"{listed(f'“{sheet}”' for sheet in empty)}没有{b.info.name}的行，公开文件的相应内容是空的",
            "补上这个单位的行；工作簿里有几个单位的，写明单位编码；确实没有的，说明理由",
            tuple(CellRef(sheet) for sheet in empty),
        )


# 单位之间的往来 -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Flow:
    """Lines of units that pay others, and lines of the others that receive it."""

    paid: tuple[LineItem, ...]
    received: tuple[LineItem, ...]

    @property
    def lines(self) -> tuple[LineItem, ...]:
        """Both sides."""
        return (*self.paid, *self.received)

    @property
    def twice(self) -> Decimal:
        """What the department counts twice: the smaller side, or the only one that is known."""
        return min(_sum(side) for side in (self.paid, self.received) if side)


@rule(
    "transfer-between-units",
    Severity.WARNING,
    Topic.TABLES,
    ("budget-law",),
    needs=Matter.UNITS | Matter.LINES,
)
def transfer_between_units(d: Material) -> Iterator[Problem]:
    """部门汇总时，所列单位之间的往来不应重复计入收支（推断：部门预算由本级和所属单位预算汇总而成）。"""
    known = d.budget.unit_by_code
    for (payer, receiver), flow in _named(d.budget).items():
        yield _counted_twice(d, known[payer].name, known[receiver].name, flow)


@rule(
    "transfer-perhaps-between-units",
    Severity.WARNING,
    Topic.TABLES,
    ("budget-law",),
    needs=Matter.UNITS | Matter.LINES,
    formerly=("transfer-between-units",),
)
def transfer_perhaps_between_units(d: Material) -> Iterator[Problem]:
    """补助、上缴可能是所列单位之间的，应写明往来单位（推断：部门预算由本级和所属单位预算汇总而成）。"""
    seen = {id(line) for flow in _named(d.budget).values() for line in flow.lines}
    for category, source in _FACING:
        flow = _facing(d.budget, category, source, seen)
        if flow.paid and flow.received:
            yield _perhaps_twice(d, category, source, flow)


def _counted_twice(d: Material, payer: str, receiver: str, flow: _Flow) -> Problem:
    return Problem(
        f"{payer}付给{receiver}的资金，支出{_shown(d, flow.paid)}，收入{_shown(d, flow.received)}，"
        f"部门收支总计重复计算 {d.amount(flow.twice)}",
        "应抵销的，只留一行，资金来源照付款单位填，用途照收款单位填；表样不要求抵销的，说明理由",
        tuple(line.cell("amount") for line in flow.lines),
    )


def _perhaps_twice(d: Material, category: Category, source: Source, flow: _Flow) -> Problem:
    return Problem(
        f"“{category}”（{d.amount(_sum(flow.paid))}）和其他单位的“{source}”（{d.amount(_sum(flow.received))}）"
        f"可能是同一笔资金，部门收支总计最多重复计算 {d.amount(flow.twice)}",
        "是所列单位之间往来的，写明往来单位编码，应抵销的只留一行；付给或来自其他单位的，"
        "也写明往来单位编码，或说明理由",
        tuple(line.cell("counterpart") for line in flow.lines),
    )


def _named(b: Budget) -> dict[tuple[str, str], _Flow]:
    """Lines that name a listed unit, by payer and receiver, with what answers them there without a name."""
    paid: dict[tuple[str, str], list[LineItem]] = defaultdict(list)
    received: dict[tuple[str, str], list[LineItem]] = defaultdict(list)
    known = b.unit_by_code
    for line in b.lines:
        if line.unit not in known or line.counterpart not in known or line.unit == line.counterpart:
            continue
        if _pays(line):
            paid[line.unit, line.counterpart].append(line)
        elif not line.carryover:
            received[line.counterpart, line.unit].append(line)
    return {
        (payer, receiver): _Flow(
            tuple(paid[payer, receiver] or _payments(b, payer, received[payer, receiver])),
            tuple(received[payer, receiver] or _receipts(b, receiver, paid[payer, receiver])),
        )
        for payer, receiver in sorted({*paid, *received})
    }


def _payments(b: Budget, unit: str, received: Iterable[LineItem]) -> Iterator[LineItem]:
    """Lines of a unit that name nobody and may have paid what another received."""
    sources = {x.source for x in received}
    categories = {category for category, source in _FACING if source in sources}
    lines = (x for x in b.lines if x.unit == unit and not x.counterpart)
    return (x for x in lines if x.category in categories)


def _receipts(b: Budget, unit: str, paid: Iterable[LineItem]) -> Iterator[LineItem]:
    """Lines of a unit that name nobody and may be what another paid."""
    categories = {x.category for x in paid}
    sources = {source for category, source in _FACING if category in categories}
    lines = (x for x in b.lines if x.unit == unit and not x.counterpart)
    return (x for x in lines if x.source in sources and not x.carryover)


def _pays(line: LineItem) -> bool:
    """Whether money goes to the unit named; else it came from there (from last year's if carried over)."""
    if any(line.category is category for category, _ in _FACING):
        return True
    return line.source not in OWN


def _facing(b: Budget, category: Category, source: Source, seen: set[int]) -> _Flow:
    """Lines of different units that name nobody and may be two sides of the same money."""
    nameless = [x for x in b.lines if not x.counterpart and id(x) not in seen]
    paid = [x for x in nameless if x.category is category]
    received = [x for x in nameless if x.source is source and not x.carryover]
    down = category is Category.TO_AFFILIATE
    pairs = {
        (p, r)
        for p in {x.unit for x in paid}
        for r in {x.unit for x in received}
        if (is_above(b, p, r) if down else is_above(b, r, p))
    }
    return _Flow(
        tuple(x for x in paid if x.unit in {p for p, _ in pairs}),
        tuple(x for x in received if x.unit in {r for _, r in pairs}),
    )


def is_above(b: Budget, upper: str, lower: str) -> bool:
    """Whether a unit can be the superior of another, by 主管单位编码 and 单位层级 as far as they are given."""
    known = b.unit_by_code
    if upper == lower or not {upper, lower} <= known.keys():
        return False
    if known[lower].parent in known:
        return known[lower].parent == upper
    return known[lower].tier is not UnitTier.SELF and known[upper].parent != lower


def _sum(lines: Iterable[LineItem]) -> Decimal:
    return total(line.amount for line in lines)


def _shown(d: Material, lines: Sequence[LineItem]) -> str:
    return f"列 {len(lines)} 行 {d.amount(_sum(lines))}" if lines else "没有列"
