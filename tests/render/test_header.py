"""页眉 of the shell as the PDF prints it: text and pictures in their place, and what it can't print."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from docx import Document as open_docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from PIL import Image

from budgetgen.profiles import ProfileError
from budgetgen.render.pdf.header import letterhead
from support.places import BASE
from support.sample_document import sample_document


def headed(folder: Path, edit: Callable[[Any], None]) -> Path:
    """The shell with its first header after the cover edited."""
    shell = open_docx(str(BASE / "document.docx"))
    edit(shell.sections[1].header.paragraphs[0])
    path = folder / "document.docx"
    shell.save(str(path))
    return path


def put_picture(paragraph: Any, height: float = 12) -> Any:
    data = io.BytesIO()
    Image.new("RGB", (60, 20), "red").save(data, "PNG")
    data.seek(0)
    return paragraph.add_run().add_picture(data, height=Mm(height))


def float_picture(paragraph: Any, across: str, down: str) -> None:
    """A picture set out of the line, as Word's 浮于文字上方 does."""
    inline = put_picture(paragraph)._inline
    anchor = parse_xml(
        f"<wp:anchor {nsdecls('wp')}><wp:positionH>{across}</wp:positionH>"
        f"<wp:positionV>{down}</wp:positionV></wp:anchor>"
    )
    anchor.extend(list(inline))
    inline.getparent().replace(inline, anchor)


def shown(path: Path) -> str:
    return letterhead(path, sample_document()).pages


def test_blank_headers_print_nothing() -> None:
    made = letterhead(BASE / "document.docx", sample_document())
    assert (made.cover, made.pages, made.css) == ("", "", "")


def test_a_header_is_on_all_pages_but_the_cover_at_its_distance(tmp_path: Path) -> None:
    def edit(paragraph: Any) -> None:
        paragraph.add_run("示范市财政局\t<监制>")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    path = headed(tmp_path, edit)
    made = letterhead(path, sample_document())
    text = '<div style="text-align: right">示范市财政局&#8195;&#8195;&lt;监制&gt;</div>'
    assert made.pages.count(text) == 4
    assert text not in made.cover
    distance = open_docx(str(path)).sections[1].header_distance.mm
    assert f"padding-top: {distance:.2f}mm" in made.css
    printed = re.findall(r'class="header ([\w-]+)"', made.pages)
    for used in (r"\.[\w-]+ { position: running\(([\w-]+)\)", r"content: element\(([\w-]+)\)"):
        assert set(re.findall(used, made.css)) == set(printed)


@pytest.mark.parametrize(
    ("across", "down", "place"),
    [
        ("<wp:align>right</wp:align>", "", "position: absolute; top: 0; right: 0"),
        ("<wp:align>center</wp:align>", "", "top: 0; left: 0; right: 0; margin: 0 auto"),
        ("<wp:align>left</wp:align>", "", "position: absolute; left: 0.00mm; top: 0.00mm"),
        (
            "<wp:posOffset>360000</wp:posOffset>", "<wp:posOffset>-90000</wp:posOffset>",
            "position: absolute; left: 10.00mm; top: -2.50mm",
        ),
    ],
)  # fmt: skip
def test_a_floating_picture_stands_where_word_has_it(
    across: str, down: str, place: str, tmp_path: Path
) -> None:
    path = headed(tmp_path, lambda paragraph: float_picture(paragraph, across, down))
    assert f'{place}"' in shown(path)


def test_a_picture_in_the_line_has_its_size_and_says_what_it_is(tmp_path: Path) -> None:
    def edit(paragraph: Any) -> None:
        put_picture(paragraph)._inline.docPr.set("descr", "局徽“一”")

    html = shown(headed(tmp_path, edit))
    assert 'style="width: 36.00mm; height: 12.00mm; vertical-align: baseline"' in html
    assert 'alt="局徽“一”"' in html
    assert html.count('src="data:image/png;base64,') == 4


def test_a_picture_may_be_as_high_as_the_room_over_the_text(tmp_path: Path) -> None:
    assert shown(headed(tmp_path, partial(put_picture, height=15.4)))
    for height, page, room in ((16, "横向页", 15), (18, "竖向页", 17)):
        told = f"高 {height} 毫米，{page}的页眉只有 {room} 毫米，会压住正文"
        with pytest.raises(ProfileError, match=told):
            shown(headed(tmp_path, partial(put_picture, height=height)))


def test_a_picture_that_is_only_linked_is_told(tmp_path: Path) -> None:
    def edit(paragraph: Any) -> None:
        blip = next(put_picture(paragraph)._inline.iter(qn("a:blip")))
        blip.set(qn("r:embed"), "rId999")

    with pytest.raises(ProfileError, match=r"没有存在文件里"):
        shown(headed(tmp_path, edit))
