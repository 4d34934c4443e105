"""试排: whether a profile's Word shell and page can be used, found out before an agency's figures are in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from budgetgen.document.blocks import Cover, Document, Heading, Paragraph, Part
from budgetgen.render.pdf.pages import page_html
from budgetgen.render.word.docx import render_docx

if TYPE_CHECKING:
    from budgetgen.profiles import Profile

_BLOCKS: Final = (Heading("标题", "heading"), Paragraph("正文。"))
_PARTS: Final = (Part(_BLOCKS), Part(_BLOCKS[1:], landscape=True))
_DOCUMENT: Final = Document("题", "示范县", 1, _PARTS, Cover(("题",), "示范县"))


def try_out(profile: Profile) -> None:
    """Fill the shell and the page with next to nothing; raises ProfileError with what is wrong in them."""
    render_docx(_DOCUMENT, profile)
    page_html(_DOCUMENT, profile)
