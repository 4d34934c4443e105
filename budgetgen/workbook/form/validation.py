"""数据有效性: drop-downs and refusals, in the classic form that every program keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from budgetgen.model.subjects import SubjectKind
from budgetgen.workbook.columns import Column, Kind
from budgetgen.workbook.form.content import Form
from budgetgen.workbook.form.options import Options
from budgetgen.workbook.layout import PROJECTS, UNITS

_YES_NO: Final = ("是", "否")
_SUBJECTS: Final[Mapping[str, SubjectKind]] = MappingProxyType(
    {
        "function": SubjectKind.FUNCTION,
        "economic": SubjectKind.ECONOMIC,
        "catalogue": SubjectKind.PROCUREMENT,
    }
)
_REFUSALS: Final[Mapping[Kind, tuple[dict[str, Any], str]]] = MappingProxyType(
    {
        Kind.AMOUNT: (
            {"validate": "decimal", "criteria": ">=", "value": 0},
            "这里只填金额数字，不能是负数，不写“元”“万元”；没有的空着。",
        ),
        Kind.PLAN: (
            {"validate": "decimal", "criteria": ">=", "value": 0},
            "这里填到这个时点为止的累计数，只写数字；没有的空着。",
        ),
        Kind.NUMBER: (
            {"validate": "decimal", "criteria": ">=", "value": 0},
            "这里只填数字，不能是负数，不写单位；没有的空着。",
        ),
        Kind.DATE: (
            {
                "validate": "date",
                "criteria": "between",
                "minimum": date(2000, 1, 1),
                "maximum": date(2099, 12, 31),
            },
            "这里填日期，如 2024-01-31。",
        ),
        Kind.YEAR: (
            {"validate": "integer", "criteria": "between", "minimum": 2000, "maximum": 2099},
            "这里填四位数字的年度，如 2024。",
        ),
    }
)


def validation(
    column: Column, form: Form, options: Options, own: str = ""
) -> dict[str, Any] | None:
    """What a column's cells accept; ``own`` is the sheet's title. None where anything goes."""
    if column.choices:
        return _must(
            options.source(column.title, (str(each.value) for each in column.choices)), column
        )
    if column.kind is Kind.FLAG:
        return _must(options.source(Kind.FLAG.value, _YES_NO), column)
    if column.kind in _REFUSALS:
        rule, message = _REFUSALS[column.kind]
        return rule | _error(column, message)
    source = _suggested(column, form, options, own)
    if source:
        return {"validate": "list", "source": source, "show_error": False}
    return None


def _must(source: str, column: Column) -> dict[str, Any]:
    return {"validate": "list", "source": source} | _error(
        column, "从下拉列表里选（点单元格右边的箭头，或按 Alt+↓）；没有的空着。"
    )


def _suggested(column: Column, form: Form, options: Options, own: str) -> str:
    """A drop-down that other text gets past."""
    if words := column.suggestions or form.words(column):
        return options.source(column.title, words)
    if column.field in _SUBJECTS:
        return options.subjects(_SUBJECTS[column.field])
    if column.field in ("unit", "parent"):
        return f"={form.area(UNITS, 'code')}"
    if column.field == "project" and own != PROJECTS.title:
        return f"={form.area(PROJECTS, 'code')}"
    return ""


def _error(column: Column, message: str) -> dict[str, Any]:
    return {"error_title": column.title, "error_message": message, "error_type": "stop"}
