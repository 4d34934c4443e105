"""比对数据: a comparison as plain values, schema ``budgetgen.diff/1`` (docs/diff.md)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from budgetgen.comparison.drafts.changes import Change
from budgetgen.comparison.drafts.comparison import Comparison
from budgetgen.comparison.drafts.differences import Difference
from budgetgen.comparison.drafts.summary import summarise
from budgetgen.comparison.drafts.tell import describe
from budgetgen.comparison.drafts.tell.report import drafts_verdict
from budgetgen.comparison.review import Review, review_facts
from budgetgen.disclosure import Disclosure
from budgetgen.model.natures import title_of

SCHEMA = "budgetgen.diff/1"


def drafts_facts(found: Comparison, reviewed: Review | None = None) -> dict[str, Any]:
    """Everything, ready to be written as JSON; with what a reviewer asked of the new draft, if somebody did."""
    return {
        "schema": SCHEMA,
        "same": found.is_same,
        "verdict": drafts_verdict(found),
        "old": which_budget(found.old),
        "new": which_budget(found.new),
        "summary": asdict(summarise(found)),
        "changes": [_change(found, index) for index in range(len(found.changes))],
        "differences": [_difference(found, place) for place in range(len(found.differences))],
    } | ({"review": review_facts(reviewed)} if reviewed else {})


def which_budget(d: Disclosure) -> dict[str, Any]:
    """Which budget: profile, year, agency, stage."""
    info = d.budget.info
    return {
        "profile": d.profile.id,
        "year": info.year,
        "code": info.code,
        "name": info.name,
        "scope": info.scope.value,
        "stage": info.stage.value if info.stage else "",
        "draft": info.draft,
    }


def _change(found: Comparison, index: int) -> dict[str, Any]:
    change: Change = found.changes[index]
    return {
        "id": index + 1,
        "sheet": change.sheet,
        "operation": change.operation.name.lower(),
        "at": describe.record_place(change),
        "about": describe.subject(found, change),
        "old_place": change.old_place + 1 if change.old else None,
        "new_place": change.new_place + 1 if change.new else None,
        "edits": [
            {
                "field": edit.name,
                "title": title_of(type(change.record), edit.name),
                "old": _value(edit.old),
                "new": _value(edit.new),
            }
            for edit in change.edits
        ],
        "record": None
        if change.edits
        else {
            name: _value(getattr(change.record, name))
            for name in type(change.record).model_fields
            if name != "origin"
        },
        "effects": [place + 1 for place in found.effects.get(index, ())],
    }


def _difference(found: Comparison, place: int) -> dict[str, Any]:
    each: Difference = found.differences[place]
    stretch = each.pair.either
    return {
        "id": place + 1,
        "kind": each.kind.name.lower(),
        "table": stretch.table.number if stretch.table else None,
        "section": stretch.group,
        "title": stretch.title,
        "row": each.label if each.row >= 0 else "",
        "column": each.tables.head(each.column) if each.column >= 0 else "",
        "old": each.old,
        "new": each.new,
        "causes": [cause + 1 for cause in found.causes[place]],
    }


def _value(typed: Any) -> Any:
    match typed:
        case Decimal():
            return f"{typed:f}"
        case date():
            return typed.isoformat()
    return typed
