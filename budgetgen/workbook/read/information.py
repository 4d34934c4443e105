"""基本信息: one field per row, found by its name."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from budgetgen.findings import CellRef, Severity
from budgetgen.model.records import Info, Origin
from budgetgen.workbook.columns import Column, Kind
from budgetgen.workbook.file.grid import Cell, Grid, address
from budgetgen.workbook.file.seen import shown
from budgetgen.workbook.layout import INFO, INFO_HEAD
from budgetgen.workbook.read.cells import is_text_for_number, read_cell
from budgetgen.workbook.read.headers import HEAD_ROWS, NEAR, bare_head, near
from budgetgen.workbook.read.reading import CellProblem, Measures
from budgetgen.workbook.read.remarks import Remarks
from budgetgen.workbook.read.rows import blank

_ESSENTIAL: Final = ("year", "scope", "code", "name")
_NAMES: Final = {
    bare_head(name): column for column in INFO for name in (*column.aliases, column.title)
}


class InfoRead(NamedTuple):
    """基本信息 as far as it could be read, and the units that it sets for the other sheets."""

    info: Info | None
    measures: Measures


def read_info(grid: Grid, remarks: Remarks) -> InfoRead:
    """Read the sheet; no Info where year, scope, code or name are missing."""
    keys, contents = _columns(grid)
    rows = _rows_by_field(grid, keys, contents, remarks)
    values: dict[str, Any] = {}
    for column in INFO:
        if column.field in rows:
            cell = grid.rows[rows[column.field]].get(contents)
            value = _value(
                cell, column, CellRef(grid.title, address(rows[column.field], contents)), remarks
            )
            if value is not None:
                values[column.field] = value
        elif column.required:
            remarks.add(_no_key(column), CellRef(grid.title))
    measures = Measures(
        **{
            place: values[name]
            for place, name in (("money", "money_unit"), ("plan", "plan_basis"))
            if name in values
        }
    )
    if not all(values.get(name) for name in _ESSENTIAL):
        return InfoRead(None, measures)
    cells = {name: address(row, contents) for name, row in rows.items()}
    origin = Origin(grid.title, min(cells.values(), key=_row_number), cells)
    return InfoRead(Info.model_validate(values | {"origin": origin}), measures)


def _row_number(cell: str) -> int:
    return int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def _value(cell: Cell | None, column: Column, at: CellRef, remarks: Remarks) -> Any:
    value, problem = read_cell(cell, column, Measures())
    if problem is None and column.required and value in (None, ""):
        problem = _unit_assumed() if column.field == "money_unit" else blank(column)
    if problem:
        remarks.add(problem, at)
    elif is_text_for_number(cell, column, value):
        remarks.texts.append(at)
    return value


def _unit_assumed() -> CellProblem:
    return CellProblem(
        "value-required", "没有填“金额单位”，全部金额按“元”读取", "从下拉列表里选“元”或“万元”"
    )


def _no_key(column: Column) -> CellProblem:
    return CellProblem(
        "key-missing", f"没有“{column.title}”一项",
        f"在“{INFO_HEAD[0]}”列加上“{column.title}”，在“{INFO_HEAD[1]}”列填写",
    )  # fmt: skip


def _columns(grid: Grid) -> tuple[int, int]:
    """The column of the names and that of the contents."""
    counts: dict[int, int] = {}
    for cells in grid.rows.values():
        for number, cell in cells.items():
            if bare_head(shown(cell)) in _NAMES:
                counts[number] = counts.get(number, 0) + 1
    keys = max(counts, key=lambda number: (counts[number], -number), default=1)
    for row in sorted(grid.rows)[:HEAD_ROWS]:
        for number, cell in grid.rows[row].items():
            if number > keys and bare_head(shown(cell)) == INFO_HEAD[1]:
                return keys, number
    return keys, keys + 1


def _rows_by_field(grid: Grid, keys: int, contents: int, remarks: Remarks) -> dict[str, int]:
    """The row of each field, those of nearly the right name last."""
    rows: dict[str, int] = {}
    unknown: list[int] = []
    for number in sorted(grid.rows):
        cell = grid.rows[number].get(keys)
        if cell is None or bare_head(shown(cell)) == INFO_HEAD[0]:
            continue
        column = _NAMES.get(bare_head(shown(cell)))
        if column is None:
            unknown.append(number)
        elif column.field in rows:
            remarks.add(_key_twice(column), CellRef(grid.title, address(number, keys)))
        else:
            rows[column.field or column.title] = number
    for number in unknown:
        if contents in grid.rows[number]:
            _nearly(grid, number, keys, rows, remarks)
    return {name: row for name, row in rows.items() if name in Info.model_fields}


def _key_twice(column: Column) -> CellProblem:
    return CellProblem("key-duplicate", f"“{column.title}”有两行，只读取前一行", "删去多余的一行")


def _nearly(grid: Grid, number: int, keys: int, rows: dict[str, int], remarks: Remarks) -> None:
    name = shown(grid.rows[number][keys])
    at = CellRef(grid.title, address(number, keys))
    left = [c for c in INFO if c.field not in rows and c.kind is not Kind.FORMULA]
    best = max(left, key=lambda column: near(name, column), default=None)
    if best is None or near(name, best) < NEAR:
        said = f"“{name}”不是空白工作簿里的项目，没有读取"
        remarks.add(CellProblem("key-unknown", said, "自用的可以保留", Severity.NOTICE), at)
        return
    rows[best.field] = number
    said = f"“{name}”按“{best.title}”读取"
    remedy = f"读取无误的，不用改；有误的，改回“{best.title}”"
    remarks.add(CellProblem("key-renamed", said, remedy, Severity.NOTICE), at)
