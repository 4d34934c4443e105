"""Workbooks for the reader's tests: a small right one, and the same with some sheets replaced."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from budgetgen.model.budget import Budget
from budgetgen.workbook.layout import SHEETS
from budgetgen.workbook.read.reader import read_workbook

Rows = Sequence[Sequence[Any]]

INFO: Rows = (
    ("项目", "内容", "说明"),
    ("预算年度", 2024),
    ("口径", "部门"),
    ("部门编码", "304"),
    ("部门名称", "示范县科学技术局"),
    ("财政级次", "县"),
    ("金额单位", "元"),
)
UNIT_HEAD = ("单位编码", "单位名称", "单位性质", "单位规格", "经费保障形式")
UNIT = ("304001", "示范县科学技术局本级", "行政", "正科级", "财政拨款")
# Columns      A          B             C          D             E          F          G          H
LINE_HEAD = (
    "单位编码", "功能科目编码", "支出类别", "经济科目编码", "项目编码", "资金来源", "上年结转", "金额",
)  # fmt: skip
LINE = ("304001", "2060101", "人员经费", "30101", "", "一般公共预算", "", 120)
PROJECT_HEAD = (
    "项目编码", "项目名称", "单位编码", "主管专项", "资金用途",
    "3月底", "6月底", "10月底", "12月底", "绩效目标",
)  # fmt: skip
PROJECT = ("新01", "科普活动", "304001", "", "办展览", 10, 20, 30, 40, "办好一场展览")
INDICATOR_HEAD = (
    "项目编码", "一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据",
)  # fmt: skip


def heads(title: str) -> tuple[str, ...]:
    """The official heads of a sheet."""
    sheet = next(sheet for sheet in SHEETS if sheet.title == title)
    return tuple(column.title for column in sheet.columns)


def sheets(changes: Mapping[str, Rows | None] | None = None) -> dict[str, Rows]:
    """All sheets of a right workbook by title; None takes one away."""
    rows: dict[str, Rows | None] = {"基本信息": INFO}
    rows |= {sheet.title: (heads(sheet.title),) for sheet in SHEETS}
    rows |= {"机构设置": (UNIT_HEAD, UNIT), "收支明细": (LINE_HEAD, LINE)}
    rows |= changes or {}
    return {title: content for title, content in rows.items() if content is not None}


def sheet_number(title: str) -> int:
    """The number that a sheet of the right workbook has in its package's names."""
    return list(sheets()).index(title) + 1


def workbook(content: Mapping[str, Rows]) -> Workbook:
    """An openpyxl workbook of these sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in content.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    return book


def save(folder: Path, changes: Mapping[str, Rows | None] | None = None) -> Path:
    """Write the right workbook with these sheets replaced."""
    path = folder / "预算.xlsx"
    workbook(sheets(changes)).save(path)
    return path


def read(path: Path) -> tuple[Budget | None, list[tuple[str, str]]]:
    """Read a workbook; findings as (cell, rule), in the order of the cells."""
    budget, findings = read_workbook(path)
    for finding in findings:
        assert finding.at, finding
        assert re.search("[\u4e00-\u9fff]", finding.message), finding
        assert re.search("[\u4e00-\u9fff]", finding.remedy), finding
    return budget, sorted((str(at), finding.rule) for finding in findings for at in finding.at)


def read_rows(folder: Path, title: str, *rows: Sequence[Any]) -> Any:
    """The records and findings of one sheet of an otherwise right workbook."""
    budget, findings = read(save(folder, {title: rows}))
    assert budget
    field = next(sheet.field for sheet in SHEETS if sheet.title == title)
    return getattr(budget, field), findings


def read_lines(folder: Path, *rows: Sequence[Any]) -> Any:
    """Line items and findings of these rows under the usual head (so the first is row 2)."""
    return read_rows(folder, "收支明细", LINE_HEAD, *rows)


def look(sheet: Any, row: int, column: int) -> Any:
    """A cell as it looks: its own where it is written, else its column's."""
    if (row, column) in sheet._cells:
        return sheet.cell(row, column)
    return next(each for each in sheet.column_dimensions.values() if each.min <= column <= each.max)
