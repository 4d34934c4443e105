"""台账文件: the ledger as a workbook to work with and as JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from budgetgen.model.money import YUAN_PER_WAN, plain
from budgetgen.season.collect.received import Received
from budgetgen.season.collect.settle import Ledger, LedgerRow, Status

_FONT: Final = {"font_name": "宋体", "font_size": 11, "valign": "top", "border": 1}
_RED: Final = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
_GREEN: Final = {"bg_color": "#C6EFCE", "font_color": "#006100"}
_AMBER: Final = {"bg_color": "#FFEB9C", "font_color": "#7F6000"}
_LOOKS: Final[Mapping[str, Mapping[str, Any]]] = {
    "": {},
    "red": _RED,
    "green": _GREEN,
    "amber": _AMBER,
}
_STATUS: Final = {Status.RECEIVED: "green", Status.UNEXPECTED: "amber", Status.STRANGE: "amber"}
_HEAD_ROW: Final = 1
_FIRST: Final = _HEAD_ROW + 1


@dataclass(frozen=True, slots=True)
class _Entry:
    """One cell: what it says, in which colour, where it leads."""

    value: Any = None
    look: str = ""
    link: str = ""


_HEADS: Final = (
    ("部门编码", 11), ("部门名称", 28), ("是否收到", 12), ("稿次", 14), ("模板版本", 24),
    ("错误数", 9), ("警告数", 9), ("收支总额（万元）", 16), ("与批复差额（万元）", 16),
    ("三公本年（万元）", 14), ("三公增减（万元）", 14), ("最迟公开日", 13), ("公开日期", 13),
    ("联系人", 18), ("文件", 36), ("退回", 10), ("说明", 80),
)  # fmt: skip
_DEADLINE: Final = [head for head, _ in _HEADS].index("最迟公开日")


def ledger_xlsx(ledger: Ledger, folder: str, copies: Mapping[str, str]) -> bytes:
    """汇总.xlsx; ``folder`` leads from it to the files, ``copies`` to the annotated copy of each."""
    import xlsxwriter

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(target, options) as book:
        writer = _Writer(book)
        rows = [_entries(row, folder, copies) for row in ledger.rows]
        writer.sheet("汇总", ledger.summary, _HEADS, rows, date_alarm=True)
        if ledger.others:
            heads = (("文件", 60), ("是什么", 90))
            others = [[_file(f, folder), _Entry(f.problem)] for f in ledger.others]
            writer.sheet("其他文件", f"不是工作簿的文件 {len(others)} 个", heads, others)
    return target.getvalue()


def _entries(row: LedgerRow, folder: str, copies: Mapping[str, str]) -> list[_Entry]:
    file = row.counted
    said = [
        _Entry(row.code), _Entry(row.name), _Entry(row.status.value, _STATUS.get(row.status, "red"))
    ]  # fmt: skip
    notes = _Entry("\n".join(row.notes))
    if file is None:
        return [*said, *[_Entry()] * 10, _Entry(row.contact), _Entry(), _Entry(), notes]
    was_read = file.is_ours and not file.problem
    copy = copies.get(file.file, "")
    return [
        *said,
        _Entry(file.draft_title),
        _Entry(file.template),
        _Entry(file.errors, "red" if file.errors else "green") if was_read else _Entry(),
        _Entry(file.warnings, "amber" if file.warnings else "green") if was_read else _Entry(),
        _Entry(file.total),
        _Entry(file.approval_gap, _gap_look(file.approval_gap)),
        _Entry(file.three_public),
        _Entry(file.three_public_change),
        _Entry(file.deadline),
        _Entry(file.published),
        _Entry(row.contact),
        _file(file, folder),
        _Entry("批注稿", link=copy) if copy else _Entry(),
        notes,
    ]


def _gap_look(gap: Decimal | None) -> str:
    return "" if gap is None else "red" if gap else "green"


def _file(file: Received, folder: str) -> _Entry:
    return _Entry(file.file, link=f"{folder}/{file.file}")


class _Writer:
    """Writes lists with frozen heads, filters and colours."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._formats: dict[tuple[str, str], Any] = {}

    def sheet(
        self, title: str, said: str, heads: Sequence[tuple[str, int]],
        rows: Sequence[Sequence[_Entry]], *, date_alarm: bool = False,
    ) -> None:  # fmt: skip
        """One list under a line that sums it up."""
        sheet = self._book.add_worksheet(title)
        bold = {**_FONT, "bold": True, "text_wrap": True}
        head = self._book.add_format({**bold, "bg_color": "#1F4E78", "font_color": "#FFFFFF"})
        sheet.write_string(0, 0, said, self._book.add_format({"bold": True, "font_size": 12}))
        for column, (name, width) in enumerate(heads):
            sheet.set_column(column, column, width)
            sheet.write_string(_HEAD_ROW, column, name, head)
        for number, row in enumerate(rows, start=_FIRST):
            for column, entry in enumerate(row):
                self._cell(sheet, number, column, entry)
        last = max(_FIRST, _FIRST + len(rows) - 1)
        sheet.autofilter(_HEAD_ROW, 0, last, len(heads) - 1)
        sheet.freeze_panes(_FIRST, min(2, len(heads) - 1))
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEAD_ROW)
        if date_alarm:
            self._alarm(sheet, last)

    def _alarm(self, sheet: Any, last: int) -> None:
        """Past the last day and not published: red from that day on, whenever the list is opened."""
        letter, published = chr(65 + _DEADLINE), chr(66 + _DEADLINE)
        first = _FIRST + 1
        late = f'=AND(${letter}{first}<>"",${published}{first}="",${letter}{first}<TODAY())'
        rule = {"type": "formula", "criteria": late, "format": self._book.add_format(_RED)}
        sheet.conditional_format(_FIRST, _DEADLINE, last, _DEADLINE, rule)

    def _cell(self, sheet: Any, row: int, column: int, entry: _Entry) -> None:
        match entry.value:
            case None | "":
                sheet.write_blank(row, column, None, self._format("", entry.look))
            case Decimal():
                wan = float(entry.value / YUAN_PER_WAN)
                sheet.write_number(row, column, wan, self._format("#,##0.00####", entry.look))
            case int():
                sheet.write_number(row, column, entry.value, self._format("0", entry.look))
            case date():
                look = self._format("yyyy-mm-dd", entry.look)
                sheet.write_datetime(row, column, entry.value, look)
            case text:
                self._text(sheet, row, column, str(text), entry)

    def _text(self, sheet: Any, row: int, column: int, text: str, entry: _Entry) -> None:
        # A # in a name would be taken for a place inside the file.
        if entry.link and "#" not in entry.link and len(entry.link) < 200:
            look = self._format("link", entry.look)
            sheet.write_url(row, column, f"external:{entry.link}", look, text)
        else:
            sheet.write_string(row, column, text, self._format("@", entry.look))

    def _format(self, number: str, look: str) -> Any:
        if (number, look) not in self._formats:
            made = {**_FONT, **_LOOKS[look], "text_wrap": number in ("@", "link")}
            if number == "link":
                made |= {"font_color": "#0563C1", "underline": 1}
            elif number:
                made["num_format"] = number
            self._formats[number, look] = self._book.add_format(made)
        return self._formats[number, look]


def ledger_json(ledger: Ledger, copies: Mapping[str, str]) -> bytes:
    """汇总.json; amounts in 元 as text."""
    said = {
        "schema": "budgetgen-collection/1",
        "summary": ledger.summary,
        "agencies": [_public(row, copies) for row in ledger.rows],
        "others": [{"file": f.file, "problem": f.problem} for f in ledger.others],
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _public(row: LedgerRow, copies: Mapping[str, str]) -> dict[str, Any]:
    file = row.counted
    said: dict[str, Any] = {
        "code": row.code, "name": row.name, "status": row.status.value,
        "contact": row.contact, "notes": list(row.notes),
    }  # fmt: skip
    if file is None:
        return said
    amounts = ("total", "approval_gap", "three_public", "three_public_change")
    days = ("deadline", "published")
    return said | {
        "file": file.file, "sha256": file.sha256, "returned": copies.get(file.file, ""),
        "year": file.year, "stage": file.stage, "draft": file.draft,
        "profile": file.profile, "version": file.version,
        "errors": file.errors, "warnings": file.warnings,
        **{name: _text(getattr(file, name)) for name in amounts},
        **{name: str(getattr(file, name) or "") for name in days},
    }  # fmt: skip


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else plain(amount)
