"""命令 profiles: which formats there are, one as a whole, a bureau's own one."""

from __future__ import annotations

import argparse
from pathlib import Path

from budgetgen import api
from budgetgen.cli.shared import OK


def add_options(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``profiles`` and of its own commands ``show`` and ``new``."""
    inner = parser.add_subparsers(metavar="show | new")
    show = inner.add_parser("show", help="显示一套格式方案的全部设置，有错的指出来")
    show.add_argument("id", metavar="ID", help="编号，或文件夹")
    show.set_defaults(command=run_show)
    new = inner.add_parser("new", help="复制出一套自己的格式方案")
    new.add_argument("id", metavar="ID", help="新的编号，也是文件夹的名称")
    new.add_argument("--from", dest="source", required=True, metavar="OTHER", help="照哪一套复制")
    new.add_argument("folder", type=Path, metavar="DIR", help="放在哪个文件夹里")
    new.set_defaults(command=run_new)


def run(args: argparse.Namespace) -> int:
    """List the formats."""
    for id, title in api.profiles().items():
        print(f"{id}  {title}")
    return OK


def run_show(args: argparse.Namespace) -> int:
    """Print one format."""
    print(api.show_profile(args.id))
    return OK


def run_new(args: argparse.Namespace) -> int:
    """Copy a format."""
    made = api.new_profile(args.id, args.source, args.folder)
    print(f"格式方案已生成：{made}")
    print("可以改的：")
    print("  profile.toml   设置：先改 title 和 version，其余照注释改")
    print("  narrative/     各节的文字，一节一个 .j2 文件")
    print("  document.docx  Word 和 PDF 的字体、字号、行距、页眉、页边距")
    print("  style.css      PDF 的其他版式，没有某种字体时用什么代替")
    print("改完这样用：")
    print(f"  budgetgen profiles show {made}")
    print(f"  budgetgen template --profile {made} -o 工作簿.xlsx")
    print(f"  budgetgen build 工作簿.xlsx --profile {made} -o 输出文件夹")
    return OK
