"""命令行：收集 · 迁移: arguments and printing of ``collect`` and ``migrate``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budgetgen.season.renew.migrate import Left

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
    from budgetgen.season.collect.expected import read_expected
    from budgetgen.season.collect.folder import Pool, collect

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


def add_migrate(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``migrate``."""
    parser.add_argument("old", type=Path, metavar="OLD.xlsx", help="旧模板的或改乱了的工作簿")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="NEW.xlsx", help="新工作簿"
    )
    parser.add_argument(
        "--force", action="store_true", help="有读不出的内容也写（先看清列出的内容）"
    )


def run_migrate(args: argparse.Namespace) -> int:
    """Move a workbook's content to today's form; 1 where something can't be read."""
    from budgetgen import pipeline
    from budgetgen.season.renew.migrate import migrate
    from budgetgen.workbook.file.package import identify_workbook

    pipeline.keep(args.old, args.output)
    profile, _ = pipeline.choose_profile(identify_workbook(args.old), args.profile)
    moved = migrate(args.old, profile)
    old = " ".join(part for part in (moved.old.profile, moved.old.version) if part)
    print(f"模板：{old or '（没有标识）'} → {profile.id} {profile.version}")
    _list("新增", moved.added)
    _list("改名", moved.renamed)
    _list("没有移过去", (_left(each) for each in moved.dropped))
    _list("读不出", (_left(each) for each in moved.unreadable))
    if moved.frozen_formulas:
        print(f"有 {moved.frozen_formulas} 个公式按现在的结果移成了数值。")
    if not moved.workbook:
        for finding in moved.findings:
            if finding.severity.value == "错误":
                print(f"{finding.where}  {finding.message}。办法：{finding.remedy}")
        print("“基本信息”没有读全，没有写文件。补全年度、口径、部门编码和名称后再运行。")
        return FOUND
    if not moved.is_whole and not args.force:
        print("有读不出的内容，没有写文件。改好这些单元格再运行；确定不要它们的，加 --force。")
        return FOUND
    pipeline.write_files(args.output.parent, {args.output.name: moved.workbook})
    print(f"新工作簿：{args.output}")
    return OK if moved.is_whole else FOUND


def _list(title: str, lines: Iterable[str]) -> None:
    said = list(lines)
    if said:
        print(f"{title}（{len(said)} 处）：")
        for line in said:
            print(f"  {line}")


def _left(left: Left) -> str:
    return f"{left.at}  {left.text!r}  {left.why}"
