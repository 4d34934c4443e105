"""Rules shown by example: ``tests/rules/cases/<id>.md`` holds a workbook that passes and one that does not.

Both start from ``tests/rules/cases/base.md`` and write out what differs, as tables under the sheet's name::

    ## 通过                       (or 通过：words, any number of them)
    ### 绩效指标 改                rows changed: first column 行, then the columns to set
    ### 收支明细 加                rows added at the end
    ### 收支明细 删                rows taken away: one column, 行
    ### 增减原因                   the whole sheet anew; of 基本信息 only the fields named
    - 格式：empty_rows = 2         a setting of profile.toml that is otherwise than in the default format
    ## 不通过
    ...
    - 绩效指标!F4　警告　message    the findings of this rule, exactly: cells, severity, message
    - 另有：other-id               other rules that rightly speak of the same workbook
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from budgetgen.profiles import DEFAULT
from budgetgen.workbook.columns import Kind
from budgetgen.workbook.layout import INFO_SHEET, META_SHEET, SHEETS
from support.places import CASES
from support.plain_xlsx import Rows, write_plain

FOLDER = CASES
Table = list[list[str]]
Sheets = dict[str, Table]
_NUMERIC = (Kind.AMOUNT, Kind.NUMBER, Kind.PLAN)


@dataclass(slots=True)
class Case:
    """One workbook of a rule and what is to be found in it."""

    rule: str
    title: str
    changes: list[tuple[str, str, Table]] = field(default_factory=list)
    """(sheet, 改/加/删/"" , table) in the order written."""
    expected: list[str] = field(default_factory=list)
    others: set[str] = field(default_factory=set)
    settings: list[str] = field(default_factory=list)

    @property
    def passes(self) -> bool:
        return self.title.startswith("通过")

    def sheets(self) -> Sheets:
        """The base with this case's changes."""
        sheets = {title: [list(row) for row in table] for title, table in base().items()}
        for sheet, way, table in self.changes:
            sheets[sheet] = _changed(sheet, sheets.get(sheet, []), way, table)
        return sheets


def cases(path: Path) -> list[Case]:
    """All workbooks of one rule's file."""
    found: list[Case] = []
    table: Table = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("## "):
            found.append(Case(path.stem, line[3:].strip()))
        elif line.startswith("### "):
            sheet, _, way = line[4:].strip().partition(" ")
            table = []
            found[-1].changes.append((sheet, way, table))
        elif line.startswith("|"):
            if not re.fullmatch(r"[|\s:-]+", line) or "---" not in line:
                table.append(_row(line))
        elif line.startswith("- 格式："):
            found[-1].settings.append(line.removeprefix("- 格式："))
        elif line.startswith("- 另有："):
            found[-1].others |= set(line.removeprefix("- 另有：").split("、"))
        elif line.startswith("- "):
            found[-1].expected.append(line[2:].strip())
        else:
            assert not line.strip() or line.startswith("#") or not found, f"{path}:{number}: {line}"
    return found


def base() -> Sheets:
    """The small department without a fault."""
    sheets: Sheets = {}
    table: Table = []
    for line in (FOLDER / "base.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("### "):
            table = sheets.setdefault(line[4:].strip(), [])
        elif line.startswith("|") and "---" not in line:
            table.append(_row(line))
    return sheets


def save(sheets: Sheets, path: Path) -> Path:
    """Write these sheets as a workbook; cells get the type a careful clerk gives them."""
    contents: dict[str, Rows] = {}
    for title in (INFO_SHEET, *(sheet.title for sheet in SHEETS)):
        head, *rows = sheets.get(title, [[]])
        contents[title] = (
            (*head, *_heads_left_out(title, head)),
            *(
                tuple(_typed(title, h, cell) for h, cell in zip(head, row, strict=True))
                for row in rows
            ),
        )
    contents[META_SHEET] = (("格式方案", DEFAULT),)
    write_plain(contents, path)
    return path


def own_format(case: Case, folder: Path) -> str:
    """The format that a case is checked with: its own settings over the default, or the workbook's own."""
    if not case.settings:
        return ""
    own = folder / "own"
    own.mkdir()
    lines = [f'extends = "{DEFAULT}"', *case.settings]
    (own / "profile.toml").write_text("\n".join(lines), encoding="utf-8")
    return str(own)


def _heads_left_out(title: str, head: list[str]) -> list[str]:
    """Columns of the form that the example doesn't show, to stand empty on the right."""
    columns = next((sheet.columns for sheet in SHEETS if sheet.title == title), ())
    return [column.title for column in columns if column.title not in head]


def _row(line: str) -> list[str]:
    return [cell.strip().replace("<br>", "\n") for cell in line.strip().strip("|").split("|")]


def _changed(sheet: str, old: Table, way: str, table: Table) -> Table:
    head, *rows = table
    if sheet == INFO_SHEET:
        fields = {row[0]: row for row in old} | {row[0]: row for row in rows}
        return list(fields.values())
    if not way:
        return table
    if way == "删":
        gone = {int(row[0]) for row in rows}
        return [row for number, row in enumerate(old, start=1) if number not in gone]
    new_heads = [h for h in head if h not in old[0] and h != "行"]
    made = [[*row, *([""] * len(new_heads))] for row in old]
    made[0] = [*old[0], *new_heads]
    for row in rows:
        typed = dict(zip(head, row, strict=True))
        if way == "加":
            made.append([typed.get(h, "") for h in made[0]])
        else:
            assert way == "改", way
            number = int(typed.pop("行"))
            made[number - 1] = [
                typed.get(h, cell) for h, cell in zip(made[0], made[number - 1], strict=True)
            ]
    return made


def _typed(sheet: str, head: str, text: str) -> Any:
    if sheet == INFO_SHEET:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text
    columns = next(s.columns for s in SHEETS if s.title == sheet)
    kind = next((c.kind for c in columns if c.title == head), Kind.TEXT)
    numeric = kind in _NUMERIC and re.fullmatch(r"-?\d+(\.\d+)?", text)
    return float(text) if numeric else text or None
