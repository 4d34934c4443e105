"""The suite's own rules: who may start other people's programs, and how many examples are tried."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from support.fuzz import examples
from support.office import Office
from support.places import ROOT

STARTS = (
    ["soffice", "--version"],
    ["/usr/bin/pdftotext", "-v"],
    [Path("/opt/chromium/chrome"), "--version"],
    "soffice",
)


@pytest.mark.parametrize("command", STARTS, ids=str)
def test_a_test_without_the_mark_starts_no_office_program(command: list[str] | str) -> None:
    with pytest.raises(pytest.fail.Exception, match="without the mark `office`"):
        subprocess.run(command, check=False)


def test_it_may_start_other_programs() -> None:
    subprocess.run([sys.executable, "-c", ""], check=True)
    subprocess.run("true", executable=sys.executable, input=b"", check=True)


TESTS = """
    import pytest

    @pytest.fixture
    def opened(office): ...

    def test_by_the_fixture(office): ...
    def test_by_another_fixture(opened): ...
    def test_in_a_browser(browser_page): ...
    def test_of_ours(): ...
"""


def test_whoever_asks_for_an_office_program_has_the_mark(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TESTS)
    plugins = ["-p", "support.office", "-p", "support.browser", "-p", "no:cacheprovider"]
    found = pytester.runpytest_inprocess(*plugins, "--collect-only", "-q", "-m", "not office")
    assert [line.partition("::")[2] for line in found.outlines if "::" in line] == ["test_of_ours"]


def test_an_office_that_hangs_is_ended(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("support.office.TIMEOUT", 0.01)
    with pytest.raises(subprocess.TimeoutExpired):
        office.run("--terminate_after_init")


def test_an_office_that_fails_says_what_it_said(office: Office, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="source file could not be loaded"):
        office.convert([tmp_path / "none.docx"], "pdf", tmp_path)


def test_numbers_of_examples_keep_their_proportion() -> None:
    assert examples(25).max_examples * 4 == settings().max_examples
    assert examples(1).max_examples >= 1


def test_faults_are_looked_for_by_the_quick_tests() -> None:
    """script/mutate says once more what the quick tests are."""
    [quick] = re.findall(r"(?m)^quick='(.*?)'", (ROOT / "script" / "test").read_text("utf-8"))
    assert f'"-m", "{quick}"' in (ROOT / "script" / "mutate.py").read_text("utf-8")
