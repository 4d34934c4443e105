"""草稿: a document that is not to be published says so on every page and ends with what was found in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from budgetgen.document import words
from budgetgen.document.blocks import (
    Align,
    Document,
    GridCell,
    GridColumn,
    GridRow,
    Heading,
    Paragraph,
    Part,
    Role,
    TableBlock,
)
from budgetgen.document.words import WATERMARK
from budgetgen.findings import Finding, verdict
from budgetgen.profiles import Profile

_ANCHOR = "draft-findings"
_WIDTHS = (11.0, 34.0, 14.0, 57.0, 40.0)


def as_draft(document: Document, findings: Sequence[Finding], profile: Profile) -> Document:
    """The document with a watermark and the findings as its last part; nothing else differs."""
    return replace(
        document,
        watermark=profile.label(WATERMARK),
        parts=(*document.parts, _findings_part(findings, profile)),
    )


def _findings_part(findings: Sequence[Finding], profile: Profile) -> Part:
    title = profile.label(words.DRAFT_FINDINGS)
    blocks: list[Heading | Paragraph | TableBlock] = [
        Heading(title, _ANCHOR, Role.TABLE),
        Paragraph(verdict(findings)),
    ]
    if findings:
        blocks.append(_table(title, findings, profile))
    return Part(tuple(blocks))


def _table(title: str, findings: Sequence[Finding], profile: Profile) -> TableBlock:
    heads = map(profile.label, words.DRAFT_HEADS)
    rows = enumerate(findings, start=1)
    return TableBlock(
        anchor=f"{_ANCHOR}-table",
        columns=tuple(map(GridColumn, _WIDTHS)),
        head=(tuple(GridCell(name, Align.CENTER) for name in heads),),
        body=tuple(_row(number, finding, profile) for number, finding in rows),
        title=title,
    )


def _row(number: int, finding: Finding, profile: Profile) -> GridRow:
    waived = profile.phrase(words.DRAFT_WAIVED, reason=finding.waived)
    remedy = waived if finding.waived else finding.remedy
    return (
        GridCell(str(number), Align.CENTER),
        GridCell(finding.where or profile.label(words.DRAFT_EVERYWHERE)),
        GridCell(finding.severity.value, Align.CENTER),
        GridCell(finding.message),
        GridCell(remedy),
    )
