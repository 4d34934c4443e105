"""命令行：修订稿: argument and writing of ``diff --redline``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budgetgen.compare.drafts.comparison import Comparison


def add_redline(parser: argparse.ArgumentParser) -> None:
    """The argument of ``diff --redline``."""
    parser.add_argument(
        "--redline",
        type=Path,
        metavar="FILE.docx",
        help="另存修订稿：新稿的 Word 文件，与旧稿不同的地方都是修订，全部接受即新稿，全部拒绝即旧稿",
    )


def write_redline(found: Comparison, target: Path) -> None:
    """Write it; page numbers of the contents need a layout, without Pango they stay blank."""
    from budgetgen import pipeline
    from budgetgen.compare.redline.file import render_redline
    from budgetgen.render.errors import MissingSystemPart
    from budgetgen.render.pdf.pages import layout_pdf

    try:
        pages = layout_pdf(found.documents[1], found.new.profile).pages
    except MissingSystemPart as absent:
        pages = {}
        print(f"注意：修订稿的目录没有页码。{absent}", file=sys.stderr)
    pipeline.write_files(target.parent, {target.name: render_redline(found, pages)})
    print(f"修订稿：{target}", file=sys.stderr)
