"""绩效指标 as rules see them: which are published, what their words and values are, how messages name them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from budgetgen.findings import CellRef, listed
from budgetgen.model.records import Indicator, Project
from budgetgen.model.target import Measure, Target, parse_target
from budgetgen.model.vocabulary import Publicity
from budgetgen.rules.material import Material
from budgetgen.rules.registry import Problem

RATE_ENDS: Final = ("率", "比例", "比重", "占比", "百分比", "满意度", "满意程度")
GROWTH: Final = re.compile(
    "增长|增幅|提高|提升|增加|上升|同比|环比|变化率|贡献率|收益率|回报率|负荷"
)
_FEWER_IS_BETTER: Final = re.compile(
    "事故|投诉|差错|故障|死亡|伤亡|违规|违纪|违法|上访|信访|能耗|排放|时间|时长|时限|周期|成本|费用|舆情|误差|"
    "失误|纠纷|案件|缺陷|损失|逾期|下降|降低|减少|控制|不超|上限|浪费|返工|污染|天数|事件|通报|流失|超支|拖欠|"
    "退保|漏|空置|闲置|隐患|警情|发病|感染|不良|负面|偏差|波动|失业|返贫|辍学|间断|中断"
)
_MORE_IS_BETTER: Final = re.compile(
    "(?:完成|整改|合格|达标|落实|及时|准确|处置|处理|办结|结案|保障|覆盖|通过|满意|响应|解决|修复|排查|消除|化解)(?:率|比例)$"
)
SECRET: Final = "涉密"
"""A value that says only this is the business of the rules on secrecy."""
_TOLD: Final = 2
"""How many of several alike are quoted in a message."""


def shown_projects(d: Material) -> Iterator[tuple[Project, tuple[Indicator, ...]]]:
    """Projects published in full that have indicators."""
    for project in d.budget.projects:
        indicators = d.budget.indicators_by_project.get(project.code, ())
        if project.disclosure is Publicity.FULL and indicators:
            yield project, indicators


def shown_indicators(d: Material) -> Iterator[tuple[Indicator, Target]]:
    """Indicators of published projects with what their values say; those without a value are left out."""
    for _, indicators in shown_projects(d):
        for each in indicators:
            if each.value.strip():
                yield each, parse_target(each.value)


def bare_level(level: str) -> str:
    """数量指标 and 数量 are the same word."""
    return level.strip().removesuffix("指标")


def kind(indicator: Indicator) -> str:
    """二级指标 in one word; 成本 also where it is a level of its own."""
    return "成本" if bare_level(indicator.level1) == "成本" else bare_level(indicator.level2)


def name(indicator: Indicator) -> str:
    """三级指标 without a unit in brackets at its end: 增长率（%）."""
    return re.sub(r"\([^()]*\)$", "", unicodedata.normalize("NFKC", indicator.level3).strip("。 "))


def words(indicator: Indicator) -> str:
    """三级指标 and its description."""
    return f"{indicator.level3}{indicator.description}"


def is_rate(indicator: Indicator) -> bool:
    """Whether its name calls it a rate."""
    return name(indicator).endswith(RATE_ENDS)


def fewer_is_better(indicator: Indicator) -> bool:
    """Whether its words speak of accidents, complaints, time …, and not of how many of them are settled."""
    return bool(_FEWER_IS_BETTER.search(words(indicator))) and not _MORE_IS_BETTER.search(
        name(indicator)
    )


def is_satisfaction(indicator: Indicator) -> bool:
    """Whether it measures how satisfied somebody is."""
    return "满意" in indicator.level1 or "满意度" in indicator.level3


def is_wordy(indicators: Sequence[Indicator]) -> bool:
    """More than half of the values are words: one finding says so, others keep silent."""
    typed = [each for each in indicators if each.value.strip() and SECRET not in each.value]
    return 2 * sum(parse_target(each.value).measure is Measure.WORDS for each in typed) > len(typed)


def quoted_indicator(indicator: Indicator) -> str:
    """What a message calls an indicator."""
    return f"“{short(indicator.level3)} {short(indicator.value)}”"


def short(text: str, length: int = 18) -> str:
    """The first words of a text, for a message."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[:length]}…"


def one_problem(found: Sequence[tuple[str, CellRef]], says: str, remedy: str) -> Iterator[Problem]:
    """One problem for all that are wrong in the same way: the first quoted, all cells named."""
    if not found:
        return
    told = listed(dict.fromkeys(quote for quote, _ in found[:_TOLD]))
    many = f"等 {len(found)} 处" if len(found) > _TOLD else ""
    each = tuple(f"{quote}{says}" for quote, _ in found)
    yield Problem(f"{told}{many}{says}", remedy, tuple(cell for _, cell in found), each)
