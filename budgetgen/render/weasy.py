"""WeasyPrint: laying out, and what it knows of this machine's fonts; elsewhere nothing knows of it."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from budgetgen.render import weasy_inside
from budgetgen.render.errors import pango_missing
from budgetgen.render.pdf_tags import finish_tags

ARCHIVE: Final = "pdf/a-3u"
"""For keeping: fonts and colours inside, text that can be searched and copied."""
ACCESSIBLE: Final = "pdf/ua-1"
"""For screen readers: the same pages with a tag tree; a sixth larger, a quarter slower."""

Laid = tuple[bytes, list[set[str]]]
"""A PDF, and page by page the ids of the elements that are on it."""


def lay_out(html: str, style: Path, identity: bytes, variant: str = ARCHIVE) -> Laid:
    """Lay a page of HTML out on paper."""
    load()
    return weasy_inside.on_one_stack(lambda: _lay_out(html, style, identity, variant))


def _lay_out(html: str, style: Path, identity: bytes, variant: str) -> Laid:
    weasyprint = load()
    with weasy_inside.changed():
        source = weasy_inside.lean_html()(string=html, base_url=str(style.parent))
        document = source.render(stylesheets=[weasyprint.CSS(filename=str(style))])
        data: bytes = document.write_pdf(
            pdf_identifier=identity,
            pdf_variant=variant,
            finisher=finish_tags if variant == ACCESSIBLE else None,
        )
    return data, [set(page.anchors) for page in document.pages]


def load() -> Any:
    """Import WeasyPrint, which needs Pango. Where that fails it prints advice in English: ours is Chinese."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            import weasyprint
    except OSError as cause:
        raise pango_missing(cause) from cause
    return weasyprint


# Fonts of this machine ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Font:
    """An installed font: its family and the file that it lies in."""

    family: str
    file: str


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
    return Font(_said(pattern, b"family"), _said(pattern, b"file"))


def _said(pattern: Any, name: bytes) -> str:
    from weasyprint.text.ffi import ffi, fontconfig

    text = ffi.new("FcChar8 **")
    if fontconfig.FcPatternGetString(pattern, name, 0, text) != fontconfig.FcResultMatch:
        return ""
    found: bytes = ffi.string(ffi.cast("char *", text[0]))
    return found.decode(errors="replace")


def has_subsetter() -> bool:
    """Whether HarfBuzz can cut glyphs out of fonts; fontTools stands in and takes twice the time of a PDF."""
    load()
    from weasyprint.text import ffi

    return bool(getattr(ffi, "harfbuzz_subset", None))
