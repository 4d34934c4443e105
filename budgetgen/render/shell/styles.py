"""The look of the shell's styles: what a bureau sets in Word holds for the PDF as well.

Only styles and margins are read; nothing is filled or changed.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lxml import etree

from budgetgen.profiles import ProfileError
from budgetgen.render.wordml import CHINESE_NAMES, W

_TWIPS_PER_MM: Final = 1440 / 25.4
_SIDES: Final = ("top", "right", "bottom", "left")
_NATURAL: Final = 1.3
"""Height of a line of Chinese type as a multiple of its size, where Word is not told."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a style's text looks: sizes in pt; ``line`` is 0 where it follows the size by ``leading``."""

    family: str
    size: float
    bold: bool = False
    color: str = "000000"
    line: float = 0.0
    leading: float = _NATURAL


def looks(shell: Path) -> Mapping[str, Look]:
    """The look of each paragraph style by its name in lower case; raises ProfileError where there are none."""
    root = _root(shell, "word/styles.xml")
    styles = {str(each.get(W + "styleId")): each for each in root.iter(W + "style")}
    defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    found: dict[str, Look] = {}
    for style in styles.values():
        name = style.find(W + "name")
        if name is not None and style.get(W + "type") == "paragraph":
            text = str(name.get(W + "val"))
            found[CHINESE_NAMES.get(text, text).lower()] = _look(
                list(_chain(style, styles)), defaults
            )
    return found


def margins(shell: Path) -> Mapping[str, tuple[float, ...]]:
    """Top, right, bottom and left in mm of the first ``upright`` and the first ``wide`` page after the cover."""
    found: dict[str, tuple[float, ...]] = {}
    for section in list(_root(shell, "word/document.xml").iter(W + "sectPr"))[1:]:
        size, edges = section.find(W + "pgSz"), section.find(W + "pgMar")
        if size is not None and edges is not None:
            kind = "wide" if size.get(W + "orient") == "landscape" else "upright"
            twips = (abs(int(edges.get(W + side, "0"))) for side in _SIDES)
            found.setdefault(kind, tuple(round(each / _TWIPS_PER_MM, 2) for each in twips))
    return found


def _root(shell: Path, part: str) -> etree._Element:
    try:
        with zipfile.ZipFile(shell) as package:
            return etree.fromstring(package.read(part))
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError):
        raise ProfileError(f"{shell}：不是 Word 文件，或已损坏。") from None


def _chain(style: etree._Element, styles: Mapping[str, etree._Element]) -> Iterator[etree._Element]:
    """A style and those that it is based on, nearest first."""
    seen: set[str] = set()
    current: etree._Element | None = style
    while current is not None and str(current.get(W + "styleId")) not in seen:
        seen.add(str(current.get(W + "styleId")))
        yield current
        base = current.find(W + "basedOn")
        current = None if base is None else styles.get(str(base.get(W + "val")))


def _look(chain: list[etree._Element], defaults: etree._Element | None) -> Look:
    runs = [run for each in chain if (run := each.find(W + "rPr")) is not None]
    runs += [] if defaults is None else [defaults]
    spacing = [each for style in chain if (each := style.find(f"{W}pPr/{W}spacing")) is not None]
    bold = next((each for run in runs if (each := run.find(W + "b")) is not None), None)
    rule, line = _first(spacing, "lineRule"), float(_first(spacing, "line") or 0)
    exact = rule in ("exact", "atLeast")
    return Look(
        _first(_inside(runs, "rFonts"), "eastAsia") or "宋体",
        float(_first(_inside(runs, "sz"), "val") or 21) / 2,
        bold is not None and bold.get(W + "val", "1") not in ("0", "false", "off"),
        _color(_first(_inside(runs, "color"), "val")),
        line / 20 if exact else 0.0,
        line / 240 * _NATURAL if line and not exact else _NATURAL,
    )


def _inside(runs: list[etree._Element], tag: str) -> list[etree._Element]:
    return [found for run in runs if (found := run.find(W + tag)) is not None]


def _first(elements: list[etree._Element], attribute: str) -> str:
    return next((str(each.get(W + attribute)) for each in elements if each.get(W + attribute)), "")


def _color(value: str) -> str:
    return value if len(value) == 6 else "000000"
