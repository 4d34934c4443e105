"""清单: what was sent to whom; collecting the workbooks again starts from it."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from budgetgen.model.money import plain, total
from budgetgen.model.records import ControlFigure
from budgetgen.tables.controls import counted

MANIFEST_JSON: Final = "清单.json"
MANIFEST_XLSX: Final = "清单.xlsx"
SCHEMA: Final = "budgetgen-manifest/1"
_COLUMNS: Final = (
    ("部门编码", "code", 12),
    ("部门名称", "name", 36),
    ("部门简称", "short_name", 18),
    ("文件", "file", 40),
    ("格式方案", "profile", 24),
    ("模板版本", "version", 12),
    ("单位数", "units", 10),
    ("控制数合计（元）", "control_total", 20),
    ("联系人", "contact", 14),
    ("SHA-256", "sha256", 70),
)


@dataclass(frozen=True, slots=True)
class Sent:
    """One agency's line; ``control_total`` in 元, None where no control figure was given."""

    code: str
    name: str
    short_name: str
    file: str
    profile: str
    version: str
    sha256: str
    units: int
    control_total: Decimal | None
    contact: str


def control_total(controls: Sequence[ControlFigure]) -> Decimal | None:
    """控制数合计 in 元: 批复数 where there is one; no money counts twice."""
    given = counted(controls, lambda c: c.control if c.approved is None else c.approved)
    return total(figure for _, figure in given) if given else None


def manifest_json(sent: Iterable[Sent]) -> bytes:
    """清单.json; ``control_total`` as exact 元 in a string, or null."""
    agencies = [asdict(each) | {"control_total": _exact(each.control_total)} for each in sent]
    text = json.dumps({"schema": SCHEMA, "agencies": agencies}, ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def _exact(amount: Decimal | None) -> str | None:
    return None if amount is None else plain(amount)


def sent_before(folder: Path) -> frozenset[tuple[str, str]]:
    """File and SHA-256 of what a manifest already there lists; nothing where there is none."""
    try:
        old = json.loads((folder / MANIFEST_JSON).read_text(encoding="utf-8"))
        return frozenset((each["file"], each["sha256"]) for each in old["agencies"])
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()


def filled_since(folder: Path, files: Iterable[str]) -> list[str]:
    """Files already in the folder that are not just as they were sent: somebody may have filled them in."""
    before = sent_before(folder)
    return [
        file
        for file in files
        if (folder / file).is_file()
        and (file, hashlib.sha256((folder / file).read_bytes()).hexdigest()) not in before
    ]


def manifest_xlsx(sent: Sequence[Sent], year: int) -> bytes:
    """清单.xlsx: the same for people, each file a link; equal input gives equal bytes."""
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"title": "工作簿发放清单", "created": datetime(year, 1, 1)})
        sheet = book.add_worksheet("清单")
        head = book.add_format(
            {"bold": True, "bg_color": "#D0CECE", "border": 1, "align": "center"}
        )
        text = book.add_format({"num_format": "@"})
        money = book.add_format({"num_format": "#,##0.00"})
        for place, (title, _, width) in enumerate(_COLUMNS):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, title, head)
        for row, each in enumerate(sent, start=1):
            for place, (_, field, _) in enumerate(_COLUMNS):
                _write(sheet, row, place, getattr(each, field), {"text": text, "money": money})
            sheet.write_url(row, 3, f"external:{each.file}", string=each.file)
        sheet.autofilter(0, 0, max(len(sent), 1), len(_COLUMNS) - 1)
        sheet.freeze_panes(1, 2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    return target.getvalue()


def _write(sheet: Any, row: int, place: int, value: object, styles: dict[str, Any]) -> None:
    match value:
        case Decimal():
            sheet.write_number(row, place, float(value), styles["money"])
        case int():
            sheet.write_number(row, place, value)
        case str() if value:
            sheet.write_string(row, place, value, styles["text"])
