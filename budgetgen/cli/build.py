"""命令 build: all files of a disclosure."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from budgetgen import api
from budgetgen.cli.shared import FAULT, FOUND, OK, add_unit


def add_options(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``build``."""
    parser.add_argument("workbook", type=Path, help="工作簿")
    parser.add_argument("-o", "--output", type=Path, required=True, help="写到哪个文件夹")
    parser.add_argument("--name", default="", help="文件名（不带后缀），默认同工作簿")
    parser.add_argument(
        "--draft", action="store_true", help="有错误也生成：每页印“草稿”，最后一页是检查结果"
    )
    parser.add_argument(
        "--accessible",
        action="store_true",
        help="PDF 带标签，供读屏软件朗读（默认是便于存档的 PDF/A）",
    )
    add_unit(parser)


def run(args: argparse.Namespace) -> int:
    """Build; 1 where errors stand in the way, 3 where a part of the system is missing."""
    built = api.build(
        args.workbook, args.output, name=args.name, profile=args.profile, unit=args.unit,
        draft=args.draft, accessible=args.accessible,
    )  # fmt: skip
    print(built.checked.text())
    if built.files:
        print("已生成：")
        for file in built.files:
            print(f"  {file}")
    else:
        print("有错误，没有生成文件。改正后再运行；只看草稿的，加 --draft。")
    for absent in built.missing:
        print(absent, file=sys.stderr)
    if not built.checked.is_clean or not built.files:
        return FOUND
    return FAULT if built.missing else OK
