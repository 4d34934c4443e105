"""Forms for tests that are not about their size."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from budgetgen.workbook.form.content import Form


@pytest.fixture(scope="module")
def short_forms() -> Iterator[None]:
    """The forms that a module writes have five rows to spare, not a thousand: a tenth of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Form, "prepared", lambda form, sheet: len(form.records(sheet)) + 5)
        yield
