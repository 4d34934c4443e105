"""错位: a block pasted beside its columns, most often because the grey columns of names were left out.

Read cell by cell it would be some fifty errors; told once it is one thing to do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from budgetgen.findings import CellRef, Finding, error
from budgetgen.workbook.columns import Column, Kind, Sheet
from budgetgen.workbook.file.grid import Grid, address
from budgetgen.workbook.file.seen import shown
from budgetgen.workbook.read.cells import is_choice
from budgetgen.workbook.read.headers import SheetHead

_LEAST: Final = 3
"""Rows that are no slip of a single cell."""


class _Shift(NamedTuple):
    """A column of choices whose words all stand in another column."""

    column: Column
    place: int
    found: int
    row: int


def shifted(sheet: Sheet, grid: Grid, header: SheetHead) -> Finding | None:
    """What to say of a sheet whose content stands beside its heads; None where it doesn't."""
    shift = next(_shifts(sheet, grid, header), None)
    if shift is None:
        return None
    column, there = _letters(shift.place), _letters(shift.found)
    row = grid.rows[shift.row]
    grey = "、".join(each.title for each in sheet.columns if each.kind is Kind.FORMULA)
    instead = f"填的却是“{shown(row[shift.place])}”" if shift.place in row else "是空的"
    return error(
        "block-shifted",
        f"内容和表头错位：“{shift.column.title}”在 {column} 列，该列{instead}，"
        f"“{shown(row[shift.found])}”在 {there} 列；这张表没有读取",
        (f"可能是粘贴时漏了灰色的名称列（{grey}）：" if grey else "")
        + "照表头对齐各列，从第一行起整块重新粘贴；灰色的列由公式带出，粘贴时跳过",
        CellRef(grid.title, address(shift.row, shift.place)),
        CellRef(grid.title, address(shift.row, shift.found)),
    )


def _shifts(sheet: Sheet, grid: Grid, header: SheetHead) -> Iterator[_Shift]:
    rows = [number for number in sorted(grid.rows) if number > header.row]
    for column in sheet.columns:
        place = header.columns.get(column.field, 0)
        if column.kind is not Kind.CHOICE or not column.required or not place:
            continue
        words = {n: _words(grid, n, column) for n in rows}
        if any(place in columns for columns in words.values()):
            continue
        places = Counter(n for columns in words.values() for n in columns)
        for found, times in places.most_common(1):
            if times >= _LEAST:
                yield _Shift(column, place, found, next(n for n in rows if found in words[n]))


def _words(grid: Grid, row: int, column: Column) -> set[int]:
    """The columns of a row that hold a word of the column's list."""
    return {number for number, cell in grid.rows[row].items() if is_choice(cell, column)}


def _letters(column: int) -> str:
    return address(1, column).rstrip("1")
