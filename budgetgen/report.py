"""检查报告: all findings as text of at most 80 columns, gravest first, each group in the reviewer's order.

Findings of one rule with one remedy stand together: each place with what is wrong there, the remedy once.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from budgetgen.findings import Finding, Severity, standing, verdict

WIDTH = 80
_INDENT = 4
_NEVER_FIRST = "，。、；：？！）》〕”’%…"
_NEVER_LAST = "（《〔“‘"
_PLACES_SHOWN = 12
_NOTICES_SHOWN = 5
"""Places of one 提示 written out: hints must not push errors off the screen."""


def text_report(findings: Sequence[Finding]) -> str:
    """The whole report; the verdict is its last line, next to the prompt."""
    lines: list[str] = []
    left = standing(findings)
    for severity in Severity:
        same = [finding for finding in left if finding.severity is severity]
        if same:
            lines += [_rule_off(f"{severity} {len(same)} 个"), *_groups(same)]
    waived = [finding for finding in findings if finding.waived]
    if waived:
        lines += [_rule_off(f"已说明理由 {len(waived)} 个"), *_waived(waived)]
    return "\n".join([*lines, verdict(findings)])


def _groups(findings: Iterable[Finding]) -> Iterator[str]:
    for (rule, remedy), same in groupby(findings, key=lambda f: (f.rule, f.remedy)):
        group = list(same)
        shown = group[:_NOTICES_SHOWN] if group[0].severity is Severity.NOTICE else group
        for finding in shown:
            yield from _said(finding)
        if len(group) > len(shown):
            yield f"  其余 {len(group) - len(shown)} 处见 --json 或 --annotate"
        yield from wrapped(f"办法：{remedy}", _INDENT)
        cites = "、".join(group[0].cites)
        yield from wrapped(f"依据：{cites} [{rule}]" if cites else f"[{rule}]", _INDENT)
        yield ""


def _said(finding: Finding) -> Iterator[str]:
    yield from _placed(finding)
    yield from wrapped(finding.message, _INDENT)


def _placed(finding: Finding, behind: str = "") -> Iterator[str]:
    yield from wrapped(f"{finding.places(_PLACES_SHOWN) or '全表'}{behind}", 2)


def _waived(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        yield from _placed(finding, f" [{finding.rule}]")
        yield from wrapped(f"理由：{finding.waived}", _INDENT)
    yield ""


def _rule_off(title: str) -> str:
    return f"{title} {'─' * (WIDTH - columns(title) - 1)}"


def columns(text: str) -> int:
    """Terminal columns a text takes: two for a full-width character."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    # “…” and the quotation marks are ambiguous; terminals of Chinese systems draw them wide.
    return 2 if unicodedata.east_asian_width(character) in "WFA" and character != "─" else 1


def wrapped(text: str, indent: int, width: int = WIDTH) -> Iterator[str]:
    """Lines of a text that may break between any two Chinese characters, but not before 。 or after （."""
    line = ""
    for word in _unbreakable(" ".join(text.split())):
        if line and columns(line) + columns(word.rstrip()) > width - indent:
            yield " " * indent + line.rstrip()
            line = ""
        line += word if line else word.lstrip()
    if line.strip():
        yield " " * indent + line.rstrip()


def _unbreakable(text: str) -> Iterator[str]:
    """Pieces between which a line may end: single wide characters, runs of narrow ones."""
    piece = ""
    for character in text:
        if piece and _may_break(piece[-1], character):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    if after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    return before == " " or _columns(before) == 2 or _columns(after) == 2
