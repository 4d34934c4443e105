"""数: what people type as a number, exactly."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Final

from budgetgen.model.money import FEN, YUAN_PER_WAN
from budgetgen.model.vocabulary import MoneyUnit
from budgetgen.workbook.file.grid import Cell, StoredAs
from budgetgen.workbook.file.texts import narrow

EXACT: Final = Context(prec=60, rounding=ROUND_HALF_UP)
_DIGITS: Final = 15
_AS_SHOWN: Final = Context(prec=_DIGITS, rounding=ROUND_HALF_UP)
"""A spreadsheet shows and keeps 15 significant digits; what a float has beyond them nobody typed."""

_UNITS: Final = {
    "亿元": Decimal(10) ** 8,
    "亿": Decimal(10) ** 8,
    "万元": YUAN_PER_WAN,
    "万": YUAN_PER_WAN,
    "千元": Decimal(1000),
    "元": Decimal(1),
    "圆": Decimal(1),
}
_CURRENCY = re.compile(r"^(人民币|rmb|cny|¥)|(rmb|cny|¥)$", re.IGNORECASE)
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(E[+-]?\d{1,2})?", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d{1,4}(,\d{4})+)(\.\d*)?")


class Unreadable(Exception):
    """Why a cell is no number: the end of a sentence that begins with what it holds."""


def cell_number(cell: Cell) -> Decimal:
    """The number a cell holds; a stated unit (万, 元) counts."""
    number, unit = _number_and_unit(cell)
    return EXACT.multiply(number, unit) if unit is not None else number


def in_yuan(cell: Cell, money: MoneyUnit) -> Decimal:
    """An amount in 元; a unit typed in the cell goes before that of the workbook."""
    number, unit = _number_and_unit(cell)
    if unit is None:
        unit = YUAN_PER_WAN if money is MoneyUnit.WAN else Decimal(1)
    return EXACT.multiply(number, unit)


def fits(number: Decimal) -> bool:
    """Whether a spreadsheet keeps all digits of a number; longer ones are written as text."""
    return len(number.normalize(EXACT).as_tuple().digits) <= _DIGITS


def to_fen(amount: Decimal) -> Decimal:
    """To the fen, half up, for comparing and for float noise only."""
    return amount.quantize(FEN, rounding=ROUND_HALF_UP, context=EXACT)


def _number_and_unit(cell: Cell) -> tuple[Decimal, Decimal | None]:
    if cell.stored is StoredAs.BOOL:
        raise Unreadable("是逻辑值，不是数")
    if cell.is_date:
        raise Unreadable("是日期格式，不是数")
    if cell.stored is not StoredAs.NUMBER:
        return _typed(cell.text)
    try:
        return _upright(_AS_SHOWN.create_decimal(cell.text)), None
    except InvalidOperation:
        raise Unreadable("不是数") from None


def _typed(text: str) -> tuple[Decimal, Decimal | None]:
    rest = "".join(narrow(text).replace("−", "-").split()).replace("￥", "¥")
    negative = rest.startswith("(") and rest.endswith(")")
    rest = _CURRENCY.sub("", rest[1:-1] if negative else rest)
    unit = next((name for name in _UNITS if rest.endswith(name)), "")
    rest = _CURRENCY.sub("", rest.removesuffix(unit))
    if _GROUPED.fullmatch(rest):
        rest = rest.replace(",", "")
    if not _PLAIN.fullmatch(rest):
        raise Unreadable("不是数")
    number = Decimal(rest)
    return _upright(-number if negative else number), _UNITS.get(unit)


def _upright(number: Decimal) -> Decimal:
    """Without exponent: a thousand is 1000 and not 1E+3; zero has no sign."""
    if not number:
        return Decimal(0)
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return EXACT.quantize(number, Decimal(1)) if exponent > 0 else number
