"""What commands share: exit statuses, findings on the terminal, a bar of progress."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

if TYPE_CHECKING:
    from budgetgen.findings import Finding

OK, FOUND, UNREADABLE, FAULT = 0, 1, 2, 3
_BAR: Final = 30
_SHOWN_OF_NAME: Final = 40


def add_unit(parser: argparse.ArgumentParser) -> None:
    """The option of commands that can speak of one unit alone."""
    parser.add_argument(
        "--unit", default="", metavar="CODE", help="只要一个单位的公开文件：单位编码"
    )


def print_json(said: dict[str, Any]) -> None:
    """Facts as JSON."""
    print(json.dumps(said, ensure_ascii=False, indent=1))


def say(findings: Iterable[Finding], where: str = "") -> None:
    """Findings one by one, each with its remedy."""
    for finding in findings:
        print(f"{where}{finding.where}  {finding.severity}  {finding.message}")
        print(f"      办法：{finding.remedy}")


def xlsx(path: Path) -> Path:
    """A workbook's path, with its suffix if somebody left it off."""
    return path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")


def progress_bar(stream: TextIO | None = None) -> Callable[[int, int, str], None]:
    """What to call with the number done, the number of all and what was last: draws a bar on a terminal."""
    shown = stream or sys.stderr

    def show(done: int, total: int, last: str = "") -> None:
        if shown.isatty():
            full = _BAR * done // max(total, 1)
            end = "\n" if done == total else ""
            bar = f"\r[{'█' * full}{'·' * (_BAR - full)}] {done}/{total}"
            print(f"{bar} {last[-_SHOWN_OF_NAME:]}\x1b[K", end=end, file=shown, flush=True)

    return show
