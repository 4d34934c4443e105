"""The examples: what is found in them, what they print, and that they carry nobody's real words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from test_document import texts

from budgetgen import pipeline
from budgetgen.document.compose import compose
from budgetgen.findings import verdict
from budgetgen.pipeline import Checked

EXAMPLES = Path(__file__).parent.parent / "examples"
Golden = Callable[[str, str], None]


@pytest.fixture(scope="module", params=["shifan-2024", "small-2024"])
def checked(request: pytest.FixtureRequest) -> tuple[str, Checked]:
    return request.param, pipeline.check(next((EXAMPLES / request.param).glob("*.xlsx")))


def test_findings_are_the_golden_list(checked: tuple[str, Checked], golden: Golden) -> None:
    name, result = checked
    lines = [f"{f.where} {f.severity} {f.rule} {f.message} [{f.waived}]" for f in result.findings]
    golden(f"{name}.findings.txt", "\n".join([*lines, verdict(result.findings), ""]))


def test_the_document_reads_as_the_golden_text(
    checked: tuple[str, Checked], golden: Golden
) -> None:
    name, result = checked
    assert result.disclosure
    said = [text for text in texts(compose(result.disclosure)) if len(text) > 12]
    golden(f"{name}.txt", "\n".join(said) + "\n")


def test_the_larger_example_has_the_published_figures(
    checked: tuple[str, Checked], real_tables: dict[str, dict[str, dict[str, list[list[str]]]]]
) -> None:
    name, result = checked
    assert result.disclosure
    totals = {t.number: t.printed_rows for t in result.disclosure.tables}
    if name == "shifan-2024":
        for number, printed in real_tables["tables"].items():
            figures = [[c for c in row if c.replace(".", "").isdigit()] for row in printed["rows"]]
            ours = [[c for c in row if c.replace(".", "").isdigit()] for row in totals[int(number)]]
            assert ours == figures
    else:
        assert len(result.disclosure.budget.lines) == 12
        assert len(result.disclosure.budget.projects) == 2
