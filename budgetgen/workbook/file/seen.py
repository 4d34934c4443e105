"""所见: a cell as the clerk sees it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from budgetgen.model.money import plain
from budgetgen.workbook.file.decimals import EXACT, Unreadable, cell_number
from budgetgen.workbook.file.grid import Cell, StoredAs
from budgetgen.workbook.file.texts import fold, one_line

_DAY_ONE = date(1899, 12, 30)
_SERIALS = range(18264, 73051)
"""1950 to 2099."""

NIL: Final = frozenset(
    {"", "无", "暂无", "空", "/", "\\", "n/a", "na", "—", "——", "–", "―", "─", "－", "-", "--"}
)
"""What people type where there is nothing."""


def is_nil(cell: Cell) -> bool:
    """Whether a cell says that there is nothing."""
    return cell.stored is StoredAs.TEXT and fold(cell.text) in NIL


def shown(cell: Cell) -> str:
    """What the clerk sees, as text on one line."""
    return one_line(text_of(cell))


def text_of(cell: Cell) -> str:
    """What the clerk sees, line breaks kept."""
    match cell.stored:
        case StoredAs.NUMBER:
            return _number_text(cell)
        case StoredAs.BOOL:
            return "TRUE" if cell.text == "1" else "FALSE"
        case StoredAs.ISO_DATE:
            return cell.text[:10]
    return cell.text


def _number_text(cell: Cell) -> str:
    day = serial_day(cell.text) if cell.is_date else None
    if day:
        return f"{day.year}年{day.month}月{day.day}日"
    try:
        number = cell_number(cell)
    except Unreadable:
        return cell.text
    if cell.is_percent:
        return f"{plain(EXACT.multiply(number, Decimal(100)))}%"
    return plain(number)


def serial_day(text: str) -> date | None:
    """A spreadsheet's day number, where it is a likely date."""
    try:
        days = int(float(text))
    except (ValueError, OverflowError):
        return None
    return _DAY_ONE + timedelta(days=days) if days in _SERIALS else None
