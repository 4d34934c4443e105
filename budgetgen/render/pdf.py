"""PDF: the document tree as HTML with paged CSS, laid out by WeasyPrint.

What it looks like is the profile's ``document.html`` and ``style.css``; here is what they are given.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from budgetgen.document.blocks import (
    Block,
    Contents,
    Document,
    GridCell,
    GridRow,
    Heading,
    PageBreak,
    Part,
    TableBlock,
)
from budgetgen.render.errors import pango_missing

if TYPE_CHECKING:
    from weasyprint import CSS, HTML

    from budgetgen.profiles import Profile

_TYPE_SIZES: Final = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
_PADDING: Final = 1.8
"""What the left and right padding of a cell take, in mm."""
_MM_PER_PT: Final = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished PDF."""

    data: bytes
    pages: Mapping[str, int]
    """Anchor of a heading or table → the page number printed where it begins."""


def render_pdf(document: Document, profile: Profile) -> bytes:
    """The document as PDF."""
    return layout_pdf(document, profile).data


def layout_pdf(document: Document, profile: Profile) -> Pdf:
    """The document as PDF, and where everything in it came to stand."""
    html = page_html(document, profile)
    style = profile.file("style.css")
    identity = hashlib.sha256(html.encode() + style.read_bytes()).hexdigest()[:32].encode()
    weasyprint = _weasyprint()
    with _without_gc():
        source = _lean_html()(string=html, base_url=str(style.parent))
        pages = source.render(stylesheets=[weasyprint.CSS(filename=str(style))])
        data = pages.write_pdf(pdf_identifier=identity)
    anchors = [page.anchors for page in pages.pages]
    return Pdf(bytes(data or b""), _page_numbers(document, anchors))


def page_html(document: Document, profile: Profile) -> str:
    """The HTML that is laid out: strict (an unknown name is an error), every text escaped."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    def load(name: str) -> str:
        return profile.file(name).read_text(encoding="utf-8")

    environment = Environment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    parts = [_part(part, index) for index, part in enumerate(document.parts)]
    return environment.get_template("document.html").render(document=document, parts=parts)


# The tree as the template takes it ---------------------------------------------------------------


def _part(part: Part, index: int) -> dict[str, Any]:
    orientation = "land" if part.landscape else "upright"
    suffix = "-plain" if not part.numbered else "-first" if part.restart else ""
    return {
        "anchor": _part_anchor(index),
        "page": orientation + suffix,
        "blocks": list(_blocks(part.blocks)),
    }


def _part_anchor(index: int) -> str:
    return f"budgetgen-part-{index}"


def _blocks(blocks: Sequence[Block]) -> Iterator[tuple[str, object, bool]]:
    """Kind, block and whether it begins a page."""
    breaks = False
    for block in blocks:
        if isinstance(block, PageBreak):
            breaks = True
            continue
        view = _table(block) if isinstance(block, TableBlock) else block
        yield type(block).__name__, view, breaks
        breaks = False


def _table(table: TableBlock) -> dict[str, Any]:
    widths = [column.width for column in table.columns]
    nowrap = [column.nowrap for column in table.columns]
    body = [list(zip(row, flags, strict=True)) for row, flags in _with_columns(table.body, nowrap)]
    return {
        "anchor": table.anchor,
        "width": round(sum(widths), 2),
        "widths": widths,
        "size": _type_size(body, widths),
        "line": table.line if any(table.line) else (),
        "head": table.head,
        "numbers": table.numbers,
        "body": body,
        "notes": table.notes,
        "row_height": table.row_height,
    }
