"""The Word shell's fonts in the PDF: which have nothing to stand in for them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from docx import Document as open_docx
from docx.oxml.ns import qn

from budgetgen.render.pdf.look import named_fonts, unlisted_fonts
from support.places import BASE


@dataclass(frozen=True)
class Folder:
    """Stands in for a profile."""

    path: Path

    def file(self, name: str) -> Path:
        return self.path / name


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
