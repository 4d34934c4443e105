"""What is hidden or internal is in no file for publication: every such field of a workbook holds a marker."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from budgetgen import build
from budgetgen.findings import warning
from budgetgen.model.budget import Budget
from budgetgen.model.records import Project
from budgetgen.model.vocabulary import Publicity
from budgetgen.rules.public_findings import public_findings
from support.ledgers import info
from support.rule_cases import Sheets, base, save

MARK = "密标"
_MARKED = re.compile(f"{MARK}[0-9]+")
_INTERNAL = ("填报人", "审核人", "办公电话")


class Markers:
    """Writes a marker of its own into every place it is asked for."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> str:
        self.count += 1
        return f"{MARK}{self.count}"


def _column(sheets: Sheets, sheet: str, head: str) -> int:
    """The place of a column, made where the base has none."""
    table = sheets[sheet]
    if head not in table[0]:
        for index, row in enumerate(table):
            row.append("" if index else head)
    return table[0].index(head)


def _mark(sheets: Sheets, sheet: str, rows: list[int], *heads: str, with_: Markers) -> None:
    for head in heads:
        place = _column(sheets, sheet, head)
        for row in rows:
            sheets[sheet][row][place] = with_()


def _rows_of(sheets: Sheets, sheet: str, code: str) -> list[int]:
    place = sheets[sheet][0].index("项目编码")
    return [i for i, row in enumerate(sheets[sheet]) if row[place] == code]


def closed(publicity: Publicity) -> tuple[Sheets, Markers]:
    """The base with 新02 closed, all its texts marked, and all internal fields marked."""
    sheets, new = base(), Markers()
    rows = _rows_of(sheets, "项目", "新02")
    sheets["项目"][rows[0]][_column(sheets, "项目", "公开方式")] = publicity.value
    _mark(sheets, "项目", rows, "资金用途", "绩效目标", with_=new)
    _mark(
        sheets, "绩效指标", _rows_of(sheets, "绩效指标", "新02"),
        "三级指标", "绩效指标描述", "指标值", "指标值确定依据", with_=new,
    )  # fmt: skip
    _mark(
        sheets, "政府采购", _rows_of(sheets, "政府采购", "新02"),
        "采购来源名称", "采购物品名称", "计量单位", with_=new,
    )  # fmt: skip
    if publicity is Publicity.HIDDEN:
        _mark(sheets, "项目", rows, "项目名称", "公开名称", "专项资金名称", with_=new)
        code = new()
        for sheet in ("收支明细", "项目", "绩效指标", "政府采购"):
            for row in _rows_of(sheets, sheet, "新02"):
                sheets[sheet][row][sheets[sheet][0].index("项目编码")] = code
        sheets["整体绩效"][3][4] = code
    _mark(sheets, "收支明细", [2, 13], "备注", with_=new)
    for field in _INTERNAL:
        sheets["基本信息"].append([field, new()])
    sheets["说明与豁免"] = [
        ["规则编号", "位置", "理由", "批准人"],
        ["rounding-shows", "", new(), new()],
    ]
    return sheets, new


def readable(path: Path) -> str:
    """All text in a file, properties included."""
    data = path.read_bytes()
    if path.suffix == ".pdf":
        pdf = PdfReader(io.BytesIO(data))
        pages = "".join(page.extract_text() for page in pdf.pages)
        return re.sub(r"\s", "", f"{pages}{pdf.metadata}") + data.decode("latin-1")
    if path.suffix in (".json", ".md"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = [file.read(name).decode("utf-8", "ignore") for name in file.namelist()]
    return "".join(part + re.sub("<[^>]+>", "", part) for part in parts)


@pytest.mark.long
@pytest.mark.parametrize("draft", [False, True])
@pytest.mark.parametrize("publicity", [Publicity.HIDDEN, Publicity.AMOUNT_ONLY])
def test_no_marker_of_a_hidden_or_internal_field_is_published(
    publicity: Publicity, draft: bool, tmp_path: Path
) -> None:
    sheets, markers = closed(publicity)
    built = build(save(sheets, tmp_path / "表.xlsx"), tmp_path / "out", draft=draft)
    files = {path.name: readable(path) for path in built.files}
    assert len(files) == 6, [f.message for f in built.checked.findings]
    internal = files.pop("表.budget.json")
    assert len(set(_MARKED.findall(internal))) == markers.count
    for name, text in files.items():
        assert "示范县科学技术局" in text, f"{name} cannot be read"
        assert MARK not in text, f"{name}: {set(_MARKED.findall(text))}"


def test_no_part_of_a_hidden_name_is_left_in_a_finding() -> None:
    """Not even where the name of one hidden project begins with another's."""
    names = {"1": "专门设施", "2": "专门设施维护"}
    b = Budget(
        info=info(),
        projects=tuple(
            Project(code=f"新{n}", name=name, unit="304001", disclosure="不公开")
            for n, name in names.items()
        ),
    )
    told = warning("x", "“专门设施维护”的金额与“专门设施”相同", "核对专门设施维护")
    (said,) = public_findings(b, [told])
    assert (said.message, said.remedy) == ("“×××”的金额与“×××”相同", "核对×××")


@pytest.mark.long
def test_purchases_of_a_project_with_its_amount_only_are_one_sum(tmp_path: Path) -> None:
    sheets, _ = closed(Publicity.AMOUNT_ONLY)
    built = build(save(sheets, tmp_path / "表.xlsx"), tmp_path / "out")
    facts = next(path for path in built.files if path.name == "表.json").read_text(encoding="utf-8")
    rows = json.loads(facts)["blocks"]["procurement"]["rows"]
    assert rows[-1][:8] == ["检测设备购置", "15.00", "", "", "", "", "", "15.00"]
