"""说变化: a change in the words of the workbook: which record, where, what it was and is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from budgetgen.comparison.drafts.changes import INFO, Change, Edit, Operation
from budgetgen.comparison.drafts.comparison import Comparison
from budgetgen.disclosure import Disclosure
from budgetgen.model.budget import Budget
from budgetgen.model.money import plain
from budgetgen.model.natures import Nature, fields_that, title_of
from budgetgen.model.records import LineItem, Record
from budgetgen.tables.engine import Naming

_LONGEST: Final = 24


def draft_words(d: Disclosure) -> str:
    """Year, 口径, agency, 编报阶段 and 稿次 of a draft."""
    info = d.budget.info
    about = " ".join(filter(None, (str(info.stage or ""), info.draft and f"第{info.draft}稿")))
    return f"{info.year}年{info.scope}预算 {info.code} {info.name} {about}".strip()


def record_place(change: Change) -> str:
    """The record's row, before and after: 收支明细!A6, or A6→A7 where it stands elsewhere."""
    title = title_of(Budget, change.sheet)
    known = [record.cell().cell for record in (change.old, change.new) if record]
    cells = "→".join(dict.fromkeys(cell for cell in known if cell))
    if cells:
        return f"{title}!{cells}"
    places = [
        str(place + 1)
        for record, place in ((change.old, change.old_place), (change.new, change.new_place))
        if record
    ]
    row = "→".join(dict.fromkeys(places))
    return title if change.sheet == INFO else f"{title}第{row}条"


def subject(found: Comparison, change: Change) -> str:
    """What the record is about."""
    record = change.record
    d = found.new if change.new else found.old
    if isinstance(record, LineItem):
        return _line(d, found.names[1 if change.new else 0], record)
    named = (getattr(record, name) for name in fields_that(type(record), Nature.NAMES))
    said = [_short(str(each)) for each in named if each is not None]
    project = d.budget.project_by_code.get(str(getattr(record, "project", "")))
    return " · ".join(filter(None, [*said, f"（{project.title}）" if project else ""]))


def _line(d: Disclosure, names: Naming, line: LineItem) -> str:
    project = d.budget.project_by_code.get(line.project)
    parts = (
        f"{line.function} {names.function(line.function)}".strip(),
        f"{line.economic} {names.economic(line.economic)}".strip(),
        str(line.category),
        project.title if project else line.project,
        str(line.source) + ("（上年结转）" if line.carryover else ""),
    )
    return " · ".join(filter(None, parts))


def value(record: Record, field: str, typed: Any) -> str:
    """What stands in a field as a person writes it."""
    match typed:
        case None | "":
            return "（空）"
        case bool():
            return "是" if typed else "否"
        case Decimal():
            return plain(typed) + ("元" if _is_money(record, field) else "")
        case date():
            return typed.isoformat()
    return str(typed)


def _is_money(record: Record, field: str) -> bool:
    return field in fields_that(type(record), Nature.MONEY)


def difference_of(record: Record, edit: Edit) -> str:
    """By how much an amount changed: （增加50000元）; '' for anything else."""
    if not _is_money(record, edit.name) or not isinstance(edit.old, Decimal):
        return ""
    if not isinstance(edit.new, Decimal):
        return ""
    more = edit.new - edit.old
    return f"（{'增加' if more > 0 else '减少'}{plain(abs(more))}元）"


class Following(StrEnum):
    """Why a change need not be read by itself."""

    MOVED = "只换了位置"
    CODE = "只随项目或单位的新编码改了编码"
    ADDED = "随新增的项目新增"
    REMOVED = "随删除的项目删除"


def following(found: Comparison) -> Mapping[int, Following]:
    """Changes that only follow another one, by their place."""
    codes = {
        (change.sheet.removesuffix("s"), edit.old, edit.new)
        for change in found.changes
        if change.sheet in ("units", "projects")
        for edit in change.edits
        if edit.name == "code"
    }
    projects = {
        (change.operation, getattr(change.record, "code", ""))
        for change in found.changes
        if change.sheet == "projects"
    }
    said = {}
    for index, change in enumerate(found.changes):
        edits = {(edit.name, edit.old, edit.new) for edit in change.edits}
        if change.operation is Operation.MOVED:
            said[index] = Following.MOVED
        elif edits and edits <= codes:
            said[index] = Following.CODE
        elif change.sheet == "indicators":
            project = (change.operation, getattr(change.record, "project", ""))
            if project in projects and change.operation in _WITH_PROJECT:
                said[index] = _WITH_PROJECT[change.operation]
    return said


_WITH_PROJECT: Final = MappingProxyType(
    {Operation.ADDED: Following.ADDED, Operation.REMOVED: Following.REMOVED}
)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}……"
