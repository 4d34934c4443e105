"""填报内容: what goes into the form and where it stands; every formula takes its addresses from here."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from budgetgen.law.values import Law
from budgetgen.model import vocabulary as v
from budgetgen.model.budget import Budget
from budgetgen.model.records import Record
from budgetgen.model.subjects import Catalogue, Subject, SubjectKind
from budgetgen.workbook.columns import Column, Kind, Sheet
from budgetgen.workbook.file.grid import column_letters
from budgetgen.workbook.form.given import Given
from budgetgen.workbook.form.values import amount_stored
from budgetgen.workbook.layout import INFO, INFO_SHEET, SHEETS

if TYPE_CHECKING:
    from budgetgen.profiles import Profile

HEAD: Final = 1
"""Row of the heads; 填报说明 says what each sheet is for."""
FIRST: Final = HEAD + 1
"""Row of the first record."""
_SPARE: Final = 50
"""Blank rows that a sheet fuller than foreseen still offers."""
_REACH: Final = 5
"""Formulas look at so many times the prepared rows: a long paste still counts."""

_PAGE: Final = 60
"""Rows that a sheet prints though they may be blank: two pages."""

Rows = tuple[Record, ...]
_NOTHING: Final[Given] = MappingProxyType({})
_KEYED: Final = frozenset({"controls", "prior"})
"""Sheets where a blank word means something: all units, every category."""


class Form:
    """One workbook to write: a budget's content, or the little that a blank one has."""

    def __init__(
        self,
        budget: Budget | None,
        profile: Profile,
        year: int | None = None,
        given: Given = _NOTHING,
    ) -> None:
        self.profile = profile
        self.given = given
        self.budget = budget
        self.info: Mapping[str, Any] = MappingProxyType(_info(budget, profile, year))
        self._rows: dict[str, Rows] = {
            sheet.field: getattr(budget, sheet.field) if budget else () for sheet in SHEETS
        }
        self._areas: dict[tuple[str, str], str] = {}

    @cached_property
    def year(self) -> int:
        """Budget year, or the year of the newest subjects where none is said."""
        newest = max(s.valid_from or 0 for s in self.profile.function_catalogue.all(9999))
        return self.info["year"] or newest or 2000

    @cached_property
    def law(self) -> Law:
        """法规 of the year, where the profile is used."""
        return self.profile.law(self.year)

    def words(self, column: Column) -> tuple[str, ...]:
        """What the profile offers for a column; nothing where it has no list."""
        return self.profile.words(column.field) if column.from_profile else ()

    @property
    def money(self) -> v.MoneyUnit:
        """金额单位."""
        unit: v.MoneyUnit = self.info["money_unit"]
        return unit

    @property
    def plan(self) -> v.PlanBasis:
        """计划口径."""
        basis: v.PlanBasis = self.info["plan_basis"]
        return basis

    @cached_property
    def catalogues(self) -> Mapping[SubjectKind, Catalogue]:
        """Subjects by kind, the profile's own lists laid over."""
        p = self.profile
        return {
            SubjectKind.FUNCTION: p.function_catalogue,
            SubjectKind.ECONOMIC: p.economic_catalogue,
            SubjectKind.PROCUREMENT: p.procurement_catalogue,
        }

    @cached_property
    def subjects(self) -> Mapping[SubjectKind, tuple[Subject, ...]]:
        """The year's subjects of each kind, in the order of 科目表."""
        return {kind: each.all(self.year) for kind, each in self.catalogues.items()}

    def records(self, sheet: Sheet) -> Rows:
        """A sheet's records in order; the first stands in row ``FIRST``."""
        return self._rows[sheet.field]

    def is_given(self, sheet: Sheet, row: int, column: Column, content: object) -> bool:
        """Whether the bureau filled in a cell, so that it is locked."""
        if row >= FIRST + self.given.get(sheet.field, 0):
            return False
        means_all = sheet.field in _KEYED and column.kind not in (Kind.AMOUNT, Kind.LONG)
        return content is not None or means_all

    def prepared(self, sheet: Sheet) -> int:
        """How many rows a sheet has ready."""
        return max(sheet.prepared_rows, len(self.records(sheet)) + _SPARE)

    def printed(self, sheet: Sheet) -> int:
        """How many rows a sheet prints: all that are filled, never all that are prepared.

        A fixed number, because LibreOffice and openpyxl refuse a print area that a formula moves.
        """
        return max(_PAGE, len(self.records(sheet)))

    def last(self, sheet: Sheet) -> int:
        """The last row that formulas look at."""
        return HEAD + self.prepared(sheet) * _REACH

    def letter(self, sheet: Sheet, name: str) -> str:
        """The column letter of a field, or of a formula's title."""
        names = [column.field or column.title for column in sheet.columns]
        return column_letters(names.index(name) + 1)

    def at(self, sheet: Sheet, name: str, row: int) -> str:
        """``$N3``: a cell of the formula's own sheet."""
        return f"${self.letter(sheet, name)}{row}"

    def area(self, sheet: Sheet, name: str) -> str:
        """``'收支明细'!$N$3:$N$5002``: a column as formulas see it."""
        known = self._areas.get((sheet.title, name))
        if known is None:
            letter = self.letter(sheet, name)
            known = f"'{sheet.title}'!${letter}${FIRST}:${letter}${self.last(sheet)}"
            self._areas[sheet.title, name] = known
        return known

    def info_cell(self, name: str) -> str:
        """The cell of a key of 基本信息."""
        return f"'{INFO_SHEET}'!$B${info_row(name)}"

    def number(self, amount: Decimal | None) -> Decimal | None:
        """An amount as a formula sees it: in the workbook's unit, None where it is blank or text."""
        stored = None if amount is None else amount_stored(amount, self.money)
        return stored if isinstance(stored, Decimal) else None


def info_row(name: str) -> int:
    """The row of a key of 基本信息, by field or title."""
    names = [column.field or column.title for column in INFO]
    return FIRST + names.index(name)


def cell_value(record: Record, column: Column) -> Any:
    """What a record says in a column; None for formulas."""
    return getattr(record, column.field) if column.field else None


def _info(budget: Budget | None, profile: Profile, year: int | None) -> dict[str, Any]:
    names = [column.field for column in INFO if column.field]
    if budget is not None:
        return {name: getattr(budget.info, name) for name in names}
    return dict.fromkeys(names) | {
        "year": year,
        "scope": profile.scope,
        "money_unit": v.MoneyUnit.YUAN,
        "plan_basis": v.PlanBasis.AMOUNT,
        "stage": v.Stage.APPROVED,
    }
