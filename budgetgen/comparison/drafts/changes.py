"""变化: what differs between two budgets, record by record, and how to carry it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import count, islice
from typing import Any

from budgetgen.model.budget import Budget
from budgetgen.model.records import Record

INFO = "info"


class Operation(StrEnum):
    """What happened to a record."""

    ADDED = "新增"
    REMOVED = "删除"
    CHANGED = "修改"
    REWORDED = "改写"
    """Only running text is different."""
    MOVED = "移动"
    """It stands elsewhere among the records that both budgets have."""


class Conflict(ValueError):
    """Changes that were made against another budget than the one they are applied to."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One field of a record, before and after."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Change:
    """变化: one operation on one record. ``sheet`` is the budget's field; places count from 0."""

    sheet: str
    operation: Operation
    old: Record | None = None
    new: Record | None = None
    old_place: int = 0
    new_place: int = 0
    edits: tuple[Edit, ...] = ()

    @property
    def record(self) -> Record:
        """The record as it is now, or was before it went."""
        record = self.new or self.old
        assert record
        return record

    @property
    def edited(self) -> Mapping[str, Edit]:
        """Edits by field."""
        return {edit.name: edit for edit in self.edits}


def apply(old: Budget, changes: Iterable[Change]) -> Budget:
    """The budget that comes of the changes; raises Conflict where they don't fit the old one."""
    by_sheet: dict[str, list[Change]] = {}
    for change in changes:
        by_sheet.setdefault(change.sheet, []).append(change)
    content: dict[str, Any] = {name: getattr(old, name) for name in Budget.model_fields}
    for sheet, own in by_sheet.items():
        content[sheet] = _info(old, own) if sheet == INFO else _rows(content[sheet], own)
    return Budget.model_validate(content)


def _info(old: Budget, changes: list[Change]) -> Record:
    info: Record = old.info
    for change in changes:
        info = _edited(info, change)
    return info


def _rows(rows: tuple[Record, ...], changes: list[Change]) -> tuple[Record, ...]:
    left: dict[int, Record] = dict(enumerate(rows))
    placed: dict[int, Record] = {}
    for change in changes:
        if change.operation in (Operation.CHANGED, Operation.REWORDED):
            left[change.old_place] = _edited(left.get(change.old_place), change)
        elif change.operation is Operation.REMOVED:
            _removed(left, change)
    for change in changes:
        if change.operation is Operation.ADDED and change.new:
            placed[change.new_place] = change.new
        elif change.operation is Operation.MOVED:
            if change.old_place not in left:
                raise _conflict(change)
            placed[change.new_place] = left.pop(change.old_place)
    staying = iter([left[place] for place in sorted(left)])
    free = islice((place for place in count() if place not in placed), len(left))
    return tuple(
        placed[place] if place in placed else next(staying) for place in sorted({*placed, *free})
    )


def _removed(left: dict[int, Record], change: Change) -> None:
    if left.pop(change.old_place, None) != change.old:
        raise _conflict(change)


def _edited(record: Record | None, change: Change) -> Record:
    if record is None or any(getattr(record, e.name) != e.old for e in change.edits):
        raise _conflict(change)
    values = {name: getattr(record, name) for name in type(record).model_fields}
    return type(record).model_validate(values | {e.name: e.new for e in change.edits})


def _conflict(change: Change) -> Conflict:
    return Conflict(f"{change.sheet} 第 {change.old_place + 1} 条与变化所依据的稿子不一样。")
