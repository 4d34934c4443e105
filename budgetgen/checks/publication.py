"""Publication: approval date, the twenty days, secrecy review. They speak only of what is published: 批复."""

from __future__ import annotations

from collections.abc import Iterator

from budgetgen.checks.registry import Problem, Topic, rule
from budgetgen.disclosure import Disclosure
from budgetgen.findings import Severity
from budgetgen.model.vocabulary import Stage
from budgetgen.workbook.sample import PLACE

_DAYS = 20


@rule("sample-left", Severity.ERROR, Topic.IDENTITY, ("form-itself",))
def sample_left(d: Disclosure) -> Iterator[Problem]:
    """样例的内容应换成本部门、本单位的。"""
    info = d.budget.info
    left = [info.cell("name")] if PLACE in info.name else []
    left += [unit.cell("name") for unit in d.budget.units if PLACE in unit.name]
    if left:
        yield Problem("名称还是样例里的", "清掉各表的样例内容，填本部门、本单位的", tuple(left))


@rule("scope-differs", Severity.WARNING, Topic.IDENTITY, ("hebei-form",))
def scope_differs(d: Disclosure) -> Iterator[Problem]:
    """口径应与所用的格式方案一致。"""
    info, profile = d.budget.info, d.profile
    if info.scope is not profile.scope:
        yield Problem(
            f"口径填的是“{info.scope}”，格式方案 {profile.id} 是给{profile.scope}用的",
            "改口径，或换用相应的格式方案",
            (info.cell("scope"),),
        )


@rule("published-late", Severity.ERROR, Topic.DATES, ("budget-law", "budget-regulation"))
def published_late(d: Disclosure) -> Iterator[Problem]:
    """部门预算应在财政部门批复后二十日内公开。"""
    info = d.budget.info
    if info.approval_date is None or info.published is None:
        return
    days = (info.published - info.approval_date).days
    if days > _DAYS or days < 0:
        late = f"批复后第 {days} 日才公开，超过二十日" if days > 0 else "公开日期早于批复日期"
        yield Problem(late, "核对批复日期和公开日期", (info.cell("published"),))


@rule("approval-date-missing", Severity.NOTICE, Topic.DATES, ("budget-law",))
def approval_date_missing(d: Disclosure) -> Iterator[Problem]:
    """没有批复日期，无法判断是否在二十日内公开。"""
    info = d.budget.info
    if info.stage is Stage.APPROVED and info.approval_date is None:
        yield Problem(
            "没有填批复日期，最迟公开日无从计算", "填写批复日期", (info.cell("approval_date"),)
        )


@rule("secrecy-review-missing", Severity.WARNING, Topic.SECRECY, ("budget-law",))
def secrecy_review_missing(d: Disclosure) -> Iterator[Problem]:
    """公开前应作保密审查并写明结论。"""
    info = d.budget.info
    if info.stage is Stage.APPROVED and not info.secrecy_review.strip():
        yield Problem(
            "没有填保密审查结论", "完成保密审查后填写结论和日期", (info.cell("secrecy_review"),)
        )
