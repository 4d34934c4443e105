"""The type size of a table, the same in every format: figures and codes stay on one line."""

from __future__ import annotations

import re
from typing import Final

from budgetgen.document.blocks import TableBlock
from budgetgen.document.tables.grid import Placed, place

_SIZES: Final = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
_PADDING: Final = 1.8
"""What the left and right padding of a cell take, in mm."""
_CODE: Final = re.compile(r"[0-9A-Za-z.,%-]{1,24}")
_CODE_SIZE: Final = 8.0
"""A code for which a table's type would have to be smaller than this wraps."""
_MM_PER_PT: Final = 25.4 / 72


def is_nowrap(table: TableBlock, placed: Placed) -> bool:
    """Whether a cell's text must not wrap: its column says so, or it is a code that has room."""
    if placed.cell.colspan == 1 and table.columns[placed.column].nowrap:
        return True
    text = placed.cell.text
    fits = _ems(text) * _CODE_SIZE * _MM_PER_PT <= _room(table, placed)
    return fits and bool(_CODE.fullmatch(text))


def type_size(table: TableBlock, largest: float) -> float:
    """The largest size in pt, from the style's down, in which every text that must not wrap fits its cell."""
    unbroken = [each for row in place(table.body) for each in row if is_nowrap(table, each)]
    ems_per_mm = max((_ems(each.cell.text) / _room(table, each) for each in unbroken), default=0.0)
    sizes = [largest, *(size for size in _SIZES if size < largest)]
    fits = (size for size in sizes if ems_per_mm * size * _MM_PER_PT <= 1)
    return next(fits, sizes[-1])


def _room(table: TableBlock, placed: Placed) -> float:
    """How many mm a cell has for its text."""
    columns = table.columns[placed.column : placed.column + placed.cell.colspan]
    return max(sum(column.width for column in columns) - _PADDING, 1.0)


def _ems(text: str) -> float:
    """Width of the longest line in em, at a guess: figures and small letters half, capitals more, Chinese whole."""
    return max((sum(map(_em, line)) for line in text.split("\n")), default=0.0)


def _em(character: str) -> float:
    if not character.isascii():
        return 1.0
    return 0.75 if character.isupper() else 0.56
