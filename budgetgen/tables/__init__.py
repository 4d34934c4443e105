"""预算表: the nine tables as pure functions of the line items."""

from __future__ import annotations

import difflib
from dataclasses import replace

from budgetgen.model.budget import Budget
from budgetgen.profiles import Profile, ProfileError
from budgetgen.tables.catalog import SPECS
from budgetgen.tables.engine import (
    Figure,
    Naming,
    Table,
    TableColumn,
    TableRow,
    TableSpec,
    build_table,
)
from budgetgen.tables.rounding import NOTE, off_by_rounding

__all__ = ["Figure", "Table", "TableColumn", "TableRow", "build_tables", "naming"]


def naming(budget: Budget, profile: Profile) -> Naming:
    """Subject names of the budget's year; a code nobody knows is printed with the name typed, if any."""
    year = budget.info.year
    functions, economics = profile.function_catalogue, profile.economic_catalogue
    typed_functions = {x.function: x.function_name for x in budget.lines if x.function_name}
    typed_economics = {x.economic: x.economic_name for x in budget.lines if x.economic_name}
    return Naming(
        lambda code: functions.name(code, year) or typed_functions.get(code, ""),
        lambda code: economics.name(code, year) or typed_economics.get(code, ""),
        tuple((subject.code, subject.name) for subject in functions.classes(year)),
    )


def build_tables(budget: Budget, profile: Profile) -> tuple[Table, ...]:
    """The profile's tables in the order of print, every cell with the line items behind it."""
    names = naming(budget, profile)
    return tuple(
        _worded(
            build_table(_spec(id, profile), number, budget.lines, names), budget.info.scope, profile
        )
        for number, id in enumerate(profile.tables, start=1)
    )


def _spec(id: str, profile: Profile) -> TableSpec:
    if id not in SPECS:
        near = difflib.get_close_matches(id, SPECS, n=1)
        hint = f"是不是 {near[0]}？" if near else f"可用：{'、'.join(SPECS)}。"
        raise ProfileError(f"格式方案 {profile.id} 的 tables 里没有叫 {id} 的表样。{hint}")
    return SPECS[id]


def _worded(table: Table, scope: str, profile: Profile) -> Table:
    """Titles, heads and row labels in the profile's wording, the scope word before the title."""
    title = profile.label(f"{scope}{table.title}")
    table = replace(table, unit=profile.unit)
    if profile.rounding_note and any(off_by_rounding(table)):
        table = replace(table, notes=(*table.notes, NOTE))
    if not profile.labels:
        return replace(table, title=title)
    columns = tuple(
        replace(c, path="/".join(profile.label(part) for part in c.path.split("/")))
        for c in table.columns
    )
    rows = tuple(
        replace(row, cells=tuple(profile.label(c) if isinstance(c, str) else c for c in row.cells))
        for row in table.rows
    )
    notes = tuple(profile.label(note) for note in table.notes)
    return replace(table, title=title, columns=columns, rows=rows, notes=notes)
