"""差异: everything that two printed documents show differently, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from budgetgen.comparison.drafts.beside import StretchPair, TablePair


class DifferenceKind(StrEnum):
    """What is different."""

    TEXT = "文字"
    CELL = "单元格"
    HEAD = "列名"
    NUMBER = "编号"
    """Only what counts: 序号, 一、, 1."""
    ORDER = "位置"
    """The same text at another place."""


@dataclass(frozen=True, slots=True)
class Difference:
    """差异: one place of the document; '' where one draft has nothing there."""

    kind: DifferenceKind
    old: str
    new: str
    pair: StretchPair
    text: int = -1
    """Place among the pair's texts."""
    table: int = -1
    row: int = -1
    column: int = -1

    @property
    def place(self) -> str:
        """Where it is printed: table, row and column, or the section."""
        stretch = self.pair.either
        where = [stretch.title]
        if stretch.table:
            where = [f"{stretch.table.reference} {stretch.title}"]
        elif stretch.group not in ("", stretch.title):
            where = [stretch.group, stretch.title]
        if self.row >= 0:
            where.append(self.label)
        if self.column >= 0 and self.tables.head(self.column):
            where.append(self.tables.head(self.column))
        return " · ".join(where)

    @property
    def tables(self) -> TablePair:
        """The table it is in."""
        return self.pair.tables[self.table]

    @property
    def label(self) -> str:
        """The texts of the row that say what the row is about."""
        old, new = self.tables.rows[self.row]
        row = new or old
        assert row
        if row.source and self.pair.either.table:
            table, (i, j) = self.pair.either.table, self.tables.columns[max(self.column, 0)]
            column = j if new and j is not None else i
            return table.row_label(row.source, table.columns[column or 0].side)
        labels = row.key if isinstance(row.key, tuple) else ()
        before = [cell for cell in row.cells[: self.column] if cell in labels and cell]
        return next(
            (cell.strip("　 ") for cell in (*reversed(before), *row.cells) if cell.strip()), ""
        )

    @property
    def context(self) -> tuple[str, str]:
        """The whole texts it stands in, before and after: of a cell its row."""
        if self.row < 0:
            return self.old, self.new
        old, new = self.tables.rows[self.row]
        return old.text if old else "", new.text if new else ""


def differences(pairs: Sequence[StretchPair]) -> Iterator[Difference]:
    """All differences, in reading order."""
    for pair in pairs:
        if pair.moved:
            title = pair.either.title
            yield Difference(DifferenceKind.ORDER, title, title, pair, text=0)
        yield from _texts(pair)
        for number in range(len(pair.tables)):
            yield from _table(pair, number)


def _texts(pair: StretchPair) -> Iterator[Difference]:
    for index, (old, new) in enumerate(pair.texts):
        was, now = old.text if old else "", new.text if new else ""
        if was != now:
            yield Difference(DifferenceKind.TEXT, was, now, pair, text=index)
        elif index in pair.moved_texts:
            yield Difference(DifferenceKind.ORDER, was, now, pair, text=index)
        if old and new and old.number != new.number:
            yield Difference(DifferenceKind.NUMBER, old.number, new.number, pair, text=index)


def _table(pair: StretchPair, number: int) -> Iterator[Difference]:
    table = pair.tables[number]
    for column, (i, j) in enumerate(table.columns):
        was = table.old.columns[i] if table.old and i is not None else ""
        now = table.new.columns[j] if table.new and j is not None else ""
        if was != now:
            yield Difference(DifferenceKind.HEAD, was, now, pair, table=number, column=column)
    for row, (old, new) in enumerate(table.rows):
        cells = [(column, *table.cells(row, column)) for column in range(len(table.columns))]
        for column, was, now in cells:
            if was != now:
                yield Difference(
                    DifferenceKind.CELL, was, now, pair, table=number, row=row, column=column
                )
        if old and new and old.number != new.number:
            yield Difference(
                DifferenceKind.NUMBER, old.number, new.number, pair, table=number, row=row
            )
        elif row in table.moved and old and new:
            yield Difference(DifferenceKind.ORDER, old.text, new.text, pair, table=number, row=row)
