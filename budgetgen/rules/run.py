"""规则运行: all rules in force look at a disclosure; waivers are applied, people's names masked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches

from budgetgen.catalogue import finding_kinds
from budgetgen.disclosure import Disclosure
from budgetgen.findings import CellRef, Finding, Severity, error, notice, warning
from budgetgen.law.regulations import regulations
from budgetgen.law.values import NATIONAL
from budgetgen.model.records import Waiver
from budgetgen.rules.consequences import without_consequences
from budgetgen.rules.material import Material
from budgetgen.rules.personal_data import masked
from budgetgen.rules.published_texts import people
from budgetgen.rules.registry import RULES, Rule


def in_force(rule: Rule, year: int, place: str) -> bool:
    """A rule lives as long, and as far, as one of the regulations it cites; everywhere where no place is said."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    for id in rule.cites:
        law = regulations()[id]
        if place and law["scope"] not in (NATIONAL, place):
            continue
        if law["valid_from"] <= last and law.get("valid_to", last) >= first:
            return True
    return False


def run_checks(d: Disclosure, read: Sequence[Finding] = ()) -> list[Finding]:
    """All findings in the reviewer's order, those of reading the workbook first, waivers applied."""
    rules = [
        each
        for each in RULES.values()
        if in_force(each, d.budget.info.year, d.profile.jurisdiction)
    ]
    materials = {given: Material(d, given) for given in {each.given for each in rules}}
    told = (finding for each in rules for finding in _run(each, materials[each.given]))
    found = without_consequences(read, told)
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


def _run(rule: Rule, material: Material) -> Iterator[Finding]:
    titles = tuple(str(regulations()[id]["title"]) for id in rule.cites)
    try:
        for p in rule.check(material):
            at = tuple(ref for ref in p.at if ref.sheet)  # none in what no workbook says
            each = p.each if len(at) == len(p.at) else ()
            yield Finding(
                rule.id, rule.severity, p.message, p.remedy, at, titles, "", rule.topic, each
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
    if waiver.rule.strip() not in _ids(finding.rule) or finding.severity is Severity.ERROR:
        return False
    places = {str(ref) for ref in finding.at}
    return bool(waiver.reason.strip()) and (not waiver.place or waiver.place.strip() in places)


def _ids(id: str) -> tuple[str, ...]:
    """An id and those under which the same was said before."""
    kind = RULES.get(id) or finding_kinds().get(id)
    return (id, *(kind.formerly if kind else ()))


def _unused(waiver: Waiver, found: list[Finding]) -> Finding:
    severe = {id for f in found if f.severity is Severity.ERROR for id in _ids(f.rule)}
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
    stands = [f for f in found if id in _ids(f.rule)]
    if waiver.place.strip() and stands:
        places = [str(ref) for f in stands for ref in f.at]
        shown = "、".join(places[:3]) + ("等" if len(places) > 3 else "") or "全表"
        return notice(
            "waiver-unused", f"豁免“{id}”所写的位置 {waiver.place.strip()} 没有这个警告",
            f"照检查结果改正位置（现为 {shown}）；问题已经改正的，删去这一行", waiver.cell("place"),
        )  # fmt: skip
    known = {each for kind in (*RULES, *finding_kinds()) for each in _ids(kind)}
    if id not in known:
        return _misspelt(waiver, known)
    return notice(
        "waiver-unused", f"豁免“{id}”没有对应的警告", "问题已经改正的，删去这一行",
        waiver.cell("rule"),
    )  # fmt: skip


def _misspelt(waiver: Waiver, known: set[str]) -> Finding:
    near = get_close_matches(waiver.rule.strip().lower(), sorted(known), n=1)
    guess = f"，可能是“{near[0]}”" if near else ""
    return warning(
        "waiver-rule-unknown", f"“{waiver.rule.strip()}”不是检查结果里的规则编号{guess}",
        "照检查结果里的规则编号抄写；问题已经改正的，删去这一行", waiver.cell("rule"),
    )  # fmt: skip
