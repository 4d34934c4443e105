"""指标值: what a performance indicator promises, as a figure that rules can compare.

Offices write the same thing in many ways (≥95%, 不低于95%, 95%以上; 12月底前, ≤12月): here they become one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Final

from budgetgen.model.money import plain


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
    """The measure word of a count or span; of a date all its words."""
    per: str = ""
    """What a price is for: ≤0.15万元/家 is per 家, 50元/人·月 per 人·月."""
    bound: Bound = Bound.EXACT
    signed: bool = False
    """Whether a bound was written at all."""
    falls: bool = False
    """Whether a range was written from its upper end: 20-10人次."""

    def __str__(self) -> str:
        if self.number is None:
            return self.unit
        sign = self.bound.value if self.signed else ""
        return f"{sign}{plain(self.number)}{self.unit}{f'/{self.per}' if self.per else ''}"


YUAN_IN: Final = {"元": 1, "百元": 100, "千元": 1000, "万元": 10_000, "亿元": 100_000_000}
SPANS: Final = frozenset(
    ("个工作日", "工作日", "个月", "月", "小时", "分钟", "天", "日", "周", "年", "季度", "个季度")
)
COUNTED: Final = (
    "人次", "场次", "班次", "户次", "台次", "件次", "平方米", "平方公里", "立方米", "公里", "千米", "公顷",
    "万人次", "万人", "万户", "万亩", "台套", "台（套）",
    *"家户个人名位次场期项件台套条处所座辆篇份只头亩米吨批间册本起宗例门课块张幅根盏棵株座栋艘户村组队",
)  # fmt: skip
"""Measure words that can stand behind a number inside a sentence."""

_AT_LEAST: Final = (
    "≥", "≧", "⩾", ">=", "=>", ">", "不少于", "不低于", "不小于", "大于等于", "大于", "高于", "超过", "至少",
    "达到", "达",
)  # fmt: skip
_AT_MOST: Final = (
    "≤", "≦", "⩽", "<=", "=<", "<", "不超过", "不高于", "不多于", "不大于", "不晚于", "小于等于", "小于",
    "控制在", "低于", "少于",
)  # fmt: skip
_EQUAL: Final = ("=", "等于", "约", "共")
_DIGITS: Final = dict(
    zip("一二两三四五六七八九十", (1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True)
)
_NUMBER: Final = (
    r"(\d+(?:,\d{3})*(?:\.\d+)?|[一二两三四五六七八九十](?=[家户个人名次场期项件台套条份篇]))"
)
_FIGURE: Final = re.compile(
    rf"^{_NUMBER}(?P<unit>[^\d/(（]*?)(?:[-—~至](?P<upto>\d+(?:\.\d+)?)(?P<unit2>[^\d/(（]*?))?"
    r"(?:/(?P<per>[^()（）\d]+?)|每(?P<each>[^()（）\d]+?))?"
    r"(?P<tail>及以上|以上|及以内|以内|之内|以下|内|左右)?(?:[（(][^()（）]*[)）])?$"
)
_DATE: Final = re.compile(
    r"^(?:截至|截止|于|在)?(?:\d{4}年)?"
    r"(?:(?:次|月后|当|每|每个)?月?\d{1,2}[日号]|\d{1,2}(?:月份?)?(?:[-—~至]\d{1,2})?月(?:份|底|末|初|中旬|上旬|下旬|"
    r"\d{1,2}[日号])?|每年.*|年底|年末|年内|年度|本年度?|当年|全年|第?[一二三四1-4]季度末?|上半年|下半年|每月.*|"
    r"每季度?.*|每周.*|(?:0?[1-9]|1[0-2])[./](?:0?[1-9]|[12]\d|3[01]))(?:底|末)?(?:以前|之前|前|之内|内|完成|支出|结束|支付|拨付|执行|止)*$"
)
_POINTED: Final = re.compile(r"^\d+\.\d+$")
_YEAR: Final = re.compile(r"^\d{4}年(?:度|底|末|内)?(?:以前|之前|前|内|完成)*$")
_ISO: Final = re.compile(r"^\d{4}[-./]\d{1,2}(?:[-./]\d{1,2})?(?:以前|之前|前)?$")


@lru_cache(maxsize=8192)
def parse_target(text: str) -> Target:
    """A value as typed → what it says; words that promise no figure are ``WORDS``."""
    body = _plain(text)
    bound, signed, rest = _bound(body)
    pointed = bound is Bound.AT_LEAST and _POINTED.match(rest)  # ≥0.95 is no day.
    if not pointed and any(form.match(rest) for form in (_DATE, _YEAR, _ISO)):
        return Target(Measure.DATE, bound=bound, signed=signed, unit=rest)
    figure = _FIGURE.match(re.sub(r"^百分之(\d+(?:\.\d+)?)$", r"\1%", rest))
    if not figure:
        return Target(Measure.WORDS)
    tail = figure["tail"]
    if tail and tail != "左右":
        bound, signed = (Bound.AT_LEAST if tail.endswith("以上") else Bound.AT_MOST), True
    unit = figure["unit"] or figure["unit2"] or ""
    number = number_of(figure[1])
    said = measured(number, unit, figure["per"] or figure["each"] or "", bound, signed)
    return replace(said, falls=_falls(figure, number))


def _falls(figure: re.Match[str], number: Decimal) -> bool:
    two_units = figure["unit"] and figure["unit2"] and figure["unit"] != figure["unit2"]
    return bool(figure["upto"]) and not two_units and Decimal(figure["upto"]) < number


def number_of(digits: str) -> Decimal:
    """1,200.5 and 两 as numbers."""
    return Decimal(_DIGITS[digits]) if digits in _DIGITS else Decimal(digits.replace(",", ""))


def measured(
    number: Decimal, unit: str, per: str = "", bound: Bound = Bound.EXACT, signed: bool = False
) -> Target:
    """A number with the unit that stands behind it; money becomes 元, ‰ becomes percent."""
    if unit in YUAN_IN:
        return Target(Measure.MONEY, number * YUAN_IN[unit], "元", per, bound, signed)
    if unit in ("%", "‰", "个百分点"):
        percent = number / 10 if unit == "‰" else number
        return Target(Measure.PERCENT, percent, "%", per, bound, signed)
    measure = Measure.SPAN if unit in SPANS else Measure.COUNT
    return Target(measure, number, unit, per, bound, signed)


def _plain(text: str) -> str:
    """Narrow digits and signs, without spaces and the stop at the end."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).strip("。;,、")


def _bound(body: str) -> tuple[Bound, bool, str]:
    for words, bound in (
        (_AT_LEAST, Bound.AT_LEAST), (_AT_MOST, Bound.AT_MOST), (_EQUAL, Bound.EXACT),
    ):  # fmt: skip
        for word in words:
            plain_word = unicodedata.normalize("NFKC", word)
            if body.startswith(plain_word):
                return bound, True, body[len(plain_word) :]
    return Bound.EXACT, False, body


_SAME_UNIT: Final = (
    ("家", "户"), ("人", "名", "位"), ("次", "场", "场次"), ("期", "班次", "班"), ("天", "日"), ("月", "个月"),
    ("季度", "个季度", "季"),
)  # fmt: skip


def same_unit(one: str, other: str) -> bool:
    """家 and 户, 人 and 名 count the same things."""
    return one == other or any(one in group and other in group for group in _SAME_UNIT)


_MENTION: Final = re.compile(
    rf"(?<![\d.第〔\[-])(\d+(?:,\d{{3}})*(?:\.\d+)?)\s*"
    rf"({'|'.join(sorted((*YUAN_IN, '个百分点', '%', *COUNTED), key=len, reverse=True))})"
    r"(\s*/\s*[\u4e00-\u9fff])?"
)
_CLAUSE_END: Final = "，,。；;：:！!\n"


@dataclass(frozen=True, slots=True)
class Mention:
    """A figure inside a sentence, with the words of its clause before and behind it."""

    target: Target
    text: str
    before: str
    after: str
    lead: str
    """The words before the clause's first figure: 新增 holds for all that follow it."""

    @property
    def around(self) -> str:
        """The words that say what the figure is about."""
        return f"{self.before}{self.after}"


def mentions(text: str) -> tuple[Mention, ...]:
    """All figures with a unit in a free text (190人, 4.6亿元, 10%); years, dates and ordinals are none."""
    return tuple(
        mention for clause in re.split(f"[{_CLAUSE_END}]", text) for mention in _of_clause(clause)
    )


def _of_clause(clause: str) -> list[Mention]:
    body = unicodedata.normalize("NFKC", clause)
    matches = list(_MENTION.finditer(body))
    found = []
    for index, match in enumerate(matches):
        start = matches[index - 1].end() if index else 0
        end = matches[index + 1].start() if index + 1 < len(matches) else len(body)
        per = (match[3] or "").strip("/ ")
        target = measured(number_of(match[1]), match[2], per)
        before, after = body[start : match.start()], body[match.end() : end]
        found.append(Mention(target, match[0], before, after, body[: matches[0].start()]))
    return found
