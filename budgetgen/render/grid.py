"""The line over a table's head, as cells of the table's own columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Final

from budgetgen.document.blocks import Align, GridCell, GridRow, TableBlock

_LINE_SPLIT: Final = (0.4, 0.6)
"""Where the line over a table is split, as shares of its width."""


def line_cells(table: TableBlock) -> GridRow:
    """The line over a table's head (编码名称 · 预算年度 · 单位) as cells of its own columns.

    It is split as near to the wanted shares as the columns allow; a text that is missing leaves its place to
    the others, and where columns are fewer than texts, one cell holds them all.
    """
    columns = len(table.columns)
    texts = [(text, align) for text, align in zip(table.line, Align, strict=True) if text]
    if not texts:
        return ()
    if len(texts) > columns:
        return (GridCell("　".join(text for text, _ in texts), Align.LEFT, colspan=columns),)
    edges = [0, *_splits([column.width for column in table.columns], len(texts)), columns]
    return tuple(
        GridCell(text, align, colspan=end - start)
        for (text, align), (start, end) in zip(texts, pairwise(edges), strict=True)
    )


def _splits(widths: Sequence[float], texts: int) -> list[int]:
    """The columns before which each text but the first begins."""
    edges = [0.0, *accumulate(widths)]
    wanted = _LINE_SPLIT[len(_LINE_SPLIT) + 1 - texts :]
    splits: list[int] = []
    for index, share in enumerate(wanted):
        still = len(wanted) - index - 1
        free = range(splits[-1] + 1 if splits else 1, len(widths) - still)
        splits.append(min(free, key=lambda i: abs(edges[i] - share * edges[-1])))
    return splits
