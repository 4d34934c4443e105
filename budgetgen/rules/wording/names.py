"""名称: the agency's own name, the words for its level and for what kind of budget this is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from budgetgen.findings import Severity
from budgetgen.model.natures import Manner
from budgetgen.model.vocabulary import Level, Scope
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.published_texts import Typed
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.rules.wording.likeness import near_misses
from budgetgen.rules.wording.typed import CLAUSES, Slip, around, by_words, own_words, slips_problem

_SELF: Final = "本级"
_SHORT: Final = 8
"""Names up to this length may differ by one letter only; longer ones by two."""
_AREA_LETTERS: Final = frozenset("省市县区旗州盟镇乡")


@rule(
    "agency-name-differs",
    Severity.WARNING,
    Topic.IDENTITY,
    ("cai-yu-2016-143",),
    needs=Matter.TEXTS,
    also=Matter.UNITS,
)
def agency_name_differs(d: Material) -> Iterator[Problem]:
    """单位名称各处应一致，不多字、不少字、不写错字。"""
    slips = [
        (f"名称写的是“{wrong}”，“基本信息”和“机构设置”里是“{name}”", Slip(wrong, each.cell))
        for each in d.texts
        if each.sheet != "units"
        for wrong, name in _wrong_names(d, each)
    ]
    yield from by_words(slips, lambda wrong: "改成规定的名称；确指另一个单位的，说明理由")


def official_names(d: Material) -> list[str]:
    """部门名称 and 单位名称, the longest first; without 本级, which texts may leave out."""
    info = d.budget.info
    names = {info.name, info.short_name, *(unit.name for unit in d.budget.units)}
    names |= {name.removesuffix(_SELF) for name in names}
    return sorted((name for name in names if len(name) >= 5), key=len, reverse=True)


def _wrong_names(d: Material, each: Typed) -> Iterator[tuple[str, str]]:
    names = official_names(d)
    text = each.text
    for name in names:
        text = text.replace(name, "　" * len(name))
    for name in names:
        for wrong in near_misses(text, name, 1 if len(name) <= _SHORT else 2):
            if not _is_other_body(wrong, name):
                yield wrong, name
                text = text.replace(wrong, "　" * len(wrong))


def _is_other_body(found: str, name: str) -> bool:
    """示范市教育局 beside 示范县教育局: the body of another area; 一中 beside 二中."""
    if "　" in found or re.search(r"[\s，。、；：（）《》\d]", found):
        return True
    if len(found) != len(name):
        return False
    changed = {(a, b) for a, b in zip(found, name, strict=True) if a != b}
    numbers = frozenset("一二三四五六七八九十东西南北中")
    return any({a, b} <= _AREA_LETTERS or (a in numbers and b in numbers) for a, b in changed)


@rule(
    "own-level-missing", Severity.WARNING, Topic.IDENTITY, ("cai-yu-2016-143",), needs=Matter.TEXTS
)
def own_level_missing(d: Material) -> Iterator[Problem]:
    """只公开本级的，说到本单位预算时名称应带“本级”。"""
    name, scope = d.budget.info.name, d.budget.info.scope
    if scope is not Scope.UNIT or not name.endswith(_SELF):
        return
    pattern = re.compile(rf"{re.escape(name.removesuffix(_SELF))}(?!本级)[^，。；]{{0,8}}单位预算")
    texts = d.texts
    yield from slips_problem(
        texts, lambda each: (m[0] for m in pattern.finditer(each.text)), "少了“本级”",
        f"写“{name}”",
    )  # fmt: skip


_ALL_OF: Final = re.compile(r"全([省市县区])(?!域|级|委|长)")
_WIDER: Final = re.compile(
    r"前列|排名|位居|位次|第[一二三\d]|领先|先进|平均|统一|部署|试点|示范|系统|会议|评比|考核|通报|要求|联网|全国|走在|贡献|"
    r"标准|推广|比赛|大赛|竞赛|联赛|统考|名列|选拔|表彰|首|唯一|交流|经验|下达|安排|干线"
)
_LED_BY: Final = re.compile(
    "(?:列入|纳入|进入|融入|参加|参与|承担|配合|协助|服务|高于|低于|优于|好于|按)$"
)
_OURS: Final = re.compile(
    r"(?<!基)[本我]([市县区])(?!级|长|委|政府|人民政府|场|域|块|间|别|分|内外)"
)
_WITHIN: Final = (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.DISTRICT)


@rule("level-does-not-fit", Severity.WARNING, Topic.TEXT, ("form-itself",), needs=Matter.TEXTS)
def level_does_not_fit(d: Material) -> Iterator[Problem]:
    """写“全省、全市、全县、全区”的，应与本级财政级次相符。"""
    own = own_areas(d)
    if not own:
        return

    def find(each: Typed) -> Iterator[str]:
        text = own_words(each.text)
        for match in _ALL_OF.finditer(text):
            start = max((end.end() for end in CLAUSES.finditer(text, 0, match.start())), default=0)
            clause = CLAUSES.split(text[start:])[0]
            if match[1] not in own and not (
                _WIDER.search(clause) or _LED_BY.search(text[: match.start()])
            ):
                yield around(each.text, match.start(), match.end(), 6)
        for match in _OURS.finditer(text):
            if match[1] not in own and not _is_above(match[1], own):
                yield around(each.text, match.start(), match.end(), 6)

    texts = [each for each in d.texts if each.manner not in (Manner.NAME, Manner.SOURCE)]
    yield from slips_problem(
        texts,
        find,
        "所指的范围与本级不符",
        f"本级写“全{d.budget.info.level}”；确指上级或下级范围的，说明理由",
    )


def own_areas(d: Material) -> set[str]:
    """省, 市, 县 or 区: 财政级次 and the last area in the name (a 县级市 may say both 全市 and 全县)."""
    level, name = d.budget.info.level, d.budget.info.name
    if level is None:
        return set()
    named = re.match(
        r"[\u4e00-\u9fff]{2,6}?([省市县区旗])(?:[\u4e00-\u9fff]{2,4}?([市县区旗]))?", name
    )
    areas = {level.value} | ({named[2] or named[1]} if named else set())
    return areas | {"区"} if "自治区" in name else areas


def _is_above(area: str, own: set[str]) -> bool:
    """Whether it may be the area that the own one lies in: a county speaks of 我市."""
    order = [level.value for level in _WITHIN]
    return area in order and order.index(area) < min(order.index(o) for o in own if o in order)


@rule(
    "scope-word-differs",
    Severity.WARNING,
    Topic.IDENTITY,
    ("cai-yu-2016-143",),
    needs=Matter.TEXTS,
    also=Matter.UNITS,
)
def scope_word_differs(d: Material) -> Iterator[Problem]:
    """部门预算称“我部门、本部门”，单位预算称“我单位、本单位”。"""
    info = d.budget.info
    other = Scope.UNIT if info.scope is Scope.DEPARTMENT else Scope.DEPARTMENT
    pattern = re.compile(
        rf"我{other}|本{other}(?=\d{{4}}年|年度?|预算|收支|收入|支出|机关运行|[“\"]?三公|公用|人员经费|基本支出|项目支出)"
    )

    def find(each: Typed) -> Iterator[str]:
        for match in pattern.finditer(own_words(each.text)):
            if match[0] != info.self_word:
                yield around(each.text, match.start(), match.end(), 4)

    texts = [
        each
        for each in d.texts
        if each.sheet != "duties"
        and each.manner is not Manner.SOURCE
        and not (each.unit and d.budget.has_several_units)
    ]
    yield from slips_problem(texts, find, f"与口径“{info.scope}”不符", f"改成“{info.self_word}”")
