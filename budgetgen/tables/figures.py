"""正文数字: every figure that a sentence, form or memo may use, by the same roll-up as the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from budgetgen.model.budget import Budget
from budgetgen.model.money import PrintUnit, direction
from budgetgen.model.records import LineItem
from budgetgen.model.vocabulary import Category, Item, Source
from budgetgen.profiles import Profile
from budgetgen.profiles.settings import IncomeKind
from budgetgen.tables import naming
from budgetgen.tables import predicates as p
from budgetgen.tables.engine import Figure, figure

OTHER_INCOME: Final = "其他来源收入"
"""收入说明: what no kind of the profile names."""


@dataclass(frozen=True, slots=True)
class Named:
    """A figure with the name under which a sentence mentions it."""

    name: str
    figure: Figure


@dataclass(frozen=True)
class YearChange:
    """增减: this year against last year, as the difference of the two printed figures."""

    item: Item
    this_year: Decimal
    last_year: Decimal | None
    reason: str
    unit: PrintUnit
    published: Decimal | None = None
    """Last year's figure as published, where ``last_year`` is 同口径上年数 and another."""
    caliber_reason: str = ""

    @property
    def known(self) -> bool:
        """Whether last year's figure was given."""
        return self.last_year is not None

    @property
    def amount(self) -> Decimal:
        """增减额 in 元, signed; nil where last year is unknown."""
        if self.last_year is None:
            return Decimal(0)
        return self.unit.change(self.this_year, self.last_year)

    @property
    def direction(self) -> str:
        """增加, 减少 or 持平; empty where last year is unknown."""
        return direction(self.amount) if self.known else ""


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
    def income_kinds(self) -> tuple[Named, ...]:
        """收入说明 by the profile's kinds; what no kind names stands under 其他来源."""
        kinds = self.profile.income_kinds
        named = [Named(kind.name, figure(self._lines, self._kind(kind))) for kind in kinds]
        seen = {id(line) for each in named for line in each.figure.lines}
        rest = Figure(tuple(line for line in self._lines if id(line) not in seen))
        places = [index for index, kind in enumerate(kinds) if kind.rest]
        if places:
            named[places[0]] = Named(kinds[places[0]].name, rest)
        elif rest.lines:
            named.append(Named(self.profile.label(OTHER_INCOME), rest))
        return tuple(named)

    @staticmethod
    def _kind(kind: IncomeKind) -> p.Predicate:
        if kind.rest:
            return lambda line: False
        if kind.carryover:
            return p.is_carryover
        return p.both(p.is_new, p.from_source(*kind.sources))

    @cached_property
    def spent(self) -> Figure:
        """本年支出合计: table 3's 合计."""
        return self._sum(p.is_spent)

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
    def project(self) -> Figure:
        """项目支出."""
        return self._sum(p.is_project)

    @cached_property
    def other_spending(self) -> tuple[Named, ...]:
        """经营支出, 上缴上级支出, 对附属单位补助支出, 年终结转结余: only those that are not nil."""
        rest = (Category.OPERATING, Category.TO_SUPERIOR, Category.TO_AFFILIATE, Category.YEAR_END)
        label = self.profile.label
        named = (Named(label(each.value), self._sum(p.for_category(each))) for each in rest)
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
    def administrative_units(self) -> frozenset[str]:
        """单位编码 of the units that 机关运行经费 counts (law/values.toml)."""
        natures = self.profile.law(self.budget.info.year).codes("administrative-natures")
        return frozenset(u.code for u in self.budget.units if u.is_administrative(natures))

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
            codes = sorted({line.economic for line in lines})
            return tuple(Named(name(code), figure(lines, p.under_economic(code))) for code in codes)
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
