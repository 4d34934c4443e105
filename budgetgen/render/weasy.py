"""WeasyPrint, and the few places where we reach inside it; elsewhere only ``fonts`` knows of it.

Its version is pinned. Each reach falls back to plain WeasyPrint where the version has another inside,
and a test fails then: the PDF stays right, but slower, or ragged at the right edge.
"""

from __future__ import annotations

import contextlib
import gc
import io
import logging
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple
from xml.etree import ElementTree

from budgetgen.render.errors import pango_missing
from budgetgen.render.pdf_tags import finish_tags

ARCHIVE: Final = "pdf/a-3u"
"""For keeping: fonts and colours inside, text that can be searched and copied."""
ACCESSIBLE: Final = "pdf/ua-1"
"""For screen readers: the same pages with a tag tree; a sixth larger, a quarter slower."""


class LaidOut(NamedTuple):
    """A finished PDF, page by page the ids of the elements on it, and the characters that no font has."""

    data: bytes
    anchors: list[set[str]]
    boxes: frozenset[str]


def lay_out(html: str, style: Path, identity: bytes, variant: str = ARCHIVE) -> LaidOut:
    """Lay a page out and write it down."""
    weasyprint = load()
    hooks = (without_gc(), _read_as_xml(), _chinese_justification(), _fonts_unread())
    with contextlib.ExitStack() as stack, _without_glyph() as boxes:
        for hook in hooks:
            stack.enter_context(hook)
        source = _lean_html()(string=html, base_url=str(style.parent))
        document = source.render(stylesheets=[weasyprint.CSS(filename=str(style))])
        data: bytes = document.write_pdf(
            pdf_identifier=identity,
            pdf_variant=variant,
            finisher=finish_tags if variant == ACCESSIBLE else None,
        )
    return LaidOut(data, [set(page.anchors) for page in document.pages], frozenset(boxes))


@contextlib.contextmanager
def _without_glyph() -> Iterator[set[str]]:
    """Characters that are printed as empty boxes: WeasyPrint only writes them to its log."""
    boxes: set[str] = set()

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.msg.startswith(".notdef") and isinstance(record.args, tuple):
                boxes.add(str(record.args[0]))

    logger, listener = logging.getLogger("weasyprint"), Listener(logging.WARNING)
    logger.addHandler(listener)
    try:
        yield boxes
    finally:
        logger.removeHandler(listener)


def load() -> Any:
    """Import WeasyPrint, which needs Pango. Where that fails it prints advice in English: ours is Chinese."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            import weasyprint
    except OSError as cause:
        raise pango_missing(cause) from cause
    return weasyprint


# 1. Garbage --------------------------------------------------------------------------------------


@contextlib.contextmanager
def without_gc() -> Iterator[None]:
    """Layout makes a million lasting objects and no rubbish: collecting takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


# 2. The style sheet of its own -------------------------------------------------------------------

_UNIVERSAL: Final = {
    r"^::marker\b": "li::marker, summary::marker",
    r"^::(footnote-call|footnote-marker|note-call|note-marker|note-callback)\b": r".footnote::\1",
}


@lru_cache(maxsize=1)
def _lean_html() -> Any:
    """WeasyPrint's HTML, with six rules of its own sheet narrowed.

    They stand for pseudo-elements of *every* element, which costs a quarter of the time. Narrowed to
    the elements that can have them they give the same PDF, byte by byte.
    """
    from weasyprint import CSS, HTML

    try:
        from weasyprint.html import UA, UA_COUNTER_STYLE

        text = UA
        for universal, narrow in _UNIVERSAL.items():
            text = re.sub(universal, narrow, text, flags=re.MULTILINE)
        sheet = CSS(string=text, counter_style=type(UA_COUNTER_STYLE)())
    except (ImportError, TypeError):
        return HTML

    class LeanHTML(HTML):  # type: ignore[misc]
        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return super()._ua_stylesheets(forms) if forms else [sheet]

    return LeanHTML


# 3. The page ------------------------------------------------------------------------------------


@contextlib.contextmanager
def _read_as_xml() -> Iterator[None]:
    """Read a page that is well-formed with expat: the same tree, without a parser written in Python."""
    import tinyhtml5

    plain = tinyhtml5.parse

    def parse(page: Any, **how: Any) -> Any:
        text = page.read()
        try:
            return ElementTree.fromstring(text)
        except ElementTree.ParseError:
            return plain(text, **how)

    tinyhtml5.parse = parse
    try:
        yield
    finally:
        tinyhtml5.parse = plain


# 4. Justified Chinese ----------------------------------------------------------------------------


@contextlib.contextmanager
def _chinese_justification() -> Iterator[None]:
    """Let justified lines end flush: WeasyPrint only widens spaces, and Chinese has none."""
    from weasyprint.layout import inline

    plain = getattr(inline, "justify_line", None)
    if plain is None or not hasattr(inline, "create_layout"):
        yield
        return
    inline.justify_line = _justify_line
    try:
        yield
    finally:
        inline.justify_line = plain


def _justify_line(context: Any, line: Any, extra: float) -> None:
    """Share what is left of a line among the gaps between all its characters."""
    gaps = sum(len(box.text) for box in _texts(line)) - 1
    if gaps > 0:
        _widen(context, line, extra / gaps, 0.0)


def _texts(box: Any) -> Iterator[Any]:
    if hasattr(box, "text"):
        yield box
    for child in getattr(box, "children", ()):
        yield from _texts(child)


def _widen(context: Any, box: Any, gap: float, shift: float) -> float:
    """Widen every gap in a box that is moved by ``shift``; how far to move what follows it."""
    from weasyprint.layout.inline import create_layout

    box.position_x += shift
    if hasattr(box, "text"):
        spacing = box.style["letter_spacing"]
        box.style = box.style.copy()
        box.style["letter_spacing"] = gap + (0 if spacing == "normal" else spacing)
        box.pango_layout = create_layout(box.text, box.style, context, None, 0)
        box.pango_layout.deactivate()
        wider = gap * len(box.text)
    else:
        wider = 0.0
        for child in getattr(box, "children", ()):
            wider = _widen(context, child, gap, shift + wider) - shift
    box.width += wider
    return shift + wider


# 5. Fonts ----------------------------------------------------------------------------------------


@contextlib.contextmanager
def _fonts_unread() -> Iterator[None]:
    """Look into fonts where they lie: a Chinese face has 26 MB, and WeasyPrint copies each to cut out a few glyphs."""
    from weasyprint.pdf import fonts

    read, clean = getattr(fonts, "get_hb_object_data", None), getattr(fonts.Font, "clean", None)
    if read is None or clean is None:
        yield
        return

    def cut(font: Any, *args: Any) -> None:
        clean(font, *args)
        font.file_content = bytes(font.file_content)

    fonts.get_hb_object_data, fonts.Font.clean = _view_of_face, cut
    try:
        yield
    finally:
        fonts.get_hb_object_data, fonts.Font.clean = read, clean


def _view_of_face(face: Any) -> Any:
    """The bytes of a HarfBuzz face, not copied; they live as long as the view of them."""
    from weasyprint.text.ffi import ffi, harfbuzz

    blob = ffi.gc(harfbuzz.hb_face_reference_blob(face), harfbuzz.hb_blob_destroy)
    with ffi.new("unsigned int *") as length:
        data = harfbuzz.hb_blob_get_data(blob, length)
        size = int(length[0])
    return None if data == ffi.NULL else ffi.buffer(ffi.gc(data, lambda _, kept=blob: None), size)
