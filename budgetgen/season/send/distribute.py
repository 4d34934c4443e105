"""发放: a roster → one prefilled workbook for each agency."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeVar

from budgetgen.model import records as m
from budgetgen.model import vocabulary as v
from budgetgen.model.budget import Budget
from budgetgen.profiles import Profile, load_profile
from budgetgen.season.send.manifest import Sent, control_total
from budgetgen.season.send.roster import Agency, Roster, by_agency
from budgetgen.workbook.form.given import Given
from budgetgen.workbook.form.writer import write_workbook

_UNSAFE: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\s]+')
_LONGEST_NAME: Final = 60
"""Characters of a name in a file name: three bytes each, and file systems take 255 bytes."""
_GIVEN_KEYS: Final = ("year", "scope", "code", "name", "short_name", "level", "money_unit")


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one agency is sent, before it is written."""

    file: str
    profile: str
    budget: Budget
    contact: str = ""

    @property
    def given(self) -> Given:
        """What the bureau filled in: it is locked."""
        info = {key: 1 for key in _GIVEN_KEYS if getattr(self.budget.info, key)}
        sheets = ("units", "controls", "prior")
        return info | {name: len(getattr(self.budget, name)) for name in sheets}


@dataclass(frozen=True, slots=True)
class Written:
    """One finished workbook and its line in the manifest."""

    sent: Sent
    data: bytes


def parcels(roster: Roster, year: int, profile_id: str) -> tuple[Parcel, ...]:
    """One parcel for each agency, by 部门编码; the roster has passed its checks.

    Where an agency names no profile it gets ``profile_id``, or for a 单位 that profile's own for units.
    """
    units, prior = by_agency(roster.units), by_agency(roster.prior)
    controls = by_agency(roster.controls)
    made = []
    for agency in sorted(roster.agencies, key=lambda agency: agency.code):
        code = agency.code
        mine = tuple(_as(m.ControlFigure, each) for each in controls.get(code, ()))
        budget = Budget(
            info=_info(agency, roster, year, _stage(mine)),
            units=tuple(_as(m.Unit, each) for each in units.get(code, ())),
            controls=mine,
            prior=tuple(_as(m.PriorFigure, each) for each in prior.get(code, ())),
        )
        profile = agency.profile or _profile_for(agency.scope, profile_id)
        made.append(Parcel(file_name(agency, year), profile, budget, agency.contact))
    return tuple(made)


R = TypeVar("R", bound=m.Record)


def _as(record: type[R], more: m.Record) -> R:
    return record.model_validate({name: getattr(more, name) for name in record.model_fields})


def _info(agency: Agency, roster: Roster, year: int, stage: v.Stage) -> m.Info:
    return m.Info(
        year=year,
        scope=agency.scope,
        code=agency.code,
        name=agency.name,
        short_name=agency.short_name,
        level=agency.level,
        money_unit=roster.money_unit,
        stage=stage,
    )


def _stage(controls: Iterable[m.ControlFigure]) -> v.Stage:
    """编报阶段 that the figures given belong to."""
    figures = tuple(controls)
    if any(each.approved is not None for each in figures):
        return v.Stage.APPROVED
    return v.Stage.SECOND_UP if figures else v.Stage.FIRST_UP


def _profile_for(scope: v.Scope, profile_id: str) -> str:
    profile = _profile(profile_id)
    return (profile.unit_profile if scope is v.Scope.UNIT else "") or profile_id


def file_name(agency: Agency, year: int) -> str:
    """``304-示范县科工局-2027.xlsx``: no character that some file system refuses."""
    name = _safe(agency.short_name or agency.name)[:_LONGEST_NAME]
    return f"{_safe(agency.code)}-{name}-{year}.xlsx"


def _safe(text: str) -> str:
    return _UNSAFE.sub("_", text).strip("._") or "_"


def distribute(
    sendings: Sequence[Parcel],
    executor: Executor | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> tuple[Written, ...]:
    """Write all workbooks, in parallel, and give them back in order; nothing is on disk yet.

    Without ``executor`` as many processes as the machine has processors; ``progress`` is told how many are done.
    """
    written = []
    with ExitStack() as stack:
        pool = executor or stack.enter_context(ProcessPoolExecutor(os.cpu_count()))
        for each in pool.map(write_parcel, sendings):
            written.append(each)
            progress(len(written))
    return tuple(written)


def write_parcel(parcel: Parcel) -> Written:
    """One workbook, whole."""
    profile, budget = _profile(parcel.profile), parcel.budget
    data = write_workbook(budget, profile, given=parcel.given)
    sent = Sent(
        code=budget.info.code,
        name=budget.info.name,
        short_name=budget.info.short_name,
        file=parcel.file,
        profile=profile.id,
        version=profile.version,
        sha256=hashlib.sha256(data).hexdigest(),
        units=len(budget.units),
        control_total=control_total(budget.controls),
        contact=parcel.contact,
    )
    return Written(sent, data)


@cache
def _profile(id: str) -> Profile:
    return load_profile(id)
