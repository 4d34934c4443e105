"""项目对比: projects that continued, ended and began, with what became of their names and targets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from budgetgen.comparison.drafts.engine import STAGES
from budgetgen.comparison.drafts.matching import Alike, Keyed, MatchingStage, Pairs, alike, pair
from budgetgen.comparison.drafts.summary import ChangedTarget, judged
from budgetgen.comparison.years.against import Against
from budgetgen.disclosure import Disclosure
from budgetgen.model.money import total
from budgetgen.model.records import Indicator, Project, Record

_YEAR: Final = re.compile(r"(?:19|20)\d\d\s*年?度?")


def _name(project: Any) -> str:
    """The name without the year that many projects carry."""
    return _YEAR.sub("", project.name).strip()


def _text(project: Any) -> str:
    return _YEAR.sub("", f"{project.name}{project.purpose}{project.goals}")


def _same_work(old: Any, new: Any) -> bool:
    return alike(_name(old), _name(new)) or alike(_text(old), _text(new))


_STAGES: Final[tuple[MatchingStage, ...]] = (
    # A code such as 新01 is given out anew every year, so that it must mean the same work.
    Keyed(lambda project: (project.code, _name(project))),
    Keyed(lambda project: _name(project) or None, alone=True),
    Keyed(lambda project: project.code, _same_work),
    Alike(_name, least=0.7),
    Alike(_text),
)


@dataclass(frozen=True, slots=True)
class Continued:
    """延续项目: in both years."""

    code: str
    old_code: str
    old_name: str
    """Last year's name where it was another; else ''."""
    against: Against
    targets: tuple[ChangedTarget, ...]
    indicators_added: int
    indicators_removed: int


@dataclass(frozen=True, slots=True)
class OfOneYear:
    """A project of one year only."""

    code: str
    against: Against


@dataclass(frozen=True)
class Projects:
    """项目 of both years; all together they are the 项目支出 of each."""

    continued: tuple[Continued, ...]
    ended: tuple[OfOneYear, ...]
    begun: tuple[OfOneYear, ...]
    unlisted: Against
    """Line items of project spending whose project is not listed."""

    @cached_property
    def all(self) -> tuple[Continued | OfOneYear, ...]:
        """Every project: continued, ended, begun."""
        return (*self.continued, *self.ended, *self.begun)


def project_changes(last: Disclosure, this: Disclosure) -> Projects:
    """Projects by name, code and likeness; each once, as listed first."""
    before, after = _listed(last), _listed(this)
    pairs = pair(before, after, _STAGES)
    codes = {before[i].code: after[j].code for i, j in pairs.items()}
    targets = _Indicators(last, this, codes)
    unit, taken = this.profile.unit, set(pairs.values())

    def against(old: Project | None, new: Project | None) -> Against:
        was = last.budget.project_amount(old.code) if old else Decimal(0)
        now = this.budget.project_amount(new.code) if new else Decimal(0)
        return Against(_title(new or old), was, now, unit)

    return Projects(
        tuple(
            _continued(before[i], after[j], against(before[i], after[j]), targets)
            for i, j in sorted(pairs.items(), key=lambda both: both[1])
        ),
        tuple(OfOneYear(x.code, against(x, None)) for i, x in enumerate(before) if i not in pairs),
        tuple(OfOneYear(x.code, against(None, x)) for j, x in enumerate(after) if j not in taken),
        Against("没有列在“项目”里的", _unlisted(last), _unlisted(this), unit),
    )


def _listed(d: Disclosure) -> tuple[Project, ...]:
    known = d.budget.project_by_code
    return tuple(project for project in d.budget.projects if known[project.code] is project)


def _title(project: Project | None) -> str:
    return project.title if project else ""


def _unlisted(d: Disclosure) -> Decimal:
    listed = total(d.budget.project_amount(code) for code in d.budget.project_by_code)
    return d.figures.project.amount - listed


def _continued(old: Project, new: Project, money: Against, found: _Indicators) -> Continued:
    renamed = old.title if old.title != new.title else ""
    targets, added, removed = found.of(new)
    return Continued(new.code, old.code, renamed, money, targets, added, removed)


class _Indicators:
    """绩效指标 of both years, paired as two drafts' are."""

    def __init__(self, last: Disclosure, this: Disclosure, codes: Mapping[str, str]) -> None:
        self._old = [_recoded(each, codes) for each in last.budget.indicators]
        self._new: tuple[Indicator, ...] = this.budget.indicators
        equal = pair(self._old, self._new, (Keyed(Record.content),))
        self._pairs: Pairs = pair(self._old, self._new, STAGES["indicators"], equal)

    def of(self, project: Project) -> tuple[tuple[ChangedTarget, ...], int, int]:
        """Values that changed, and how many indicators were added and removed."""
        new = {j for j, each in enumerate(self._new) if each.project == project.code}
        old = {i for i, each in enumerate(self._old) if each.project == project.code}
        own = {i: j for i, j in self._pairs.items() if i in old and j in new}
        return tuple(self._changed(project, own)), len(new) - len(own), len(old) - len(own)

    def _changed(self, project: Project, own: Pairs) -> Iterator[ChangedTarget]:
        for i, j in sorted(own.items(), key=lambda both: both[1]):
            was, now = self._old[i], self._new[j]
            if was.value != now.value:
                yield ChangedTarget(
                    project.title, now.level3, was.value, now.value, judged(was, now)
                )


def _recoded(indicator: Indicator, codes: Mapping[str, str]) -> Indicator:
    """Under the code of this year; one of a project that ended can belong to none of this year's."""
    return indicator.model_copy(
        update={"project": codes.get(indicator.project, f"{indicator.project}\n")}
    )
