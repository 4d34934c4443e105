"""XLSX: the nine tables for publication, one sheet each; figures are numbers, codes are text."""

from __future__ import annotations

import io
import re
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from budgetgen.document.blocks import Document

if TYPE_CHECKING:
    from budgetgen.profiles import Profile

_PX_PER_MM: Final = 96 / 25.4
_PT_PER_MM: Final = 72 / 25.4
_UPRIGHT: Final = 156.0
"""Wider tables (mm) are printed sideways."""
_SONGTI: Final = "宋体"
_TITLE: Final = {"font_name": "方正小标宋简体", "font_size": 20, "align": "center"}
_LINE: Final = {"font_name": _SONGTI, "font_size": 10.5}
_CELL: Final = {"font_name": _SONGTI, "font_size": 10, "border": 1, "text_wrap": True}
_ROW_HEIGHT: Final = 6.2
_NAME_LENGTH: Final = 31
_A4: Final = 9


def render_xlsx(document: Document, profile: Profile) -> bytes:
    """The nine tables as a workbook; equal input gives equal bytes."""
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties(
            {
                "title": document.title,
                "author": document.agency,
                "company": document.agency,
                "created": datetime(document.year, 1, 1),
            }
        )
        formats = _Formats(book)
        taken: set[str] = set()
        tables = [table for table in document.tables() if table.budget_table]
        for number, table in enumerate(tables, start=1):
            name = sheet_name(number, table.title, taken)
            _Sheet(book.add_worksheet(name), formats, table).write()
        if not tables:
            book.add_worksheet()
    return target.getvalue()


def sheet_name(number: int, title: str, taken: set[str]) -> str:
    """表1 收支总表: without what Excel forbids in a name, short enough and not yet taken."""
    words = re.sub(r"[\\[\\]:*?/\\\\\\x00-\\x1f]", "", f"表{number} {title}").strip(" '")
    name = words[:_NAME_LENGTH].rstrip(" '")
    taken.add(name)
    return name


class _Formats:
    """Cell formats, each made once."""

    def __init__(self, book: Any) -> None:
        self._made = lru_cache(maxsize=None)(
            lambda items: book.add_format({"valign": "vcenter", **dict(items)})
        )

    def of(self, base: dict[str, Any], **more: Any) -> Any:
        return self._made(tuple(sorted({**base, **more}.items())))
