"""单元格: one cell's content → one value of the model, or what is wrong with it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from budgetgen.findings import Severity
from budgetgen.model import vocabulary as v
from budgetgen.model.money import plain
from budgetgen.workbook.grid import Cell, Stored
from budgetgen.workbook.layout import Column, Kind
from budgetgen.workbook.numbers import EXACT, Unreadable, in_yuan, number_of, to_fen
from budgetgen.workbook.texts import fold, narrow, one_line, tidy


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell, before anybody knows which."""

    rule: str
    message: str
    remedy: str
    severity: Severity = Severity.ERROR


class Reading(NamedTuple):
    """What a cell says, and what to say about it; None is blank or not understood."""

    value: Any = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Measures:
    """计量: in which units 基本信息 says that amounts and plans are typed."""

    money: v.MoneyUnit = v.MoneyUnit.YUAN
    plan: v.PlanBasis = v.PlanBasis.AMOUNT


NIL: Final = frozenset(
    {"", "无", "暂无", "空", "/", "\\", "n/a", "na", "—", "——", "–", "―", "─", "－", "-", "--", "…"}
)
"""What people type where there is nothing."""

_YES = frozenset({"是", "√", "✓", "✔", "☑", "y", "yes", "1", "true", "t", "有", "对"})
_NO = frozenset({"否", "×", "✗", "✘", "x", "☐", "□", "n", "no", "0", "false", "f", "不是"}) | NIL
_ERROR_TEXT = re.compile(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!)", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d.*)?")
_DAY_ONE = date(1899, 12, 30)
_SERIALS = range(18264, 73051)
"""1950 to 2099."""
_MANY_CODES: Final = frozenset({"projects"})
"""Columns whose cells hold several codes."""
_FEN_NOISE = Decimal("0.00001")


def read_cell(cell: Cell | None, column: Column, measures: Measures) -> Reading:
    """A cell by its column's kind; a blank one gives the kind's blank value."""
    if cell is None:
        return Reading(_BLANK.get(column.kind))
    if cell.stored is Stored.PENDING:
        return Reading(_BLANK.get(column.kind), _PENDING)
    broken = _broken(cell)
    if broken:
        return Reading(_BLANK.get(column.kind), broken)
    return _READERS[column.kind](cell, column, measures)


def shown(cell: Cell) -> str:
    """What the clerk sees, as text on one line."""
    return one_line(_text(cell))


_BLANK: Final[Mapping[Kind, Any]] = MappingProxyType(
    {Kind.TEXT: "", Kind.LONG: "", Kind.CODE: "", Kind.FLAG: False}
)

_PENDING = Problem(
    "formula-without-value",
    "公式还没有计算结果，读不到数",
    "用 Excel 或 WPS 打开工作簿，按 F9 重算，保存后再试；或直接填数",
)


def _broken(cell: Cell) -> Problem | None:
    seen = tidy(cell.text) if cell.stored in (Stored.TEXT, Stored.ERROR) else ""
    if cell.stored is not Stored.ERROR and not (
        seen.startswith("#") and _ERROR_TEXT.fullmatch(seen)
    ):
        return None
    return Problem(
        "cell-error-value", f"单元格是错误值 {seen}", "改正公式或它引用的单元格，或直接填内容"
    )


def _text(cell: Cell) -> str:
    match cell.stored:
        case Stored.NUMBER:
            return _number_text(cell)
        case Stored.BOOL:
            return "TRUE" if cell.text == "1" else "FALSE"
        case Stored.ISO_DATE:
            return cell.text[:10]
    return cell.text


def _number_text(cell: Cell) -> str:
    day = _serial_day(cell.text) if cell.is_date else None
    if day:
        return f"{day.year}年{day.month}月{day.day}日"
    try:
        number = number_of(cell)
    except Unreadable:
        return cell.text
    if cell.is_percent:
        return f"{plain(EXACT.multiply(number, Decimal(100)))}%"
    return plain(number)


def _serial_day(text: str) -> date | None:
    try:
        days = int(float(text))
    except (ValueError, OverflowError):
        return None
    return _DAY_ONE + timedelta(days=days) if days in _SERIALS else None


# Text and codes ----------------------------------------------------------------------------------


def _read_text(cell: Cell, _column: Column, _measures: Measures) -> Reading:
    return Reading(shown(cell))


def _read_long(cell: Cell, _column: Column, _measures: Measures) -> Reading:
    return Reading(tidy(_text(cell)))


def _read_code(cell: Cell, column: Column, _measures: Measures) -> Reading:
    if cell.stored is Stored.NUMBER:
        return _numeric_code(cell, column)
    typed = narrow(_text(cell)).lstrip("'’‘`")
    if column.field in _MANY_CODES:
        return Reading("、".join(part for part in re.split(r"[\s,;、，；]+", typed) if part))
    code = "".join(typed.split())
    if code.casefold() in NIL:
        return Reading("")
    if re.fullmatch(r"\d(\.\d+)?E\+?\d+", code, re.IGNORECASE) and "." in code:
        return Reading("", _lost_digits(column, code))
    if re.fullmatch(r"\d+\.0+", code):
        return Reading(code.partition(".")[0])
    named = re.fullmatch(r"[\[(【]?(\d{3,})[\])】]?[-—_:|.]*([\u4e00-\u9fff].*)", code)
    if named:
        return Reading(named[1], _named_code(column))
    return Reading(code)


def _named_code(column: Column) -> Problem:
    return Problem(
        "code-with-name",
        f"“{column.title}”里编码和名称写在一起，只取了编码",
        "只填编码，名称会自动带出",
        Severity.NOTICE,
    )


def _numeric_code(cell: Cell, column: Column) -> Reading:
    try:
        number = number_of(cell)
    except Unreadable:
        return Reading("", _unreadable_code(column, cell.text))
    if abs(number) >= 10**15:
        return Reading("", _lost_digits(column, cell.text))
    if cell.is_date or number != int(number) or number < 0:
        return Reading("", _unreadable_code(column, shown(cell)))
    zeros = re.fullmatch("0{2,}", cell.format)
    return Reading(plain(number).zfill(len(cell.format) if zeros else 1))


def _lost_digits(column: Column, text: str) -> Problem:
    return Problem(
        "code-digits-lost",
        f"“{column.title}”按数字填写，15 位以后的数字已经丢失（现在是 {text}）",
        "先把单元格格式设为“文本”，再重新录入完整的编码",
    )


def _unreadable_code(column: Column, text: str) -> Problem:
    return Problem(
        "code-unreadable",
        f"“{column.title}”里的 {text} 不是编码",
        "先把单元格格式设为“文本”，再填编码",
    )


# Numbers and amounts -----------------------------------------------------------------------------


def _read_number(cell: Cell, column: Column, _measures: Measures) -> Reading:
    if _is_nil(cell):
        return Reading()
    if cell.is_percent:
        return Reading(EXACT.multiply(number_of(cell), Decimal(100)))
    try:
        text = narrow(_text(cell))
        number = number_of(cell._replace(text=text.removesuffix("%")) if text else cell)
    except Unreadable as unreadable:
        return Reading(None, _not_a_number(cell, column, str(unreadable)))
    if number < 0 and column.field == "quantity":
        return Reading(number, _negative(column, number))
    return Reading(number)


def _read_amount(cell: Cell, column: Column, measures: Measures) -> Reading:
    if _is_nil(cell):
        return _nil_amount(cell, column)
    if cell.is_percent:
        return Reading(None, _not_a_number(cell, column, "是百分比"))
    try:
        amount = in_yuan(cell, measures.money)
    except Unreadable as unreadable:
        return Reading(None, _not_a_number(cell, column, str(unreadable)))
    if amount < 0:
        return Reading(amount, _negative(column, amount))
    return _whole_fen(cell, column, amount)


def _whole_fen(cell: Cell, column: Column, amount: Decimal) -> Reading:
    rounded = to_fen(amount)
    if rounded == amount:
        return Reading(amount)
    if cell.stored is Stored.NUMBER and abs(amount - rounded) < _FEN_NOISE:
        noise = Problem(
            "amount-noise",
            f"“{column.title}”有计算机浮点运算留下的零头，已舍到分",
            "不影响结果；想去掉的，在公式外加 ROUND(…,2)",
            Severity.NOTICE,
        )
        return Reading(rounded, noise)
    fine = Problem(
        "amount-too-fine",
        f"“{column.title}”是 {plain(amount)} 元，比 1 分还细",
        f"核对后改到分（如 {plain(rounded)} 元）；用公式算的，在公式外加 ROUND(…,2)",
    )
    return Reading(amount, fine)


def _nil_amount(cell: Cell, column: Column) -> Reading:
    if not column.required:
        return Reading()
    read_as_zero = Problem(
        "amount-nil", f"“{column.title}”填的是“{shown(cell)}”，按 0 读取",
        "没有金额的填 0，或删去这一行", Severity.NOTICE,
    )  # fmt: skip
    return Reading(Decimal(0), read_as_zero)


def _negative(column: Column, number: Decimal) -> Problem:
    return Problem(
        "amount-negative",
        f"“{column.title}”是负数（{plain(number)}）",
        "预算数不能是负数：核对后改正，冲减的从原来那一笔里减",
    )


def _not_a_number(cell: Cell, column: Column, why: str) -> Problem:
    hint = "金额" if column.kind in (Kind.AMOUNT, Kind.PLAN) else "数"
    return Problem(
        "cell-not-a-number",
        f"“{column.title}”里的“{shown(cell)}”{why}",
        f"只填{hint}，如 12000 或 1.2万；没有的空着",
    )


def _is_nil(cell: Cell) -> bool:
    return cell.stored is Stored.TEXT and fold(cell.text) in NIL


def _read_plan(cell: Cell, column: Column, measures: Measures) -> Reading:
    percent = cell.is_percent or narrow(_text(cell)).endswith("%")
    if measures.plan is v.PlanBasis.PERCENT:
        return _plan_percent(cell, column)
    if percent:
        basis = Problem(
            "plan-is-percent",
            f"“{column.title}”填的是百分比 {shown(cell)}，而“基本信息”的计划口径是金额",
            "把计划口径改为“百分比”，或在这里填累计金额",
        )
        return Reading(None, basis)
    return _read_amount(cell, column, measures)


def _plan_percent(cell: Cell, column: Column) -> Reading:
    """63, 63% and 0.63 all mean 63 %; a plain number up to 1 is a fraction of the whole."""
    if _is_nil(cell):
        return Reading()
    text = narrow(_text(cell))
    signed = text.endswith("%")
    stripped = cell if cell.is_percent else cell._replace(text=text.removesuffix("%"))
    try:
        number = number_of(stripped)
    except Unreadable as unreadable:
        return Reading(None, _not_a_number(cell, column, str(unreadable)))
    if cell.is_percent or (not signed and 0 < number <= 1):
        number = EXACT.multiply(number, Decimal(100))
    if 0 <= number <= 100:
        return Reading(number)
    out = Problem(
        "percent-out-of-range",
        f"“{column.title}”是 {plain(number)}%，不在 0 到 100% 之间",
        "填累计百分比（如 63）；填的是金额的，把“基本信息”的计划口径改为“金额”",
    )
    return Reading(number, out)


# Words, dates ------------------------------------------------------------------------------------


def _read_flag(cell: Cell, column: Column, _measures: Measures) -> Reading:
    word = fold(_text(cell))
    if word in _YES or word == fold(column.title):
        return Reading(True)
    if word in _NO:
        return Reading(False)
    unclear = Problem(
        "flag-unknown", f"“{column.title}”里的“{shown(cell)}”看不出是不是", "填“是”，不是的空着"
    )
    return Reading(False, unclear)


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
    said = Problem(
        "choice-synonym",
        f"“{column.title}”里的“{seen}”按“{value.value}”读取",
        "读得对就不用改；不对的，从下拉列表里选",
        Severity.NOTICE,
    )
    return Reading(value, said)


@cache
def _words(choices: type[Enum]) -> Mapping[str, tuple[Enum, bool]]:
    """Every accepted spelling, and whether it is only a synonym."""
    synonyms: Mapping[str, Enum] = v.SYNONYMS.get(choices, MappingProxyType({}))  # type: ignore[call-overload]
    words = {fold(word): (value, True) for word, value in synonyms.items()}
    return words | {fold(value.value): (value, False) for value in choices}


def _unknown_choice(column: Column, choices: type[Enum], seen: str) -> Problem:
    official = [str(value.value) for value in choices]
    near = difflib.get_close_matches(seen, official, n=1, cutoff=0.5)
    guess = f"是不是“{near[0]}”？" if near else ""
    return Problem(
        "choice-unknown",
        f"“{column.title}”里的“{seen}”不在可选范围内。{guess}".rstrip("。"),
        f"从下拉列表里选：{'、'.join(official)}",
    )


def _read_date(cell: Cell, column: Column, _measures: Measures) -> Reading:
    if _is_nil(cell):
        return Reading()
    text = cell.text if cell.stored is Stored.NUMBER else narrow(_text(cell))
    try:
        day = _day(text)
    except (ValueError, OverflowError):
        day = None
    if day:
        return Reading(day)
    unclear = Problem(
        "cell-not-a-date", f"“{column.title}”里的“{shown(cell)}”不是日期", "按 2024-01-31 的样子填"
    )
    return Reading(None, unclear)


def _day(text: str) -> date | None:
    match = _DATE.fullmatch(text)
    if match:
        return date(int(match[1]), int(match[2]), int(match[3]))
    compact = re.fullmatch(r"((?:19|20)\d\d)([01]\d)([0-3]\d)(?:\.0)?", text)
    if compact:
        return date(int(compact[1]), int(compact[2]), int(compact[3]))
    return _serial_day(text)


def _read_year(cell: Cell, column: Column, _measures: Measures) -> Reading:
    match = re.match(r"((?:19|20)\d\d)(?:\.0)?(?!\d)", narrow(_text(cell)))
    if match and re.fullmatch(r"(\.0+)?\s*年?度?.*", narrow(_text(cell))[4:]):
        return Reading(int(match[1]))
    unclear = Problem(
        "cell-not-a-year", f"“{column.title}”里的“{shown(cell)}”不是年度", "填四位数字，如 2024"
    )
    return Reading(None, unclear)


_READERS: Final[Mapping[Kind, Callable[[Cell, Column, Measures], Reading]]] = MappingProxyType(
    {
        Kind.TEXT: _read_text,
        Kind.LONG: _read_long,
        Kind.CODE: _read_code,
        Kind.AMOUNT: _read_amount,
        Kind.NUMBER: _read_number,
        Kind.PLAN: _read_plan,
        Kind.FLAG: _read_flag,
        Kind.CHOICE: _read_choice,
        Kind.DATE: _read_date,
        Kind.YEAR: _read_year,
        Kind.FORMULA: _read_text,
    }
)
