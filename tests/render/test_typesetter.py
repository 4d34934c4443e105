"""The PDF from another process is the PDF from here, and when that process fails it is made here."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from budgetgen.errors import MissingSystemPart
from budgetgen.render.errors import pango_missing
from budgetgen.render.pdf import typesetter, weasy
from budgetgen.render.pdf.typesetter import Typesetter

CORES = typesetter._cores
HTML = '<html><head><meta charset="utf-8"/></head><body><p id="a">甲<br/>乙</p></body></html>'


@pytest.fixture
def job(tmp_path: Path) -> tuple[str, Path, bytes, str]:
    style = tmp_path / "style.css"
    style.write_text("p { break-after: page }", encoding="utf-8")
    return HTML, style, b"0" * 32, weasy.ARCHIVE


def standing_in(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Let another program answer instead of the typesetter's process."""

    def start() -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        return subprocess.Popen([sys.executable, "-c", program], stdin=pipe, stdout=pipe)

    monkeypatch.setattr(typesetter, "_start", start)


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetter, "_cores", lambda: {0, 1})


@pytest.mark.long
def test_another_process_gives_the_same(job: tuple[str, Path, bytes, str]) -> None:
    with Typesetter() as typeset:
        assert typeset._process is not None
        assert typeset(*job)() == weasy.lay_out(*job)


def test_one_core_needs_no_other_process(
    job: tuple[str, Path, bytes, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetter, "_cores", lambda: {0})
    with Typesetter() as typeset:
        assert typeset._process is None
        assert typeset(*job)() == weasy.lay_out(*job)


def test_those_cores_count_that_the_program_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {3}, raising=False)
    assert len(CORES()) == 1
    monkeypatch.delattr(os, "sched_getaffinity")  # as outside Linux
    assert len(CORES()) == 8


@pytest.mark.parametrize(
    "program",
    ["raise SystemExit(1)", "print('not pickled')", "import os; os.kill(os.getpid(), 9)"],
)
def test_a_process_that_dies_is_stood_in_for(
    job: tuple[str, Path, bytes, str], monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    standing_in(monkeypatch, program)
    with Typesetter() as typeset:
        assert typeset(*job)() == weasy.lay_out(*job)


def test_what_fails_there_fails_here(tmp_path: Path) -> None:
    with Typesetter() as typeset, pytest.raises(FileNotFoundError):
        typeset(HTML, tmp_path / "没有.css", b"0" * 32, weasy.ARCHIVE)()


def test_a_missing_system_part_is_said_once(
    job: tuple[str, Path, bytes, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = pickle.dumps(pango_missing(OSError("libpango")))
    standing_in(monkeypatch, f"import sys; sys.stdout.buffer.write({answer!r})")
    with Typesetter() as typeset, pytest.raises(MissingSystemPart, match="libpango"):
        typeset(*job)()


def test_a_process_without_a_job_does_not_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    with Typesetter() as typeset:
        process = typeset._process
    assert process is not None
    assert process.wait(10) != 0
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)
