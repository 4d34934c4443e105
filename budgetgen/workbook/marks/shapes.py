"""批注框: the shapes that Excel wants for comments, in a VML part for each sheet."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from typing import Final

from lxml import etree

from budgetgen.workbook.file.patch import VML, Element, Patch, local
from budgetgen.workbook.marks.cells import Place, SheetXml

_V: Final = "urn:schemas-microsoft-com:vml"
_O: Final = "urn:schemas-microsoft-com:office:office"
_X: Final = "urn:schemas-microsoft-com:office:excel"
_TYPE_ID: Final = "_x0000_t202"
_SHAPES: Final = f"""<xml xmlns:v="{_V}" xmlns:o="{_O}" xmlns:x="{_X}">
<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%d"/></o:shapelayout>
<v:shapetype id="{_TYPE_ID}" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">
<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>
</xml>"""
_SHAPE: Final = f"""<v:shape xmlns:v="{_V}" xmlns:o="{_O}" xmlns:x="{_X}" id="_x0000_s%d"
 type="#{_TYPE_ID}" style="position:absolute;width:%dpt;height:%dpt;z-index:%d;visibility:hidden" fillcolor="#fffbe6"
 o:insetmode="auto"><v:fill color2="#fffbe6"/><v:shadow on="t" color="black" obscured="t"/>
<v:path o:connecttype="none"/>
<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>
<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%s</x:Anchor>
<x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>"""

_WIDTH: Final = 330
_LINE_HEIGHT: Final = 17
_IDS_PER_MAP: Final = 1024
_ID: Final = re.compile(r".*_s(\d+)")


class Shapes:
    """The boxes of one sheet's comments; the part is made when the first one comes."""

    def __init__(self, patch: Patch, part: str, sheet: SheetXml) -> None:
        self._patch, self._part, self._sheet = patch, part, sheet

    @cached_property
    def _shapes(self) -> dict[Place, Element]:
        found: dict[Place, Element] = {}
        if self._drawing is not None:
            for note in self._patch.root(self._drawing).iter(f"{{{_X}}}ClientData"):
                shape = note.getparent()
                if note.get("ObjectType") == "Note" and shape is not None:
                    found[_drawn_at(note)] = shape
        return found

    @property
    def _drawing(self) -> str | None:
        """The part that the sheet says draws its notes; another one may hold pictures of the header."""
        id = self._sheet.drawn_by
        relations = self._patch.relations(self._part)
        found = (r.target for r in relations if r.id == id and self._patch.has(r.target))
        return next(found, None)

    def __contains__(self, place: Place) -> bool:
        return place in self._shapes

    def erase(self, place: Place) -> None:
        """Take a box away, and the part with the last one."""
        shape, drawing = self._shapes.pop(place, None), self._drawing
        if shape is None or drawing is None:
            return
        root = self._patch.root(drawing)
        root.remove(shape)
        self._patch.touch(drawing)
        if all(local(each) in {"shapelayout", "shapetype", ""} for each in root):
            self._patch.unrelate(self._part, self._sheet.drawn_by)
            self._patch.remove(drawing)
            self._sheet.undraw()
            self._patch.touch(self._part)
        elif all(each.get("type") != f"#{_TYPE_ID}" for each in root):
            for kind in [each for each in root if each.get("id") == _TYPE_ID]:
                root.remove(kind)

    def rows_for(self, place: Place, lines: int) -> int:
        """How many rows so many more lines take beside a cell."""
        return -(-lines * _LINE_HEIGHT // max(self._sheet.height(place[0] + 1), 12))

    def grow(self, place: Place, rows: int) -> None:
        """Make a box higher by some rows, or lower again."""
        shape, drawing = self._shapes.get(place), self._drawing
        anchor = None if shape is None else shape.find(f".//{{{_X}}}Anchor")
        if anchor is None or drawing is None:
            return
        numbers = (anchor.text or "").split(",")
        if len(numbers) == 8 and int(numbers[6]) + rows > int(numbers[2]):
            bottom = int(numbers[6])
            numbers[6] = numbers[6].replace(str(bottom), str(bottom + rows))
            anchor.text = ",".join(numbers)
            self._patch.touch(drawing)

    def draw(self, place: Place, lines: int) -> None:
        """A new box beside a cell, large enough for so many lines."""
        drawing = self._drawing or self._new_drawing()
        root = self._patch.root(drawing)
        if all(each.get("id") != _TYPE_ID for each in root):
            # Only buttons so far.
            root.append(etree.fromstring(_SHAPES % 1)[-1])
        height = lines * _LINE_HEIGHT + 14
        size = _WIDTH * 3 // 4, height * 3 // 4
        anchor = self._anchor(place, height)
        row, column = place
        shape = etree.fromstring(
            _SHAPE % (self._next_id, *size, len(root), anchor, row - 1, column - 1)
        )
        root.append(shape)
        self._next_id += 1
        self._shapes[place] = shape
        self._patch.touch(drawing)

    @cached_property
    def _next_id(self) -> int:
        """The first number behind all that the sheet's part uses."""
        assert self._drawing is not None
        root = self._patch.root(self._drawing)
        names = [value for each in root for key, value in each.items() if key.endswith("id")]
        used = [int(match[1]) for name in names if (match := _ID.fullmatch(name))]
        first = min(_maps(root), default=1) * _IDS_PER_MAP
        return max([first, *used]) + 1

    def _new_drawing(self) -> str:
        part = self._patch.free("xl/drawings/vmlDrawing{}.vml")
        drawings = self._patch.parts(r".*\.vml")
        taken = [number for each in drawings for number in _maps(self._patch.root(each))]
        number = max(taken, default=0) + 1
        self._patch.add(part, etree.fromstring(_SHAPES % number), VML)
        id = self._patch.relate(self._part, "vmlDrawing", part)
        self._sheet.undraw()
        self._sheet.drawing(id, self._patch.office)
        self._patch.touch(self._part)
        return part

    def _anchor(self, place: Place, height: int) -> str:
        row, column = place
        left, top = column + 1, max(row - 1, 1)
        right, right_rest = _walk(left, _WIDTH + 12, self._sheet.width)
        bottom, bottom_rest = _walk(top, height + 4, self._sheet.height)
        numbers = (left - 1, 12, top - 1, 4, right - 1, right_rest, bottom - 1, bottom_rest)
        return ", ".join(str(number) for number in numbers)


def _maps(root: Element) -> list[int]:
    data = (each.get("data", "") for each in root.iter(f"{{{_O}}}idmap"))
    return [int(number) for each in data for number in re.findall(r"\d+", each)]


def _walk(start: int, pixels: int, size: Callable[[int], int]) -> tuple[int, int]:
    """The row or column that lies so many pixels further, and how far into it."""
    for index in range(start, start + 200):
        if pixels < size(index):
            return index, pixels
        pixels -= size(index)
    return start + 200, 0


def _drawn_at(note: Element) -> Place:
    row, column = note.findtext(f"{{{_X}}}Row", "-1"), note.findtext(f"{{{_X}}}Column", "-1")
    return int(row) + 1, int(column) + 1
