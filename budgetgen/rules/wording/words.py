"""错字: slips that are common in budgets (``typos.toml``), and subjects whose official name is written otherwise."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from budgetgen.findings import Severity
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.rules.wording.likeness import distance
from budgetgen.rules.wording.typed import Slip, by_words, own_words


@cache
def typos() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Wrong wordings with what is meant, from ``typos.toml``: known slips, and set phrases with a letter wrong."""
    listed = tomllib.loads((files(__package__) / "typos.toml").read_text(encoding="utf-8"))
    known = [(each["wrong"], each["right"]) for each in listed["typo"]]
    known += [(rf"{stem}[^{next_}\s]", stem + next_[0]) for stem, next_ in listed["stems"].items()]
    known += [
        (rf"[^{before}\s]{tail}", before[0] + tail) for tail, before in listed["tails"].items()
    ]
    return tuple((re.compile(wrong), right) for wrong, right in known)


@cache
def _any_typo() -> re.Pattern[str]:
    return re.compile("|".join(pattern.pattern for pattern, _ in typos()))


@rule("typo-common", Severity.WARNING, Topic.TEXT, ("form-itself",), needs=Matter.TEXTS)
def typo_common(d: Material) -> Iterator[Problem]:
    """不应有错别字，收入、支出和科目应使用规定的名称。"""
    slips = []
    for each in d.texts:
        text = each.text
        if not _any_typo().search(text):
            continue
        for pattern, right in typos():
            for match in pattern.finditer(text):
                slips.append((f"“{match[0].strip()}”应为“{right}”", Slip(match[0], each.cell)))
    yield from by_words(slips, lambda wrong: "改正；原文如此的，说明理由")


_JOINTS = frozenset("与和及、的")
_SIZE = 6
"""A subject's name of fewer letters is too like other words."""
_SURE_SIZE = 9
"""With a letter more or less, only a longer one is sure to be meant."""


@rule("subject-misnamed", Severity.WARNING, Topic.TEXT, ("classification",), needs=Matter.TEXTS)
def subject_misnamed(d: Material) -> Iterator[Problem]:
    """文字里写科目名称的，应与《政府收支分类科目》一致，不颠倒、不漏字。"""
    profile, year = d.profile, d.budget.info.year
    catalogues = (profile.function_catalogue, profile.economic_catalogue)
    names = [subject.name for catalogue in catalogues for subject in catalogue.all(year)]
    index = beginnings(names)
    slips = [
        (f"科目名称写的是“{wrong}”，规定的是“{name}”", Slip(wrong, each.cell))
        for each in d.texts
        for wrong, name in misnamed(own_words(each.text), index)
    ]
    yield from by_words(slips, lambda wrong: "改成规定的名称；不是科目名称的，说明理由")


def beginnings(names: Iterable[str]) -> dict[str, list[str]]:
    """Names by their first two letters; also every known name, so that one is not taken for another."""
    index: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        if len(name) >= _SIZE:
            index.setdefault(name[:2], []).append(name)
    return index


def misnamed(text: str, index: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """(as written, as it should be): the letters of a name in another order, or one left out or put in."""
    at = 0
    while at < len(text) - 1:
        names = index.get(text[at : at + 2], ())
        wrong = next((pair for name in names if (pair := _wrong(text, at, name))), None)
        if wrong and not any(text.startswith(name, at) for name in names):
            yield wrong
            at += len(wrong[0])
        else:
            at += 1


def _wrong(text: str, at: int, name: str) -> tuple[str, str] | None:
    same = text[at : at + len(name)]
    if same[-2:] == name[-2:] and same != name and sorted(same) == sorted(name):
        return (same, name) if distance(same, name, 2) <= 2 else None
    for length in (len(name) - 1, len(name) + 1):
        part = text[at : at + length]
        if len(part) == length and part[-2:] == name[-2:] and distance(part, name, 1) == 1:
            longer, shorter = sorted((part, name), key=len, reverse=True)
            extra = next((a for a, b in zip(longer, shorter, strict=False) if a != b), longer[-1])
            if extra not in _JOINTS and len(name) >= _SURE_SIZE:
                return part, name
    return None
