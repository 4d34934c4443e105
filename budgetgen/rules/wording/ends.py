"""句末: sentences without their stop, texts that break off."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from budgetgen.findings import Severity
from budgetgen.model.natures import Manner
from budgetgen.model.records import Duty
from budgetgen.model.vocabulary import DutyKind
from budgetgen.rules.indicators.views import one_problem
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.published_texts import Typed
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.rules.wording.leftovers import is_leftover
from budgetgen.rules.wording.marks import unpaired
from budgetgen.rules.wording.typed import slips_problem

_STOPS: Final = "。！？…；：.!?;:”）》"
_MARK_AT_END: Final = re.compile(r"[，,、]$")
_MARK_AT_START: Final = re.compile(r"[，,。；;、：:！？]")
_WORD_AT_END: Final = re.compile(
    r"(?:(?<![总中平缓温饱调共随祥])和|(?<![普涉以波遍旅])及|(?<![参赋给授])与|(?<![间抑])或|以及|(?<![原起成病诱基])因|由于|"
    r"为了|从而|并且|而且|以便|使得|按照|根据|关于|对于|例如|及其|进一步(?:[增提加完推])?|逐步|大力|切实|更加|(?<!合)并|"
    r"(?<![针应相反面绝校核比])对|(?<!方)将)$"
)
_OWNED_AT_END: Final = re.compile(r"(?<![目似])的$")
_MOST: Final = 0.75
_FEW: Final = 3


@rule("final-stop-missing", Severity.WARNING, Topic.TEXT, ("gb-t-15834",), needs=Matter.TEXTS)
def final_stop_missing(d: Material) -> Iterator[Problem]:
    """成句的文字末尾应有句号，同一列里写法一致。"""
    texts = [each for each in d.texts if each.is_running]
    ended = Counter((each.sheet, each.field) for each in texts if each.text[-1] in _STOPS)
    all_of = Counter((each.sheet, each.field) for each in texts)
    found = []
    for each in texts:
        if each.text[-1] in _STOPS or broken_off(each) or is_leftover(each):
            continue
        if _is_basis(each):
            continue
        if unpaired(each.text) is not None:
            continue  # bracket_unpaired says it.
        column = each.sheet, each.field
        others, with_stop = all_of[column] - 1, ended[column]
        if "。" in each.text or (others >= _FEW and with_stop >= _MOST * others):
            found.append((f"“…{each.text[-8:]}”", each.cell))
    yield from one_problem(found, "末尾没有句号", "核对是否写完；已写完的，补上句号")


def _is_basis(each: Typed) -> bool:
    """依据 names a document and is set into a sentence."""
    return isinstance(each.record, Duty) and each.record.kind is DutyKind.BASIS


@rule("text-broken-off", Severity.WARNING, Topic.TEXT, ("form-itself",), needs=Matter.TEXTS)
def text_broken_off(d: Material) -> Iterator[Problem]:
    """文字应写完整，不应断在逗号、顿号或连接词上，也不应从标点开始。"""
    texts = [each for each in d.texts if unpaired(each.text) is None]
    yield from slips_problem(texts, _quoted, "没有写完", "补充完整，或删去多余的字")


def _quoted(each: Typed) -> Iterator[str]:
    if _MARK_AT_START.match(each.text):
        yield f"{each.text[:8]}…"
    elif broken_off(each):
        yield f"…{each.text[-8:]}"


def broken_off(each: Typed) -> bool:
    """Whether its last word or mark asks for more."""
    body = each.text.rstrip("。 ")
    if _MARK_AT_END.search(body) or _WORD_AT_END.search(body):
        return True
    loose = each.manner in (Manner.PHRASE, Manner.CLAUSE) and body == each.text
    return loose and bool(_OWNED_AT_END.search(body))
