"""记录表: sheets of records: heads with notes, records, blank rows ready to be filled in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from budgetgen.model.records import Reason, Record
from budgetgen.workbook.columns import Column, Kind, Sheet
from budgetgen.workbook.form.columns import (
    NAMES,
    VERDICT,
    ItemArea,
    change_formula,
    column_formula,
    unknown_name,
)
from budgetgen.workbook.form.content import FIRST, HEAD, Form, cell_value
from budgetgen.workbook.form.formula import Calc
from budgetgen.workbook.form.live_checks.line import BAD
from budgetgen.workbook.form.options import Options
from budgetgen.workbook.form.styles import MONEY, Styles, screen_width
from budgetgen.workbook.form.texts import note
from budgetgen.workbook.form.validation import validation
from budgetgen.workbook.form.values import stored
from budgetgen.workbook.layout import ASSETS, CONTROLS, INDICATORS, LINES, PRIOR, REASONS

_LISTED: Final = frozenset({ASSETS.title, PRIOR.title, REASONS.title})
"""Sheets about a closed list: where nothing is typed, its words already stand there."""
_LOOKED_UP: Final = (
    (LINES, "function", "功能科目名称"),
    (LINES, "economic", "经济科目名称"),
    (LINES, "project", "项目名称"),
    (INDICATORS, "project", "项目名称"),
)
"""Codes that turn orange while their name is unknown."""
_TYPED_NAMES: Final = {"功能科目名称": "function_name", "经济科目名称": "economic_name"}
_NARROW: Final = 4
"""Sheets up to so many columns need no frozen column."""
_PIXELS_PER_LINE: Final = 19
_MOST_LINES: Final = 12
"""A row stays lower than a screen; the rest is read in the cell."""


@dataclass(frozen=True, slots=True)
class RecordSheet:
    """Writes one sheet of records."""

    sheet: Any
    layout: Sheet
    form: Form
    styles: Styles
    options: Options
    items: ItemArea

    def write(self) -> None:
        """Everything on the sheet."""
        self._write_heads()
        for row, record in self._rows():
            self._write_row(row, record)
        self._list_words()
        self._validate()
        self._colour_unknown()
        self._colour_difference()
        self._colour_verdict()
        last, columns = self._last_prepared(), len(self.layout.columns)
        self.sheet.autofilter(HEAD - 1, 0, last - 1, columns - 1)
        self.sheet.freeze_panes(HEAD, 1 if columns > _NARROW else 0)
        self.sheet.print_area(0, 0, HEAD + self.form.printed(self.layout) - 1, columns - 1)

    def _rows(self) -> Iterator[tuple[int, Record | None]]:
        records = self.form.records(self.layout)
        for number in range(self.form.prepared(self.layout)):
            yield FIRST + number, records[number] if number < len(records) else None

    def _last_prepared(self) -> int:
        return HEAD + self.form.prepared(self.layout)

    def _write_heads(self) -> None:
        self.sheet.set_row_pixels(HEAD - 1, 40)
        for place, column in enumerate(self.layout.columns):
            self.sheet.set_column(place, place, _width(column), self._blank(column))
            self.sheet.write_string(HEAD - 1, place, column.title, self.styles.head(column))
            text = note(column, self.form.words(column), self.layout.title)
            self.sheet.write_comment(HEAD - 1, place, text, self.styles.note(text))

    def _blank(self, column: Column) -> Any:
        """What a column's empty cells look like, down to the last row of the sheet: none is written."""
        if column.kind is Kind.FORMULA:
            return self._derived(column)
        percent = stored(None, column, self.form.money, self.form.plan).percent
        return self.styles.input(column.kind, percent)

    def _write_row(self, row: int, record: Record | None) -> None:
        lines = max((_lines(record, column) for column in self.layout.columns), default=1)
        if record and lines > 1:
            self.sheet.set_row_pixels(row - 1, _PIXELS_PER_LINE * min(lines, _MOST_LINES) + 4)
        for place, column in enumerate(self.layout.columns):
            if column.kind is Kind.FORMULA:
                self._write_formula(row, place, column, record)
                continue
            if record is None:
                continue
            content = stored(cell_value(record, column), column, self.form.money, self.form.plan)
            given = self.form.is_given(self.layout, row, column, content.value)
            style = self.styles.input(column.kind, content.percent, given)
            self.styles.write_value(self.sheet, row - 1, place, content.value, style)

    def _write_formula(self, row: int, place: int, column: Column, record: Record | None) -> None:
        style = self._derived(column)
        typed = getattr(record, _TYPED_NAMES.get(column.title, ""), "") if record else ""
        if typed:
            # Nobody else knows the name of that code.
            self.sheet.write_string(row - 1, place, typed, style)
        else:
            calc = self._calc(row, column, record)
            self.styles.write_calc(self.sheet, row - 1, place, calc, style)

    def _derived(self, column: Column) -> Any:
        """Figures are locked. Names are not: what is pasted over them is no harm, and may come with the rest."""
        if column.title in NAMES:
            return self.styles.derived(locked=False, fit=True)
        if column.title == VERDICT:
            return self.styles.derived(fit=True)
        return self.styles.derived(MONEY, align="right")

    def _calc(self, row: int, column: Column, record: Record | None) -> Calc:
        if self.layout is REASONS:
            return change_formula(self.form, self.items, column.title, row, record)
        return column_formula(self.form, self.layout, column.title, row, record)

    def _list_words(self) -> None:
        """Every word of a closed list that is not there, a row each; such rows are no records yet."""
        records, given = self.form.records(self.layout), self.layout.field in self.form.given
        if self.layout.title not in _LISTED or (records and not given):
            return
        first = self.layout.columns[0]
        assert first.choices is not None
        there = {cell_value(record, first) for record in records}
        missing = (word for word in first.choices if word not in there)
        for row, word in enumerate(missing, start=FIRST + len(records)):
            if self.layout is REASONS:
                self._write_row(row, Reason.model_validate({"item": word}))
            else:
                style = self.styles.input(first.kind)
                self.sheet.write_string(row - 1, 0, str(word.value), style)

    def _validate(self) -> None:
        last = self.form.last(self.layout) - 1
        for place, column in enumerate(self.layout.columns):
            rule = validation(column, self.form, self.options, self.layout.title)
            if rule:
                self.sheet.data_validation(FIRST - 1, place, last, place, rule)

    def _colour_unknown(self) -> None:
        for sheet, code, title in _LOOKED_UP:
            if sheet is self.layout:
                place = [column.field for column in sheet.columns].index(code)
                rule = unknown_name(sheet, FIRST, self.form, code, title)
                self._colour(place, rule, self.styles.odd)

    def _colour_difference(self) -> None:
        if self.layout is CONTROLS:
            place = [column.title for column in CONTROLS.columns].index("差额")
            cell = self.form.at(CONTROLS, "差额", FIRST)
            for test, style in (("<>0", self.styles.bad), ("=0", self.styles.good)):
                self._colour(place, f'=AND({cell}<>"",{cell}{test})', style)

    def _colour_verdict(self) -> None:
        if self.layout is REASONS:
            place = [column.title for column in REASONS.columns].index(VERDICT)
            cell = self.form.at(REASONS, VERDICT, FIRST)
            self._colour(place, f'=LEFT({cell},{len(BAD)})="{BAD}"', self.styles.bad)

    def _colour(self, place: int, criteria: str, style: Any) -> None:
        self.sheet.conditional_format(
            FIRST - 1, place, self._last_prepared() - 1, place,
            {"type": "formula", "criteria": criteria, "format": style},
        )  # fmt: skip


def _lines(record: Record | None, column: Column) -> int:
    """Lines that a text needs in its column: not every program makes room for them by itself."""
    value = cell_value(record, column) if record else None
    if column.kind not in (Kind.LONG, Kind.TEXT) or not isinstance(value, str):
        return 1
    room = max(_width(column) - 2, 1)
    return sum(max(-(-screen_width(line) // room), 1) for line in value.split("\n"))


def _width(column: Column) -> int:
    """The declared width, and never less than the head in two lines beside its filter button."""
    return max(column.width, 2 * -(-len(column.title) // 2) + 4)
