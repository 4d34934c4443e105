"""What all rules share: order, waivers. The rules themselves are shown in tests/rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from budgetgen.disclosure import Disclosure
from budgetgen.findings import Finding, Severity
from budgetgen.model.records import (
    ControlFigure,
    Goal,
    Indicator,
    LineItem,
    PriorFigure,
    Project,
    Reason,
    Waiver,
)
from budgetgen.model.vocabulary import GoalPart, Item
from budgetgen.profiles import Profile
from budgetgen.rules import run_checks
from support.ledgers import budget, info

BASIC = LineItem(
    unit="304001", function="2060101", category="公用经费", economic="30201", source="一般公共预算",
    amount=Decimal(50000),
)  # fmt: skip
PROJECT_LINE = LineItem(
    unit="304001", function="2060404", category="项目支出", project="新01", source="一般公共预算",
    amount=Decimal(10000),
)  # fmt: skip
PROJECT = Project(
    code="新01", name="科技活动", unit="304001", purpose="开展活动", plan_june=Decimal(4000),
    plan_october=Decimal(4000), plan_december=Decimal(10000),
)  # fmt: skip
INDICATORS = tuple(
    Indicator(project="新01", level1=level1, level2=level2, level3=name, value=value)
    for level1, level2, name, value in (
        ("产出指标", "数量指标", "活动场次", "≥2场"),
        ("产出指标", "质量指标", "活动达标率", "100%"),
        ("产出指标", "时效指标", "活动完成时间", "12月底前"),
        ("产出指标", "成本指标", "单场活动成本", "≤0.5万元/场"),
        ("效益指标", "社会效益指标", "参与人次", "≥300人次"),
        ("满意度指标", "服务对象满意度指标", "参与者满意度", "≥95%"),
    )
)
CONTROL = ControlFigure(unit="304001", source="一般公共预算", approved=Decimal(60000))
BEFORE = {item: Decimal(40000) for item in (Item.TOTAL, Item.BASIC, Item.PUBLIC)}
PRIOR = tuple(PriorFigure(item=item, amount=BEFORE.get(item, Decimal(0))) for item in Item)
GOALS = tuple(Goal(part=part, text="把工作做好。") for part in GoalPart)


def good(**more: Any) -> Any:
    """A budget without a finding, with whatever a test changes."""
    parts: dict[str, Any] = {
        "info": info(
            stage="批复", approval_date=date(2024, 1, 31), published=date(2024, 2, 8), secrecy_review="可以公开",
            secrecy_date=date(2024, 2, 5),
        ),
        "projects": (PROJECT,), "indicators": INDICATORS, "controls": (CONTROL,),
        "prior": PRIOR, "goals": GOALS,
        "reasons": (Reason(item=Item.BASIC, text="新增人员。"), Reason(item=Item.PROJECT, text="新增项目。")),
    }  # fmt: skip
    lines = more.pop("lines", (BASIC, PROJECT_LINE))
    return budget(lines, **parts | more)


def found(b: Any, profile: Profile) -> list[Finding]:
    return run_checks(Disclosure.of(b, profile))


def rules(b: Any, profile: Profile) -> set[str]:
    return {finding.rule for finding in found(b, profile) if not finding.waived}


def line(of: LineItem = BASIC, **more: Any) -> LineItem:
    return LineItem(**{n: getattr(of, n) for n in LineItem.model_fields if n != "origin"} | more)


def test_the_good_budget_is_clean(profile: Profile) -> None:
    assert found(good(), profile) == []


WRONG_END = {"projects": (PROJECT.model_copy(update={"plan_december": Decimal(9999)}),)}
WRONG_CONTROL = {"controls": (CONTROL.model_copy(update={"approved": Decimal(60001)}),)}


def test_a_factor_of_ten_thousand_is_named(profile: Profile) -> None:
    control = CONTROL.model_copy(update={"approved": Decimal(6)})
    message = next(
        f.message for f in found(good(controls=(control,)), profile) if f.rule == "approval-differs"
    )
    assert "一万倍" in message


def test_a_waiver_covers_a_warning_but_no_error(profile: Profile) -> None:
    waived = good(**WRONG_END, waivers=(Waiver(rule="plan-end-differs", reason="尾款次年支付"),))
    assert rules(waived, profile) == set()
    silent = good(**WRONG_END, waivers=(Waiver(rule="plan-end-differs"),))
    assert {"plan-end-differs", "waiver-without-reason"} <= rules(silent, profile)
    stale = good(waivers=(Waiver(rule="plan-end-differs", reason="尾款"),))
    assert rules(stale, profile) == {"waiver-unused"}
    wrong = good(
        **WRONG_CONTROL,
        waivers=(Waiver(rule="approval-differs", reason="不管"),),
    )
    assert {"approval-differs", "waiver-for-error"} <= rules(wrong, profile)


@pytest.mark.parametrize(
    ("typed", "place", "said", "remedy"),
    [
        ("plan-ends-differ", "", "“plan-end-differs”", "抄写"),
        ("这条算了", "", "不是检查结果里的规则编号", "抄写"),
        ("plan-end-differs", "项目!Z99", "项目!Z99", "照检查结果改正位置"),
    ],
)
def test_a_waiver_that_misses_says_what_it_may_have_meant(
    profile: Profile, typed: str, place: str, said: str, remedy: str
) -> None:
    b = good(**WRONG_END, waivers=(Waiver(rule=typed, place=place, reason="尾款次年支付"),))
    missed = [f for f in found(b, profile) if f.rule.startswith("waiver-")]
    assert [(said in f.message, remedy in f.remedy) for f in missed] == [(True, True)]
    assert "plan-end-differs" in rules(b, profile)


def test_errors_come_first_then_the_reviewers_order(profile: Profile) -> None:
    b = good(controls=(), prior=(), lines=(line(unit="999"), line(PROJECT_LINE, project="新09")))
    ranks = [finding.severity.rank for finding in found(b, profile)]
    assert ranks == sorted(ranks)
    errors = [f.rule for f in found(b, profile) if f.severity is Severity.ERROR]
    assert errors.index("unit-unknown") < errors.index("project-unknown")


def test_what_no_workbook_says_has_no_place(profile: Profile) -> None:
    """A budget that comes from a .budget.json knows no cells: the finding speaks of the whole."""
    said = {finding.rule: finding for finding in found(good(**WRONG_END), profile)}
    assert said["plan-end-differs"].at == ()
    assert all(ref.sheet for finding in said.values() for ref in finding.at)
