"""Workbooks that LibreOffice wrote: another maker's XML, calculated formulas, old formats."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from budgetgen.workbook.file.package import WorkbookError
from budgetgen.workbook.read.reader import read_workbook
from support.office import Office
from support.workbook_factory import (
    INDICATOR_HEAD,
    INFO,
    LINE,
    LINE_HEAD,
    UNIT,
    UNIT_HEAD,
    read,
    save,
)

FORMULAS = (
    (*LINE_HEAD, "功能科目名称"),
    (*LINE[:7], "=ROUND(100.555,2)+20", '="科学"'),
    (*LINE[:7], "=1234567.89-1234567.88", '=IF(B3="","",B3)'),
    ("=UPPER(\"304001\")", "2060101", '=IF(1=1,"人员经费","")', 30101, None, "一般公共预算", None, 7),
    (*LINE[:7], "=NA()"),
    (*[None] * 7, "=SUM(H2:H4)"),
)  # fmt: skip


def test_formulas_before_and_after_calculation(tmp_path: Path, office: Office) -> None:
    path = save(tmp_path, {"收支明细": FORMULAS})
    budget, findings = read(path)
    assert budget.lines == ()
    waiting = ["A4", "C4", "H2", "H3", "H5"]
    assert findings == [
        *((f"收支明细!{cell}", "formula-without-value") for cell in waiting),
        ("收支明细!H6", "row-looks-like-total"),
    ]
    budget, findings = read(office.again(path, "xlsx"))
    assert [f"{x.unit} {x.economic} {x.amount}" for x in budget.lines] == [
        "304001 30101 120.56",
        "304001 30101 0.01",
        "304001 30101 7",
    ]
    assert findings == [
        ("收支明细!H3", "amount-noise"),
        ("收支明细!H5", "cell-error-value"),
        ("收支明细!H6", "row-looks-like-total"),
    ]


def test_a_workbook_saved_again(tmp_path: Path, office: Office) -> None:
    path = save(
        tmp_path,
        {
            "基本信息": (*INFO, ("批复日期", "2024-01-31")),
            "收支明细": (
                ("收支明细",),
                LINE_HEAD,
                LINE,
                (
                    "304001",
                    "2060101",
                    "人员经费",
                    "30101",
                    "139900240000171000021",
                    "财政拨款",
                    "√",
                    "1,200",
                ),
                ("合计", *[""] * 6, 1320),
            ),
            "绩效指标": (
                INDICATOR_HEAD,
                ("新01", "产出指标", "数量指标", "甲", "第一行\n第二行", "≥95%", "x"),
                ("", "", "", "乙", "b", 2, "x"),
            ),
        },
    )
    book = load_workbook(path)
    for area in ("A2:A3", "B2:B3", "C2:C3"):
        book["绩效指标"].merge_cells(area)
    book["收支明细"].row_dimensions[3].hidden = True
    book["名词解释"].sheet_state = "hidden"
    book.save(path)
    before, after = read(path), read(office.again(path, "xlsx"))
    assert before == after
    assert after[0].lines[1].project == "139900240000171000021"
    assert after[0].indicators[1].level2 == "数量指标"
    assert after[0].indicators[0].description == "第一行\n第二行"
    assert after[1] == [
        ("名词解释", "sheet-hidden"),
        ("收支明细!A3", "row-hidden"),
        ("收支明细!A5", "row-looks-like-total"),
        ("收支明细!F4", "choice-synonym"),
        ("收支明细!G4", "choice-synonym"),
    ]


def test_dates_and_shares_saved_again(tmp_path: Path, office: Office) -> None:
    rows = (*INFO, ("批复日期", "=DATE(2024,1,31)"), ("公开日期", "=DATE(2024,2,5)"))
    path = save(tmp_path, {"基本信息": rows})
    book = load_workbook(path)
    book["基本信息"]["B8"].number_format = "yyyy-mm-dd"
    book["基本信息"]["B9"].number_format = 'yyyy"年"m"月"d"日"'
    book.save(path)
    budget, findings = read(office.again(path, "xlsx"))
    assert (str(budget.info.approval_date), str(budget.info.published)) == (
        "2024-01-31",
        "2024-02-05",
    )
    assert findings == []


def test_old_and_other_formats(tmp_path: Path, office: Office) -> None:
    path = save(tmp_path, {"机构设置": (UNIT_HEAD, UNIT)})
    for kind, said in (("xls", "旧格式（.xls）"), ("ods", "OpenDocument"), ("csv", "CSV")):
        other = office.again(path, kind)
        renamed = other.rename(other.with_name("改了名.xlsx"))
        with pytest.raises(WorkbookError) as refused:
            read_workbook(renamed)
        assert said in refused.value.message
    old = office.again(path, "xls")
    with pytest.raises(WorkbookError, match=r"（\.et）"):
        read_workbook(old.rename(old.with_suffix(".et")))
    back = office.again(office.again(path, "xls"), "xlsx")
    assert read(back) == read(path)
