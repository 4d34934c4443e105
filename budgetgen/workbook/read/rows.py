"""行: which rows of a sheet are records, and what each says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from budgetgen.findings import CellRef, Severity
from budgetgen.model.records import Origin, Record
from budgetgen.model.subjects import economic_level
from budgetgen.workbook.columns import Column, Kind, Sheet
from budgetgen.workbook.file.grid import Cell, Grid, StoredAs, address, anchors
from budgetgen.workbook.file.seen import shown
from budgetgen.workbook.file.texts import fold
from budgetgen.workbook.layout import LINES
from budgetgen.workbook.read.cells import is_text_for_number, read_cell
from budgetgen.workbook.read.funds import FurtherFunds
from budgetgen.workbook.read.headers import SheetHead
from budgetgen.workbook.read.reading import CellProblem, Measures
from budgetgen.workbook.read.remarks import Remarks

_TOTALS: Final = frozenset({"合计", "小计", "总计", "共计", "累计", "本页合计", "本页小计"})
_SAMPLES: Final = frozenset({"例", "样例", "例子"})
_REMARK = re.compile(r"(注|备注|说明|填表人?|填报人|制表人?|审核人?|单位负责人)[:\d]")
_SUM = re.compile(r"\b(SUM|SUBTOTAL|SUMIF|SUMIFS|AGGREGATE)\s*\(", re.IGNORECASE)
_NUMERIC: Final = frozenset({Kind.AMOUNT, Kind.NUMBER, Kind.PLAN})
_SAYS_LITTLE: Final = frozenset({Kind.CHOICE, Kind.FLAG, Kind.FORMULA})
"""Columns that bureaus prefill; a row with nothing else is nobody's record."""

_TOTAL_ROW = CellProblem(
    "row-looks-like-total",
    "这一行是合计行，没有读取，合计由程序计算",
    "可以保留；实为一笔明细的，补上编码",
    Severity.NOTICE,
)
_COUNTED_TOTAL = CellProblem(
    "row-looks-like-total",
    _TOTAL_ROW.message,
    "删去这一行，否则因其填有支出类别，工作簿里的“平衡检查”会多算；实为一笔明细的，补上编码",
    Severity.NOTICE,
)
"""Of a sum that stands by category, which the form's formulas take for a line."""
_ONLY_AMOUNTS = CellProblem(
    "row-only-amounts",
    "这一行只有金额，没有编码和名称，没有读取",
    "是合计的，删去；是明细的，补全这一行",
)
_HEAD_AGAIN = CellProblem(
    "row-repeats-head", "这一行重复了表头，没有读取", "可以保留，也可以删去", Severity.NOTICE
)
_NOTE = CellProblem(
    "row-looks-like-note",
    "这一行可能是表下的注，没有读取",
    "可以保留；需要公开的，写入“其他说明”",
    Severity.NOTICE,
)
_MERGED_AMOUNT = CellProblem(
    "amount-merged",
    "几行的金额合并为一个单元格，只计入第一行",
    "取消合并单元格，逐行填写金额",
)


Finish = Callable[[dict[str, Any]], Mapping[str, str]]
"""Completes a row's values in place; gives what is wrong with names typed over formulas, by field."""


@dataclass(slots=True)
class SheetReader:
    """Reads one sheet's records; what it has to say goes to ``remarks``."""

    sheet: Sheet
    grid: Grid
    header: SheetHead
    measures: Measures
    remarks: Remarks
    above: dict[str, Cell] = field(default_factory=dict)
    """Cells that blank ones below repeat."""
    _covered: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    _columns: dict[str, Column] = field(default_factory=dict)

    def records(self, finish: Finish) -> Iterator[Record]:
        """All records; ``finish`` may complete the values of each."""
        self._covered = anchors(self.grid, {n: None for n in self.header.columns.values()})
        self._columns = {column.field: column for column in self.sheet.columns}
        hidden, funds = [], FurtherFunds(self.sheet)
        for number in sorted(self.grid.rows):
            if number <= self.header.row or self._is_no_record(number):
                continue
            cells = self._filled_down(self._merged(number))
            if self._is_bare(self._own(number)):
                continue
            if number in self.grid.hidden_rows:
                hidden.append(number)
            cells, aside = funds.completed(cells)
            values = self._values(number, cells, aside)
            self._cut_economic(number, values)
            for name, wrong in finish(values).items():
                self._say_misnamed(number, name, wrong)
            if self._has_essentials(values):
                values["origin"] = self._origin(number)
                yield self.sheet.record.model_validate(values)
        if hidden:
            self._say_hidden(hidden)

    # Rows that are no records --------------------------------------------------------------------

    def _is_no_record(self, number: int) -> bool:
        row = self.grid.rows[number]
        first = min(row)
        if _is_sample(row[first]):
            return True
        if self._is_note(row):
            self._say(_NOTE, number, first)
            return True
        total = self._total_word(row)
        if total:
            counted = self.header.columns.get("category") in row and self.sheet is LINES
            self._say(_COUNTED_TOTAL if counted else _TOTAL_ROW, number, total)
            return True
        if self._repeats_head(row):
            self._say(_HEAD_AGAIN, number, first)
            return True
        return self._is_lone_sum(number)

    def _is_note(self, row: Mapping[int, Cell]) -> bool:
        """A line under the table; a sheet of texts has none."""
        if len(row) > 1 or self.sheet.columns[-1].kind is Kind.LONG:
            return False
        return any(_REMARK.match(fold(shown(cell))) for cell in row.values())

    def _total_word(self, row: Mapping[int, Cell]) -> int:
        """The column that says 合计, in a row without a code; 0 where none does."""
        key = row.get(self.header.columns.get(_key_column(self.sheet).field, 0))
        if key is not None and not _is_total(key):
            return 0
        return next((number for number in sorted(row) if _is_total(row[number])), 0)

    def _repeats_head(self, row: Mapping[int, Cell]) -> bool:
        head = self.grid.rows[self.header.row]
        columns = self.header.columns.values()
        again = sum(n in row and row[n].text == head[n].text for n in columns)
        return again >= 2

    def _is_lone_sum(self, number: int) -> bool:
        cells = self._merged(number)
        if not cells or any(self._columns[name].kind not in _NUMERIC for name in cells):
            return False
        first = self.header.columns[next(iter(cells))]
        is_sum = any(cell.formula and _SUM.search(cell.formula) for cell in cells.values())
        self._say(_TOTAL_ROW if is_sum else _ONLY_AMOUNTS, number, first)
        return True

    def _is_bare(self, cells: Mapping[str, Cell]) -> bool:
        """Whether a row holds only what is filled down, prefilled or derived."""
        return all(
            name == "unit" or column.fill_down or column.kind in _SAYS_LITTLE
            for name in cells
            for column in (self._columns[name],)
        )

    # Records -------------------------------------------------------------------------------------

    def _own(self, number: int) -> dict[str, Cell]:
        """The row's own cells by field."""
        row = self.grid.rows[number]
        return {name: row[place] for name, place in self.header.columns.items() if place in row}

    def _merged(self, number: int) -> dict[str, Cell]:
        """Own cells, and those that a merged cell covers; an amount counts once only."""
        cells = self._own(number)
        if not self._covered:
            return cells
        for name, place in self.header.columns.items():
            top = self._covered.get((number, place))
            if top and self._columns[name].kind not in _NUMERIC:
                anchor = self.grid.rows.get(top[0], {}).get(top[1])
                if anchor:
                    cells.setdefault(name, anchor)
        return cells

    def _filled_down(self, cells: dict[str, Cell]) -> dict[str, Cell]:
        names = [column.field for column in self.sheet.columns if column.fill_down]
        for place, name in enumerate(names):
            if name not in cells:
                continue
            known = self.above.get(name)
            if known is None or fold(shown(known)) != fold(shown(cells[name])):
                for later in names[place:]:
                    self.above.pop(later, None)
                self.above[name] = cells[name]
        return {name: self.above[name] for name in names if name in self.above} | cells

    def _values(
        self, number: int, cells: Mapping[str, Cell], aside: frozenset[str]
    ) -> dict[str, Any]:
        """Every field's value; ``aside`` are required ones that this row may leave blank."""
        values: dict[str, Any] = {}
        for name, place in self.header.columns.items():
            column = self._columns[name]
            value, problem = read_cell(cells.get(name), column, self.measures)
            if problem is None and name not in aside and column.required and value in (None, ""):
                is_covered = column.kind in _NUMERIC and (number, place) in self._covered
                problem = _MERGED_AMOUNT if is_covered else blank(column)
            if problem:
                self._say(problem, number, place)
            elif is_text_for_number(cells.get(name), column, value):
                self.remarks.texts.append(CellRef(self.grid.title, address(number, place)))
            if value is not None:
                values[name] = value
        return values | self._typed_names(number)

    def _cut_economic(self, number: int, values: dict[str, Any]) -> None:
        """A line's code finer than a 款 is read as its 款; the name beside it is that of the finer one."""
        code = str(values.get("economic", "")) if self.sheet is LINES else ""
        cut = economic_level(code)
        if cut != code:
            values["economic"] = cut
            values.pop("economic_name", None)
            self._say(_finer(code, cut), number, self.header.columns["economic"])

    def _typed_names(self, number: int) -> dict[str, str]:
        """Names typed over a formula, where the model keeps them."""
        if not self.header.shown_names:
            return {}
        row = self.grid.rows[number]
        kept = {field.title: name for name, field in self.sheet.record.model_fields.items()}
        return {
            kept[title]: shown(cell)
            for title, place in self.header.shown_names.items()
            if title in kept and (cell := row.get(place))
            and cell.stored is StoredAs.TEXT and cell.formula is None
        }  # fmt: skip

    def _has_essentials(self, values: dict[str, Any]) -> bool:
        """Whether a record can be made; required text may be blank."""
        for name, info in self.sheet.record.model_fields.items():
            if info.is_required() and name not in values:
                if info.annotation is not str:
                    return False
                values[name] = ""
        return True

    def _origin(self, number: int) -> Origin:
        cells = {name: address(number, place) for name, place in self.header.columns.items()}
        first = address(number, min(self.header.columns.values()))
        return Origin(self.grid.title, first, cells)

    # Saying --------------------------------------------------------------------------------------

    def _say(self, problem: CellProblem, row: int, column: int) -> None:
        self.remarks.add(problem, CellRef(self.grid.title, address(row, column)))

    def _say_misnamed(self, row: int, name: str, wrong: str) -> None:
        title = str(self.sheet.record.model_fields[name].title)
        problem = CellProblem(
            "name-of-another-code",
            f"{wrong}，编码和名称可能错行或错列",
            "核对这一行的编码；编码无误的，清空灰色的名称格，名称由程序带出",
            Severity.WARNING,
        )
        self._say(problem, row, self.header.shown_names[title])

    def _say_hidden(self, rows: list[int]) -> None:
        problem = CellProblem(
            "row-hidden",
            f"第 {ranges(rows)} 行是隐藏的，内容照样读取",
            "取消隐藏或筛选，核对是否为应公开的内容",
            Severity.NOTICE,
        )
        self._say(problem, rows[0], min(self.header.columns.values()))


def _finer(code: str, cut: str) -> CellProblem:
    return CellProblem(
        "economic-code-finer",
        f"经济科目编码 {code} 比款级细，按 {cut} 读取",
        f"改为 {cut}，工作簿里的“平衡检查”只认五位的款级编码；不改的，各表和“三公”经费按 {cut} 计入",
        Severity.NOTICE,
    )


def blank(column: Column) -> CellProblem:
    """A required cell without content."""
    how = {
        Kind.CHOICE: "从下拉列表里选",
        Kind.AMOUNT: "填写金额；没有这笔收支的，删去整行",
        Kind.CODE: "按文本填写编码",
    }.get(column.kind, f"填写“{column.title}”")
    hint = f"（{column.hint}）" if column.hint else ""
    return CellProblem("value-required", f"没有填“{column.title}”", f"{how}{hint}")


def ranges(numbers: Iterable[int]) -> str:
    """5、7—9."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return "、".join(f"{a}—{b}" if b > a else f"{a}" for a, b in runs)


def _key_column(sheet: Sheet) -> Column:
    """The column that a record can't do without: its first required code, else its first required."""
    required = [column for column in sheet.columns if column.required]
    return next((column for column in required if column.kind is Kind.CODE), required[0])


def _is_total(cell: Cell) -> bool:
    return cell.stored is StoredAs.TEXT and fold(cell.text).strip(":") in _TOTALS


def _is_sample(cell: Cell) -> bool:
    word = fold(cell.text) if cell.stored is StoredAs.TEXT else ""
    return word in _SAMPLES or word.startswith(("示例", "例:"))
