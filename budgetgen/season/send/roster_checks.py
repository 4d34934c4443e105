"""核对名册: what single cells cannot show: codes that lead nowhere, figures that stand twice."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

from budgetgen.findings import CellRef, Finding, error
from budgetgen.model.records import Record
from budgetgen.season.send.roster import AGENCIES, AgencyControl, AgencyPrior, AgencyUnit, Roster

R = TypeVar("R", bound=Record)


def check_roster(roster: Roster, year: int | None, profiles: Sequence[str]) -> list[Finding]:
    """Everything that keeps a roster from being sent out, at once; ``profiles`` are the known ids."""
    return [
        *_essentials(roster, year),
        *_repeated(roster.agencies, "code", "部门编码", lambda a: a.code.casefold()),
        *_unknown_profiles(roster, profiles),
        *_strangers(roster),
        *_repeated(roster.units, "code", "单位编码", lambda u: (u.agency, u.code)),
        *_repeated(roster.prior, "item", "事项", lambda p: (p.agency, p.unit, p.item)),
        *_repeated(roster.controls, "source", "控制数", _subject),
        *_counted_twice(roster.prior),
        *_without_figure(roster.controls),
    ]


def _essentials(roster: Roster, year: int | None) -> Iterator[Finding]:
    if not roster.agencies:
        yield error(
            "roster-empty",
            "名册里没有部门",
            "在“部门”表填写，每个部门一行",
            CellRef(AGENCIES.title),
        )
    if year is None:
        yield error(
            "roster-without-year",
            "没有写预算年度",
            "在“基本信息”填写预算年度，或在命令里加 --year",
            CellRef("基本信息"),
        )


def _repeated(
    records: Iterable[R], field: str, what: str, key: Callable[[R], Hashable]
) -> Iterator[Finding]:
    seen: dict[Hashable, R] = {}
    for record in records:
        first = seen.setdefault(key(record), record)
        if first is not record:
            yield error(
                "roster-repeats",
                f"{what}与前面的重复",
                "只留一行，其余删去；编码填错的，改正",
                record.cell(field),
                first.cell(field),
            )


def _subject(control: AgencyControl) -> Hashable:
    """What a control figure speaks of."""
    return (
        control.agency, control.unit, control.source, control.carryover, control.category,
        control.project,
    )  # fmt: skip


def _unknown_profiles(roster: Roster, known: Sequence[str]) -> Iterator[Finding]:
    for agency in roster.agencies:
        if agency.profile and agency.profile not in known:
            near = difflib.get_close_matches(agency.profile, known, n=1)
            guess = f"，可能是 {near[0]}" if near else ""
            yield error(
                "roster-profile-unknown",
                f"没有格式方案“{agency.profile}”{guess}",
                f"改成现有的：{'、'.join(known)}；或空着",
                agency.cell("profile"),
            )


def _strangers(roster: Roster) -> Iterator[Finding]:
    """部门编码 and 单位编码 that the sheets 部门 and 单位 do not have."""
    agencies = {agency.code for agency in roster.agencies}
    units = {(unit.agency, unit.code) for unit in roster.units}
    figures: tuple[AgencyPrior | AgencyControl, ...] = (*roster.prior, *roster.controls)
    records: tuple[AgencyUnit | AgencyPrior | AgencyControl, ...] = (*roster.units, *figures)
    for record in records:
        if record.agency not in agencies:
            yield error(
                "roster-agency-unknown",
                f"“部门”表里没有部门编码“{record.agency}”",
                "改正编码，或在“部门”表加上这个部门",
                record.cell("agency"),
            )
    for figure in figures:
        if figure.unit and (figure.agency, figure.unit) not in units:
            yield error(
                "roster-unit-unknown",
                f"“单位”表里部门 {figure.agency} 没有单位编码“{figure.unit}”",
                "改正编码，或在“单位”表加上这个单位；是整个部门的数的，空着",
                figure.cell("unit"),
            )


def _counted_twice(prior: Sequence[AgencyPrior]) -> Iterator[Finding]:
    """A department's figure beside those of its units: they are added up."""
    per_unit = {(p.agency, p.item) for p in prior if p.unit}
    for figure in prior:
        if not figure.unit and (figure.agency, figure.item) in per_unit:
            yield error(
                "roster-prior-twice",
                f"部门 {figure.agency} 的“{figure.item}”既有全部门的数，又有各单位的数，会重复相加",
                "只留一种：有各单位的数的，删去全部门的一行",
                figure.cell("item"),
            )


def _without_figure(controls: Sequence[AgencyControl]) -> Iterator[Finding]:
    for control in controls:
        if control.control is None and control.approved is None:
            yield error(
                "roster-control-blank",
                "这一行没有控制数，也没有批复数",
                "填写其中一个，或删去这一行",
                control.cell("control"),
            )
