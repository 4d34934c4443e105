"""换明细: the line items of a workbook replaced wholesale, every text kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final, cast

from budgetgen.checked import Opened
from budgetgen.findings import CellRef, Finding, Severity, error, has_errors
from budgetgen.model import records as m
from budgetgen.model import vocabulary as v
from budgetgen.model.budget import Budget
from budgetgen.model.money import UNITS, PrintUnit, total
from budgetgen.workbook.file.package import open_package
from budgetgen.workbook.form.given import read_given
from budgetgen.workbook.form.helpers import OPTIONS_SHEET
from budgetgen.workbook.form.writer import write_workbook
from budgetgen.workbook.layout import BALANCE_SHEET, GUIDE_SHEET, LINES, META_SHEET, SUBJECT_SHEET
from budgetgen.workbook.marks.result_sheet import TITLE
from budgetgen.workbook.read.reader import read_sheets
from budgetgen.workbook.read.reading import Measures
from budgetgen.workbook.read.sheets import match_sheets

_LOSES_NOTHING: Final = frozenset(
    {"sheet-missing", "head-missing", "column-missing", "key-missing"}
)
_WRITTEN_ANEW: Final = frozenset(
    {GUIDE_SHEET, BALANCE_SHEET, SUBJECT_SHEET, META_SHEET, OPTIONS_SHEET, TITLE}
)
_NOT_READ: Final = frozenset(
    {
        "column-unknown", "key-unknown", "key-duplicate", "sheet-not-read", "row-looks-like-note",
        "row-only-amounts", "column-duplicate",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moved:
    """Money of one source or project before and after, in 元."""

    name: str
    before: Decimal
    after: Decimal
    unit: PrintUnit
    """金额单位 of the workbook."""

    def __str__(self) -> str:
        return f"{self.unit.typed(self.before)} → {self.unit.typed(self.after)}"


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What replacing the line items changed."""

    lines_before: int
    lines_after: int
    total: Moved
    sources: tuple[Moved, ...]
    """Every source with money before or after."""
    projects: tuple[Moved, ...]
    """Projects whose money changed, by code."""
    unknown_projects: tuple[m.LineItem, ...]
    """The first new line of each project that the sheet 项目 does not have."""
    unknown_units: tuple[m.LineItem, ...]
    """The first new line of each unit that the sheet 机构设置 does not have."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """换明细结果; no ``workbook`` where something would be lost or the new line items have errors."""

    workbook: bytes
    lost: tuple[Finding, ...] = ()
    """What of the old workbook would be lost."""
    said: tuple[Finding, ...] = ()
    """Of the new line items."""
    changed: Refreshed | None = None
    left: tuple[Finding, ...] = ()
    """Columns and rows of the clerk's own that do not come along."""
    sheets: tuple[str, ...] = ()
    """Sheets of the clerk's own that do not come along."""


def replace_lines(old: Opened, lines_from: Path) -> Replaced:
    """The draft's workbook with the line items of another; everything else that was typed stays.

    Raises WorkbookError where that is none.
    """
    budget = old.budget
    if budget is None:
        return Replaced(b"", (*old.remarks, *old.read))
    if lost := (*old.remarks, *losses(budget, old.read)):
        return Replaced(b"", lost)
    lines, said = read_lines(lines_from, budget)
    if has_errors(said):
        return Replaced(b"", said=tuple(said))
    new = with_lines(budget, lines)
    data = write_workbook(new, old.profile, given=read_given(old.template.given))
    left, sheets = tuple(not_carried(old.read)), own_sheets(old.path)
    return Replaced(data, (), tuple(said), compare_lines(budget, new), left, sheets)


def read_lines(path: Path, budget: Budget) -> tuple[tuple[m.LineItem, ...], list[Finding]]:
    """收支明细 of any workbook, for the units of ``budget``; amounts in the unit that the sheet names.

    Where it names none, in that of ``budget``. Raises WorkbookError for what is no workbook.
    """
    money = budget.info.money_unit
    content, findings = _read(path, budget, money)
    if any(each.rule == "unit-contradicts" for each in findings):
        other = next(unit for unit in v.MoneyUnit if unit is not money)
        content, findings = _read(path, budget, other)
    if not content and not any(each.severity is Severity.ERROR for each in findings):
        findings.append(
            error(
                "refresh-without-lines",
                "新的收支明细没有读到任何一行",
                "核对文件和工作表，应有“收支明细”的表头和数据",
                CellRef(LINES.title),
            )
        )
    return content, findings


def _read(
    path: Path, budget: Budget, money: v.MoneyUnit
) -> tuple[tuple[m.LineItem, ...], list[Finding]]:
    content, findings = read_sheets(path, (LINES,), Measures(money), {"units": budget.units})
    return cast(tuple[m.LineItem, ...], content.get("lines", ())), findings


def with_lines(old: Budget, lines: Sequence[m.LineItem]) -> Budget:
    """The same budget with other line items."""
    content = {name: getattr(old, name) for name in Budget.model_fields}
    return Budget.model_validate(content | {"lines": tuple(lines)})


def losses(budget: Budget, findings: Iterable[Finding]) -> list[Finding]:
    """错误 outside 收支明细 whose cells hold something that was not read: writing anew would lose it."""
    kept = {(o.sheet, _row(o.row)) for o in _origins(budget)}
    return [
        each
        for each in findings
        if each.severity is Severity.ERROR and _outside(each) and _loses(each, kept)
    ]


def not_carried(findings: Iterable[Finding]) -> list[Finding]:
    """Columns, rows and sheets of the clerk's own that were never read and so do not come along."""
    return [each for each in findings if each.rule in _NOT_READ and _outside(each)]


def _outside(finding: Finding) -> bool:
    return any(at.sheet != LINES.title for at in finding.at)


def _loses(finding: Finding, kept: set[tuple[str, str]]) -> bool:
    if finding.rule == "value-required":
        return any((at.sheet, _row(at.cell)) not in kept for at in finding.at)
    return finding.rule not in _LOSES_NOTHING


def _origins(budget: Budget) -> Iterator[m.Origin]:
    for name in Budget.model_fields:
        found = getattr(budget, name)
        records = found if isinstance(found, tuple) else (found,)
        for record in records:
            if isinstance(record, m.Record) and record.origin:
                yield record.origin
    if budget.info.origin:
        for cell in budget.info.origin.cells.values():
            yield m.Origin(budget.info.origin.sheet, cell)


def _row(cell: str) -> str:
    return cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


# What changed ------------------------------------------------------------------------------------


def compare_lines(old: Budget, new: Budget) -> Refreshed:
    """What the new line items change against the old ones."""
    unit = UNITS[new.info.money_unit]
    projects = _moved(_by_project(old), _by_project(new), unit)
    return Refreshed(
        len(old.lines),
        len(new.lines),
        Moved("合计", _sum(old.lines), _sum(new.lines), unit),
        _moved(_by_source(old), _by_source(new), unit),
        tuple(each for each in projects if each.before != each.after),
        tuple(_first(new.lines, "project", new.project_by_code)),
        tuple(_first(new.lines, "unit", new.unit_by_code)),
    )


def _sum(lines: Iterable[m.LineItem]) -> Decimal:
    return total(line.amount for line in lines)


def _by_source(budget: Budget) -> dict[str, Decimal]:
    lines = budget.lines
    return {
        source.value: _sum(mine)
        for source in v.Source
        if (mine := [line for line in lines if line.source is source])
    }


def _by_project(budget: Budget) -> dict[str, Decimal]:
    return {code: _sum(lines) for code, lines in sorted(budget.lines_by_project.items())}


def _moved(
    before: Mapping[str, Decimal], after: Mapping[str, Decimal], unit: PrintUnit
) -> tuple[Moved, ...]:
    names = dict.fromkeys((*before, *after))
    nil = Decimal(0)
    return tuple(Moved(name, before.get(name, nil), after.get(name, nil), unit) for name in names)


def _first(
    lines: Iterable[m.LineItem], field: str, known: Mapping[str, object]
) -> Iterator[m.LineItem]:
    seen = set(known) | {""}
    for line in lines:
        code = getattr(line, field)
        if code not in seen:
            seen.add(code)
            yield line


def own_sheets(path: Path) -> tuple[str, ...]:
    """Sheets of the clerk's own, by title: nobody reads them, so they do not come along."""
    with open_package(path) as package:
        ours = {part.title for part in match_sheets(package)[0].values()} | _WRITTEN_ANEW
        return tuple(part.title for part in package.sheets if part.title.strip() not in ours)
