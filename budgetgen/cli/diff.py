"""命令 diff: two drafts, or with ``--years`` two years; as text, JSON, page, memo and redline."""

from __future__ import annotations

import argparse
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from budgetgen import api
from budgetgen.cli.shared import print_json

SAME, DIFFERENT, REFUSED = 0, 1, 2


def add_options(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``diff``."""
    for name, text in (("old", "旧稿"), ("new", "新稿")):
        parser.add_argument(
            name,
            type=Path,
            metavar=name.upper(),
            help=f"{text}：工作簿，或 build 生成的 .budget.json",
        )
    parser.add_argument("--json", action="store_true", help="按 JSON 输出（格式见 docs/diff.md）")
    parser.add_argument(
        "--html",
        type=Path,
        metavar="FILE.html",
        help="另存一个网页，两稿并排（--years：全部对比），不联网也能看",
    )
    parser.add_argument(
        "--memo", type=Path, metavar="FILE.docx", help="另存一两页的审核备忘，可以同其他选项一起用"
    )
    parser.add_argument(
        "--redline",
        type=Path,
        metavar="FILE.docx",
        help="另存修订稿：新稿的 Word 文件，与旧稿不同的地方都是修订，全部接受即新稿，全部拒绝即旧稿",
    )
    parser.add_argument(
        "--years",
        action="store_true",
        help="与上年对比：OLD 是上年的，NEW 是本年的；增减原因、上年数一并核对",
    )
    parser.add_argument(
        "--threshold",
        type=_percent,
        metavar="PERCENT",
        help="同 --years 一起用：变动超过百分之几要说明原因，默认 10",
    )
    parser.epilog = (
        "返回值：0 两稿一样（--years：上年数一致，该说明的都写了原因）；1 不一样；"
        "2 文件读不了；3 程序或系统的问题。"
    )


def run(args: argparse.Namespace) -> int:
    """Compare; 1 where something differs, is not settled, or could not be read and so not compared."""
    if wrong := _refused(args):
        print(wrong, file=sys.stderr)
        return REFUSED
    for target in filter(None, (args.html, args.memo, args.redline)):
        api.keep(args.old, target)
        api.keep(args.new, target)
    return _years(args) if args.years else _drafts(args)


def _drafts(args: argparse.Namespace) -> int:
    found = api.compare(args.old, args.new, profile=args.profile)
    _tell(args, found, (found.old, found.new), "并排对照")
    if args.redline:
        made = found.redline()
        if made.missing:
            print(f"注意：{made.missing}", file=sys.stderr)
        api.write_file(args.redline, made.data)
        print(f"修订稿：{args.redline}", file=sys.stderr)
    _write_memo(args, found)
    return SAME if found.is_same else DIFFERENT


def _years(args: argparse.Namespace) -> int:
    found = api.compare_years(args.old, args.new, threshold=args.threshold, profile=args.profile)
    _tell(args, found, (found.last, found.this), "对比页")
    _write_memo(args, found)
    return SAME if found.is_settled else DIFFERENT


def _tell(args: argparse.Namespace, found: Any, files: tuple[Any, Any], page: str) -> None:
    for each in files:
        for remark in each.remarks:
            said = f"{each.path}：{remark.message}。办法：{remark.remedy}。"
            print(said, file=sys.stderr)
    for each in files:
        if each.unread:
            print(
                f"注意：{each.path} 有 {each.unread} 个填报错误，出错的内容可能没有比对。"
                f"先运行 budgetgen check {each.path} 查看，改正后再比对。",
                file=sys.stderr,
            )
    if args.json:
        print_json(found.facts(reviewed=bool(args.memo)))
    else:
        print(found.text())
    if args.html:
        api.write_file(args.html, found.page())
        print(f"{page}：{args.html}", file=sys.stderr)


def _write_memo(args: argparse.Namespace, found: Any) -> None:
    if args.memo:
        api.write_file(args.memo, found.memo())
        print(f"审核备忘：{args.memo}", file=sys.stderr)


def _refused(args: argparse.Namespace) -> str:
    """Why these options do not go together; '' where they do."""
    if args.threshold is not None and not args.years:
        return "--threshold 要和 --years 一起用。"
    if args.redline and args.years:
        return "--redline 用于两稿比对，不能和 --years 一起用。"
    return ""


def _percent(text: str) -> Decimal:
    try:
        number = Decimal(text.strip().removesuffix("%"))
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or number < 0:
        raise argparse.ArgumentTypeError(f"“{text}”不是百分数，写 10 或 7.5 这样的数")
    return number
