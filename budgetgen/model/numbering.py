"""序号: Chinese numerals and the styles in which levels and lists are numbered."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

_DIGITS: Final = "一二三四五六七八九"
_MOST: Final = 999


class NoNumeral(ValueError):
    """More headings or items of one kind than Chinese numerals are written for."""


def numeral(n: int) -> str:
    """Chinese numeral of 1 to 999: 一, 十, 十一, 二十, 一百零一, 一百一十."""
    if not 1 <= n <= _MOST:
        raise NoNumeral(
            f"一处并列的标题或条目有 {n} 个，中文序号最多排到九百九十九。分成几处，或合并一些。"
        )
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    head = f"{_DIGITS[hundreds - 1]}百" if hundreds else ""
    if tens:
        head += ("" if tens == 1 and not hundreds else _DIGITS[tens - 1]) + "十"
    elif hundreds and ones:
        head += "零"
    return head + (_DIGITS[ones - 1] if ones else "")


class NumberStyle(StrEnum):
    """序号样式: the level's native numbering, so that Word can go on counting."""

    NONE = ""
    PART = "第一部分　"
    CHINESE = "一、"
    CHINESE_BRACKETS = "（一）"
    ARABIC = "1."
    ARABIC_COMMA = "1、"
    ARABIC_BRACKETS = "（1）"

    def write(self, n: int) -> str:
        """The number n in this style."""
        return (
            self.value.replace("一", numeral(n))
            if "一" in self.value
            else self.value.replace("1", str(n))
        )


_COUNTER = re.compile("01|1|一")


def must_count(pattern: str) -> str:
    """The pattern itself; raises ValueError, in words, where not exactly one place of it counts."""
    if len(_COUNTER.findall(pattern)) != 1:
        raise ValueError("要有而且只有一处计数：写 1、01 或 一，如 表1、公开01表、（一）。")
    return pattern


def write_number(pattern: str, n: int) -> str:
    """The number n as a pattern writes it: 表1 → 表2, 公开01表 → 公开02表, （一） → （二）."""
    place = _COUNTER.search(pattern)
    counter = place[0] if place else ""
    written = numeral(n) if counter == "一" else f"{n:0{len(counter)}}"
    return pattern.replace(counter, written, 1)


_TYPED = re.compile(
    r"^\s*(?:"
    r"[（(]\s*(?:[一二三四五六七八九十百]{1,4}|[0-9０-９]{1,3})\s*[）)]\s*[、.．]?"
    r"|[一二三四五六七八九十]{1,4}\s*[、.．]"
    r"|[0-9０-９]{1,3}\s*(?:、|[.．](?![0-9０-９])|[）)])"
    r"|[①-⑳]"
    r")\s*"
)


def without_number(text: str) -> str:
    """Free text without the number somebody typed before it: （二十一）, 1、, (一)、, ①."""
    return _TYPED.sub("", text, count=1) if len(_TYPED.sub("", text, count=1)) else text


def list_items(text: str) -> list[str]:
    """The items of a list pasted into one cell, each without its number.

    Lines with a number like the first line's begin an item, others go on with it; without any number every
    line is one. A sentence over a numbered list of its own stays whole.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    styles = [_style(line) for line in lines]
    if not any(styles):
        return lines
    if not styles[0]:
        return ["\n".join(lines)]
    items: list[list[str]] = []
    for line, style in zip(lines, styles, strict=True):
        if style == styles[0]:
            items.append([without_number(line)])
        else:
            items[-1].append(line)
    return ["\n".join(item) for item in items]


def _style(line: str) -> str:
    """How a line's number is written, whatever it counts: （一）and（二） alike; empty without one."""
    without = without_number(line)
    number = line[: len(line) - len(without)]
    return re.sub("[一二三四五六七八九十百]+", "一", re.sub(r"\d+|[①-⑳]", "1", number)).strip()
