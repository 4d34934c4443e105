"""命令行：与上年对比: arguments and printing of ``diff --years``."""

from __future__ import annotations

import argparse
import json
import sys
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from budgetgen.cli.memo import look, write_memo

if TYPE_CHECKING:
    from budgetgen.disclosure import Disclosure

SETTLED, OPEN = 0, 1


def add_years(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``diff --years``."""
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


def run_years(
    args: argparse.Namespace, last: tuple[Disclosure, int], this: tuple[Disclosure, int]
) -> int:
    """Compare two years; 1 where last year's figures differ, a reason is wanting or rows were unread."""
    from budgetgen import pipeline
    from budgetgen.compare.memo.years import years_memo
    from budgetgen.compare.years import compare_years, unlike
    from budgetgen.compare.years.against import THRESHOLD
    from budgetgen.compare.years.facts import years_facts
    from budgetgen.compare.years.page import render_years_page
    from budgetgen.compare.years.report import years_report
    from budgetgen.workbook.file.package import WorkbookError

    if wrong := unlike(last[0], this[0]):
        raise WorkbookError(args.new, *wrong)
    threshold = THRESHOLD if args.threshold is None else args.threshold
    found = compare_years(last[0], this[0], threshold)
    reviewed = look(args, this[0]) if args.memo else None
    if args.json:
        said = {**years_facts(found, reviewed), "unread": {"last": last[1], "this": this[1]}}
        print(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        print(years_report(found))
    if args.html:
        pipeline.write_files(
            args.html.parent,
            {args.html.name: render_years_page(found, (args.old.name, args.new.name))},
        )
        print(f"对比页：{args.html}", file=sys.stderr)
    if reviewed:
        write_memo(args.memo, years_memo(found, reviewed), this[0])
    return SETTLED if found.is_settled and not last[1] + this[1] else OPEN


def refuse(args: argparse.Namespace) -> str:
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
