"""生成: a disclosure becomes all its files; the PDF is laid out while the rules look and the others are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from budgetgen.checked import Checked, Opened, check_draft, disclosure_of
from budgetgen.disclosure import Disclosure
from budgetgen.findings import Finding, has_errors
from budgetgen.render.pdf.typesetter import Typeset, in_place

if TYPE_CHECKING:
    from budgetgen.document.blocks import Document
    from budgetgen.render.pdf.pages import Pdf


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to be built; nothing said means the files for publication."""

    draft: bool = False
    """Build despite errors, marked as a draft, with the findings at the end."""
    accessible: bool = False
    """Tag the PDF for screen readers instead of making it for the archive."""
    unit: str = ""
    """单位编码 of the unit whose own disclosure is wanted; empty: the whole workbook's."""


PUBLIC = Wishes()


@dataclass(frozen=True, slots=True)
class Built:
    """Files written; ``missing`` says in words what could not be made on this machine."""

    checked: Checked
    files: tuple[Path, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Begun:
    """A composed document whose PDF is under way."""

    document: Document
    pdf: Callable[[], Pdf]


def own_name(draft: Path) -> str:
    """The name of a draft's files without suffix: of the workbook, or that NAME.budget.json was kept under."""
    return draft.name.removesuffix(".budget.json") if draft.suffix == ".json" else draft.stem


def build_draft(
    opened: Opened, wishes: Wishes = PUBLIC, typeset: Typeset = in_place
) -> tuple[Checked, Mapping[str, bytes], tuple[str, ...]]:
    """Check a draft and make its files' contents by suffix: none where there are errors and no draft is wanted.

    The third value is what is to be said of them. Raises UnknownUnit, ProfileError, and CannotCompose
    for a budget that no rule refuses and that has no document all the same.
    """
    from budgetgen.document.compose import CannotCompose

    disclosure, begun = disclosure_of(opened, wishes.unit), None
    if disclosure and not wishes.draft:
        try:
            begun = begin(disclosure, (), wishes, typeset)
        except CannotCompose:
            begun = None  # The rules say why; where they don't, the second time is not caught.
    checked = check_draft(opened, disclosure, wishes.unit)
    if disclosure is None or (has_errors(checked.findings) and not wishes.draft):
        return checked, {}, ()
    begun = begun or begin(disclosure, checked.findings, wishes, typeset)
    contents, missing = render(disclosure, checked.findings, begun)
    return checked, contents, missing


def begin(
    disclosure: Disclosure,
    findings: Sequence[Finding],
    wishes: Wishes = PUBLIC,
    typeset: Typeset = in_place,
) -> Begun:
    """Compose the document, a draft with its findings, and hand it to the typesetter; raises CannotCompose."""
    from budgetgen.adapt.validate import validate
    from budgetgen.document.compose import compose
    from budgetgen.document.draft import as_draft
    from budgetgen.render.pdf.pages import begin_pdf
    from budgetgen.rules.public_findings import public_findings

    validate(disclosure.profile)
    document = compose(disclosure)
    if wishes.draft:
        document = as_draft(
            document, public_findings(disclosure.budget, findings), disclosure.profile
        )
    return Begun(document, begin_pdf(document, disclosure.profile, wishes.accessible, typeset))


def render(
    disclosure: Disclosure, findings: Sequence[Finding], begun: Begun
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """All files' contents by suffix, and what is to be said of them; without Pango everything but the PDF."""
    from budgetgen.errors import MissingSystemPart
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
    return {".docx": docx(laid.pages), ".pdf": laid.data} | beside, boxes(laid.boxes)


def boxes(characters: Sequence[str]) -> tuple[str, ...]:
    """What to say of characters that the PDF prints as empty boxes."""
    if not characters:
        return ()
    named = "、".join(f"{each}（U+{ord(each):04X}）" for each in characters)
    return (
        f"PDF 里这些字没有字形，印成了空框：{named}。\n"
        "办法：改用常用的写法，或安装含这些字的字体后再生成（用 budgetgen doctor 检查）。DOCX 不受影响。",
    )
