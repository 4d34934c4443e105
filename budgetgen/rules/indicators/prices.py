"""单位成本: what a price is for, and how many of that a project plans; pure functions that the cost rules use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from budgetgen.model.records import Indicator
from budgetgen.model.target import COUNTED, Measure, Target, parse_target, same_unit
from budgetgen.rules.indicators.views import kind, name

_PERIODS: Final = {"月": 12, "个月": 12, "季": 4, "季度": 4, "个季度": 4, "年": 1, "年度": 1}
_NOUNS: Final = "|".join(sorted((*COUNTED, *_PERIODS, "天", "日"), key=len, reverse=True))
_SAID: Final = re.compile(rf"(?:每一?|单(?!位))(个(?=企业|单位|机构)|{_NOUNS})")
_MEAN: Final = re.compile("([月季年人户次台亩])度?平?均|(?<!\\d)(月)补助")
_BODIES: Final = ("企业", "单位", "机构")
_PARTS: Final = re.compile(r"[·*×.、/每]")
_FILLER: Final = re.compile(
    rf"(?:每|单|平均)(?:{_NOUNS})?|[月季年人户次台亩]均|单位|成本|费用|标准|单价|价格|金额|支出|经费|补助|补贴|奖励|资金|"
    r"平均|综合|控制|所需|需要|支付|反映|情况|开展|完成|年度|月度|的|费|数量|数|不超|≤"
)
_MONTHS: Final = re.compile(r"(\d{1,2})(?:月份?)?[-—~至](\d{1,2})月")


@dataclass(frozen=True, slots=True)
class Factor:
    """One multiplier of a price: 12 for a month, or the number that an indicator plans."""

    number: Decimal
    text: str
    source: Indicator | None = None


def price_units(indicator: Indicator, value: Target) -> tuple[str, ...]:
    """What a cost is per (家, 月, …), from the value itself and the words beside it; empty for a total.

    Of the words one thing and one period count: 单个企业 and 单个项目 mean the same price.
    """
    found = [part for part in _PARTS.split(value.per) if part]
    text = f"{indicator.level3}，{indicator.description}"
    for match in (*_SAID.finditer(text), *_MEAN.finditer(text)):
        unit = match[1] or match[2]
        unit = "家" if unit == "个" and text[match.end() :].startswith(_BODIES) else unit
        if not any((unit in _PERIODS) is (each in _PERIODS) for each in found):
            found.append(unit)
    return tuple(found)


def is_unsaid(indicator: Indicator, value: Target) -> bool:
    """Whether only the words tell that a cost is per piece; its value looks like a total."""
    return not value.per and bool(price_units(indicator, value))


def factors(indicator: Indicator, value: Target, others: Sequence[Indicator]) -> Iterator[Factor]:
    """What to multiply a price with; a unit of which the project counts nothing gives no factor."""
    for unit in price_units(indicator, value):
        if unit in _PERIODS:
            number = _months(others) if same_unit(unit, "月") else Decimal(_PERIODS[unit])
            if number > 1:
                yield Factor(number, f"{number}{'个月' if same_unit(unit, '月') else '个季度'}")
        elif counted := _counted(indicator, unit, others):
            least = min(counted, key=lambda each: parse_target(each.value).number or Decimal(0))
            target = parse_target(least.value)
            if target.number:
                yield Factor(target.number, f"“{name(least)} {least.value}”", least)


def _months(others: Sequence[Indicator]) -> Decimal:
    """How many months the project runs: 5—12月 in its 时效 are eight."""
    for each in others:
        span = _MONTHS.search(each.value) if kind(each) == "时效" else None
        if span and int(span[1]) < int(span[2]) <= 12:
            return Decimal(int(span[2]) - int(span[1]) + 1)
    return Decimal(12)


def _counted(price: Indicator, unit: str, others: Sequence[Indicator]) -> list[Indicator]:
    """数量指标 that count the same unit and speak of the same thing (or of nothing else)."""
    found = []
    for each in others:
        target = parse_target(each.value)
        counts = target.measure in (Measure.COUNT, Measure.SPAN) and kind(each) == "数量"
        if counts and same_unit(target.unit, unit) and _related(price, each):
            found.append(each)
    return found


def _related(price: Indicator, counted: Indicator) -> bool:
    own, other = _core(price), _core(counted)
    return not own or bool(_pairs(own) & _pairs(other))


def _core(indicator: Indicator) -> str:
    """The words that say what is paid for, without those every cost has."""
    said = {_FILLER.sub("", text) for text in (indicator.level3, indicator.description)}
    text = "，".join(sorted(said))
    return text if len(text) > 1 else ""


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1) if "，" not in text[i : i + 2]}
