"""平衡检查之逐个项目: each project's plan against its budget, its indicators, its purchases."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from budgetgen.model import vocabulary as v
from budgetgen.model.records import Project
from budgetgen.workbook.form.columns import project_budget
from budgetgen.workbook.form.content import FIRST, Form
from budgetgen.workbook.form.formula import Calc, Case, Value, choose, to_places
from budgetgen.workbook.form.helpers import Helper, helper_area, helper_calcs, indexed
from budgetgen.workbook.form.live_checks.line import CheckRow, LiveCheck, bad, unknown
from budgetgen.workbook.layout import PROJECTS

_DATES: Final = ("plan_march", "plan_june", "plan_october", "plan_december")


def project_checks(form: Form) -> Iterator[LiveCheck]:
    """One line for each row that 项目 has ready; blank while that row is."""
    records = form.records(PROJECTS)
    counts = list(helper_calcs(form, Helper.PROJECT_INDICATORS))
    bought = list(helper_calcs(form, Helper.PROJECT_PURCHASES))
    for number in range(form.prepared(PROJECTS)):
        record = records[number] if number < len(records) else None
        project = record if isinstance(record, Project) and record.code else None
        yield _project_check(form, number + 1, project, counts[number], bought[number])


def _project_check(
    form: Form, number: int, project: Project | None, indicators: Calc, bought: Calc
) -> LiveCheck:
    code = indexed(form, PROJECTS, "code", number)
    blank = Case(f'{code}=""', project is None, "")
    name = Calc(f'{indexed(form, PROJECTS, "name", number)}&""', project.name if project else "")
    budget = Calc(
        indexed(form, PROJECTS, "预算数", number),
        project_budget(form, "", project.code).value if project else "",
    )
    left, right = _planned(form, number, project), _due(form, budget)
    row = FIRST - 1 + number

    def cases(place: CheckRow) -> tuple[Case, ...]:
        made = _gap_of(left, right)
        return (
            blank,
            Case(f"{budget.formula}=0", not budget.number, unknown("收支明细里没有这个项目的金额")),
            *_incomplete(form, number, project, indicators),
            _overspent(form, number, budget, bought),
            Case(f'{place.left}=""', left.value == "", unknown("没有填资金支出计划")),
            Case(f"{place.gap}<>0", bool(made), bad("12月底的计划应等于预算数或100%")),
        )

    return LiveCheck(
        choose(blank, otherwise=name), choose(blank, otherwise=left), choose(blank, otherwise=right),
        cases, f"'{PROJECTS.title}'!A{row}",
        where=choose(blank, otherwise=f"{PROJECTS.title} 第{row}行"),
    )  # fmt: skip


def _gap_of(left: Calc, right: Calc) -> Decimal:
    return Decimal(0) if left.value == "" else to_places(left.number - right.number)


def _is_percent(form: Form) -> Case:
    wanted = v.PlanBasis.PERCENT
    return Case(f'{form.info_cell("plan_basis")}="{wanted}"', form.plan is wanted, "")


def _planned(form: Form, number: int, project: Project | None) -> Calc:
    """The plan for 12月底: money, or percent (0.63 and 63 % count as 63)."""
    cells = [indexed(form, PROJECTS, name, number) for name in _DATES]
    end, percent = cells[-1], _is_percent(form)
    formula = (
        f'IF(COUNT({",".join(cells)})=0,"",IF(AND({percent.when},{end}<=1),{end}*100,{end}+0))'
    )
    return Calc(formula, _plan_value(form, project) if project else "")


def _plan_value(form: Form, project: Project) -> Value:
    planned = [getattr(project, name) for name in _DATES]
    if form.plan is not v.PlanBasis.PERCENT:
        planned = [form.number(amount) for amount in planned]
    if all(amount is None for amount in planned):
        return ""
    end: Decimal | None = planned[-1]
    return end if end is not None else Decimal(0)


def _due(form: Form, budget: Calc) -> Calc:
    """预算数, or 100 where the plan is in percent."""
    percent = _is_percent(form)
    hundred = Calc("100", Decimal(100))
    return choose(Case(percent.when, percent.holds, hundred), otherwise=budget)


def _incomplete(
    form: Form, number: int, project: Project | None, indicators: Calc
) -> Iterator[Case]:
    """A project that is published in full has indicators."""
    public = indexed(form, PROJECTS, "disclosure", number)
    count = f"INDEX({helper_area(form, Helper.PROJECT_INDICATORS)},{number})"
    is_public = project is not None and project.disclosure is v.Publicity.FULL
    yield Case(
        f'AND(OR({public}="",{public}="{v.Publicity.FULL}"),{count}=0)',
        is_public and not indicators.number,
        bad("没有绩效指标"),
    )


def _overspent(form: Form, number: int, budget: Calc, bought: Calc) -> Case:
    spent = f"INDEX({helper_area(form, Helper.PROJECT_PURCHASES)},{number})"
    return Case(f"{spent}>{budget.formula}", bought.number > budget.number, bad("采购超过预算数"))
