"""样式: how the form's cells look; made once for a workbook."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from budgetgen.workbook.columns import Column, Kind
from budgetgen.workbook.file.texts import printable
from budgetgen.workbook.form.formula import Calc
from budgetgen.workbook.form.live_checks.line import SideKind

FONT: Final = "宋体"
HEAD_PIXELS: Final = 26
"""Height of a row of heads with one line."""
MONEY: Final = "#,##0.00####"
"""Fen in 元; up to six decimals where amounts are typed in 万元."""
_LINE: Final = "#BFBFBF"
_YELLOW: Final = "#FFFBE0"
_GREEN: Final = "#E2EFDA"
_GREY: Final = "#EDEDED"
_DARK: Final = "#1F4E78"
_LIGHT: Final = "#9DC3E6"
_NUMBER_FORMATS: Final = {
    Kind.CODE: "@",
    Kind.TEXT: "@",
    Kind.LONG: "General",
    Kind.AMOUNT: MONEY,
    Kind.PLAN: MONEY,
    Kind.NUMBER: "General",
    Kind.DATE: "yyyy-mm-dd",
    Kind.YEAR: "0",
}
_MEASURES: Final = {SideKind.MONEY: MONEY, SideKind.ROWS: "0", SideKind.DATE: "yyyy-mm-dd"}
_RIGHT: Final = frozenset({Kind.AMOUNT, Kind.PLAN, Kind.NUMBER})
_CENTRED: Final = frozenset({Kind.FLAG})
_SHRINKING: Final = frozenset({Kind.CODE, Kind.CHOICE})
"""Codes and words of a list: never cut off, so that the amount fits on a small screen."""


class _Blank(str):
    """An empty result that XlsxWriter stores as text; a plain ``""`` would count as not calculated."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return False

    __hash__ = str.__hash__


_BLANK: Final = _Blank()


class Styles:
    """Cell formats by what a cell is for."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}
        head = {"bold": True, "align": "center", "text_wrap": True, "border": 1}
        self.locked = self._format()
        self.head_required = self._format(**head, bg_color=_DARK, font_color="#FFFFFF")
        self.head_optional = self._format(**head, bg_color=_LIGHT)
        self.head_derived = self._format(**head, bg_color="#D0CECE")
        self.purpose = self._format(font_color="#595959")
        self.listed = self._format(num_format="@", border=1, border_color=_LINE)
        self.title = self._format(font_size=18, bold=True, font_color=_DARK)
        self.heading = self._format(font_size=12, bold=True, font_color=_DARK)
        self.group = self._format(bold=True, bg_color="#DDEBF7", border=1, border_color=_LINE)
        self.words = self._format(text_wrap=True, valign="top")
        self.cell_words = self._format(text_wrap=True, indent=1, border=1, border_color=_LINE)
        self.numbered = self._format(align="center", border=1, border_color=_LINE)
        self.link = self._format(
            font_color="#0563C1", underline=1, border=1, border_color=_LINE, text_wrap=True
        )
        self.bad = book.add_format({"bg_color": "#FFC7CE", "font_color": "#9C0006"})
        self.good = book.add_format({"bg_color": "#C6EFCE", "font_color": "#006100"})
        self.unknown = book.add_format({"bg_color": "#E7E6E6", "font_color": "#595959"})
        self.odd = book.add_format({"bg_color": "#FFE699", "font_color": "#833C0B"})

    def _format(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
            self._made[key] = self._book.add_format(base | properties)
        return self._made[key]

    def head(self, column: Column) -> Any:
        """Dark where something must be typed, light where it may be, grey over formulas."""
        if column.kind is Kind.FORMULA:
            return self.head_derived
        return self.head_required if column.required else self.head_optional

    def input(self, kind: Kind, percent: bool = False, given: bool = False) -> Any:
        """A cell to type in: yellow, unlocked; green and locked where the bureau filled it in."""
        return self._format(
            **_kind(kind, percent), bg_color=_GREEN if given else _YELLOW,
            border=1, border_color=_LINE, locked=given,
        )  # fmt: skip

    def answer(self, kind: Kind, given: bool = False) -> Any:
        """A cell of 基本信息: all on the left, one under the other."""
        return self._format(
            **_kind(kind) | {"align": "left"}, bg_color=_GREEN if given else _YELLOW,
            border=1, border_color=_LINE, locked=given,
        )  # fmt: skip

    def derived(
        self,
        num_format: str = "General",
        locked: bool = True,
        align: str = "left",
        fit: bool = False,
    ) -> Any:
        """A formula's cell: grey, locked unless it only repeats a name; a name shrinks to `fit`."""
        return self._format(
            **{"shrink": True} if fit else {},
            indent=1 if align == "left" else 0,
            num_format=num_format, bg_color=_GREY, border=1,
            border_color=_LINE, locked=locked, align=align, font_color="#404040",
        )  # fmt: skip

    @staticmethod
    def note(text: str) -> dict[str, Any]:
        """A note's look, as large as its words need."""
        lines = sum(-(-max(len(line), 1) // 17) for line in text.split("\n"))
        return {
            "author": "budgetgen", "font_name": FONT, "font_size": 10, "color": "#FFFFE1",
            "width": 240, "height": 12 + 17 * lines,
        }  # fmt: skip

    def shown(self, measure: SideKind) -> Any:
        """A figure on 平衡检查."""
        return self.derived(_MEASURES[measure], align="right")

    @staticmethod
    def write_calc(sheet: Any, row: int, column: int, calc: Calc, style: Any) -> None:
        """A formula with the value it has now."""
        sheet.write_formula(row, column, f"={calc.formula}", style, _cached(calc.value))

    @staticmethod
    def write_value(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
        """A typed value, or the blank cell to type it in."""
        match value:
            case None | "":
                sheet.write_blank(row, column, None, style)
            case Decimal():
                sheet.write_number(row, column, float(value), style)
            case date():
                sheet.write_datetime(row, column, _midnight(value), style)
            case _:
                sheet.write_string(row, column, value, style)


def _kind(kind: Kind, percent: bool = False) -> dict[str, Any]:
    shown: dict[str, Any] = {"num_format": _NUMBER_FORMATS.get(kind, "General")}
    if percent:
        shown["num_format"] = "0.00####%"
    if kind in _RIGHT:
        shown["align"] = "right"
    if kind in _CENTRED:
        shown["align"] = "center"
    if kind in _SHRINKING:
        shown["shrink"] = True
    if kind in (Kind.LONG, Kind.TEXT):
        shown["text_wrap"] = True
    return shown


def _cached(value: Decimal | str | date) -> float | str | int:
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date():
            return (value - date(1899, 12, 30)).days
    # XlsxWriter escapes control characters in cells, not in the results of formulas.
    return printable(value) or _BLANK


def screen_width(text: str) -> int:
    """Half-width characters that a text takes."""
    return sum(1 if character.isascii() else 2 for character in text)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)
