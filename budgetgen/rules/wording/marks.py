"""标点: half-width marks in Chinese text, pairs that do not close, marks doubled, stray spaces and line breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from budgetgen.findings import Severity
from budgetgen.model.natures import Manner
from budgetgen.rules.indicators.views import short
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.published_texts import Typed
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.rules.wording.typed import around, slips_problem

_HAN: Final = r"[\u4e00-\u9fff]"
_HALF_MARK: Final = re.compile(
    rf"(?<={_HAN}|[）》”%])[,;:?!](?!\d)|(?<=\d)[,;](?={_HAN})|(?<={_HAN})\.(?=\s|$|{_HAN})"
)
_MIXED_PAIR: Final = re.compile(r"（[^（）()]*\)|\([^（）()]*）")
_HALF_PAIR: Final = re.compile(rf"\([^()（）]*{_HAN}[^()（）]*\)|(?<={_HAN})\([^()（）]*\)")
_STRAIGHT: Final = re.compile(rf"\"[^\"]*{_HAN}[^\"]*\"")
_WIDE: Final = re.compile("[０-９Ａ-Ｚａ-ｚ％．]*[０-９Ａ-Ｚａ-ｚ％][０-９Ａ-Ｚａ-ｚ％．]*")
_NUMBER_BEFORE: Final = re.compile(
    r"(?:^|(?<=[，。；：、\s]))(?:[一二三四五六七八九十]+|\d{1,3})[）)]"
)
_CLOSES: Final = dict(zip("）】》〉〕]”’」", "（【《〈〔[“‘「", strict=True))
_ONE_WIDTH: Final = str.maketrans("［］()", "[]（）")
_DOUBLED: Final = re.compile(r"[，、；：。,;:][，、；：。？！,;:]+|[？！]{3,}|[？！][，、；：。]")
_SPACE: Final = re.compile(
    rf"(?<={_HAN}|[，。；：、）》”])[ \u3000\xa0]+(?={_HAN}|[（《“，。；：、）])"
)
_BREAK: Final = re.compile(rf"(?<={_HAN}|[，、])\s*\n\s*(?={_HAN})")


@rule("brackets-mixed", Severity.WARNING, Topic.TEXT, ("gb-t-15834",), needs=Matter.TEXTS)
def brackets_mixed(d: Material) -> Iterator[Problem]:
    """中文里的标点应当用全角，一对括号不应一半全角、一半半角。"""
    yield from slips_problem(d.texts, _mixed, "用了半角标点", "改成全角标点")


def _mixed(each: Typed) -> Iterator[str]:
    text = each.text
    found = list(_MIXED_PAIR.finditer(text))
    if each.manner not in (Manner.NAME, Manner.SOURCE):
        found += _HALF_MARK.finditer(text)
    for match in found:
        yield around(text, match.start(), match.end())


@rule("brackets-half-width", Severity.NOTICE, Topic.TEXT, ("gb-t-15834",), needs=Matter.TEXTS)
def brackets_half_width(d: Material) -> Iterator[Problem]:
    """中文里的括号和引号应当用全角（）“”。"""
    texts = [each for each in d.texts if each.manner is not Manner.SOURCE]
    yield from slips_problem(texts, _half_width, "用了半角括号或引号", "改成全角的“（）”和“”")


def _half_width(each: Typed) -> Iterator[str]:
    if not _MIXED_PAIR.search(each.text):
        for match in (*_HALF_PAIR.finditer(each.text), *_STRAIGHT.finditer(each.text)):
            yield short(match[0])


@rule("digits-full-width", Severity.NOTICE, Topic.TEXT, ("form-itself",), needs=Matter.TEXTS)
def digits_full_width(d: Material) -> Iterator[Problem]:
    """数字、字母和百分号应当用半角。"""
    yield from slips_problem(d.texts, _full_width, "用了全角数字或字母", "改成半角数字、字母")


def _full_width(each: Typed) -> Iterator[str]:
    for match in _WIDE.finditer(each.text):
        yield match[0]


@rule("bracket-unpaired", Severity.WARNING, Topic.TEXT, ("gb-t-15834",), needs=Matter.TEXTS)
def bracket_unpaired(d: Material) -> Iterator[Problem]:
    """括号、书名号、引号应当成对。"""
    yield from slips_problem(
        d.texts, _unpaired, "的括号、引号或书名号不成对", "补上缺少的一半，或删去多余的一半"
    )


def _unpaired(each: Typed) -> Iterator[str]:
    place = unpaired(each.text)
    if place is not None:
        yield around(each.text, place, place + 1)


def unpaired(text: str) -> int | None:
    """The place of the first bracket or quotation mark without its other half; numbers such as 1) have none."""
    text = text.translate(_ONE_WIDTH)
    for match in _NUMBER_BEFORE.finditer(text):
        text = f"{text[: match.end() - 1]} {text[match.end() :]}"
    opened: list[tuple[str, int]] = []
    for place, mark in enumerate(text):
        if mark in _CLOSES.values():
            opened.append((mark, place))
        elif mark in _CLOSES:
            if not opened or opened[-1][0] != _CLOSES[mark]:
                return opened[-1][1] if opened else place
            opened.pop()
    if opened:
        return opened[0][1]
    return text.rindex('"') if text.count('"') % 2 else None


@rule("marks-doubled", Severity.WARNING, Topic.TEXT, ("gb-t-15834",), needs=Matter.TEXTS)
def marks_doubled(d: Material) -> Iterator[Problem]:
    """标点不应连用两个（省略号、破折号除外）。"""
    yield from slips_problem(d.texts, _doubled, "连用两个标点", "只留一个")


def _doubled(each: Typed) -> Iterator[str]:
    for match in _DOUBLED.finditer(each.text):
        yield around(each.text, match.start(), match.end())


@rule("space-in-text", Severity.NOTICE, Topic.TEXT, ("form-itself",), needs=Matter.TEXTS)
def space_in_text(d: Material) -> Iterator[Problem]:
    """中文句子里不应有空格，一句话中间不应换行。"""
    yield from slips_problem(d.texts, _spaced, "中间有空格或换行", "删去空格和换行")


def _spaced(each: Typed) -> Iterator[str]:
    # Goals and added texts are one item a line; a source may list several documents.
    lines = each.sheet in ("goals", "extra_texts", "duties") or each.field == "goals"
    found = [] if each.manner is Manner.SOURCE else list(_SPACE.finditer(each.text))
    found += [] if lines or each.manner is Manner.SOURCE else _BREAK.finditer(each.text)
    for match in found:
        yield around(each.text, match.start(), match.end())
