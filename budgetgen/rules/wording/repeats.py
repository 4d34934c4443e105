"""重复: words, sentences and headings that stand twice, and openings that the printed sentence already has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from budgetgen.findings import CellRef, Severity
from budgetgen.model.numbering import without_number
from budgetgen.model.records import ExtraText, Goal, Term
from budgetgen.rules.indicators.views import short
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.published_texts import Typed
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.rules.wording.typed import SENTENCES, around, slips_problem

_WORD_TWICE: Final = re.compile(r"([\u4e00-\u9fff\dA-Za-z]{2,10}?)\1")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_HAN_ONLY: Final = re.compile(r"[\u4e00-\u9fff]+")
_ENDS_A_WORD: Final = re.compile("[业性化率力度员者](?!务|绩|能|解|度|量|工|质)")
"""企业创业创新 has 业创 twice: a letter that ends words begins no word."""
_LETTER_TWICE: Final = re.compile(
    r"(?<!目)的的(?!确)|(?<!普)及及|和和(?!气|美|睦)|(?<!为)了了(?!之|解)|于于|被被|(?<!着)把把|或或|(?<=\d)元元|(?<=\d)万万|(?<=\d)年年|%%|"
    r"(?<=万)元元|(?<=[\u4e00-\u9fff])以以及|由由于|等等等"
)
_MAY_STAND_TWICE: Final = (
    "一人年天月日常渐仅刚家户村处个层步时事种件条次代万千样点些单偏往纷频屡略稍微慢好高早大小多少远近等看想说试谈走听讲问生息欣蒸源滔久"
    "念夜斤头方面实踏勤恳兢业扎平安明白清楚轰烈形色林总原本世妈爸爷奶哥姐弟妹叔宝星冉默深紧牢满统通区市县省的及和了于被把或元以由级心"
)
_RIGHTLY_TWICE: Final = re.compile(
    r"一.|逐.|许多|非常|十分|研究|讨论|商量|考虑|锻炼|学习|了解|宣传|休息|改善改|整理整|高高|干干|大大|实实|常常|早早|"
    r"来来|去去|户户|家家|人人|天天|年年|月月|日日|处处|个个|层层|步步|时时|事事|村村|代代"
)
_SAME_LETTER: Final = re.compile(rf"([^{_MAY_STAND_TWICE}\W\da-zA-Z])\1")
_SEEN: Final = 3
"""A pair of letters found so often is a word."""
_LONG: Final = 12


@rule("words-doubled", Severity.WARNING, Topic.TEXT, ("form-itself",), needs=Matter.TEXTS)
def words_doubled(d: Material) -> Iterator[Problem]:
    """同一个字、同一个词语不应误写两遍。"""
    texts = d.texts
    corpus = "\n".join(each.text for each in texts)

    def find(each: Typed) -> Iterator[str]:
        yield from _twice(each.text)
        for place in doubled_letters(each.text, corpus):
            yield around(each.text, place, place + 2, 3)

    yield from slips_problem(texts, find, "有重复的字词", "删去重复的字词")


def _twice(text: str) -> Iterator[str]:
    for match in _WORD_TWICE.finditer(text):
        word = match[1]
        if not _HAN.search(word) or len(set(word)) == 1:
            continue
        if not _RIGHTLY_TWICE.match(word) and not (len(word) == 2 and _ENDS_A_WORD.match(word)):
            yield around(text, match.start(), match.end(), 3)
    for match in _LETTER_TWICE.finditer(text):
        yield around(text, match.start(), match.end(), 3)


def doubled_letters(text: str, corpus: str) -> Iterator[int]:
    """Where a letter stands twice (推动动企业), as the words around it show that ``corpus``, all texts, has.

    资金金额 is right: both pairs stand elsewhere too.
    """
    for match in _SAME_LETTER.finditer(text):
        place = match.start()
        once = text[max(0, place - 1) : place + 1] + text[place + 2 : place + 3]
        if len(once) == 3 and _HAN_ONLY.fullmatch(once):
            if _is_slip(corpus, once, text[place + 2 : place + 4]):
                yield place
        elif place > 1 and corpus.count(text[place - 2 : place + 1]) > 1:
            yield place  # At the end of a clause: 租赁费费.


def _is_slip(corpus: str, once: str, onwards: str) -> bool:
    """Whether one letter of XAAY is too many: XAY stands elsewhere, and AY (or XA) only so; or a word follows XA."""
    before, after = once[:2], once[1:]
    found = corpus.count(once)
    if found and (found >= corpus.count(after) - 1 or 1 < found >= corpus.count(before) - 1):
        return True
    words = corpus.count(before) >= _SEEN and corpus.count(onwards) >= _SEEN
    return words and corpus.count(after) == 1


@rule("sentence-doubled", Severity.WARNING, Topic.TEXT, ("form-itself",), needs=Matter.TEXTS)
def sentence_doubled(d: Material) -> Iterator[Problem]:
    """同一句话不应写两遍。"""
    for each in d.texts:
        if not each.is_running:
            continue
        lines = [_core(line) for line in SENTENCES.split(each.text)]
        long = [line for line in lines if len(line) >= _LONG]
        for line in dict.fromkeys(long):
            if long.count(line) > 1:
                yield Problem(f"“{short(line)}”重复", "删去重复的一句", (each.cell,))


@rule(
    "text-in-two-rows",
    Severity.WARNING,
    Topic.TEXT,
    ("form-itself",),
    needs=Matter.TEXTS,
    formerly=("sentence-doubled",),
)
def text_in_two_rows(d: Material) -> Iterator[Problem]:
    """两条职责、两项目标不应完全一样。"""
    rows: dict[tuple[str, ...], list[CellRef]] = {}
    for each in d.texts:
        is_title = isinstance(each.record, Goal) and each.field == "title"
        long = each.is_running and len(_core(each.text)) >= _LONG
        if each.sheet in ("duties", "goals") and (is_title or long):
            part = str(getattr(each.record, "part", ""))
            rows.setdefault((each.sheet, each.unit, part, _core(each.text)), []).append(each.cell)
    for (*_, text), cells in rows.items():
        if len(cells) > 1:
            yield Problem(
                f"{len(cells)} 行的内容都是“{short(text)}”",
                "只留一行，其余删去或改写",
                tuple(cells),
            )


def _core(line: str) -> str:
    return re.sub(r"[\s，,、。；;]", "", without_number(line.strip()))


@rule("heading-doubled", Severity.WARNING, Topic.TEXT, ("form-itself",), needs=Matter.TEXTS)
def heading_doubled(d: Material) -> Iterator[Problem]:
    """内容不应再写一遍标题，也不应再写正文已有的“原因是”“主要用于”。"""
    yield from slips_problem(
        d.texts, _opening, "的开头与公开文件固定的文字重复", "删去重复的开头，直接写内容"
    )


_REASON_OPENS: Final = re.compile(
    r"(?:.{0,20}?(?:增加|减少|变动|变化))?的?(?:总的|主要)?原因(?:是|为|：|:)"
)
_USE_OPENS: Final = re.compile(r"主要用于")
_COST_OPENS: Final = re.compile(r"具体用途(?:包括)?[：:]?")


def _opening(each: Typed) -> Iterator[str]:
    text = each.text
    if each.sheet == "reasons":
        match = _REASON_OPENS.match(text)
    elif isinstance(each.record, ExtraText) and each.field == "text":
        match = _EXTRA_OPENS.get(
            each.record.about, re.compile(re.escape(each.record.about) + "[：:]")
        ).match(text)
    elif isinstance(each.record, Goal | Term) and each.field == "text":
        title = each.record.title if isinstance(each.record, Goal) else each.record.term
        title = without_number(title).strip()
        match = re.match(re.escape(title) + r"[：:。\n]", without_number(text)) if title else None
    else:
        return
    if match:
        yield short(text, max(12, match.end()))


_EXTRA_OPENS: Final = {"项目支出主要用途": _USE_OPENS, "机关运行经费用途": _COST_OPENS}
