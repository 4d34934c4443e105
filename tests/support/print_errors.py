"""What three printed disclosures got wrong, from ``tests/data/print-errors.toml``, typed into workbooks.

``cd tests && python -m support.print_errors`` writes ``docs/rules-coverage.md``. A finding's keys:

    id, grade   E error, W suspicious, N format, R rounding; seen A by rule, T in the text, H by a reader
    class       derived: cannot come out; check: typed, a rule's business; not-expressible: nothing to hold it against
    what        what was wrong
    typed       cells to fill, on the base of tests/rules: [sheet, row, column, words]; with a fifth item, what would
                have been right, the cell is where the rule has to point (unless ``where`` names other cells)
    rules       those of which one has to point there; found = false where none does (yet), with the reason in ``why``
    prints      words that the document composed of this workbook has; ``never``: words that it doesn't have
    shown       functions of tests/rules/test_print_errors.py that every example's document passes
    held        tests elsewhere that fail when the derivation is broken, as file::function
    why         the reason, where it is not plain from the rest
    replaced    which names were put in the place of real ones
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from budgetgen.workbook.layout import INFO_SHEET
from support.places import ROOT
from support.rule_cases import Sheets, base, save

LIST = ROOT / "tests" / "data" / "print-errors.toml"
PAGE = ROOT / "docs" / "rules-coverage.md"

DERIVED, CHECK, NOT_EXPRESSIBLE = "derived", "check", "not-expressible"
CLASSES = {DERIVED: "自动得出", CHECK: "填写，由规则检查", NOT_EXPRESSIBLE: "无从判断"}
MATERIALS = {"B": "A", "X": "B", "S": "C", "C": "A B C"}
GRADES = {
    "E": "错误", "W": "可疑", "N": "格式", "R": "进位",
    "A": "按数据", "T": "按文字", "H": "靠人读",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PrintError:
    """One finding and what becomes of it."""

    id: str
    grade: str
    kind: str
    what: str
    typed: tuple[tuple[Any, ...], ...] = ()
    where: tuple[tuple[Any, ...], ...] = ()
    rules: tuple[str, ...] = ()
    found: bool = True
    prints: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    why: str = ""
    profile: str = ""
    replaced: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """Where the rule has to point, as 表!格."""
        places = self.where or [each[:3] for each in self.typed if len(each) == _WITH_RIGHT]
        sheets = self.sheets()
        return tuple(_reference(sheets, *place) for place in places)

    def sheets(self, right: bool = False) -> Sheets:
        """The base with the words as printed, or with those that would have been right."""
        sheets = base()
        for sheet, row, head, *words in self.typed:
            _type(sheets, sheet, row, head, words[-1] if right else words[0])
        return sheets

    def workbook(self, folder: Path, right: bool = False) -> Path:
        """The same as a file."""
        return save(self.sheets(right), folder / f"{self.id}.xlsx")


_WITH_RIGHT = 5


@cache
def print_errors() -> tuple[PrintError, ...]:
    """All findings, in the order of the list."""
    entries = tomllib.loads(LIST.read_text(encoding="utf-8"))["finding"]
    return tuple(_entry(**entry) for entry in entries)


def _entry(**entry: Any) -> PrintError:
    kind = entry.pop("class")
    lists = {key: tuple(value) for key, value in entry.items() if isinstance(value, list)}
    return PrintError(kind=kind, **entry | lists)


def _type(sheets: Sheets, sheet: str, row: int | str, head: str, words: str) -> None:
    if sheet == INFO_SHEET:
        fields = {each[0]: each for each in sheets[sheet]} | {row: [row, words]}
        sheets[sheet] = list(fields.values())
        return
    table = sheets.setdefault(sheet, [[]])
    if head == "*":
        table[int(row) - 1] = [words] * len(table[0])
        return
    if head not in table[0]:
        for index, each in enumerate(table):
            each.append(head if index == 0 else "")
    while len(table) < int(row):
        table.append([""] * len(table[0]))
    table[int(row) - 1][table[0].index(head)] = words


def _reference(sheets: Sheets, sheet: str, row: int | str, head: str) -> str:
    """表!格 of a column in a row; the sheet alone without a row, for what is missing from it."""
    if not row:
        return sheet
    if sheet == INFO_SHEET:
        return f"{sheet}!B{[each[0] for each in sheets[sheet]].index(str(row)) + 1}"
    column = 1 if head == "*" else sheets[sheet][0].index(head) + 1
    return f"{sheet}!{get_column_letter(column)}{row}"


def share_found(grade: str) -> tuple[int, int]:
    """(found, all) among the findings of class check whose grade has this letter."""
    own = [each for each in print_errors() if each.kind == CHECK and grade in each.grade]
    return sum(each.found for each in own), len(own)


def page() -> str:
    """docs/rules-coverage.md."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield "# 印错的地方，规则看见多少"
    yield ""
    yield f"三份公开材料（A、B、C）里挑出的 {len(print_errors())} 处问题，逐条说明在本工具里怎样。"
    yield "“自动得出”：内容由程序汇总或排印，这个错印不出来；“填写，由规则检查”：由人填写，规则应当指出；"
    yield "“无从判断”：表样如此，或工作簿里没有可以对照的东西，只能靠人审读。"
    yield "“性质”第一个词是轻重，第二个词是凭什么看得出来。由 `python -m support.print_errors` 写成，每一条都有测试。"
    yield ""
    for kind, name in CLASSES.items():
        own = [each for each in print_errors() if each.kind == kind]
        yield f"- {name}：{len(own)} 处"
    for letter in "ATH":
        found, every = share_found(letter)
        yield f"- 由规则检查、{GRADES[letter]}看得出的：{every} 处，查出 {found} 处"
    yield ""
    yield "| 编号 | 材料 | 性质 | 问题 | 归类 | 填在哪里 | 规则 | 查出 | 说明 |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for each in print_errors():
        yield f"| {' | '.join(_row(each))} |"


def _row(each: PrintError) -> list[str]:
    grade = "，".join(GRADES[letter] for letter in each.grade)
    said = {CHECK: "是" if each.found else "否", DERIVED: "印不出来", NOT_EXPRESSIBLE: "—"}
    rules = "、".join(each.rules) if each.found else ""
    return [
        each.id, MATERIALS[each.id[0]], grade, each.what, CLASSES[each.kind],
        "、".join(each.cells), rules, said[each.kind], "；".join(filter(None, _reasons(each))),
    ]  # fmt: skip


def _reasons(each: PrintError) -> Iterator[str]:
    yield each.why.rstrip("。")
    if each.prints:
        yield f"印出“{'”“'.join(each.prints)}”"
    yield "、".join(f"`{test}`" for test in each.held)
    yield each.replaced and f"名称已换：{each.replaced}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
