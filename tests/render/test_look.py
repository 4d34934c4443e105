"""The Word shell's fonts in the PDF: which have nothing to stand in for them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from docx import Document as open_docx
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from budgetgen.render.pdf.look import named_fonts, unlisted_fonts, variables
from support.places import BASE


@dataclass(frozen=True)
class Folder:
    """Stands in for a profile."""

    path: Path

    def file(self, name: str) -> Path:
        return self.path / name


def test_what_a_style_is_set_to_in_word_is_what_the_page_takes(tmp_path: Path) -> None:
    shell = open_docx(str(BASE / "document.docx"))
    settings = {"表头": (True, 12, Pt(20)), "表注": (False, 9, 1.5), "表标题": (False, 15, Pt(30))}
    for name, (bold, size, line) in settings.items():
        style = shell.styles[name]
        style.font.bold, style.font.size, style.font.color.rgb = bold, Pt(size), RGBColor(192, 0, 0)
        style.paragraph_format.line_spacing = line
    path = tmp_path / "document.docx"
    shell.save(str(path))
    said = variables(path, BASE / "style.css").splitlines()
    own = variables(BASE / "document.docx", BASE / "style.css").splitlines()
    assert {line.partition(' "')[0] for line in set(said) - set(own)} == {
        "--head: bold 12pt/20pt",
        "--note: normal 9pt/1.95",
        "--table-title: bold 15pt/30pt",  # 小标宋 is heavy by itself
        *(f"--{name}-color: #C00000;" for name in ("head", "note", "table-title")),
    }


def test_a_style_without_a_line_height_has_the_fonts_own(tmp_path: Path) -> None:
    shell = open_docx(str(BASE / "document.docx"))
    for spacing in list(shell.styles.element.iter(qn("w:spacing"))):
        spacing.getparent().remove(spacing)
    shell.save(str(tmp_path / "document.docx"))
    said = variables(tmp_path / "document.docx", BASE / "style.css")
    assert "--note: normal 10.5pt/1.3 " in said


def test_the_pages_have_the_margins_set_in_word(tmp_path: Path) -> None:
    shell = open_docx(str(BASE / "document.docx"))
    for section in shell.sections:
        section.top_margin, section.left_margin = Mm(20), Mm(30)
    shell.save(str(tmp_path / "document.docx"))
    said = variables(tmp_path / "document.docx", BASE / "style.css").splitlines()
    edges = {name: value.rstrip(";") for name, _, value in (line.partition(": ") for line in said)}
    assert edges["--upright-margin"] == "20mm 26mm 35mm 30mm"
    assert edges["--wide-margin"] == "20mm 28.5mm 27.01mm 30mm"


def test_a_font_is_unlisted_where_the_style_sheet_has_none_for_it(tmp_path: Path) -> None:
    shutil.copy(BASE / "style.css", tmp_path)
    shell = open_docx(str(BASE / "document.docx"))
    for style in ("表标题", "封面标题"):
        shell.styles[style].element.rPr.rFonts.set(qn("w:eastAsia"), "某某大标宋")
    shell.save(str(tmp_path / "document.docx"))
    profile = Folder(tmp_path)
    assert unlisted_fonts(profile) == ["某某大标宋"]  # type: ignore[arg-type]
    assert unlisted_fonts(Folder(BASE)) == []  # type: ignore[arg-type]
    assert named_fonts(profile)[-1][0] == "某某大标宋"  # type: ignore[arg-type]
