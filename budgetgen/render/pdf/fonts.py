"""Fonts of this machine, as fontconfig lists them; Pango follows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from budgetgen.render.pdf.weasy import load


@dataclass(frozen=True, slots=True)
class Font:
    """An installed font: its family, the file that it lies in, and all names of the family (in Chinese too)."""

    family: str
    file: str
    names: tuple[str, ...] = ()


def first_installed(families: Iterable[str]) -> Font:
    """The font that fontconfig gives for a list of families, which Pango follows."""
    load()
    from weasyprint.text.ffi import ffi, fontconfig

    config = ffi.gc(fontconfig.FcInitLoadConfigAndFonts(), fontconfig.FcConfigDestroy)
    pattern = ffi.gc(fontconfig.FcPatternCreate(), fontconfig.FcPatternDestroy)
    for family in families:
        fontconfig.FcPatternAddString(pattern, b"family", family.encode())
    fontconfig.FcConfigSubstitute(config, pattern, fontconfig.FcMatchPattern)
    fontconfig.FcDefaultSubstitute(pattern)
    match = fontconfig.FcFontMatch(config, pattern, ffi.new("FcResult *"))
    if match == ffi.NULL:
        return Font("", "")
    found = _font(match)
    fontconfig.FcPatternDestroy(match)
    return found


def installed_fonts() -> list[Font]:
    """Every font of the system, as fontconfig lists them."""
    load()
    from weasyprint.text.ffi import ffi, fontconfig

    config = ffi.gc(fontconfig.FcInitLoadConfigAndFonts(), fontconfig.FcConfigDestroy)
    fonts = fontconfig.FcConfigGetFonts(config, fontconfig.FcSetSystem)
    return [] if fonts == ffi.NULL else [_font(fonts.fonts[n]) for n in range(fonts.nfont)]


def _font(pattern: Any) -> Font:
    names: list[str] = []
    while name := _said(pattern, b"family", len(names)):
        names.append(name)
    return Font(_said(pattern, b"family"), _said(pattern, b"file"), tuple(names))


def _said(pattern: Any, name: bytes, place: int = 0) -> str:
    from weasyprint.text.ffi import ffi, fontconfig

    text = ffi.new("FcChar8 **")
    if fontconfig.FcPatternGetString(pattern, name, place, text) != fontconfig.FcResultMatch:
        return ""
    found: bytes = ffi.string(ffi.cast("char *", text[0]))
    return found.decode(errors="replace")


def has_subsetter() -> bool:
    """Whether HarfBuzz can cut glyphs out of fonts; fontTools stands in and takes twice the time of a PDF."""
    load()
    from weasyprint.text import ffi

    return bool(getattr(ffi, "harfbuzz_subset", None))
