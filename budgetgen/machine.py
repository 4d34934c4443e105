"""本机检查: what this machine lacks for a build, and the command that mends it."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from budgetgen.errors import MissingSystemPart
from budgetgen.version import __version__

if TYPE_CHECKING:
    from budgetgen.document.blocks import Document
    from budgetgen.profiles import Profile
    from budgetgen.render.pdf.fonts import Font

_APT: Final = "sudo apt-get install -y"
_FONTS: Final = (
    f"{_APT} fonts-noto-cjk fonts-lxgw-wenkai（Windows、macOS 用系统自带的中文字体即可）"
)
_SAMPLE: Final = "预算公开情况说明"
"""What a Chinese font must at least have."""
_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing looked at: whether it is well, and if not, what to do."""

    well: bool
    text: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """本机检查结果; ``is_workbook_read`` is False where a workbook says too little to look at its characters."""

    found: tuple[Diagnosis, ...]
    is_workbook_read: bool = True

    @property
    def is_well(self) -> bool:
        """Whether nothing is lacking."""
        return all(each.well for each in self.found)


def health(workbook: Path | None, profile_id: str = "") -> Health:
    """Look at the machine, and at the characters of a workbook where one is given."""
    from budgetgen.checked import open_draft
    from budgetgen.document.compose import compose
    from budgetgen.profiles import DEFAULT, load_profile

    if workbook is None:
        return Health(tuple(examine(load_profile(profile_id or DEFAULT))))
    opened = open_draft(workbook, profile_id)
    document = compose(opened.disclosure) if opened.disclosure else None
    return Health(tuple(examine(opened.profile, document)), document is not None)


def examine(profile: Profile, document: Document | None = None) -> list[Diagnosis]:
    """Everything a build needs; with a document also whether every character of it has a glyph."""
    found = [Diagnosis(True, f"budgetgen {__version__}，Python {sys.version.split()[0]}")]
    try:
        found += _pdf(profile)
    except MissingSystemPart as absent:
        first, _, rest = str(absent).partition("\n")
        return [*found, Diagnosis(False, first, rest)]
    if document is not None:
        found += _glyphs(profile, document)
    return found


def _pdf(profile: Profile) -> Iterator[Diagnosis]:
    from budgetgen.render.pdf import fonts, weasy

    weasyprint = weasy.load()
    yield Diagnosis(True, f"PDF 引擎 WeasyPrint {weasyprint.__version__}，Pango 可用")
    if fonts.has_subsetter():
        yield Diagnosis(True, "harfbuzz-subset 可用")
    else:
        yield Diagnosis(
            False,
            "缺少 harfbuzz-subset：能生成 PDF，但要多用一倍多的时间",
            f"{_APT} libharfbuzz-subset0",
        )
    yield from _fonts(profile)


def _fonts(profile: Profile) -> Iterator[Diagnosis]:
    from budgetgen.render.pdf.look import unlisted_fonts
    from budgetgen.render.pdf.pages import standing_in

    unlisted = unlisted_fonts(profile)
    for named, font in standing_in(profile).items():
        chinese = not set(map(ord, _SAMPLE)) - _covered(font.file)
        if not chinese:
            yield Diagnosis(False, f"字体 {named}：本机没有可用的中文字体", _FONTS)
        elif named in font.names:
            yield Diagnosis(True, f"字体 {named}：已安装")
        elif named in unlisted:
            yield Diagnosis(
                False,
                f"字体 {named}（document.docx 的样式用它）：本机没有，PDF 改用 {font.family}",
                "安装这种字体；或在 style.css 开头照已有的加一组，写明用什么代替；"
                "或在 Word 里把样式改成其他字体",
            )
        else:
            yield Diagnosis(True, f"字体 {named}：PDF 里用 {font.family} 代替")


# 字形 --------------------------------------------------------------------------------------------


def _glyphs(profile: Profile, document: Document) -> Iterator[Diagnosis]:
    from budgetgen.render.pdf.fonts import installed_fonts
    from budgetgen.render.pdf.pages import standing_in

    wanted = characters(document)
    own = frozenset[int]().union(*(_covered(f.file) for f in standing_in(profile).values()))
    rare = {each for each in wanted if ord(each) not in own}
    nowhere, borrowed = _look_elsewhere(rare, installed_fonts())
    if borrowed:
        fonts = "、".join(sorted({font.family for font in borrowed.values()}))
        yield Diagnosis(True, f"少见字 {_few(borrowed)}：PDF 里用 {fonts} 显示")
    if nowhere:
        yield Diagnosis(
            False,
            f"没有一种字体有这些字：{_few(nowhere)}，PDF 里会是空框",
            f"{_APT} fonts-hanazono，或改用常见的写法",
        )
    elif not borrowed:
        yield Diagnosis(True, f"全文用到的 {len(wanted)} 个字都有字形")


def characters(document: Document) -> set[str]:
    """Every character that the document prints."""
    printed = {character for text in document.texts() for character in text}
    return {each for each in printed if unicodedata.category(each)[0] not in "CZ"}


def _look_elsewhere(rare: set[str], fonts: Iterable[Font]) -> tuple[set[str], dict[str, Font]]:
    """Characters that no font has, and those that another font lends."""
    left, borrowed = set(rare), dict[str, "Font"]()
    for font in fonts:
        if not left:
            break
        found = {each for each in left if ord(each) in _covered(font.file)}
        borrowed |= dict.fromkeys(found, font)
        left -= found
    return left, borrowed


@cache
def _covered(file: str) -> frozenset[int]:
    """Code points of a font file; none where it cannot be read."""
    from fontTools.ttLib import TTFont

    try:
        # Opened here: TTFont leaves a file open that is no TrueType font.
        with Path(file).open("rb") as opened, TTFont(opened, fontNumber=0, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except Exception:  # Bitmap, Type 1 and broken fonts fail in any way; they lend nothing.
        return frozenset()


def _few(characters: Iterable[str]) -> str:
    listed = sorted(characters)
    shown = "、".join(f"{c}（U+{ord(c):04X}）" for c in listed[:_SHOWN])
    return shown if len(listed) <= _SHOWN else f"{shown} 等 {len(listed)} 个"
