"""指标值: what a performance indicator promises, as a figure that rules can compare.

Offices write the same thing in many ways (≥95%, 不低于95%, 95%以上; 12月底前, ≤12月): here they become one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final


class Measure(StrEnum):
    """What a value is measured in."""

    MONEY = "金额"
    PERCENT = "百分比"
    COUNT = "数量"
    DATE = "时点"
    SPAN = "时长"
    WORDS = "文字"


class Bound(StrEnum):
    """Which side of the figure is promised."""

    AT_LEAST = "≥"
    AT_MOST = "≤"
    EXACT = "＝"


@dataclass(frozen=True, slots=True)
class Target:
    """One value. ``number`` is 元 for money, percent for a percentage, else in ``unit``."""

    measure: Measure
    number: Decimal | None = None
    unit: str = ""
    per: str = ""
    """What a price is for: ≤0.15万元/家 is per 家."""
    bound: Bound = Bound.EXACT
    signed: bool = False
    """Whether a bound was written at all."""


YUAN_IN: Final = {"元": 1, "百元": 100, "千元": 1000, "万元": 10_000, "亿元": 100_000_000}
_SPANS: Final = (
    "个工作日", "工作日", "个月", "小时", "分钟", "天", "日", "周", "年", "季度", "个季度",
)  # fmt: skip
_AT_LEAST: Final = (
    "≥",
    "≧",
    ">=",
    "=>",
    ">",
    "不少于",
    "不低于",
    "大于等于",
    "大于",
    "超过",
    "至少",
    "达到",
)
_AT_MOST: Final = (
    "≤",
    "≦",
    "<=",
    "=<",
    "<",
    "不超过",
    "不高于",
    "不多于",
    "小于等于",
    "小于",
    "控制在",
    "低于",
)
_EQUAL: Final = ("=", "＝", "等于")
_NUMBER: Final = r"(\d+(?:,\d{3})*(?:\.\d+)?)"
_FIGURE: Final = re.compile(
    rf"^{_NUMBER}\s*([^\d\s/(（]*?)\s*(?:/\s*(\S+?)|每(\S+?))?(以上|以下|以内|左右)?$"
)
_DATE: Final = re.compile(
    r"^(?:截至|于|在)?(?:\d{4}年)?\s*(?:\d{1,2}(?:[-—~至]\d{1,2})?月(?:份|底|末|\d{1,2}日)?|年底|年末|年内|"
    r"年度内|当年|全年|第?[一二三四1-4]季度|上半年|下半年|每月.*)(?:底|末)?(?:以前|之前|前|内|完成|结束)*$"
)
_YEAR: Final = re.compile(r"^\d{4}年(?:底|末)?(?:以前|之前|前)?$")


def parse_target(text: str) -> Target:
    """A value as typed → what it says; words that promise no figure are ``WORDS``."""
    body = _plain(text)
    bound, signed, rest = _bound(body)
    if _DATE.match(rest) or _YEAR.match(rest):
        return Target(Measure.DATE, bound=bound, signed=signed, unit=rest)
    figure = _FIGURE.match(rest)
    if not figure:
        return Target(Measure.WORDS)
    number = Decimal(figure[1].replace(",", ""))
    if figure[5]:
        bound, signed = (Bound.AT_LEAST if figure[5] == "以上" else Bound.AT_MOST), True
    return _measured(number, figure[2], figure[3] or figure[4] or "", bound, signed)


def _plain(text: str) -> str:
    """Narrow digits and signs, without spaces and the stop at the end."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).strip("。;,、")


def _bound(body: str) -> tuple[Bound, bool, str]:
    for words, bound in (
        (_AT_LEAST, Bound.AT_LEAST), (_AT_MOST, Bound.AT_MOST), (_EQUAL, Bound.EXACT),
    ):  # fmt: skip
        for word in words:
            plain = unicodedata.normalize("NFKC", word)
            if body.startswith(plain):
                return bound, True, body[len(plain) :]
    return Bound.EXACT, False, body


def _measured(number: Decimal, unit: str, per: str, bound: Bound, signed: bool) -> Target:
    if unit in YUAN_IN:
        return Target(Measure.MONEY, number * YUAN_IN[unit], "元", per, bound, signed)
    if unit in ("%", "‰", "个百分点"):
        percent = number / 10 if unit == "‰" else number
        return Target(Measure.PERCENT, percent, "%", per, bound, signed)
    if unit in _SPANS:
        return Target(Measure.SPAN, number, unit, per, bound, signed)
    if not unit:
        return Target(Measure.COUNT, number, "", per, bound, signed)
    return Target(Measure.COUNT, number, unit, per, bound, signed)


_MENTION: Final = re.compile(rf"{_NUMBER}\s*(亿元|万元|千元|元|%|[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Mention:
    """A figure inside a sentence, with the words round it."""

    target: Target
    text: str
    around: str


def mentions(text: str) -> tuple[Mention, ...]:
    """All figures with units in a free text (190人, 4.6亿元, 10%); years and dates are none."""
    body = unicodedata.normalize("NFKC", text)
    found = []
    for match in _MENTION.finditer(body):
        number, unit = Decimal(match[1].replace(",", "")), match[2]
        if unit in "年月日号条第章节点期届":
            continue
        around = (
            body[max(0, match.start() - 16) : match.start()] + body[match.end() : match.end() + 10]
        )
        found.append(Mention(_measured(number, unit, "", Bound.EXACT, False), match[0], around))
    return tuple(found)
