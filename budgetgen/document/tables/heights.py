"""How high texts come to stand in cells, at a guess: what may be kept on one page, and who needs more width."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

_EM: Final = 10.5 * 25.4 / 72
"""A character of table type in mm."""
_PADDING: Final = 1.8
_TALL: Final = 20
"""Lines of a cell from which on other columns give way: a page has about 48."""
_STEP, _LEAST = 2.0, 15.0
_TRIES: Final = 60


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a cell that many mm wide."""
    room = max(width - _PADDING, _EM)
    ems = (sum(0.56 if each.isascii() else 1.0 for each in line) for line in text.split("\n"))
    return sum(max(1, math.ceil(each * _EM / room)) for each in ems)


def balanced(widths: Sequence[float], rows: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """Column widths in mm under which no row is higher than need be; as they are where none is tall.

    The column of the tallest cell takes from those that stay lower without it.
    """
    found = list(widths)
    for _ in range(_TRIES):
        heights = [_height(rows, column, width) for column, width in enumerate(found)]
        tall = heights.index(max(heights))
        lower = {
            _height(rows, column, width - _STEP): column
            for column, width in enumerate(found)
            if column != tall and width - _STEP >= _LEAST
        }
        if heights[tall] <= _TALL or not lower or min(lower) >= heights[tall]:
            break
        found[lower[min(lower)]] -= _STEP
        found[tall] += _STEP
    return tuple(found)


def _height(rows: Sequence[Sequence[str]], column: int, width: float) -> int:
    return max((lines(row[column], width) for row in rows), default=1)
