"""PDF: the document tree as HTML with paged CSS, laid out by WeasyPrint.

What it looks like is the profile's ``document.html`` and ``style.css``; here is what they are given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any, Final

from budgetgen.document.blocks import (
    Block,
    Document,
    Heading,
    PageBreak,
    Part,
    TableBlock,
)
from budgetgen.document.tables.grid import Placed, place
from budgetgen.profiles import ProfileError
from budgetgen.render.fit import is_nowrap, type_size
from budgetgen.render.grid import line_cells
from budgetgen.render.pdf.fonts import Font, first_installed
from budgetgen.render.pdf.header import Letterhead, letterhead
from budgetgen.render.pdf.look import named_fonts, table_size, variables
from budgetgen.render.pdf.typesetter import Typeset, in_place
from budgetgen.render.pdf.weasy import ACCESSIBLE, ARCHIVE
from budgetgen.render.text import clean

if TYPE_CHECKING:
    from pathlib import Path

    from budgetgen.profiles import Profile

_RENEW: Final = (
    "删掉它，改用程序自带的；有本地改动的，照 templates/base/document.html 补上 letterhead。"
)
_KEPT_ROWS: Final = 4


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished PDF."""

    data: bytes
    pages: Mapping[str, int]
    """Anchor of a heading or table → the page number printed where it begins."""
    boxes: tuple[str, ...] = ()
    """Characters that no font of this machine has: they are printed as empty boxes."""


def render_pdf(document: Document, profile: Profile, accessible: bool = False) -> bytes:
    """The document as PDF."""
    return layout_pdf(document, profile, accessible).data


def layout_pdf(document: Document, profile: Profile, accessible: bool = False) -> Pdf:
    """The document as PDF, and where everything in it came to stand.

    PDF/A-3u for keeping (ISO 19005-3), or tagged for screen readers (PDF/UA-1, ISO 14289-1).
    """
    return begin_pdf(document, profile, accessible)()


def begin_pdf(
    document: Document, profile: Profile, accessible: bool = False, typeset: Typeset = in_place
) -> Callable[[], Pdf]:
    """Hand the document to a typesetter; gives what waits for the PDF.

    Raises :class:`~budgetgen.profiles.profile.ProfileError` at once, `MissingSystemPart` when the PDF is asked for.
    """
    html = page_html(document, profile)
    style = profile.file("style.css")
    variant = ACCESSIBLE if accessible else ARCHIVE
    laid = typeset(html, style, identity(html, style), variant)

    def finish() -> Pdf:
        data, anchors, boxes = laid()
        return Pdf(data, _page_numbers(document, anchors), tuple(sorted(boxes)))

    return finish


def identity(html: str, style: Path) -> bytes:
    """The PDF's identifier: of its content, so that equal input gives equal bytes."""
    return hashlib.sha256(html.encode() + style.read_bytes()).hexdigest()[:32].encode()


def page_html(document: Document, profile: Profile) -> str:
    """The HTML that is laid out: strict (an unknown name is an error), every text escaped."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined, UndefinedError
    from markupsafe import Markup

    def load(name: str) -> str:
        return profile.file(name).read_text(encoding="utf-8")

    environment = Environment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shell, page = profile.file("document.docx"), profile.file("document.html")
    largest = table_size(shell)
    parts = [_part(part, index, largest) for index, part in enumerate(document.parts)]
    template = environment.get_template("document.html")
    head = letterhead(shell, document)
    if head.pages and "letterhead" not in page.read_text(encoding="utf-8"):
        raise ProfileError(f"{page}：这份版式是旧的，印不出 document.docx 的页眉。{_RENEW}")
    marked = Letterhead(*(Markup(text) for text in (head.cover, head.pages, head.css)))
    css = StyleClasses(variables(shell, profile.file("style.css")))
    try:
        return clean(template.render(document=document, parts=parts, css=css, letterhead=marked))
    except UndefinedError as unknown:
        raise ProfileError(f"{page}：用到了没有的名称：{unknown.message}") from None


class StyleClasses:
    """Sizes as classes of a style sheet.

    Cells under one class share one computed style; under a ``style`` attribute each has its own, which
    costs a fourteenth of the time.
    """

    def __init__(self, variables: str = "") -> None:
        self._names: dict[str, str] = {}
        self._variables = variables

    def __call__(self, declarations: str) -> str:
        """The class that has these declarations."""
        return self._names.setdefault(declarations, f"css-{len(self._names) + 1}")

    def sheet(self) -> str:
        """The variables, and the rules of all classes asked for so far."""
        from markupsafe import Markup

        rules = (f".{name} {{ {declarations} }}" for declarations, name in self._names.items())
        return Markup("\n".join([f":root {{\n{self._variables}\n}}", *rules]))


def standing_in(profile: Profile) -> dict[str, Font]:
    """Named font → the installed font that the PDF is set in instead (or the named one itself)."""
    stands = {}
    for names in named_fonts(profile):
        chinese = next((name for name in names if not name.isascii()), names[0])
        stands[chinese] = first_installed(names)
    return stands


# The tree as the template takes it ---------------------------------------------------------------


def _part(part: Part, index: int, largest: float) -> dict[str, Any]:
    orientation = "land" if part.landscape else "upright"
    suffix = "-plain" if not part.numbered else "-first" if part.restart else ""
    return {
        "anchor": _part_anchor(index),
        "page": orientation + suffix,
        "blocks": list(_blocks(part.blocks, largest)),
    }


def _part_anchor(index: int) -> str:
    return f"budgetgen-part-{index}"


def _blocks(blocks: Sequence[Block], largest: float) -> Iterator[tuple[str, object, bool]]:
    """Kind, block and whether it begins a page."""
    breaks = False
    for block in blocks:
        if isinstance(block, PageBreak):
            breaks = True
            continue
        view = _table(block, largest) if isinstance(block, TableBlock) else block
        yield type(block).__name__, view, breaks
        breaks = False


def _table(table: TableBlock, largest: float) -> dict[str, Any]:
    widths = [column.width for column in table.columns]
    placed = list(place(table.body))
    return {
        "anchor": table.anchor,
        "width": round(sum(widths), 2),
        "widths": widths,
        "size": type_size(table, largest),
        "line": line_cells(table),
        "head": table.head,
        "numbers": table.numbers,
        "groups": list(_groups(table, placed)),
        "notes": table.notes,
        "row_height": table.row_height,
        "keep": table.keep,
        # A span or a tall row that crosses a page needs a rule of its own at the foot.
        "ruled_foot": not table.keep and not table.budget_table,
    }


def _groups(table: TableBlock, rows: Sequence[list[Placed]]) -> Iterator[dict[str, Any]]:
    """Row groups: rows that spans tie together, and runs of rows that nothing ties.

    A few tied rows (a label and its lines) stay on one page; many may be parted.
    """
    blocks: list[list[list[Placed]]] = []
    end = 0
    for y, row in enumerate(rows):
        if y >= end:
            blocks.append([])
        blocks[-1].append(row)
        end = max([end, *(y + each.cell.rowspan for each in row)])
    for tied, run in groupby(blocks, key=lambda block: len(block) > 1):
        for group in run if tied else _last_apart(list(chain.from_iterable(run))):
            yield {
                "kept": tied and len(group) <= _KEPT_ROWS,
                "rows": [[(each.cell, is_nowrap(table, each)) for each in row] for row in group],
            }


def _last_apart(rows: list[list[Placed]]) -> list[list[list[Placed]]]:
    """The last row by itself, so that notes which don't fit can take it along to their page."""
    return [rows[:-1], rows[-1:]] if len(rows) > 1 else [rows]


def _page_numbers(document: Document, pages: Sequence[set[str]]) -> dict[str, int]:
    """Count pages as the style sheet does: from 1 at the front and wherever a part says so."""
    restarts = {
        _part_anchor(index)
        for index, part in enumerate(document.parts)
        if part.restart and part.numbered
    }
    begins: dict[str, int] = {}
    number = 0
    for anchors in pages:
        fresh = anchors - begins.keys()
        number = 1 if restarts & fresh else number + 1
        begins |= dict.fromkeys(fresh, number)
    blocks = (block for block in document.blocks() if isinstance(block, Heading | TableBlock))
    return {block.anchor: begins[block.anchor] for block in blocks if block.anchor in begins}
