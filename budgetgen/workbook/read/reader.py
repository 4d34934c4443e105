"""读工作簿: an Excel file → one Budget, and everything that is wrong with it, at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from budgetgen.findings import CellRef, Finding
from budgetgen.model.budget import Budget
from budgetgen.model.records import Info, Record, Unit
from budgetgen.workbook.columns import Sheet
from budgetgen.workbook.file.grid import Grid
from budgetgen.workbook.file.package import open_package, template_of
from budgetgen.workbook.file.texts import fold
from budgetgen.workbook.layout import (
    BALANCE_SHEET,
    INFO_SHEET,
    LINES,
    PROJECTS,
    PURCHASES,
    REASONS,
    SHEETS,
)
from budgetgen.workbook.read.headers import read_head
from budgetgen.workbook.read.information import InfoRead, read_info
from budgetgen.workbook.read.reading import CellProblem, Measures
from budgetgen.workbook.read.remarks import Remarks
from budgetgen.workbook.read.rows import Finish, SheetReader
from budgetgen.workbook.read.sheets import MISSING_IS, Wanted, match_sheets
from budgetgen.workbook.read.shifted import shifted
from budgetgen.workbook.read.versions import merge_consequences, template_findings
from budgetgen.workbook.read.waiting import waiting_reasons

if TYPE_CHECKING:
    from budgetgen.profiles import Profile

_UNIT_MAY_BE_BLANK = frozenset({LINES.title, PROJECTS.title, PURCHASES.title})
"""Where a blank 单位编码 means the only unit there is."""

SheetRecords = Mapping[str, tuple[Record, ...]]
_NOTHING: SheetRecords = MappingProxyType({})


def read_workbook(
    path: Path, profile: Profile | None = None
) -> tuple[Budget | None, list[Finding]]:
    """Read a workbook; raises WorkbookError only where the file itself can't be read.

    No Budget where 基本信息 lacks the year, scope, code or name. A row that can't be read is left out
    and reported; a blank that must not be is reported and left blank.
    """
    remarks = Remarks()
    with open_package(path) as package:
        parts, odd = match_sheets(package)
        template = template_of(package)
        checks_itself = any(part.title == BALANCE_SHEET for part in package.sheets)
        grids = {title: package.grid(part) for title, part in parts.items()}
    remarks.extend(odd)
    about = InfoRead(None, Measures())
    if INFO_SHEET in grids:
        about = read_info(grids[INFO_SHEET], remarks)
    content: dict[str, Any] = {**_read_sheets(grids, about, profile, remarks)}
    if REASONS.title in grids:
        content["origin"] = waiting_reasons(grids[REASONS.title], about.measures)
    budget = Budget.model_validate({"info": about.info} | content) if about.info else None
    said = [*remarks.all(), *(remarks.of_texts() if checks_itself else ())]
    if profile is None:
        return budget, said
    odd = list(template_findings(template, profile, about.info))
    return budget, merge_consequences([*odd, *said])


def read_sheets(
    path: Path, sheets: Sequence[Sheet], measures: Measures, given: SheetRecords = _NOTHING
) -> tuple[SheetRecords, list[Finding]]:
    """Chosen sheets of any workbook, with the same tolerance; ``given`` stands for sheets read before.

    Raises WorkbookError where the file itself can't be read.
    """
    remarks = Remarks()
    wanted = [Wanted(sheet.title, sheet.columns, sheet.aliases) for sheet in sheets]
    with open_package(path) as package:
        parts, odd = match_sheets(package, wanted)
        grids = {title: package.grid(part) for title, part in parts.items()}
    remarks.extend(odd)
    content: dict[str, tuple[Record, ...]] = {}
    for sheet in sheets:
        if sheet.title in grids:
            finish = _finish(sheet, given, None, None)
            content[sheet.field] = tuple(
                _read_sheet(sheet, grids[sheet.title], measures, remarks, finish)
            )
    return content, remarks.all()


def _read_sheets(
    grids: Mapping[str, Grid], about: InfoRead, profile: Profile | None, remarks: Remarks
) -> dict[str, tuple[Record, ...]]:
    content: dict[str, tuple[Record, ...]] = {}
    for sheet in SHEETS:
        if sheet.title in grids:
            finish = _finish(sheet, content, about.info, profile)
            content[sheet.field] = tuple(
                _read_sheet(sheet, grids[sheet.title], about.measures, remarks, finish)
            )
    return content


def _read_sheet(
    sheet: Sheet, grid: Grid, measures: Measures, remarks: Remarks, finish: Finish
) -> Iterable[Record]:
    header, odd = read_head(grid, sheet.columns, measures.money)
    remarks.extend(odd)
    if header is None:
        if grid.rows or sheet.title in MISSING_IS:
            remarks.add(_no_head(sheet), CellRef(grid.title))
        return ()
    beside = shifted(sheet, grid, header)
    if beside:
        remarks.extend([beside])
        return ()
    return SheetReader(sheet, grid, header, measures, remarks).records(finish)


def _no_head(sheet: Sheet) -> CellProblem:
    needed = "、".join(column.title for column in sheet.columns if not column.optional)
    return CellProblem(
        "head-missing",
        f"“{sheet.title}”没有找到表头，整张表没有读取",
        f"从空白工作簿复制表头，放在前 15 行内（应有：{needed}）",
    )


def _finish(
    sheet: Sheet,
    content: SheetRecords,
    info: Info | None,
    profile: Profile | None,
) -> Finish:
    """What completes a record's values: the only unit's code, subject names nobody else knows.

    It returns what is wrong with names that were typed over the formulas, by field.
    """
    units = {u.code for u in content.get("units", ()) if isinstance(u, Unit) and u.code}
    only = units.pop() if len(units) == 1 and sheet.title in _UNIT_MAY_BE_BLANK else ""

    def finish(values: dict[str, Any]) -> dict[str, str]:
        if only and not values.get("unit"):
            values["unit"] = only
        others = {}
        for subject in ("function", "economic"):
            name, code = f"{subject}_name", values.get(subject, "")
            official = _official(subject, code, info, profile)
            if name in values and official is not None:
                typed = values.pop(name)
                if official and code and not _same(typed, official):
                    others[name] = f"“{typed}”不是编码 {code} 的名称（{official}）"
        return others

    return finish


def _official(subject: str, code: str, info: Info | None, profile: Profile | None) -> str | None:
    """A subject's name in the catalogue, None where it has none; without a profile nobody can say."""
    if profile is None or info is None:
        return ""
    is_function = subject == "function"
    catalogue = profile.function_catalogue if is_function else profile.economic_catalogue
    return catalogue.name(code, info.year) or None


def _same(typed: str, official: str) -> bool:
    """Whether two names agree but for what platforms put before or behind."""
    one, other = fold(typed), fold(official)
    return one in other or other in one
