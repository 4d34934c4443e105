"""What a rule or a reader has to say: severity, place, what is wrong and what to do.

Imported by every stage, imports none of ours. Findings are values: nobody raises, prints or mends here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """严重程度: 错误 stops a build, 警告 can be waived with a reason, 提示 never stops anything."""

    ERROR = "错误"
    WARNING = "警告"
    NOTICE = "提示"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class CellRef:
    """单元格位置: a sheet and, where known, a cell such as ``F12``; without a cell the whole sheet."""

    sheet: str
    cell: str = ""

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet


@dataclass(frozen=True, slots=True)
class Finding:
    """检查结果: one cause, said once: where – what is wrong – what to do – which requirement."""

    rule: str
    severity: Severity
    message: str
    remedy: str
    at: tuple[CellRef, ...] = ()
    cites: tuple[str, ...] = ()
    waived: str = ""
    """理由 under which 说明与豁免 lets this warning pass; empty while it stands."""
    order: int = field(default=0, compare=False)
    """Place in the reviewer's reading order; smaller is read first."""
    each: tuple[str, ...] = ()
    """What is wrong at each of the places, beside ``at``; empty where the message speaks of all of them."""

    def message_at(self, ref: CellRef) -> str:
        """What to say at one place: no other cell's text."""
        return self.each[self.at.index(ref)] if self.each else self.message

    @property
    def where(self) -> str:
        """All places in one string, the first three written out."""
        shown = "、".join(str(ref) for ref in self.at[:3])
        return f"{shown} 等{len(self.at)}处" if len(self.at) > 3 else shown

    def places(self, most: int) -> str:
        """So many places written out, the sheet named once for those that follow one another on it."""
        shown = "、".join(
            ref.cell if before and ref.cell and ref.sheet == before.sheet else str(ref)
            for before, ref in zip((None, *self.at), self.at[:most], strict=False)
        )
        return f"{shown} 等{len(self.at)}处" if len(self.at) > most else shown

    def as_dict(self) -> dict[str, object]:
        """The public form used by ``--json`` and NAME.json."""
        plain = asdict(self)
        plain["at"] = [str(ref) for ref in self.at]
        plain["severity"] = self.severity.value
        plain["cites"] = list(self.cites)
        del plain["order"], plain["each"]
        return plain


def listed(names: Iterable[str]) -> str:
    """Several things in one sentence: “甲”“乙”、丙; nothing stands between two quotations."""
    return "、".join(names).replace("”、“", "”“")


def notice(rule: str, message: str, remedy: str, *at: CellRef) -> Finding:
    """A 提示 with its place."""
    return Finding(rule, Severity.NOTICE, message, remedy, at)


def warning(rule: str, message: str, remedy: str, *at: CellRef) -> Finding:
    """A 警告 with its place."""
    return Finding(rule, Severity.WARNING, message, remedy, at)


def error(rule: str, message: str, remedy: str, *at: CellRef) -> Finding:
    """A 错误 with its place."""
    return Finding(rule, Severity.ERROR, message, remedy, at)


def standing(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that no waiver covers."""
    return [finding for finding in findings if not finding.waived]


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether a build must stop (unless it is a draft)."""
    return any(f.severity is Severity.ERROR for f in standing(findings))


def verdict(findings: Iterable[Finding]) -> str:
    """结论: the one line above or below all findings."""
    counts = {severity: 0 for severity in Severity}
    waived = 0
    for finding in findings:
        if finding.waived:
            waived += 1
        else:
            counts[finding.severity] += 1
    tail = f"（另有 {waived} 个警告已说明理由）" if waived else ""
    if not any(counts.values()):
        return f"检查通过，没有发现问题。{tail}"
    parts = "、".join(f"{count} 个{severity}" for severity, count in counts.items() if count)
    if counts[Severity.ERROR]:
        return f"发现 {parts}：请先改正错误，再生成公开文件。{tail}"
    return f"发现 {parts}，没有错误，可以生成公开文件。{tail}"
