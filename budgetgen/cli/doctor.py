"""命令 doctor: what this machine lacks, and how to get it."""

from __future__ import annotations

import argparse
from pathlib import Path

from budgetgen import api
from budgetgen.cli.shared import FAULT, OK


def add_options(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``doctor``."""
    parser.add_argument("workbook", type=Path, nargs="?", help="工作簿：一并检查所用的字有无字形")


def run(args: argparse.Namespace) -> int:
    """Look at the machine; 3 where something is lacking."""
    health = api.doctor(args.workbook, profile=args.profile)
    for each in health.found:
        print(f"{'正常' if each.well else '缺少'}  {each.text}")
        if each.remedy:
            print(f"      办法：{each.remedy}")
    if not health.is_workbook_read:
        print("工作簿没有读全，没有检查字形。先运行 check。")
    return OK if health.is_well else FAULT
