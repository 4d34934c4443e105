"""项目之间: names that are nearly the same, text that was copied from another project, a project named otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from budgetgen.findings import Severity
from budgetgen.model.records import Project
from budgetgen.model.vocabulary import Publicity
from budgetgen.rules.indicators.views import short
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.rules.wording.likeness import distance, near_misses
from budgetgen.rules.wording.typed import Slip, by_words

_ORDINAL: Final = re.compile(r"[\d一二三四五六七八九十甲乙丙丁东西南北上中下前后新老大小A-Za-z]")
_BRACKETS: Final = re.compile(
    r"[（(][^（）()]*[）)]|[^，。（）\s]*[〔\[【]\d{4}[〕\]】]\s*\d+\s*号"
)
_LEAST: Final = 6
_LONG: Final = 10
_COPIED: Final = 8
_NOT_ITS_TEXT: Final = ("name", "public_name", "special_fund_name", "basis")


@rule(
    "project-names-alike", Severity.WARNING, Topic.PROJECTS, ("form-itself",), needs=Matter.PROJECTS
)
def project_names_alike(d: Material) -> Iterator[Problem]:
    """同一单位的项目名称不应相同，也不应只差一个字。"""
    near: dict[tuple[str, str], list[Project]] = {}
    for each in d.budget.projects:
        if each.disclosure is not Publicity.HIDDEN:
            for shorter in _shortened(_plain(each.title)):
                near.setdefault((each.unit, shorter), []).append(each)
    pairs = {
        (one.code, other.code): (one, other)
        for same in near.values()
        for one, other in pairwise(same)
        if one.code != other.code and _alike(_plain(one.title), _plain(other.title))
    }
    for one, other in pairs.values():
        same = "相同" if _plain(one.title) == _plain(other.title) else "只差一个字"
        yield Problem(
            f"项目名称{same}：“{short(one.title, 30)}”“{short(other.title, 30)}”",
            "是同一个项目的，合并；不是的，在名称里写明区别",
            (one.cell("name"), other.cell("name")),
        )


def _plain(title: str) -> str:
    return re.sub(r"\s", "", title)


def _shortened(name: str) -> set[str]:
    """The name and what is left of it without one letter: two names a letter apart have one in common."""
    if len(name) < _LEAST:
        return {name}
    return {name, *(name[:i] + name[i + 1 :] for i in range(len(name)))}


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    return distance(one, other, 1) == 1 and _ORDINAL.sub("", one) != _ORDINAL.sub("", other)


@rule(
    "text-of-another-project",
    Severity.WARNING,
    Topic.PROJECTS,
    ("form-itself",),
    needs=Matter.PROJECTS | Matter.TEXTS,
)
def text_of_another_project(d: Material) -> Iterator[Problem]:
    """项目的用途、目标和指标应写本项目，不应写着别的项目。"""
    titles = _titles(d)
    index: dict[str, list[str]] = {}
    for core in dict.fromkeys(titles.values()):
        if len(core) >= _LEAST:
            index.setdefault(core[:_LEAST], []).append(core)
    for each in d.texts:
        own = titles.get(each.project)
        if own is None or each.field in _NOT_ITS_TEXT or own in each.text:
            continue
        named = [core for core in _named(each.text, index) if core not in own and own not in core]
        if named:
            yield Problem(
                f"写了另一个项目“{short(named[0], 24)}”",
                "改成本项目的内容；确需提到另一个项目的，说明理由",
                (each.cell,),
            )


def _named(text: str, index: dict[str, list[str]]) -> Iterator[str]:
    """The projects whose names a text has."""
    for place in range(len(text) - _LEAST + 1):
        for core in index.get(text[place : place + _LEAST], ()):
            if text.startswith(core, place):
                yield core


def _core(title: str) -> str:
    """A title without document numbers, brackets and 项目, 经费 at its end."""
    return re.sub(r"(?:项目|经费|资金|预算|费用|费)+$", "", _BRACKETS.sub("", title)).strip()


def _titles(d: Material) -> dict[str, str]:
    return {each.code: _core(each.title) for each in d.budget.projects}


@rule(
    "project-texts-alike",
    Severity.WARNING,
    Topic.PROJECTS,
    ("form-itself",),
    needs=Matter.PROJECTS,
    formerly=("text-of-another-project",),
)
def project_texts_alike(d: Material) -> Iterator[Problem]:
    """名称很不相同的项目，用途和目标不应完全一样。"""
    titles = _titles(d)
    for field in ("purpose", "goals"):
        shown = [each for each in d.budget.projects if each.disclosure is Publicity.FULL]
        texts: dict[str, list[Project]] = {}
        for each in shown:
            text = re.sub(r"\s", "", getattr(each, field))
            if len(text) >= _COPIED:
                texts.setdefault(text, []).append(each)
        for text, projects in texts.items():
            first, *others = (titles[each.code] for each in projects)
            if any(_different(first, other) for other in others):
                title = Project.model_fields[field].title
                yield Problem(
                    f"{len(projects)} 个项目的{title}都是“{short(text)}”", "按各项目的实际情况分别写",
                    tuple(each.cell(field) for each in projects),
                )  # fmt: skip


def _different(one: str, other: str) -> bool:
    """Whether two names share less than half of their letters: no two parts of one fund."""
    return 2 * len(set(one) & set(other)) < min(len(set(one)), len(set(other)))


@rule(
    "project-name-differs",
    Severity.WARNING,
    Topic.PROJECTS,
    ("form-itself",),
    needs=Matter.PROJECTS | Matter.TEXTS,
)
def project_name_differs(d: Material) -> Iterator[Problem]:
    """用途、目标、指标和依据里写项目名称的，应与“项目”表一致。"""
    titles = {each.code: _plain(each.title) for each in d.budget.projects}
    slips = []
    for each in d.texts:
        name = titles.get(each.project, "")
        if len(name) < _LONG or each.field in _NOT_ITS_TEXT[:-1]:
            continue
        text = _plain(each.text)
        for wrong in near_misses(text, name, 2):
            named = any(other and other in text for other in titles.values())
            if not named and _ORDINAL.sub("", wrong) != _ORDINAL.sub("", name):
                said = f"项目名称写的是“{short(wrong, 40)}”，“项目”表里是“{short(name, 40)}”"
                slips.append((said, Slip(wrong, each.cell)))
    yield from by_words(slips, lambda wrong: "改成同一个名称")
