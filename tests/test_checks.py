"""Rules: each is shown once red and once green, as (rule, cells)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from ledgers import UNIT, budget, info

from budgetgen.checks import RULES, run_checks
from budgetgen.disclosure import Disclosure
from budgetgen.findings import Finding, Severity
from budgetgen.model.budget import (
    ControlFigure,
    Indicator,
    LineItem,
    PriorFigure,
    Project,
    Reason,
    Unit,
    Waiver,
)
from budgetgen.model.vocabulary import Item
from budgetgen.profiles import Profile

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
INDICATOR = Indicator(
    project="新01", level1="产出指标", level2="数量指标", level3="活动场次", value="≥2场"
)
CONTROL = ControlFigure(unit="304001", source="一般公共预算", approved=Decimal(60000))
PRIOR = tuple(PriorFigure(item=item, amount=Decimal(0)) for item in Item if item is not Item.BASIC)


def good(**more: Any) -> Any:
    """A budget without a finding, with whatever a test changes."""
    parts: dict[str, Any] = {
        "info": info(
            stage="批复", approval_date=date(2024, 1, 31), published=date(2024, 2, 8), secrecy_review="可以公开"
        ),
        "projects": (PROJECT,), "indicators": (INDICATOR,), "controls": (CONTROL,),
        "prior": (*PRIOR, PriorFigure(item=Item.BASIC, amount=Decimal(40000))),
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


RED: dict[str, dict[str, Any]] = {
    "approval-differs": {"controls": (CONTROL.model_copy(update={"approved": Decimal(60001)}),)},
    "approval-does-not-cover": {
        "lines": (BASIC, PROJECT_LINE, line(source="政府性基金", function="2120803")),
    },
    "approval-not-given": {"controls": ()},
    "unit-unknown": {"lines": (line(unit="999"), PROJECT_LINE)},
    "unit-missing": {"units": (UNIT, Unit(code="304002", name="所属单位")), "lines": (line(unit=""), PROJECT_LINE)},
    "code-duplicate": {"projects": (PROJECT, PROJECT)},
    "project-unknown": {"lines": (BASIC, PROJECT_LINE, line(PROJECT_LINE, project="新09"))},
    "project-line-without-project": {"lines": (BASIC, PROJECT_LINE, line(PROJECT_LINE, project=""))},
    "source-cannot-pay": {"lines": (BASIC, PROJECT_LINE, line(category="经营支出"))},
    "economic-code-missing": {"lines": (line(economic=""), PROJECT_LINE)},
    "function-code-level": {"lines": (line(function="20601"), PROJECT_LINE)},
    "function-class-unknown": {"lines": (line(function="9990101"), PROJECT_LINE)},
    "subject-unknown": {"lines": (line(economic="30277"), PROJECT_LINE)},
    "subject-of-another-budget": {"lines": (line(function="2120803"), PROJECT_LINE)},
    "subject-of-another-budget-unsure": {"lines": (line(function="2290402"), PROJECT_LINE)},
    "economic-class-differs": {"lines": (line(category="人员经费"), PROJECT_LINE)},
    "prior-figure-missing": {"prior": ()},
    "reason-missing": {"reasons": ()},
    "three-public-reason-missing": {"lines": (line(economic="30217"), PROJECT_LINE)},
    "reason-without-change": {
        "prior": (*PRIOR, PriorFigure(item=Item.BASIC, amount=Decimal(50000))),
    },
    "project-without-money": {"lines": (BASIC,)},
    "project-without-indicators": {"indicators": ()},
    "project-purpose-missing": {"projects": (PROJECT.model_copy(update={"purpose": ""}),)},
    "plan-falls": {"projects": (PROJECT.model_copy(update={"plan_october": Decimal(1)}),)},
    "plan-end-differs": {"projects": (PROJECT.model_copy(update={"plan_december": Decimal(9999)}),)},
    "plan-missing": {
        "projects": (
            PROJECT.model_copy(update={"plan_june": None, "plan_october": None, "plan_december": None}),
        ),
    },
    "three-public-code-missing": {"projects": (PROJECT.model_copy(update={"purpose": "公务用车租用"}),)},
    "scope-differs": {"info": info(scope="单位")},
    "published-late": {"info": info(approval_date=date(2024, 1, 1), published=date(2024, 1, 22))},
    "approval-date-missing": {"info": info(stage="批复")},
    "secrecy-review-missing": {"info": info(stage="批复")},
    "rounding-shows": {
        "lines": tuple(line(function=f, amount=Decimal("10049.99")) for f in ("2060101", "2060404", "2060499")),
    },
}  # fmt: skip


@pytest.mark.parametrize("id", list(RULES))
def test_every_rule_can_turn_red(id: str, profile: Profile) -> None:
    assert id in RED, f"{id} is shown by no example"
    assert id in rules(good(**RED[id]), profile)


def test_the_twentieth_day_is_in_time(profile: Profile) -> None:
    on_time = info(approval_date=date(2024, 1, 1), published=date(2024, 1, 21))
    assert "published-late" not in rules(good(info=on_time), profile)


def test_a_factor_of_ten_thousand_is_named(profile: Profile) -> None:
    control = CONTROL.model_copy(update={"approved": Decimal(6)})
    message = next(
        f.message for f in found(good(controls=(control,)), profile) if f.rule == "approval-differs"
    )
    assert "一万倍" in message


def test_a_waiver_covers_a_warning_but_no_error(profile: Profile) -> None:
    red = {"projects": (PROJECT.model_copy(update={"plan_december": Decimal(9999)}),)}
    waived = good(**red, waivers=(Waiver(rule="plan-end-differs", reason="尾款次年支付"),))
    assert rules(waived, profile) == set()
    silent = good(**red, waivers=(Waiver(rule="plan-end-differs"),))
    assert {"plan-end-differs", "waiver-without-reason"} <= rules(silent, profile)
    stale = good(waivers=(Waiver(rule="plan-end-differs", reason="尾款"),))
    assert rules(stale, profile) == {"waiver-unused"}
    wrong = good(
        controls=RED["approval-differs"]["controls"],
        waivers=(Waiver(rule="approval-differs", reason="不管"),),
    )
    assert {"approval-differs", "waiver-for-error"} <= rules(wrong, profile)


def test_errors_come_first_then_the_reviewers_order(profile: Profile) -> None:
    b = good(controls=(), prior=(), lines=(line(unit="999"), line(PROJECT_LINE, project="新09")))
    ranks = [finding.severity.rank for finding in found(b, profile)]
    assert ranks == sorted(ranks)
    errors = [f.rule for f in found(b, profile) if f.severity is Severity.ERROR]
    assert errors.index("unit-unknown") < errors.index("project-unknown")
