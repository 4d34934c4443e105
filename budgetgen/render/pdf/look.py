"""样式: fonts, sizes and margins of the Word shell as variables of the PDF's style sheet.

Said once, in ``document.docx``: ``style.css`` takes them by ``var(--part-title)`` and the like, and may overrule them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from budgetgen.profiles import ProfileError
from budgetgen.render.shell.styles import Look, looks, margins
from budgetgen.render.wordml import Style

if TYPE_CHECKING:
    from budgetgen.profiles import Profile

VARIABLES: Final[Mapping[str, str]] = {
    "normal": "body",
    "heading 1": "heading-1",
    "heading 2": "heading-2",
    "heading 3": "heading-3",
    "heading 4": "heading-4",
    "部分标题": "part-title",
    "表标题": "table-title",
    "文中表题": "caption",
    "标签段": "label",
    "编号项": "item",
    "目录标题": "contents-title",
    "目录组": "contents-group",
    "目录行": "contents-line",
    "表格文字": "cell",
    "表头": "head",
    "表注": "note",
    "封面标题": "cover-title",
    "封面单位": "cover-agency",
    "封面日期": "cover-date",
    "页码（单页）": "page-number",
    "header": "header",
}
"""Style of the shell → the name in the style sheet."""
_HEAVY: Final = "小标宋"
"""A face that is heavy by itself; what stands in for it is set bold."""
_GENERIC: Final = frozenset({"serif", "sans-serif"})


def variables(shell: Path, style: Path) -> str:
    """The variables as declarations for ``:root``: ``--NAME`` a whole ``font``, and its family and colour."""
    stand_ins = list(font_lists(style).values())
    lines = [
        line
        for name, look in looks(shell).items()
        if name in VARIABLES
        for line in _declarations(VARIABLES[name], look, stand_ins)
    ]
    pages = (
        f"--{kind}-margin: {' '.join(f'{edge:g}mm' for edge in edges)};"
        for kind, edges in margins(shell).items()
    )
    return "\n".join([*lines, *pages])


def _declarations(name: str, look: Look, stand_ins: list[list[str]]) -> Iterator[str]:
    family = ", ".join(map(_quoted, families(look.family, stand_ins)))
    weight = "bold" if look.bold or _HEAVY in look.family else "normal"
    line = f"{look.line:g}pt" if look.line else f"{look.leading:g}"
    yield f"--{name}: {weight} {look.size:g}pt/{line} {family};"
    yield f"--{name}-family: {family};"
    yield f"--{name}-color: #{look.color};"


def table_size(shell: Path) -> float:
    """The type size in pt of the shell's tables; raises ProfileError where the style is gone."""
    cell = looks(shell).get(Style.CELL)
    if cell is None:
        raise ProfileError(f"{shell}：缺少样式{Style.CELL}。")
    return cell.size


def families(wanted: str, stand_ins: list[list[str]]) -> list[str]:
    """A font and what stands in for it: the list of the style sheet that has it, else the last list (titles)."""
    same = next((names for names in stand_ins if wanted in names), None)
    others = same or next(iter(stand_ins[-1:]), ["serif"])
    return list(dict.fromkeys([*(() if same else (wanted,)), *others]))


def font_lists(style: Path) -> dict[str, list[str]]:
    """The lists of fonts and their stand-ins that a style sheet begins with, by name (``fangsong``)."""
    text = style.read_text(encoding="utf-8")
    found = re.findall(r"^\s*--([a-z]+):([^;]+);", text, re.MULTILINE)
    return {name: [each.strip(' \n"') for each in names.split(",")] for name, names in found}


def named_fonts(profile: Profile) -> list[list[str]]:
    """Every list of fonts that the PDF may be set in: those of the style sheet, and the shell's own."""
    lists = list(font_lists(profile.file("style.css")).values())
    return [*lists, *(families(name, lists) for name in unlisted_fonts(profile))]


def unlisted_fonts(profile: Profile) -> list[str]:
    """Fonts of the shell's styles for which the style sheet names nothing to stand in."""
    known = {name for names in font_lists(profile.file("style.css")).values() for name in names}
    styles = looks(profile.file("document.docx"))
    own = dict.fromkeys(look.family for name, look in styles.items() if name in VARIABLES)
    return [name for name in own if name not in known]


def _quoted(family: str) -> str:
    return family if family in _GENERIC else '"' + re.sub(r'["\\\n]', "", family) + '"'
