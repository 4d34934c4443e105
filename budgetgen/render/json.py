"""NAME.json (public facts) and NAME.budget.json (the exact inputs, for comparing drafts)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from budgetgen.document.blocks import Document
from budgetgen.findings import Finding
from budgetgen.model.budget import Budget
from budgetgen.workbook.file.package import WorkbookError

_BUDGET: Final = "budgetgen.budget/1"
_REMEDY: Final = "用 budgetgen build 生成的 .budget.json，或者直接用工作簿"


def render_json(document: Document, findings: Sequence[Finding] = ()) -> bytes:
    """The public facts, schema ``budgetgen/1``, with the findings; the reason of a waiver is internal."""
    shown = (replace(each, waived="已说明理由" if each.waived else "") for each in findings)
    return _dump({**document.facts, "findings": [each.as_dict() for each in shown]})


def render_budget_json(budget: Budget, profile: str = "") -> bytes:
    """The exact inputs in 元, as typed, with the profile they are printed by; internal."""
    head = {"schema": _BUDGET, "profile": profile} if profile else {"schema": _BUDGET}
    return _dump({**head, **budget.model_dump(mode="json")})


def read_budget_json(path: Path) -> tuple[Budget, str]:
    """The inputs that a build left behind, and the id of their profile ('' where none was noted).

    Raises WorkbookError for any other file.
    """
    if not path.is_file():
        raise WorkbookError(path, "没有这个文件", "核对路径和文件名")
    try:
        content = json.loads(path.read_bytes())
        if not isinstance(content, dict) or content.pop("schema", "") != _BUDGET:
            raise WorkbookError(path, "不是生成时留下的填报内容", _REMEDY)
        profile = str(content.pop("profile", ""))
        return Budget.model_validate(content), profile
    except ValueError:
        raise WorkbookError(path, "内容不完整或者改动过，读不了", _REMEDY) from None


def _dump(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
