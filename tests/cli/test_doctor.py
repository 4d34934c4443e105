"""What the machine lacks is named with the command that mends it."""

from __future__ import annotations

import sys

import pytest

from budgetgen import machine as doctor
from budgetgen.cli import main
from budgetgen.document.blocks import Document, Paragraph, Part
from budgetgen.profiles import Profile
from budgetgen.render.pdf import fonts
from support.places import SMALL

EXAMPLE = SMALL


def document(text: str) -> Document:
    return Document("题", "示范县", 2024, (Part((Paragraph(text),)),))


@pytest.mark.long
def test_a_machine_that_has_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", str(EXAMPLE)]) == 0
    said = capsys.readouterr().out
    assert "缺少" not in said
    assert "字体 仿宋_GB2312：PDF 里用" in said or "字体 仿宋_GB2312：已安装" in said
    assert "都有字形" in said


@pytest.mark.long
def test_a_character_that_no_font_has_is_named(profile: Profile) -> None:
    sign_of_writing = chr(0x1D800)
    found = [d for d in doctor.examine(profile, document(f"预算{sign_of_writing}")) if not d.well]
    assert ["U+1D800" in each.text and "apt-get" in each.remedy for each in found] == [True]


def test_blanks_and_control_characters_need_no_glyph() -> None:
    assert doctor.characters(document("预\u3000算\n\t")) == {"预", "算"}


def test_a_missing_subsetter_is_named(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "has_subsetter", lambda: False)
    found = [d for d in doctor.examine(profile) if not d.well]
    assert ["libharfbuzz-subset0" in d.remedy for d in found] == [True]


def test_missing_fonts_are_named(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_covered", lambda file: frozenset(range(128)))
    found = [d for d in doctor.examine(profile) if not d.well]
    assert len(found) == 5
    assert all("fonts-noto-cjk" in d.remedy for d in found)


def test_missing_pango_is_named_and_the_rest_not_tried(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def absent(*_: object) -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    for module in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr("cffi.api.FFI.dlopen", absent)
    assert main(["doctor"]) == 3
    said = capsys.readouterr().out
    assert "Pango" in said
    assert "sudo apt-get install" in said
