"""主流程: the whole tool on one screen.

workbook.xlsx ─read→ Budget ─tables→ nine Tables ─check→ Findings ─compose→ Document ─render→ files
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from budgetgen.disclosure import Disclosure
from budgetgen.findings import Finding, Severity, error, has_errors
from budgetgen.model.budget import Budget
from budgetgen.model.vocabulary import Scope
from budgetgen.profiles import DEFAULT, Profile, load_profile, profile_ids
from budgetgen.workbook.package import TemplateId, identify_workbook
from budgetgen.workbook.reader import read_workbook


class WouldOverwrite(Exception):
    """A file to be written is the workbook itself."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A workbook read and looked at; ``disclosure`` is None where too little could be read."""

    profile: Profile
    disclosure: Disclosure | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Built:
    """Files written; ``missing`` says in words which could not be made on this machine."""

    checked: Checked
    files: tuple[Path, ...]
    missing: tuple[str, ...] = ()


def check(path: Path, profile_id: str = "", unit: str = "") -> Checked:
    """Read a workbook, build its tables, run all rules; of one of its units where a code is given."""
    from budgetgen.checks import run_checks

    profile, remarks = choose_profile(identify_workbook(path), profile_id)
    budget, read = read_workbook(path, profile)
    if budget is None:
        return Checked(profile, None, (*remarks, *read))
    if unit:
        own = unit_profile(profile, keep=bool(profile_id))
        return check_unit(budget, unit, profile, own, [*remarks, *read])
    disclosure = Disclosure.of(budget, profile)
    return Checked(profile, disclosure, tuple(run_checks(disclosure, [*remarks, *read])))


def check_unit(
    budget: Budget, code: str, profile: Profile, own: Profile, read: list[Finding]
) -> Checked:
    """A unit's own disclosure, checked; raises UnknownUnit.

    Whose a row is only the whole workbook can tell, so errors about that are looked for there.
    """
    from budgetgen.checks import run_checks
    from budgetgen.checks.registry import Topic
    from budgetgen.model.units import concerning, unit_budget

    disclosure = Disclosure.of(unit_budget(budget, code), own)
    whole = run_checks(Disclosure.of(budget, profile))
    unplaced = [f for f in whole if f.order == Topic.IDENTITY and f.severity is Severity.ERROR]
    known = concerning(budget, disclosure.budget, [*read, *unplaced])
    # A waiver may be another unit's, so that none is called unused here; one cause is one finding.
    found = [f for f in run_checks(disclosure, known) if f.rule != "waiver-unused"]
    return Checked(own, disclosure, tuple(dict.fromkeys(found)))


def unit_profile(profile: Profile, keep: bool = False) -> Profile:
    """The profile of a unit's own disclosure: the one that the department's names, else the same for a unit."""
    own = load_profile(profile.unit_profile) if profile.unit_profile and not keep else profile
    return own.model_copy(update={"scope": Scope.UNIT})


def build(  # noqa: PLR0913 - one for each option of the command
    path: Path, out: Path, name: str = "", draft: bool = False, profile_id: str = "",
    *, unit: str = "",
) -> Built:  # fmt: skip
    """Check a workbook and write NAME.docx, .pdf, .xlsx, .json and .budget.json, all or none."""
    stem = name or (f"{path.stem}-{unit}" if unit else path.stem)
    keep(path, out / f"{stem}.xlsx")
    checked = check(path, profile_id, unit)
    if checked.disclosure is None or (has_errors(checked.findings) and not draft):
        return Built(checked, ())
    contents, missing = render(checked.disclosure, checked.findings)
    return Built(
        checked,
        write_files(out, {f"{stem}{suffix}": data for suffix, data in contents.items()}),
        missing,
    )


def keep(workbook: Path, target: Path) -> None:
    """Refuse to write over the workbook that somebody filled in."""
    if target.exists() and workbook.exists() and target.samefile(workbook):
        raise WouldOverwrite(
            f"{target} 就是填报的工作簿，生成会把它覆盖。请换一个文件夹（-o）或文件名（--name）。"
        )


def render(
    disclosure: Disclosure, findings: tuple[Finding, ...]
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """All files' contents by suffix; without Pango everything but the PDF.

    Many small objects and no cycles: the collector finds nothing and takes a third of the time.
    """
    from budgetgen.render.weasy import without_gc

    with without_gc():
        return _render(disclosure, findings)


def _render(
    disclosure: Disclosure, findings: tuple[Finding, ...]
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    from budgetgen.document.compose import compose
    from budgetgen.render.docx import render_docx
    from budgetgen.render.errors import MissingSystemPart
    from budgetgen.render.json import render_budget_json, render_json
    from budgetgen.render.pdf import layout_pdf
    from budgetgen.render.xlsx import render_xlsx

    document, profile = compose(disclosure), disclosure.profile
    made: dict[str, bytes] = {}
    missing: tuple[str, ...] = ()
    pages: Mapping[str, int] | None = None
    try:
        pdf = layout_pdf(document, profile)
        made[".pdf"], pages = pdf.data, pdf.pages
    except MissingSystemPart as absent:
        missing = (str(absent),)
    made[".docx"] = render_docx(document, profile, pages)
    made[".xlsx"] = render_xlsx(document, profile)
    made[".json"] = render_json(document, findings)
    made[".budget.json"] = render_budget_json(disclosure.budget)
    return made, missing


def template(profile_id: str, year: int | None, budget: Budget | None = None) -> bytes:
    """The workbook to fill in."""
    from budgetgen.workbook.writer import write_workbook

    return write_workbook(budget, load_profile(profile_id or DEFAULT), year=year)


def choose_profile(template: TemplateId, wanted: str = "") -> tuple[Profile, list[Finding]]:
    """The profile asked for, else the one the workbook was made with, else the default."""
    if wanted:
        return load_profile(wanted), []
    if template.profile and template.profile not in profile_ids():
        remark = error(
            "profile-unknown",
            f"工作簿用的格式方案“{template.profile}”在这里没有，已按 {DEFAULT} 处理",
            "用 --profile 指明格式方案，或换用财政部门新发的工作簿",
        )
        return load_profile(DEFAULT), [replace(remark, order=0)]
    return load_profile(template.profile or DEFAULT), []


def write_files(folder: Path, contents: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files whole or not at all: every one is finished beside its place before any is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    finished: list[tuple[Path, Path]] = []
    try:
        for name, data in contents.items():
            handle, temporary = tempfile.mkstemp(prefix=".budgetgen-", dir=folder)
            finished.append((Path(temporary), folder / name))
            with os.fdopen(handle, "wb") as file:
                file.write(data)
        for temporary_path, place in finished:
            temporary_path.chmod(0o644)
            temporary_path.replace(place)
    finally:
        for temporary_path, _ in finished:
            temporary_path.unlink(missing_ok=True)
    return tuple(place for _, place in finished)
