"""命令行：审核备忘: arguments and writing of ``diff --memo``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budgetgen.compare.memo.page import Memo
    from budgetgen.compare.review import Review
    from budgetgen.disclosure import Disclosure
    from budgetgen.findings import Finding


def add_memo(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``diff --memo``."""
    parser.add_argument(
        "--memo", type=Path, metavar="FILE.docx", help="另存一两页的审核备忘，可以同其他选项一起用"
    )


def look(args: argparse.Namespace, new: Disclosure, old: Disclosure | None = None) -> Review:
    """What a reviewer asks of the new file, checked; and what is gone since the old draft, if it is one."""
    from budgetgen.compare.review import InputFile, review

    before = _findings(args.old, old, args.profile) if old else ()
    after = _findings(args.new, new, args.profile)
    return review(new, (InputFile.of(args.old), InputFile.of(args.new)), (before, after))


def _findings(path: Path, d: Disclosure, profile: str) -> Sequence[Finding]:
    from budgetgen import pipeline
    from budgetgen.rules import run_checks

    # Inputs that a build kept have no cells that could have been misread.
    return (
        run_checks(d) if path.suffix.lower() == ".json" else pipeline.check(path, profile).findings
    )


def write_memo(target: Path, made: Memo, d: Disclosure) -> None:
    """Write the memo, whole or not at all."""
    from budgetgen import pipeline
    from budgetgen.compare.memo.page import render_memo

    pipeline.write_files(target.parent, {target.name: render_memo(made, d)})
    print(f"审核备忘：{target}", file=sys.stderr)
