"""样式: cell styles with another fill, appended to styles.xml and taken away again."""

from __future__ import annotations

import copy
import zlib
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from lxml import etree

from budgetgen.findings import Severity
from budgetgen.workbook.file.patch import Element, local, namespace, new

MARKS: Final[Mapping[Severity, str]] = MappingProxyType(
    {
        Severity.ERROR: "FFFF9F9E",
        Severity.WARNING: "FFFFD67B",
        Severity.NOTICE: "FFC3E4FA",
    }
)
"""底色 of a bad cell. Odd values on purpose: a fill of exactly this colour is ours."""

PASSED: Final = "FFC9E9C6"
HEAD: Final = "FFE4E7EC"
PAPER: Final = "FFFFFFFE"
LINE: Final = "FFBFC3CA"
LINK: Final = "FF0B5CAE"
INK: Final = "FF1F2327"
_OURS: Final = frozenset({*MARKS.values(), PASSED, HEAD, PAPER, LINE, LINK, INK})

_KNOWN_TO: Final = {"fonts": "fontId", "fills": "fillId", "borders": "borderId"}
_EMPTY: Final = """<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<fonts count="1"><font><sz val="11"/><name val="宋体"/><charset val="134"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill>
<fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>"""

Key = tuple[object, ...]


class ResultLook(NamedTuple):
    """How a cell of 检查结果 looks."""

    fill: str = PAPER
    ink: str = ""
    size: int = 0
    is_bold: bool = False
    is_link: bool = False
    across: str = "left"


def empty_styles() -> Element:
    """What a workbook without any styles is taken to have."""
    return etree.fromstring(_EMPTY)


class StylesPart:
    """The styles part: what a style index means, and new ones."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self._ns = namespace(root)
        self._xfs = self._collection("cellXfs")
        self._fills = self._collection("fills")
        self._indices: dict[str, dict[Key, int]] = {}
        self._is_marked: dict[int, bool] = {}
        self._restored: dict[tuple[int, str, int], int] = {}
        self._looks: dict[ResultLook, int] = {}

    def _collection(self, name: str) -> Element:
        found = self.root.find(f"{{*}}{name}")
        assert found is not None, f"styles without {name}"
        return found

    # Fills of cells ------------------------------------------------------------------------------

    def is_marked(self, style: int) -> bool:
        """Whether a cell of this style has one of our fills."""
        if style not in self._is_marked:
            self._is_marked[style] = _solid(self._fill(style)) in MARKS.values()
        return self._is_marked[style]

    def describe(self, style: int) -> str:
        """A style's fill in one word, to be found or made again after any program saved the file."""
        return _describe(self._fill(style))

    def marked(self, style: int, severity: Severity) -> int:
        """The same style with the fill of a severity."""
        fill = self._add("fills", self._solid_fill(MARKS[severity]))
        return self._with_fill(style, fill)

    def restored(self, style: int, description: str, hint: int) -> int:
        """The same style with the fill it had: the very style of old where it is still there."""
        asked = style, description, hint
        if asked not in self._restored:
            self._restored[asked] = self._restore(*asked)
        return self._restored[asked]

    def _restore(self, style: int, description: str, hint: int) -> int:
        alike = _bare(self._xfs[style])
        count = len(self._xfs)
        styles: Iterable[int] = (min(hint, count - 1), *range(count))
        for index in styles:
            if self.describe(index) == description and _bare(self._xfs[index]) == alike:
                return index
        fills = (i for i, fill in enumerate(self._fills) if _describe(fill) == description)
        found = next(fills, -1)
        return self._with_fill(style, found if found >= 0 else self._made(description))

    def _fill(self, style: int) -> Element:
        index = int(self._xfs[style].get("fillId", "0")) if style < len(self._xfs) else 0
        return self._fills[index if index < len(self._fills) else 0]

    def _with_fill(self, style: int, fill: int) -> int:
        xf = copy.deepcopy(self._xfs[style if style < len(self._xfs) else 0])
        xf.set("fillId", str(fill))
        xf.set("applyFill", "1")
        return self._add("cellXfs", xf)

    def _made(self, description: str) -> int:
        pattern, _, colour = description.partition("|")
        if pattern != "solid" or "=" not in colour:
            return 0
        fill = self._solid_fill("")
        for pair in colour.split(","):
            name, _, value = pair.partition("=")
            fill[0][0].set(name, value)
        return self._add("fills", fill)

    def _solid_fill(self, colour: str) -> Element:
        fill = self._new("fill")
        pattern = self._new("patternFill", fill, patternType="solid")
        self._new("fgColor", pattern, **({"rgb": colour} if colour else {}))
        self._new("bgColor", pattern, indexed="64")
        return fill

    # Styles of our own sheet ---------------------------------------------------------------------

    def of(self, look: ResultLook) -> int:
        """A style for 检查结果."""
        if look not in self._looks:
            self._looks[look] = self._made_for(look)
        return self._looks[look]

    def _made_for(self, look: ResultLook) -> int:
        xf = self._new(
            "xf",
            numFmtId="0",
            fontId=str(self._font(look)),
            fillId=str(self._add("fills", self._solid_fill(look.fill))),
            borderId=str(self._add("borders", self._border())),
            xfId="0",
            applyFont="1",
            applyFill="1",
            applyBorder="1",
            applyAlignment="1",
        )
        place = {"horizontal": look.across, "vertical": "center", "wrapText": "1"}
        indent = {"indent": "1"} if look.across == "left" else {}
        new(self._ns, "alignment", xf, **place, **indent)
        return self._add("cellXfs", xf)

    def _font(self, look: ResultLook) -> int:
        font = copy.deepcopy(self._collection("fonts")[0])
        changed = {"b", "i", "u", "strike", "color"} | ({"sz"} if look.size else set())
        for child in [child for child in font if local(child) in changed]:
            font.remove(child)
        # The order matters to Excel: b, u before sz, color; name and the rest after them.
        flags = ["b"] * look.is_bold + ["u"] * look.is_link
        look_first = [self._new(flag) for flag in flags]
        if look.size:
            look_first.append(self._new("sz", val=str(look.size)))
        colour = self._new("color", rgb=look.ink or (LINK if look.is_link else INK))
        old_size = [child for child in font if local(child) == "sz"]
        for place, child in enumerate([*look_first, *old_size, colour]):
            font.insert(place, child)
        return self._add("fonts", font)

    def _border(self) -> Element:
        border = self._new("border")
        for side in ("left", "right", "top", "bottom"):
            self._new("color", self._new(side, border, style="thin"), rgb=LINE)
        self._new("diagonal", border)
        return border

    # Appending and taking away -------------------------------------------------------------------

    def _new(self, tag: str, parent: Element | None = None, **attributes: str) -> Element:
        return new(self._ns, tag, parent, **attributes)

    def _add(self, name: str, element: Element) -> int:
        """The place of an equal element, or of this one, appended."""
        collection = self._collection(name)
        if name not in self._indices:
            self._indices[name] = {}
            for index, child in enumerate(collection):
                self._indices[name].setdefault(_key(child), index)
        places, key = self._indices[name], _key(element)
        if key not in places:
            places[key] = len(collection)
            collection.append(element)
            collection.set("count", str(len(collection)))
        return places[key]

    def tidy(self, used: int) -> None:
        """Take our own styles off the end, behind the last one that a cell still has."""
        ours = {
            attribute: {i for i, each in enumerate(self._collection(name)) if _is_ours(each)}
            for name, attribute in _KNOWN_TO.items()
        }
        keep = max(used, 0) + 1
        self._cut(self._xfs, lambda xf: any(int(xf.get(a, "0")) in ours[a] for a in ours), keep)
        xfs = list(self.root.iterfind("{*}cellXfs/{*}xf"))
        xfs += self.root.iterfind("{*}cellStyleXfs/{*}xf")
        for name, attribute in _KNOWN_TO.items():
            used = max((int(xf.get(attribute, "0")) for xf in xfs), default=0)
            self._cut(self._collection(name), _is_ours, used + 1)
        for cache in (self._indices, self._is_marked, self._restored, self._looks):
            cache.clear()

    @staticmethod
    def _cut(collection: Element, is_ours: Callable[[Element], bool], keep: int) -> None:
        while len(collection) > keep and is_ours(collection[-1]):
            collection.remove(collection[-1])
            collection.set("count", str(len(collection)))


def _is_ours(element: Element) -> bool:
    return any(each.get("rgb", "").upper() in _OURS for each in element.iter())


def _key(element: Element, without: frozenset[str] = frozenset()) -> Key:
    attributes = sorted((str(k), v) for k, v in element.items() if k not in without)
    return local(element), *attributes, *(_key(child) for child in element)


def _bare(xf: Element) -> Key:
    return _key(xf, frozenset({"fillId", "applyFill"}))


def _solid(fill: Element) -> str:
    """The colour of a plain fill as eight digits, if it is one of that kind."""
    pattern, _, colour = _describe(fill).partition("|rgb=")
    return colour if pattern == "solid" else ""


def _describe(fill: Element) -> str:
    pattern = fill.find("{*}patternFill")
    if pattern is None:
        return f"other|{zlib.crc32(repr(_key(fill)).encode()):08x}" if len(fill) else "none"
    kind = str(pattern.get("patternType", "none"))
    if kind == "none":
        return kind
    colours = (pair for colour in pattern.iterfind("{*}fgColor") for pair in colour.items())
    # Programs disagree about the transparency that nobody sees.
    front = ",".join(f"{k}={'FF' + v[-6:].upper() if k == 'rgb' else v}" for k, v in colours)
    if kind == "solid":
        return f"solid|{front}"
    return f"{kind}|{zlib.crc32(repr(_key(pattern)).encode()):08x}"
