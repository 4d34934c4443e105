"""What a bureau changes in its copy of a profile, once and without code, holds in DOCX and PDF alike."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pytest
from docx import Document as open_docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from PIL import Image

from budgetgen import build
from budgetgen.adapt.copy import copy_profile
from budgetgen.adapt.trial import try_out
from budgetgen.adapt.validate import validate
from budgetgen.cli import main
from budgetgen.machine import examine
from budgetgen.profiles import ProfileError, load_profile
from budgetgen.render.pdf.pages import page_html
from support.places import ROOT
from support.sample_document import sample_document
from support.word_file import Opened, W, text_of

pytestmark = pytest.mark.long

EXAMPLE = ROOT / "examples" / "small-2024"
MM = 72 / 25.4
SENTENCE = "本段由示范市财政局统一改写。"
HEADER = "示范市财政局监制"
FONT = "LXGW WenKai"


def picture(kind: str = "PNG") -> io.BytesIO:
    data = io.BytesIO()
    Image.new("RGB", (60, 20), "red").save(data, kind)
    data.seek(0)
    return data


def edit_word(folder: Path, edit: Callable[[Any], None]) -> None:
    """Open the shell, change it, save it: as in Word."""
    path = folder / "document.docx"
    shell = open_docx(str(path))
    edit(shell)
    shell.save(str(path))


def put_logo(shell: Any, height: float = 12, kind: str = "PNG") -> None:
    """Into the header that Word shows on the first page after the cover, and into that one only."""
    paragraph = shell.sections[1].header.paragraphs[0]
    paragraph.add_run().add_picture(picture(kind), height=Mm(height))
    paragraph.add_run(HEADER)


def set_fonts(shell: Any, font: str = FONT) -> None:
    for name in ("部分标题", "表标题"):
        shell.styles[name].element.rPr.rFonts.set(qn("w:eastAsia"), font)


def set_widths(folder: Path, widths: str) -> None:
    path = folder / "profile.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[widths]\n", f"[widths]\n{widths}\n"), encoding="utf-8")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return copy_profile(load_profile("hebei-2024-dept"), "jia", tmp_path)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of an example under a copy with four changes."""
    folder = tmp_path_factory.mktemp("bureau")
    made = copy_profile(load_profile("hebei-2024-dept"), "jia", folder)
    edit_word(made, set_fonts)
    edit_word(made, put_logo)
    text = made / "narrative" / "overall.j2"
    text.write_text(
        text.read_text("utf-8").replace("的全部收入和支出都编入预算。", SENTENCE), "utf-8"
    )
    set_widths(made, '"部门预算收入总表/科目名称" = 70\n"指标值" = 34')
    workbook = next(EXAMPLE.glob("*.xlsx"))
    result = build(workbook, folder / "out", name="x", profile=str(made))
    assert result.files
    return folder / "out"


@pytest.fixture(scope="module")
def word(built: Path) -> Opened:
    return Opened((built / "x.docx").read_bytes())


@pytest.fixture(scope="module")
def pages(built: Path) -> list[Any]:
    with pdfplumber.open(built / "x.pdf") as pdf:
        return [page for page in pdf.pages if page.chars]


def test_a_title_font_set_in_word_is_that_of_both(
    word: Opened, pages: list[Any], built: Path
) -> None:
    title = next(p for p in word.paragraphs() if word.style(p) == "表标题")
    style = word.styles[title.find(f"{W}pPr/{W}pStyle").get(f"{W}val")]
    assert style.find(f"{W}rPr/{W}rFonts").get(f"{W}eastAsia") == FONT
    page = next(page for page in pages if page.find_tables())
    (line,) = (each for each in page.extract_text_lines() if each["text"] == text_of(title))
    fonts = {char["fontname"] for char in line["chars"]}
    assert {re.sub(r"^\w+\+|-(Bold|Medium)$", "", font) for font in fonts} == {"LXGW-WenKai"}
    with pikepdf.open(built / "x.pdf") as pdf:
        embedded = {
            str(o.FontName)
            for o in pdf.objects
            if isinstance(o, pikepdf.Dictionary) and "/FontFile2" in o
        }
    assert any("WenKai" in name for name in embedded)


def test_a_sentence_changed_is_changed_in_both(word: Opened, pages: list[Any]) -> None:
    assert any(SENTENCE in text_of(p) for p in word.paragraphs())
    assert SENTENCE in "".join("".join(page.extract_text().split()) for page in pages)


def test_a_logo_in_one_header_is_on_every_page_of_both(
    word: Opened, built: Path, pages: list[Any]
) -> None:
    for section in word.sections():
        for reference in section.findall(f"{W}headerReference"):
            header = word.xml(f"word/{word.relations[reference.get(qn('r:id'))]}")
            assert HEADER in text_of(header)
            assert header.find(f".//{W}drawing") is not None
    with pikepdf.open(built / "x.pdf") as pdf:
        pictures = [
            o
            for o in pdf.objects
            if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"
        ]
    assert len(pictures) == 1, "one picture, drawn again on every page"
    for page in pages:
        (logo,) = page.images
        assert HEADER in page.extract_text().splitlines()[0]
        assert logo["height"] == pytest.approx(12 * MM, abs=0.5)
        assert logo["bottom"] <= page.find_tables()[0].bbox[1] if page.find_tables() else True


def test_a_column_width_is_that_of_both(word: Opened, pages: list[Any]) -> None:
    grids = [
        [int(column.get(f"{W}w")) / 1440 * 25.4 for column in table.iter(f"{W}gridCol")]
        for table in word.tables()
    ]
    assert grids[1][2] == pytest.approx(70, abs=0.1)
    assert sum(grids[1]) == pytest.approx(240, abs=0.2)
    page = next(page for page in pages if "部门预算收入总表" in page.extract_text()[:60])
    row = page.find_tables()[0].rows[-1]
    widths = [(cell[2] - cell[0]) / MM for cell in row.cells]
    assert widths == pytest.approx(grids[1], abs=0.4)
    indicators = [
        grid for grid in grids if len(grid) == 6 and grid[4] == pytest.approx(34, abs=0.1)
    ]
    assert indicators


# What goes wrong, said to the bureau -------------------------------------------------------------


def look_at(folder: Path) -> None:
    profile = load_profile(str(folder))
    validate(profile)
    try_out(profile)


def refused(folder: Path) -> str:
    with pytest.raises(ProfileError) as raised:
        look_at(folder)
    return str(raised.value)


@pytest.mark.parametrize(
    ("widths", "said"),
    [
        ('"科目名秤" = 30', "没有“科目名秤”这一栏。是不是 科目名称？"),
        ('"部门预算收人总表/科目名称" = 30', "没有“部门预算收人总表/科目名称”这一栏。"),
        ('"科目名称" = 200', "“部门预算收入总表”写明的栏宽合计 200 毫米，表宽 240 毫米"),
        ('"科目名称" = 2', "不能小于 5"),
        ('"科目名称" = "宽"', "这里要数（不加引号）。"),
    ],
)  # fmt: skip
def test_a_width_that_cannot_be_is_told(own: Path, widths: str, said: str) -> None:
    set_widths(own, widths)
    message = refused(own)
    assert said in message
    assert f"{own / 'profile.toml'} 第" in message


def test_a_broken_logo_is_told(own: Path) -> None:
    edit_word(own, put_logo)
    path = own / "document.docx"
    whole = Opened(path.read_bytes()).files
    with zipfile.ZipFile(path, "w") as package:
        for name, data in whole.items():
            package.writestr(name, data[:40] if "media/" in name else data)
    message = refused(own)
    assert "页眉里的图片已损坏" in message
    assert str(path) in message
    assert "重新“插入图片”" in message


def test_a_logo_that_a_pdf_cannot_hold_is_told(own: Path) -> None:
    edit_word(own, lambda shell: put_logo(shell, kind="TIFF"))
    assert "页眉里的图片是 TIFF 格式，PDF 印不出。另存为 PNG 或 JPG" in refused(own)


def test_a_logo_as_high_as_the_margin_is_told(own: Path) -> None:
    edit_word(own, lambda shell: put_logo(shell, height=30))
    assert "页眉里的图片高 30 毫米，竖向页的页眉只有 17 毫米，会压住正文。" in refused(own)


def test_a_page_number_in_a_header_is_told(own: Path) -> None:
    def number(shell: Any) -> None:
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        shell.sections[1].header.paragraphs[0]._p.append(field)
        shell.sections[1].header.paragraphs[0].add_run("第 页")

    edit_word(own, number)
    assert "页眉里有页码、日期之类的域，PDF 印不出。" in refused(own)


def test_a_first_page_of_its_own_is_told(own: Path) -> None:
    def first(shell: Any) -> None:
        put_logo(shell)
        shell.sections[1].different_first_page_header_footer = True

    edit_word(own, first)
    assert "页眉设了“首页不同”" in refused(own)


def test_a_style_that_is_gone_is_told(own: Path) -> None:
    def rename(shell: Any) -> None:
        shell.styles["表格文字"].name = "我的文字"

    edit_word(own, rename)
    assert "缺少样式表格文字" in refused(own)
    with pytest.raises(ProfileError, match="缺少样式表格文字"):
        page_html(sample_document(), load_profile(str(own)))


def test_an_old_page_without_headers_is_told_only_where_there_is_one(own: Path) -> None:
    page = own / "document.html"
    page.write_text(
        re.sub("{{ letterhead.*?}}", "", page.read_text("utf-8")).replace("letterhead", ""), "utf-8"
    )
    try_out(load_profile(str(own)))
    edit_word(own, put_logo)
    assert "这份版式是旧的，印不出 document.docx 的页眉。" in refused(own)


def test_a_font_with_nothing_to_stand_in_is_told(own: Path) -> None:
    edit_word(own, lambda shell: set_fonts(shell, "某某大标宋"))
    (found,) = (each for each in examine(load_profile(str(own))) if not each.well)
    assert found.text.startswith("字体 某某大标宋（document.docx 的样式用它）：本机没有，PDF 改用 ")
    assert "style.css" in found.remedy


def test_profiles_show_looks_at_the_shell(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit_word(own, lambda shell: put_logo(shell, height=30))
    assert main(["profiles", "show", str(own)]) == 3
    assert "会压住正文" in capsys.readouterr().err
