"""命令 collect: a folder of workbooks becomes a ledger and returned copies."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from budgetgen import api
from budgetgen.cli.shared import FAULT, FOUND, OK, progress_bar


def add_options(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``collect``."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="收到的文件所在的文件夹（含下级）")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, help="台账和退回件写到哪个文件夹"
    )
    parser.add_argument(
        "--manifest", type=Path, help="应交部门：发放时生成的 清单.json，或有“部门”表的名册"
    )
    parser.add_argument("--workers", type=int, help="同时读几个文件，默认按处理器个数")


def run(args: argparse.Namespace) -> int:
    """Collect a folder; 1 where something is missing, unreadable or wrong."""
    done = api.collect(
        args.folder, args.output, manifest=args.manifest, profile=args.profile,
        workers=args.workers, progress=progress_bar() if sys.stderr.isatty() else None,
    )  # fmt: skip
    ledger = done.ledger
    for row in ledger.rows:
        if row.notes or row.status.value != "收到":
            name = " ".join(part for part in (row.code, row.name) if part)
            name = name or (row.counted.file if row.counted else "")
            print(f"{row.status}  {name}  {'；'.join(row.notes)}".rstrip())
    print(f"{ledger.summary}。本次读取 {done.read} 个文件。")
    for file in done.files:
        print(f"  {file}")
    if any(row.counted and row.counted.is_fault for row in ledger.rows):
        return FAULT
    return OK if ledger.is_settled else FOUND
