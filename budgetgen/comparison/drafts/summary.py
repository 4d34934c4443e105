"""要点: totals before and after, projects that came and went, indicators that promise more or less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from budgetgen.comparison.drafts.changes import Change, Operation
from budgetgen.comparison.drafts.comparison import Comparison
from budgetgen.disclosure import Disclosure
from budgetgen.document.tables.forms import public_purchases
from budgetgen.model.money import direction, total
from budgetgen.model.records import Indicator, Project
from budgetgen.model.target import Bound, Measure, parse_target
from budgetgen.model.vocabulary import Source
from budgetgen.tables import naming
from budgetgen.tables import predicates as p
from budgetgen.tables.engine import Figure, figure


@dataclass(frozen=True, slots=True)
class Total:
    """A total before and after, as printed, in the unit of print."""

    name: str
    old: str
    new: str
    direction: str
    """增加, 减少 or 持平."""
    change: str
    """By how much, without sign."""


class PromiseChange(StrEnum):
    """What became of a promise."""

    LOOSER = "放宽"
    TIGHTER = "收紧"
    OTHER = "换了说法"
    """Not to be compared: another unit, words instead of a figure."""


@dataclass(frozen=True, slots=True)
class ChangedTarget:
    """An indicator whose value changed."""

    project: str
    name: str
    old: str
    new: str
    verdict: PromiseChange


@dataclass(frozen=True)
class Summary:
    """What a reviewer wants to know first."""

    totals: tuple[Total, ...]
    classes: tuple[Total, ...]
    """Spending by 类."""
    sources: tuple[Total, ...]
    three_public: tuple[Total, ...]
    projects_added: tuple[str, ...]
    projects_removed: tuple[str, ...]
    projects_renamed: tuple[tuple[str, str], ...]
    projects_changed: tuple[Total, ...]
    """Projects of both drafts whose amount changed."""
    targets: tuple[ChangedTarget, ...]
    indicators_added: int
    indicators_removed: int


def summarise(found: Comparison) -> Summary:
    """The summary of a comparison."""
    old, new = found.old, found.new
    projects = [c for c in found.changes if c.sheet == "projects"]
    names = [c.edited for c in projects if c.edited.keys() & {"name", "public_name"}]
    indicators = [c for c in found.changes if c.sheet == "indicators"]
    return Summary(
        totals=tuple(_totals(old, new)),
        classes=tuple(_classes(old, new)),
        sources=tuple(_sources(old, new)),
        three_public=tuple(_three_public(old, new)),
        projects_added=_titles(new, projects, Operation.ADDED),
        projects_removed=_titles(old, projects, Operation.REMOVED),
        projects_renamed=tuple(
            (edit.old, edit.new) for each in names for edit in each.values() if "name" in edit.name
        ),
        projects_changed=tuple(_projects_changed(found, projects)),
        targets=tuple(_targets(found, indicators)),
        indicators_added=sum(c.operation is Operation.ADDED for c in indicators),
        indicators_removed=sum(c.operation is Operation.REMOVED for c in indicators),
    )


def _total(old: Disclosure, new: Disclosure, name: str, was: Figure, now: Figure) -> Total:
    units = old.profile.unit, new.profile.unit
    more = units[1].rounded(now.amount) - units[0].rounded(was.amount)
    amount = f"{abs(more):f}"
    return Total(
        name, units[0].text(was.amount), units[1].text(now.amount), direction(more), amount
    )


def _apart(old: Disclosure, new: Disclosure) -> dict[str, str]:
    """收支总额, and this year's money by itself where some is carried over or kept."""
    both = (old.figures, new.figures)
    names = {"收支总额": "total"}
    if any(f.carryover.lines for f in both):
        names |= {"本年收入": "income", "上年结转结余": "carryover"}
    if any(f.year_end.lines for f in both):
        names |= {"本年支出": "spent", "年终结转结余": "year_end"}
    return names


def _totals(old: Disclosure, new: Disclosure) -> Iterator[Total]:
    names = {
        "基本支出": "basic", "人员经费": "personnel", "公用经费": "public",
        "项目支出": "project", "机关运行经费": "operating_cost",
    }  # fmt: skip
    for name, attribute in {**_apart(old, new), **names}.items():
        was, now = (getattr(d.figures, attribute) for d in (old, new))
        yield _total(old, new, name, was, now)
    bought = [total(each.amount for each in public_purchases(d)) for d in (old, new)]
    texts = [d.profile.unit.text(amount) for d, amount in zip((old, new), bought, strict=True)]
    more = new.profile.unit.rounded(bought[1]) - old.profile.unit.rounded(bought[0])
    yield Total("政府采购", texts[0], texts[1], direction(more), f"{abs(more):f}")


def _three_public(old: Disclosure, new: Disclosure) -> Iterator[Total]:
    names = {
        "“三公”经费": "three_public", "因公出国（境）费": "abroad",
        "公务用车购置费": "vehicle_purchase", "公务用车运行维护费": "vehicle_running",
        "公务接待费": "reception",
    }  # fmt: skip
    for name, attribute in names.items():
        was, now = (getattr(d.figures, attribute) for d in (old, new))
        yield _total(old, new, name, was, now)


def _classes(old: Disclosure, new: Disclosure) -> Iterator[Total]:
    lines = [[line for line in d.budget.lines if p.is_spent(line)] for d in (old, new)]
    for code in sorted({line.function[:3] for own in lines for line in own}):
        was, now = (figure(own, _of_class(code)) for own in lines)
        name = naming(new.budget, new.profile).function(code)
        yield _total(old, new, f"{code} {name}".strip(), was, now)


def _of_class(code: str) -> p.Predicate:
    return lambda line: line.function[:3] == code


def _sources(old: Disclosure, new: Disclosure) -> Iterator[Total]:
    for source in Source:
        was, now = (figure(d.budget.lines, p.from_source(source)) for d in (old, new))
        if was.lines or now.lines:
            yield _total(old, new, source.value, was, now)


def _titles(d: Disclosure, changes: list[Change], operation: Operation) -> tuple[str, ...]:
    unit = d.profile.unit
    found = []
    for change in changes:
        if change.operation is operation and isinstance(change.record, Project):
            lines = d.budget.lines_by_project.get(change.record.code, ())
            amount = unit.text(total(line.amount for line in lines))
            found.append(f"{change.record.title} {amount}{unit.name}")
    return tuple(found)


def _projects_changed(found: Comparison, changes: list[Change]) -> Iterator[Total]:
    old, new = found.old, found.new
    codes = {c.edited["code"].new: c.edited["code"].old for c in changes if "code" in c.edited}
    added = {
        c.record.code
        for c in changes
        if c.operation is Operation.ADDED and isinstance(c.record, Project)
    }
    for code in dict.fromkeys(project.code for project in new.budget.projects):
        if code not in added:
            was = Figure(old.budget.lines_by_project.get(codes.get(code, code), ()))
            now = Figure(new.budget.lines_by_project.get(code, ()))
            made = _total(old, new, new.budget.project_by_code[code].title, was, now)
            if made.old != made.new:
                yield made


def _targets(found: Comparison, changes: list[Change]) -> Iterator[ChangedTarget]:
    for change in changes:
        old, new = change.old, change.new
        if isinstance(old, Indicator) and isinstance(new, Indicator) and "value" in change.edited:
            project = found.new.budget.project_by_code.get(new.project)
            name = project.title if project else new.project
            yield ChangedTarget(name, new.level3, old.value, new.value, judged(old, new))


def judged(old: Indicator, new: Indicator) -> PromiseChange:
    """Whether an indicator promises less than before, or more."""
    was, now = parse_target(old.value), parse_target(new.value)
    comparable = (was.measure, was.unit, was.per) == (now.measure, now.unit, now.per)
    if not comparable or was.number is None or now.number is None:
        return PromiseChange.OTHER
    if was.measure in (Measure.DATE, Measure.WORDS) or (was.signed, was.bound) != (
        now.signed,
        now.bound,
    ):
        return PromiseChange.OTHER
    less_is_more = was.bound is Bound.AT_MOST or "成本" in new.level1 + new.level2
    less = now.number < was.number
    if now.number == was.number:
        return PromiseChange.OTHER
    return PromiseChange.TIGHTER if less is less_is_more else PromiseChange.LOOSER
