"""公开材料: one budget with its tables, figures and profile; what rules look at and composing starts from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from budgetgen.model.budget import Budget
from budgetgen.model.money import UNITS, PrintUnit
from budgetgen.model.units import unit_budget
from budgetgen.profiles import Profile
from budgetgen.tables import Table, build_tables, naming
from budgetgen.tables.catalog import SPECS
from budgetgen.tables.engine import Naming
from budgetgen.tables.figures import Figures


@dataclass(frozen=True)
class Disclosure:
    """One agency's disclosure before it is written down."""

    budget: Budget
    tables: tuple[Table, ...]
    profile: Profile

    @classmethod
    def of(cls, budget: Budget, profile: Profile) -> Disclosure:
        """Build the tables and put everything together."""
        return cls(budget, build_tables(budget, profile), profile)

    @cached_property
    def figures(self) -> Figures:
        """The figures that sentences use."""
        return Figures(self.budget, self.profile)

    @property
    def typed_unit(self) -> PrintUnit:
        """金额单位 of 基本信息: the one in which the cells are."""
        return UNITS[self.budget.info.money_unit]

    def amount(self, amount: Decimal) -> str:
        """How a finding says an amount of cells: in the workbook's unit, ``46300 元``."""
        return self.typed_unit.typed(amount)

    def printed(self, amount: Decimal) -> str:
        """How a finding says an amount that it quotes from the document: as printed, ``4.63 万元``."""
        return f"{self.profile.unit.text(amount)} {self.profile.unit.name}"

    def figures_of(self, unit: str) -> Figures:
        """The figures of one of its units, by 单位编码."""
        return Figures(unit_budget(self.budget, unit), self.profile)

    @cached_property
    def names(self) -> Naming:
        """Subject names as printed."""
        return naming(self.budget, self.profile)

    @cached_property
    def table_words(self) -> frozenset[str]:
        """Every text in a cell of the tables."""
        rows = (row for table in self.tables for row in table.rows)
        return frozenset(cell for row in rows for cell in row.cells if isinstance(cell, str))

    def table(self, id: str) -> Table:
        """A table by what it shows, whatever form the profile gives it."""
        return next(table for table in self.tables if table.id == id)

    def reference(self, id: str) -> str:
        """How a finding names a table: 表6, or by its title where the profile doesn't print it."""
        shown = (table.reference for table in self.tables if table.id == id)
        titles = (f"“{spec.title}”" for spec in SPECS.values() if spec.table == id)
        return next(shown, "") or next(titles)
