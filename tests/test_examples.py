"""The examples: what is found in them, what they print, and how much of the model they use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest

from budgetgen.checked import Checked, check_file
from budgetgen.disclosure import Disclosure
from budgetgen.document.compose import compose
from budgetgen.document.facts import facts
from budgetgen.findings import Severity, verdict
from budgetgen.model.vocabulary import Category, Publicity, Source
from support.documents import texts
from support.places import ROOT

EXAMPLES = ROOT / "examples"
NAMES = sorted(folder.name for folder in EXAMPLES.iterdir() if folder.is_dir())
WHOLE = ("shifan-2024", "small-2024")
"""Examples whose sentences are held word by word; of the others an outline with the key figures is."""
Golden = Callable[[str, str], None]


@cache
def example(name: str) -> Checked:
    return check_file(next((EXAMPLES / name).glob("*.xlsx")))


@pytest.fixture(params=NAMES)
def checked(request: pytest.FixtureRequest) -> tuple[str, Checked]:
    return request.param, example(request.param)


def test_findings_are_the_golden_list(checked: tuple[str, Checked], golden: Golden) -> None:
    """Every finding with its words; of notices only which rules speak."""
    name, result = checked
    spoken = [f for f in result.findings if f.severity is not Severity.NOTICE]
    notices = sorted({f.rule for f in result.findings if f.severity is Severity.NOTICE})
    lines = [f"{f.where} {f.severity} {f.rule} {f.message} [{f.waived}]" for f in spoken]
    lines += [f"{Severity.NOTICE} {rule}" for rule in notices]
    golden(f"{name}.findings.txt", "\n".join([*(lines or [verdict(())]), ""]))


def test_no_example_has_an_error_or_an_unwaived_warning(checked: tuple[str, Checked]) -> None:
    _, result = checked
    assert not [f for f in result.findings if f.severity is not Severity.NOTICE and not f.waived]


def test_the_document_reads_as_the_golden_text(
    checked: tuple[str, Checked], golden: Golden
) -> None:
    name, result = checked
    assert result.disclosure
    if name in WHOLE:
        said = [text for text in texts(compose(result.disclosure)) if len(text) > 12]
    else:
        said = list(outline(result.disclosure))
    golden(f"{name}.txt", "\n".join(said) + "\n")


def outline(d: Disclosure) -> Iterator[str]:
    """Tables with their totals, sections, projects, and the figures that sentences name."""
    told = facts(d, compose(d))
    for table in told["tables"]:
        yield f"表{table['number']} {table['title']}（{len(table['rows'])}行）"
        totals = [row for row in table["rows"] if any("合计" in c or "总计" in c for c in row)]
        yield from (f"  {' '.join(filter(None, row[1:] or row))}" for row in totals)
        yield from (f"  {note}" for note in table["notes"])
    yield from (s["number"] + s["title"] for s in told["sections"] if s["level"] == 1)
    for project in told["blocks"]["projects"]:
        dates = " ".join(v or "–" for k, v in project.get("plan", {}).items() if k.endswith("底"))
        count = len(project["indicators"])
        yield f"{project['no']}. {project['title']} {project['budget']} [{dates}] {count}个指标"
    for block in ("procurement", "assets"):
        yield from (" ".join(filter(None, row)) for row in told["blocks"][block]["rows"])
    for part, figures in told["figures"].items():
        plain = [f"{k} {v}" for k, v in figures.items() if isinstance(v, str) and k != "reason"]
        yield f"{part}: {'，'.join(plain)}"


def test_the_larger_example_has_the_published_figures(
    real_tables: dict[str, dict[str, dict[str, list[list[str]]]]],
) -> None:
    disclosure = example("shifan-2024").disclosure
    assert disclosure
    totals = {t.number: t.printed_rows for t in disclosure.tables}
    for number, printed in real_tables["tables"].items():
        figures = [[c for c in row if c.replace(".", "").isdigit()] for row in printed["rows"]]
        ours = [[c for c in row if c.replace(".", "").isdigit()] for row in totals[int(number)]]
        assert ours == figures


def test_together_the_examples_use_every_source_category_and_way_of_publishing() -> None:
    budgets = [d.budget for d in (example(name).disclosure for name in NAMES) if d]
    lines = [line for budget in budgets for line in budget.lines]
    assert {line.source for line in lines} == set(Source)
    assert {line.category for line in lines} == set(Category)
    assert {p.disclosure for budget in budgets for p in budget.projects} == set(Publicity)
    assert {budget.info.scope for budget in budgets} == {"部门", "单位"}
    assert max(len(budget.units) for budget in budgets) > 1
