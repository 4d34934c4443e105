"""命令 migrate: a workbook of an older form becomes one of today's."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from budgetgen import api
from budgetgen.cli.shared import FOUND, OK

if TYPE_CHECKING:
    from budgetgen.season.renew.migrate import Left


def add_options(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``migrate``."""
    parser.add_argument("old", type=Path, metavar="OLD.xlsx", help="旧模板的或表、列改动过的工作簿")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="NEW.xlsx", help="新工作簿"
    )
    parser.add_argument(
        "--force", action="store_true", help="有读不出的内容也写（先看清列出的内容）"
    )


def run(args: argparse.Namespace) -> int:
    """Move a workbook's content to today's form; 1 where something can't be read."""
    api.keep(args.old, args.output)
    moved = api.migrate(args.old, profile=args.profile)
    old = " ".join(part for part in (moved.old.profile, moved.old.version) if part)
    print(f"模板：{old or '（没有标识）'} → {moved.profile.id} {moved.profile.version}")
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
        print("有读不出的内容，没有写文件。改正这些单元格后再运行；确定舍弃的，加 --force。")
        return FOUND
    api.write_file(args.output, moved.workbook)
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
