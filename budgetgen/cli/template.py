"""命令行 template: sending workbooks out, carrying over, replacing line items; arguments and printing only."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from budgetgen.findings import Finding
    from budgetgen.season.renew.refresh import Moved, Refreshed

OK, FOUND, UNREADABLE = 0, 1, 2
_BAR: Final = 30


def add_template_options(parser: argparse.ArgumentParser) -> None:
    """The options of ``template`` beside the plain blank workbook."""
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument(
        "--roster", type=Path, metavar="名册.xlsx", help="按名册给每个部门生成预填好的工作簿"
    )
    ways.add_argument("--roster-form", action="store_true", help="生成空白名册")
    ways.add_argument(
        "--from", dest="last", type=Path, metavar="去年.xlsx", help="从去年的工作簿结转"
    )
    ways.add_argument(
        "--refresh", type=Path, metavar="工作簿.xlsx", help="整体更换收支明细，保留全部文字"
    )
    ways.add_argument("--sample", action="store_true", help="填好一个虚构部门的样例，看过清掉再填")
    parser.add_argument(
        "--lines", type=Path, metavar="新明细.xlsx", help="配合 --refresh：新的收支明细在哪个文件"
    )


def is_season(args: argparse.Namespace) -> bool:
    """Whether anything but the plain blank workbook is asked for."""
    return any((args.roster, args.roster_form, args.last, args.refresh, args.lines))


def run_template(args: argparse.Namespace) -> int:
    """Run what :func:`add_template_options` asks for; gives the exit status."""
    if bool(args.refresh) != bool(args.lines):
        print("--refresh 和 --lines 要一起用：原工作簿和新的收支明细。", file=sys.stderr)
        return UNREADABLE
    if args.roster:
        return _distribute(args)
    if args.roster_form:
        return _roster_form(args)
    return _carry(args) if args.last else _refresh(args)


def _distribute(args: argparse.Namespace) -> int:
    from budgetgen import pipeline
    from budgetgen.findings import has_errors
    from budgetgen.profiles import DEFAULT, profile_ids
    from budgetgen.season.send import manifest
    from budgetgen.season.send.distribute import distribute, parcels
    from budgetgen.season.send.roster import read_roster
    from budgetgen.season.send.roster_checks import check_roster

    roster, findings = read_roster(args.roster)
    year = args.year or roster.year
    findings += check_roster(roster, year, profile_ids())
    _say(findings)
    if has_errors(findings) or year is None:
        print("名册有错误，一个工作簿也没有生成。改正后再运行。")
        return FOUND
    out: Path = args.output
    sendings = parcels(roster, year, args.profile or DEFAULT)
    filled = manifest.filled_since(out, (each.file for each in sendings))
    if filled:
        names = "、".join(filled[:3]) + (f" 等 {len(filled)} 个" if len(filled) > 3 else "")
        raise pipeline.WouldOverwrite(
            f"{out} 里已有填过的或不是这里下发的工作簿：{names}。没有写文件，请换一个文件夹（-o）。"
        )
    written = distribute(sendings, progress=progress_bar(len(sendings)))
    sent = [each.sent for each in written]
    files = {each.sent.file: each.data for each in written}
    files |= {
        manifest.MANIFEST_XLSX: manifest.manifest_xlsx(sent, year),
        manifest.MANIFEST_JSON: manifest.manifest_json(sent),
    }
    pipeline.write_files(out, files)
    print(
        f"已生成 {len(sent)} 个工作簿和清单（{manifest.MANIFEST_XLSX}、{manifest.MANIFEST_JSON}）：{out}"
    )
    return OK


def _roster_form(args: argparse.Namespace) -> int:
    from budgetgen import pipeline
    from budgetgen.profiles import profile_ids
    from budgetgen.season.send.roster_form import write_roster_form

    out = _xlsx(args.output)
    data = write_roster_form(args.year, tuple(profile_ids()))
    pipeline.write_files(out.parent, {out.name: data})
    print(f"空白名册已生成：{out}")
    return OK


def _carry(args: argparse.Namespace) -> int:
    from budgetgen import pipeline
    from budgetgen.findings import Severity, has_errors
    from budgetgen.profiles import load_profile
    from budgetgen.season.renew.carry import carry
    from budgetgen.season.renew.marked import carried_workbook
    from budgetgen.workbook.file.package import identify_workbook
    from budgetgen.workbook.read.reader import read_workbook

    out = _xlsx(args.output)
    pipeline.keep(args.last, out)
    own, odd = pipeline.choose_profile(identify_workbook(args.last))
    profile = load_profile(args.profile) if args.profile else own
    old, read = read_workbook(args.last, own)
    read = [each for each in (*odd, *read) if each.severity is not Severity.NOTICE]
    if old is None:
        _say(read)
        print("去年的工作簿读不全（见上），没有生成。")
        return FOUND
    if read:
        print("去年的工作簿里有这些问题，读不到的内容没有带过来：")
        _say(read)
    year = args.year or old.info.year + 1
    data, marks = carried_workbook(old, carry(old, own, year), profile)
    pipeline.write_files(out.parent, {out.name: data})
    print(f"{year} 年的工作簿已生成：{out}")
    print("要重新写或核对的（工作簿里有批注，“检查结果”表里也列着；改完再运行 check）：")
    _say(marks)
    return FOUND if has_errors(read) else OK


def _refresh(args: argparse.Namespace) -> int:
    from budgetgen import pipeline
    from budgetgen.findings import has_errors
    from budgetgen.season.renew import refresh as season
    from budgetgen.workbook.file.package import identify_workbook
    from budgetgen.workbook.form.given import read_given
    from budgetgen.workbook.form.writer import write_workbook
    from budgetgen.workbook.read.reader import read_workbook

    out = _xlsx(args.output)
    pipeline.keep(args.refresh, out)
    pipeline.keep(args.lines, out)
    template = identify_workbook(args.refresh)
    profile, odd = pipeline.choose_profile(template, args.profile)
    old, read = read_workbook(args.refresh, profile)
    lost = [*odd, *read] if old is None else [*odd, *season.losses(old, read)]
    if old is None or lost:
        _say(lost)
        print("原工作簿里有读不到的内容，换明细会把它丢掉，所以没有生成。改正后再运行。")
        return FOUND
    lines, said = season.read_lines(args.lines, old)
    _say(said, f"{args.lines.name} ")
    if has_errors(said):
        print("新的收支明细有错误，没有生成。改正后再运行。")
        return FOUND
    new = season.refresh(old, lines)
    data = write_workbook(new, profile, given=read_given(template.given))
    pipeline.write_files(out.parent, {out.name: data})
    print(f"换好明细的工作簿：{out}")
    _changes(season.compare_lines(old, new))
    _left_behind(season.not_carried(read), season.own_sheets(args.refresh))
    return OK


def _changes(made: Refreshed) -> None:
    print(f"明细：{made.lines_before} 笔 → {made.lines_after} 笔")
    for each in (made.total, *made.sources):
        print(f"  {each.name}：{_moved(each)}")
    if made.projects:
        print("资金有变化的项目：")
    for each in made.projects:
        what = "新有资金" if not each.before else "不再有资金" if not each.after else "金额改变"
        print(f"  {each.name}　{what}：{_moved(each)}")
    for line in made.unknown_projects:
        print(
            f"{line.cell('project')}（新明细）  “项目”表里没有项目 {line.project}：补上这个项目和绩效指标"
        )
    for line in made.unknown_units:
        print(f"{line.cell('unit')}（新明细）  “机构设置”里没有单位 {line.unit}：补上，或改正编码")


def _moved(each: Moved) -> str:
    from budgetgen.model.money import plain

    return f"{plain(each.before)} 元 → {plain(each.after)} 元"


def _left_behind(findings: Iterable[Finding], sheets: Iterable[str]) -> None:
    for finding in findings:
        print(f"{finding.where}  没有带到新工作簿：{finding.message}")
    for title in sheets:
        print(f"{title}  没有带到新工作簿：这张表不是填报表，要用的自己复制过去")


def _say(findings: Iterable[Finding], where: str = "") -> None:
    for finding in findings:
        print(f"{where}{finding.where}  {finding.severity}  {finding.message}")
        print(f"      办法：{finding.remedy}")


def _xlsx(path: Path) -> Path:
    return path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")


def progress_bar(total: int, stream: TextIO | None = None) -> Callable[[int], None]:
    """What to call with the number done: draws a bar where the stream is a terminal, else nothing."""
    shown = stream or sys.stderr

    def show(done: int) -> None:
        if shown.isatty():
            full = _BAR * done // max(total, 1)
            end = "\n" if done == total else ""
            print(
                f"\r[{'█' * full}{'·' * (_BAR - full)}] {done}/{total}",
                end=end,
                file=shown,
                flush=True,
            )

    return show
