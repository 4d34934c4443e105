"""科目对比: spending by 类, 款 and 项, a subject that got another name or code as one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from budgetgen.comparison.years.against import Against
from budgetgen.disclosure import Disclosure
from budgetgen.model.money import total
from budgetgen.model.records import LineItem
from budgetgen.tables import naming
from budgetgen.tables import predicates as p
from budgetgen.tables.engine import Naming

_LEVELS: Final = (("类", 3), ("款", 5), ("项", 7))
_Lines = dict[str, list[LineItem]]


@dataclass(frozen=True, slots=True)
class SubjectChange:
    """A functional subject in both years."""

    level: str
    """类, 款 or 项."""
    code: str
    name: str
    formerly: str
    """Last year's code and name where they were others; else ''."""
    against: Against

    @property
    def title(self) -> str:
        """Code, name and what it was before."""
        before = f"（原{self.formerly}）" if self.formerly else ""
        return f"{self.code} {self.name}{before}".strip()


def subject_changes(last: Disclosure, this: Disclosure) -> tuple[SubjectChange, ...]:
    """本年支出 of both years: all 类 as published, then 款, then 项; each level adds up to the whole."""
    found: list[SubjectChange] = []
    for level, length in _LEVELS:
        found += _of_level(last, this, level, length)
    return tuple(found)


def _of_level(
    last: Disclosure, this: Disclosure, level: str, length: int
) -> Iterator[SubjectChange]:
    spent = [[line for line in d.budget.lines if p.is_spent(line)] for d in (last, this)]
    recoding = _Recoding(this, frozenset(line.function for line in spent[1]))
    before: _Lines = defaultdict(list)
    after: _Lines = defaultdict(list)
    earlier: dict[str, set[str]] = defaultdict(set)
    for line in spent[0]:
        code, old = recoding.now(line.function, length)
        before[code].append(line)
        earlier[code].add(old)
    for line in spent[1]:
        after[line.function[:length]].append(line)
    was, now = naming(last.budget, last.profile), naming(this.budget, this.profile)
    for code in sorted({*before, *after}):
        name = (now if code in after else was).function(code)
        told = _told(code, name if code in after else "", earlier[code], was)
        was_spent, is_spent = (total(x.amount for x in own[code]) for own in (before, after))
        money = Against(name, was_spent, is_spent, this.profile.unit)
        yield SubjectChange(level, code, name, told, money)


def _told(code: str, name: str, earlier: set[str], was: Naming) -> str:
    """Codes and names of last year that are others than this year's."""
    told = [f"{old} {was.function(old)}".strip() for old in sorted(earlier - {code})]
    if name and code in earlier and was.function(code) not in ("", name):
        told.insert(0, was.function(code))
    return "、".join(told)


@dataclass(frozen=True, slots=True)
class _Recoding:
    """Codes of last year under which this year files the same."""

    this: Disclosure
    used: frozenset[str]
    """This year's codes; one that is still used was not replaced."""

    def now(self, code: str, length: int) -> tuple[str, str]:
        """The code of a level this year and last; a 类 stays, since its total was published as such."""
        if length > 3 and code not in self.used:
            catalogue, year = self.this.profile.function_catalogue, self.this.budget.info.year
            for part in (code, code[:5]):
                new = catalogue.successor(part, year)
                if len(new) >= length:
                    return new[:length], part if len(new) == length else part[:length]
        return code[:length], code[:length]
