"""The clerk's own workbook comes back with marks, loses nothing, and loses the marks again."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from budgetgen.findings import CellRef, Finding, Severity, error, notice, verdict, warning
from budgetgen.workbook.file.package import WorkbookError
from budgetgen.workbook.marks.annotate import annotate_workbook
from budgetgen.workbook.marks.result_sheet import HEADS
from budgetgen.workbook.marks.styles import MARKS
from budgetgen.workbook.read.reader import read_workbook
from support.annotating import annotated, canonical, parts
from support.office import Office
from support.workbook_factory import save, sheet_number

RED, AMBER, BLUE = (MARKS[severity] for severity in Severity)
QUOTED = "张三's 平衡"
Make = Callable[[str], Path]

FINDINGS = (
    error("cost", "单价 39.48 超过预算 1.00", "核对金额", CellRef("明细", "E5"), CellRef("明细", "F7")),
    warning("late", "缺说明 <a&b> _x0041_", "补写", CellRef("明细", "H20"), CellRef(QUOTED, "C3")),
    notice("round", "相差 0.01", "不用改", CellRef("信息", "B2"), CellRef("明细", "E5")),
    warning("sheet", "整张表没有填", "填写", CellRef(QUOTED)),
    notice("gone", "没有这张表", "补上", CellRef("没有")),
    error("nowhere", "没有位置", "想一想"),
    Finding(
        "waived", Severity.WARNING, "已说明", "无", (CellRef("信息", "A2"),), ("甲法", "乙规程"), "有理由"
    ),
)  # fmt: skip


# Files from three makers -------------------------------------------------------------------------


def by_xlsxwriter(path: Path) -> None:
    book = xlsxwriter.Workbook(path)
    info, sheet = book.add_worksheet("信息"), book.add_worksheet("明细")
    for row, texts in enumerate([("项目", "内容"), ("年度", "2024")]):
        info.write_row(row, 0, texts)
    yellow = book.add_format({"bg_color": "#FFF2CC", "locked": False, "border": 1})
    for row in range(12):
        sheet.write(row, 0, f"行{row}", yellow)
        sheet.write_number(row, 4, row * 10.5, yellow)
        sheet.write_formula(row, 5, f"=E{row + 1}*2", yellow, row * 21.0)
    sheet.write_rich_string("B3", book.add_format({"bold": True}), "粗", "普通")
    sheet.data_validation("A2:A10", {"validate": "list", "source": ["是", "否"]})
    red = book.add_format({"font_color": "red"})
    sheet.conditional_format("E1:E9", {"type": "cell", "criteria": ">", "value": 50, "format": red})
    sheet.write_comment("E5", "我的批注\n第二行", {"author": "王会计"})
    sheet.write_comment("A1", "别的批注", {"author": "王会计"})
    sheet.protect()
    sheet.autofilter("A1:F12")
    sheet.repeat_rows(0)
    sheet.activate()
    other = book.add_worksheet(QUOTED)
    other.merge_range("B2:D4", "合并", yellow)
    book.define_name("合计", "=明细!$F$1:$F$12")
    book.close()


def by_openpyxl(path: Path) -> None:
    book = Workbook()
    info, sheet = book.active, book.create_sheet("明细")
    info.title = "信息"
    info.append(["项目", "内容"])
    info.append(["年度", 2024])
    for row in range(1, 13):
        sheet.cell(row, 1, f"行{row}")
        sheet.cell(row, 5, row * 1.5).fill = PatternFill("solid", fgColor="FFF2CC")
        sheet.cell(row, 6, f"=E{row}*2")
    rule = DataValidation("list", formula1='"是,否"')
    rule.add("A2:A10")
    sheet.add_data_validation(rule)
    sheet["E5"].comment = Comment("我的批注\n第二行", "王会计")
    sheet["A1"].comment = Comment("别的批注", "王会计")
    sheet.print_title_rows = "1:1"
    sheet.auto_filter.ref = "A1:F12"
    sheet.protection.sheet = True
    book.create_sheet(QUOTED).merge_cells("B2:D4")
    book.save(path)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("made")
    by_xlsxwriter(folder / "xlsxwriter.xlsx")
    by_openpyxl(folder / "openpyxl.xlsx")
    return {name: folder / f"{name}.xlsx" for name in ("xlsxwriter", "openpyxl")}


@pytest.fixture(scope="module")
def by_libreoffice(written: dict[str, Path], office: Office) -> Path:
    return office.again(written["xlsxwriter"])


@pytest.fixture
def make(request: pytest.FixtureRequest, written: dict[str, Path]) -> Make:
    """The same kind of workbook, as one of the makers writes it."""
    return lambda maker: written.get(maker) or request.getfixturevalue("by_libreoffice")


makers = pytest.mark.parametrize(
    "maker", ["xlsxwriter", "openpyxl", pytest.param("libreoffice", marks=pytest.mark.office)]
)


# What tests look at ------------------------------------------------------------------------------


def looks(path: Path) -> dict[str, tuple[Any, ...]]:
    """Every cell but those of 检查结果: value, look and comment."""
    book = load_workbook(path)
    return {
        f"{sheet.title}!{cell.coordinate}": (
            cell.value, cell.number_format, cell.protection.locked, cell.border.left.style,
            cell.fill.patternType, cell.fill.fgColor.rgb, cell.comment and cell.comment.text,
        )
        for sheet in book if sheet.title != "检查结果"
        for row in sheet.iter_rows() for cell in row
        if cell.value is not None or cell.comment or cell.fill.patternType
    }  # fmt: skip


# Marks -------------------------------------------------------------------------------------------


@makers
def test_bad_cells_are_coloured_and_say_why(tmp_path: Path, make: Make, maker: str) -> None:
    book = load_workbook(annotated(make(maker), tmp_path, FINDINGS))
    sheet = book["明细"]
    colours = {
        "E5": RED, "F7": RED, "H20": AMBER,
    }  # fmt: skip
    assert {cell: sheet[cell].fill.fgColor.rgb for cell in colours} == colours
    assert book["信息"]["B2"].fill.fgColor.rgb == BLUE
    assert book[QUOTED]["B2"].fill.fgColor.rgb == AMBER, "a merged cell shows in its first cell"
    text = sheet["F7"].comment.text
    assert "错误：单价 39.48 超过预算 1.00\n办法：核对金额\n规则：cost" in text
    assert "缺说明 <a&b> _x005F_x0041_" in sheet["H20"].comment.text, "escaped as Excel does"
    both = sheet["E5"].comment.text
    assert both.startswith("我的批注\n第二行\n\n【检查结果】\n错误：")
    assert "提示：相差 0.01" in both
    assert sheet["A1"].comment.text == "别的批注"
    assert book["信息"]["A2"].comment is None, "a waived warning is only listed"


@makers
def test_nothing_else_changes(tmp_path: Path, make: Make, maker: str) -> None:
    source = make(maker)
    before, after = parts(source), parts(annotated(source, tmp_path, FINDINGS))
    same = {name for name in before if before[name] == after[name]}
    assert same >= {
        n for n in before if re.match(r"docProps/|xl/theme/|xl/sharedStrings|_rels/", n)
    }
    for name in before.keys() - same:
        assert re.search(r"Content_Types|workbook\.xml|styles|sheet\d|omment|vml", name), (
            f"{name} need not change"
        )
    for name in (n for n in before if "worksheets/sheet" in n):
        old, new = (etree.fromstring(x[name]) for x in (before, after))
        for tag in ("v", "f", "dataValidations", "conditionalFormatting", "sheetProtection"):
            assert [etree.tostring(e, method="c14n") for e in old.iter(f"{{*}}{tag}")] == [
                etree.tostring(e, method="c14n") for e in new.iter(f"{{*}}{tag}")
            ], tag


def test_untouched_parts_keep_their_compressed_bytes(tmp_path: Path, by_libreoffice: Path) -> None:
    source = by_libreoffice
    out = annotated(source, tmp_path, FINDINGS)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out) as new:
        assert new.testzip() is None
        for info in old.infolist():
            same = new.getinfo(info.filename)
            if old.read(info) == new.read(same):
                assert (info.date_time, info.compress_size) == (same.date_time, same.compress_size)
            else:
                assert same.date_time == (1980, 1, 1, 0, 0, 0)
        assert [i.filename for i in new.infolist()][: len(old.infolist())] == old.namelist()


def test_values_of_formulas_stay(tmp_path: Path, make: Make) -> None:
    out = annotated(make("xlsxwriter"), tmp_path, FINDINGS)
    assert load_workbook(out, data_only=True)["明细"]["F7"].value == 126
    assert load_workbook(out)["明细"]["F7"].value == "=E7*2"


def test_equal_input_gives_equal_bytes(make: Make) -> None:
    source = make("xlsxwriter")
    assert annotate_workbook(source, FINDINGS) == annotate_workbook(source, FINDINGS)


# The sheet in front ------------------------------------------------------------------------------


@makers
def test_the_sheet_in_front_lists_every_finding(tmp_path: Path, make: Make, maker: str) -> None:
    book = load_workbook(annotated(make(maker), tmp_path, FINDINGS))
    assert book.sheetnames == ["检查结果", "信息", "明细", QUOTED]
    assert book.active.title == "检查结果"
    assert [s.title for s in book if s.sheet_view.tabSelected] == ["检查结果"], "no group of sheets"
    sheet = book["检查结果"]
    assert sheet["A1"].value == verdict(FINDINGS)
    assert sheet["A1"].fill.fgColor.rgb == RED
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(3)]
    assert rows[0] == list(HEADS)
    assert rows[1] == [
        "错误",
        "明细!E5、F7",
        FINDINGS[0].message,
        "核对金额",
        "cost",
        None,
        None,
    ]
    assert rows[-1] == ["警告", "信息!A2", "已说明", "无", "waived", "甲法\n乙规程", "有理由"]
    assert len(rows) == len(FINDINGS) + 1
    links = {link.ref: link.location for row in sheet.iter_rows() for c in row
             if (link := c.hyperlink)}  # fmt: skip
    assert links == {
        "B4": "'明细'!E5", "B5": "'明细'!H20", "B6": "'信息'!B2", "B7": "'张三''s 平衡'!A1",
        "B10": "'信息'!A2",
    }  # fmt: skip
    assert sheet["A10"].fill.fgColor.rgb not in MARKS.values()


@makers
def test_names_of_one_sheet_stay_with_it(tmp_path: Path, make: Make, maker: str) -> None:
    out = annotated(make(maker), tmp_path, FINDINGS)
    for path in (out, annotated(out, tmp_path, FINDINGS)):
        sheet = load_workbook(path)["明细"]
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.auto_filter.ref == "A1:F12"
        names = re.findall(rb'localSheetId="(\d)"', parts(path)["xl/workbook.xml"])
        assert set(names) == {b"2"}


def test_a_sheet_of_the_clerks_with_our_name_is_left_alone(tmp_path: Path) -> None:
    path = save(tmp_path, {"检查结果": (("我自己记的", "看过了"),)})
    out = load_workbook(annotated(path, tmp_path, []))
    assert out.sheetnames[0] == "检查结果2"
    assert out["检查结果"]["A1"].value == "我自己记的"


def test_the_verdict_alone(tmp_path: Path, make: Make) -> None:
    sheet = load_workbook(annotated(make("openpyxl"), tmp_path, []))["检查结果"]
    assert sheet["A1"].value == "检查通过，没有发现问题。"
    assert sheet.max_row == 3


# Clearing ----------------------------------------------------------------------------------------


@makers
def test_a_second_run_clears_the_marks(tmp_path: Path, make: Make, maker: str) -> None:
    source = make(maker)
    marked = annotated(source, tmp_path, FINDINGS)
    cleared, only = annotated(marked, tmp_path, []), annotated(source, tmp_path, [])
    assert looks(cleared) == looks(source)
    before, after, plain = parts(source), parts(cleared), parts(only)
    assert after.keys() == plain.keys()
    for name in plain:
        assert canonical(after[name]) == canonical(plain[name]), name
    for name in (n for n in before if "worksheets/sheet" in n):
        old, new = (canonical(x[name], selected=False) for x in (before, after))
        assert old == new, "but for the sheet that was selected"


@makers
def test_the_same_findings_again_give_the_same_file(tmp_path: Path, make: Make, maker: str) -> None:
    once = annotated(make(maker), tmp_path, FINDINGS)
    assert annotate_workbook(once, FINDINGS) == once.read_bytes()


@makers
def test_marks_go_after_another_program_saved_the_file(
    tmp_path: Path, make: Make, maker: str, office: Office
) -> None:
    source = make(maker)
    saved = office.again(annotated(source, tmp_path, FINDINGS))
    cleared = annotated(saved, tmp_path, [])
    assert load_workbook(cleared).sheetnames == ["检查结果", "信息", "明细", QUOTED]
    assert looks(cleared) == looks(office.again(source))


def test_marks_move_with_their_rows(tmp_path: Path, make: Make) -> None:
    book = load_workbook(annotated(make("xlsxwriter"), tmp_path, FINDINGS))
    sheet = book["明细"]
    sheet.move_range("A5:H20", rows=3)
    del book["检查结果"]
    book.save(tmp_path / "moved.xlsx")
    sheet = load_workbook(annotated(tmp_path / "moved.xlsx", tmp_path, []))["明细"]
    assert sheet["E8"].fill.fgColor.rgb == sheet["F10"].fill.fgColor.rgb == "FFFFF2CC"
    assert sheet["E8"].comment.text == "我的批注\n第二行"
    assert sheet["F10"].comment is None
    assert sheet["H23"].fill.patternType is None


def test_a_colour_whose_comment_was_deleted_goes_too(tmp_path: Path, make: Make) -> None:
    findings = [error("cost", "错", "改", *(CellRef("明细", f"E{row}") for row in (7, 8, 9)))]
    book = load_workbook(annotated(make("xlsxwriter"), tmp_path, findings))
    book["明细"]["E8"].comment = None
    book.save(tmp_path / "deleted.xlsx")
    sheet = load_workbook(annotated(tmp_path / "deleted.xlsx", tmp_path, []))["明细"]
    assert [sheet[f"E{row}"].fill.fgColor.rgb for row in (7, 8, 9)] == ["FFFFF2CC"] * 3


def test_what_was_typed_into_a_marked_cell_stays(tmp_path: Path, make: Make) -> None:
    book = load_workbook(annotated(make("xlsxwriter"), tmp_path, FINDINGS))
    book["明细"]["H20"] = "补上了"
    comment = book["明细"]["E5"].comment
    comment.text += "\n已核对"
    book.save(tmp_path / "mended.xlsx")
    sheet = load_workbook(annotated(tmp_path / "mended.xlsx", tmp_path, []))["明细"]
    assert sheet["H20"].value == "补上了"
    assert sheet["H20"].fill.patternType is None
    assert sheet["E5"].comment.text == "我的批注\n第二行\n已核对"


def test_a_style_used_elsewhere_is_not_taken_away(tmp_path: Path, make: Make) -> None:
    book = load_workbook(annotated(make("xlsxwriter"), tmp_path, FINDINGS))
    source, target = book["检查结果"]["A3"], book["信息"]["D9"]
    target.value, target._style = "抄来的", source._style
    book.save(tmp_path / "copied.xlsx")
    cleared = load_workbook(annotated(tmp_path / "copied.xlsx", tmp_path, []))
    assert cleared["信息"]["D9"].font.b


# Other programs, other files ---------------------------------------------------------------------


@makers
def test_libreoffice_opens_it_and_keeps_the_marks(
    tmp_path: Path, make: Make, maker: str, office: Office
) -> None:
    out = annotated(make(maker), tmp_path, FINDINGS)
    assert looks(office.again(out)).keys() == looks(out).keys()
    sheet = load_workbook(office.again(out))["明细"]
    assert sheet["E5"].fill.fgColor.rgb == RED
    assert "单价 39.48 超过预算" in sheet["F7"].comment.text
    assert office.again(out, "pdf").read_bytes().startswith(b"%PDF")


def test_every_comment_has_its_box_and_every_relation_its_part(tmp_path: Path, make: Make) -> None:
    files = parts(annotated(make("xlsxwriter"), tmp_path, FINDINGS))
    for name in (n for n in files if re.fullmatch(r"xl/worksheets/_rels/.*", n)):
        targets = re.findall(rb'Target="\.\./([^"]*)"', files[name])
        comments, drawing = (
            next(files[f"xl/{t.decode()}"] for t in targets if kind in t)
            for kind in (b"omments", b"vml")
        )
        assert comments.count(b"<comment ") == drawing.count(b'ObjectType="Note"')
    ids = [i for n, xml in files.items() if n.endswith(".vml") for i in re.findall(b'_s\\d+"', xml)]
    assert len(ids) == len(set(ids)) == 6


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("http://schemas.openxmlformats.org/spreadsheetml/2006/main",
         "http://purl.oclc.org/ooxml/spreadsheetml/main"),
        ("http://schemas.openxmlformats.org/officeDocument/2006/relationships",
         "http://purl.oclc.org/ooxml/officeDocument/relationships"),
        (r'<worksheet xmlns="([^"]*)"', r'<worksheet xmlns="\1" xmlns:mc="urn:x" mc:y="1"'),
    ],
)  # fmt: skip
def test_other_spellings(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "strict.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts(save(tmp_path)).items():
            archive.writestr(name, re.sub(old, new, data.decode()))
    out = annotated(path, tmp_path, [error("x", "错", "改", CellRef("收支明细", "H2"))])
    assert read_workbook(out)[1] == read_workbook(path)[1]
    cleared = annotated(out, tmp_path, [])
    name = f"xl/worksheets/sheet{sheet_number('收支明细')}.xml"
    before, after = (canonical(parts(x)[name], selected=False) for x in (path, cleared))
    assert before == after


def test_the_reader_reads_the_annotated_file_as_before(tmp_path: Path) -> None:
    path = save(tmp_path, {"说明与豁免": None})
    findings = [notice("x", "看", "改", CellRef("收支明细", f"{c}2")) for c in "ABCDEFGH"]
    old, new = read_workbook(path), read_workbook(annotated(path, tmp_path, findings))
    assert new == old


def test_a_workbook_without_styles(tmp_path: Path) -> None:
    path = tmp_path / "bare.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts(save(tmp_path)).items():
            if name != "xl/styles.xml":
                text = re.sub(r"<[^<>]*styles\.xml[^<>]*/>", "", data.decode())
                archive.writestr(name, re.sub(r' s="\d+"', "", text))
    out = annotated(path, tmp_path, [error("x", "错", "改", CellRef("收支明细", "H2"))])
    assert load_workbook(out)["收支明细"]["H2"].fill.fgColor.rgb == RED


def test_places_that_are_no_cells_are_only_listed(tmp_path: Path) -> None:
    path = save(tmp_path)
    odd = [error("x", "错", "改", CellRef("收支明细", cell)) for cell in ("ZZZ1", "7", "a1", "A0")]
    out = load_workbook(annotated(path, tmp_path, odd))
    assert [c.value for c in out["检查结果"]["E"][3:]] == ["x"] * 4
    assert not any(c.comment for row in out["收支明细"] for c in row)


def test_a_very_long_message_stays_within_what_excel_holds(tmp_path: Path) -> None:
    long = error("x", "很长" * 30_000, "改", CellRef("收支明细", "H2"))
    out = load_workbook(annotated(save(tmp_path), tmp_path, [long]))
    assert len(out["检查结果"]["C4"].value) <= 32767
    assert out["检查结果"]["C4"].value.endswith("……")
    assert out["检查结果"].row_dimensions[4].height <= 409
    assert len(out["收支明细"]["H2"].comment.text) <= 32767


def test_what_is_no_workbook_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_text("a,b\n")
    with pytest.raises(WorkbookError, match="不是真正的工作簿"):
        annotate_workbook(path, [])
