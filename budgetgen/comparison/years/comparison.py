"""两年对比: last year's budget and this year's as one value; every amount by the same roll-up as the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from budgetgen.comparison.years.against import THRESHOLD, Against
from budgetgen.comparison.years.prior import PriorCheck, prior_check
from budgetgen.comparison.years.projects import Continued, OfOneYear, Projects, project_changes
from budgetgen.comparison.years.reasons import ItemReason, item_reasons, unmentioned
from budgetgen.comparison.years.subjects import SubjectChange, subject_changes
from budgetgen.disclosure import Disclosure
from budgetgen.document.tables.forms import public_purchases
from budgetgen.model.money import total
from budgetgen.model.records import Asset, LineItem
from budgetgen.model.three_public import THREE_PUBLIC
from budgetgen.model.vocabulary import BASIC, AssetClass, Category, Item, Source
from budgetgen.tables import predicates as p
from budgetgen.tables.engine import figure


@dataclass(frozen=True, slots=True)
class AssetChange:
    """国有资产 of a class: quantity as typed, value in 元."""

    name: str
    quantity: tuple[Decimal | None, Decimal | None]
    value: Against


@dataclass(frozen=True)
class Years:
    """本年与上年."""

    last: Disclosure
    this: Disclosure
    threshold: Decimal
    """Percent beyond which a change wants a reason."""
    prior: PriorCheck | None
    """None where the two years are not neighbours."""
    items: tuple[ItemReason, ...]
    categories: tuple[Against, ...]
    """基本支出, 项目支出 and the other categories: together 收支总额."""
    sources: tuple[Against, ...]
    three_public: Against
    three_public_other: tuple[Against, ...]
    """What other money than 财政拨款 pays of the four parts."""
    subjects: tuple[SubjectChange, ...]
    purchases: Against
    assets: tuple[AssetChange, ...]
    projects: Projects

    @cached_property
    def by_item(self) -> dict[Item, ItemReason]:
        """The 事项 by name."""
        return {each.item: each for each in self.items}

    @cached_property
    def unexplained(self) -> tuple[ItemReason, ...]:
        """事项 that changed and have no reason."""
        return tuple(each for each in self.items if each.lacks_reason(self.threshold))

    @cached_property
    def unmentioned(self) -> tuple[Continued | OfOneYear, ...]:
        """Projects that changed beyond the threshold and that no reason names."""
        return tuple(unmentioned(self.projects, self.this, self.threshold))

    @property
    def is_settled(self) -> bool:
        """Whether last year's figures agree and every change has its reason."""
        return not self.unexplained and not (self.prior and self.prior.gaps)


def unlike(last: Disclosure, this: Disclosure) -> tuple[str, str] | None:
    """Why two budgets are not one agency's two years, and what to do; None where they are."""
    old, new = last.budget.info, this.budget.info
    if old.code != new.code and old.name != new.name:
        return (
            f"不是同一个{new.scope}：上年是 {old.code} {old.name}，本年是 {new.code} {new.name}",
            "核对文件有无拿错；名称和编码都改过的，把上年的工作簿另存一份，编码改成本年的，再比对",
        )
    if old.scope is not new.scope:
        return (
            f"口径不同：上年是{old.scope}预算，本年是{new.scope}预算",
            "两个文件都用部门预算，或者都用单位预算",
        )
    if old.year == new.year:
        return (
            f"两个文件都是{new.year}年的预算",
            "比较同一年的两稿，去掉 --years：budgetgen diff 旧稿 新稿",
        )
    if old.year > new.year:
        return (
            f"次序反了：前一个是{old.year}年的，后一个是{new.year}年的",
            f"把{new.year}年的放在前面：budgetgen diff --years 上年 本年",
        )
    return None


def years_compared(last: Disclosure, this: Disclosure, threshold: Decimal = THRESHOLD) -> Years:
    """Compare two years of one agency (:func:`unlike` says whether they are)."""
    return Years(
        last,
        this,
        threshold,
        prior_check(last, this),
        item_reasons(last, this),
        tuple(_categories(last, this)),
        tuple(_sources(last, this)),
        _against(last, this, "“三公”经费", p.is_fiscal, p.is_three_public),
        tuple(_three_public_other(last, this)),
        subject_changes(last, this),
        _purchases(last, this),
        tuple(_assets(last, this)),
        project_changes(last, this),
    )


def _against(last: Disclosure, this: Disclosure, name: str, *counts: p.Predicate) -> Against:
    was, now = (figure(d.budget.lines, p.both(*counts)).amount for d in (last, this))
    return Against(name, was, now, this.profile.unit)


def _categories(last: Disclosure, this: Disclosure) -> Iterator[Against]:
    yield _against(last, this, Item.BASIC.value, p.is_basic)
    yield _against(last, this, Item.PROJECT.value, p.is_project)
    for category in Category:
        if category not in BASIC and category is not Category.PROJECT:
            yield _against(last, this, category.value, p.for_category(category))


def _sources(last: Disclosure, this: Disclosure) -> Iterator[Against]:
    """Carry-over is with its source, as in table 2."""
    for source in Source:
        yield _against(last, this, source.value, p.from_source(source))


def _three_public_other(last: Disclosure, this: Disclosure) -> Iterator[Against]:
    for item, codes in THREE_PUBLIC.items():
        yield _against(last, this, item.value, p.is_three_public, _is_other, p.for_economic(codes))


def _is_other(line: LineItem) -> bool:
    return not p.is_fiscal(line)


def _purchases(last: Disclosure, this: Disclosure) -> Against:
    was, now = (total(each.amount for each in public_purchases(d)) for d in (last, this))
    return Against("政府采购", was, now, this.profile.unit)


def _assets(last: Disclosure, this: Disclosure) -> Iterator[AssetChange]:
    for kind in AssetClass:
        rows = [[x for x in d.budget.counted_assets if x.kind is kind] for d in (last, this)]
        was, now = (total(x.value or Decimal(0) for x in own) for own in rows)
        counts = [_quantity(own) for own in rows]
        yield AssetChange(
            kind.value, (counts[0], counts[1]), Against(kind.value, was, now, this.profile.unit)
        )


def _quantity(rows: Sequence[Asset]) -> Decimal | None:
    typed = [row.quantity for row in rows if row.quantity is not None]
    return total(typed) if typed else None
