"""文字里的编号和文号: numbers typed before sentences, which are given again, and numbers of documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from budgetgen.findings import CellRef, Severity
from budgetgen.model.natures import Manner
from budgetgen.model.numbering import numeral, without_number
from budgetgen.rules.indicators.views import one_problem, short
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.published_texts import Typed
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.rules.wording.typed import around, slips_problem

_CHINESE: Final = {numeral(n): n for n in range(1, 100)}
_NUMBER: Final = (
    r"\s*(?:([（(])\s*([一二三四五六七八九十]{1,4}|\d{1,2})\s*[）)]|"
    r"([一二三四五六七八九十]{1,4})\s*(?=[、.．])|(\d{1,2})\s*(?=、|[.．](?!\d)))"
)
_LEADING: Final = re.compile(_NUMBER)
_LISTED: Final = re.compile(rf"(?:^|[。；;：:\n]){_NUMBER}")
_LISTS: Final = ("duties", "goals", "projects")
"""Where leading numbers are taken off and given again."""

Step = tuple[str, int, str, CellRef]
"""(style, number, as typed, cell)"""


@rule("typed-numbering", Severity.NOTICE, Topic.TEXT, ("form-itself",), needs=Matter.TEXTS)
def typed_numbering(d: Material) -> Iterator[Problem]:
    """职责、目标、说明不用自己编号，印出时统一编。"""
    skipping = {step[3] for steps in _sequences(d) if any(slips(steps)) for step in steps}
    found = [
        (f"“{short(each.text, 8)}”", each.cell)
        for each in _listed(d)
        if each.cell not in skipping  # typed_numbering_skips says it.
        and any(without_number(line) != line for line in each.text.splitlines())
    ]
    yield from one_problem(found, "自带编号", "删去编号；不删的，由程序统一重编")


@rule("typed-numbering-skips", Severity.WARNING, Topic.TEXT, ("form-itself",), needs=Matter.TEXTS)
def typed_numbering_skips(d: Material) -> Iterator[Problem]:
    """自己写的编号应当连续，不重复、不跳号。"""
    for steps in _sequences(d):
        for before, after in slips(steps):
            many = "重复" if after[1] == before[1] else "不连续"
            cells = tuple(dict.fromkeys((before[3], after[3])))
            yield Problem(
                f"编号{many}：“{before[2]}”之后是“{after[2]}”",
                "核对有无漏条、重条，改正编号",
                cells,
            )


def _listed(d: Material) -> Iterator[Typed]:
    for each in d.texts:
        if each.sheet in _LISTS and (each.manner is Manner.PROSE or each.sheet == "goals"):
            yield each


def _sequences(d: Material) -> Iterable[list[Step]]:
    """The numbers of each list: the rows of a sheet that stand under one another, or one text."""
    rows: dict[tuple[str, ...], list[Step]] = {}
    for each in d.texts:
        steps = list(_steps(each))
        in_rows = each.sheet in ("duties", "goals") and len(steps) == 1 and _leads(each.text)
        part = str(getattr(each.record, "part", ""))
        key = (each.sheet, each.field, each.unit, part) if in_rows else (str(each.cell),)
        rows.setdefault(key, []).extend(steps)
    return rows.values()


def _leads(text: str) -> bool:
    return bool(_LEADING.match(text))


def _steps(each: Typed) -> Iterator[Step]:
    for match in _LISTED.finditer(each.text):
        bracket, inside, chinese, arabic = match.groups()
        digits = inside or chinese or arabic
        value = int(digits) if digits.isdecimal() else _CHINESE.get(digits, 0)
        style = f"{'（' if bracket else ''}{'1' if digits.isdecimal() else '一'}"
        yield style, value, match[0].strip("。；;：:\n "), each.cell


def slips(steps: Iterable[Step]) -> Iterator[tuple[Step, Step]]:
    """Where a number is not the last one of its style and one, nor the first of a new list."""
    last: dict[str, Step] = {}
    for step in steps:
        before = last.get(step[0])
        if before:
            if step[1] != before[1] + 1 and (step[1] != 1 or before[1] == 1):
                yield before, step
            while step[0] in last:  # What stood below begins anew.
                last.popitem()
        last[step[0]] = step


_YEAR: Final = r"(?:19|20)\d{2}"
_ISSUED: Final = re.compile(
    rf"(?<=[\u4e00-\u9fff])(?:"
    rf"\s*{_YEAR}\s*\d{{1,4}}\s*号|\s*{_YEAR}年\s*\d{{1,4}}\s*号"
    r"|\s*[\[［【〔(（]\s*\d{4}\s*[\]］】〕)）]\s*(?:第\s*\d+|0\d+)\s*号"
    r"|\s*[\[［【〔]\s*\d{1,3}\s*[\]］】〕]\s*第?\d+\s*号"
    rf"|\s*[\[［【〔]\s*{_YEAR}\s*[\]］】〕]\s*[\[［【〔(（]?\s*{_YEAR}\s*[\]］】〕)）]\s*\d+\s*号"
    r"|\s*[.．…]+\s*[\[［【〔]\s*\d{4}\s*[\]］】〕]"
    rf"|\s*[\[［【〔]\s*{_YEAR}\s*\d{{1,4}}\s*号|\s*{_YEAR}\s*[\]］】〕]\s*\d{{1,4}}\s*号)"
)
_NO_ISSUE: Final = re.compile(r"(?:编号|合同|公告|令|第|账|卡|车牌|证)\s*$")


@rule("document-number-form", Severity.WARNING, Topic.TEXT, ("gb-t-9704",), needs=Matter.TEXTS)
def document_number_form(d: Material) -> Iterator[Problem]:
    """发文字号由发文机关代字、六角括号内的四位年份和序号组成，序号前不加“第”和0。"""
    yield from slips_problem(
        d.texts,
        _misnumbered,
        "不是规范的文号",
        "写成“某财预〔年份〕5号”的形式：年份用四位数字和六角括号，序号不加“第”、不编虚位",
    )


def _misnumbered(each: Typed) -> Iterator[str]:
    for match in _ISSUED.finditer(each.text):
        if not _NO_ISSUE.search(each.text[: match.start()]):
            yield around(each.text, match.start(), match.end(), 3)
