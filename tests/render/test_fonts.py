"""Fonts of this machine: the one that is taken is one that is there."""

from pathlib import Path

from budgetgen.render.pdf.fonts import first_installed, installed_fonts


def test_the_font_that_is_taken_is_an_installed_one() -> None:
    fonts = installed_fonts()
    assert fonts
    assert all(Path(font.file).is_file() and font.family == font.names[0] for font in fonts)
    assert first_installed(["某某大标宋", "serif"]) in fonts
    assert first_installed(["某某大标宋", fonts[0].family]).family == fonts[0].family
