"""发放到一个文件夹: a roster becomes one workbook an agency and the list of what was sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from budgetgen.files import WouldOverwrite, write_files
from budgetgen.findings import Finding, has_errors
from budgetgen.profiles import DEFAULT, profile_ids
from budgetgen.season.send import manifest
from budgetgen.season.send.distribute import distribute, parcels
from budgetgen.season.send.manifest import Sent
from budgetgen.season.send.roster import read_roster
from budgetgen.season.send.roster_checks import check_roster

SendProgress = Callable[[int, int], None]
"""Told how many of how many workbooks are written."""


@dataclass(frozen=True, slots=True)
class Sending:
    """发放结果: what is wrong with the roster, and what was written: nothing where it has errors."""

    findings: tuple[Finding, ...]
    sent: tuple[Sent, ...] = ()
    files: tuple[Path, ...] = ()


def send_workbooks(
    roster: Path,
    out: Path,
    *,
    year: int | None = None,
    profile_id: str = "",
    progress: SendProgress | None = None,
) -> Sending:
    """Write the workbooks of a roster and 清单.xlsx, 清单.json; all or none.

    Raises WorkbookError for what is no roster, WouldOverwrite where a workbook that lies there was filled in.
    """
    read, findings = read_roster(roster)
    wanted = year or read.year
    findings += check_roster(read, wanted, profile_ids())
    if has_errors(findings) or wanted is None:
        return Sending(tuple(findings))
    sendings = parcels(read, wanted, profile_id or DEFAULT)
    filled = manifest.filled_since(out, (each.file for each in sendings))
    if filled:
        names = "、".join(filled[:3]) + (f" 等 {len(filled)} 个" if len(filled) > 3 else "")
        raise WouldOverwrite(
            f"{out} 里有已填写的或不是由此下发的工作簿：{names}。没有写文件。办法：换一个文件夹（-o）。"
        )
    told = progress or (lambda done, total: None)
    written = distribute(sendings, progress=lambda done: told(done, len(sendings)))
    sent = tuple(each.sent for each in written)
    contents = {each.sent.file: each.data for each in written} | {
        manifest.MANIFEST_XLSX: manifest.manifest_xlsx(sent, wanted),
        manifest.MANIFEST_JSON: manifest.manifest_json(sent),
    }
    return Sending(tuple(findings), sent, write_files(out, contents))
