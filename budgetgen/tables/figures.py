"""正文数字: every figure that a sentence, form or memo may use, by the same roll-up as the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from budgetgen.model.budget import Budget
from budgetgen.model.records import LineItem
from budgetgen.model.vocabulary import Category, Item, Source
from budgetgen.profiles import Profile
from budgetgen.profiles.settings import IncomeKind
from budgetgen.tables import naming
from budgetgen.tables import predicates as p
from budgetgen.tables.breakdown import Breakdown, Named, by_economic
from budgetgen.tables.catalog import (
    SPENDING_HEADS,
    THREE_PUBLIC_ROWS,
    VEHICLE_ROWS,
    income_rows,
    row_name,
)
from budgetgen.tables.changes import AND_OTHERS, OTHERS, AgainstLastYear, YearChange
from budgetgen.tables.engine import Figure, figure
from budgetgen.tables.operating_cost import is_administrative

OTHER_INCOME: Final = "其他来源收入"
"""收入说明: what no kind of the profile names."""
CARRYOVER: Final = "上年结转结余"
_OF_BUDGET: Final = ("一般公共预算财政拨款安排", "其他资金安排")
"""公用经费 of table 6, and what other money pays."""
_NO_SUBJECT: Final = "未列经济分类科目"
SPOKEN: Final = (OTHER_INCOME, CARRYOVER, *_OF_BUDGET, _NO_SUBJECT, OTHERS, AND_OTHERS)
"""Names of what stands in sentences and in no table; a profile renames them as it does those of tables."""


@dataclass(frozen=True)
class Figures:
    """All figures of a disclosure; pure functions of the line items, last year's figures and reasons."""

    budget: Budget
    profile: Profile

    @cached_property
    def _lines(self) -> tuple[LineItem, ...]:
        return self.budget.lines

    def _sum(self, *conditions: p.Predicate) -> Figure:
        return figure(self._lines, p.both(*conditions))

    @cached_property
    def total(self) -> Figure:
        """收支总额: table 1's 总计, carry-over and year-end included."""
        return self._sum(p.every)

    @cached_property
    def income(self) -> Figure:
        """本年收入合计: table 1's, without carry-over."""
        return self._sum(p.is_new)

    @cached_property
    def carryover(self) -> Figure:
        """上年结转结余: table 1's; never income of this year."""
        return self._sum(p.is_carryover)

    @cached_property
    def income_total(self) -> Breakdown:
        """收入总计: 本年收入 and 上年结转结余."""
        parts = (self._named("本年收入", self.income), self.income_kinds[-1])
        return Breakdown(self.total, parts)

    @cached_property
    def spending_total(self) -> Breakdown:
        """支出总计: 本年支出 and 年终结转结余."""
        kept = self._named(Category.YEAR_END.value, self.year_end)
        parts = (self._named("本年支出", self.spent), kept)
        return Breakdown(self.total, parts)

    @cached_property
    def this_year_kinds(self) -> Breakdown:
        """本年收入 by the kinds that table 1 lists, nil ones too, or by the profile's own.

        What no kind of the profile's names stands in the one that takes the rest, else under 其他来源.
        """
        kinds = [each for each in self._kinds if not each.carryover]
        lines = self.income.lines
        named = [Named(kind.name, figure(lines, p.from_source(*kind.sources))) for kind in kinds]
        seen = {id(line) for each in named for line in each.figure.lines}
        rest = Figure(tuple(line for line in lines if id(line) not in seen))
        places = [index for index, kind in enumerate(kinds) if kind.rest]
        if places:
            named[places[0]] = Named(kinds[places[0]].name, rest)
        elif rest.lines:
            named.append(Named(self.profile.label(OTHER_INCOME), rest))
        return Breakdown(self.income, tuple(named))

    @cached_property
    def _kinds(self) -> tuple[IncomeKind, ...]:
        if self.profile.income_kinds:
            return self.profile.income_kinds
        return tuple(
            IncomeKind(name=row_name(self.profile, label), sources=tuple(sources))
            for label, sources in income_rows(self.profile.printed_tables)
        )

    @cached_property
    def income_kinds(self) -> tuple[Named, ...]:
        """收入总计 by kind: :attr:`this_year_kinds`, then carry-over by itself."""
        named = [each.name for each in self._kinds if each.carryover]
        name = named[0] if named else self.profile.label(CARRYOVER)
        return (*self.this_year_kinds.parts, Named(name, self.carryover))

    @cached_property
    def spent(self) -> Figure:
        """本年支出合计: table 3's 合计."""
        return self._sum(p.is_spent)

    @cached_property
    def year_end(self) -> Figure:
        """年终结转结余: table 1's; kept, not spent."""
        return self._sum(p.is_year_end)

    @cached_property
    def spent_kinds(self) -> Breakdown:
        """本年支出 by 基本支出, 项目支出 and those of the others that are not nil, named as table 3 does."""
        always = (self._named("基本支出", self.basic), self._named("项目支出", self.project))
        kept = self.profile.label(Category.YEAR_END.value)
        others = (each for each in self.other_spending if each.name != kept)
        return Breakdown(self.spent, (*always, *others))

    def _named(self, name: str, made: Figure) -> Named:
        return Named(self.profile.label(name), made)

    @cached_property
    def basic(self) -> Figure:
        """基本支出."""
        return self._sum(p.is_basic)

    @cached_property
    def personnel(self) -> Figure:
        """人员经费."""
        return self._sum(p.for_category(Category.PERSONNEL))

    @cached_property
    def public(self) -> Figure:
        """公用经费."""
        return self._sum(p.for_category(Category.PUBLIC))

    @cached_property
    def basic_kinds(self) -> Breakdown:
        """基本支出: 人员经费 and 公用经费."""
        parts = (self._named("人员经费", self.personnel), self._named("公用经费", self.public))
        return Breakdown(self.basic, parts)

    @cached_property
    def public_kinds(self) -> Breakdown:
        """公用经费: what table 6 shows of it, and what other money pays; no parts where that is nil."""
        general = figure(self.public.lines, p.from_source(Source.GENERAL))
        other = Figure(tuple(x for x in self.public.lines if x.source is not Source.GENERAL))
        both = zip(_OF_BUDGET, (general, other), strict=True)
        parts = tuple(self._named(name, made) for name, made in both) if other.lines else ()
        return Breakdown(self.public, parts)

    @cached_property
    def general_basic(self) -> Breakdown:
        """一般公共预算财政拨款基本支出: table 6 by economic subject (类)."""
        whole = self._sum(p.from_source(Source.GENERAL), p.is_basic)
        name = naming(self.budget, self.profile).economic
        parts = by_economic(whole, 3, name, self.profile.label(_NO_SUBJECT))
        return Breakdown(whole, parts)

    @cached_property
    def project(self) -> Figure:
        """项目支出."""
        return self._sum(p.is_project)

    @cached_property
    def other_spending(self) -> tuple[Named, ...]:
        """经营支出, 上解上级支出, 对附属单位补助支出 as table 3 has them, 年终结转结余: those that are not nil."""
        rest = (*SPENDING_HEADS, (Category.YEAR_END.value, Category.YEAR_END))
        named = (self._named(name, self._sum(p.for_category(kind))) for name, kind in rest)
        return tuple(each for each in named if each.figure.lines)

    @cached_property
    def operating_cost(self) -> Figure:
        """机关运行经费: 公用经费 of table 6, of all units or of the administrative ones (profile)."""
        return self._operating_cost if self._counts_all else self._of_administrative

    @cached_property
    def _counts_all(self) -> bool:
        return self.profile.operating_cost.units == "all"

    @cached_property
    def _operating_cost(self) -> Figure:
        """Of all units, whatever they are."""
        return self._sum(p.from_source(Source.GENERAL), p.for_category(Category.PUBLIC))

    @cached_property
    def _of_administrative(self) -> Figure:
        """As the national statistics count it."""
        codes = {unit.code for unit in self.budget.units} - self.administrative_units
        if not self.budget.has_several_units:
            codes |= {""} if codes else set()
        return Figure(tuple(x for x in self._operating_cost.lines if x.unit not in codes))

    @cached_property
    def operating_cost_left_out(self) -> Figure:
        """公用经费 of table 6 that is not 机关运行经费: that of units which the statistics don't count."""
        counted = set(map(id, self.operating_cost.lines))
        return Figure(tuple(x for x in self._operating_cost.lines if id(x) not in counted))

    @cached_property
    def operating_cost_uses(self) -> Breakdown:
        """机关运行经费 by its uses."""
        return Breakdown(self.operating_cost, self.operating_uses)

    @cached_property
    def administrative_units(self) -> frozenset[str]:
        """单位编码 of the units that 机关运行经费 counts (law/values.toml)."""
        year = self.budget.info.year
        return frozenset(
            u.code for u in self.budget.units if is_administrative(u, self.profile, year)
        )

    @cached_property
    def counts_operating_cost(self) -> bool:
        """Whether there is a unit that has 机关运行经费; a school alone isn't in the statistics."""
        return self._counts_all or bool(self.administrative_units) or not self.budget.units

    @cached_property
    def other_caliber(self) -> Decimal | None:
        """机关运行经费 counted the other way, where last year's figure seems to be of that caliber; else None.

        Of two calibers the nearer one. 同口径上年数 decides, and may say that nothing has changed.
        """
        last = self.budget.prior_amount(Item.OPERATING_COST)
        told = any(
            each.item is Item.OPERATING_COST and each.comparable is not None
            for each in self.budget.prior
        )
        other = self._of_administrative if self._counts_all else self._operating_cost
        if last is None or told or other.amount == self.operating_cost.amount:
            return None
        public = self.budget.prior_amount(Item.PUBLIC)
        apart = abs(other.amount - self.operating_cost.amount)
        # Where all units count, 公用经费 shows whether they did: what is left of it is others' cost.
        whole = self._counts_all and (public is None or public - last < apart / 2)
        nearer = abs(last - other.amount) < abs(last - self.operating_cost.amount)
        return other.amount if nearer and not whole else None

    @cached_property
    def operating_uses(self) -> tuple[Named, ...]:
        """机关运行经费 by economic subject (款) in code order, or by the profile's groups and what they leave."""
        lines, form = self.operating_cost.lines, self.profile.operating_cost
        if not form.groups:
            name = naming(self.budget, self.profile).economic
            return by_economic(self.operating_cost, 5, name, form.rest)
        grouped = {code for group in form.groups for code in group.codes}
        named = (
            *(Named(g.name, figure(lines, p.for_economic(g.codes))) for g in form.groups),
            Named(form.rest, Figure(tuple(x for x in lines if x.economic not in grouped))),
        )
        return tuple(each for each in named if each.figure.lines)

    def _three_public(self, condition: p.Predicate) -> Figure:
        return self._sum(p.is_fiscal, p.is_three_public, condition)

    @cached_property
    def three_public(self) -> Figure:
        """“三公”经费 paid by the three fiscal budgets: table 9's 小计."""
        return self._three_public(p.every)

    @cached_property
    def abroad(self) -> Figure:
        """因公出国（境）费."""
        return self._three_public(p.for_economic(p.ABROAD_CODES))

    @cached_property
    def vehicle(self) -> Figure:
        """公务用车购置及运行维护费."""
        return self._three_public(p.for_economic(p.VEHICLE_CODES))

    @cached_property
    def three_public_kinds(self) -> Breakdown:
        """“三公”经费 by its three kinds, named as table 9 does."""
        made = (self.abroad, self.vehicle, self.reception)
        parts = (
            Named(row_name(self.profile, label), each)
            for label, each in zip(THREE_PUBLIC_ROWS, made, strict=True)
        )
        return Breakdown(self.three_public, tuple(parts))

    @cached_property
    def vehicle_kinds(self) -> Breakdown:
        """公务用车购置及运维费: 购置 and 运行维护."""
        made = (self.vehicle_purchase, self.vehicle_running)
        parts = (
            Named(row_name(self.profile, label), each)
            for label, each in zip(VEHICLE_ROWS, made, strict=True)
        )
        return Breakdown(self.vehicle, tuple(parts))

    @cached_property
    def vehicle_purchase(self) -> Figure:
        """公务用车购置费."""
        return self._three_public(p.for_economic(p.VEHICLE_PURCHASE_CODES))

    @cached_property
    def vehicle_running(self) -> Figure:
        """公务用车运行维护费."""
        return self._three_public(p.for_economic(p.VEHICLE_RUNNING_CODES))

    @cached_property
    def reception(self) -> Figure:
        """公务接待费."""
        return self._three_public(p.for_economic(p.RECEPTION_CODES))

    @cached_property
    def comparison(self) -> AgainstLastYear:
        """与上年比较, what is summed of :attr:`changes` included."""
        return AgainstLastYear(self)

    @cached_property
    def changes(self) -> Mapping[Item, YearChange]:
        """Every 事项 against last year."""
        this_year = {
            Item.TOTAL: self.total, Item.BASIC: self.basic, Item.PERSONNEL: self.personnel,
            Item.PUBLIC: self.public, Item.PROJECT: self.project, Item.ABROAD: self.abroad,
            Item.VEHICLE_PURCHASE: self.vehicle_purchase,
            Item.VEHICLE_RUNNING: self.vehicle_running,
            Item.RECEPTION: self.reception, Item.OPERATING_COST: self.operating_cost,
        }  # fmt: skip
        return {item: self._change(item, made.amount) for item, made in this_year.items()}

    def _change(self, item: Item, made: Decimal) -> YearChange:
        budget = self.budget
        given, compared = budget.prior_amount(item), budget.comparable_amount(item)
        reason, unit = budget.reason_for(item), self.profile.unit
        if item is Item.OPERATING_COST and self.other_caliber is not None:
            return YearChange(item, made, None, reason, unit)  # operating_cost_caliber says it.
        if given == compared:
            return YearChange(item, made, given, reason, unit)
        return YearChange(item, made, compared, reason, unit, given, budget.caliber_reason(item))
