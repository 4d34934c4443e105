"""单元格: one cell's content → one value of the model, or what is wrong with it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from budgetgen.findings import Severity
from budgetgen.model import vocabulary as v
from budgetgen.model.money import plain
from budgetgen.workbook.columns import Column, Kind
from budgetgen.workbook.file.decimals import Unreadable, cell_number, fits
from budgetgen.workbook.file.grid import Cell, StoredAs
from budgetgen.workbook.file.seen import NIL, is_nil, serial_day, shown, text_of
from budgetgen.workbook.file.texts import fold, has_forbidden, narrow, tidy
from budgetgen.workbook.read.amounts import read_amount, read_number, read_plan
from budgetgen.workbook.read.reading import CellProblem, Measures, Reading

_OFFICIAL_YES: Final = "是"
_YES = frozenset({"是", "√", "✓", "✔", "☑", "y", "yes", "1", "true", "t", "有", "对"})
_NO = frozenset({"否", "×", "✗", "✘", "x", "☐", "□", "n", "no", "0", "false", "f", "不是"}) | NIL
_ERROR_TEXT = re.compile(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!)", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d.*)?")
_COUNTED: Final = frozenset({Kind.AMOUNT, Kind.NUMBER, Kind.PLAN, Kind.DATE, Kind.YEAR})
_MANY_CODES: Final = frozenset({"projects"})
"""Columns whose cells hold several codes."""


def read_cell(cell: Cell | None, column: Column, measures: Measures) -> Reading:
    """A cell by its column's kind; a blank one gives the kind's blank value."""
    if cell is None:
        return Reading(_BLANK.get(column.kind))
    if cell.stored is StoredAs.PENDING:
        return Reading(_BLANK.get(column.kind), _PENDING)
    broken = _broken(cell)
    if broken:
        return Reading(_BLANK.get(column.kind), broken)
    return _READERS[column.kind](cell, column, measures)


def is_text_for_number(cell: Cell | None, column: Column, value: Any) -> bool:
    """Whether a cell holds as text what a spreadsheet could hold as a number or date.

    Longer numbers than a spreadsheet keeps are text for good.
    """
    if cell is None or cell.stored is not StoredAs.TEXT or value is None:
        return False
    return column.kind in _COUNTED and (not isinstance(value, Decimal) or fits(value))


_BLANK: Final[Mapping[Kind, Any]] = MappingProxyType(
    {Kind.TEXT: "", Kind.LONG: "", Kind.CODE: "", Kind.FLAG: False}
)

_PENDING = CellProblem(
    "formula-without-value",
    "公式没有计算结果，无法读取",
    "用 Excel 或 WPS 打开工作簿，按 F9 重算，保存后再检查；或直接填写数值",
)


def _broken(cell: Cell) -> CellProblem | None:
    seen = tidy(cell.text) if cell.stored in (StoredAs.TEXT, StoredAs.ERROR) else ""
    if cell.stored is not StoredAs.ERROR and not (
        seen.startswith("#") and _ERROR_TEXT.fullmatch(seen)
    ):
        return None
    return CellProblem(
        "cell-error-value", f"单元格是错误值 {seen}", "改正公式或它引用的单元格，或直接填写内容"
    )


# Text and codes ----------------------------------------------------------------------------------


def _read_text(cell: Cell, column: Column, _measures: Measures) -> Reading:
    return Reading(shown(cell), _control_characters(cell, column))


def _read_long(cell: Cell, column: Column, _measures: Measures) -> Reading:
    return Reading(tidy(text_of(cell)), _control_characters(cell, column))


def _control_characters(cell: Cell, column: Column) -> CellProblem | None:
    if cell.stored is not StoredAs.TEXT or not has_forbidden(cell.text):
        return None
    return CellProblem(
        "text-control-characters",
        f"“{column.title}”含有不能印出的控制字符，已去掉",
        "核对文字是否完整；重新录入这一格，不再提示",
        Severity.NOTICE,
    )


def _read_code(cell: Cell, column: Column, _measures: Measures) -> Reading:
    if cell.stored is StoredAs.NUMBER:
        return _numeric_code(cell, column)
    typed = narrow(text_of(cell)).lstrip("'’‘`")
    if column.field in _MANY_CODES:
        return Reading("、".join(part for part in re.split(r"[\s,;、，；]+", typed) if part))
    code = "".join(typed.split())
    if code.casefold() in NIL:
        code = ""
    if re.fullmatch(r"\d\.\d+E\+?\d+", code, re.IGNORECASE):
        return Reading("", _lost_digits(column, code))
    code = re.sub(r"^(\d+)\.0+$", r"\1", code)
    named = re.fullmatch(r"[\[(【]?(\d{3,})[\])】]?[-—_:|.]*([\u4e00-\u9fff].*)", code)
    if named:
        return Reading(named[1], _named_code(column))
    return Reading(code)


def _named_code(column: Column) -> CellProblem:
    return CellProblem(
        "code-with-name",
        f"“{column.title}”里编码和名称写在一起，只读取编码",
        "只填编码，名称由公式带出",
        Severity.NOTICE,
    )


def _numeric_code(cell: Cell, column: Column) -> Reading:
    try:
        number = cell_number(cell)
    except Unreadable:
        return Reading("", _unreadable_code(column, cell.text))
    if abs(number) >= 10**15:
        return Reading("", _lost_digits(column, cell.text))
    if cell.is_date or number != int(number) or number < 0:
        return Reading("", _unreadable_code(column, shown(cell)))
    zeros = re.fullmatch("0{2,}", cell.format)
    return Reading(plain(number).zfill(len(cell.format) if zeros else 1))


def _lost_digits(column: Column, text: str) -> CellProblem:
    return CellProblem(
        "code-digits-lost",
        f"“{column.title}”按数字填写，15 位以后的数字已经丢失（现为 {text}）",
        "先把单元格格式设为“文本”，再重新录入完整的编码",
    )


def _unreadable_code(column: Column, text: str) -> CellProblem:
    return CellProblem(
        "code-unreadable",
        f"“{column.title}”里的 {text} 不是编码",
        "先把单元格格式设为“文本”，再填编码",
    )


# Words, dates ------------------------------------------------------------------------------------


def _read_flag(cell: Cell, column: Column, _measures: Measures) -> Reading:
    word = fold(text_of(cell))
    if word == _OFFICIAL_YES:
        return Reading(True)
    if word in _YES or word == fold(column.title):
        return Reading(True, _read_as_yes(cell, column))
    if word in _NO:
        return Reading(False)
    unclear = CellProblem(
        "flag-unknown", f"“{column.title}”填的是“{shown(cell)}”，看不出是或否", "填“是”，否则空着"
    )
    return Reading(False, unclear)


def _read_as_yes(cell: Cell, column: Column) -> CellProblem:
    return CellProblem(
        "choice-synonym",
        f"“{column.title}”里的“{shown(cell)}”按“{_OFFICIAL_YES}”读取",
        f"改成“{_OFFICIAL_YES}”，工作簿里的公式只认这个字；不属实的空着",
        Severity.NOTICE,
    )


def _read_choice(cell: Cell, column: Column, _measures: Measures) -> Reading:
    assert column.choices, column.title
    seen = shown(cell)
    value, is_synonym = _words(column.choices).get(fold(seen), (None, False))
    if value is None and fold(seen) in NIL:
        return Reading()
    if value is None:
        return Reading(None, _unknown_choice(column, column.choices, seen))
    if not is_synonym:
        return Reading(value)
    said = CellProblem(
        "choice-synonym",
        f"“{column.title}”里的“{seen}”按“{value.value}”读取",
        "读取无误的，不用改；有误的，从下拉列表里选",
        Severity.NOTICE,
    )
    return Reading(value, said)


def is_choice(cell: Cell, column: Column) -> bool:
    """Whether a cell holds a word of the column's list."""
    if column.choices is None or cell.stored is not StoredAs.TEXT:
        return False
    return fold(shown(cell)) in _words(column.choices)


@cache
def _words(choices: type[Enum]) -> Mapping[str, tuple[Enum, bool]]:
    """Every accepted spelling, and whether it is only a synonym."""
    words: dict[str, tuple[Enum, bool]] = {
        fold(word): (value, True)
        for kind, synonyms in v.SYNONYMS.items()
        if kind is choices
        for word, value in synonyms.items()
    }
    return words | {fold(value.value): (value, False) for value in choices}


def _unknown_choice(column: Column, choices: type[Enum], seen: str) -> CellProblem:
    official = [str(value.value) for value in choices]
    near = difflib.get_close_matches(seen, official, n=1, cutoff=0.5)
    guess = f"，可能是“{near[0]}”" if near else ""
    return CellProblem(
        "choice-unknown",
        f"“{column.title}”里的“{seen}”不在下拉列表里{guess}",
        f"从下拉列表里选：{'、'.join(official)}",
    )


def _read_date(cell: Cell, column: Column, _measures: Measures) -> Reading:
    if is_nil(cell):
        return Reading()
    text = cell.text if cell.stored is StoredAs.NUMBER else narrow(text_of(cell))
    try:
        day = _day(text)
    except (ValueError, OverflowError):
        day = None
    if day:
        return Reading(day)
    unclear = CellProblem(
        "cell-not-a-date",
        f"“{column.title}”里的“{shown(cell)}”不是日期",
        "按年-月-日填写，如 2024-01-31",
    )
    return Reading(None, unclear)


def _day(text: str) -> date | None:
    match = _DATE.fullmatch(text)
    if match:
        return date(int(match[1]), int(match[2]), int(match[3]))
    compact = re.fullmatch(r"((?:19|20)\d\d)([01]\d)([0-3]\d)(?:\.0)?", text)
    if compact:
        return date(int(compact[1]), int(compact[2]), int(compact[3]))
    return serial_day(text)


def _read_year(cell: Cell, column: Column, _measures: Measures) -> Reading:
    match = re.fullmatch(r"((?:19|20)\d\d)(?:\.0+)?\s*(?:年.*)?", narrow(text_of(cell)))
    if match:
        return Reading(int(match[1]))
    unclear = CellProblem(
        "cell-not-a-year", f"“{column.title}”里的“{shown(cell)}”不是年度", "填写四位数字，如 2024"
    )
    return Reading(None, unclear)


_READERS: Final[Mapping[Kind, Callable[[Cell, Column, Measures], Reading]]] = MappingProxyType(
    {
        Kind.TEXT: _read_text,
        Kind.LONG: _read_long,
        Kind.CODE: _read_code,
        Kind.AMOUNT: read_amount,
        Kind.NUMBER: read_number,
        Kind.PLAN: read_plan,
        Kind.FLAG: _read_flag,
        Kind.CHOICE: _read_choice,
        Kind.DATE: _read_date,
        Kind.YEAR: _read_year,
        Kind.FORMULA: _read_text,
    }
)
