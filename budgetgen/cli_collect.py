"""命令行：收集 · 迁移: arguments and printing of ``collect`` and ``migrate``."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path

OK, FOUND, FAULT = 0, 1, 3


def add_collect(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``collect``."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="收到的文件所在的文件夹（含下级）")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, help="台账和退回件写到哪个文件夹"
    )
    parser.add_argument(
        "--manifest", type=Path, help="应交部门：发放时生成的 清单.json，或有“部门”表的名册"
    )
    parser.add_argument("--workers", type=int, help="同时读几个文件，默认按处理器个数")


def run_collect(args: argparse.Namespace) -> int:
    """Collect a folder; 1 where something is missing, unreadable or wrong."""
    from budgetgen import pipeline
    from budgetgen.season.collect import Pool, collect
    from budgetgen.season.expected import read_expected

    if not args.folder.is_dir():
        raise NotADirectoryError(20, "不是文件夹，或者没有这个文件夹", str(args.folder))
    expected, skip = None, []
    if args.manifest:
        expected = read_expected(args.manifest)
        skip = [args.manifest, args.manifest.with_suffix(".xlsx")]
    with Pool(args.workers) as pool:
        done = collect(
            args.folder, args.output, check=partial(pipeline.check, profile_id=args.profile),
            write=pipeline.write_files, expected=expected, skip=skip, settings=args.profile,
            executor=pool, progress=_progress if sys.stderr.isatty() else None,
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


def _progress(done: int, total: int, file: str) -> None:
    width = 30
    bar = "█" * (done * width // total)
    end = "\n" if done == total else ""
    print(
        f"\r{bar:<{width}} {done}/{total} {file[-40:]}\x1b[K", end=end, file=sys.stderr, flush=True
    )
