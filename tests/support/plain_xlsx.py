"""The plainest workbook there can be, for the hundreds of tests that need one each: ten times quicker than openpyxl.

Texts stand in their cells, there is one look beside the usual one (a date), and a sheet that many
workbooks share is written once.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils import get_column_letter

Value = str | float | date | None
Rows = tuple[tuple[Value, ...], ...]

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STYLES = (
    f'{XML}<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts>'
    '<fills count="1"><fill><patternFill/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
DAY_ZERO = date(1899, 12, 30)


def write_plain(sheets: Mapping[str, Rows], path: Path) -> None:
    """Write a workbook of these sheets, in their order."""
    with zipfile.ZipFile(path, "w") as package:
        for name, text in _frame(tuple(sheets)):
            package.writestr(name, text)
        for number, rows in enumerate(sheets.values(), start=1):
            package.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(rows))


@cache
def _frame(titles: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """All parts but the sheets: name and text."""
    numbered = list(enumerate(titles, start=1))
    types = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{TYPE}.{kind}+xml"/>'
        for part, kind in (
            ("workbook", "sheet.main"),
            ("styles", "styles"),
            *((f"worksheets/sheet{number}", "worksheet") for number, _ in numbered),
        )
    )
    names = "".join(
        f'<sheet name={quoteattr(title)} sheetId="{number}" r:id="r{number}"/>'
        for number, title in numbered
    )
    parts = [(f"r{number}", "worksheet", f"worksheets/sheet{number}.xml") for number, _ in numbered]
    return (
        (
            "[Content_Types].xml",
            f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"'
            f' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        ),
        ("_rels/.rels", _relations([("r1", "officeDocument", "xl/workbook.xml")])),
        (
            "xl/workbook.xml",
            f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>',
        ),
        ("xl/_rels/workbook.xml.rels", _relations([*parts, ("r0", "styles", "styles.xml")])),
        ("xl/styles.xml", STYLES),
    )


def _relations(parts: Sequence[tuple[str, str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for id, kind, target in parts
    )
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{each}</Relationships>'


@cache
def _sheet(rows: Rows) -> str:
    made = "".join(
        f'<row r="{number}">{"".join(_cells(number, row))}</row>'
        for number, row in enumerate(rows, start=1)
    )
    return f'{XML}<worksheet xmlns="{MAIN}"><sheetData>{made}</sheetData></worksheet>'


def _cells(number: int, row: tuple[Value, ...]) -> Iterator[str]:
    for place, value in enumerate(row, start=1):
        at = f'r="{get_column_letter(place)}{number}"'
        match value:
            case None | "":
                pass
            case date():
                yield f'<c {at} s="1"><v>{(value - DAY_ZERO).days}</v></c>'
            case str():
                text = f'<t xml:space="preserve">{escape(value)}</t>'
                yield f'<c {at} t="inlineStr"><is>{text}</is></c>'
            case _:
                yield f"<c {at}><v>{value!r}</v></c>"
