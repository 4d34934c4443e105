"""Forms for tests that are not about their size."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from budgetgen.workbook.columns import Sheet
from budgetgen.workbook.form.content import Form


class ShortForm(Form):
    """A form with five rows to spare, not a thousand: a tenth of the time."""

    def prepared(self, sheet: Sheet) -> int:
        """How many rows a sheet has ready."""
        return len(self.records(sheet)) + 5


@pytest.fixture(scope="module")
def short_forms() -> Iterator[None]:
    """All forms that a module writes are short."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Form, "prepared", ShortForm.prepared)
        yield


@pytest.fixture
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The forms that a test writes are short."""
    monkeypatch.setattr(Form, "prepared", ShortForm.prepared)
