"""The programs of other people: who may start them, and how LibreOffice is started.

A test asks for LibreOffice by its fixture ``office``, for the browser by ``browser`` or
``browser_page``, and is marked ``office`` for that. Whoever starts such a program without the mark
fails: ``script/test --quick`` must do with none of them.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

FIXTURES = frozenset({"office", "browser"})
PROGRAMS = (
    "soffice",
    "libreoffice",
    "localc",
    "lowriter",
    "chrom",
    "node",
    "pdfto",
    "pdfinfo",
    "pdffonts",
)
"""How their names begin: LibreOffice, browsers and what Playwright starts them by, poppler."""
REMEDY = (
    "was started by a test without the mark `office`: ask for the fixture `office` or `browser`,"
    " which brings the mark, or mark the test"
)
TIMEOUT = 180
"""Seconds, after which LibreOffice is taken to hang."""


# Marks -------------------------------------------------------------------------------------------


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark whoever asks for one of the fixtures, by whatever way."""
    if FIXTURES & set(getattr(item, "fixturenames", ())):
        item.add_marker("office")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Let no test without the mark start one of the programs."""
    if item.get_closest_marker("office"):
        return (yield)
    start = subprocess.Popen.__init__

    def guarded(process: Any, args: Any, *more: Any, **named: Any) -> None:
        words = [args] if isinstance(args, str | bytes | os.PathLike) else args
        name = os.path.basename(os.fsdecode(named.get("executable") or words[0]))
        if name.startswith(PROGRAMS):
            pytest.fail(f"{name} {REMEDY}")
        start(process, args, *more, **named)

    with mock.patch.object(subprocess.Popen, "__init__", guarded):
        return (yield)


# LibreOffice -------------------------------------------------------------------------------------


class Office:
    """LibreOffice, started anew for each run, with user profiles that are its own."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders
        self._profile = folders.mktemp("profile")

    def run(self, *arguments: str, profile: Path | None = None) -> None:
        """Have it do something without a window; if it hangs, it ends with all that it started."""
        home = f"-env:UserInstallation={(profile or self._profile).as_uri()}"
        process = subprocess.Popen(
            ["soffice", home, "--headless", "--norestore", *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            said, _ = process.communicate(timeout=TIMEOUT)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise
        # A file that it can't open is no failure to LibreOffice.
        failed = process.returncode or b"Error:" in said
        assert not failed, said.decode(errors="replace")

    def convert(self, paths: Sequence[Path], kind: str, folder: Path) -> list[Path]:
        """Open files and save them as xlsx, xls, ods, pdf; formulas are calculated."""
        self.run("--convert-to", kind, "--outdir", str(folder), *map(str, paths))
        suffix = kind.partition(":")[0]
        return [folder / f"{path.stem}.{suffix}" for path in paths]

    def again(self, path: Path, kind: str = "xlsx") -> Path:
        """Open one file and save it as another kind, into a folder of its own."""
        return self.convert([path], kind, self._folders.mktemp("saved"))[0]


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """LibreOffice, which is not running between tests: a start costs about one second of CPU."""
    return Office(tmp_path_factory)
