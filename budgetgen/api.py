"""程序接口: the whole tool, in the order in which data flows. Paths or bytes go in, frozen values come out.

Nothing here prints. What an agency can mend in its workbook is a :class:`~budgetgen.findings.Finding` in the
value that comes back; what stops the job is a :class:`UserError` (a file that is none, a code that isn't there),
a :class:`FormatError` or a :class:`MissingSystemPart`: ``budgetgen.errors``. Imports stand in the functions, so
that a call loads what it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from budgetgen.errors import BudgetgenError, FormatError, MissingSystemPart, UserError
from budgetgen.files import Input, at_hand, keep, write_file, write_files

if TYPE_CHECKING:
    from budgetgen.built import Built
    from budgetgen.checked import Checked
    from budgetgen.comparison.compared import ComparedDrafts, ComparedYears
    from budgetgen.findings import Finding
    from budgetgen.machine import Health
    from budgetgen.season.collect.folder import Collected
    from budgetgen.season.renew.marked import Carried
    from budgetgen.season.renew.migrate import Migration
    from budgetgen.season.renew.refresh import Replaced
    from budgetgen.season.send.folder import Sending
    from budgetgen.traced import Explanation

__all__ = [
    "BudgetgenError", "FormatError", "Input", "MissingSystemPart", "UserError", "annotate", "build",
    "carry", "check", "collect", "compare", "compare_years", "doctor", "explain", "keep", "migrate",
    "new_profile", "profiles", "refresh", "roster_form", "send", "show_profile", "template", "write_file",
]  # fmt: skip


# One workbook -------------------------------------------------------------------------------------


def template(profile: str = "", *, year: int | None = None, sample: bool = False) -> bytes:
    """The workbook to fill in (填报工作簿): blank, or with a sample to be looked at and cleared."""
    from budgetgen.checked import valid_profile
    from budgetgen.profiles import DEFAULT
    from budgetgen.workbook.form.sample import sample_budget
    from budgetgen.workbook.form.writer import write_workbook

    form = valid_profile(profile or DEFAULT)
    return write_workbook(sample_budget(form, year) if sample else None, form, year=year)


def check(workbook: Input, *, profile: str = "", unit: str = "") -> Checked:
    """Everything that is wrong with a workbook (检查), in the order in which a reviewer looks.

    ``unit``: 单位编码 of the unit whose own disclosure is meant. Raises WorkbookError, UnknownUnit, ProfileError.
    """
    from budgetgen.checked import check_file

    with at_hand(workbook) as path:
        return check_file(path, profile, unit)


def annotate(workbook: Input, findings: Sequence[Finding]) -> bytes:
    """The workbook with findings marked in its cells (批注), and none of an earlier run."""
    from budgetgen.workbook.marks.annotate import annotate_workbook

    with at_hand(workbook) as path:
        return annotate_workbook(path, findings)


def build(  # noqa: PLR0913 - what is built, where to, and how
    workbook: Input,
    out: str | Path,
    *,
    name: str = "",
    profile: str = "",
    unit: str = "",
    draft: bool = False,
    accessible: bool = False,
) -> Built:
    """NAME.docx, .pdf, .xlsx, .md, .json and .budget.json (生成), all or none: none where there are errors.

    ``draft`` writes them all the same, marked on every page. ``accessible`` tags the PDF for screen readers.
    Raises WouldOverwrite, and as :func:`check`.
    """
    from budgetgen.render.pdf.typesetter import Typesetter

    with at_hand(workbook) as path, Typesetter() as typesetter:
        from budgetgen.built import Built, Wishes, build_draft, own_name
        from budgetgen.checked import open_draft

        stem = name or "-".join(part for part in (own_name(path), unit) if part)
        keep(path, Path(out) / f"{stem}.xlsx")
        wishes = Wishes(draft=draft, accessible=accessible, unit=unit)
        checked, made, missing = build_draft(open_draft(path, profile), wishes, typesetter)
    named = {f"{stem}{suffix}": data for suffix, data in made.items()}
    return Built(checked, write_files(Path(out), named) if named else (), missing)


def explain(  # noqa: PLR0913 - a cell's address in a workbook
    workbook: Input, table: str, row: str, column: str, *, profile: str = "", unit: str = ""
) -> Explanation:
    """The line items behind a printed figure (追溯).

    ``table`` by number or title, ``row`` by number, code or label, ``column`` by 栏次 or head. Raises NotFound.
    """
    from budgetgen.checked import disclosure_of, open_draft
    from budgetgen.traced import explain_cell

    with at_hand(workbook) as path:
        opened = open_draft(path, profile)
    return explain_cell(disclosure_of(opened, unit) or opened.whole("无法追溯"), table, row, column)


# Two of them --------------------------------------------------------------------------------------


def compare(old: Input, new: Input, *, profile: str = "") -> ComparedDrafts:
    """What changed between two drafts (两稿比对), and which change explains which difference in print."""
    from budgetgen.checked import open_draft
    from budgetgen.comparison.compared import compare_opened

    with at_hand(old) as first, at_hand(new) as second:
        return compare_opened(open_draft(first, profile), open_draft(second, profile))


def compare_years(
    last: Input, this: Input, *, threshold: Decimal | None = None, profile: str = ""
) -> ComparedYears:
    """One agency's two years (与上年对比); ``threshold`` in per cent: beyond it a change wants its reason."""
    from budgetgen.checked import open_draft
    from budgetgen.comparison.compared import compare_two_years

    with at_hand(last) as first, at_hand(this) as second:
        opened = open_draft(first, profile), open_draft(second, profile)
        return compare_two_years(*opened, threshold)


# The season ---------------------------------------------------------------------------------------


def roster_form(year: int | None = None) -> bytes:
    """The blank roster (名册) in which a bureau lists its agencies."""
    from budgetgen.profiles import profile_ids
    from budgetgen.season.send.roster_form import write_roster_form

    return write_roster_form(year, tuple(profile_ids()))


def send(
    roster: Input,
    out: str | Path,
    *,
    year: int | None = None,
    profile: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> Sending:
    """One prefilled workbook for each agency of a roster (发放), and the list of what was sent."""
    from budgetgen.season.send.folder import send_workbooks

    with at_hand(roster) as path:
        return send_workbooks(path, Path(out), year=year, profile_id=profile, progress=progress)


def collect(  # noqa: PLR0913 - a folder, a target, and how
    folder: str | Path,
    out: str | Path,
    *,
    manifest: str | Path | None = None,
    profile: str = "",
    workers: int | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> Collected:
    """A folder of workbooks becomes one ledger (收集, 台账) and annotated copies to be returned."""
    from budgetgen.season.collect.folder import collect_expected

    return collect_expected(
        Path(folder), Path(out), manifest=Path(manifest) if manifest else None,
        profile_id=profile, workers=workers, progress=progress,
    )  # fmt: skip


def carry(last: Input, *, year: int | None = None, profile: str = "") -> Carried:
    """Last year's workbook becomes the start of the new one (结转), marked where something must be written anew."""
    from budgetgen.checked import open_draft
    from budgetgen.profiles import load_profile
    from budgetgen.season.renew.marked import carry_over

    with at_hand(last) as path:
        opened = open_draft(path)
    return carry_over(opened, year, load_profile(profile) if profile else opened.profile)


def refresh(workbook: Input, lines: Input, *, profile: str = "") -> Replaced:
    """The workbook with other line items (换明细), every text kept; nothing where something would be lost."""
    from budgetgen.checked import open_draft
    from budgetgen.season.renew.refresh import replace_lines

    with at_hand(workbook) as path, at_hand(lines) as new:
        return replace_lines(open_draft(path, profile), new)


def migrate(old: Input, *, profile: str = "") -> Migration:
    """A workbook of an older form becomes one of today's (迁移); what has no place in it is listed."""
    from budgetgen.checked import choose_profile
    from budgetgen.season.renew.migrate import migrate_workbook
    from budgetgen.workbook.file.package import identify_workbook

    with at_hand(old) as path:
        return migrate_workbook(path, choose_profile(identify_workbook(path), profile)[0])


# Formats and the machine --------------------------------------------------------------------------


def profiles() -> dict[str, str]:
    """格式方案 that come with the program: titles by id."""
    from budgetgen.profiles import load_profile, profile_ids

    return {id: load_profile(id).title for id in profile_ids()}


def show_profile(id: str) -> str:
    """A format's settings as text, once everything in it was looked at; raises ProfileError with what is wrong."""
    from budgetgen.adapt.copy import profile_text
    from budgetgen.adapt.whole import whole_profile

    return profile_text(whole_profile(id))


def new_profile(id: str, source: str, folder: str | Path) -> Path:
    """A bureau's own format, copied from another one into ``folder/id``; raises CannotCopy, ProfileError."""
    from budgetgen.adapt.copy import copy_profile
    from budgetgen.adapt.whole import whole_profile

    return copy_profile(whole_profile(source), id, Path(folder))


def doctor(workbook: Input | None = None, *, profile: str = "") -> Health:
    """What this machine lacks for a build (本机检查), and with a workbook whether every character has its glyph."""
    from budgetgen.machine import health

    if workbook is None:
        return health(None, profile)
    with at_hand(workbook) as path:
        return health(path, profile)
