"""绩效指标: are the kinds complete, can a value be measured, does it fit what it stands beside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from budgetgen.checks.registry import Problem, Topic, rule
from budgetgen.disclosure import Disclosure
from budgetgen.findings import Severity
from budgetgen.model.budget import Indicator, Project
from budgetgen.model.target import Bound, Measure, Target, parse_target
from budgetgen.model.vocabulary import Disclosure as Publicity

_ALL_KINDS: Final = "产出"
"""The level 1 of which every level 2 is wanted; of any other, one is enough (财预〔2015〕88号)."""
_SATISFACTION: Final = "满意"
_RATE: Final = re.compile("率|比例|比重|占比|覆盖面|满意度")
_GROWTH: Final = re.compile("增长|增幅|提高|提升|增加|同比|环比")
_FEWER_IS_BETTER: Final = re.compile(
    "事故|投诉|差错|故障|死亡|伤亡|违规|违纪|违法|上访|信访|能耗|排放|时间|时长|时限|成本|费用|舆情|误差|"
    "失误|纠纷|案件|缺陷|损失|逾期|下降|降低|减少|控制|不超|上限|浪费|返工|污染|天数"
)


def shown_projects(d: Disclosure) -> Iterator[tuple[Project, tuple[Indicator, ...]]]:
    """Projects published in full that have indicators."""
    for project in d.budget.projects:
        indicators = d.budget.indicators_by_project.get(project.code, ())
        if project.disclosure is Publicity.FULL and indicators:
            yield project, indicators


def bare(level: str) -> str:
    """数量指标 and 数量 are the same word."""
    return level.strip().removesuffix("指标")


def target(indicator: Indicator) -> Target:
    """指标值 as typed, or as its optional columns 指标性质, 数值 and 计量单位 say."""
    if indicator.number is not None:
        sign = indicator.comparator.value if indicator.comparator else ""
        return parse_target(f"{sign}{indicator.number:f}{indicator.measure}")
    return parse_target(indicator.value)


def label(indicator: Indicator) -> str:
    """What a message calls an indicator."""
    return f"“{indicator.level3} {indicator.value}”"


def _text(indicator: Indicator) -> str:
    return f"{indicator.level3}{indicator.description}"


# 齐不齐 ------------------------------------------------------------------------------------------


def _missing(d: Disclosure, indicators: Sequence[Indicator]) -> Iterator[tuple[str, str]]:
    """(level 1, what is missing of it) by the tree that the profile prints."""
    typed = {(bare(each.level1), bare(each.level2)) for each in indicators}
    for level1, kinds in d.profile.indicators.items():
        group = bare(level1)
        here = {second for first, second in typed if first == group}
        if not here:
            yield level1, level1
        elif group == _ALL_KINDS:
            lacking = [kind for kind in kinds if bare(kind) not in here]
            # 成本 may stand under 产出 or be a level of its own: what counts is that it is there.
            first_levels = {first for first, _ in typed}
            lacking = [kind for kind in lacking if bare(kind) not in first_levels]
            if lacking:
                yield level1, "、".join(lacking)


@rule("indicator-group-missing", Severity.ERROR, Topic.PROJECTS, ("cai-yu-2015-88",))
def indicator_group_missing(d: Disclosure) -> Iterator[Problem]:
    """每个项目都应有产出指标和效益指标。"""
    for project, indicators in shown_projects(d):
        for level1, lacking in _missing(d, indicators):
            if lacking == level1 and _is_required(level1):
                yield Problem(
                    f"项目“{project.name}”没有{level1}",
                    f"在“绩效指标”补上{level1}",
                    (indicators[0].cell("level1"),),
                )


def _is_required(level1: str) -> bool:
    return bare(level1) in ("产出", "效益")


@rule("indicator-kind-missing", Severity.WARNING, Topic.PROJECTS, ("cai-yu-2015-88",))
def indicator_kind_missing(d: Disclosure) -> Iterator[Problem]:
    """产出应有数量、质量、时效、成本四类指标，还应有满意度指标；确无服务对象的说明理由。"""
    for project, indicators in shown_projects(d):
        lacking = [
            words
            for level1, words in _missing(d, indicators)
            if not (words == level1 and _is_required(level1))
        ]
        if lacking:
            yield Problem(
                f"项目“{project.name}”缺{'、'.join(lacking)}",
                "在“绩效指标”补上；确实不适用的，在“说明与豁免”写理由",
                (indicators[0].cell("level2"),),
            )


@rule("indicator-order-differs", Severity.NOTICE, Topic.PROJECTS, ("hebei-form",))
def indicator_order_differs(d: Disclosure) -> Iterator[Problem]:
    """一级指标应按表样的次序排列，同一个一级指标排在一起。"""
    order = [bare(level1) for level1 in d.profile.indicators]
    for project, indicators in shown_projects(d):
        known = [each for each in indicators if bare(each.level1) in order]
        places = [order.index(bare(each.level1)) for each in known]
        wrong = next((i for i in range(1, len(places)) if places[i] < places[i - 1]), None)
        if wrong is not None:
            yield Problem(
                f"项目“{project.name}”的{known[wrong].level1}排在{known[wrong - 1].level1}后面",
                f"按{'、'.join(order)}的次序排",
                (known[wrong].cell("level1"),),
            )


@rule("indicator-level-unknown", Severity.WARNING, Topic.PROJECTS, ("cai-yu-2015-88",))
def indicator_level_unknown(d: Disclosure) -> Iterator[Problem]:
    """一级指标、二级指标应是表样里的名称，二级指标归在它的一级指标下。"""
    groups = {
        bare(first): {bare(each) for each in kinds} for first, kinds in d.profile.indicators.items()
    }
    homes = {second: first for first, kinds in groups.items() for second in kinds}
    for _, indicators in shown_projects(d):
        for each in indicators:
            first, second = bare(each.level1), bare(each.level2)
            if first not in groups and first not in homes:
                yield Problem(
                    f"一级指标“{each.level1}”不在表样里", f"改为{'、'.join(d.profile.indicators)}之一",
                    (each.cell("level1"),),
                )  # fmt: skip
            elif second in homes and homes[second] != first and first in groups:
                yield Problem(
                    f"“{each.level2}”写在{each.level1}下，应归{homes[second]}指标",
                    "核对一级指标和二级指标",
                    (each.cell("level2"),),
                )


# 值能不能衡量 ------------------------------------------------------------------------------------


@rule("quantity-not-counted", Severity.WARNING, Topic.PROJECTS, ("cai-yu-2021-101",))
def quantity_not_counted(d: Disclosure) -> Iterator[Problem]:
    """数量指标的值应是数，带计量单位。"""
    for _, indicators in shown_projects(d):
        for each in indicators:
            if bare(each.level2) == "数量" and target(each).measure is Measure.WORDS and each.value:
                yield Problem(
                    f"数量指标{label(each)}不是数", "写成数和单位，如“≥20家”", (each.cell("value"),)
                )


@rule("targets-mostly-words", Severity.WARNING, Topic.PROJECTS, ("cai-yu-2021-101",))
def targets_mostly_words(d: Disclosure) -> Iterator[Problem]:
    """指标值应以定量为主，定性的不超过一半。"""
    for project, indicators in shown_projects(d):
        words = [each for each in indicators if target(each).measure is Measure.WORDS]
        if len(words) * 2 > len(indicators):
            yield Problem(
                f"项目“{project.name}”的 {len(indicators)} 个指标值里有 {len(words)} 个是文字，不能衡量",
                "能用数量、比例、日期表示的，改成数",
                tuple(each.cell("value") for each in words),
            )


@rule("rate-impossible", Severity.WARNING, Topic.PROJECTS, ("cai-yu-2021-101",))
def rate_impossible(d: Disclosure) -> Iterator[Problem]:
    """比率最多是100%：写“≥100%”“>100%”或大于100%的，应改为“100%”或合理的数。"""
    for _, indicators in shown_projects(d):
        for each in indicators:
            value = target(each)
            if value.measure is not Measure.PERCENT or value.number is None:
                continue
            beyond = value.number > 100 or (
                value.number == 100 and value.signed and value.bound is Bound.AT_LEAST
            )
            if beyond and not _GROWTH.search(_text(each)):
                yield Problem(
                    f"指标{label(each)}超出比率可能的范围", "改为“100%”，或核对数值",
                    (each.cell("value"),),
                )  # fmt: skip


@rule("rate-too-small", Severity.WARNING, Topic.PROJECTS, ("cai-yu-2021-101",))
def rate_too_small(d: Disclosure) -> Iterator[Problem]:
    """要求达到的比率小于1%，多半是把小数当百分数写了。"""
    for _, indicators in shown_projects(d):
        for each in indicators:
            value, text = target(each), _text(each)
            small = (
                value.measure is Measure.PERCENT and value.number is not None and value.number < 1
            )
            if small and value.bound is not Bound.AT_MOST and not _FEWER_IS_BETTER.search(text):
                yield Problem(
                    f"指标{label(each)}小于1%", f"是不是 {(value.number or 0) * 100:g}%？核对后改",
                    (each.cell("value"),),
                )  # fmt: skip


@rule("target-unit-does-not-fit", Severity.WARNING, Topic.PROJECTS, ("cai-yu-2021-101",))
def target_unit_does_not_fit(d: Disclosure) -> Iterator[Problem]:
    """计量单位应与指标相合：比率用百分比，人数、家数、次数用数量，满意度用百分比。"""
    for _, indicators in shown_projects(d):
        for each in indicators:
            why = _misfit(each, target(each).measure)
            if why:
                yield Problem(
                    f"指标{label(each)}：{why}", "核对指标值和单位", (each.cell("value"),)
                )


def _misfit(indicator: Indicator, measure: Measure) -> str:
    name = indicator.level3.strip()
    is_rate = name.endswith(("率", "比例", "比重", "占比"))
    if _SATISFACTION in indicator.level2 or name.endswith("满意度"):
        return "满意度应是百分比" if measure in (Measure.COUNT, Measure.MONEY, Measure.DATE) else ""
    if is_rate and measure in (Measure.COUNT, Measure.MONEY):
        return "是比率，值却不是百分比"
    counts = bare(indicator.level2) == "数量" and not _RATE.search(_text(indicator))
    if counts and measure is Measure.PERCENT and not _GROWTH.search(_text(indicator)):
        return "是数量，值却是百分比"
    return ""


@rule("output-has-upper-bound", Severity.WARNING, Topic.PROJECTS, ("cai-yu-2021-101",))
def output_has_upper_bound(d: Disclosure) -> Iterator[Problem]:
    """数量、质量、效益和满意度指标应写达到多少，不写不超过多少（越少越好的除外）。"""
    for _, indicators in shown_projects(d):
        for each in indicators:
            value = target(each)
            kind = bare(each.level2)
            if kind in ("时效", "成本") or bare(each.level1) == "成本":
                continue
            bounded = value.bound is Bound.AT_MOST and value.measure in (
                Measure.COUNT,
                Measure.PERCENT,
            )
            if bounded and not _FEWER_IS_BETTER.search(_text(each)):
                yield Problem(
                    f"{each.level2}{label(each)}写成了上限", "改为“≥”或“＝”；确是越少越好的，说明理由",
                    (each.cell("value"),),
                )  # fmt: skip


@rule("time-in-wrong-kind", Severity.WARNING, Topic.PROJECTS, ("cai-yu-2021-101",))
def time_in_wrong_kind(d: Disclosure) -> Iterator[Problem]:
    """时效指标写时间或及时率；时间不写在成本、数量、质量指标里。"""
    for _, indicators in shown_projects(d):
        for each in indicators:
            measure, kind = target(each).measure, bare(each.level2)
            if kind == "时效" and measure in (Measure.COUNT, Measure.MONEY):
                yield Problem(
                    f"时效指标{label(each)}不是时间", "改成日期、时长或及时率；是数量的归数量指标",
                    (each.cell("level2"), each.cell("value")),
                )  # fmt: skip
            elif kind in ("成本", "质量", "数量") and measure is Measure.DATE:
                yield Problem(
                    f"{each.level2}{label(each)}是时间", "归时效指标，或改指标值",
                    (each.cell("level2"), each.cell("value")),
                )  # fmt: skip


@rule("indicator-name-repeats-kind", Severity.NOTICE, Topic.PROJECTS, ("cai-yu-2021-101",))
def indicator_name_repeats_kind(d: Disclosure) -> Iterator[Problem]:
    """三级指标应说明具体内容，不能与二级指标同名。"""
    for _, indicators in shown_projects(d):
        for each in indicators:
            if bare(each.level3) == bare(each.level2):
                yield Problem(
                    f"三级指标“{each.level3}”与二级指标同名", "写明衡量什么，如“设备验收合格率”",
                    (each.cell("level3"),),
                )  # fmt: skip


@rule("indicator-twice", Severity.WARNING, Topic.PROJECTS, ("cai-yu-2021-101",))
def indicator_twice(d: Disclosure) -> Iterator[Problem]:
    """同一项目里同名的指标不应有两个不同的值。"""
    for _, indicators in shown_projects(d):
        first: dict[tuple[str, str], Indicator] = {}
        for each in indicators:
            key = (each.level3.strip(), each.description.strip())
            known = first.setdefault(key, each)
            if known is not each and target(known) != target(each):
                yield Problem(
                    f"指标“{each.level3}”写了两次，值不同：{known.value}、{each.value}",
                    "留一个，或写明各指什么",
                    (known.cell("value"), each.cell("value")),
                )
