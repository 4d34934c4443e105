"""Marks beside pictures, charts, text boxes, buttons and pictures of the header: all of them stay."""

from __future__ import annotations

import io
import re
import struct
import zlib
from pathlib import Path

import pytest
import xlsxwriter
from lxml import etree
from openpyxl import load_workbook

from budgetgen.findings import CellRef, error
from support.annotating import annotated, canonical, parts, put_parts
from support.office import Office

SHEETS = ("图", "页眉图", "页眉图和批注", "按钮", "都有")
MARKS = tuple(error("x", f"{title}不对", "改", CellRef(title, "B3")) for title in SHEETS)
KEPT = r"xl/(drawings/(drawing|_rels/)|charts/|media/|ctrlProps/|tables/|activeX/)"
ORDER = (
    "sheetData", "pageMargins", "pageSetup", "headerFooter", "drawing", "legacyDrawing", "legacyDrawingHF",
    "AlternateContent", "tableParts", "extLst",
)  # fmt: skip
"""CT_Worksheet in ECMA-376 part 1, 18.3.1.99; controls stand where AlternateContent does."""


def png() -> io.BytesIO:
    """A red square of 8 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        whole = kind + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff\0\0" * 8) * 8)
    data = chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + data)


def drawn(path: Path) -> Path:
    """A sheet for each combination of what may be drawn on it."""
    book = xlsxwriter.Workbook(path)
    for title in SHEETS:
        sheet = book.add_worksheet(title)
        sheet.write_column("A1", [title, 1, 2, 3])
        if title in ("图", "都有"):
            sheet.insert_image("D2", "a.png", {"image_data": png()})
            sheet.insert_textbox("D20", "说明文字")
            chart = book.add_chart({"type": "column"})
            chart.add_series({"values": f"={title}!$A$2:$A$4"})
            sheet.insert_chart("D5", chart)
        if title in ("页眉图", "页眉图和批注", "都有"):
            sheet.set_header("&L&G", {"image_left": "a.png", "image_data_left": png()})
        if title in ("页眉图和批注", "都有"):
            sheet.write_comment("A2", "我的批注", {"author": "王会计"})
        if title in ("按钮", "都有"):
            sheet.insert_button("H2", {"caption": "汇总"})
        if title == "都有":
            sheet.add_table("J1:K3")
    book.close()
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The workbook, and it with marks."""
    folder = tmp_path_factory.mktemp("drawn")
    source = drawn(folder / "source.xlsx")
    marked = annotated(source, folder, MARKS)
    return {"source": source, "marked": marked}


@pytest.fixture(scope="module")
def saved(files: dict[str, Path], office: Office) -> dict[str, Path]:
    """Both as LibreOffice saves them."""
    return {name: office.again(path) for name, path in files.items()}


makers = pytest.mark.parametrize(
    "maker", ["xlsxwriter", pytest.param("libreoffice", marks=pytest.mark.office)]
)


@pytest.fixture
def source(request: pytest.FixtureRequest, files: dict[str, Path], maker: str) -> Path:
    """The workbook as one of the makers writes it."""
    made = files if maker == "xlsxwriter" else request.getfixturevalue("saved")
    return made["source"]


def related(path: Path, sheet: str, tag: str) -> str:
    """The part that an element of a sheet leads to."""
    content = parts(path)
    root = etree.fromstring(content[sheet])
    ids = [value for each in root.iterfind(f"{{*}}{tag}") for value in each.attrib.values()]
    folder, _, name = sheet.rpartition("/")
    rels = content.get(f"{folder}/_rels/{name}.rels", b"<none/>")
    targets = {each.get("Id"): each.get("Target") for each in etree.fromstring(rels)}
    return f"xl/{targets[ids[0]].removeprefix('../')}" if ids else ""


def sheet_parts(path: Path) -> list[str]:
    """The parts of the sheets that are not ours, in their order."""
    content = parts(path)
    names = [name for name in content if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)]
    return sorted(names)[: len(SHEETS)]


def boxes(vml: bytes) -> int:
    return vml.count(b'ObjectType="Note"')


@makers
def test_what_is_drawn_keeps_its_bytes(tmp_path: Path, source: Path) -> None:
    before, after = parts(source), parts(annotated(source, tmp_path, MARKS))
    kept = [name for name in before if re.match(KEPT, name)]
    assert len(kept) >= 9
    assert [name for name in kept if before[name] != after.get(name)] == []
    assert b"Default" in after["[Content_Types].xml"]


@makers
def test_pictures_of_the_header_are_no_notes(tmp_path: Path, source: Path, maker: str) -> None:
    out = annotated(source, tmp_path, MARKS)
    before, after = parts(source), parts(out)
    headers = [related(source, sheet, "legacyDrawingHF") for sheet in sheet_parts(source)]
    assert headers == [related(out, sheet, "legacyDrawingHF") for sheet in sheet_parts(out)]
    if maker == "xlsxwriter":
        assert [bool(header) for header in headers] == [False, True, True, False, True]
    assert all(before[header] == after[header] for header in filter(None, headers))


@makers
def test_every_mark_has_its_box_where_the_sheet_says(
    tmp_path: Path, source: Path, maker: str
) -> None:
    out = annotated(source, tmp_path, MARKS)
    old, new = parts(source), parts(out)
    for sheet in sheet_parts(source):
        was, now = (related(path, sheet, "legacyDrawing") for path in (source, out))
        assert now == (was or now) != ""
        assert boxes(new[now]) == boxes(old.get(was, b"")) + 1, sheet
        for kind in (b'ObjectType="Button"', b"_x0000_t201"):
            assert new[now].count(kind) == old.get(was, b"").count(kind)
    number = re.compile(rb' id="(_x\w+_s\d+)"')
    ids = {name: number.findall(vml) for name, vml in new.items() if name.endswith(".vml")}
    assert all(len(each) == len(set(each)) for each in ids.values())
    if maker == "xlsxwriter":
        everywhere = [id for each in ids.values() for id in each]
        assert len(everywhere) == len(set(everywhere)) > len(SHEETS), "LibreOffice counts anew"


@makers
def test_elements_stand_as_the_schema_says(tmp_path: Path, source: Path) -> None:
    out = annotated(source, tmp_path, MARKS)
    for sheet in sheet_parts(out):
        tags = [etree.QName(each).localname for each in etree.fromstring(parts(out)[sheet])]
        known = [ORDER.index(tag) for tag in tags if tag in ORDER]
        assert known == sorted(set(known)), (sheet, tags)
        assert tags.count("legacyDrawing") == 1


@makers
def test_a_second_run_restores_all(tmp_path: Path, source: Path) -> None:
    once = annotated(source, tmp_path, MARKS)
    before = parts(annotated(source, tmp_path, []))
    after = parts(annotated(once, tmp_path, []))
    assert before.keys() == after.keys()
    different = [name for name in before if before[name] != after[name]]
    assert [n for n in different if canonical(before[n]) != canonical(after[n])] == []
    assert annotated(once, tmp_path, MARKS).read_bytes() == once.read_bytes()


def test_a_button_of_two_lines_stays_a_button(tmp_path: Path, files: dict[str, Path]) -> None:
    """Excel leaves the break between its lines open, which is no XML."""
    content = parts(files["source"])
    name = next(n for n, x in content.items() if n.endswith(".vml") and b'"Button"' in x)
    content[name] = content[name].replace("汇总".encode(), "汇总<br>本页".encode())
    button = re.search(rb"<v:shape .*?</v:shape>", content[name])
    out = parts(annotated(put_parts(tmp_path / "两行.xlsx", content), tmp_path, MARKS))
    assert button
    assert button[0] in out[name]
    assert boxes(out[name]) == 1
    assert boxes(content[name]) == 0


def test_libreoffice_finds_everything_in_the_marked_file(saved: dict[str, Path]) -> None:
    def drawn_in(path: Path) -> list[str]:
        kinds = (re.match(r"xl/(charts/chart|media/|ctrlProps/|tables/)", n) for n in parts(path))
        return sorted(kind[1] for kind in kinds if kind)

    assert drawn_in(saved["marked"]) == drawn_in(saved["source"])
    texts = [x for n, x in parts(saved["marked"]).items() if "drawings/drawing" in n]
    assert any("说明文字".encode() in text for text in texts)
    book = load_workbook(saved["marked"])
    assert [f"{title}不对" in book[title]["B3"].comment.text for title in SHEETS] == [True] * 5
    assert book["都有"]["A2"].comment.text == "我的批注"
