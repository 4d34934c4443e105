"""填报内容: NAME.budget.json, the exact inputs that a build left behind, read back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from budgetgen.model.budget import Budget
from budgetgen.workbook.file.package import WorkbookError

SCHEMA: Final = "budgetgen.budget/1"
_REMEDY: Final = "选用 budgetgen build 生成的 .budget.json，或直接选用工作簿"


def read_budget_json(path: Path) -> tuple[Budget, str]:
    """The inputs that a build left behind, and the id of their profile ('' where none was noted).

    Raises WorkbookError for any other file.
    """
    if not path.is_file():
        raise WorkbookError(path, "没有这个文件", "核对路径和文件名")
    try:
        content = json.loads(path.read_bytes())
        if not isinstance(content, dict) or content.pop("schema", "") != SCHEMA:
            raise WorkbookError(path, "不是生成时留下的填报内容", _REMEDY)
        profile = str(content.pop("profile", ""))
        return Budget.model_validate(content), profile
    except ValueError:
        raise WorkbookError(path, "内容不完整或被改动，无法读取", _REMEDY) from None
