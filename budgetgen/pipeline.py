"""主流程: the whole tool on one screen.

workbook.xlsx ─read→ Budget ─tables→ nine Tables ─check→ Findings ─compose→ Document ─render→ files
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from budgetgen.disclosure import Disclosure
from budgetgen.findings import Finding, Severity, error, has_errors
from budgetgen.model.budget import Budget
from budgetgen.model.vocabulary import Scope
from budgetgen.profiles import DEFAULT, Profile, load_profile, profile_ids
from budgetgen.render.pdf.typesetter import Typeset, in_place
from budgetgen.workbook.file.package import TemplateId, identify_workbook
from budgetgen.workbook.read.reader import read_workbook

if TYPE_CHECKING:
    from budgetgen.document.blocks import Document
    from budgetgen.render.pdf.pages import Pdf


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
    """Files written; ``missing`` says in words what could not be made on this machine."""

    checked: Checked
    files: tuple[Path, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to be built; nothing said means the files for publication."""

    name: str = ""
    """The files' name without suffix; empty: the workbook's, with the unit's code."""
    profile: str = ""
    draft: bool = False
    """Build despite errors, marked as a draft, with the findings at the end."""
    accessible: bool = False
    """Tag the PDF for screen readers instead of making it for the archive."""
    unit: str = ""
    """单位编码 of the unit whose own disclosure is wanted; empty: the whole workbook's."""


PUBLIC = Wishes()


Meanwhile = Callable[[Disclosure], None]
"""What is begun as soon as a workbook's tables are there, before any rule runs."""


def check(
    path: Path, profile_id: str = "", unit: str = "", meanwhile: Meanwhile = lambda _: None
) -> Checked:
    """Read a workbook, build its tables, run all rules; of one of its units where a code is given."""
    profile, remarks = choose_profile(identify_workbook(path), profile_id)
    budget, read = read_workbook(path, profile)
    if budget is None:
        return Checked(profile, None, (*remarks, *read))
    if unit:
        own = unit_profile(profile, keep=bool(profile_id))
        return check_unit(budget, unit, profile, own, [*remarks, *read])
    disclosure = Disclosure.of(budget, profile)
    meanwhile(disclosure)

    from budgetgen.rules import run_checks

    return Checked(profile, disclosure, tuple(run_checks(disclosure, [*remarks, *read])))


def check_unit(
    budget: Budget, code: str, profile: Profile, own: Profile, read: list[Finding]
) -> Checked:
    """A unit's own disclosure, checked; raises UnknownUnit.

    Whose a row is only the whole workbook can tell, so errors about that are looked for there.
    """
    from budgetgen.model.units import concerning, unit_budget
    from budgetgen.rules import run_checks
    from budgetgen.rules.registry import Topic

    disclosure = Disclosure.of(unit_budget(budget, code), own)
    whole = run_checks(Disclosure.of(budget, profile))
    unplaced = [f for f in whole if f.order == Topic.IDENTITY and f.severity is Severity.ERROR]
    known = concerning(budget, disclosure.budget, [*read, *unplaced])
    # A waiver may be another unit's, so that none is called unused here; one cause is one finding.
    found = [f for f in run_checks(disclosure, known) if f.rule != "waiver-unused"]
    return Checked(own, disclosure, tuple(dict.fromkeys(found)))


def unit_profile(profile: Profile, keep: bool = False) -> Profile:
    """The profile of a unit's own disclosure: the one that the department's names, else the same for a unit."""
    own = profile
    if profile.unit_profile and not keep:
        own = load_profile(profile.unit_profile, profile.folders[-1].parent)
    return own.model_copy(update={"scope": Scope.UNIT})


def build(path: Path, out: Path, wishes: Wishes = PUBLIC, typeset: Typeset = in_place) -> Built:
    """Check a workbook and write NAME.docx, .pdf, .xlsx, .md, .json and .budget.json, all or none."""
    stem = wishes.name or "-".join(part for part in (path.stem, wishes.unit) if part)
    keep(path, out / f"{stem}.xlsx")
    begun: list[Begun] = []

    def begin_early(disclosure: Disclosure) -> None:
        if not wishes.draft:
            # What the rules will refuse may not even be composed: they say why.
            with contextlib.suppress(Exception):
                begun.append(begin(disclosure, (), wishes, typeset))

    checked = check(path, wishes.profile, wishes.unit, begin_early)
    if checked.disclosure is None or (has_errors(checked.findings) and not wishes.draft):
        return Built(checked, ())
    start = begun[0] if begun else begin(checked.disclosure, checked.findings, wishes, typeset)
    contents, missing = render(checked.disclosure, checked.findings, start)
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


@dataclass(frozen=True, slots=True)
class Begun:
    """A composed document whose PDF is under way."""

    document: Document
    pdf: Callable[[], Pdf]


def begin(
    disclosure: Disclosure,
    findings: tuple[Finding, ...],
    wishes: Wishes = PUBLIC,
    typeset: Typeset = in_place,
) -> Begun:
    """Compose the document, a draft with its findings, and hand it to the typesetter."""
    from budgetgen.adapt.validate import validate
    from budgetgen.document.compose import compose
    from budgetgen.document.draft import as_draft
    from budgetgen.render.pdf.pages import begin_pdf
    from budgetgen.rules.public_findings import public_findings

    validate(disclosure.profile)
    document = compose(disclosure)
    if wishes.draft:
        document = as_draft(document, public_findings(disclosure.budget, findings))
    return Begun(document, begin_pdf(document, disclosure.profile, wishes.accessible, typeset))


def render(
    disclosure: Disclosure, findings: tuple[Finding, ...], begun: Begun
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """All files' contents by suffix, and what is to be said of them; without Pango everything but the PDF."""
    from budgetgen.render.errors import MissingSystemPart
    from budgetgen.render.json import render_budget_json, render_json
    from budgetgen.render.markdown import render_markdown
    from budgetgen.render.word.docx import begin_docx
    from budgetgen.render.xlsx import render_xlsx
    from budgetgen.rules.public_findings import public_findings

    profile, document = disclosure.profile, begun.document
    docx = begin_docx(document, profile)
    beside = {
        ".xlsx": render_xlsx(document, profile),
        ".md": render_markdown(document),
        ".json": render_json(document, public_findings(disclosure.budget, findings)),
        ".budget.json": render_budget_json(disclosure.budget, profile.id),
    }
    try:
        laid = begun.pdf()
    except MissingSystemPart as absent:
        return {".docx": docx(None)} | beside, (str(absent),)
    return {".docx": docx(laid.pages), ".pdf": laid.data} | beside, _boxes(laid.boxes)


def _boxes(characters: tuple[str, ...]) -> tuple[str, ...]:
    """What to say of characters that the PDF prints as empty boxes."""
    if not characters:
        return ()
    named = "、".join(f"{each}（U+{ord(each):04X}）" for each in characters)
    return (
        f"PDF 里这些字没有字形，印成了空框：{named}。\n"
        "办法：改成常用的写法；或装上有这些字的字体再生成（budgetgen doctor 会查）。DOCX 不受影响。",
    )


def template(profile_id: str, year: int | None, sample: bool = False) -> bytes:
    """The workbook to fill in: blank, or with a sample to be looked at and cleared."""
    from budgetgen.workbook.form.sample import sample_budget
    from budgetgen.workbook.form.writer import write_workbook

    profile = valid_profile(profile_id or DEFAULT)
    return write_workbook(sample_budget(profile, year) if sample else None, profile, year=year)


def choose_profile(template: TemplateId, wanted: str = "") -> tuple[Profile, list[Finding]]:
    """The profile asked for, else the one the workbook was made with, else the default."""
    if wanted:
        return valid_profile(wanted), []
    if template.profile and template.profile not in profile_ids():
        remark = error(
            "profile-unknown",
            f"工作簿用的格式方案“{template.profile}”在这里没有，已按 {DEFAULT} 处理",
            "用 --profile 指明格式方案，或换用财政部门新发的工作簿",
        )
        return load_profile(DEFAULT), [replace(remark, order=0)]
    return load_profile(template.profile or DEFAULT), []


def valid_profile(id: str) -> Profile:
    """A profile by id or folder; a broken one is refused.

    Those of the package are held by a test, and again when something is composed: reading their templates
    would cost each ``check`` the import of Jinja.
    """
    profile = load_profile(id)
    if profile.folders[0].parent != profile.folders[-1].parent:
        from budgetgen.adapt.validate import validate

        validate(profile)
    return profile


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
