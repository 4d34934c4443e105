"""同一件事说了几次: figures in goals and indicators with the words around them, and which speak of the same thing.

Two claims are the same only when nearly all the words of the shorter one stand in the longer one and make up half
of it, when they count in the same unit, and when neither has a word (新增, 省级, 每月 …) that the other lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from budgetgen.findings import CellRef
from budgetgen.model.records import Indicator
from budgetgen.model.target import Target, mentions, parse_target, same_unit
from budgetgen.rules.indicators.views import short

_STOP: Final = re.compile(
    r"不少于|不低于|不超过|达到|完成|实现|反映|情况|数量|总量|总数|人数|家数|户数|次数|场次|比率|左右|以上|以下|以内|超过|"
    r"培育|培养|推动|支持|成为|组织|开展|举办|积极|大力|进一步|继续|通过|全年|年内|本年|当年|年度|力争|确保|计划|预计|共计|共|约|等|的|和|及|与|或|为|对|了|将|在|数|量|至|达|\W|\d"
)
_QUALIFIERS: Final = (
    "新增", "新认定", "累计", "存量", "有效", "国家", "中央", "省级", "市级", "县级", "区级", "乡", "村", "每月",
    "月均", "每季", "每年", "年均", "首次", "规上", "规模以上", "男", "女", "合格", "培训", "认定", "复审", "申报",
    "入库", "比上年",
)  # fmt: skip
_QUOTED: Final = 12
_SURE: Final = 0.8
_ENOUGH: Final = 3
"""Pairs of characters that the shorter of two wordings must have."""


@dataclass(frozen=True)
class Claim:
    """One figure and what it is about."""

    words: str
    target: Target
    cell: CellRef
    text: str
    lead: str = ""

    @cached_property
    def pairs(self) -> frozenset[str]:
        """The pairs of neighbouring characters that carry meaning."""
        core = _STOP.sub(" ", self.words)
        return frozenset(
            core[i : i + 2] for i in range(len(core) - 1) if " " not in core[i : i + 2]
        )

    @cached_property
    def qualifiers(self) -> frozenset[str]:
        """Words that make another thing of it."""
        return frozenset(word for word in _QUALIFIERS if word in self.lead + self.words)


def claims_of_indicator(each: Indicator) -> Iterator[Claim]:
    """The value of an indicator, under its name and under its name with description."""
    value = parse_target(each.value)
    if value.number is None:
        return
    text = f"{each.level3} {each.value}"
    for words in dict.fromkeys((each.level3, each.description, each.level3 + each.description)):
        yield Claim(words, value, each.cell("value"), text)


def claims_of_text(text: str, cell: CellRef) -> Iterator[Claim]:
    """Every figure of a text with the words of its clause."""
    for mention in mentions(text):
        before, after = mention.before.strip(" 、和"), mention.after.strip(" 、和")
        cut = "…" if len(before) > _QUOTED else ""
        quote = f"{cut}{before[-_QUOTED:]}{mention.text}{short(after, _QUOTED)}"
        yield Claim(mention.around, mention.target, cell, quote, mention.lead)


def claim_likeness(one: Claim, other: Claim) -> float:
    """0 to 1: how surely two claims are about the same thing."""
    fewer, more = sorted((one.pairs, other.pairs), key=len)
    comparable = (
        one.target.measure is other.target.measure
        and same_unit(one.target.unit, other.target.unit)
        and not (one.target.per or other.target.per)
        and one.qualifiers == other.qualifiers
    )
    if not comparable or len(fewer) < _ENOUGH:
        return 0
    shared = len(fewer & more)
    return shared / len(fewer) if 2 * shared >= len(more) else 0


def contradicted(claim: Claim, others: Iterable[Claim]) -> Claim | None:
    """The claim that says another figure of the same thing.

    None where one says the same figure too, or where several say several: then they are different things.
    """
    same = [other for other in others if claim_likeness(claim, other) >= _SURE]
    numbers = {other.target.number for other in same}
    if len(numbers) != 1 or claim.target.number in numbers:
        return None
    return max(same, key=lambda other: claim_likeness(claim, other))


def adds_up(claim: Claim, others: Sequence[Claim]) -> bool:
    """Whether the figure is the sum of what the others count in the same unit: a total, not a contradiction."""
    parts = {
        other.cell: other.target.number
        for other in others
        if other.target.number is not None
        and other.target.measure is claim.target.measure
        and same_unit(other.target.unit, claim.target.unit)
        and claim_likeness(claim, other) > 0
    }
    return len(parts) > 1 and sum(parts.values()) == claim.target.number
