"""Projects: money, plan, indicators."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from budgetgen.findings import Severity
from budgetgen.model.money import plain
from budgetgen.model.records import Project
from budgetgen.model.vocabulary import Category, PlanBasis, Publicity
from budgetgen.rules.approval.causes import approval_causes
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.rules.yuan_or_wan.sheets import plan_slips
from budgetgen.tables.predicates import ABROAD_CODES, RECEPTION_CODES, VEHICLE_CODES

_PLAN_FIELDS = ("plan_march", "plan_june", "plan_october", "plan_december")
_THREE_PUBLIC_WORDS = (
    (
        (
            "公务用车",
            "执法执勤用车",
            "执法用车",
            "执勤用车",
            "应急保障用车",
            "机要通信用车",
            "用车购置",
            "用车更新",
            "购置车辆",
            "车辆购置",
            "车辆运行",
            "车辆维护",
            "车辆维修",
            "车辆保险",
        ),
        VEHICLE_CODES,
    ),
    (("公务接待", "接待费"), RECEPTION_CODES),
    (
        (
            "因公出国",
            "出国（境）",
            "出国(境)",
            "出国境",
            "出国考察",
            "出访",
            "赴境外",
            "赴国外",
            "赴国（境）外",
            "境外招商",
            "境外考察",
            "境外培训",
            "境外参展",
        ),
        ABROAD_CODES,
    ),
)


@rule(
    "project-without-money",
    Severity.WARNING,
    Topic.PROJECTS,
    ("form-itself",),
    needs=Matter.PROJECTS,
    whole=Matter.LINES,
)
def project_without_money(d: Material) -> Iterator[Problem]:
    """每个项目都应有收支明细。"""
    funded, known = d.budget.lines_by_project, d.budget.project_by_code
    nameless = any(x.category is Category.PROJECT and not x.project for x in d.budget.lines)
    if nameless or funded.keys() - known.keys():
        return  # The money is there under no or a wrong code: one cause, one finding.
    for project in d.budget.projects:
        if project.code not in funded:
            yield Problem(
                f"项目“{project.name}”在“收支明细”里没有金额",
                "补上明细；今年没有安排的，从“项目”表删去",
                (project.cell("code"),),
            )


@rule(
    "project-without-indicators",
    Severity.ERROR,
    Topic.PROJECTS,
    ("cai-yu-2015-88",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def project_without_indicators(d: Material) -> Iterator[Problem]:
    """公开的项目都应有绩效目标和绩效指标。"""
    if d.budget.indicators_by_project.keys() - d.budget.project_by_code.keys():
        return  # The indicators may be there under a wrong code: project_unknown says it.
    for project in d.budget.projects:
        if project.disclosure is not Publicity.FULL:
            continue
        if not d.budget.indicators_by_project.get(project.code):
            yield Problem(
                f"项目“{project.name}”没有绩效指标",
                "在“绩效指标”表补上，或核对指标行的项目编码",
                (project.cell("code"),),
            )


@rule(
    "project-purpose-missing",
    Severity.ERROR,
    Topic.PROJECTS,
    ("hebei-form",),
    needs=Matter.PROJECTS,
)
def project_purpose_missing(d: Material) -> Iterator[Problem]:
    """表样印资金用途的，每个公开的项目都应填写。"""
    if not d.profile.project.header:
        return
    for project in d.budget.projects:
        if project.disclosure is Publicity.FULL and not project.purpose.strip():
            yield Problem(
                f"项目“{project.name}”没有写资金用途", "填写资金用途", (project.cell("purpose"),)
            )


@rule(
    "plan-falls",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-ban-2023-12",),
    needs=Matter.LINES | Matter.PROJECTS,
)
def plan_falls(d: Material) -> Iterator[Problem]:
    """资金支出计划是累计数，后一个时点不应小于前一个，中间不应有空。"""
    for project in d.budget.projects:
        if plan_slips(d, project):
            continue  # amounts_in_another_unit says it.
        last, day_before = Decimal(0), ""
        for field, (day, planned) in zip(_PLAN_FIELDS, project.plan.items(), strict=True):
            amount = planned if planned is not None else Decimal(0)
            if amount < last:
                yield Problem(
                    f"项目“{project.name}”{day}的累计计划 {_shown(d, amount)}，"
                    f"小于{day_before}的 {_shown(d, last)}",
                    "按累计数填写，不填当期数",
                    (project.cell(field),),
                )
            last, day_before = amount, day


def _shown(d: Material, amount: Decimal) -> str:
    if d.budget.info.plan_basis is PlanBasis.PERCENT:
        return f"{plain(amount)}%"
    return d.amount(amount)


@rule(
    "plan-end-differs",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-ban-2023-12",),
    needs=Matter.PROJECTS,
    whole=Matter.LINES,
    also=Matter.UNITS | Matter.CONTROLS,
)
def plan_end_differs(d: Material) -> Iterator[Problem]:
    """资金支出计划12月底的累计数应等于项目预算数（百分比为100%）。"""
    for project, planned, end in _ends_that_differ(d):
        if not _are_percents(d, project):
            yield Problem(
                f"项目“{project.name}”12月底计划 {_shown(d, planned)}，应为 {_shown(d, end)}",
                "改12月底的计划数，或核对“收支明细”里这个项目的金额",
                (project.cell("plan_december"),),
            )


@rule(
    "plan-basis-differs",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-ban-2023-12",),
    needs=Matter.PROJECTS,
    whole=Matter.LINES,
    also=Matter.UNITS | Matter.CONTROLS,
    formerly=("plan-end-differs",),
)
def plan_basis_differs(d: Material) -> Iterator[Problem]:
    """资金支出计划填金额还是百分比，应与“基本信息”的计划口径一致。"""
    for project, _, _ in _ends_that_differ(d):
        if _are_percents(d, project):
            fields = tuple(f for f in _PLAN_FIELDS if getattr(project, f) is not None)
            numbers = "、".join(plain(getattr(project, f) / d.typed_unit.yuan) for f in fields)
            yield Problem(
                f"项目“{project.name}”的计划填的是 {numbers}，可能是百分比，“基本信息”的计划口径却是“金额”",
                "各项目都按百分比填的，把计划口径改为“百分比”；按金额填的，这里改填金额",
                tuple(project.cell(f) for f in fields),
            )


def _ends_that_differ(d: Material) -> Iterator[tuple[Project, Decimal, Decimal]]:
    """Projects whose plan does not end with their budget: what is planned, and what it should be."""
    told = approval_causes(d).projects  # approval_differs says that the line items are wrong.
    percent = d.budget.info.plan_basis is PlanBasis.PERCENT
    for project in d.budget.projects:
        unfunded = project.code not in d.budget.lines_by_project
        if project.code in told or unfunded or all(x is None for x in project.plan.values()):
            continue
        if "plan_december" in plan_slips(d, project):
            continue  # amounts_in_another_unit says it.
        end = Decimal(100) if percent else d.budget.project_amount(project.code)
        planned = project.plan_december or Decimal(0)
        if planned != end:
            yield project, planned, end


def _are_percents(d: Material, project: Project) -> bool:
    """Whether the numbers as typed rise to just 1 or 100: no budget is that small."""
    if d.budget.info.plan_basis is PlanBasis.PERCENT:
        return False
    unit = d.typed_unit.yuan
    amounts = [planned / unit for planned in project.plan.values() if planned is not None]
    return amounts == sorted(amounts) and amounts[-1] in (1, 100)


@rule("plan-missing", Severity.WARNING, Topic.PROJECTS, ("hebei-form",), needs=Matter.PROJECTS)
def plan_missing(d: Material) -> Iterator[Problem]:
    """表样印资金支出计划的，每个项目都应填写。"""
    if not d.profile.project.header:
        return
    for project in d.budget.projects:
        shown = project.disclosure is Publicity.FULL
        if shown and all(planned is None for planned in project.plan.values()):
            yield Problem(
                f"项目“{project.name}”没有资金支出计划", "填写四个时点的累计数",
                (project.cell("plan_december"),),
            )  # fmt: skip


@rule(
    "three-public-code-missing",
    Severity.WARNING,
    Topic.THREE_PUBLIC,
    ("cai-yu-2016-143",),
    needs=Matter.LINES | Matter.PROJECTS,
)
def three_public_code_missing(d: Material) -> Iterator[Problem]:
    """项目含公务用车、公务接待、因公出国支出的，明细应写经济科目编码，计入“三公”经费。"""
    table = d.reference("three-public")
    for project in d.budget.projects:
        text = f"{project.name}{project.purpose}"
        used = {x.economic for x in d.budget.lines_by_project.get(project.code, ())}
        for words, codes in _THREE_PUBLIC_WORDS:
            word = next((word for word in words if word in text), "")
            if word and not used & codes:
                yield Problem(
                    f"项目“{project.name}”写到“{word}”，明细里没有对应的经济科目，{table}会少算",
                    f"在这个项目的明细写经济科目编码（{'、'.join(sorted(codes))}）；"
                    "不含这类支出的，说明理由",
                    (project.cell("name"), project.cell("purpose")),
                )


@rule(
    "special-fund-unmarked",
    Severity.WARNING,
    Topic.PROJECTS,
    ("form-itself",),
    needs=Matter.PROJECTS,
)
def special_fund_unmarked(d: Material) -> Iterator[Problem]:
    """写了专项资金名称的项目，“主管专项”应填“是”，否则不进主管专项资金一节。"""
    for project in d.budget.projects:
        if project.special_fund_name.strip() and not project.special_fund:
            yield Problem(
                f"项目“{project.name}”写了专项资金名称“{project.special_fund_name}”，“主管专项”没有填“是”",
                "是主管专项的填“是”；不是的，删去专项资金名称",
                (project.cell("special_fund"),),
            )
