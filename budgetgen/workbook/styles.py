"""Looks of the form: yellow is typed, grey is computed, a dark head is required."""

from __future__ import annotations

from typing import Any

from budgetgen.workbook.layout import Column, Kind

_FONT = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_INPUT = {"bg_color": "#FFFBE6", "locked": False, "border": 1, "border_color": "#D9D9D9"}
_COMPUTED = {"bg_color": "#F2F2F2", "font_color": "#595959", "border": 1, "border_color": "#D9D9D9"}
_HEAD = {"bold": True, "text_wrap": True, "align": "center", "border": 1}
_MONEY = "#,##0.00"
_FORMATS = {
    Kind.AMOUNT: _MONEY, Kind.PLAN: "#,##0.00##", Kind.NUMBER: "0.######", Kind.CODE: "@",
    Kind.TEXT: "@", Kind.LONG: "@", Kind.CHOICE: "@", Kind.FLAG: "@", Kind.DATE: "yyyy-mm-dd",
    Kind.YEAR: "0",
}  # fmt: skip


class Styles:
    """The workbook's cell formats."""

    def __init__(self, book: Any) -> None:
        def made(**more: Any) -> Any:
            return book.add_format(_FONT | more)

        self.head = made(**_HEAD, bg_color="#D6E4F0")
        self._required_head = made(**_HEAD, bg_color="#2F5C8A", font_color="#FFFFFF")
        self._computed_head = made(**_HEAD, bg_color="#D9D9D9")
        self.label = made(bg_color="#D6E4F0", border=1)
        self.required_label = made(bg_color="#2F5C8A", font_color="#FFFFFF", border=1, bold=True)
        self.remark = made(font_color="#595959", text_wrap=True)
        self.text = made(num_format="@")
        self.paragraph = made(text_wrap=True)
        self.title = made(bold=True, font_size=16)
        self.strong = made(bold=True)
        self.formula_text = made(**_COMPUTED, text_wrap=True)
        self.formula_money = made(**_COMPUTED, num_format=_MONEY)
        self.formula_date = made(**_COMPUTED, num_format="yyyy-mm-dd", align="left")
        self.link = made(font_color="#0563C1", underline=1)
        self.good = book.add_format({"bg_color": "#C6EFCE", "font_color": "#006100"})
        self.bad = book.add_format({"bg_color": "#FFC7CE", "font_color": "#9C0006"})
        self.unknown = book.add_format({"bg_color": "#D9D9D9", "font_color": "#404040"})
        wrapped: dict[Kind, dict[str, Any]] = {
            Kind.LONG: {"text_wrap": True},
            Kind.YEAR: {"align": "left"},
            Kind.DATE: {"align": "left"},
        }
        self._cells = {
            kind: made(**_INPUT, num_format=pattern, **wrapped.get(kind, {}))
            for kind, pattern in _FORMATS.items()
        }

    def head_for(self, column: Column) -> Any:
        """Head of a column: dark where it must be filled in, grey where it is computed."""
        if column.kind is Kind.FORMULA:
            return self._computed_head
        return self._required_head if column.required else self.head

    def cell(self, column: Column) -> Any:
        """Format of a typed cell."""
        return self._cells[column.kind]

    def column(self, column: Column) -> Any:
        """Format of a whole column, so that rows beyond the prepared ones can be typed in too."""
        return self.formula_text if column.kind is Kind.FORMULA else self._cells[column.kind]
