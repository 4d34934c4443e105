"""句子里的写法: what may follow ``|`` in a sentence. Words that a bureau may want otherwise are labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Final

from budgetgen.document import words
from budgetgen.model.money import PrintUnit, total
from budgetgen.model.numbering import without_number
from budgetgen.profiles import Profile
from budgetgen.tables.breakdown import Amounts, Breakdown
from budgetgen.tables.changes import Remainder, YearChange
from budgetgen.tables.engine import Figure

_STOPS: Final = "。；;.．，,、"
_TEMPLATE_HEADING: Final = re.compile(r"^(?=\s*#{1,3}\s)", re.MULTILINE)


def filters_of(profile: Profile) -> Mapping[str, Callable[..., str]]:
    """All of them, by the word that stands after ``|``."""
    return {
        "money": partial(money, profile.unit), "listed": partial(listing, profile),
        "against": partial(against, profile), "moved": partial(told_change, profile),
        "compared": partial(change_text, profile), "clause": clause, "sentence": sentences,
        "label": partial(label, profile), "deeper": deeper,
    }  # fmt: skip


def money(unit: PrintUnit, value: Figure | Decimal) -> str:
    """``{{ basic | money }}``: a figure with its unit, 1722.65万元; nil is 0.00万元."""
    return unit.text(value.amount if isinstance(value, Figure) else value) + unit.name


def change_text(profile: Profile, change: YearChange) -> str:
    """``{{ change | compared }}``: 增加12.00万元, 减少12.00万元, 持平，无增减变化; in another caliber, both figures."""
    told = _moved(profile, change) if change.amount else profile.label(words.SAME)
    return told + _caliber(profile, change)


def told_change(profile: Profile, change: YearChange | Remainder) -> str:
    """``{{ change | moved }}``: 增加12.00万元, 减少12.00万元, 持平."""
    told = _moved(profile, change)
    return told + _caliber(profile, change) if isinstance(change, YearChange) else told


def _moved(profile: Profile, change: YearChange | Remainder) -> str:
    told = profile.label(change.direction)
    return told + money(profile.unit, abs(change.amount)) if change.amount else told


def against(profile: Profile, change: YearChange, year: int) -> str:
    """``{{ change | against(last_year) }}``: 比2024年的100.00万元增加12.00万元, 与2024年持平."""
    if not change.amount or change.last_year is None:
        return profile.phrase(words.SAME_AS, year=year) + _caliber(profile, change)
    last = money(profile.unit, change.last_year)
    before = profile.phrase(words.AGAINST, year=year, last=last)
    return before + _moved(profile, change) + _caliber(profile, change)


def listing(profile: Profile, made: Breakdown | Amounts) -> str:
    """``{{ figures.basic_kinds | listed }}``: 人员经费7.00万元，公用经费5.00万元; says where rounding shows."""
    sums = made.amounts if isinstance(made, Breakdown) else made
    said = "，".join(f"{name}{money(profile.unit, amount)}" for name, amount in sums.parts)
    return said + _rounding(profile, sums)


def _rounding(profile: Profile, sums: Amounts) -> str:
    """Says that the parts as printed miss the whole; else nothing."""
    unit = profile.unit
    printed = total(unit.rounded(amount) for _, amount in sums.parts)
    exact = not sums.parts or printed == unit.rounded(sums.whole)
    return "" if exact else profile.label(words.ROUNDED)


def _caliber(profile: Profile, change: YearChange) -> str:
    """Which figure of last year was taken, where it is not the published one: readers have that at hand."""
    if change.published is None or change.last_year is None:
        return ""
    if profile.unit.rounded(change.published) == profile.unit.rounded(change.last_year):
        return ""
    why = clause(change.caliber_reason)
    return profile.phrase(
        words.CALIBER_AND_WHY if why else words.CALIBER,
        published=money(profile.unit, change.published),
        comparable=money(profile.unit, change.last_year),
        reason=why,
    )


def clause(text: str) -> str:
    """A typed reason as part of a sentence: on one line, without numbers and the stop at its end."""
    lines = (without_number(line).strip().rstrip(_STOPS) for line in text.splitlines())
    return "；".join(line for line in lines if line)


def sentence(text: str) -> str:
    """A typed text as a sentence of its own: with exactly one stop at its end, if need be within quotes or brackets."""
    body = text.strip()
    inner = body.rstrip("”’）》」』")
    return body if not inner or inner[-1] in "。！？：…" else f"{body.rstrip(_STOPS)}。"


def sentences(text: str) -> str:
    """``{{ text | sentence }}``: every line of a typed text as a sentence of its own."""
    return "\n".join(sentence(line) for line in text.splitlines() if line.strip())


def label(profile: Profile, text: str) -> str:
    """``{{ "公用经费" | label }}``: a word of the tables as this profile prints it."""
    return profile.label(text)


def deeper(text: str) -> str:
    """``{% filter deeper %}``: all headings inside one level lower."""
    return _TEMPLATE_HEADING.sub("#", text)
