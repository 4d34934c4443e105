"""命令行: arguments, printing and exit status; nothing else.

Exit status: 0 clean or warnings only, 1 errors found, 2 the file can't be read, 3 our fault or a missing part.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from budgetgen import __version__
from budgetgen.cli.template import add_template_options

OK, FOUND, UNREADABLE, FAULT = 0, 1, 2, 3


def run() -> None:
    """The installed command: one process does one job, so nothing is collected and nothing torn down."""
    gc.disable()
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; every foreseeable failure ends in a Chinese sentence, not a stack trace."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    args = _parser().parse_args(argv)
    command: Callable[[argparse.Namespace], int] = args.command
    try:
        return command(args)
    except BrokenPipeError:
        return OK
    except KeyboardInterrupt:
        return _fail("已中止，没有写文件。", FAULT)
    except Exception as problem:
        return _failed(problem)


def _failed(problem: Exception) -> int:
    from budgetgen.adapt.copy import CannotCopy
    from budgetgen.explain import NotFound
    from budgetgen.model.subjects import CatalogueError
    from budgetgen.model.units import UnknownUnit
    from budgetgen.pipeline import WouldOverwrite
    from budgetgen.profiles import ProfileError
    from budgetgen.workbook.file.package import WorkbookError

    match problem:
        case WorkbookError() | NotFound() | UnknownUnit() | WouldOverwrite() | CannotCopy():
            return _fail(str(problem), UNREADABLE)
        case ProfileError() | CatalogueError():
            return _fail(f"格式方案有问题：{problem}", FAULT)
        case OSError():
            return _fail(_said(problem), FAULT)
    traceback.print_exc()
    return _fail(
        "程序出错了，这不是您的问题。请把上面的文字和工作簿（去掉涉密内容）发给维护人员。", FAULT
    )


def _said(problem: OSError) -> str:
    place = problem.filename or ""
    if isinstance(problem, PermissionError):
        return f"没有权限写 {place}：文件可能正在 WPS 或 Excel 里打开，关闭后再试。"
    if problem.errno == 28:
        return "磁盘已满，没有写文件。腾出空间后再试。"
    return f"读写文件失败：{place}：{problem.strerror or problem}"


def _fail(message: str, status: int) -> int:
    print(message, file=sys.stderr)
    return status


# Commands ----------------------------------------------------------------------------------------


def _template(args: argparse.Namespace) -> int:
    from budgetgen import pipeline
    from budgetgen.cli import template as cli_season

    if cli_season.is_season(args):
        return cli_season.run_template(args)
    out: Path = args.output
    if out.suffix.lower() != ".xlsx":
        out = out.with_name(out.name + ".xlsx")
    data = pipeline.template(args.profile, args.year, args.sample)
    pipeline.write_files(out.parent, {out.name: data})
    print(f"工作簿已生成：{out}")
    return OK


def _check(args: argparse.Namespace) -> int:
    from budgetgen import pipeline
    from budgetgen.findings import has_errors

    checked = pipeline.check(args.workbook, args.profile, args.unit)
    _report(checked.findings, args.json)
    if args.annotate:
        from budgetgen.workbook.marks.annotate import annotate_workbook

        pipeline.keep(args.workbook, args.annotate)
        data = annotate_workbook(args.workbook, checked.findings)
        pipeline.write_files(args.annotate.parent, {args.annotate.name: data})
        print(f"批注后的工作簿：{args.annotate}", file=sys.stderr)
    if args.selfcheck and checked.disclosure is not None:
        from budgetgen.render.selfcheck import render_selfcheck

        page = render_selfcheck(checked.disclosure, checked.findings)
        pipeline.write_files(args.selfcheck.parent, {args.selfcheck.name: page})
        print(f"公开自查表：{args.selfcheck}", file=sys.stderr)
    return FOUND if has_errors(checked.findings) or checked.disclosure is None else OK


def _build(args: argparse.Namespace) -> int:
    from budgetgen.render.pdf.typesetter import Typesetter

    with Typesetter() as typesetter:
        from budgetgen import pipeline
        from budgetgen.findings import has_errors

        wishes = pipeline.Wishes(args.name, args.profile, args.draft, args.accessible, args.unit)
        built = pipeline.build(args.workbook, args.output, wishes, typesetter)
    _report(built.checked.findings, False)
    if built.files:
        print("已生成：")
        for file in built.files:
            print(f"  {file}")
    else:
        print("有错误，没有生成文件。改正后再运行；只想看草稿的，加 --draft。")
    for absent in built.missing:
        print(absent, file=sys.stderr)
    if has_errors(built.checked.findings) or not built.files:
        return FOUND
    return FAULT if built.missing else OK


def _explain(args: argparse.Namespace) -> int:
    from budgetgen import pipeline
    from budgetgen.explain import explain
    from budgetgen.model.money import plain

    checked = pipeline.check(args.workbook, args.profile, args.unit)
    if checked.disclosure is None:
        _report(checked.findings, False)
        return FOUND
    found = explain(checked.disclosure, args.table, args.row, args.column)
    print(f"表{found.table.number} {found.table.title}　{found.row}　{found.column}")
    unit, amount = found.table.unit, found.figure.amount
    print(f"印出 {unit.cell(amount) or '（空）'} {unit.name}，共 {plain(amount)} 元，来自：")
    for line in found.lines:
        codes = " ".join(x for x in (line.function, line.economic, line.project) if x)
        carried = " 上年结转" if line.carryover else ""
        print(
            f"  {line.cell('amount')!s:<14} {plain(line.amount):>16} 元  {codes}  "
            f"{line.category} {line.source}{carried}"
        )
    for gap in found.gaps:
        sums = " + ".join(f"{name} {printed}" for name, printed in gap.parts)
        print(
            f"  四舍五入：印出的分项 {sums} = {gap.parts_sum}，印出的合计 {gap.printed}，"
            "各格分别进位，属于正常情况"
        )
    parts = sum(unit.rounded(line.amount) for line in found.lines)
    if not found.gaps and parts != unit.rounded(amount):
        print(
            f"  （各笔分别四舍五入再相加是 {parts} {unit.name}，与印出的数只差进位，属于正常情况）"
        )
    if not found.lines:
        print("  （没有明细）")
    return OK


def _diff(args: argparse.Namespace) -> int:
    from budgetgen.cli.compare import run_diff

    return run_diff(args)


def _collect(args: argparse.Namespace) -> int:
    from budgetgen.cli.collect import run_collect

    return run_collect(args)


def _migrate(args: argparse.Namespace) -> int:
    from budgetgen.cli.collect import run_migrate

    return run_migrate(args)


def _doctor(args: argparse.Namespace) -> int:
    from budgetgen import pipeline
    from budgetgen.doctor import examine
    from budgetgen.document.compose import compose
    from budgetgen.profiles import DEFAULT, load_profile

    profile, document = load_profile(args.profile or DEFAULT), None
    if args.workbook:
        checked = pipeline.check(args.workbook, args.profile)
        profile = checked.profile
        document = compose(checked.disclosure) if checked.disclosure else None
    found = examine(profile, document)
    for each in found:
        print(f"{'正常' if each.well else '缺少'}  {each.text}")
        if each.remedy:
            print(f"      办法：{each.remedy}")
    if args.workbook and document is None:
        print("工作簿读不全，没有查字形；先运行 check。")
    return OK if all(each.well for each in found) else FAULT


def _profiles(args: argparse.Namespace) -> int:
    from budgetgen.profiles import load_profile, profile_ids

    for id in profile_ids():
        print(f"{id}  {load_profile(id).title}")
    return OK


def _show_profile(args: argparse.Namespace) -> int:
    from budgetgen.adapt.copy import profile_toml

    profile = _whole_profile(args.id)
    print(profile_toml(profile))
    print("文件夹：" + " → ".join(str(folder) for folder in profile.folders))
    if profile.unsettled:
        print("尚未明确：")
        for number, text in enumerate(profile.unsettled, start=1):
            print(f"  {number}. {text}")
    return OK


def _new_profile(args: argparse.Namespace) -> int:
    from budgetgen.adapt.copy import copy_profile

    made = copy_profile(_whole_profile(args.source), args.id, args.folder)
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


def _whole_profile(id: str) -> Any:
    """A profile with everything in it looked at: settings, templates, Word shell, page."""
    from budgetgen.adapt.trial import try_out
    from budgetgen.adapt.validate import validate
    from budgetgen.profiles import load_profile

    profile = load_profile(id)
    validate(profile)
    try_out(profile)
    return profile


def _report(findings: Sequence[Any], as_json: bool) -> None:
    from budgetgen.findings import verdict
    from budgetgen.report import text_report

    if as_json:
        said = {"verdict": verdict(findings), "findings": [f.as_dict() for f in findings]}
        print(json.dumps(said, ensure_ascii=False, indent=1))
        return
    print(text_report(findings))


# Arguments ---------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="budgetgen",
        description="一个工作簿，生成部门预算信息公开的全部表格和情况说明。",
        epilog="返回值：0 通过或只有警告；1 有错误；2 文件读不了；3 程序或系统的问题。",
    )
    parser.add_argument("--version", action="version", version=f"budgetgen {__version__}")
    commands = parser.add_subparsers(title="命令", required=True, metavar="命令")

    template = _command(commands, "template", _template, "生成待填的工作簿")
    template.add_argument("--year", type=int, help="预算年度")
    template.add_argument(
        "-o", "--output", type=Path, required=True, help="写到哪个文件（--roster 时是文件夹）"
    )
    add_template_options(template)

    check = _command(commands, "check", _check, "检查填好的工作簿")
    check.add_argument("workbook", type=Path, help="工作簿")
    check.add_argument("--json", action="store_true", help="按 JSON 输出")
    check.add_argument(
        "--annotate", type=Path, metavar="FILE.xlsx", help="另存一份加了批注的工作簿"
    )
    check.add_argument(
        "--selfcheck", type=Path, metavar="FILE.docx", help="另存一页待签字的公开自查表"
    )

    build = _command(commands, "build", _build, "生成 DOCX、PDF、XLSX、JSON")
    build.add_argument("workbook", type=Path, help="工作簿")
    build.add_argument("-o", "--output", type=Path, required=True, help="写到哪个文件夹")
    build.add_argument("--name", default="", help="文件名（不带后缀），默认同工作簿")
    build.add_argument(
        "--draft", action="store_true", help="有错误也生成：每页印“草稿”，最后一页是检查结果"
    )

    build.add_argument(
        "--accessible",
        action="store_true",
        help="PDF 带标签，供读屏软件朗读（默认是便于存档的 PDF/A）",
    )

    explain = _command(commands, "explain", _explain, "一个数字是哪几笔明细加出来的")
    for name, text in (
        ("workbook", "工作簿"), ("table", "表的编号或名称"), ("row", "序号、科目编码或行名"),
        ("column", "栏次或列名"),
    ):  # fmt: skip
        explain.add_argument(name, type=Path if name == "workbook" else str, help=text)

    for command in (check, build, explain):
        command.add_argument(
            "--unit", default="", metavar="CODE", help="只要一个单位的公开文件：单位编码"
        )

    from budgetgen.cli.collect import add_collect, add_migrate
    from budgetgen.cli.compare import add_diff

    add_diff(_command(commands, "diff", _diff, "两稿之间改了什么，公开文本因此哪里不同"))
    add_collect(_command(commands, "collect", _collect, "收集各部门的工作簿，汇总成一张台账"))
    add_migrate(_command(commands, "migrate", _migrate, "把旧模板工作簿的内容移到现在的模板"))

    doctor = _command(commands, "doctor", _doctor, "本机缺什么，怎么装")
    doctor.add_argument(
        "workbook", type=Path, nargs="?", help="工作簿：一并查它用到的字都有没有字形"
    )

    profiles = _command(commands, "profiles", _profiles, "有哪些格式方案", profile=False)
    inner = profiles.add_subparsers(metavar="show | new")
    show = inner.add_parser("show", help="显示一套格式方案的全部设置，有错的指出来")
    show.add_argument("id", metavar="ID", help="编号，或文件夹")
    show.set_defaults(command=_show_profile)
    new = inner.add_parser("new", help="复制出一套自己的格式方案")
    new.add_argument("id", metavar="ID", help="新的编号，也是文件夹的名称")
    new.add_argument("--from", dest="source", required=True, metavar="OTHER", help="照哪一套复制")
    new.add_argument("folder", type=Path, metavar="DIR", help="放在哪个文件夹里")
    new.set_defaults(command=_new_profile)
    return parser


def _command(
    commands: Any, name: str, run: Callable[[argparse.Namespace], int], text: str, *,
    profile: bool = True,
) -> argparse.ArgumentParser:  # fmt: skip
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(command=run)
    if profile:
        parser.add_argument("--profile", default="", help="格式方案，默认按工作簿里记的")
    return parser
