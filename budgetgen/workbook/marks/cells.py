"""单元格补丁: a sheet's XML, cell by cell: find, make where there is none, give another style."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from budgetgen.workbook.file.grid import Area, address, column_number
from budgetgen.workbook.file.patch import Element, local, namespace, new

_CELL: Final = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})(?::.*)?")
_AREA: Final = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")
_NEW_ROW: Final = "row"
_NEW_CELL: Final = "cell"
_LAST_ROW: Final = 1048576
_LAST_COLUMN: Final = 16384
_DEFAULT_WIDTH: Final = 8.43
_DEFAULT_HEIGHT: Final = 15.0
_BEHIND_DRAWING: Final = frozenset(
    {
        "legacyDrawing",
        "legacyDrawingHF",
        "drawingHF",
        "picture",
        "oleObjects",
        "controls",
        "webPublishItems",
        "tableParts",
        "extLst",
        "AlternateContent",
    }
)
"""What stands behind <legacyDrawing> in a sheet."""

Place = tuple[int, int]


def place_of(cell: str) -> Place | None:
    """``F12`` → row 12, column 6; of an area the first cell."""
    match = _CELL.fullmatch(cell)
    if not match or int(match[2]) > _LAST_ROW or column_number(match[1]) > _LAST_COLUMN:
        return None
    return int(match[2]), column_number(match[1])


class SheetXml:
    """A worksheet part whose cells get marks."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self._ns = namespace(root)
        self._made: set[int] = set()
        self._rows = {number: row for number, row in _numbered(self._data)}
        self._merged = [
            Area(int(m[2]), column_number(m[1]), int(m[4]), column_number(m[3]))
            for each in root.iterfind("{*}mergeCells/{*}mergeCell")
            if (m := _AREA.fullmatch(each.get("ref", "")))
        ]

    @property
    def _data(self) -> Element:
        data = self.root.find("{*}sheetData")
        assert data is not None
        return data

    def anchor(self, place: Place) -> Place:
        """The cell that shows: of a merged cell the first."""
        row, column = place
        for area in self._merged:
            if area.top <= row <= area.bottom and area.left <= column <= area.right:
                return area.top, area.left
        return place

    def styled(self) -> Iterator[tuple[Place | None, Element, str]]:
        """Cells, rows and columns that have a style, with the attribute that names it."""
        for number, row in self._rows.items():
            if row.get("s"):
                yield None, row, "s"
            for column, cell in _columns(row):
                if cell.get("s"):
                    yield (number, column), cell, "s"
        for each in self.root.iterfind("{*}cols/{*}col[@style]"):
            yield None, each, "style"

    def cell(self, place: Place) -> Element | None:
        """A cell, if the sheet has it."""
        row = self._rows.get(place[0])
        if row is None:
            return None
        return next((cell for column, cell in _columns(row) if column == place[1]), None)

    # Making and unmaking -------------------------------------------------------------------------

    def make(self, place: Place) -> tuple[Element, str]:
        """A new, empty cell in its place, looking as before; and what `unmake` wants to know."""
        row = self._row(place[0])
        cell = new(self._ns, "c", r=address(*place))
        style = self._inherited(row, place[1])
        if style:
            cell.set("s", style)
        after = next((each for column, each in _columns(row) if column > place[1]), None)
        if after is None:
            row.append(cell)
        else:
            after.addprevious(cell)
        spans = row.get("spans", "")
        first, _, last = spans.partition(":")
        if last and not int(first) <= place[1] <= int(last):
            row.set("spans", f"{min(int(first), place[1])}:{max(int(last), place[1])}")
        return cell, _NEW_ROW if place[0] in self._made else spans or _NEW_CELL

    def unmake(self, place: Place, made: str) -> None:
        """Take a cell away that was made, unless something is in it by now."""
        row, cell = self._rows.get(place[0]), self.cell(place)
        if row is None or cell is None or len(cell):
            return
        row.remove(cell)
        first, _, last = made.partition(":")
        if last and all(int(first) <= column <= int(last) for column, _ in _columns(row)):
            row.set("spans", made)
        if made == _NEW_ROW and not len(row):
            self._data.remove(row)
            del self._rows[place[0]]

    def _row(self, number: int) -> Element:
        if number not in self._rows:
            row = new(self._ns, "row", r=str(number))
            after = min((n for n in self._rows if n > number), default=0)
            if after:
                self._rows[after].addprevious(row)
            else:
                self._data.append(row)
            self._rows[number] = row
            self._made.add(number)
        return self._rows[number]

    def _inherited(self, row: Element, column: int) -> str:
        if row.get("s") and row.get("customFormat") in {"1", "true"}:
            return str(row.get("s"))
        styles = (str(c.get("style", "")) for c in self._cols() if _covers(c, column))
        return next(styles, "")

    # The drawing of comments ---------------------------------------------------------------------

    def drawing(self, id: str, office: str) -> None:
        """Refer to the part that draws comments."""
        element = etree.Element(f"{{{self._ns}}}legacyDrawing", nsmap={"r": office})
        element.set(f"{{{office}}}id", id)
        before = [i for i, each in enumerate(self.root) if local(each) not in _BEHIND_DRAWING]
        self.root.insert(max(before) + 1, element)

    @property
    def drawn_by(self) -> str:
        """The relation to the part that draws comments; empty where there is none."""
        element = self.root.find("{*}legacyDrawing")
        attributes = () if element is None else element.items()
        return next((str(value) for key, value in attributes if key.endswith("}id")), "")

    def undraw(self) -> None:
        """Refer to no such part any more."""
        for each in self.root.findall("{*}legacyDrawing"):
            self.root.remove(each)

    # Sizes in pixels -----------------------------------------------------------------------------

    def _cols(self) -> list[Element]:
        return list(self.root.iterfind("{*}cols/{*}col"))

    def width(self, column: int) -> int:
        """How wide a column is; a hidden one is 0."""
        shape = self.root.find("{*}sheetFormatPr")
        default = _DEFAULT_WIDTH if shape is None else shape.get("defaultColWidth", _DEFAULT_WIDTH)
        for each in self._cols():
            if _covers(each, column):
                is_hidden = each.get("hidden") in {"1", "true"}
                return 0 if is_hidden else int(float(each.get("width", default)) * 7 + 5)
        return int(float(default) * 7 + 5)

    def height(self, row: int) -> int:
        """How high a row is; a hidden one is 0."""
        shape = self.root.find("{*}sheetFormatPr")
        default = _DEFAULT_HEIGHT
        if shape is not None:
            default = float(shape.get("defaultRowHeight", default))
        element = self._rows.get(row)
        if element is None:
            return int(default * 4 / 3)
        is_hidden = element.get("hidden") in {"1", "true"}
        return 0 if is_hidden else int(float(element.get("ht", default)) * 4 / 3)


def _covers(col: Element, column: int) -> bool:
    return int(col.get("min", "0")) <= column <= int(col.get("max", "0"))


def _numbered(data: Element) -> Iterator[tuple[int, Element]]:
    number = 0
    for row in data.iterfind("{*}row"):
        number = int(row.get("r") or number + 1)
        yield number, row


def _columns(row: Element) -> Iterator[tuple[int, Element]]:
    column = 0
    for cell in row.iterfind("{*}c"):
        reference = cell.get("r")
        column = column_number(reference.rstrip("0123456789")) if reference else column + 1
        yield column, cell
