"""增减原因: reasons that say nothing, and reasons that tell of the other direction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from budgetgen.findings import Severity
from budgetgen.model.money import total
from budgetgen.model.records import Reason
from budgetgen.model.vocabulary import Item
from budgetgen.rules.indicators.views import one_problem, short
from budgetgen.rules.last_year.figures import disputed_priors
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.rules.yuan_or_wan.sheets import mistyped_priors, plan_slips
from budgetgen.tables.controls import counted

_WORTHLESS: Final = re.compile(
    "(?:属于?|系)?(?:无|没有|暂无|略|正常|据实|正常(?:增减|增加|减少|增长|变动|变化|调整)|(?:政策|预算|业务|工作)?(?:性)?(?:调整|变化|变动|需要)|"
    "(?:按|按照|根据)?(?:实际|工作|业务)(?:情况|需要)?(?:安排|调整|变化|增减)?|(?:因|由于)?(?:工作|业务)需要|"
    "与上年(?:预算)?(?:相比)?(?:基本)?持平|无变化|无增减变化|其他(?:原因)?)"
)
_EMPTY_WORDS: Final = re.compile(
    r"比|较|与|同|和|上年度?|去年|本年度?|今年|20\d{2}年度?|相比|预算|增加|减少|增长|下降|变动|变化|主要|总的|原因|是|为|因为|由于|因|"
    r"有所|略有|所致|导致|引起|安排|相应|了|的|数|额|万元|元|%|\W|\d"
)
_UP: Final = re.compile("增加|增长|新增|增多|上涨|扩大|增大|增幅|上升")
_DOWN: Final = re.compile(
    "减少|压减|下降|缩减|压缩|收缩|核减|削减|降低|取消|不再安排|结束|到期|调出|调离"
)
_NO_CHANGE: Final = re.compile("持平|无变化|无增减|没有变化|未发生变化")
_AGAINST: Final = re.compile(
    "(?:比|较|与|同)?(?:上年度?|去年)(?:预算)?相比|[比较](?:上年度?|去年)(?:预算)?"
)
_OF_LAST_YEAR: Final = re.compile(r"上年|去年|原|一次性")


def _told(d: Material) -> Iterator[Reason]:
    """Reasons of the budget as a whole that are printed, since there is a change."""
    misread = mistyped_priors(d)  # amounts_in_another_unit says it.
    for reason in d.budget.reasons:
        if reason.item in misread:
            continue
        change = d.figures.changes[reason.item]
        own = not (reason.unit and d.budget.has_several_units)
        if own and reason.text.strip() and change.known and change.amount:
            yield reason


@rule(
    "reason-too-thin",
    Severity.NOTICE,
    Topic.CHANGES,
    ("cai-yu-2016-143",),
    needs=Matter.LINES | Matter.PRIOR | Matter.REASONS | Matter.TABLES,
    also=Matter.UNITS,
)
def reason_too_thin(d: Material) -> Iterator[Problem]:
    """增减原因应说明具体是什么变了，不只写“正常变动”或再说一遍增减。"""
    found = [
        (f"{reason.item}的原因“{short(reason.text)}”", reason.cell("text"))
        for reason in _told(d)
        if _says_nothing(reason) and not _contradicts(d, reason)
    ]
    yield from one_problem(found, "没有说明具体变化", "写明具体原因，如人员调出、某项目结束")


def _says_nothing(reason: Reason) -> bool:
    text = reason.text.strip().strip("。；，")
    if _WORTHLESS.fullmatch(text):
        return True
    return not _EMPTY_WORDS.sub("", text.replace(reason.item, "").replace("支出", ""))


@rule(
    "reason-direction-differs",
    Severity.WARNING,
    Topic.CHANGES,
    ("cai-yu-2016-143",),
    needs=Matter.LINES | Matter.PRIOR | Matter.REASONS | Matter.TABLES,
    also=Matter.UNITS | Matter.CONTROLS | Matter.PROJECTS,
)
def reason_direction_differs(d: Material) -> Iterator[Problem]:
    """增减原因应与实际增减的方向一致。"""
    if _is_unsure(d):
        return
    disputed = disputed_priors(d)
    for reason in _told(d):
        told = _contradicts(d, reason)
        if told and reason.item not in disputed:
            change = d.figures.changes[reason.item]
            yield Problem(
                f"{reason.item}比上年{change.direction} {d.amount(abs(change.exact))}，"
                f"原因却写{told}：“{short(reason.text)}”",
                "核对上年数；上年数无误的，改写原因",
                (reason.cell("text"),),
            )


@rule("reason-copied", Severity.WARNING, Topic.CHANGES, ("cai-yu-2016-143",), needs=Matter.REASONS)
def reason_copied(d: Material) -> Iterator[Problem]:
    """基本支出和项目支出的增减原因应各写各的，不应照抄。"""
    told = {(reason.unit, reason.item): reason for reason in d.budget.reasons}
    for (unit, item), basic in told.items():
        project = told.get((unit, Item.PROJECT))
        same = project and basic.text.strip() == project.text.strip() != ""
        if item is Item.BASIC and project and same:
            yield Problem(
                f"基本支出和项目支出的增减原因都是“{short(basic.text)}”",
                "按各自的变化分别写明",
                (basic.cell("text"), project.cell("text")),
            )


def _is_unsure(d: Material) -> bool:
    """Whether other rules already doubt the line items, and with them every change."""
    approved = counted(d.budget.controls, lambda control: control.approved)
    differs = bool(approved) and total(f for _, f in approved) != total(
        line.amount for line in d.budget.lines
    )
    return differs or any(plan_slips(d, project) for project in d.budget.projects)


def _contradicts(d: Material, reason: Reason) -> str:
    """The direction that a reason tells of where it is not that of the figures; else nothing."""
    told = _direction(reason.text)
    return "" if told == d.figures.changes[reason.item].direction else told


def _direction(text: str) -> str:
    """增加, 减少 or 持平 where a reason tells of one only; empty where it goes back to what last year was."""
    if _NO_CHANGE.search(text):
        return "持平"
    words = _AGAINST.sub("", text)
    if _OF_LAST_YEAR.search(words):
        return ""
    up, down = _UP.search(words), _DOWN.search(words)
    if bool(up) == bool(down):
        return ""
    return "增加" if up else "减少"
