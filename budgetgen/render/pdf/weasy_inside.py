"""The few places where we reach inside WeasyPrint, to be faster and to justify Chinese.

Its version is pinned. Each reach falls back to plain WeasyPrint where the version has another inside,
and a test fails then: the PDF stays right, but slower, or ragged at the right edge.
"""

from __future__ import annotations

import contextlib
import gc
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Final, TypeVar
from xml.etree import ElementTree

_T = TypeVar("_T")


@contextlib.contextmanager
def changed() -> Iterator[None]:
    """Everything that is changed while one document is laid out."""
    with contextlib.ExitStack() as changes:
        for change in (
            without_gc, _read_as_xml, _shared_page_styles, chinese_justification, _fonts_unread,
        ):  # fmt: skip
            changes.enter_context(change())
        yield


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
def lean_html() -> Any:
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


# 4. Styles of pages ------------------------------------------------------------------------------


@contextlib.contextmanager
def _shared_page_styles() -> Iterator[None]:
    """Compute the styles of a page and its margins once for all pages that the same rules match."""
    from weasyprint.css import StyleFor
    from weasyprint.layout import page

    plain = getattr(page, "set_page_type_computed_styles", None)
    if plain is None or not hasattr(StyleFor, "_page_type_match"):
        yield
        return
    known: dict[tuple[bool, ...], list[tuple[str | None, Any]]] = {}

    def compute(page_type: Any, html: Any, style_for: Any) -> None:
        styles = style_for.get_computed_styles()
        rules = tuple(_matches(style_for, page_type))
        if rules in known:
            styles.update({(page_type, pseudo): style for pseudo, style in known[rules]})
            return
        plain(page_type, html, style_for)
        known[rules] = [
            (pseudo, style) for (of, pseudo), style in styles.items() if of == page_type
        ]

    page.set_page_type_computed_styles = compute
    try:
        yield
    finally:
        page.set_page_type_computed_styles = plain


def _matches(style_for: Any, page_type: Any) -> Iterator[bool]:
    for sheet, *_ in style_for._sheets:
        for _, selectors, _ in sheet.page_rules:
            for _, _, selector in selectors:
                yield style_for._page_type_match(selector, page_type)


# 5. Justified Chinese ----------------------------------------------------------------------------


@contextlib.contextmanager
def chinese_justification() -> Iterator[None]:
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


# 6. Fonts ----------------------------------------------------------------------------------------


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


# 7. Room for calls -------------------------------------------------------------------------------

_FRAME: Final = 70_000
"""Words of a frame that make CPython take a piece of a megabyte for it and for what it calls."""


def on_one_stack(work: Callable[[], _T]) -> _T:
    """Call `work` where calls within calls have room.

    CPython keeps the frames of Python functions in pieces of 16 KB and gives a piece back as soon as it is
    empty (3.11, Python/pystate.c): a loop on the edge of one asks the kernel for memory at every call, which
    took a thirteenth of the time of a layout.
    """
    return work()


on_one_stack.__code__ = on_one_stack.__code__.replace(co_stacksize=_FRAME)
