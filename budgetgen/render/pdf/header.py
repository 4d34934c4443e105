"""页眉 of the PDF: the Word shell's own headers, as running elements of its pages."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lxml import etree

from budgetgen.document.blocks import Document
from budgetgen.profiles import ProfileError
from budgetgen.render.shell.header import Header, is_blank_header, read_header

if TYPE_CHECKING:
    from budgetgen.render.shell.shell import Shell

_SIDES: Final = {"default": "", "even": ":left"}
_PAGES: Final = {False: ("",), True: ("land", "land-first", "land-plain")}
_TWIPS_PER_MM: Final = 1440 / 25.4


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Running elements for the cover and for all other pages, and the rules that print them."""

    cover: str = ""
    pages: str = ""
    css: str = ""


def letterhead(path: Path, document: Document) -> Letterhead:
    """What the headers of a shell show; nothing where they are blank, as they are in ours.

    Raises ProfileError where a header can't be printed or would lie over the text.
    """
    if not _has_headers(path):
        return Letterhead()
    from budgetgen.render.shell.shell import Shell

    shell = Shell(path, document)
    if shell.has_first_pages():
        raise ProfileError(f"{path}：页眉设了“首页不同”，PDF 分不出哪一面是首页。取消它再保存。")
    upright, wide = (_headers(shell, shell.page_headers(turned), path) for turned in (False, True))
    _check_height(shell, {False: upright, True: wide}, path)
    return Letterhead(
        cover=_elements({False: _headers(shell, shell.cover_headers(), path)}),
        pages=_elements({False: upright, True: wide}),
        css="\n".join(_rules(shell)),
    )


def _has_headers(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as package:
            names = [name for name in package.namelist() if name.startswith("word/header")]
            return not all(is_blank_header(etree.fromstring(package.read(name))) for name in names)
    except (zipfile.BadZipFile, etree.XMLSyntaxError):
        raise ProfileError(f"{path}：不是 Word 文件，或已损坏。") from None


def _headers(
    shell: Shell, references: Mapping[tuple[str, str], str], path: Path
) -> dict[str, Header]:
    return {
        side: read_header(shell.docx, at, path)
        for (_, side), at in references.items()
        if side in _SIDES
    }


def _name(landscape: bool, side: str) -> str:
    return f"header-{'land-' if landscape else ''}{side}"


def _elements(headers: Mapping[bool, Mapping[str, Header]]) -> str:
    return "".join(
        f'<div class="header {_name(landscape, side)}"><div class="inside">{header.html}</div></div>'
        for landscape, sides in headers.items()
        for side, header in sides.items()
    )


def _rules(shell: Shell) -> Iterator[str]:
    yield ".header .inside { position: relative }"
    for landscape, pages in _PAGES.items():
        distance = shell.header_distance(landscape) / _TWIPS_PER_MM
        for side, pseudo in _SIDES.items():
            name = _name(landscape, side)
            yield f".{name} {{ position: running({name}); font: var(--header) }}"
            for page in pages:
                yield (
                    f"@page {page}{pseudo} {{ @top-left {{ content: element({name}); width: 100%; "
                    f"vertical-align: top; padding-top: {distance:.2f}mm }} }}"
                )


def _check_height(shell: Shell, headers: Mapping[bool, Mapping[str, Header]], path: Path) -> None:
    for landscape, sides in headers.items():
        room = shell.header_room(landscape) / _TWIPS_PER_MM
        highest = max((header.height for header in sides.values()), default=0.0)
        if highest > room + 0.5:
            page = "横向页" if landscape else "竖向页"
            raise ProfileError(
                f"{path}：页眉里的图片高 {highest:.0f} 毫米，{page}的页眉只有 {room:.0f} 毫米，会压住正文。"
                f"把图片缩到 {room:.0f} 毫米以内，或加大上边距。"
            )
