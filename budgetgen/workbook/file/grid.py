"""表格: one sheet's cells as stored, before anybody says what they mean.

Read from the sheet's XML and not through openpyxl: one pass gives cached values, formulas that have none,
merged cells and hidden rows; a style, filter or drop-down that openpyxl refuses does not matter; ten
thousand formatted but empty rows cost next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache
from typing import IO, Any, NamedTuple

from lxml import etree

from budgetgen.workbook.file.texts import tidy, unescape

_DATE_IDS = frozenset({*range(14, 18), 22, *range(27, 37), *range(50, 59)})
_BUILT_IN = {9: "0%", 10: "0.00%"} | dict.fromkeys(_DATE_IDS, "yyyy-mm-dd")
_TRUE = frozenset({"1", "true"})
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')
_DAYS_1904 = 1462


class StoredAs(Enum):
    """How a cell's content is stored."""

    TEXT = auto()
    NUMBER = auto()
    BOOL = auto()
    ERROR = auto()
    ISO_DATE = auto()
    PENDING = auto()
    """A formula that nobody has calculated."""


class Cell(NamedTuple):
    """单元格 with content; blank ones are not kept."""

    stored: StoredAs
    text: str
    format: str = ""
    formula: str | None = None

    @property
    def is_percent(self) -> bool:
        """Shown with a percent sign."""
        return self.stored is StoredAs.NUMBER and "%" in self.format

    @property
    def is_date(self) -> bool:
        """Shown as a date."""
        if self.stored is StoredAs.ISO_DATE:
            return True
        return self.stored is StoredAs.NUMBER and is_date_format(self.format)


class Area(NamedTuple):
    """合并单元格: first row, first column, last row, last column."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Grid:
    """One sheet: rows and columns count from 1; only cells with content are there."""

    title: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)


class Lookups(NamedTuple):
    """What cells point to: the workbook's strings, number formats, and its first day."""

    strings: Sequence[str]
    formats: Sequence[str]
    from_1904: bool = False


@lru_cache(maxsize=1024)
def is_date_format(code: str) -> bool:
    """Whether a number format shows a date."""
    return bool(code) and bool(re.search("[ymdhs]", _NOT_CODE.sub("", code), re.IGNORECASE))


@lru_cache(maxsize=4096)
def column_number(letters: str) -> int:
    """A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=4096)
def column_letters(number: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """Row 12, column 6 → ``F12``."""
    return f"{column_letters(column)}{row}"


def parse_strings(source: IO[bytes]) -> list[str]:
    """The shared strings, without ruby."""
    strings = []
    for _, item in _elements(source, "{*}si"):
        strings.append(_string(item))
        _forget(item)
    return strings


def parse_formats(source: IO[bytes]) -> list[str]:
    """The number format of each cell style, as far as it says what a number is."""
    root = etree.parse(source, _parser()).getroot()
    codes = dict(_BUILT_IN)
    for custom in root.iter("{*}numFmt"):
        codes[int(custom.get("numFmtId", "0"))] = custom.get("formatCode", "")
    styles = root.find("{*}cellXfs")
    if styles is None:
        return []
    return [codes.get(int(style.get("numFmtId", "0")), "") for style in styles.iter("{*}xf")]


def parse_grid(title: str, source: IO[bytes], lookups: Lookups, last_row: int = 0) -> Grid:
    """Read a sheet's XML, or only its first rows."""
    grid = Grid(title)
    number = 0
    for _, element in _elements(source, ("{*}row", "{*}mergeCell")):
        if element.tag.endswith("}mergeCell"):
            area = _area(element.get("ref", ""))
            if area:
                grid.merged.append(area)
            continue
        number = int(element.get("r") or number + 1)
        if last_row and number > last_row:
            break
        _take_row(grid, number, element, lookups)
        _forget(element)
    return grid


def _parser() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


def _elements(source: IO[bytes], tag: str | tuple[str, ...]) -> Any:
    return etree.iterparse(
        source, events=("end",), tag=tag, resolve_entities=False, no_network=True, huge_tree=True
    )


def _forget(element: Any) -> None:
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _take_row(grid: Grid, number: int, element: Any, lookups: Lookups) -> None:
    cells: dict[int, Cell] = {}
    column = 0
    for child in element:
        reference = child.get("r")
        column = column_number(reference.rstrip("0123456789")) if reference else column + 1
        if len(child):
            cell = _cell(child, lookups)
            if cell is not None:
                cells[column] = cell
    if cells:
        grid.rows[number] = cells
        if element.get("hidden") in _TRUE or element.get("ht") == "0":
            grid.hidden_rows.add(number)


def _cell(element: Any, lookups: Lookups) -> Cell | None:
    value, formula, text = None, None, ""
    for part in element:
        match part.tag.rpartition("}")[2]:
            case "v":
                value = part.text
            case "f":
                formula = part.text or ""
            case "is":
                text = _string(part)
    kind = element.get("t", "n")
    if kind == "inlineStr":
        return _text(text, formula)
    if not value:
        waiting = formula is not None and kind != "str"
        return Cell(StoredAs.PENDING, formula or "", formula=formula) if waiting else None
    return _typed(kind, value, formula, element.get("s"), lookups)


def _typed(
    kind: str, value: str, formula: str | None, style: str | None, at: Lookups
) -> Cell | None:
    match kind:
        case "s":
            index = int(value)
            return _text(at.strings[index] if index < len(at.strings) else "", formula)
        case "str":
            return _text(unescape(value), formula)
        case "b":
            return Cell(StoredAs.BOOL, value.strip(), formula=formula)
        case "e":
            return Cell(StoredAs.ERROR, value.strip(), formula=formula)
        case "d":
            return Cell(StoredAs.ISO_DATE, value.strip(), formula=formula)
    code = at.formats[int(style)] if style and int(style) < len(at.formats) else ""
    if at.from_1904 and is_date_format(code):
        value = str(float(value) + _DAYS_1904)
    return Cell(StoredAs.NUMBER, value.strip(), code, formula)


def _text(text: str, formula: str | None) -> Cell | None:
    return Cell(StoredAs.TEXT, text, formula=formula) if tidy(text) else None


def _string(element: Any) -> str:
    parts = (
        node.text or ""
        for node in element.iter("{*}t")
        if not node.getparent().tag.endswith("}rPh")
    )
    return unescape("".join(parts))


def _area(reference: str) -> Area | None:
    match = re.fullmatch(r"\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)", reference)
    if not match:
        return None
    return Area(int(match[2]), column_number(match[1]), int(match[4]), column_number(match[3]))


def anchors(grid: Grid, columns: Mapping[int, object]) -> dict[tuple[int, int], tuple[int, int]]:
    """Cells that a merged cell covers downwards, in these columns, and where its content stands."""
    last = max(grid.rows, default=0)
    return {
        (row, area.left): (area.top, area.left)
        for area in grid.merged
        if area.left in columns
        for row in range(area.top + 1, min(area.bottom, last) + 1)
    }
