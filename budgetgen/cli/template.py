"""命令 template: the workbook to fill in: blank, as a sample, by a roster, from last year, with other line items."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from budgetgen import api
from budgetgen.cli.shared import FOUND, OK, UNREADABLE, progress_bar, say, xlsx

if TYPE_CHECKING:
    from budgetgen.season.renew.refresh import Refreshed


def add_options(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``template``."""
    parser.add_argument("--year", type=int, help="预算年度")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, help="写到哪个文件（--roster 时是文件夹）"
    )
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument(
        "--roster", type=Path, metavar="名册.xlsx", help="按名册给每个部门生成预填好的工作簿"
    )
    ways.add_argument("--roster-form", action="store_true", help="生成空白名册")
    ways.add_argument(
        "--from", dest="last", type=Path, metavar="去年.xlsx", help="从上年的工作簿结转"
    )
    ways.add_argument(
        "--refresh", type=Path, metavar="工作簿.xlsx", help="整体更换收支明细，保留全部文字"
    )
    ways.add_argument("--sample", action="store_true", help="填好一个虚构部门的样例，看后清除再填")
    parser.add_argument(
        "--lines", type=Path, metavar="新明细.xlsx", help="配合 --refresh：新的收支明细在哪个文件"
    )


def run(args: argparse.Namespace) -> int:
    """Make what is asked for; 1 where what it is made from has errors."""
    if bool(args.refresh) != bool(args.lines):
        print("--refresh 和 --lines 要一起用：原工作簿和新的收支明细。", file=sys.stderr)
        return UNREADABLE
    if args.roster:
        return _send(args)
    if args.roster_form:
        return _roster_form(args)
    if args.last:
        return _carry(args)
    return _refresh(args) if args.refresh else _blank(args)


def _blank(args: argparse.Namespace) -> int:
    data = api.template(args.profile, year=args.year, sample=args.sample)
    print(f"工作簿已生成：{api.write_file(xlsx(args.output), data)}")
    return OK


def _send(args: argparse.Namespace) -> int:
    done = api.send(args.roster, args.output, year=args.year, profile=args.profile, progress=_bar())
    say(done.findings)
    if not done.files:
        print("名册有错误，一个工作簿也没有生成。改正后再运行。")
        return FOUND
    lists = "、".join(file.name for file in done.files[len(done.sent) :])
    print(f"已生成 {len(done.sent)} 个工作簿和清单（{lists}）：{args.output}")
    return OK


def _roster_form(args: argparse.Namespace) -> int:
    print(f"空白名册已生成：{api.write_file(xlsx(args.output), api.roster_form(args.year))}")
    return OK


def _carry(args: argparse.Namespace) -> int:
    out = xlsx(args.output)
    api.keep(args.last, out)
    carried = api.carry(args.last, year=args.year, profile=args.profile)
    if not carried.workbook:
        say(carried.lost)
        print("上年的工作簿没有读全（见上），没有生成。")
        return FOUND
    if carried.lost:
        print("上年的工作簿有以下问题，读不到的内容没有结转：")
        say(carried.lost)
    print(f"{carried.year} 年的工作簿已生成：{api.write_file(out, carried.workbook)}")
    print("需要重写或核对的（工作簿里有批注，“检查结果”表里也列着；改完再运行 check）：")
    say(carried.marks)
    return OK if carried.is_whole else FOUND


def _refresh(args: argparse.Namespace) -> int:
    out = xlsx(args.output)
    api.keep(args.refresh, out)
    api.keep(args.lines, out)
    replaced = api.refresh(args.refresh, args.lines, profile=args.profile)
    if replaced.lost:
        say(replaced.lost)
        print("原工作簿有读不到的内容，更换明细会丢失这些内容，没有生成。改正后再运行。")
        return FOUND
    say(replaced.said, f"{args.lines.name} ")
    if replaced.changed is None:
        print("新的收支明细有错误，没有生成。改正后再运行。")
        return FOUND
    print(f"已更换明细的工作簿：{api.write_file(out, replaced.workbook)}")
    _changes(replaced.changed)
    for finding in replaced.left:
        print(f"{finding.where}  没有带到新工作簿：{finding.message}")
    for title in replaced.sheets:
        print(f"{title}  没有带到新工作簿：这张表不是填报表，需要的，自行复制")
    return OK


def _changes(made: Refreshed) -> None:
    print(f"明细：{made.lines_before} 笔 → {made.lines_after} 笔")
    for each in (made.total, *made.sources):
        print(f"  {each.name}：{each}")
    if made.projects:
        print("资金有变化的项目：")
    for each in made.projects:
        what = "新有资金" if not each.before else "不再有资金" if not each.after else "金额改变"
        print(f"  {each.name}　{what}：{each}")
    for line in made.unknown_projects:
        print(
            f"{line.cell('project')}（新明细）  “项目”表里没有项目 {line.project}：补上这个项目和绩效指标"
        )
    for line in made.unknown_units:
        print(f"{line.cell('unit')}（新明细）  “机构设置”里没有单位 {line.unit}：补上，或改正编码")


def _bar() -> Callable[[int, int], None]:
    show = progress_bar()
    return lambda done, total: show(done, total, "")
