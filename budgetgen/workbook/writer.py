"""写工作簿: the blank form, or a filled one, with drop-downs, formulas (each with its value) and a live check.

Read back, a written budget is the same budget. Equal input gives equal bytes.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import xlsxwriter

from budgetgen import __version__
from budgetgen.model import budget as m
from budgetgen.model import vocabulary as v
from budgetgen.model.money import YUAN_PER_WAN, plain
from budgetgen.profiles import Profile
from budgetgen.workbook import layout
from budgetgen.workbook.balance import write_balance
from budgetgen.workbook.formulas import Formulas
from budgetgen.workbook.guide import write_guide
from budgetgen.workbook.layout import Column, Kind, Sheet
from budgetgen.workbook.lists import YES_NO, Lists
from budgetgen.workbook.styles import Styles

_EXACT_DIGITS = 15
"""What Excel keeps of a number; a longer amount is written as text."""
_NUMBERS = frozenset({Kind.AMOUNT, Kind.NUMBER, Kind.PLAN})


def write_workbook(budget: m.Budget | None, profile: Profile, *, year: int | None = None) -> bytes:
    """The workbook of a budget, or the blank form; ``year`` prefills the latter."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    _Writer(book, budget, profile, year).write()
    book.close()
    return target.getvalue()


def fingerprint() -> str:
    """指纹 of the form's sheets and columns: tells an older or mangled workbook from this one."""
    shape = [
        [c.title for c in layout.INFO],
        *([s.title, *(c.title for c in s.columns)] for s in layout.SHEETS),
    ]
    return hashlib.sha256(repr(shape).encode()).hexdigest()[:16]


class _Writer:
    """One workbook being written."""

    def __init__(
        self, book: Any, budget: m.Budget | None, profile: Profile, year: int | None
    ) -> None:
        self._book, self._budget, self._profile = book, budget, profile
        self._year = budget.info.year if budget else year
        self._catalogue_year = self._year or 2000
        self._styles = Styles(book)
        self._lists = Lists(profile, self._catalogue_year)
        self._unit = budget.info.money_unit if budget else v.MoneyUnit.YUAN
        self._plan_basis = budget.info.plan_basis if budget else v.PlanBasis.AMOUNT

    def write(self) -> None:
        created = datetime(self._catalogue_year, 1, 1)
        self._book.set_properties({"title": self._profile.title, "created": created})
        titles = [layout.GUIDE_SHEET, layout.INFO_SHEET, *(s.title for s in layout.SHEETS)]
        titles += [layout.BALANCE_SHEET, layout.SUBJECT_SHEET, layout.META_SHEET]
        sheets = {title: self._book.add_worksheet(title) for title in titles}
        write_guide(sheets[layout.GUIDE_SHEET], self._styles, self._profile.title)
        self._info(sheets[layout.INFO_SHEET])
        rows = {s.title: self._rows(s) for s in layout.SHEETS}
        formulas = Formulas(self._budget, self._profile, self._lists, rows, self._amount)
        for sheet in layout.SHEETS:
            self._sheet(sheets[sheet.title], sheet, rows[sheet.title], formulas)
        write_balance(sheets[layout.BALANCE_SHEET], self._styles, formulas)
        self._subjects(sheets[layout.SUBJECT_SHEET])
        self._meta(sheets[layout.META_SHEET])
        for title in titles[:-1]:
            _protect(sheets[title])

    def _rows(self, sheet: Sheet) -> int:
        """Prepared rows: more than the form's where a budget holds more."""
        used = len(getattr(self._budget, sheet.field)) if self._budget else 0
        return max(sheet.prepared_rows, used + 50)

    # 基本信息 ------------------------------------------------------------------------------------

    def _info(self, page: Any) -> None:
        page.set_column(0, 0, 18)
        page.set_column(1, 1, 46)
        page.set_column(2, 2, 52)
        page.freeze_panes(1, 0)
        for index, title in enumerate(layout.INFO_HEAD):
            page.write_string(0, index, title, self._styles.head)
        for row, key in enumerate(layout.INFO, start=1):
            style = self._styles.required_label if key.required else self._styles.label
            page.write_string(row, 0, key.title, style)
            page.write_string(row, 2, key.hint, self._styles.remark)
            if key.kind is Kind.FORMULA:
                self._deadline(page, row)
            else:
                self._cell(page, row, 1, key, self._info_value(key))
            self._validate(page, key, row, 1, row)
        page.set_paper(9)
        page.fit_to_pages(1, 0)

    def _info_value(self, key: Column) -> Any:
        if self._budget:
            return getattr(self._budget.info, key.field)
        blank: Mapping[str, Any] = {
            "year": self._year, "scope": self._profile.scope, "money_unit": v.MoneyUnit.YUAN,
            "plan_basis": v.PlanBasis.AMOUNT, "stage": v.Stage.APPROVED,
        }  # fmt: skip
        return blank.get(key.field)

    def _deadline(self, page: Any, row: int) -> None:
        approved = [key.field for key in layout.INFO].index("approval_date") + 2
        given = self._budget.info.approval_date if self._budget else None
        value: Any = ""
        if given:
            value = (given - date(1899, 12, 30)).days + 20
        formula = f'=IF(B{approved}="","",B{approved}+20)'
        page.write_formula(row, 1, formula, self._styles.formula_date, value)

    # 记录表 --------------------------------------------------------------------------------------

    def _sheet(self, page: Any, sheet: Sheet, prepared: int, formulas: Formulas) -> None:
        for index, column in enumerate(sheet.columns):
            style = self._styles.head_for(column)
            page.set_column(index, index, column.width, self._styles.column(column))
            page.write_string(0, index, column.title, style)
            if column.hint:
                page.write_comment(0, index, column.hint, {"x_scale": 1.4, "y_scale": 0.7})
            self._validate(page, column, 1, index, prepared)
        records = getattr(self._budget, sheet.field) if self._budget else ()
        for row, record in enumerate(records, start=1):
            for index, column in enumerate(sheet.columns):
                if column.field:
                    self._cell(page, row, index, column, getattr(record, column.field))
        formulas.fill(page, sheet, records, self._styles)
        _print_setup(page, len(sheet.columns))

    def _cell(self, page: Any, row: int, index: int, column: Column, value: Any) -> None:
        style = self._styles.cell(column)
        if value is None or value is False or value == "":
            page.write_blank(row, index, None, style)
        elif isinstance(value, Decimal):
            self._number(page, row, index, self._typed(column, value), style)
        elif isinstance(value, date):
            page.write_datetime(row, index, value, style)
        elif value is True:
            page.write_string(row, index, YES_NO[0], style)
        elif isinstance(value, int):
            page.write_number(row, index, value, style)
        else:
            text = str(value.value) if isinstance(value, Enum) else str(value)
            page.write_string(row, index, text, style)

    def _typed(self, column: Column, value: Decimal) -> Decimal:
        percent = column.kind is Kind.PLAN and self._plan_basis is v.PlanBasis.PERCENT
        if column.kind is Kind.NUMBER or percent:
            return value
        return self._amount(value)

    def _amount(self, yuan: Decimal) -> Decimal:
        """元 in the workbook's unit."""
        return yuan / YUAN_PER_WAN if self._unit is v.MoneyUnit.WAN else yuan

    @staticmethod
    def _number(page: Any, row: int, index: int, number: Decimal, style: Any) -> None:
        if len(number.normalize().as_tuple().digits) <= _EXACT_DIGITS:
            page.write_number(row, index, float(number), style)
        else:
            page.write_string(row, index, plain(number), style)

    def _validate(self, page: Any, column: Column, first: int, index: int, last: int) -> None:
        rule = self._rule(column)
        if rule:
            page.data_validation(first, index, last, index, {"ignore_blank": True, **rule})

    def _rule(self, column: Column) -> dict[str, Any]:
        if column.choices or column.kind is Kind.FLAG or column.suggestions:
            words = self._lists.source(column) or f"={self._lists.range('是否')}"
            free = bool(column.suggestions)
            return {"validate": "list", "source": words, "show_error": not free, **_stop(column)}
        if column.kind in _NUMBERS:
            text = f"“{column.title}”只填数字，不带单位，不能是负数。"
            return {"validate": "decimal", "criteria": ">=", "value": 0, **_stop(column, text)}
        if column.kind is Kind.DATE:
            text = f"“{column.title}”填日期，如 2024-01-31。"
            since = date(2000, 1, 1)
            return {"validate": "date", "criteria": ">=", "value": since, **_stop(column, text)}
        if column.kind is Kind.YEAR:
            years = {"criteria": "between", "minimum": 2000, "maximum": 2100}
            return {"validate": "integer", **years, **_stop(column)}
        return {}

    # 科目表、元数据 ------------------------------------------------------------------------------

    def _subjects(self, page: Any) -> None:
        for index, column in enumerate(self._lists.columns):
            page.set_column(index, index, 34 if column.title.endswith("名称") else 16)
            page.write_string(0, index, column.title, self._styles.head)
            page.write_column(1, index, column.words, self._styles.text)
        page.freeze_panes(1, 0)
        longest = max(len(column.words) for column in self._lists.columns)
        page.autofilter(0, 0, longest, len(self._lists.columns) - 1)

    def _meta(self, page: Any) -> None:
        rows = (
            ("格式方案", self._profile.id), ("模板版本", self._profile.version),
            ("指纹", fingerprint()), ("程序版本", __version__),
        )  # fmt: skip
        for row, pair in enumerate(rows):
            page.write_row(row, 0, pair, self._styles.text)
        page.very_hidden()


def _stop(column: Column, text: str = "") -> dict[str, str]:
    """What the form says when something else is typed."""
    said = text or f"“{column.title}”填得不对。{column.hint}"
    return {"error_title": "请检查", "error_message": said[:255]}


def _protect(page: Any) -> None:
    """Locked against slips, not against people: no password; sorting, filtering and widths stay free."""
    page.protect(
        "",
        {
            "format_cells": True, "format_columns": True, "format_rows": True, "insert_rows": True,
            "delete_rows": True, "sort": True, "autofilter": True, "insert_hyperlinks": True,
        },
    )  # fmt: skip


def _print_setup(page: Any, columns: Sequence[Column] | int) -> None:
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&C&A　第 &P 页，共 &N 页")
