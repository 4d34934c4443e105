"""结转: last year's budget → the start of the new one, and what must be written anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Final, TypeVar

from budgetgen.findings import CellRef, Finding, notice, warning
from budgetgen.model import records as m
from budgetgen.model import vocabulary as v
from budgetgen.model.budget import Budget
from budgetgen.model.natures import (
    Nature,
    WrittenAnew,
    fields,
    fields_that,
    mark_of,
    record_of,
    texts,
    title_of,
)
from budgetgen.profiles import Profile
from budgetgen.tables.figures import Figures

_DATED: Final = re.compile(
    r"(?<![\d〔])(?:19|20)\d\d(?![\d〕])(?:\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?)?"
    r"|[一二][〇○零九][〇○零一二三四五六七八九]{2}年"
    r"|(?<!\d)\d{1,2}\s*月\s*\d{1,2}\s*日"
)
"""A year, with what follows of a date, or a day of the year; not the year of a document number 〔2024〕."""


def carried_budget(
    old: Budget, profile: Profile, year: int, coming: Profile | None = None
) -> Budget:
    """What stays from one year to the next, last year's totals as 上年预算, as its own format printed them.

    Where the ``coming`` format counts otherwise, 同口径上年数 stands beside them.

    Units, duties, goals, texts, terms, projects with their indicators stay; line items, plans, control
    figures, purchases, assets, reasons and waivers do not.
    """
    return type(old).model_validate(
        {name: getattr(old, name) for name in _kept(type(old))}
        | {
            "info": _renewed(old.info, year=year, stage=v.Stage.FIRST_UP),
            "projects": tuple(_continued(project) for project in old.projects),
            "prior": tuple(_prior(old, profile, coming or profile)),
        }
    )


def _kept(budget: type[Budget]) -> list[str]:
    """The sheets whose rows stay."""
    anew = {name for name in fields(budget) if mark_of(budget, name, WrittenAnew)}
    return [name for name in fields(budget) if name not in anew and name != "info"]


R = TypeVar("R", bound=m.Record)


def _renewed(record: R, **changes: object) -> R:
    """The record without what speaks of its year."""
    lapsed = fields_that(type(record), Nature.LAPSES)
    content = {name: getattr(record, name) for name in fields(type(record)) if name not in lapsed}
    return type(record).model_validate(content | changes)


def _continued(project: m.Project) -> m.Project:
    return _renewed(project, continuity="延续")


def _prior(old: Budget, profile: Profile, coming: Profile) -> Iterator[m.PriorFigure]:
    """Last year's totals: of the whole, or of each unit where several have lines (readers add them up)."""
    units = list(dict.fromkeys(line.unit for line in old.lines))
    if len(units) <= 1:
        yield from _totals(old, profile, coming, "")
        return
    for unit in units:
        lines = tuple(line for line in old.lines if line.unit == unit)
        part = Budget(info=old.info, units=old.units, lines=lines)
        yield from _totals(part, profile, coming, unit)


def _totals(
    budget: Budget, profile: Profile, coming: Profile, unit: str
) -> Iterator[m.PriorFigure]:
    counted = Figures(budget, coming).changes
    for item, change in Figures(budget, profile).changes.items():
        amount, comparable = change.this_year, counted[item].this_year
        yield m.PriorFigure(
            item=item,
            unit=unit,
            amount=amount,
            comparable=None if comparable == amount else comparable,
        )


# What must be written anew -----------------------------------------------------------------------


def to_do(old: Budget, new: Budget) -> list[Finding]:
    """待改, with the cells of the new workbook, from which ``new`` was read again."""
    return [
        *_keys_cleared(old, new),
        *_sheets_emptied(old),
        *_projects(old, new),
        *_goals(new),
        *_dated(new),
    ]


def _keys_cleared(old: Budget, new: Budget) -> Iterator[Finding]:
    gone = [name for name in fields_that(m.Info, Nature.LAPSES) if getattr(old.info, name)]
    if gone:
        names = "、".join(title_of(m.Info, name) for name in gone)
        yield warning(
            "carry-key-cleared",
            f"上年的{names}没有结转",
            "取得新的后填写",
            *(new.info.cell(name) for name in gone),
        )
    yield warning(
        "carry-stage",
        f"编报阶段改为“{new.info.stage}”",
        "进入下一阶段时改",
        new.info.cell("stage"),
    )


def _sheets_emptied(old: Budget) -> Iterator[Finding]:
    for sheet in fields(type(old)):
        remedy = mark_of(type(old), sheet, WrittenAnew)
        count = len(getattr(old, sheet)) if remedy else 0
        if remedy and count:
            yield warning(
                "carry-write-anew",
                f"上年的 {count} 行没有结转",
                remedy,
                CellRef(title_of(type(old), sheet)),
            )


def _projects(old: Budget, new: Budget) -> Iterator[Finding]:
    if any(any(plan is not None for plan in project.plan.values()) for project in old.projects):
        yield warning(
            "carry-plan-cleared",
            "项目四个时点的计划数没有结转",
            "项目预算确定后重新填写",
            *(project.cell("plan_march") for project in new.projects),
        )
    for project in new.projects:
        if project.code not in old.lines_by_project:
            yield warning(
                "carry-project-without-money",
                f"项目“{project.name}”上年没有安排资金",
                "今年也没有安排的，删去这个项目及其指标",
                project.cell("name"),
            )
    yield from _checked_anew(old, new)


def _has_year(code: str, year: int) -> bool:
    """Whether a code holds the year: in full, or its last two digits before the letter of platform codes."""
    return str(year) in code or bool(re.search(rf"{year % 100:02d}(?=[A-Z])", code))


def _checked_anew(old: Budget, new: Budget) -> Iterator[Finding]:
    dated = [project for project in new.projects if _has_year(project.code, old.info.year)]
    if dated:
        yield warning(
            "carry-code-year",
            f"项目编码里可能有上年的年份：{dated[0].code}" + (" 等" if dated[1:] else ""),
            "核对今年的编码；改了编码的，“绩效指标”“整体绩效”一并改",
            *(project.cell("code") for project in dated),
        )
    if new.projects:
        yield warning(
            "carry-project-review",
            "项目的用途、目标和绩效指标照上年结转",
            "逐个核对今年是否继续、目标和指标值是否调整；不再继续的，连同指标一并删去",
            *(project.cell("goals") for project in new.projects),
        )


def _goals(new: Budget) -> Iterator[Finding]:
    if new.goals:
        yield warning(
            "carry-goal-review",
            "整体绩效照上年结转",
            "按今年的工作逐条改写",
            *(goal.cell("text") for goal in new.goals),
        )


def _dated(new: Budget) -> Iterator[Finding]:
    """Each sheet's texts with a year or date; the same dates are said once."""
    for sheet in _kept(type(new)):
        places: dict[str, list[CellRef]] = {}
        records = getattr(new, sheet)
        names = [name for name, _, _ in texts(record_of(type(new), sheet))]
        for record, name in product(records, names):
            dates = dict.fromkeys(_DATED.findall(getattr(record, name)))
            if dates:
                places.setdefault("、".join(dates), []).append(record.cell(name))
        for said, cells in places.items():
            yield notice(
                "carry-date-in-text",
                f"照上年结转的文字里有年份或日期：{said}",
                "核对年份和日期，应为今年的，改正",
                *cells,
            )
