"""预算表: the nine tables as pure functions of the line items."""

from __future__ import annotations

import difflib
from dataclasses import replace

from budgetgen.model.budget import Budget
from budgetgen.model.numbering import write_number
from budgetgen.model.records import Info
from budgetgen.profiles import Profile, ProfileError
from budgetgen.tables.catalog import SPECS
from budgetgen.tables.engine import (
    COUNTING,
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
        _worded(build_table(_spec(id, profile), number, budget.lines, names), budget.info, profile)
        for number, id in enumerate(profile.printed_tables, start=1)
    )


def _spec(id: str, profile: Profile) -> TableSpec:
    if id not in SPECS:
        near = difflib.get_close_matches(id, SPECS, n=1)
        hint = f"是不是 {near[0]}？" if near else f"可用：{'、'.join(SPECS)}。"
        raise ProfileError(f"格式方案 {profile.id} 的 tables 里没有叫 {id} 的表样。{hint}")
    return SPECS[id]


def _worded(table: Table, info: Info, profile: Profile) -> Table:
    """Number, title, unit, heads and row labels as the profile has them."""
    form, title = profile.form_of(table.spec), _title(table, info, profile)
    pattern = profile.table_numbering
    number = form.number or (write_number(pattern, table.number) if pattern else "")
    table = replace(table, unit=profile.unit_of(table.spec), heading_number=number)
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
    first, second = map(profile.label, COUNTING)
    return replace(
        table, title=title, columns=columns, rows=rows, notes=notes, counting=(first, second)
    )


def _title(table: Table, info: Info, profile: Profile) -> str:
    """表名: the profile's own, else the spec's with the scope word before it."""
    own = profile.form_of(table.spec).title
    if own:
        return profile.phrase(own, name=info.name, year=info.year, scope=info.scope)
    return profile.label(f"{info.scope}{table.title}")
