"""草稿: a document that is not to be published says so on every page and ends with what was found in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
from budgetgen.findings import Finding, verdict

WATERMARK = "草稿"
_ANCHOR = "draft-findings"
_COLUMNS = (("序号", 11.0), ("位置", 34.0), ("程度", 14.0), ("问题", 57.0), ("办法", 40.0))


def as_draft(document: Document, findings: Sequence[Finding]) -> Document:
    """The document with a watermark and the findings as its last part; nothing else differs."""
    return replace(document, watermark=WATERMARK, parts=(*document.parts, _findings_part(findings)))


def _findings_part(findings: Sequence[Finding]) -> Part:
    title = "检查结果（仅供内部修改，不公开）"
    blocks: list[Heading | Paragraph | TableBlock] = [
        Heading(title, _ANCHOR, Role.TABLE),
        Paragraph(verdict(findings)),
    ]
    if findings:
        blocks.append(_table(title, findings))
    return Part(tuple(blocks))


def _table(title: str, findings: Sequence[Finding]) -> TableBlock:
    return TableBlock(
        anchor=f"{_ANCHOR}-table",
        columns=tuple(GridColumn(width) for _, width in _COLUMNS),
        head=(tuple(GridCell(name, Align.CENTER) for name, _ in _COLUMNS),),
        body=tuple(_row(number, finding) for number, finding in enumerate(findings, start=1)),
        title=title,
    )


def _row(number: int, finding: Finding) -> GridRow:
    remedy = f"已说明理由：{finding.waived}" if finding.waived else finding.remedy
    return (
        GridCell(str(number), Align.CENTER),
        GridCell(finding.where or "全表"),
        GridCell(finding.severity.value, Align.CENTER),
        GridCell(finding.message),
        GridCell(remedy),
    )
