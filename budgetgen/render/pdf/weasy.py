"""WeasyPrint: laying out; beside it only ``weasy_inside`` and ``fonts`` know of it."""

from __future__ import annotations

import contextlib
import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from budgetgen.render.errors import pango_missing
from budgetgen.render.pdf import weasy_inside
from budgetgen.render.pdf.tags import finish_tags

ARCHIVE: Final = "pdf/a-3u"
"""For keeping: fonts and colours inside, text that can be searched and copied."""
ACCESSIBLE: Final = "pdf/ua-1"
"""For screen readers: the same pages with a tag tree; a sixth larger, a quarter slower."""

Laid = tuple[bytes, list[set[str]], frozenset[str]]
"""A PDF, page by page the ids of the elements that are on it, and the characters that no font has."""


def lay_out(html: str, style: Path, identity: bytes, variant: str = ARCHIVE) -> Laid:
    """Lay a page of HTML out on paper."""
    load()
    return weasy_inside.on_one_stack(lambda: _lay_out(html, style, identity, variant))


def _lay_out(html: str, style: Path, identity: bytes, variant: str) -> Laid:
    weasyprint = load()
    with weasy_inside.changed(), _without_glyph() as boxes:
        source = weasy_inside.lean_html()(string=html, base_url=str(style.parent))
        document = source.render(stylesheets=[weasyprint.CSS(filename=str(style))])
        data: bytes = document.write_pdf(
            pdf_identifier=identity,
            pdf_variant=variant,
            finisher=finish_tags if variant == ACCESSIBLE else None,
        )
    return data, [set(page.anchors) for page in document.pages], frozenset(boxes)


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
