"""写工作簿: the form that agencies fill in, blank or filled; equal input gives equal bytes."""

from __future__ import annotations

import io
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from budgetgen.model.budget import Budget
from budgetgen.workbook.form.content import HEAD, Form
from budgetgen.workbook.form.given import Given, given_text
from budgetgen.workbook.form.guide import write_guide, write_info
from budgetgen.workbook.form.helpers import OPTIONS_SHEET
from budgetgen.workbook.form.live_checks.balance import Balance
from budgetgen.workbook.form.options import Options
from budgetgen.workbook.form.records import RecordSheet
from budgetgen.workbook.form.styles import FONT, Styles
from budgetgen.workbook.form.subjects import write_subjects
from budgetgen.workbook.layout import (
    BALANCE_SHEET,
    GUIDE_SHEET,
    INFO_SHEET,
    META_SHEET,
    SHEETS,
    SUBJECT_SHEET,
    fingerprint,
)

if TYPE_CHECKING:
    from budgetgen.profiles import Profile

_A4: Final = 9
_ALLOWED: Final = dict.fromkeys(
    (
        "objects", "scenarios", "format_cells", "format_columns", "format_rows", "insert_rows",
        "delete_rows", "sort", "autofilter",
    ),
    True,
)  # fmt: skip
"""What a protected sheet still lets people do."""
_TABS: Final = {GUIDE_SHEET: "#1F4E78", BALANCE_SHEET: "#A9D08E", SUBJECT_SHEET: "#D0CECE"}


def write_workbook(
    budget: Budget | None,
    profile: Profile,
    *,
    year: int | None = None,
    given: Given = MappingProxyType({}),
) -> bytes:
    """The workbook to fill in, or the one that holds a budget; reading it gives the same budget.

    What the bureau filled in (``given``) is locked, and the workbook remembers it.
    """
    import xlsxwriter

    form = Form(budget, profile, year, given)
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_urls": False,
        "default_format_properties": {"font_name": FONT, "font_size": 11},
    }
    with xlsxwriter.Workbook(target, options) as book:
        for name, value in _identity(form):
            book.set_custom_property(name, value, "text")
        book.set_properties({"title": "预算公开填报工作簿", "created": datetime(form.year, 1, 1)})
        _Writer(book, form).write()
    return target.getvalue()


def _identity(form: Form) -> tuple[tuple[str, str], ...]:
    """What 元数据 says, and the file's properties too: people delete hidden sheets."""
    said = (
        ("格式方案", form.profile.id),
        ("模板版本", form.profile.version),
        ("指纹", fingerprint()),
        ("预算年度", str(form.info["year"] or "")),
    )
    return tuple((name, value) for name, value in said if value)


class _Writer:
    """Writes the sheets in their order; lists come last, when all are known."""

    def __init__(self, book: Any, form: Form) -> None:
        self._book, self._form = book, form
        self._styles = Styles(book)
        self._options = Options(form)
        self._balance = Balance(form)

    def write(self) -> None:
        """All sheets."""
        from budgetgen.workbook.form.sheet import FormSheet

        titles = (
            GUIDE_SHEET, INFO_SHEET, *(sheet.title for sheet in SHEETS),
            BALANCE_SHEET, SUBJECT_SHEET, OPTIONS_SHEET, META_SHEET,
        )  # fmt: skip
        sheets = {title: self._book.add_worksheet(title, FormSheet) for title in titles}
        form, styles = self._form, self._styles
        write_guide(sheets[GUIDE_SHEET], styles, form)
        write_info(sheets[INFO_SHEET], styles, form, self._options)
        items = self._balance.items()
        for sheet in SHEETS:
            RecordSheet(sheets[sheet.title], sheet, form, styles, self._options, items).write()
        self._balance.write(sheets[BALANCE_SHEET], styles)
        write_subjects(sheets[SUBJECT_SHEET], styles, form)
        self._options.write(sheets[OPTIONS_SHEET], styles)
        self._write_meta(sheets[META_SHEET])
        for title, sheet in sheets.items():
            _set_up(sheet, title)
        sheets[OPTIONS_SHEET].hide()
        sheets[META_SHEET].very_hidden()

    def _write_meta(self, sheet: Any) -> None:
        given = given_text(self._form.given)
        locked = (("财政部门已填", given),) if given else ()
        for row, (key, value) in enumerate((*_identity(self._form), *locked)):
            sheet.write_string(row, 0, key)
            sheet.write_string(row, 1, value)


def _set_up(sheet: Any, title: str) -> None:
    """Print set-up, protection, colour of the tab."""
    if title != SUBJECT_SHEET:  # Few columns and many rows.
        sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R第 &P 页 共 &N 页")
    if title != GUIDE_SHEET:
        sheet.repeat_rows(2 if title == BALANCE_SHEET else HEAD - 1)
    sheet.set_tab_color(_TABS.get(title, "#FFD966"))
    sheet.protect("", _ALLOWED)
