"""命令行：比对: arguments and printing of ``diff``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budgetgen.diff.comparison import Comparison
    from budgetgen.disclosure import Disclosure
    from budgetgen.findings import Finding
    from budgetgen.profiles import Profile

SAME, DIFFERENT = 0, 1


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
        "--html", type=Path, metavar="FILE.html", help="另存一个网页，两稿并排，不联网也能看"
    )
    parser.add_argument(
        "--redline",
        type=Path,
        metavar="FILE.docx",
        help="另存修订稿：新稿的 Word 文件，与旧稿的不同处都是修订，全部接受即新稿，全部拒绝即旧稿",
    )
    parser.epilog = "返回值：0 两稿一样；1 不一样；2 文件读不了；3 程序或系统的问题。"


def run_diff(args: argparse.Namespace) -> int:
    """Compare two drafts; 1 where they differ or a row could not be read and so not compared."""
    from budgetgen import pipeline
    from budgetgen.diff.comparison import compare
    from budgetgen.diff.facts import facts
    from budgetgen.diff.report import text_report

    for target in filter(None, (args.html, args.redline)):
        pipeline.keep(args.old, target)
        pipeline.keep(args.new, target)
    (old, unread), (new, unread_new) = (_draft(path, args.profile) for path in (args.old, args.new))
    found = compare(old, new)
    if args.json:
        said = {**facts(found), "unread": {"old": unread, "new": unread_new}}
        print(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        print(text_report(found))
    if args.html:
        from budgetgen.diff.page import render_page

        page = render_page(found, (args.old.name, args.new.name))
        pipeline.write_files(args.html.parent, {args.html.name: page})
        print(f"并排对照：{args.html}", file=sys.stderr)
    if args.redline:
        _write_redline(found, args.redline)
    for path, rows in ((args.old, unread), (args.new, unread_new)):
        if rows:
            print(
                f"注意：{path} 有 {rows} 个填报错误，出错的内容可能没有比到。"
                f"先运行 budgetgen check {path} 看是哪里，改好再比。",
                file=sys.stderr,
            )
    return SAME if found.is_same and not unread + unread_new else DIFFERENT


def _write_redline(found: Comparison, target: Path) -> None:
    """Page numbers of the contents need a layout; without Pango they stay blank."""
    from budgetgen import pipeline
    from budgetgen.diff.redline import render_redline
    from budgetgen.render.errors import MissingSystemPart
    from budgetgen.render.pdf import layout_pdf
    from budgetgen.render.weasy import without_gc

    try:
        with without_gc():
            pages = layout_pdf(found.documents[1], found.new.profile).pages
    except MissingSystemPart as absent:
        pages = {}
        print(f"注意：目录没有页码。{absent}", file=sys.stderr)
    pipeline.write_files(target.parent, {target.name: render_redline(found, pages)})
    print(f"修订稿：{target}", file=sys.stderr)


def _draft(path: Path, wanted: str) -> tuple[Disclosure, int]:
    """A draft and how many places of it could not be read."""
    from budgetgen import pipeline
    from budgetgen.disclosure import Disclosure
    from budgetgen.findings import Severity
    from budgetgen.render.json import read_budget_json
    from budgetgen.workbook.package import TemplateId, WorkbookError, identify_workbook
    from budgetgen.workbook.reader import read_workbook

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
