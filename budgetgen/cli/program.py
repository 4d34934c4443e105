"""命令行: one parser for all commands, and every foreseeable failure as a Chinese sentence.

Exit status: 0 clean or warnings only, 1 errors found, 2 the file can't be read, 3 our fault or a missing part.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import traceback
from collections.abc import Sequence
from types import ModuleType

from budgetgen import api
from budgetgen.cli import build, check, collect, diff, doctor, explain, migrate, profiles, template
from budgetgen.cli.shared import FAULT, OK, UNREADABLE
from budgetgen.version import __version__

COMMANDS: dict[str, tuple[ModuleType, str]] = {
    "template": (template, "生成待填的工作簿"),
    "check": (check, "检查填好的工作簿"),
    "build": (build, "生成 DOCX、PDF、XLSX、JSON"),
    "explain": (explain, "追溯一个数字由哪些明细合计"),
    "diff": (diff, "比对两稿改了什么、公开文本有何不同"),
    "collect": (collect, "收集各部门的工作簿，汇总成一张台账"),
    "migrate": (migrate, "把旧模板工作簿的内容移到现在的模板"),
    "doctor": (doctor, "检查本机缺少的组件和安装方法"),
    "profiles": (profiles, "列出格式方案"),
}


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
    try:
        status: int = args.command(args)
        return status
    except BrokenPipeError:
        return OK
    except KeyboardInterrupt:
        return _fail("已中止，没有写文件。", FAULT)
    except Exception as problem:
        return _failed(problem)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="budgetgen",
        description="一个工作簿，生成部门预算信息公开的全部表格和情况说明。",
        epilog="返回值：0 通过或只有警告；1 有错误；2 文件读不了；3 程序或系统的问题。",
    )
    parser.add_argument("--version", action="version", version=f"budgetgen {__version__}")
    commands = parser.add_subparsers(title="命令", required=True, metavar="命令")
    for name, (module, text) in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(command=module.run)
        if module is not profiles:
            command.add_argument("--profile", default="", help="格式方案，默认按工作簿里记的")
        module.add_options(command)
    return parser


def _failed(problem: Exception) -> int:
    match problem:
        case api.UserError():
            return _fail(str(problem), UNREADABLE)
        case api.FormatError():
            return _fail(f"格式方案有问题：{problem}", FAULT)
        case api.MissingSystemPart():
            return _fail(str(problem), FAULT)
        case OSError():
            return _fail(_said(problem), FAULT)
    traceback.print_exc()
    return _fail(
        "程序出错，不是填报的问题。把上面的文字和工作簿（去掉涉密内容）发给维护人员。", FAULT
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
