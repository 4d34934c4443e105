"""指标值的单位: does it fit the name, a percentage for a rate, a count for a number, a time for a time limit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from budgetgen.findings import Severity
from budgetgen.model.records import Indicator
from budgetgen.model.target import Measure, Target, parse_target
from budgetgen.rules.indicators.views import (
    GROWTH,
    SECRET,
    is_rate,
    is_satisfaction,
    is_wordy,
    kind,
    name,
    quoted_indicator,
    shown_projects,
    words,
)
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule

_SPEED: Final = re.compile("(?:频|效|速|功|汇|斜)率$")
_SUM: Final = re.compile("(?:额|产值|税收)(?!.*(?:数|企业|单位|户|家|人|项目|次))")
_NUMBER: Final = re.compile("(?:数量|(?<![指分系倍])数|场次|面积|人次)$")
_TIME: Final = re.compile("(?:时间|期限|时限|时长|工期|时段|年限|日期)$")
_NO_TIME: Final = {
    True: (Measure.PERCENT,),
    False: (Measure.PERCENT, Measure.COUNT, Measure.MONEY),
}
"""What cannot stand for a time; below 时效 another rule speaks of counts and money."""
_SHARE: Final = re.compile("率|比|覆盖|完成|程度|占|进度|情况")


@rule(
    "target-unit-does-not-fit",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2021-101",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def target_unit_does_not_fit(d: Material) -> Iterator[Problem]:
    """计量单位应与指标相合：比率和满意度用百分比，金额用元，时间用日期或时长，家数、人数、次数用数量。"""
    for _, indicators in shown_projects(d):
        wordy = is_wordy(indicators)
        for each in indicators:
            value = parse_target(each.value)
            told = not each.value.strip() or (wordy and value.measure is Measure.WORDS)
            if not told and (why := misfit(each, value)):
                yield Problem(
                    f"指标{quoted_indicator(each)}{why}",
                    "核对指标值、单位和三级指标",
                    (each.cell("value"),),
                )


def misfit(each: Indicator, value: Target) -> str:
    """What does not fit, as the end of a sentence; empty where all does."""
    if is_satisfaction(each):
        return _misfit_of_satisfaction(each, value)
    if is_rate(each) and not _SPEED.search(each.level3):
        wrong = value.measure in (Measure.COUNT, Measure.MONEY)
        return "衡量比率，指标值却不是百分比" if wrong else ""
    return _misfit_of_number(each, value)


def _misfit_of_number(each: Indicator, value: Target) -> str:
    if _SUM.search(each.level3) and value.measure is Measure.COUNT and value.unit:
        return "" if value.unit[0] in "万亿" else "衡量金额，指标值却不是金额"
    if _TIME.search(name(each)) and value.measure in _NO_TIME[kind(each) == "时效"]:
        return "衡量时间，指标值却不是时间"
    if kind(each) != "成本" and value.measure is Measure.MONEY and _NUMBER.search(name(each)):
        return "衡量数量，指标值却是金额"
    if value.measure is Measure.PERCENT and not GROWTH.search(words(each)):
        rate = kind(each) != "数量" or _SHARE.search(words(each))
        return "" if rate and not _NUMBER.search(each.level3) else "衡量数量，指标值却是百分比"
    return ""


def _misfit_of_satisfaction(each: Indicator, value: Target) -> str:
    asked = each.level3.strip().endswith("度")
    fits = (Measure.PERCENT,) if asked else (Measure.PERCENT, Measure.WORDS)
    scored = value.measure is Measure.COUNT and value.unit in ("分", "次", "起", "件", "例")
    known = value.measure in fits or scored or SECRET in each.value
    return "" if known else "衡量满意度，指标值却不是百分比"
