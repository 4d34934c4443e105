"""公式: a formula together with the value it has now, so that nobody sees an uncalculated cell.

Only functions that Excel, WPS and LibreOffice share. A condition carries its SUMIFS criterion and the
same test in Python; both sides are written in one place and cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from budgetgen.model.money import total
from budgetgen.model.records import LineItem, Record
from budgetgen.workbook.columns import Sheet
from budgetgen.workbook.file.decimals import EXACT
from budgetgen.workbook.form.content import Form
from budgetgen.workbook.layout import LINES

Value = Decimal | str | date
ANY: Final = "<>§"
"""A criterion that every cell meets, blank ones too."""
NUMERIC: Final = ">-1E+99"
"""A criterion that numbers meet, and text doesn't."""
FILLED: Final = "<>"
BROKEN: Final = "算不出"
"""Shown where a cell that a formula needs holds an error, or text for a number."""
_LONG_CODE: Final = 15
"""Longer codes would be compared as numbers, of which a spreadsheet sees 15 digits."""
_PLACES: Final = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Calc:
    """A formula without its ``=``, and its value."""

    formula: str
    value: Value

    @property
    def number(self) -> Decimal:
        """The value of a numeric formula; text counts nothing."""
        return self.value if isinstance(self.value, Decimal) else Decimal(0)


@dataclass(frozen=True, slots=True)
class Condition:
    """A criterion on one column: as Excel writes it, and as Python tests a record."""

    column: str
    criterion: str
    holds: Callable[[Any], bool]


def quoted_text(text: str) -> str:
    """A string inside a formula."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def is_text(column: str, text: str) -> Condition:
    """The column says exactly this."""
    return Condition(
        column, quoted_text(text), lambda r: _folded(getattr(r, column)) == _folded(text)
    )


def is_not(column: str, text: str) -> Condition:
    """The column says something else, or nothing."""
    return Condition(
        column, quoted_text(f"<>{text}"), lambda r: _folded(getattr(r, column)) != _folded(text)
    )


def is_filled(column: str) -> Condition:
    """The cell is not blank."""
    return Condition(
        column, quoted_text(FILLED), lambda r: getattr(r, column) not in (None, "", False)
    )


def is_blank(column: str) -> Condition:
    """The cell is blank."""
    return Condition(column, quoted_text("="), lambda r: getattr(r, column) in (None, "", False))


def is_code(column: str, cell: str, code: str) -> Condition:
    """The column holds the code that stands in a cell, however long."""
    wanted, is_long = code.casefold(), len(code) > _LONG_CODE

    def holds(record: Any) -> bool:
        seen = str(getattr(record, column)).casefold()
        return seen.startswith(wanted) if is_long else bool(wanted) and seen == wanted

    return Condition(column, f'IF(LEN({cell})>{_LONG_CODE},{cell}&"*",{cell})', holds)


def is_cell_or_any(column: str, cell: str, text: str) -> Condition:
    """The column says what a cell says; a blank cell means all."""
    if not text:
        return Condition(column, _or_any(cell, cell), lambda _: True)
    return Condition(column, _or_any(cell, cell), is_text(column, text).holds)


def is_cell_or_filled(column: str, cell: str, text: str) -> Condition:
    """As :func:`is_cell_or_any`, but a blank cell means all that say something."""
    if text:
        return is_cell_or_any(column, cell, text)
    return Condition(column, f'IF({cell}="",{quoted_text(FILLED)},{cell})', is_filled(column).holds)


def is_code_or_any(column: str, cell: str, code: str) -> Condition:
    """As :func:`is_code`; a blank cell means all."""
    exact = is_code(column, cell, code)
    return Condition(
        column, _or_any(cell, exact.criterion), exact.holds if code else lambda _: True
    )


def _or_any(cell: str, criterion: str) -> str:
    return f'IF({cell}="",{quoted_text(ANY)},{criterion})'


def _folded(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else ""
    return "" if value is None else str(value).casefold()


# Sums --------------------------------------------------------------------------------------------


def sum_lines(form: Form, *conditions: Condition) -> Calc:
    """收支明细 summed where all conditions hold."""
    found = [line for line in form.records(LINES) if all(c.holds(line) for c in conditions)]
    return Calc(
        f"SUMIFS({form.area(LINES, 'amount')},{_criteria(form, LINES, conditions)})",
        total(_amounts(form, found)),
    )


def sum_class(form: Form, category: str, economic: str) -> Calc:
    """收支明细 of a category summed where the economic code begins so.

    By LEFT, because a criterion ``301*`` passes over codes that were pasted as numbers.
    """
    code, amount = form.area(LINES, "economic"), form.area(LINES, "amount")
    begins = Condition("economic", "", lambda line: line.economic.startswith(economic))
    return Calc(
        f"SUMPRODUCT(({form.area(LINES, 'category')}={quoted_text(category)})*"
        f"(LEFT({code},{len(economic)})={quoted_text(economic)}),{amount})",
        sum_lines(form, is_text("category", category), begins).value,
    )


def count_rows(form: Form, sheet: Sheet, *conditions: Condition) -> Calc:
    """Rows of a sheet where all conditions hold."""
    found = (r for r in form.records(sheet) if all(c.holds(r) for c in conditions))
    return Calc(f"COUNTIFS({_criteria(form, sheet, conditions)})", Decimal(sum(1 for _ in found)))


def has_amount(form: Form) -> Condition:
    """The line's amount is a number."""
    return Condition(
        "amount", quoted_text(NUMERIC), lambda line: form.number(line.amount) is not None
    )


def _criteria(form: Form, sheet: Sheet, conditions: Iterable[Condition]) -> str:
    return ",".join(f"{form.area(sheet, c.column)},{c.criterion}" for c in conditions)


def _amounts(form: Form, lines: Iterable[Record]) -> Iterable[Decimal]:
    for line in lines:
        assert isinstance(line, LineItem)
        yield form.number(line.amount) or Decimal(0)


def add(parts: Sequence[Calc]) -> Calc:
    """Formulas added up."""
    return Calc("+".join(p.formula for p in parts), total(p.number for p in parts))


def minus(left: Calc, right: Calc) -> Calc:
    """One formula less another."""
    return Calc(f"{left.formula}-({right.formula})", left.number - right.number)


def rounded(calc: Calc) -> Calc:
    """Freed of float noise."""
    return Calc(f"ROUND({calc.formula},6)", to_places(calc.number))


def unbroken(calc: Calc, instead: str = BROKEN) -> Calc:
    """With words where an error would stand."""
    return Calc(f"IFERROR({calc.formula},{quoted_text(instead)})", calc.value)


def to_places(number: Decimal) -> Decimal:
    """As ``ROUND(…,6)``."""
    return number.quantize(_PLACES, rounding=ROUND_HALF_UP, context=EXACT)


# Choices -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Case:
    """A condition in Excel's words, whether it holds now, and what is shown then."""

    when: str
    holds: bool
    then: str | Calc


def choose(*cases: Case, otherwise: str | Calc) -> Calc:
    """Nested IFs: the first case that holds."""
    result = _shown(otherwise)
    for case in reversed(cases):
        then = _shown(case.then)
        value = then.value if case.holds else result.value
        result = Calc(f"IF({case.when},{then.formula},{result.formula})", value)
    return result


def _shown(content: str | Calc) -> Calc:
    return content if isinstance(content, Calc) else Calc(quoted_text(content), content)
