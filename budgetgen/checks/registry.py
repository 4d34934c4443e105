"""规则登记: a rule is a function that yields problems; id, severity and citation are written once, here."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from enum import IntEnum, StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from budgetgen.checks.consequences import without_consequences
from budgetgen.checks.personal_data import masked
from budgetgen.checks.published_texts import people
from budgetgen.disclosure import Disclosure
from budgetgen.findings import CellRef, Finding, Severity, error, notice, warning
from budgetgen.model.budget import Waiver


class Topic(IntEnum):
    """The order in which a reviewer looks."""

    FORM = 0
    IDENTITY = 10
    APPROVAL = 20
    TABLES = 30
    CHANGES = 35
    THREE_PUBLIC = 40
    OPERATING_COST = 50
    PROJECTS = 60
    PROCUREMENT = 70
    TEXT = 75
    SECRECY = 80
    DATES = 90
    WAIVERS = 95


class Aspect(StrEnum):
    """自查项目: the rows of 公开自查表, in their order."""

    TIMELY = "及时"
    COMPLETE = "完整"
    DETAILED = "细化"
    CONSISTENT = "一致"
    EMPTY_TABLES = "空表说明"
    PERFORMANCE = "绩效"
    PROCUREMENT = "采购"
    SECRECY = "涉密与隐私"


ASPECTS: dict[Topic, Aspect] = {
    Topic.FORM: Aspect.COMPLETE,
    Topic.IDENTITY: Aspect.CONSISTENT,
    Topic.APPROVAL: Aspect.CONSISTENT,
    Topic.TABLES: Aspect.DETAILED,
    Topic.CHANGES: Aspect.COMPLETE,
    Topic.THREE_PUBLIC: Aspect.COMPLETE,
    Topic.OPERATING_COST: Aspect.CONSISTENT,
    Topic.PROJECTS: Aspect.PERFORMANCE,
    Topic.PROCUREMENT: Aspect.PROCUREMENT,
    Topic.TEXT: Aspect.CONSISTENT,
    Topic.SECRECY: Aspect.SECRECY,
    Topic.DATES: Aspect.TIMELY,
    Topic.WAIVERS: Aspect.COMPLETE,
}
"""Which row of 公开自查表 a finding belongs to; empty tables are printed and noted by construction."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule found: where, what is wrong, what to do."""

    message: str
    remedy: str
    at: tuple[CellRef, ...] = ()
    each: tuple[str, ...] = ()
    """What is wrong at each place, where the message quotes only some of them."""


Check = Callable[[Disclosure], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    """规则."""

    id: str
    severity: Severity
    topic: Topic
    cites: tuple[str, ...]
    check: Check

    @property
    def requirement(self) -> str:
        """The requirement in one Chinese sentence."""
        return (self.check.__doc__ or "").strip()


RULES: dict[str, Rule] = {}
"""All rules by id, in the order of registration."""


def rule(
    id: str, severity: Severity, topic: Topic, cites: Iterable[str]
) -> Callable[[Check], Check]:
    """Register a check; refuses a known id, an unknown citation, a missing requirement."""
    cited = tuple(cites)

    def register(check: Check) -> Check:
        assert id not in RULES, f"rule {id} exists"
        assert check.__name__ == id.replace("-", "_"), f"{check.__name__} is not {id}"
        assert check.__doc__, f"rule {id} states no requirement"
        assert cited, f"rule {id} cites nothing"
        assert set(cited) <= set(regulations()), f"rule {id} cites an unknown regulation"
        RULES[id] = Rule(id, severity, topic, cited, check)
        return check

    return register


@cache
def regulations() -> dict[str, dict[str, Any]]:
    """依据 by id, with title, scope, dates of validity and how sure we are of the text."""
    return tomllib.loads((files(__package__) / "regulations.toml").read_text(encoding="utf-8"))


@cache
def requirements() -> dict[str, dict[str, Any]]:
    """公开要求 by id: what is asked, where it comes from, and which rules or tests see to it."""
    return tomllib.loads((files(__package__) / "requirements.toml").read_text(encoding="utf-8"))


def in_force(rule: Rule, year: int) -> bool:
    """A rule lives as long as one of the regulations it cites."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    for id in rule.cites:
        law = regulations()[id]
        if law["valid_from"] <= last and law.get("valid_to", last) >= first:
            return True
    return False


def run_checks(d: Disclosure, read: Sequence[Finding] = ()) -> list[Finding]:
    """All findings in the reviewer's order, those of reading the workbook first, waivers applied."""
    rules = [each for each in RULES.values() if in_force(each, d.budget.info.year)]
    told = (finding for each in rules for finding in _run(each, d))
    found = [*read, *without_consequences(read, told)]
    known = people(d)
    unreadable = (_masked(finding, known) for finding in _waived(found, d.budget.waivers))
    return sorted(unreadable, key=_reading_order)


def _masked(finding: Finding, known: Sequence[str]) -> Finding:
    """No finding repeats a person's name or number, whatever the cell says."""
    message, remedy = masked(finding.message, known), masked(finding.remedy, known)
    each = tuple(masked(said, known) for said in finding.each)
    if (message, remedy, each) == (finding.message, finding.remedy, finding.each):
        return finding
    return replace(finding, message=message, remedy=remedy, each=each)


def _run(rule: Rule, d: Disclosure) -> Iterator[Finding]:
    titles = tuple(str(regulations()[id]["title"]) for id in rule.cites)
    try:
        for p in rule.check(d):
            yield Finding(
                rule.id, rule.severity, p.message, p.remedy, p.at, titles, "", rule.topic, p.each
            )
    except Exception as bug:
        bug.add_note(f"in rule {rule.id}")
        raise


def _reading_order(finding: Finding) -> tuple[int, int, str, int, str]:
    first = finding.at[0] if finding.at else CellRef("")
    letters = first.cell.rstrip("0123456789")
    row = int(first.cell[len(letters) :] or 0)
    return finding.severity.rank, finding.order, first.sheet, row, letters


def _waived(found: list[Finding], waivers: Sequence[Waiver]) -> Iterator[Finding]:
    used: set[int] = set()
    for finding in found:
        index = next((i for i, w in enumerate(waivers) if _covers(w, finding)), None)
        if index is None:
            yield finding
        else:
            used.add(index)
            yield replace(finding, waived=waivers[index].reason)
    for index, waiver in enumerate(waivers):
        if index not in used:
            yield _unused(waiver, found)


def _covers(waiver: Waiver, finding: Finding) -> bool:
    if waiver.rule.strip() != finding.rule or finding.severity is Severity.ERROR:
        return False
    places = {str(ref) for ref in finding.at}
    return bool(waiver.reason.strip()) and (not waiver.place or waiver.place.strip() in places)


def _unused(waiver: Waiver, found: list[Finding]) -> Finding:
    severe = {f.rule for f in found if f.severity is Severity.ERROR}
    if not waiver.reason.strip():
        return error(
            "waiver-without-reason", f"豁免“{waiver.rule}”没有写理由", "写明理由，或删去这一行",
            waiver.cell("reason"),
        )  # fmt: skip
    if waiver.rule.strip() in severe:
        return error(
            "waiver-for-error", f"“{waiver.rule}”是错误，不能豁免", "按检查结果改正，删去这一行",
            waiver.cell("rule"),
        )  # fmt: skip
    id = waiver.rule.strip()
    standing = [ref for f in found if f.rule == id for ref in f.at]
    if waiver.place.strip() and standing:
        places = "、".join(str(ref) for ref in standing[:3]) + ("等" if len(standing) > 3 else "")
        return notice(
            "waiver-unused", f"豁免“{id}”写的位置 {waiver.place.strip()} 没有这个警告",
            f"照检查结果改位置（现在在 {places}）；已经改好的，删去这一行", waiver.cell("place"),
        )  # fmt: skip
    if id not in RULES:
        return _misspelt(waiver, {*RULES, *(f.rule for f in found)})
    return notice(
        "waiver-unused", f"豁免“{id}”没有对应的警告", "问题已经改好的，删去这一行",
        waiver.cell("rule"),
    )  # fmt: skip


def _misspelt(waiver: Waiver, known: set[str]) -> Finding:
    near = get_close_matches(waiver.rule.strip().lower(), sorted(known), n=1)
    guess = f"，是不是“{near[0]}”？" if near else ""
    return warning(
        "waiver-rule-unknown", f"“{waiver.rule.strip()}”不是检查结果里的规则编号{guess}",
        "照检查结果里的规则编号抄写；问题已经改好的，删去这一行", waiver.cell("rule"),
    )  # fmt: skip
