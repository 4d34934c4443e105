"""The form's worksheets, as XlsxWriter writes them, but for one search that ours don't need."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet


class FormSheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose formulas use functions of Excel 2007 only."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """Thirty searches for newer functions, in thousands of formulas, take half the time of writing.

        Where a later XlsxWriter calls this otherwise, they are made again.
        """
        return formula.removeprefix("=")
