"""工作表: which sheet of the file is which of ours, whatever it is called now."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from budgetgen.findings import CellRef, Finding, Severity, error, notice, warning
from budgetgen.workbook.columns import Column
from budgetgen.workbook.file.grid import Grid
from budgetgen.workbook.file.package import Package, SheetPart
from budgetgen.workbook.file.seen import shown
from budgetgen.workbook.file.texts import fold
from budgetgen.workbook.layout import (
    BALANCE_SHEET,
    GUIDE_SHEET,
    INFO,
    INFO_SHEET,
    LINES,
    META_SHEET,
    SHEETS,
    SUBJECT_SHEET,
    UNITS,
)
from budgetgen.workbook.read.headers import HEAD_ROWS, bare_head, count_known, find_head

_OURS_UNREAD: Final = frozenset({GUIDE_SHEET, BALANCE_SHEET, SUBJECT_SHEET, META_SHEET})
_NEAR_TITLE: Final = 0.6
_KEYS_OF_INFO: Final = 5

MISSING_IS: Final = {
    INFO_SHEET: Severity.ERROR,
    LINES.title: Severity.ERROR,
    UNITS.title: Severity.WARNING,
}
"""How bad it is that a sheet is not there; 提示 for the others."""


class Wanted(NamedTuple):
    """A sheet to be found, as far as finding it goes."""

    title: str
    columns: tuple[Column, ...] = ()
    aliases: tuple[str, ...] = ()


OURS: Final = (
    Wanted(INFO_SHEET),
    *(Wanted(sheet.title, sheet.columns, sheet.aliases) for sheet in SHEETS),
)


def match_sheets(
    package: Package, wanted: Sequence[Wanted] = OURS
) -> tuple[dict[str, SheetPart], list[Finding]]:
    """The sheets wanted by their official title, and what is odd about the file's sheets."""
    found = _by_title(package.sheets, wanted)
    rest = [p for p in package.sheets if p not in found.values() and p.title not in _OURS_UNREAD]
    previews = [(part, package.grid(part, HEAD_ROWS + 15)) for part in rest]
    findings: list[Finding] = []
    pairs = sorted(_likenesses(previews, wanted), reverse=True)
    claimed: dict[str, str] = {}
    for _, title, name in pairs:
        part = next(part for part, _ in previews if part.title == name)
        if title not in found and part not in found.values():
            found[title] = part
            findings.append(_renamed(name, title))
        claimed.setdefault(name, title)
    used = {part.title for part in found.values()}
    findings += (_similar(name, of) for name, of in claimed.items() if name not in used)
    findings += (_hidden(part) for part in found.values() if part.hidden)
    return found, [*findings, *_missing(found, wanted)]


def _by_title(parts: Sequence[SheetPart], wanted: Sequence[Wanted]) -> dict[str, SheetPart]:
    found: dict[str, SheetPart] = {}
    for spelled in (str, fold):
        for each in wanted:
            names = {spelled(name) for name in (each.title, *each.aliases)}
            part = next((part for part in parts if spelled(part.title) in names), None)
            if part and part not in found.values():
                found.setdefault(each.title, part)
    return found


def _likenesses(
    previews: Sequence[tuple[SheetPart, Grid]], wanted: Sequence[Wanted]
) -> Iterator[tuple[float, str, str]]:
    for part, grid in previews:
        for each in wanted:
            likeness = _likeness(part.title, grid, each)
            if likeness:
                yield likeness, each.title, part.title


def _likeness(title: str, grid: Grid, wanted: Wanted) -> float:
    """How surely a sheet is the one wanted; 0 is not."""
    ratio = difflib.SequenceMatcher(None, fold(title), fold(wanted.title)).ratio()
    if wanted.title == INFO_SHEET:
        return 1 + ratio if _known_keys(grid) >= _KEYS_OF_INFO else 0
    row = find_head(grid, wanted.columns)
    if not row:
        return 0
    needed = [column for column in wanted.columns if not column.optional]
    known = count_known(grid, row, wanted.columns)
    has_all = count_known(grid, row, needed) == len(needed) and known >= 3
    is_near = ratio >= _NEAR_TITLE and count_known(grid, row, needed) * 2 >= len(needed)
    return ratio + known / len(wanted.columns) if has_all or is_near else 0


def _known_keys(grid: Grid) -> int:
    keys = {bare_head(column.title) for column in INFO}
    cells = (cell for row in grid.rows.values() for cell in row.values())
    return len({bare_head(shown(cell)) for cell in cells} & keys)


def _renamed(name: str, title: str) -> Finding:
    return notice(
        "sheet-renamed",
        f"工作表“{name}”按“{title}”读取",
        f"读取无误的，不用改；有误的，把名称改回“{title}”",
        CellRef(name),
    )


def _similar(name: str, title: str) -> Finding:
    return warning(
        "sheet-not-read",
        f"工作表“{name}”与“{title}”重复，没有读取",
        f"需要的内容并入“{title}”；不需要的，删去",
        CellRef(name),
    )


def _hidden(part: SheetPart) -> Finding:
    return notice(
        "sheet-hidden",
        f"工作表“{part.title}”是隐藏的，内容照样读取",
        "取消隐藏，核对是否为应公开的内容",
        CellRef(part.title),
    )


def _missing(found: dict[str, SheetPart], wanted: Sequence[Wanted]) -> Iterator[Finding]:
    for title in (each.title for each in wanted if each.title not in found):
        say = {Severity.ERROR: error, Severity.WARNING: warning}.get(
            MISSING_IS.get(title, Severity.NOTICE)
        )
        if say:
            yield say(
                "sheet-missing",
                f"没有工作表“{title}”",
                "从空白工作簿复制这张表并填写；改过名称的，改回原名",
                CellRef(title),
            )
        else:
            yield notice(
                "sheet-missing",
                f"没有工作表“{title}”，按没有内容处理",
                "确实没有内容的，不用改；需要填写的，从空白工作簿复制这张表",
                CellRef(title),
            )
