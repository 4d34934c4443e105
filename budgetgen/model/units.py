"""所属单位: one unit's own budget out of a department's workbook; every record keeps its cells.

What the rows without 单位编码 mean is said in ``model/budget.py`` (:func:`~budgetgen.model.budget.speaking`).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from string import ascii_uppercase
from typing import Final, TypeVar

from budgetgen.errors import UserError
from budgetgen.findings import CellRef, Finding
from budgetgen.model.budget import Budget
from budgetgen.model.records import Indicator, Info, Purchase, Record, Unit
from budgetgen.model.vocabulary import Scope, UnitTier

_NEUTRAL: Final = frozenset({"我们", "我单位", "本单位", "我机构", "本机构"})
_Record = TypeVar("_Record", bound=Record)


class UnknownUnit(UserError):
    """机构设置 has no unit of that code; says which there are."""


def unit_budget(budget: Budget, code: str) -> Budget:
    """A unit's own budget: what carries its code, and the projects it has money for; raises UnknownUnit.

    Rows without a code are the department's, or of the only unit where there is one.
    """
    unit = _unit(budget, code)

    def own(records: Iterable[_Record]) -> tuple[_Record, ...]:
        return tuple(each for each in records if owner(budget, each) == code)

    lines, purchases, controls = own(budget.lines), own(budget.purchases), own(budget.controls)
    used = {each.code for each in own(budget.projects)}
    used |= {each.project for each in lines}
    used |= {each.project for each in purchases}
    used |= {each.project for each in controls}
    return Budget(
        info=_info(budget.info, unit),
        units=own(budget.units),
        controls=controls,
        lines=lines,
        # A project shared with other units is here the unit's own, as far as its money goes.
        projects=tuple(_given(each, unit=code) for each in budget.projects if each.code in used),
        indicators=tuple(each for each in budget.indicators if each.project in used),
        purchases=purchases,
        assets=own(budget.assets),
        prior=own(budget.prior),
        reasons=own(budget.reasons),
        duties=own(budget.duties),
        goals=own(budget.goals),
        extra_texts=own(budget.extra_texts),
        terms=budget.terms,
        waivers=budget.waivers,
        origin=budget.origin,
    )


def owner(budget: Budget, record: Record) -> str:
    """单位编码 of the unit a record belongs to; '' where it is the department's or nobody's.

    As typed, else the only unit's; of an indicator, or a purchase without a code, that of its project.
    """
    if isinstance(record, Unit):
        return record.code
    typed = str(getattr(record, "unit", ""))
    if typed or not budget.has_several_units:
        return typed or next(iter(budget.unit_by_code), "")
    if isinstance(record, Indicator | Purchase) and record.project in budget.project_by_code:
        return budget.project_by_code[record.project].unit
    return ""


def concerning(budget: Budget, unit: Budget, findings: Iterable[Finding]) -> list[Finding]:
    """Findings that are a unit's business: without cells in rows of other units, and what names only such."""
    others = budget.unit_by_code.keys() - unit.unit_by_code.keys()
    foreign = {_row(r.cell()) for r in _records(budget) if owner(budget, r) in others}
    foreign -= {_row(record.cell()) for record in _records(unit)}
    found = []
    for finding in findings:
        at = tuple(ref for ref in finding.at if _row(ref) not in foreign)
        if at or not finding.at:
            found.append(replace(finding, at=at))
    return found


def _unit(budget: Budget, code: str) -> Unit:
    if code in budget.unit_by_code:
        return budget.unit_by_code[code]
    if not budget.units:
        raise UnknownUnit("“机构设置”里没有单位，生成不了单位的公开文件。请先填写“机构设置”。")
    names = {word: unit for unit in budget.units for word in (unit.name, unit.code)}
    within = [word for word in names if code in word]
    near = within or difflib.get_close_matches(code, names, n=1, cutoff=0.5)
    hint = f"是不是 {names[near[0]].code}？" if near else ""
    listed = "；".join(f"{unit.code} {unit.name}" for unit in budget.units)
    raise UnknownUnit(f"“机构设置”里没有单位编码 {code}。{hint}现有：{listed}。")


def _info(info: Info, unit: Unit) -> Info:
    """基本信息 of the unit; what names the department in words is left out."""
    own = info.scope is Scope.UNIT
    speaks = own or unit.tier is UnitTier.SELF or info.self_reference in _NEUTRAL
    keeps = speaks and Scope.DEPARTMENT not in info.self_reference
    unit_approval_date = info.unit_approval_date
    # The department may publish before it has passed the budget on; that day is not the unit's.
    theirs = (
        not own and info.published and unit_approval_date and info.published < unit_approval_date
    )
    return _given(
        info,
        scope=Scope.UNIT,
        published=None if theirs else info.published,
        # The bureau's letter goes to the department; the unit's own basis is its department's.
        approval_number=info.approval_number if own else "",
        code=unit.code,
        name=unit.name,
        short_name=info.short_name if own else "",
        self_reference=info.self_reference if keeps else "",
    )


def _given(record: _Record, **changed: object) -> _Record:
    """A record with other values; built anew, since a copy would keep what the old one has cached."""
    values = {name: getattr(record, name) for name in type(record).model_fields}
    return type(record).model_validate(values | changed)


def _records(budget: Budget) -> Iterator[Record]:
    """Every record of the sheets that was read from a workbook."""
    for name in Budget.model_fields:
        rows = getattr(budget, name)
        if isinstance(rows, tuple):
            yield from (row for row in rows if row.origin)


def _row(ref: CellRef) -> tuple[str, str]:
    return ref.sheet, ref.cell.lstrip(ascii_uppercase)
