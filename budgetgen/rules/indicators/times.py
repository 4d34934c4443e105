"""时间在指标里: where a date belongs, whether one is given, and whether it lies in the budget year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from budgetgen.findings import Severity
from budgetgen.model.target import Measure, parse_target
from budgetgen.rules.indicators.views import (
    is_rate,
    is_wordy,
    kind,
    one_problem,
    quoted_indicator,
    shown_indicators,
    shown_projects,
)
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule

_TIME: Final = re.compile(
    r"\d+\s*(?:个?工作日|小时|分钟|个月|月|天|日|周)|季度|年底|年内|当年|当日|当天|当月|次月|次日|即时"
)
_SENTENCE: Final = 20
"""From this length on a value in words is a sentence."""
_YEAR: Final = re.compile(r"(?<!\d)(20\d\d)(?=年|[-./]\d)")


@rule(
    "time-in-wrong-kind",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2021-101",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def time_in_wrong_kind(d: Material) -> Iterator[Problem]:
    """时效指标写时间或及时率；完成时间不写在数量、质量、成本和满意度指标里。"""
    for each, value in shown_indicators(d):
        if kind(each) == "时效":
            wrong = value.measure in (Measure.COUNT, Measure.MONEY) and not is_rate(each)
            says, remedy = "不是时间", "改成日期、时长或及时率；是数量的，归数量指标"
        else:
            wrong = value.measure is Measure.DATE and (
                kind(each) in ("数量", "质量", "成本") or "满意" in each.level1
            )
            says, remedy = "是时间", "改归时效指标，或改指标值"
        if wrong:
            yield Problem(
                f"{each.level2}{quoted_indicator(each)}{says}",
                remedy,
                (each.cell("level2"), each.cell("value")),
            )


@rule(
    "time-not-given",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2021-101",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def time_not_given(d: Material) -> Iterator[Problem]:
    """时效指标应写明日期、时长或及时率，不用“及时”之类的词或一句话代替。"""
    found = []
    for _, indicators in shown_projects(d):
        if is_wordy(indicators):
            continue
        for each in indicators:
            text = each.value.strip()
            words = bool(text) and parse_target(text).measure is Measure.WORDS
            if (
                kind(each) == "时效"
                and words
                and (len(text) >= _SENTENCE or not _TIME.search(text))
            ):
                found.append((quoted_indicator(each), each.cell("value")))
    yield from one_problem(
        found, "没有写明时间", "写成日期、时长或比例，如“10月底前”“≤30天”“及时率100%”"
    )


@rule(
    "target-outside-year",
    Severity.WARNING,
    Topic.PROJECTS,
    ("form-itself",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def target_outside_year(d: Material) -> Iterator[Problem]:
    """指标值里的年份应是预算年度，不早于预算年度；时效指标也不晚于预算年度。"""
    year = d.budget.info.year
    for each, value in shown_indicators(d):
        if value.measure is Measure.WORDS and kind(each) != "时效":
            continue
        years = [int(found) for found in _YEAR.findall(each.value)]
        late = kind(each) == "时效" and max(years, default=year) > year
        if late or (years and max(years) < year):
            yield Problem(
                f"指标{quoted_indicator(each)}不在{year}年内",
                f"改成{year}年的时间；跨年项目写本年应完成的部分",
                (each.cell("value"),),
            )
