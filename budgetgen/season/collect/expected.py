"""应交部门: who is expected, from the manifest of the workbooks given out or from a roster."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from budgetgen.model.vocabulary import MoneyUnit
from budgetgen.workbook.columns import Column, Kind
from budgetgen.workbook.file.grid import Cell
from budgetgen.workbook.file.package import WorkbookError, open_package
from budgetgen.workbook.file.seen import shown
from budgetgen.workbook.file.texts import fold, narrow
from budgetgen.workbook.read.headers import read_head

_ROSTER: Final = "部门"
_COLUMNS: Final = (
    Column("部门编码", "code", Kind.CODE, required=True, aliases=("部门代码", "编码")),
    Column("部门名称", "name", required=True, aliases=("单位名称", "名称")),
    Column("部门简称", "short_name", optional=True, aliases=("简称",)),
    Column("联系人", "contact", optional=True),
)


class ExpectedAgency(BaseModel):
    """应交部门: one agency and the workbook that it was given."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    code: str
    name: str
    short_name: str = ""
    file: str = ""
    profile: str = ""
    version: str = ""
    sha256: str = ""
    contact: str = ""


def read_expected(path: Path) -> tuple[ExpectedAgency, ...]:
    """Agencies of a manifest (.json) or of a roster's sheet 部门; raises WorkbookError."""
    if path.suffix.lower() == ".json":
        return _manifest(path)
    with open_package(path) as package:
        part = next((s for s in package.sheets if fold(s.title) == _ROSTER), None)
        if part is None:
            raise WorkbookError(path, f"没有工作表“{_ROSTER}”，不是部门清单", _REMEDY)
        grid = package.grid(part)
    header, _ = read_head(grid, _COLUMNS, MoneyUnit.YUAN)
    if header is None or not {"code", "name"} <= set(header.columns):
        raise WorkbookError(path, f"{_ROSTER}：表头要有“部门编码”和“部门名称”", _REMEDY)
    return tuple(
        ExpectedAgency(code=narrow(said["code"]), **{k: v for k, v in said.items() if k != "code"})
        for number in sorted(grid.rows)
        if number > header.row
        for said in (_row(grid.rows[number], header.columns),)
        if said["code"] and said["name"]
    )


_REMEDY: Final = "用发放时生成的 清单.json，或填好的部门名册"


def _row(cells: Mapping[int, Cell], columns: Mapping[str, int]) -> dict[str, str]:
    return {name: shown(cells[n]) if n in cells else "" for name, n in columns.items()}


def _manifest(path: Path) -> tuple[ExpectedAgency, ...]:
    try:
        said = json.loads(path.read_text(encoding="utf-8-sig"))
        return tuple(_agencies(said))
    except FileNotFoundError:
        raise WorkbookError(path, f"没有这个文件：{path}", "核对文件夹和文件名") from None
    except (ValueError, KeyError, TypeError, ValidationError):
        raise WorkbookError(path, "不是发放时生成的清单", _REMEDY) from None


def _agencies(said: dict[str, list[dict[str, object]]]) -> Iterator[ExpectedAgency]:
    for each in said["agencies"]:
        yield ExpectedAgency.model_validate({k: v for k, v in each.items() if v is not None})
