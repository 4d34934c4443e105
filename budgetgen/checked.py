"""检查一稿: a workbook, or the inputs that a build kept, read by its own format, and what the rules say of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from budgetgen.disclosure import Disclosure
from budgetgen.findings import Finding, Severity, error, has_errors, verdict
from budgetgen.model.budget import Budget
from budgetgen.model.vocabulary import Scope
from budgetgen.profiles import DEFAULT, Profile, load_profile, profile_ids
from budgetgen.workbook.file.package import TemplateId, WorkbookError, identify_workbook
from budgetgen.workbook.read.reader import read_workbook
from budgetgen.workbook.read.stored import read_budget_json


@dataclass(frozen=True, slots=True)
class Opened:
    """打开的一稿: what a file says; ``disclosure`` is None where too little could be read."""

    path: Path
    template: TemplateId
    profile: Profile
    disclosure: Disclosure | None
    remarks: tuple[Finding, ...] = ()
    """What is to be said of the format that was chosen."""
    read: tuple[Finding, ...] = ()
    """What could not be read, or not as it stands."""
    sha256: str = ""
    is_profile_given: bool = False
    """Whether somebody asked for this format; else it is the file's own."""

    @property
    def budget(self) -> Budget | None:
        """What was typed."""
        return self.disclosure.budget if self.disclosure else None

    @property
    def unread(self) -> int:
        """In how many places content could not be read."""
        return sum(finding.severity is Severity.ERROR for finding in self.read)

    def whole(self, so: str) -> Disclosure:
        """The disclosure; raises WorkbookError where 基本信息 lacks what everything starts from.

        ``so`` says what can't be done then.
        """
        if self.disclosure is None:
            problem = f"“基本信息”缺年度、口径、编码或名称，{so}"
            remedy = f"先运行 budgetgen check {self.path}，按提示补全"
            raise WorkbookError(self.path, problem, remedy)
        return self.disclosure


@dataclass(frozen=True, slots=True)
class Checked:
    """检查结果: a draft looked at; ``disclosure`` is None where too little could be read."""

    profile: Profile
    disclosure: Disclosure | None
    findings: tuple[Finding, ...]

    @property
    def is_clean(self) -> bool:
        """Whether it may be built: no errors, and enough could be read."""
        return self.disclosure is not None and not has_errors(self.findings)

    def text(self) -> str:
        """The findings as text of 80 columns, gravest first; the verdict is the last line."""
        from budgetgen.report import text_report

        return text_report(self.findings)

    def facts(self) -> dict[str, Any]:
        """The same, ready to be written as JSON."""
        found = [finding.as_dict() for finding in self.findings]
        return {"verdict": verdict(self.findings), "findings": found}

    def selfcheck(self) -> bytes:
        """公开自查表 to be signed, as DOCX; empty where too little could be read."""
        from budgetgen.render.selfcheck import render_selfcheck

        return render_selfcheck(self.disclosure, self.findings) if self.disclosure else b""


def open_draft(path: Path, profile_id: str = "") -> Opened:
    """Read a workbook or a NAME.budget.json by the format asked for, else by its own.

    Raises WorkbookError for what is neither, ProfileError where the format is broken.
    """
    if path.suffix.lower() == ".json":
        inputs, id = read_budget_json(path)
        template = TemplateId(profile=id)
        profile, remarks = choose_profile(template, profile_id)
        budget: Budget | None = inputs
        read: list[Finding] = []
    else:
        template = identify_workbook(path)
        profile, remarks = choose_profile(template, profile_id)
        budget, read = read_workbook(path, profile)
    disclosure = Disclosure.of(budget, profile) if budget else None
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Opened(
        path, template, profile, disclosure, tuple(remarks), tuple(read), digest, bool(profile_id)
    )


def check_file(path: Path, profile_id: str = "", unit: str = "") -> Checked:
    """Read a draft, build its tables, run all rules; of one of its units where a code is given."""
    opened = open_draft(path, profile_id)
    return check_draft(opened, disclosure_of(opened, unit), unit)


def disclosure_of(opened: Opened, unit: str = "") -> Disclosure | None:
    """What is to be disclosed: the whole, or a unit's own; raises UnknownUnit."""
    from budgetgen.model.units import unit_budget

    if opened.budget is None or not unit:
        return opened.disclosure
    own = unit_profile(opened.profile, keep=opened.is_profile_given)
    return Disclosure.of(unit_budget(opened.budget, unit), own)


def check_draft(opened: Opened, disclosure: Disclosure | None, unit: str = "") -> Checked:
    """Run all rules on what is disclosed of a draft.

    Whose a row is only the whole workbook can tell, so errors about that are looked for there.
    """
    from budgetgen.rules import run_checks
    from budgetgen.rules.registry import Topic

    said = [*opened.remarks, *opened.read]
    if disclosure is None or opened.disclosure is None:
        return Checked(opened.profile, None, tuple(said))
    if not unit:
        return Checked(opened.profile, disclosure, tuple(run_checks(disclosure, said)))
    from budgetgen.model.units import concerning

    whole = run_checks(opened.disclosure)
    unplaced = [f for f in whole if f.order == Topic.IDENTITY and f.severity is Severity.ERROR]
    known = concerning(opened.disclosure.budget, disclosure.budget, [*said, *unplaced])
    # A waiver may be another unit's, so that none is called unused here; one cause is one finding.
    found = [f for f in run_checks(disclosure, known) if f.rule != "waiver-unused"]
    return Checked(disclosure.profile, disclosure, tuple(dict.fromkeys(found)))


# Formats -----------------------------------------------------------------------------------------


def unit_profile(profile: Profile, keep: bool = False) -> Profile:
    """The profile of a unit's own disclosure: the one that the department's names, else the same for a unit."""
    own = profile
    if profile.unit_profile and not keep:
        own = load_profile(profile.unit_profile, profile.folders[-1].parent)
    return own.model_copy(update={"scope": Scope.UNIT})


def choose_profile(template: TemplateId, wanted: str = "") -> tuple[Profile, list[Finding]]:
    """The profile asked for, else the one the workbook was made with, else the default."""
    if wanted:
        return valid_profile(wanted), []
    if template.profile and template.profile not in profile_ids():
        remark = error(
            "profile-unknown",
            f"工作簿用的格式方案“{template.profile}”没有找到，已按 {DEFAULT} 处理",
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
