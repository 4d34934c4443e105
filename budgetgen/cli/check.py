"""命令 check: what is wrong with a workbook; on request marked in a copy, or as a page to be signed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from budgetgen import api
from budgetgen.cli.shared import FOUND, OK, add_unit, print_json


def add_options(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``check``."""
    parser.add_argument("workbook", type=Path, help="工作簿")
    parser.add_argument("--json", action="store_true", help="按 JSON 输出")
    parser.add_argument(
        "--annotate", type=Path, metavar="FILE.xlsx", help="另存一份加了批注的工作簿"
    )
    parser.add_argument(
        "--selfcheck", type=Path, metavar="FILE.docx", help="另存一页待签字的公开自查表"
    )
    add_unit(parser)


def run(args: argparse.Namespace) -> int:
    """Check a workbook; 1 where there are errors or too little could be read."""
    checked = api.check(args.workbook, profile=args.profile, unit=args.unit)
    if args.json:
        print_json(checked.facts())
    else:
        print(checked.text())
    if args.annotate:
        api.keep(args.workbook, args.annotate)
        api.write_file(args.annotate, api.annotate(args.workbook, checked.findings))
        print(f"批注后的工作簿：{args.annotate}", file=sys.stderr)
    if args.selfcheck and checked.disclosure is not None:
        api.write_file(args.selfcheck, checked.selfcheck())
        print(f"公开自查表：{args.selfcheck}", file=sys.stderr)
    return OK if checked.is_clean else FOUND
