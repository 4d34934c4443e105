"""指标值: can it be measured, is it possible, does it fit what it stands beside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from budgetgen.findings import Severity
from budgetgen.model.money import plain
from budgetgen.model.records import Indicator
from budgetgen.model.target import Bound, Measure, Target, parse_target
from budgetgen.model.vocabulary import Comparator
from budgetgen.rules.indicators.units import misfit
from budgetgen.rules.indicators.views import (
    GROWTH,
    SECRET,
    fewer_is_better,
    is_rate,
    is_satisfaction,
    is_wordy,
    kind,
    name,
    one_problem,
    quoted_indicator,
    short,
    shown_indicators,
    shown_projects,
    words,
)
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule

_BAD: Final = re.compile(
    "(?:事故|投诉|差错|故障|死亡|伤亡|违规|违纪|失误|返贫|辍学|失业|发病|感染|不良|流失|超支|逾期|浪费|空置|闲置|漏报|误报|"
    "病死|退保|缺陷|返工)(?:事件|案件)?(?:发生)?(?:率|比例|比率|起数|次数|件数)$"
)
_AGAINST: Final = re.compile("降|减|控制|防|避免|处[理置]|查|整改|化解|挽回|办|消除|识别|报告|监测")
"""What is done about it: much of that is good."""


@rule(
    "targets-mostly-words",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2021-101",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def targets_mostly_words(d: Material) -> Iterator[Problem]:
    """指标值应以定量为主，定性的不超过一半。"""
    for project, indicators in shown_projects(d):
        if is_wordy(indicators):
            found = [
                each
                for each in indicators
                if each.value.strip() and parse_target(each.value).measure is Measure.WORDS
            ]
            yield Problem(
                f"项目“{short(project.name)}”的 {len(indicators)} 个指标值中有 {len(found)} 个是文字，不能衡量",
                "能量化的，改成数量、比例或日期",
                tuple(each.cell("value") for each in found),
            )


@rule(
    "target-is-words",
    Severity.NOTICE,
    Topic.PROJECTS,
    ("cai-yu-2021-101",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def target_is_words(d: Material) -> Iterator[Problem]:
    """指标值应能衡量；只能定性的，在“指标性质”选“定性”。"""
    found = [
        (quoted_indicator(each), each.cell("value"))
        for each in _in_words(d)
        if kind(each) not in ("数量", "时效", "成本")
        and not is_satisfaction(each)
        and each.comparator is not Comparator.QUALITATIVE
    ]
    yield from one_problem(
        found,
        "是文字，难以衡量",
        "能量化的，改成数量、比例或日期；只能定性的，“指标性质”选“定性”",
    )


@rule(
    "quantity-not-counted",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2021-101",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def quantity_not_counted(d: Material) -> Iterator[Problem]:
    """数量指标的值应是数，带计量单位。"""
    found = [
        (quoted_indicator(each), each.cell("value"))
        for each in _in_words(d)
        if kind(each) == "数量"
    ]
    for each, value in shown_indicators(d):
        if kind(each) == "数量" and value.measure is Measure.COUNT and not value.unit:
            found.append((quoted_indicator(each), each.cell("value")))
    yield from one_problem(found, "缺少数量或计量单位", "写成数量和计量单位，如“≥20家”")


def _in_words(d: Material) -> Iterator[Indicator]:
    """Indicators with a value in words, but for projects where that is the rule."""
    for _, indicators in shown_projects(d):
        if is_wordy(indicators):
            continue
        for each in indicators:
            value = each.value.strip()
            if value and SECRET not in value and parse_target(value).measure is Measure.WORDS:
                yield each


@rule(
    "rate-impossible",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2021-101",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def rate_impossible(d: Material) -> Iterator[Problem]:
    """比率最多是100%：大于100%的，应改为合理的数。"""
    for each, value in _rates(d):
        if (value.number or 0) > 100 and "完成率" not in each.level3:
            yield Problem(
                f"指标{quoted_indicator(each)}超出比率的合理范围",
                "核对数值，可能是小数点错位",
                (each.cell("value"),),
            )


@rule(
    "rate-at-least-whole",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2021-101",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
    formerly=("rate-impossible",),
)
def rate_at_least_whole(d: Material) -> Iterator[Problem]:
    """比率最多是100%：写“≥100%”“>100%”的，应改为“100%”。"""
    at_least = [
        (quoted_indicator(each), each.cell("value"))
        for each, value in _rates(d)
        if value.number == 100 and value.signed and value.bound is Bound.AT_LEAST
    ]
    yield from one_problem(at_least, "超过比率的上限 100%", "改为“100%”")


def _rates(d: Material) -> Iterator[tuple[Indicator, Target]]:
    """Indicators in percent that cannot be more than the whole: growth can, satisfaction cannot."""
    for each, value in shown_indicators(d):
        if value.measure is not Measure.PERCENT or value.number is None or misfit(each, value):
            continue
        grows = GROWTH.search(each.level3 if is_rate(each) else words(each))
        if not grows or is_satisfaction(each):
            yield each, value


@rule(
    "rate-too-small",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2021-101",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def rate_too_small(d: Material) -> Iterator[Problem]:
    """要求达到的比率一般不小于1%，小于的可能漏写了百分数的换算。"""
    for each, value in shown_indicators(d):
        number = value.number
        if value.measure is not Measure.PERCENT or number is None or value.bound is Bound.AT_MOST:
            continue
        if 0 < number < 1 and not fewer_is_better(each) and kind(each) != "成本":
            yield Problem(
                f"指标{quoted_indicator(each)}小于1%",
                f"核对数值，可能是 {plain(number * 100)}%",
                (each.cell("value"),),
            )


@rule(
    "output-has-upper-bound",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2021-101",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def output_has_upper_bound(d: Material) -> Iterator[Problem]:
    """数量、质量、效益和满意度指标应写达到多少，不写不超过多少（越少越好的、按人数发放的除外）。"""
    found = [
        (quoted_indicator(each), each.cell("value"))
        for each, value in shown_indicators(d)
        if value.bound is Bound.AT_MOST
        and (_is_limited_output(each, value) or _is_cost_among_quantities(each, value))
    ]
    yield from one_problem(
        found,
        "写成了上限",
        "改为“≥”或“＝”；是成本的，归成本指标；确是越少越好的，说明理由",
    )


def _is_limited_output(each: Indicator, value: Target) -> bool:
    return (
        kind(each) not in ("时效", "成本")
        and value.measure in (Measure.COUNT, Measure.PERCENT)
        and not fewer_is_better(each)
        and not _is_entitled(each, value)
    )


def _is_cost_among_quantities(each: Indicator, value: Target) -> bool:
    """A limit in money below 数量 is a cost in the wrong place."""
    return kind(each) == "数量" and value.measure is Measure.MONEY


def _is_entitled(each: Indicator, value: Target) -> bool:
    """People whom a fixed sum is paid to: their number is rightly a limit."""
    paid = any(
        word in words(each) for word in ("发放", "缴纳", "补助", "补贴", "领取", "救助", "参保")
    )
    return paid and value.unit in ("人", "名", "户", "人次")


@rule(
    "quantity-zero",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2021-101",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def quantity_zero(d: Material) -> Iterator[Problem]:
    """数量指标不应是0：没有产出的不列为指标（事故、投诉等越少越好的除外）。"""
    found = [
        (quoted_indicator(each), each.cell("value"))
        for each, value in shown_indicators(d)
        if value.number == 0
        and (kind(each) in ("数量", "成本") or is_rate(each))
        and not fewer_is_better(each)
    ]
    yield from one_problem(found, "的指标值是 0", "填写计划完成的数量；今年不开展的，删去这个指标")


@rule(
    "target-range-falls",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2021-101",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def target_range_falls(d: Material) -> Iterator[Problem]:
    """指标值写成范围的，先写较小的数，后写较大的数。"""
    found = [
        (quoted_indicator(each), each.cell("value"))
        for each, value in shown_indicators(d)
        if value.falls
    ]
    yield from one_problem(found, "的范围前大后小", "核对两个数，可能写反或少写了一位")


@rule(
    "bad-thing-at-least",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2021-101",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def bad_thing_at_least(d: Material) -> Iterator[Problem]:
    """事故、投诉、差错等越少越好的，应写不超过多少，不写达到多少。"""
    found = [
        (quoted_indicator(each), each.cell("value"))
        for each, value in shown_indicators(d)
        if value.bound is Bound.AT_LEAST
        and value.signed
        and value.number
        and _BAD.search(name(each))
        and not _AGAINST.search(words(each))
    ]
    yield from one_problem(
        found, "越少越好，却写成了下限", "改为“≤”；确是越多越好的，在三级指标写明"
    )
