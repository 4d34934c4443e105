"""科目表: the year's subjects as one readable list that can be filtered; names are looked up in it."""

from __future__ import annotations

from typing import Any, Final

from budgetgen.model.subjects import Subject, SubjectKind
from budgetgen.workbook.form.content import FIRST, HEAD, Form
from budgetgen.workbook.form.styles import HEAD_PIXELS, Styles
from budgetgen.workbook.layout import SUBJECT_SHEET

_KINDS: Final = {
    SubjectKind.FUNCTION: "支出功能科目",
    SubjectKind.ECONOMIC: "部门经济科目",
    SubjectKind.PROCUREMENT: "政府采购品目",
}
_HEADS: Final = (
    ("科目种类", 16), ("编码", 14), ("名称", 44), ("级次", 8), ("专用于", 18), ("来源", 12),
)  # fmt: skip
_PURPOSE: Final = (
    "查编码用：按“科目种类”筛选，或按 Ctrl+F 查名称。标“待核对”的，以财政部门的科目表为准。"
)


def subject_area(form: Form, kind: SubjectKind) -> tuple[str, str]:
    """Where the codes and the names of one kind stand."""
    first = FIRST
    for each, rows in form.subjects.items():
        if each is kind:
            break
        first += len(rows)
    last = first + max(len(form.subjects[kind]), 1) - 1
    codes, names = (f"'{SUBJECT_SHEET}'!${c}${first}:${c}${last}" for c in "BC")
    return codes, names


def write_subjects(sheet: Any, styles: Styles, form: Form) -> None:
    """Write the whole list."""
    sheet.set_row_pixels(HEAD - 1, HEAD_PIXELS)
    purpose = f"{form.year} 年的科目。{_PURPOSE}"
    sheet.write_comment(HEAD - 1, 0, purpose, styles.note(purpose))
    for place, (head, width) in enumerate(_HEADS):
        sheet.set_column(place, place, width, styles.locked)
        sheet.write_string(HEAD - 1, place, head, styles.head_derived)
    row = HEAD
    for kind, rows in form.subjects.items():
        for subject in rows:
            _write(sheet, row, kind, subject, styles)
            row += 1
    sheet.autofilter(HEAD - 1, 0, row - 1, len(_HEADS) - 1)
    sheet.freeze_panes(HEAD, 3)


def _write(sheet: Any, row: int, kind: SubjectKind, subject: Subject, styles: Styles) -> None:
    source = "可以依据" if subject.trust.may_raise_error else "待核对"
    texts = (
        _KINDS[kind], subject.code, subject.name, subject.level,
        subject.budget or subject.share, source,
    )  # fmt: skip
    for place, text in enumerate(texts):
        styles.write_value(sheet, row, place, text, styles.listed)
