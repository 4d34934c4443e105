"""批复差额的原因: a line typed twice, a line in the wrong place, a project whose plan shows what was meant.

A cause is named only where mending it makes every control figure that it touches agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from budgetgen.findings import CellRef
from budgetgen.model.money import total
from budgetgen.model.records import ControlFigure, LineItem, Project
from budgetgen.model.vocabulary import PlanBasis
from budgetgen.rules.material import Material
from budgetgen.rules.yuan_or_wan.controls import control_slips
from budgetgen.tables.controls import governing_cell, lines_by_control, matches

_PLACES: Final = ("source", "carryover", "category", "unit")
_SUBJECTS: Final = ("function", "economic")
_FEW: Final = 3
"""More lines than that of the same amount, and none of them is the one."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why control figures and line items differ."""

    message: str
    remedy: str
    at: tuple[CellRef, ...]
    controls: tuple[ControlFigure, ...]
    lines: tuple[LineItem, ...] = ()
    project: str = ""


@dataclass(frozen=True)
class ApprovalCauses:
    """All causes, and what other rules need not say any more."""

    causes: tuple[Cause, ...]

    @cached_property
    def controls(self) -> set[int]:
        """Control figures (by ``id``) whose difference has a cause."""
        return {id(control) for cause in self.causes for control in cause.controls}

    @cached_property
    def lines(self) -> set[int]:
        """Line items (by ``id``) that are the cause."""
        return {id(line) for cause in self.causes for line in cause.lines}

    @cached_property
    def projects(self) -> set[str]:
        """Projects whose plan tells the right amount."""
        return {cause.project for cause in self.causes if cause.project}


@dataclass(frozen=True, slots=True)
class _Gap:
    control: ControlFigure
    figure: Decimal
    surplus: Decimal
    """What the lines have more than the figure; negative where they have less."""

    @property
    def cell(self) -> CellRef:
        return governing_cell(self.control, self.figure)


def approval_causes(d: Material) -> ApprovalCauses:
    """The causes that can be told; each difference has one at the most."""
    gaps = [
        _Gap(control, figure, total(line.amount for line in lines) - figure)
        for control, figure, lines in lines_by_control(d.budget)
    ]
    in_other_unit = {id(slip.control) for slip in control_slips(d)}  # approval_differs says so.
    open_gaps = [gap for gap in gaps if gap.surplus and id(gap.control) not in in_other_unit]
    causes: list[Cause] = []
    for search in (_doubled, _moved, _planned):
        for cause in search(d, gaps, open_gaps) if open_gaps else ():
            done = {id(control) for each in causes for control in each.controls}
            if not any(id(control) in done for control in cause.controls):
                causes.append(cause)
        done = {id(control) for each in causes for control in each.controls}
        open_gaps = [gap for gap in open_gaps if id(gap.control) not in done]
    return ApprovalCauses(tuple(causes))


# 重复 --------------------------------------------------------------------------------------------


def _doubled(d: Material, gaps: Sequence[_Gap], open_gaps: Sequence[_Gap]) -> Iterator[Cause]:
    """A line that stands twice and is just what there is too much."""
    same: dict[LineItem, list[LineItem]] = defaultdict(list)
    for line in d.budget.lines:
        same[line].append(line)
    for lines in same.values():
        first = lines[0]
        over = [gap for gap in gaps if matches(gap.control, first)]
        if len(lines) == 1 or not over or any(g.surplus != first.amount for g in over):
            continue
        yield Cause(
            f"{len(lines)} 行明细完全相同，明细合计比批复正好多出一行的 {d.amount(first.amount)}",
            "删去重复的一行",
            (*(line.cell("amount") for line in lines), *(gap.cell for gap in over)),
            tuple(gap.control for gap in over),
            tuple(lines),
        )


# 填错位置 ----------------------------------------------------------------------------------------


def _moved(d: Material, gaps: Sequence[_Gap], open_gaps: Sequence[_Gap]) -> Iterator[Cause]:
    """A line that, in another place, makes all sides agree."""
    for gap in open_gaps:
        if gap.surplus > 0:
            continue
        found = [
            (line, field)
            for line in d.budget.lines
            if line.amount == -gap.surplus
            and (field := _misplacing(gap, line, gaps, d.budget.unit_by_code))
        ]
        if 0 < len(found) <= _FEW:
            yield _misplaced(d, gap, found, gaps)


def _misplacing(gap: _Gap, line: LineItem, gaps: Sequence[_Gap], units: Collection[str]) -> str:
    """The one field that keeps a line out of a control figure, if all agree once it is changed."""
    if len(units) > 1 and line.unit not in units:
        return ""  # unit_unknown and unit_missing say it.
    wanted = _wanted(gap.control)
    off = [field for field, value in wanted.items() if not _meets(line, field, value)]
    if len(off) != 1 or off[0] not in _PLACES:
        return ""
    there = line.model_copy(update={off[0]: wanted[off[0]]})
    for each in gaps:
        shift = line.amount * (matches(each.control, there) - matches(each.control, line))
        if shift and each.surplus + shift:
            return ""
    return off[0]


def _wanted(control: ControlFigure) -> dict[str, Any]:
    """What a control figure asks of its lines; blank asks nothing."""
    names = ("unit", "category", "project", *_SUBJECTS)
    asked = {name: getattr(control, name) for name in names}
    fixed = {"source": control.source, "carryover": control.carryover}
    return fixed | {field: value for field, value in asked.items() if value}


def _meets(line: LineItem, field: str, value: Any) -> bool:
    """Whether a line is what a control figure asks; a subject may be one under it."""
    typed_in = getattr(line, field)
    return bool(typed_in.startswith(value) if field in _SUBJECTS else typed_in == value)


def _misplaced(
    d: Material, gap: _Gap, found: Sequence[tuple[LineItem, str]], gaps: Sequence[_Gap]
) -> Cause:
    line, field = found[0]
    title = str(LineItem.model_fields[field].title)
    there = line.model_copy(update={field: _wanted(gap.control)[field]})
    touched = [each for each in gaps if matches(each.control, there) != matches(each.control, line)]
    which = "这一行" if len(found) == 1 else f"这 {len(found)} 行中的一行"
    now, then = _word(getattr(line, field)), _word(getattr(there, field))
    return Cause(
        f"{which}（{d.amount(line.amount)}）的{title}可能填错：现为{now}，改为{then}后与批复一致",
        f"核对{title}并改正；批复录错的，改“批复控制数”",
        (*(x.cell(f) for x, f in found), *(each.cell for each in touched)),
        tuple(each.control for each in touched if each.surplus),
        tuple(x for x, _ in found),
    )


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "“是”" if value else "空"
    return f"“{value}”"


# 项目计划 ----------------------------------------------------------------------------------------


def _planned(d: Material, gaps: Sequence[_Gap], open_gaps: Sequence[_Gap]) -> Iterator[Cause]:
    """A project whose 12月底 plan differs from its lines by just what the control figures differ."""
    if d.budget.info.plan_basis is PlanBasis.PERCENT:
        return
    for project in d.budget.projects:
        lines = d.budget.lines_by_project.get(project.code, ())
        if not lines or project.plan_december is None:
            continue
        over = total(line.amount for line in lines) - project.plan_december
        own = [g for g in open_gaps if any(matches(g.control, line) for line in lines)]
        if over and own and all(gap.surplus == over for gap in own):
            yield _against_plan(d, project, lines, own, over)


def _against_plan(
    d: Material, project: Project, lines: Sequence[LineItem], gaps: Sequence[_Gap], over: Decimal
) -> Cause:
    inside = [x for x in lines if any(matches(gap.control, x) for gap in gaps)]
    made, planned = total(line.amount for line in lines), project.plan_december or Decimal(0)
    return Cause(
        f"明细与批复相差 {d.amount(abs(over))}，正好是项目“{project.name}”的明细 {d.amount(made)}"
        f"与12月底计划 {d.amount(planned)}之差",
        "核对这个项目的明细金额；计划和批复都录错的，一并改正",
        (*(x.cell("amount") for x in inside), *(gap.cell for gap in gaps)),
        tuple(gap.control for gap in gaps),
        project=project.code,
    )
