"""命令行：比对: arguments and printing of ``diff``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from budgetgen.cli.memo import add_memo, look, write_memo
from budgetgen.cli.redline import add_redline, write_redline
from budgetgen.cli.years import add_years, refuse, run_years

if TYPE_CHECKING:
    from budgetgen.disclosure import Disclosure
    from budgetgen.findings import Finding
    from budgetgen.profiles import Profile

SAME, DIFFERENT, REFUSED = 0, 1, 2


def add_diff(parser: argparse.ArgumentParser) -> None:
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
    add_memo(parser)
    add_redline(parser)
    add_years(parser)
    parser.epilog = (
        "返回值：0 两稿一样（--years：上年数一致，该说明的都写了原因）；1 不一样；"
        "2 文件读不了；3 程序或系统的问题。"
    )


def run_diff(args: argparse.Namespace) -> int:
    """Compare two drafts; 1 where they differ or a row could not be read and so not compared."""
    from budgetgen import pipeline
    from budgetgen.compare.drafts.comparison import compare_drafts
    from budgetgen.compare.drafts.tell.facts import drafts_facts
    from budgetgen.compare.drafts.tell.report import drafts_report

    if wrong := refuse(args):
        print(wrong, file=sys.stderr)
        return REFUSED
    for target in filter(None, (args.html, args.memo, args.redline)):
        pipeline.keep(args.old, target)
        pipeline.keep(args.new, target)
    (old, unread), (new, unread_new) = (_draft(path, args.profile) for path in (args.old, args.new))
    _say_unread((args.old, unread), (args.new, unread_new))
    if args.years:
        return run_years(args, (old, unread), (new, unread_new))
    found = compare_drafts(old, new)
    reviewed = look(args, new, old) if args.memo else None
    if args.json:
        said = {**drafts_facts(found, reviewed), "unread": {"old": unread, "new": unread_new}}
        print(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        print(drafts_report(found))
    if args.html:
        from budgetgen.compare.drafts.tell.page import render_drafts_page

        page = render_drafts_page(found, (args.old.name, args.new.name))
        pipeline.write_files(args.html.parent, {args.html.name: page})
        print(f"并排对照：{args.html}", file=sys.stderr)
    if args.redline:
        write_redline(found, args.redline)
    if reviewed:
        from budgetgen.compare.memo.drafts import drafts_memo

        write_memo(args.memo, drafts_memo(found, reviewed), new)
    return SAME if found.is_same and not unread + unread_new else DIFFERENT


def _say_unread(*drafts: tuple[Path, int]) -> None:
    for path, rows in drafts:
        if rows:
            print(
                f"注意：{path} 有 {rows} 个填报错误，出错的内容可能没有比到。"
                f"先运行 budgetgen check {path} 看是哪里，改好再比。",
                file=sys.stderr,
            )


def _draft(path: Path, wanted: str) -> tuple[Disclosure, int]:
    """A draft and how many places of it could not be read."""
    from budgetgen import pipeline
    from budgetgen.disclosure import Disclosure
    from budgetgen.findings import Severity
    from budgetgen.workbook.file.package import TemplateId, WorkbookError, identify_workbook
    from budgetgen.workbook.read.reader import read_workbook
    from budgetgen.workbook.read.stored import read_budget_json

    profile: Profile
    if path.suffix.lower() == ".json":
        inputs, id = read_budget_json(path)
        profile, remarks = pipeline.choose_profile(TemplateId(profile=id), wanted)
        _remark(path, remarks)
        return Disclosure.of(inputs, profile), 0
    profile, remarks = pipeline.choose_profile(identify_workbook(path), wanted)
    _remark(path, remarks)
    budget, findings = read_workbook(path, profile)
    if budget is None:
        problem = "“基本信息”缺年度、口径、编码或名称，没法比"
        raise WorkbookError(path, problem, f"先运行 budgetgen check {path}，按提示补全")
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    return Disclosure.of(budget, profile), len(errors)


def _remark(path: Path, remarks: Sequence[Finding]) -> None:
    for remark in remarks:
        print(f"{path}：{remark.message}。办法：{remark.remedy}。", file=sys.stderr)
