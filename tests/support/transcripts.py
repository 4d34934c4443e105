"""Transcripts: commands as typed and what they said, to be run again by a later version.

A line that begins with ``$ `` is a command, what follows is its answer. ``budgetgen`` is the program; ``cat``, ``ls``,
``words`` and ``row`` show a file that it wrote.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import tarfile
import tomllib
import zipfile
from collections.abc import Callable, Iterable
from fnmatch import fnmatch
from pathlib import Path

import openpyxl

from budgetgen.cli import main

ARCHIVE = "workbooks.tar.xz"
PROMPT = "$ "
_READ_NOW = re.compile(r"本次读取 \d+ 个文件")


def open_season(version: Path, place: Path) -> None:
    """Lay out a version's folder as it was in use: the files beside each other, workbooks among them."""
    for path in version.rglob("*"):
        if path.is_file() and path.name != ARCHIVE:
            target = place / path.relative_to(version)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    with tarfile.open(version / ARCHIVE) as archive:
        for book in archive:
            target = place / book.name
            target.parent.mkdir(parents=True, exist_ok=True)
            content = archive.extractfile(book)
            assert content
            target.write_bytes(content.read())
            os.utime(target, (book.mtime, book.mtime))


def transcripts(version: Path) -> list[Path]:
    """All transcripts of a version: the texts that begin with a command."""
    texts = sorted(version.rglob("*.txt"))
    return [path for path in texts if path.read_text(encoding="utf-8").startswith(PROMPT)]


def commands(transcript: str) -> list[str]:
    """The commands of a transcript."""
    lines = transcript.splitlines()
    return [line.removeprefix(PROMPT) for line in lines if line.startswith(PROMPT)]


def play(typed: Iterable[str], place: Path) -> str:
    """Run commands in a folder; gives the transcript."""
    with contextlib.chdir(place):
        return "".join(f"{PROMPT}{line}\n{_answer(line)}" for line in typed)


def expected(transcript: Path, version: Path) -> str:
    """What the version said, but for what ``accepted.toml`` says is rightly said otherwise today."""
    text = transcript.read_text(encoding="utf-8")
    name = transcript.relative_to(version).as_posix()
    accepted = version / "accepted.toml"
    changes = tomllib.loads(accepted.read_text(encoding="utf-8")) if accepted.exists() else {}
    for change in changes.get("change", ()):
        if fnmatch(name, change["where"]):
            assert change["from"] in text, f"accepted, but never said in {name}: {change['from']}"
            text = text.replace(change["from"], change["to"])
    return text


def _answer(line: str) -> str:
    program, *words = shlex.split(line)
    if program == "budgetgen":
        return _run(words)
    said = _SHOWN[program](*words)
    return said if not said or said.endswith("\n") else f"{said}\n"


def _run(words: list[str]) -> str:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main(words)
        except SystemExit as left:
            status = int(left.code or 0)
    # How many files are known already depends on the program that reads, not on what it says of them.
    said = _READ_NOW.sub("本次读取 … 个文件", out.getvalue() + err.getvalue())
    return said + f"[{status}]\n"


# What shows a file -------------------------------------------------------------------------------


def _cat(file: str) -> str:
    return Path(file).read_text(encoding="utf-8")


def _ls(folder: str) -> str:
    return "".join(f"{path.name}\n" for path in sorted(Path(folder).iterdir()))


def _words(file: str) -> str:
    """A DOCX's headers, and the East Asian font of each style that names one."""
    with zipfile.ZipFile(file) as word:
        parts = {name: word.read(name).decode() for name in word.namelist() if "/" in name}
    headers = (parts[name] for name in sorted(parts) if name.startswith("word/header"))
    shown = ["".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)", header)) for header in headers]
    styles = re.findall(r"<w:style .*?</w:style>", parts["word/styles.xml"], re.DOTALL)
    for style in styles:
        name, font = (re.search(p, style) for p in ('w:name w:val="(.*?)"', 'w:eastAsia="(.*?)"'))
        if name and font:
            shown.append(f"{name[1]}: {font[1]}")
    return "".join(f"{line}\n" for line in dict.fromkeys(shown) if line)


def _row(file: str, sheet: str, label: str) -> str:
    """The rows of a sheet that begin with a label."""
    book = openpyxl.load_workbook(file, read_only=True)
    try:
        rows = book[sheet].iter_rows(values_only=True)
        found = ["  ".join(str(cell) for cell in row if cell) for row in rows if row[0] == label]
    finally:
        book.close()
    return "".join(f"{line}\n" for line in found)


_SHOWN: dict[str, Callable[..., str]] = {"cat": _cat, "ls": _ls, "words": _words, "row": _row}
