"""Whole workbooks as people hand them in: each test shows the sheet and what is said of it."""

from __future__ import annotations

import re
import time
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from budgetgen.model.records import Origin
from budgetgen.model.vocabulary import DutyKind, PlanBasis, Publicity
from budgetgen.profiles import Profile
from budgetgen.workbook.file.package import TemplateId, identify_workbook
from budgetgen.workbook.layout import LINES
from budgetgen.workbook.read.reader import read_sheets, read_workbook
from budgetgen.workbook.read.reading import Measures
from support.workbook_factory import (
    INDICATOR_HEAD,
    INFO,
    LINE,
    LINE_HEAD,
    PROJECT,
    PROJECT_HEAD,
    UNIT,
    UNIT_HEAD,
    read,
    read_lines,
    read_rows,
    save,
    sheets,
    workbook,
)


def test_a_right_workbook(tmp_path: Path) -> None:
    budget, findings = read(save(tmp_path))
    assert findings == []
    assert [x.content()[:3] for x in budget.units] == [("304001", "示范县科学技术局本级", "行政")]
    assert [x.amount for x in budget.lines] == [120]
    assert budget.info.plan_basis is PlanBasis.AMOUNT


def test_every_record_knows_its_cells(tmp_path: Path) -> None:
    budget, _ = read(save(tmp_path))
    assert str(budget.lines[0].cell("amount")) == "收支明细!H2"
    assert budget.lines[0].origin.row == "A2"
    assert str(budget.info.cell("name")) == "基本信息!B5"
    assert budget.units[0].origin == Origin(
        "机构设置",
        "A2",
        {"code": "A2", "name": "B2", "nature": "C2", "rank": "D2", "funding": "E2"},
    )


def test_identity(tmp_path: Path) -> None:
    rows = (("格式方案", "hebei-2024-dept"), ("模板版本", "1"), ("指纹", "ab12"))
    path = save(tmp_path, {"元数据": rows})
    assert identify_workbook(path) == TemplateId("hebei-2024-dept", "1", "ab12")
    assert identify_workbook(save(tmp_path)) == TemplateId()


# 基本信息 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["预算年度", "口径", "部门编码", "部门名称"])
def test_no_budget_without_essentials_but_all_findings(tmp_path: Path, missing: str) -> None:
    rows = [row for row in INFO if row[0] != missing]
    budget, findings = read(
        save(tmp_path, {"基本信息": rows, "收支明细": (LINE_HEAD, (*LINE[:7], "多少"))})
    )
    assert budget is None
    assert findings == [("基本信息", "key-missing"), ("收支明细!H2", "cell-not-a-number")]


def test_information_left_blank(tmp_path: Path) -> None:
    rows = (*INFO[:5], ("财政级次", ""), ("金额单位", None))
    budget, findings = read(save(tmp_path, {"基本信息": rows}))
    assert (budget.info.level, budget.info.money_unit) == (None, "元")
    assert findings == [("基本信息!B6", "value-required"), ("基本信息!B7", "value-required")]


def test_information_in_odd_shape(tmp_path: Path) -> None:
    rows = (
        ("部门预算基本信息表",),
        (),
        ("序号", "项目", "说明", "内容"),
        *((n, f"*{row[0]}：", "", row[1]) for n, row in enumerate(INFO[1:], 1)),
        (7, "批复文 号", "", "示财预〔2024〕1号"),
        (8, "填报人员", "", "某人"),
        (9, "心得", "", "好"),
        (10, "预算年度", "", 2023),
    )
    budget, findings = read(save(tmp_path, {"基本信息": rows}))
    assert (budget.info.year, budget.info.approval_number, budget.info.author) == (
        2024, "示财预〔2024〕1号", "某人",
    )  # fmt: skip
    assert findings == [
        ("基本信息!B11", "key-renamed"),
        ("基本信息!B12", "key-unknown"),
        ("基本信息!B13", "key-duplicate"),
    ]


# Columns -----------------------------------------------------------------------------------------


def test_columns_reordered_and_decorated(tmp_path: Path) -> None:
    rows = (
        ("某县部门预算收支明细",),
        ("单位：元",),
        (),
        ("金额*", "资金 来源", "支出类别\n", "功能科目编码", "经济科目编码", "项目编码", "上年结转", "单位编码"),
        (120, "一般公共预算", "人员经费", "2060101", "30101", "", "", "304001"),
    )  # fmt: skip
    budget, findings = read(save(tmp_path, {"收支明细": rows}))
    assert budget == read(save(tmp_path))[0]
    assert str(budget.lines[0].cell("amount")) == "收支明细!A5"
    assert findings == []


def test_columns_renamed(tmp_path: Path) -> None:
    head = (
        "预算单位编码", "支出功能分类科目编码", "支出类型", "经济科目编码（款）", "项目代码",
        "资金来源", "上年结转", "金额（元）",
    )  # fmt: skip
    budget, findings = read(save(tmp_path, {"收支明细": (head, LINE)}))
    assert budget == read(save(tmp_path))[0]
    assert findings == [(f"收支明细!{x}1", "column-renamed") for x in "ABCDEH"]


def test_a_head_that_contradicts_the_unit(tmp_path: Path) -> None:
    head = (*LINE_HEAD[:7], "金额（万元）")
    _, findings = read(save(tmp_path, {"收支明细": (head, LINE)}))
    assert findings == [("收支明细!H1", "column-renamed"), ("收支明细!H1", "unit-contradicts")]
    _, findings = read(save(tmp_path, {"收支明细": (("金额单位：万元",), LINE_HEAD, LINE)}))
    assert findings == [("收支明细!A1", "unit-contradicts")]


def test_columns_missing_extra_and_twice(tmp_path: Path) -> None:
    head = ("序号", "单位编码", "功能科目编码", "支出类别", "经济科目编码", "资金来源", "上年结转", "金额",
            "金额", "经办", None)  # fmt: skip
    row = (1, "304001", "2060101", "人员经费", "30101", "一般公共预算", "", 120, 130, "甲", "x")
    budget, findings = read(save(tmp_path, {"收支明细": (head, row)}))
    assert budget == read(save(tmp_path))[0]
    assert findings == [
        ("收支明细!A1", "column-missing"),
        ("收支明细!H1", "column-duplicate"),
        ("收支明细!I1", "column-duplicate"),
        ("收支明细!J1", "column-unknown"),
    ]


def test_a_formula_twice_does_not_hide_an_amount_twice(tmp_path: Path) -> None:
    head = (*LINE_HEAD, "功能科目名称", "功能科目名称", "金额")
    _, findings = read(save(tmp_path, {"收支明细": (head, (*LINE, "", "", 130))}))
    assert findings == [("收支明细!H1", "column-duplicate"), ("收支明细!K1", "column-duplicate")]


def test_optional_columns_may_be_away(tmp_path: Path) -> None:
    with_them, _ = read(save(tmp_path, {"项目": (sheets()["项目"][0],)}))
    without, findings = read(save(tmp_path, {"项目": (PROJECT_HEAD,)}))
    assert (with_them, findings) == (without, [])


def test_a_missing_column_is_said_once(tmp_path: Path) -> None:
    budget, findings = read(save(tmp_path, {"收支明细": (LINE_HEAD[:7], LINE[:7], LINE[:7])}))
    assert (budget.lines, findings) == ((), [("收支明细!A1", "column-missing")])


def test_heads_that_differ_by_a_numeral_are_not_alike(tmp_path: Path) -> None:
    head = (*PROJECT_HEAD[:7], "11月底", *PROJECT_HEAD[8:])
    _, findings = read(save(tmp_path, {"项目": (head, PROJECT)}))
    assert findings == [("项目!A1", "column-missing"), ("项目!H1", "column-unknown")]


def test_no_head_at_all(tmp_path: Path) -> None:
    _, findings = read(save(tmp_path, {"收支明细": (LINE,), "名词解释": ()}))
    assert findings == [("收支明细", "head-missing")]


def test_a_number_typed_as_text_is_told_where_formulas_add_up(tmp_path: Path) -> None:
    rows = (LINE_HEAD, LINE, (*LINE[:7], "120"))
    _, findings = read(save(tmp_path, {"收支明细": rows, "平衡检查": (("检查",),)}))
    assert findings == [("收支明细!H3", "number-as-text")]
    assert read(save(tmp_path, {"收支明细": rows}))[1] == []


# Sheets ------------------------------------------------------------------------------------------


def test_sheets_missing(tmp_path: Path) -> None:
    left = {"基本信息": INFO, "收支明细": (LINE_HEAD, LINE)}
    workbook(left).save(tmp_path / "x.xlsx")
    budget, findings = read(tmp_path / "x.xlsx")
    assert len(budget.lines) == 1
    assert ("机构设置", "sheet-missing") in findings
    _, raw = read_workbook(tmp_path / "x.xlsx")
    assert [(f.severity, len(f.at)) for f in raw] == [("警告", 1)] + 12 * [("提示", 1)]


def test_the_sheets_that_must_be_there(tmp_path: Path) -> None:
    budget, findings = read(save(tmp_path, {"基本信息": None, "收支明细": None}))
    assert budget is None
    assert findings == [("基本信息", "sheet-missing"), ("收支明细", "sheet-missing")]


def test_sheets_renamed_and_reordered(tmp_path: Path) -> None:
    content = sheets({"收支明细": None, "基本信息": None, "机构设置": None})
    content = {
        "Sheet1": (LINE_HEAD, LINE), **dict(reversed(content.items())), "机构设置表": (UNIT_HEAD, UNIT),
        " 基本信息 ": INFO, "随便什么": (("甲", "乙"),),
    }  # fmt: skip
    workbook(content).save(tmp_path / "x.xlsx")
    budget, findings = read(tmp_path / "x.xlsx")
    assert budget == read(save(tmp_path))[0]
    assert findings == [("Sheet1", "sheet-renamed"), ("机构设置表", "sheet-renamed")]
    assert str(budget.lines[0].cell("amount")) == "Sheet1!H2"


def test_the_information_is_known_by_what_is_in_it(tmp_path: Path) -> None:
    budget, findings = read(save(tmp_path, {"基本信息": None, "Sheet1": INFO}))
    assert budget == read(save(tmp_path))[0]
    assert findings == [("Sheet1", "sheet-renamed")]


def test_of_a_single_sheet_too_it_is_said_where_it_was_found(tmp_path: Path) -> None:
    path = save(tmp_path, {"收支明细": None, "导出": (LINE_HEAD, LINE)})
    content, findings = read_sheets(path, (LINES,), Measures())
    assert [len(rows) for rows in content.values()] == [1]
    assert [(f.where, f.rule) for f in findings] == [("导出", "sheet-renamed")]


def test_a_copy_of_a_sheet_is_not_read_in_silence(tmp_path: Path) -> None:
    budget, findings = read(save(tmp_path, {"收支明细 (2)": (LINE_HEAD, LINE)}))
    assert len(budget.lines) == 1
    assert findings == [("收支明细 (2)", "sheet-not-read")]


def test_hidden_sheets_and_rows_and_charts(tmp_path: Path) -> None:
    path = save(tmp_path, {"收支明细": (LINE_HEAD, LINE, LINE, LINE, LINE, LINE)})
    book = load_workbook(path)
    book["收支明细"].sheet_state = "hidden"
    for row in (3, 4, 6):
        book["收支明细"].row_dimensions[row].hidden = True
    book["收支明细"].row_dimensions[900].hidden = True
    book.create_chartsheet("图表", 0)
    book.save(path)
    budget, findings = read(path)
    assert len(budget.lines) == 5
    assert findings == [("收支明细", "sheet-hidden"), ("收支明细!A3", "row-hidden")]
    assert "第 3—4、6 行" in next(
        f.message for f in read_workbook(path)[1] if f.rule == "row-hidden"
    )


# Rows --------------------------------------------------------------------------------------------


def test_totals_are_never_summed(tmp_path: Path) -> None:
    lines, findings = read_lines(
        tmp_path,
        LINE,
        ("合计", "", "", "", "", "", "", 120),
        ("", "小 计：", "", "", "", "", "", 120),
        ("304001", "", "", "", "", "总　计", "", 120),
        ("", "", "", "", "", "", "", 120),
        (*LINE[:4], "合计", "一般公共预算", "", 5),
    )
    assert [x.amount for x in lines] == [120, 5]
    assert findings == [
        ("收支明细!A3", "row-looks-like-total"),
        ("收支明细!B4", "row-looks-like-total"),
        ("收支明细!F5", "row-looks-like-total"),
        ("收支明细!H6", "row-only-amounts"),
    ]


def test_a_total_that_the_forms_own_formulas_count_is_to_be_deleted(tmp_path: Path) -> None:
    bare = ("合计", "", "", "", "", "", "", 120)
    by_category = ("小计", "", "人员经费", "", "", "", "", 120)
    path = save(tmp_path, {"收支明细": (LINE_HEAD, LINE, bare, by_category)})
    remedies = {
        str(f.at[0]): f.remedy[:4]
        for f in read_workbook(path)[1]
        if f.rule == "row-looks-like-total"
    }
    assert remedies == {"收支明细!A3": "可以保留", "收支明细!A4": "删去这一"}


def test_a_bare_sum_is_a_total(tmp_path: Path) -> None:
    lines, findings = read_lines(tmp_path, LINE, (*[None] * 7, "=SUM(H2:H2)"))
    assert (len(lines), findings) == (1, [("收支明细!H3", "row-looks-like-total")])


def test_a_project_may_be_named_so(tmp_path: Path) -> None:
    projects, findings = read_rows(
        tmp_path,
        "项目",
        PROJECT_HEAD,
        ("新01", "合计分账系统建设", *PROJECT[2:]),
        ("新02", "合计", *PROJECT[2:]),
        ("", "合计", "", "", "", 1, 2, 3, 4, ""),
    )
    assert [x.code for x in projects] == ["新01", "新02"]
    assert findings == [("项目!B4", "row-looks-like-total")]


def test_totals_of_sheets_without_codes(tmp_path: Path) -> None:
    head = ("类别", "数量", "价值")
    assets, findings = read_rows(
        tmp_path, "国有资产", head, ("房屋", 1, 5), ("车辆", None, None), ("合计", 1, 5)
    )
    assert [(x.kind, x.value) for x in assets] == [("房屋", 5)]
    assert findings == [("国有资产!A4", "row-looks-like-total")]


def test_rows_that_say_nothing(tmp_path: Path) -> None:
    content = sheets({"收支明细": None})
    rows = (
        (*LINE_HEAD, "功能科目名称"),
        (*LINE, "科学技术管理"),
        ("304001", "", "", "", "", "", "否", None, '=IF(B3="","",B3)'),
        ("  ", "\u3000", "", "\xa0", "", "\u200b", "", "", ""),
        ("304001", None, "人员经费", None, None, "一般公共预算", "否", None, None),
        ("示例", "2060101", "人员经费", "30101", "", "一般公共预算", "", 1, ""),
        LINE_HEAD,
        ("注：金额单位为元",),
    )
    workbook(content | {"收支明细": rows}).save(tmp_path / "x.xlsx")
    budget, findings = read(tmp_path / "x.xlsx")
    assert len(budget.lines) == 1
    assert findings == [("收支明细!A7", "row-repeats-head"), ("收支明细!A8", "row-looks-like-note")]


def test_what_is_required(tmp_path: Path) -> None:
    lines, findings = read_lines(
        tmp_path, ("304001", None, "项目支出", "", "", "一般公共预算", "", 9)
    )
    assert [(x.function, x.amount) for x in lines] == [("", 9)]
    assert findings == [("收支明细!B2", "value-required")]


def test_the_same_said_often_is_one_finding(tmp_path: Path) -> None:
    row = (*LINE[:5], "本级财力", "", 9)
    _, findings = read_workbook(save(tmp_path, {"收支明细": (LINE_HEAD, row, row, row, row)}))
    assert [(f.rule, f.where) for f in findings] == [
        ("choice-synonym", "收支明细!F2、收支明细!F3、收支明细!F4 等4处")
    ]


def test_the_only_unit_goes_without_saying(tmp_path: Path) -> None:
    rows = {
        "收支明细": (LINE_HEAD, ("", *LINE[1:])),
        "项目": (PROJECT_HEAD, (*PROJECT[:2], "", *PROJECT[3:])),
    }
    budget, findings = read(save(tmp_path, rows))
    assert (budget.lines[0].unit, budget.projects[0].unit, findings) == ("304001", "304001", [])
    two = (UNIT_HEAD, UNIT, ("304002", *UNIT[1:]))
    budget, _ = read(save(tmp_path, rows | {"机构设置": two}))
    assert (budget.lines[0].unit, budget.projects[0].unit) == ("", "")


def test_defaults(tmp_path: Path) -> None:
    path = save(
        tmp_path,
        {
            "项目": (sheets()["项目"][0], ("新01", "某项目")),
            "部门职责": (("类别", "内容"), ("", "负责科普")),
        },
    )
    budget, _ = read(path)
    assert budget.projects[0].disclosure is Publicity.FULL
    assert budget.projects[0].special_fund is False
    assert budget.duties[0].kind is DutyKind.DUTY


# Filling down and merged cells -------------------------------------------------------------------


def test_blank_means_as_above(tmp_path: Path) -> None:
    indicators, findings = read_rows(
        tmp_path,
        "绩效指标",
        INDICATOR_HEAD,
        ("新01", "产出指标", "数量指标", "甲", "a", "1", "x"),
        ("", "", "", "乙", "b", "2", "x"),
        (),
        ("", "", "质量指标", "丙", "c", "3", "x"),
        ("", "效益指标", "", "丁", "d", "4", "x"),
        ("新02", "产出指标", "数量指标", "戊", "e", "5", "x"),
        ("新03", "产出指标", "", "", "", "", ""),
    )
    assert [(x.project, x.level1, x.level2, x.level3) for x in indicators] == [
        ("新01", "产出指标", "数量指标", "甲"),
        ("新01", "产出指标", "数量指标", "乙"),
        ("新01", "产出指标", "质量指标", "丙"),
        ("新01", "效益指标", "", "丁"),
        ("新02", "产出指标", "数量指标", "戊"),
    ]
    assert findings == [("绩效指标!C6", "value-required")]


def test_merged_cells(tmp_path: Path) -> None:
    rows = (
        INDICATOR_HEAD,
        ("新01", "产出指标", "数量指标", "甲", "共同的描述", "1", "x"),
        ("", "", "", "乙", "", "2", "x"),
        ("", "", "", "", "", "", ""),
    )
    path = save(tmp_path, {"绩效指标": rows, "收支明细": (LINE_HEAD, LINE, (*LINE[:7], None))})
    book = load_workbook(path)
    for area in ("A2:A4", "B2:B4", "C2:C3", "E2:E4"):
        book["绩效指标"].merge_cells(area)
    for area in ("A2:A3", "H2:H3"):
        book["收支明细"].merge_cells(area)
    book.save(path)
    budget, findings = read(path)
    assert [(x.project, x.level2, x.level3, x.description) for x in budget.indicators] == [
        ("新01", "数量指标", "甲", "共同的描述"),
        ("新01", "数量指标", "乙", "共同的描述"),
    ]
    assert [x.amount for x in budget.lines] == [120]
    assert findings == [("收支明细!H3", "amount-merged")]


# Size and strange makers -------------------------------------------------------------------------


@pytest.mark.long
def test_ten_thousand_empty_rows(tmp_path: Path) -> None:
    path = save(tmp_path)
    book = load_workbook(path)
    grey = PatternFill("solid", fgColor="DDDDDD")
    for row in book["收支明细"].iter_rows(min_row=3, max_row=10_002, max_col=8):
        row[0].value = " "
        for cell in row:
            cell.fill = grey
    book.save(path)
    started = time.perf_counter()
    budget, findings = read(path)
    assert (len(budget.lines), findings) == (1, [])
    assert time.perf_counter() - started < 5


def test_two_thousand_lines(tmp_path: Path) -> None:
    path = save(tmp_path, {"收支明细": (LINE_HEAD, *[LINE] * 2000)})
    started = time.perf_counter()
    budget, _ = read(path)
    assert len(budget.lines) == 2000
    assert time.perf_counter() - started < 5


def test_styles_and_drop_downs_do_not_matter(tmp_path: Path) -> None:
    path = save(tmp_path)
    book = load_workbook(path)
    rule = DataValidation(type="list", formula1='"是,否"')
    rule.add("G2:G900")
    book["收支明细"].add_data_validation(rule)
    book["收支明细"].auto_filter.ref = "A1:H2"
    book["收支明细"].freeze_panes = "A2"
    book.save(path)
    assert read(path)[1] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            "http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        (
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    ],
)
def test_strict_workbooks(tmp_path: Path, old: str, new: str) -> None:
    whole = zipfile.ZipFile(save(tmp_path))
    path = tmp_path / "strict.xlsx"
    with whole, zipfile.ZipFile(path, "w") as archive:
        for name in whole.namelist():
            archive.writestr(name, whole.read(name).decode().replace(old, new))
    assert read(path)[1] == []


def test_cells_without_addresses_and_with_prefixes(tmp_path: Path) -> None:
    whole = zipfile.ZipFile(save(tmp_path))
    path = tmp_path / "x.xlsx"
    with whole, zipfile.ZipFile(path, "w") as archive:
        for name in whole.namelist():
            text = whole.read(name).decode()
            if "worksheets/sheet" in name and "xmlns=" in text:
                text = re.sub(r' r="[A-Z]*\d+"', "", text)
                text = text.replace("xmlns=", "xmlns:x=")
                text = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", text)
            archive.writestr(name, text)
    budget, _ = read(path)
    assert [str(x.cell("amount")) for x in budget.lines] == ["收支明细!H2"]


def test_names_typed_for_codes_nobody_knows(tmp_path: Path, profile: Profile) -> None:
    head = (*LINE_HEAD, "功能科目名称", "经济科目名称")
    path = save(
        tmp_path,
        {
            "收支明细": (
                head,
                (*LINE, "随手写的", "工资"),
                ("304001", "2069977", *LINE[2:], "新设的科目", "=B3"),
            )
        },
    )
    budget, _ = read_workbook(path, profile)
    assert [(x.function_name, x.economic_name) for x in budget.lines] == [
        ("", ""),
        ("新设的科目", ""),
    ]
    assert [x.function_name for x in read(path)[0].lines] == ["", ""]
