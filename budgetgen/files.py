"""文件: written whole or not at all; never over the workbook that somebody filled in."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from budgetgen.errors import UserError

Input = str | Path | bytes
"""A file by its path, or what is in it."""
_UNNAMED = "工作簿.xlsx"


class WouldOverwrite(UserError):
    """A file to be written is the workbook itself."""


def keep(workbook: Path, target: Path) -> None:
    """Refuse to write over the workbook that somebody filled in; raises WouldOverwrite."""
    if target.exists() and workbook.exists() and target.samefile(workbook):
        raise WouldOverwrite(
            f"{target} 是填报的工作簿，生成会将其覆盖。换一个文件夹（-o）或文件名（--name）。"
        )


@contextmanager
def at_hand(source: Input) -> Iterator[Path]:
    """A source as a file; what came as bytes lies in a folder of its own as long as it is read."""
    if not isinstance(source, bytes):
        yield Path(source)
        return
    with tempfile.TemporaryDirectory(prefix="budgetgen-") as folder:
        path = Path(folder) / _UNNAMED
        path.write_bytes(source)
        yield path


def write_file(path: Path, data: bytes) -> Path:
    """Write one file whole or not at all."""
    write_files(path.parent, {path.name: data})
    return path


def write_files(folder: Path, contents: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files whole or not at all: every one is finished beside its place before any is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    finished: list[tuple[Path, Path]] = []
    try:
        for name, data in contents.items():
            handle, temporary = tempfile.mkstemp(prefix=".budgetgen-", dir=folder)
            finished.append((Path(temporary), folder / name))
            with os.fdopen(handle, "wb") as file:
                file.write(data)
        for temporary_path, place in finished:
            temporary_path.chmod(0o644)
            temporary_path.replace(place)
    finally:
        for temporary_path, _ in finished:
            temporary_path.unlink(missing_ok=True)
    return tuple(place for _, place in finished)
