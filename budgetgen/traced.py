"""追溯: the line items behind a printed figure, with their workbook cells."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from budgetgen.disclosure import Disclosure
from budgetgen.errors import UserError
from budgetgen.model.money import PrintUnit
from budgetgen.model.records import LineItem
from budgetgen.tables.engine import Figure, Table, TableRow
from budgetgen.tables.rounding import Gap, off_by_rounding


class NotFound(UserError):
    """No such table, row or column; says what there is."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One printed cell and where it comes from."""

    table: Table
    row: str
    column: str
    figure: Figure
    typed_unit: PrintUnit
    """金额单位 of the workbook."""
    gaps: tuple[Gap, ...] = ()
    """四舍五入: sums that this cell heads and whose printed parts add up to something else."""

    @property
    def lines(self) -> tuple[LineItem, ...]:
        """The line items, in the workbook's order."""
        return self.figure.lines

    def text(self) -> str:
        """The cell, its line items with their cells, and why rounded parts may not add up."""
        return "\n".join(_told(self))


def _told(found: Explanation) -> Iterator[str]:
    unit, amount = found.table.unit, found.figure.amount
    yield f"{found.table.reference} {found.table.title}　{found.row}　{found.column}"
    yield f"印出 {unit.cell(amount) or '（空）'} {unit.name}，共 {found.typed_unit.typed(amount)}，来自："
    for line in found.lines:
        codes = " ".join(x for x in (line.function, line.economic, line.project) if x)
        carried = " 上年结转" if line.carryover else ""
        yield (
            f"  {line.cell('amount')!s:<14} {found.typed_unit.typed(line.amount):>18}  {codes}  "
            f"{line.category} {line.source}{carried}"
        )
    for gap in found.gaps:
        sums = " + ".join(f"{name} {printed}" for name, printed in gap.parts)
        yield (
            f"  四舍五入：印出的分项 {sums} = {gap.parts_sum}，印出的合计 {gap.printed}，"
            "各格分别进位，属于正常情况"
        )
    parts = sum(unit.rounded(line.amount) for line in found.lines)
    if not found.gaps and parts != unit.rounded(amount):
        yield (
            f"  （各笔分别四舍五入再相加是 {parts} {unit.name}，与印出的数只差进位，属于正常情况）"
        )
    if not found.lines:
        yield "  （没有明细）"


def explain_cell(d: Disclosure, table: str, row: str, column: str) -> Explanation:
    """Find a cell by table number or title, row number, code or label, and 栏次 or head."""
    found = _table(d, table)
    index = _row(found, row)
    place = _column(found, column, found.rows[index])
    cell = found.rows[index].cells[place]
    label = found.row_label(found.rows[index], found.columns[place].side)
    if not isinstance(cell, Figure):
        raise NotFound(f"{found.reference}第{index + 1}行的“{found.columns[place].path}”不是金额。")
    gaps = tuple(gap for gap in off_by_rounding(found) if gap.at == (index, place))
    return Explanation(found, label, found.columns[place].path, cell, d.typed_unit, gaps)


def _table(d: Disclosure, wanted: str) -> Table:
    key = wanted.removeprefix("表").strip()
    for table in d.tables:
        if {key, wanted} & {str(table.number), table.printed_number, table.id, table.title}:
            return table
    partly = [table for table in d.tables if key and key in table.title]
    if len(partly) == 1:
        return partly[0]
    listed = "；".join(f"{t.printed_number} {t.title}" for t in d.tables)
    raise NotFound(f"没有表“{wanted}”。可以写编号：{listed}")


def _row(table: Table, wanted: str) -> int:
    if table.numbered and wanted.isdigit() and 1 <= int(wanted) <= len(table.rows):
        return int(wanted) - 1
    texts = [[c.strip("　 ") for c in r.cells if isinstance(c, str) and c] for r in table.rows]
    for exact in (True, False):
        hits = [
            i for i, t in enumerate(texts) if any(wanted == x if exact else wanted in x for x in t)
        ]
        if hits and (exact or len(hits) == 1):
            return hits[0]
    near = difflib.get_close_matches(wanted, [x for t in texts for x in t], n=3, cutoff=0.3)
    hint = f"相近的有：{'、'.join(near)}" if near else "可以写序号、科目编码或项目名称"
    raise NotFound(f"{table.reference}没有行“{wanted}”。{hint}")


def _column(table: Table, wanted: str, row: TableRow) -> int:
    if wanted.isdigit() and 1 <= int(wanted) <= len(table.columns):
        return int(wanted) - 1
    figures = [i for i, c in enumerate(table.columns) if c.is_figure]
    hits = [i for i in figures if wanted in (table.columns[i].path, table.columns[i].label)]
    hits = hits or [i for i in figures if wanted in table.columns[i].path]
    hits = [i for i in hits if isinstance(row.cells[i], Figure)] or hits
    if len(hits) == 1:
        return hits[0]
    listed = "、".join(f"{i + 1} {table.columns[i].path}" for i in figures)
    problem = "不止一列叫" if hits else "没有列"
    raise NotFound(f"{table.reference}{problem}“{wanted}”。可以写栏次：{listed}")
