"""写数: a value of the model → what its cell stores, exactly."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Final, NamedTuple

from budgetgen.model import vocabulary as v
from budgetgen.model.money import plain
from budgetgen.workbook.columns import Column, Kind
from budgetgen.workbook.file.decimals import EXACT, fits, to_fen

_LONGEST: Final = 32767
"""Characters that a cell holds."""

Content = str | Decimal | date | None


class Stored(NamedTuple):
    """A cell's content, and whether it is shown with a percent sign."""

    value: Content
    percent: bool = False


class TextTooLong(ValueError):
    """A text that no cell can hold; cutting it would lose words silently."""


def stored(value: Any, column: Column, money: v.MoneyUnit, plan: v.PlanBasis) -> Stored:
    """A field's value as its column's cell stores it; blank stays blank."""
    if value is None or value == "" or value is False:
        return Stored(None)
    if column.kind is Kind.PLAN and plan is v.PlanBasis.PERCENT:
        return _percent(value)
    if column.kind in (Kind.AMOUNT, Kind.PLAN):
        return Stored(amount_stored(value, money))
    return Stored(_plainly(value, column))


def _plainly(value: Any, column: Column) -> Content:
    match value:
        case True:
            return "是"
        case int():
            return Decimal(value)
        case Decimal():
            return _number(value)
        case date():
            return value
    return _text(str(value.value) if isinstance(value, Enum) else str(value), column)


def amount_stored(amount: Decimal, money: v.MoneyUnit) -> Decimal | str:
    """元 in the workbook's unit; as text where a number would not come back the same."""
    shown = EXACT.scaleb(amount, Decimal(-4)) if money is v.MoneyUnit.WAN else amount
    return _number(shown) if to_fen(amount) == amount else plain(shown)


def _number(number: Decimal) -> Decimal | str:
    return number if fits(number) else plain(number)


def _percent(share: Decimal) -> Stored:
    """63 for 63 %; up to 1 % with a percent sign, because a plain 0.63 reads as 63 %."""
    if not 0 < share <= 1:
        return Stored(_number(share))
    part = EXACT.scaleb(share, Decimal(-2))
    return Stored(part, percent=True) if fits(part) else Stored(f"{plain(share)}%")


def _text(text: str, column: Column) -> str:
    if len(text) > _LONGEST:
        raise TextTooLong(
            f"“{column.title}”有 {len(text)} 字，一个单元格最多放 {_LONGEST} 字：分成几行填写。"
        )
    return text
