"""The only interpreter of table specs: rows × columns over line items, with every cell's lines kept.

A table has one side or two set next to each other (收入 | 支出). A side has text columns, measures and a
function that gives its rows; a figure is the sum of the lines that side, row and column all count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Final

from budgetgen.model.money import WAN, PrintUnit, total
from budgetgen.model.records import LineItem
from budgetgen.tables.predicates import Predicate, every


@dataclass(frozen=True)
class Figure:
    """金额 in 元 with the line items behind it."""

    lines: tuple[LineItem, ...] = ()

    @cached_property
    def amount(self) -> Decimal:
        """Exact sum in 元."""
        return total(line.amount for line in self.lines)


def figure(lines: Iterable[LineItem], counts: Predicate = every) -> Figure:
    """The figure over all lines that count."""
    return Figure(tuple(line for line in lines if counts(line)))


@dataclass(frozen=True, slots=True)
class MeasureSpec:
    """A column of figures; ``path`` gives its heads from the top, divided by ``/``."""

    path: str
    counts: Predicate
    parts: tuple[str, ...] = ()
    """Paths of the columns that add up to this one."""


@dataclass(frozen=True, slots=True)
class RowSpec:
    """A row of one side: a key that never changes, its texts, what it counts (None: only texts)."""

    key: str
    texts: tuple[str, ...]
    counts: Predicate | None = None
    parts: tuple[str, ...] = ()
    """Keys of the rows that add up to this one."""


@dataclass(frozen=True, slots=True)
class RowSet:
    """Rows of a side; two sides' bodies are padded to one length, so that their feet stand level."""

    body: Sequence[RowSpec]
    foot: Sequence[RowSpec] = ()


@dataclass(frozen=True, slots=True)
class Naming:
    """Names of subjects in the budget's year."""

    function: Callable[[str], str]
    economic: Callable[[str], str]
    classes: tuple[tuple[str, str], ...]
    """The 类 that tables 1 and 4 list, as (code, name)."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a table."""

    texts: tuple[str, ...]
    measures: tuple[MeasureSpec, ...]
    rows: Callable[[tuple[LineItem, ...], Naming], RowSet]


@dataclass(frozen=True, slots=True)
class TableSpec:
    """表样: everything about a table but the figures. ``id`` names the form, ``table`` what it shows."""

    id: str
    table: str
    title: str
    scope: Predicate
    sides: tuple[Side, ...]
    empty_note: str
    numbered: bool = True
    """Whether it has the column 序号 and the row 栏次."""


TableCell = str | Figure

COUNTING: Final = ("序号", "栏次")
"""Heads of the column that counts rows and of the row that counts columns."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """列: heads from the top divided by ``/``; whether it holds figures."""

    path: str
    is_figure: bool
    side: int = 0
    parts: tuple[int, ...] = ()
    """Places of the columns that add up to this one."""
    is_code: bool = False
    """Whether it holds codes of subjects."""

    @property
    def label(self) -> str:
        """The lowest head."""
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class TableRow:
    """行: one key a side ('' where that side has nothing), and its cells without 序号."""

    keys: tuple[str, ...]
    cells: tuple[TableCell, ...]
    parts: tuple[tuple[str, ...], ...] = ()
    """Keys of the rows that add up to this one, a tuple a side."""


@dataclass(frozen=True)
class Table:
    """表: one of the nine, filled."""

    id: str
    spec: str
    number: int
    title: str
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[str, ...] = ()
    numbered: bool = True
    cells: Mapping[tuple[str, str], Figure] = field(default_factory=dict, repr=False)
    """Figures by (row key, column path)."""
    unit: PrintUnit = WAN
    heading_number: str = ""
    """表号 as printed with the title (表1　, （一）); empty where the profile prints none."""

    counting: tuple[str, str] = COUNTING
    """What the profile calls 序号 and 栏次."""

    @property
    def printed_number(self) -> str:
        """表号 as printed, else the place among the tables: 表1, （一）, 1."""
        return self.heading_number.strip(" 　") or str(self.number)

    @property
    def reference(self) -> str:
        """How a sentence or finding names the table: 表1, 表（一）, 公开01表."""
        number = self.printed_number.strip("、.．")
        return number if "表" in number else f"表{number}"

    def figure(self, key: str, path: str) -> Figure:
        """The figure of a row and a column; nil where the table has no such row."""
        return self.cells.get((key, path), Figure())

    def row_label(self, row: TableRow, side: int) -> str:
        """The texts of one side of a row: ``206 科学技术支出``."""
        cells = zip(self.columns, row.cells, strict=True)
        texts = [cell for column, cell in cells if column.side == side and isinstance(cell, str)]
        return " ".join(text.strip("　 ") for text in texts if text)

    @property
    def is_empty(self) -> bool:
        """空表: no line item belongs into this table."""
        return not any(figure.lines for figure in self.cells.values())

    @property
    def printed_columns(self) -> list[str]:
        """Heads as printed, 序号 included."""
        return [self.counting[0]] * self.numbered + [column.path for column in self.columns]

    @property
    def column_numbers(self) -> list[str]:
        """栏次: counts the columns right of 序号 from 1."""
        if not self.numbered:
            return []
        return [self.counting[1], *(str(n) for n in range(1, len(self.columns) + 1))]

    @property
    def printed_rows(self) -> list[list[str]]:
        """Cells as printed, 序号 included; nil is blank."""
        return [
            [str(number)] * self.numbered
            + [self.unit.cell(c.amount) if isinstance(c, Figure) else c for c in row.cells]
            for number, row in enumerate(self.rows, start=1)
        ]


def tree(
    code: Callable[[LineItem], str],
    name: Callable[[Naming], Callable[[str], str]],
    under: Callable[[str], Predicate],
) -> Callable[[tuple[LineItem, ...], Naming], RowSet]:
    """Rows by code: 合计, then each 类 followed by its 款 and 项, in code order."""

    def rows(lines: tuple[LineItem, ...], naming: Naming) -> RowSet:
        codes = {prefix for line in lines for prefix in prefixes(code(line))}
        if not lines:
            return RowSet(())
        call = name(naming)
        below: dict[str, list[str]] = {}
        for each in sorted(codes - {""}):
            below.setdefault(_above(each), []).append(each)
        listed = [
            RowSpec(each, (each, call(each)), under(each), tuple(below.get(each, ())))
            for each in sorted(codes)
        ]
        return RowSet((RowSpec("total", ("", "合计"), every, tuple(below.get("", ()))), *listed))

    return rows


def prefixes(code: str) -> tuple[str, ...]:
    """A code with the codes above it: 2060101 → 206, 20601, 2060101."""
    return (*(code[:n] for n in (3, 5) if n < len(code)), code)


def _above(code: str) -> str:
    return ("", *prefixes(code))[-2]


def build_table(spec: TableSpec, number: int, lines: Sequence[LineItem], naming: Naming) -> Table:
    """Fill a spec with the line items of a budget."""
    counted = tuple(line for line in lines if spec.scope(line))
    sets = [side.rows(counted, naming) for side in spec.sides]
    height = max(len(rows.body) for rows in sets)
    columns = _columns(spec)
    rows, cells = [], {}
    for specs in zip(*(_level(each, height) for each in sets), strict=True):
        row = [_side_cells(side, row, counted) for side, row in zip(spec.sides, specs, strict=True)]
        rows.append(
            TableRow(
                tuple(r.key if r else "" for r in specs),
                tuple(c for r in row for c in r),
                tuple(r.parts if r else () for r in specs),
            )
        )
        for side, each, filled in zip(spec.sides, specs, row, strict=True):
            if each:
                found = (cell for cell in filled if isinstance(cell, Figure))
                cells.update(
                    {(each.key, m.path): f for m, f in zip(side.measures, found, strict=False)}
                )
    return Table(
        spec.table, spec.id, number, spec.title, columns, tuple(rows),
        () if counted else (spec.empty_note,), spec.numbered, cells,
    )  # fmt: skip


def _columns(spec: TableSpec) -> tuple[TableColumn, ...]:
    paths = [x for side in spec.sides for x in (*side.texts, *(m.path for m in side.measures))]
    return tuple(
        column
        for index, side in enumerate(spec.sides)
        for column in (
            *(TableColumn(path, False, index, is_code=_is_code(path)) for path in side.texts),
            *(
                TableColumn(each.path, True, index, tuple(map(paths.index, each.parts)))
                for each in side.measures
            ),
        )
    )


def _is_code(path: str) -> bool:
    return path.endswith("科目编码")


def _level(rows: RowSet, height: int) -> list[RowSpec | None]:
    return [*rows.body, *[None] * (height - len(rows.body)), *rows.foot]


def _side_cells(
    side: Side, row: RowSpec | None, lines: tuple[LineItem, ...]
) -> tuple[TableCell, ...]:
    if row is None:
        return ("",) * (len(side.texts) + len(side.measures))
    if row.counts is None:
        return (*row.texts, *[""] * len(side.measures))
    counted = [line for line in lines if row.counts(line)]
    return (*row.texts, *(figure(counted, measure.counts) for measure in side.measures))
