"""下拉选项: a hidden sheet with the lists behind drop-downs, and the helper columns.

Lists stand in cells and not in the validations: those hold 255 characters at most.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from budgetgen.model.subjects import SubjectKind
from budgetgen.workbook.file.grid import column_letters
from budgetgen.workbook.form.content import FIRST, HEAD, Form
from budgetgen.workbook.form.helpers import OPTIONS_SHEET, Helper, helper_calcs

if TYPE_CHECKING:
    from budgetgen.workbook.form.styles import Styles

_FULL_CODE: Final = {SubjectKind.FUNCTION: 7, SubjectKind.ECONOMIC: 5}


class Options:
    """Collects lists while the other sheets are written; is written last."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._lists: dict[tuple[str, ...], tuple[int, str]] = {}

    def source(self, title: str, words: Iterable[str]) -> str:
        """A list's cells, as a drop-down names them; the same words are listed once."""
        items = tuple(words)
        place, _ = self._lists.setdefault(items, (len(Helper) + 2 + len(self._lists), title))
        letter = column_letters(place)
        return f"='{OPTIONS_SHEET}'!${letter}${FIRST}:${letter}${HEAD + max(len(items), 1)}"

    def subjects(self, kind: SubjectKind) -> str:
        """The codes that can be typed: 项 of 功能科目, 款 of 经济科目, every procurement item."""
        length = _FULL_CODE.get(kind)
        codes = (s.code for s in self._form.subjects[kind])
        return self.source(kind.value, (c for c in codes if length in (None, len(c))))

    def write(self, sheet: Any, styles: Styles) -> None:
        """Write all lists and helper columns."""
        for place, helper in enumerate(Helper):
            sheet.write_string(HEAD - 1, place, helper.value, styles.head_derived)
            for row, calc in enumerate(helper_calcs(self._form, helper), start=HEAD):
                styles.write_calc(sheet, row, place, calc, styles.listed)
        for items, (number, title) in self._lists.items():
            sheet.write_string(HEAD - 1, number - 1, f"选项：{title}", styles.head_derived)
            for row, item in enumerate(items, start=HEAD):
                sheet.write_string(row, number - 1, item, styles.listed)
