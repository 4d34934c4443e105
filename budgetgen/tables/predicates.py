"""Named conditions on line items; tables, figures and rules share them, so that they cannot disagree."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from budgetgen.model.records import LineItem
from budgetgen.model.three_public import THREE_PUBLIC
from budgetgen.model.vocabulary import BASIC, FISCAL, OWN, AbroadKind, Category, Item, Source

Predicate = Callable[[LineItem], bool]

ABROAD_CODES = THREE_PUBLIC[Item.ABROAD]
VEHICLE_PURCHASE_CODES = THREE_PUBLIC[Item.VEHICLE_PURCHASE]
VEHICLE_RUNNING_CODES = THREE_PUBLIC[Item.VEHICLE_RUNNING]
RECEPTION_CODES = THREE_PUBLIC[Item.RECEPTION]
VEHICLE_CODES = VEHICLE_PURCHASE_CODES | VEHICLE_RUNNING_CODES
THREE_PUBLIC_CODES = ABROAD_CODES | VEHICLE_CODES | RECEPTION_CODES


def every(_: LineItem) -> bool:
    """All lines."""
    return True


def is_carryover(line: LineItem) -> bool:
    """Paid from 上年结转."""
    return line.carryover


def is_new(line: LineItem) -> bool:
    """Paid from this year's income."""
    return not line.carryover


def is_year_end(line: LineItem) -> bool:
    """年终结转结余: kept, not spent."""
    return line.category is Category.YEAR_END


def is_spent(line: LineItem) -> bool:
    """本年支出."""
    return line.category is not Category.YEAR_END


def is_fiscal(line: LineItem) -> bool:
    """财政拨款: the three budgets."""
    return line.source in FISCAL


def is_own(line: LineItem) -> bool:
    """单位资金."""
    return line.source in OWN


def is_basic(line: LineItem) -> bool:
    """基本支出."""
    return line.category in BASIC


def is_project(line: LineItem) -> bool:
    """项目支出."""
    return line.category is Category.PROJECT


def is_academic_abroad(line: LineItem) -> bool:
    """教学科研人员因公出国（境）费."""
    return line.economic in ABROAD_CODES and line.abroad_kind is AbroadKind.ACADEMIC


def is_other_abroad(line: LineItem) -> bool:
    """其他因公出国（境）费."""
    return line.economic in ABROAD_CODES and line.abroad_kind is not AbroadKind.ACADEMIC


def is_three_public(line: LineItem) -> bool:
    """“三公”经费, basic and project spending alike, whatever pays it."""
    return line.economic in THREE_PUBLIC_CODES and (is_basic(line) or is_project(line))


def from_source(*sources: Source) -> Predicate:
    """Paid from one of these kinds of money."""
    wanted = frozenset(sources)
    return lambda line: line.source in wanted


def for_category(*categories: Category) -> Predicate:
    """Spent on one of these categories."""
    wanted = frozenset(categories)
    return lambda line: line.category in wanted


def for_economic(codes: Iterable[str]) -> Predicate:
    """Spent on one of these economic subjects (款)."""
    wanted = frozenset(codes)
    return lambda line: line.economic in wanted


def under_function(code: str) -> Predicate:
    """Filed under a function subject or below it."""
    return lambda line: line.function.startswith(code)


def under_economic(code: str) -> Predicate:
    """Filed under an economic subject or below it."""
    return lambda line: line.economic.startswith(code)


def both(*conditions: Predicate) -> Predicate:
    """All conditions hold."""
    return lambda line: all(condition(line) for condition in conditions)
