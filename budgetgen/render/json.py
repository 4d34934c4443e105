"""NAME.json (public facts) and NAME.budget.json (the exact inputs, for comparing drafts)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from budgetgen.document.blocks import Document
from budgetgen.findings import Finding
from budgetgen.model.budget import Budget
from budgetgen.workbook.read.stored import SCHEMA


def render_json(document: Document, findings: Sequence[Finding] = ()) -> bytes:
    """The public facts, schema ``budgetgen/1``, with the findings; the reason of a waiver is internal."""
    shown = (replace(each, waived="已说明理由" if each.waived else "") for each in findings)
    return _dump({**document.facts, "findings": [each.as_dict() for each in shown]})


def render_budget_json(budget: Budget, profile: str = "") -> bytes:
    """The exact inputs in 元, as typed, with the profile they are printed by; internal."""
    head = {"schema": SCHEMA, "profile": profile} if profile else {"schema": SCHEMA}
    return _dump({**head, **budget.model_dump(mode="json")})


def _dump(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
