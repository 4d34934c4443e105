"""The API: what docs/api.md shows runs, nothing is printed, what is raised can be pickled."""

from __future__ import annotations

import doctest
import inspect
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import budgetgen
from budgetgen import api
from budgetgen.adapt.copy import CannotCopy
from budgetgen.document.compose import CannotCompose
from budgetgen.errors import BudgetgenError, FormatError, MissingSystemPart, UserError
from budgetgen.files import WouldOverwrite
from budgetgen.model.subjects import CatalogueError
from budgetgen.model.units import UnknownUnit
from budgetgen.profiles import ProfileError
from budgetgen.traced import NotFound
from budgetgen.workbook.file.package import WorkbookError
from support.places import ROOT, SMALL

VERBS = {
    "check", "build", "compare", "compare_years", "explain", "template", "send", "collect", "carry",
    "refresh", "migrate", "annotate",
}  # fmt: skip
RAISED = (
    WorkbookError(Path("表.xlsx"), "读不了", "另存"), UnknownUnit("没有"), NotFound("没有"),
    WouldOverwrite("会盖掉"), CannotCopy("不行"), CannotCompose("排不了"), ProfileError("坏了"),
    CatalogueError("坏了"), MissingSystemPart("没有 Pango"),
)  # fmt: skip


def test_the_page_says_what_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8").replace("```", "")
    test = doctest.DocTestParser().get_doctest(page, {"folder": tmp_path}, "api.md", None, 0)
    said: list[str] = []
    doctest.DocTestRunner().run(test, out=said.append)
    assert not said, "".join(said)


def test_every_verb_is_a_typed_function_that_survives_what_it_calls() -> None:
    budgetgen.explain(SMALL, "1", "1", "2")
    budgetgen.compare(SMALL, SMALL)
    for name in VERBS:
        made = getattr(budgetgen, name)
        assert inspect.isfunction(made), name
        signature = inspect.signature(made)
        assert signature.return_annotation is not inspect.Signature.empty, name
        assert all(p.annotation is not p.empty for p in signature.parameters.values()), name
    assert (ROOT / "budgetgen" / "py.typed").is_file()


def test_nothing_is_printed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    budgetgen.check(SMALL)
    budgetgen.compare(SMALL, SMALL)
    budgetgen.carry(SMALL)
    budgetgen.migrate(SMALL)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("problem", RAISED, ids=lambda problem: type(problem).__name__)
def test_what_is_raised_survives_another_process(problem: BudgetgenError) -> None:
    again = pickle.loads(pickle.dumps(problem))
    assert type(again) is type(problem)
    assert str(again) == str(problem)
    assert isinstance(problem, UserError | FormatError | MissingSystemPart)


def test_kept_inputs_are_a_draft_like_any_other(tmp_path: Path) -> None:
    first = {file.name: file.read_bytes() for file in budgetgen.build(SMALL, tmp_path / "a").files}
    (kept,) = (tmp_path / "a").glob("*.budget.json")
    assert budgetgen.check(kept).is_clean
    again = {file.name: file.read_bytes() for file in budgetgen.build(kept, tmp_path / "b").files}
    assert again == first


def subclasses(of: type[BudgetgenError]) -> Iterator[type[BudgetgenError]]:
    for each in of.__subclasses__():
        yield each
        yield from subclasses(each)


def test_all_that_is_raised_was_tried() -> None:
    kinds = {UserError, FormatError, MissingSystemPart}
    assert set(subclasses(BudgetgenError)) - kinds <= {type(each) for each in RAISED} | kinds


def test_the_whole_tool_stands_on_one_screen() -> None:
    lines = inspect.getsource(api).splitlines()
    code = [line for line in lines if line.strip() and not line.strip().startswith(("#", '"""'))]
    assert len(code) < 200


def test_importing_loads_nothing_heavy() -> None:
    code = "import sys, budgetgen; print({'pydantic', 'lxml', 'jinja2', 'weasyprint'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
