"""命令 explain: the line items behind a printed figure."""

from __future__ import annotations

import argparse
from pathlib import Path

from budgetgen import api
from budgetgen.cli.shared import OK, add_unit


def add_options(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``explain``."""
    parser.add_argument("workbook", type=Path, help="工作簿")
    parser.add_argument("table", help="表的编号或名称")
    parser.add_argument("row", help="序号、科目编码或行名")
    parser.add_argument("column", help="栏次或列名")
    add_unit(parser)


def run(args: argparse.Namespace) -> int:
    """Explain a cell."""
    cell = args.table, args.row, args.column
    found = api.explain(args.workbook, *cell, profile=args.profile, unit=args.unit)
    print(found.text())
    return OK
