"""迁移: a workbook of an older form becomes one of today's, and nothing typed is lost without a word.

Every filled cell of the old file either went into a record, belongs to the form, or is listed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from budgetgen.findings import CellRef, Finding, Severity
from budgetgen.model.budget import Budget
from budgetgen.model.records import Record
from budgetgen.profiles import Profile
from budgetgen.workbook.columns import Sheet
from budgetgen.workbook.file.grid import Cell, Grid, address
from budgetgen.workbook.file.package import Package, TemplateId, open_package, template_of
from budgetgen.workbook.file.seen import is_nil, shown, text_of
from budgetgen.workbook.form.writer import write_workbook
from budgetgen.workbook.layout import (
    BALANCE_SHEET,
    DEADLINE_KEY,
    GUIDE_SHEET,
    INFO,
    INFO_HEAD,
    INFO_SHEET,
    META_SHEET,
    SHEETS,
    SUBJECT_SHEET,
)  # fmt: skip
from budgetgen.workbook.marks.result_sheet import HEADS as RESULT_HEADS
from budgetgen.workbook.read.headers import bare_head, read_head
from budgetgen.workbook.read.reader import read_workbook
from budgetgen.workbook.read.reading import Measures
from budgetgen.workbook.read.sheets import match_sheets

_OF_THE_FORM: Final = frozenset({GUIDE_SHEET, BALANCE_SHEET, SUBJECT_SHEET, META_SHEET, "下拉选项"})
_NAMES: Final = {bare_head(name) for column in INFO for name in (column.title, *column.aliases)}
_RENAMED: Final = frozenset({"sheet-renamed", "column-renamed", "key-renamed"})


@dataclass(frozen=True, slots=True)
class Left:
    """没有移过去的内容: a cell, what it says, and why it stays behind."""

    at: CellRef
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Migration:
    """迁移结果; no ``workbook`` where 基本信息 can't be read."""

    old: TemplateId
    profile: Profile
    workbook: bytes
    added: tuple[str, ...]
    """Sheets and columns that the old workbook did not have."""
    renamed: tuple[str, ...]
    unreadable: tuple[Left, ...]
    """Content that has a place but could not be understood."""
    dropped: tuple[Left, ...]
    """Content that has no place in today's form."""
    frozen_formulas: int
    """Formulas of the clerk's that are now the figures they gave."""
    findings: tuple[Finding, ...]

    @property
    def is_whole(self) -> bool:
        """Whether everything with a place could be read."""
        return bool(self.workbook) and not self.unreadable


def migrate_workbook(path: Path, profile: Profile) -> Migration:
    """Read with all tolerance and write today's form; raises WorkbookError where the file is none."""
    budget, findings = read_workbook(path, profile)
    with open_package(path) as package:
        template = template_of(package)
        old = _Old(package, findings)
    data = write_workbook(budget, profile) if budget else b""
    left = list(old.left(budget, _form_texts(budget, data, profile) if budget else set()))
    return Migration(
        template, profile, data,
        added=tuple(old.added()),
        renamed=tuple(f"{f.where}：{f.message}" for f in findings if f.rule in _RENAMED),
        unreadable=tuple(each for is_lost, each in left if is_lost),
        dropped=tuple(each for is_lost, each in left if not is_lost),
        frozen_formulas=old.formulas(budget),
        findings=tuple(findings),
    )  # fmt: skip


def _form_texts(budget: Budget, data: bytes, profile: Profile) -> set[str]:
    """What today's blank form says by itself.

    What was written must be what was read: anything else is our fault and is raised.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "new.xlsx"
        path.write_bytes(data)
        again, _ = read_workbook(path, profile)
        if again != budget:
            raise AssertionError("the migrated workbook does not say what the old one said")
        path.write_bytes(write_workbook(None, profile, year=budget.info.year))
        with open_package(path) as package:
            grids = [package.grid(part) for part in package.sheets if not part.hidden]
    forms = (grid for grid in grids if grid.title not in _OF_THE_FORM)
    return {shown(cell) for grid in forms for _, cell in _cells(grid)}


class _Old:
    """The old file's sheets, laid to ours."""

    def __init__(self, package: Package, findings: Iterable[Finding]) -> None:
        parts, _ = match_sheets(package)
        self._grids = {title: package.grid(part) for title, part in parts.items()}
        known = {part.title for part in parts.values()}
        self._others = [package.grid(s) for s in package.sheets if s.title not in known]
        self._said = {
            (ref.sheet, ref.cell): finding
            for finding in findings
            for ref in finding.at
            if finding.severity is Severity.ERROR
        }

    def added(self) -> Iterator[str]:
        """Sheets and columns of today's form that are new to the file."""
        for sheet in SHEETS:
            grid = self._grids.get(sheet.title)
            if grid is None:
                yield f"工作表“{sheet.title}”"
                continue
            columns = self._columns(sheet, grid)
            absent = [c.title for c in sheet.columns if c.field and c.field not in columns]
            if absent:
                yield f"“{sheet.title}”的列：{'、'.join(absent)}"

    def formulas(self, budget: Budget | None) -> int:
        """How many cells that were read hold formulas."""
        kept = _kept(budget)
        return sum(
            cell.formula is not None and (grid.title, at) in kept
            for grid in self._grids.values()
            for at, cell in _cells(grid)
        )

    def left(self, budget: Budget | None, form_texts: set[str]) -> Iterator[tuple[bool, Left]]:
        """Filled cells that went nowhere; True for those that have a place."""
        kept = _kept(budget)
        if INFO_SHEET in self._grids:
            yield from self._left_in_info(self._grids[INFO_SHEET], kept, form_texts)
        for sheet in SHEETS:
            if sheet.title in self._grids:
                yield from self._left_in(sheet, self._grids[sheet.title], kept, form_texts)
        for grid in self._others:
            if grid.title.strip() not in _OF_THE_FORM and not _is_result(grid):
                why = f"工作表“{grid.title}”不是工作簿里的表"
                yield from ((False, self._of(grid, at, cell, why)) for at, cell in _cells(grid))

    def _left_in(
        self, sheet: Sheet, grid: Grid, kept: set[tuple[str, str]], form_texts: set[str]
    ) -> Iterator[tuple[bool, Left]]:
        header, _ = read_head(grid, sheet.columns, Measures().money)
        fields = set(header.columns.values()) if header else set()
        derived = set(header.shown_names.values()) if header else set()
        told = {_row_of(at) for title, at in (*kept, *self._said) if title == grid.title}
        for row in sorted(grid.rows):
            is_head = header is not None and row == header.row
            for number, cell in sorted(grid.rows[row].items()):
                at = address(row, number)
                if (grid.title, at) in kept or number in derived or is_nil(cell):
                    continue
                is_above = header is not None and row < header.row
                if is_head and number in fields:
                    continue
                has_place = header is None or (number in fields and not is_above)
                is_lost = has_place and (header is None or row in told)
                if has_place and not is_lost and shown(cell) in form_texts:
                    continue
                yield is_lost, self._of(grid, at, cell, _why(is_above, has_place, is_lost))

    def _left_in_info(
        self, grid: Grid, kept: set[tuple[str, str]], form_texts: set[str]
    ) -> Iterator[tuple[bool, Left]]:
        for row in sorted(grid.rows):
            said = {bare_head(shown(cell)) for cell in grid.rows[row].values()}
            if DEADLINE_KEY in said or set(INFO_HEAD[:2]) <= said:
                continue
            place = bool(said & _NAMES)
            for number, cell in sorted(grid.rows[row].items()):
                at, text = address(row, number), shown(cell)
                if text in form_texts or bare_head(text) in _NAMES or is_nil(cell):
                    continue
                if (grid.title, at) not in kept:
                    yield place, self._of(grid, at, cell, _why(False, place, place))
                # Only the first cell after the name is the field's.
                place = False

    def _columns(self, sheet: Sheet, grid: Grid) -> Mapping[str, int]:
        header, _ = read_head(grid, sheet.columns, Measures().money)
        return header.columns if header else {}

    def _of(self, grid: Grid, at: str, cell: Cell, why: str) -> Left:
        ref = CellRef(grid.title, at)
        error = self._said.get((ref.sheet, ref.cell))
        return Left(ref, text_of(cell), error.message if error else why)


def _why(is_above: bool, has_place: bool, is_lost: bool) -> str:
    if is_above:
        return "在表头上面，不属于任何一列"
    if not has_place:
        return "现在的模板里没有放它的地方"
    return "没有读进记录" if is_lost else "不是记录（合计、注释、样例或只有预填内容的行）"


def _cells(grid: Grid) -> Iterator[tuple[str, Cell]]:
    for row in sorted(grid.rows):
        for number, cell in sorted(grid.rows[row].items()):
            yield address(row, number), cell


def _kept(budget: Budget | None) -> set[tuple[str, str]]:
    """The cells whose content is in a record."""
    return {cell for record in _records(budget) for cell in _read_cells(record)}


def _records(budget: Budget | None) -> Iterator[Record]:
    if budget:
        yield budget.info
        for sheet in SHEETS:
            yield from getattr(budget, sheet.field)


def _read_cells(record: Record) -> Iterator[tuple[str, str]]:
    origin = record.origin
    if origin:
        for name in record.model_fields_set & origin.cells.keys():
            if getattr(record, name) not in (None, ""):
                yield origin.sheet, origin.cells[name]


def _is_result(grid: Grid) -> bool:
    """Whether this is the list of findings that an annotated copy has in front."""
    rows = ([shown(cell) for _, cell in sorted(row.items())] for row in grid.rows.values())
    return list(RESULT_HEADS) in rows


def _row_of(cell: str) -> int:
    return int("".join(letter for letter in cell if letter.isdigit()) or 0)
