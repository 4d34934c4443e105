"""收到的文件: what one file of an agency says, small enough to keep; a broken file says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from budgetgen.checked import Checked
from budgetgen.disclosure import Disclosure
from budgetgen.findings import Finding, Severity, standing
from budgetgen.model.budget import Budget
from budgetgen.model.money import total
from budgetgen.model.vocabulary import Item
from budgetgen.tables.controls import counted, governing
from budgetgen.workbook.file.package import WorkbookError, open_package, template_of
from budgetgen.workbook.layout import INFO_SHEET, LINES
from budgetgen.workbook.marks.annotate import annotate_workbook

_THREE_PUBLIC: Final = (Item.ABROAD, Item.VEHICLE_PURCHASE, Item.VEHICLE_RUNNING, Item.RECEPTION)
_ABOUT_THE_FORM: Final = ("template-", "profile-")
_TABLE_SUFFIXES: Final = frozenset(
    {".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".et", ".ett", ".ods", ".csv"}
)
_SAID: Final = 3
"""How many errors the ledger writes out."""


Checker = Callable[[Path], Checked]
"""Reads a workbook and runs the rules (``budgetgen.checked.check_file``)."""


class Received(BaseModel):
    """收到的文件; amounts in 元, None where nobody can say."""

    model_config = ConfigDict(frozen=True)

    file: str
    """Path inside the folder, with ``/``."""
    sha256: str
    modified: datetime
    was_saved: bool = False
    """Whether a program left the date in the file; else it is the disk's."""
    problem: str = ""
    """Why it can't be read, with what to do; empty where it can."""
    is_fault: bool = False
    """Whether the problem is ours."""
    is_table: bool = True
    """Whether it is, or calls itself, a workbook."""
    is_ours: bool = False
    """Whether it is a disclosure workbook."""
    profile: str = ""
    version: str = ""
    year: int = 0
    code: str = ""
    name: str = ""
    stage: str = ""
    draft: str = ""
    errors: int = 0
    warnings: int = 0
    total: Decimal | None = None
    approval_gap: Decimal | None = None
    three_public: Decimal | None = None
    three_public_change: Decimal | None = None
    deadline: date | None = None
    published: date | None = None
    contact: str = ""
    remarks: tuple[str, ...] = ()

    @classmethod
    def unread(cls, path: Path, file: str, sha256: str, problem: str = "") -> Received:
        """What is known of a file before, or without, reading it."""
        return cls(
            file=file, sha256=sha256, modified=_disk_date(path), problem=problem,
            is_fault=bool(problem), is_table=path.suffix.lower() in _TABLE_SUFFIXES,
        )  # fmt: skip

    def found_as(self, path: Path, file: str) -> Received:
        """The same content under another name or date."""
        is_table = path.suffix.lower() in _TABLE_SUFFIXES if self.problem else True
        date = self.modified if self.was_saved else _disk_date(path)
        return self.model_copy(update={"file": file, "modified": date, "is_table": is_table})

    @property
    def is_known(self) -> bool:
        """Whether it says whose it is."""
        return bool(self.code)

    @property
    def template(self) -> str:
        """模板版本 as the ledger shows it."""
        return " ".join(part for part in (self.profile, self.version) if part)

    @property
    def draft_title(self) -> str:
        """稿次 with its 编报阶段."""
        return " ".join(part for part in (self.stage, self.draft) if part)


def take(path: Path, file: str, sha256: str, check: Checker) -> tuple[Received, bytes]:
    """Read one file, and mark in a copy what is wrong; never raises. No copy of what is not ours."""
    stem = Received.unread(path, file, sha256)
    try:
        received, findings = _read(path, stem, check)
        return received, annotate_workbook(path, findings) if received.is_ours else b""
    except WorkbookError as refused:
        said = f"{refused.message}。办法：{refused.remedy}"
        return stem.model_copy(update={"problem": said}), b""
    except Exception as bug:  # one file must not stop the others; the ledger names it
        said = f"程序读取这个文件时出错（{type(bug).__name__}：{bug}）。办法：把文件交给维护人员"
        return stem.model_copy(update={"problem": said, "is_fault": True}), b""


def _disk_date(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _read(path: Path, stem: Received, check: Checker) -> tuple[Received, Sequence[Finding]]:
    with open_package(path) as package:
        template, saved = template_of(package), _saved(package.properties)
    checked = check(path)
    found = standing(checked.findings)
    made = checked.disclosure
    about = {
        "is_table": True,
        "is_ours": bool(template.profile or made) or not _lacks_everything(found),
        "modified": saved or stem.modified,
        "was_saved": saved is not None,
        "profile": template.profile,
        "version": template.version,
        "errors": sum(f.severity is Severity.ERROR for f in found),
        "warnings": sum(f.severity is Severity.WARNING for f in found),
        "remarks": tuple(_remarks(found)),
    }
    if made:
        about |= _figures(made)
    return stem.model_copy(update=about), checked.findings


def _saved(properties: dict[str, str]) -> datetime | None:
    """When a program last saved it: travels with the file, unlike the disk's own date.

    A workbook never saved since it was written has one date for both: that says nothing.
    """
    modified = properties.get("modified", "")
    if not modified or modified == properties.get("created"):
        return None
    try:
        moment = datetime.fromisoformat(re.sub(r"Z$", "+00:00", modified))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _lacks_everything(findings: Sequence[Finding]) -> bool:
    absent = {ref.sheet for f in findings if f.rule == "sheet-missing" for ref in f.at}
    return {INFO_SHEET, LINES.title} <= absent


def _remarks(findings: Sequence[Finding]) -> list[str]:
    """What is said of the form, then the first errors."""
    form = [f.message for f in findings if f.rule.startswith(_ABOUT_THE_FORM)]
    errors = [f for f in findings if f.severity is Severity.ERROR]
    said = [f"{f.where}：{f.message}" if f.where else f.message for f in errors[:_SAID]]
    rest = [f"另有 {len(errors) - _SAID} 个错误"] if len(errors) > _SAID else []
    return list(dict.fromkeys([*form, *said, *rest]))


def _figures(made: Disclosure) -> dict[str, object]:
    info, figures = made.budget.info, made.figures
    changes = [figures.changes[item] for item in _THREE_PUBLIC]
    known = all(change.known for change in changes)
    approved = info.approved_on
    days = made.profile.law(info.year).days_to_publish
    return {
        "year": info.year,
        "code": info.code,
        "name": info.name,
        "stage": info.stage.value if info.stage else "",
        "draft": info.draft,
        "total": figures.total.amount,
        "approval_gap": approval_gap(made.budget),
        "three_public": figures.three_public.amount,
        "three_public_change": total(change.amount for change in changes) if known else None,
        "deadline": approved + timedelta(days=days) if approved else None,
        "published": info.published,
        "contact": " ".join(part for part in (info.author, info.phone) if part),
    }


def approval_gap(budget: Budget) -> Decimal | None:
    """与批复差额: line items less approved figures; None where none is given. No money counts twice."""
    given = counted(budget.controls, lambda control: governing(control, budget.info.stage))
    if not given:
        return None
    return total(line.amount for line in budget.lines) - total(figure for _, figure in given)
