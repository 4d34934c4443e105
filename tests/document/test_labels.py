"""叫法: under labels that rename every word, no printed word keeps its old name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from budgetgen.adapt.validate import validate, wordings
from budgetgen.checked import check_file
from budgetgen.disclosure import Disclosure
from budgetgen.document.blocks import Contents, Document, Heading, Role, TableBlock
from budgetgen.document.compose import compose
from budgetgen.document.draft import as_draft
from budgetgen.document.text.filters import change_text
from budgetgen.findings import Finding, Severity
from budgetgen.model.budget import Budget
from budgetgen.model.records import Record
from budgetgen.model.vocabulary import Item
from budgetgen.profiles import Profile, load_profile, profile_ids
from budgetgen.tables.changes import YearChange
from support.places import EXAMPLES

CHINESE = re.compile(r"[\u4e00-\u9fff]")
NUMERAL = re.compile(r"[一二三四五六七八九十]{1,3}(?=、)")


def renamed(profile: Profile) -> Profile:
    """The profile with every word written in stars, what is in braces kept."""
    words = {text: CHINESE.sub("✲", text) for text in wordings(profile) if CHINESE.search(text)}
    return profile.model_copy(update={"labels": words})


def typed(record: Record) -> Iterator[str]:
    """Every text that somebody typed, line by line."""
    for name in type(record).model_fields:
        value = getattr(record, name)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Record):
                yield from typed(each)
            elif type(each) is str:  # no choices: those are words of the program
                yield from each.splitlines()


def printed(document: Document) -> Iterator[str]:
    """What stands outside the sentences, which are the profile's own: tables, titles, contents, cover."""
    sections = {h.text for h in document.headings() if h.role is Role.SECTION}
    yield document.watermark
    if document.cover:
        yield from (*document.cover.title, document.cover.agency)
    for block in document.blocks():
        match block:
            case TableBlock():
                rows = (*block.head, block.numbers, *block.body)
                yield from (block.title, *block.line, *(c.text for row in rows for c in row))
                yield from block.notes
            case Heading() if block.role is not Role.SECTION:
                yield block.text
            case Contents():
                yield block.title
                yield from (each.text for each in block.entries if each.text not in sections)


def left(document: Document, d: Disclosure) -> list[str]:
    """Texts in which Chinese is left once typed texts, names of subjects and 万元 are taken out."""
    profile, year = d.profile, d.budget.info.year
    catalogues = (profile.function_catalogue, profile.economic_catalogue)
    known = {name for catalogue in catalogues for name in catalogue.names()}
    known |= {
        *typed(d.budget),
        d.budget.info.scope.value,
        *profile.project.parts,
        profile.unit.name,
        "第一部分",
        "第二部分",
    }
    known |= {name for names in profile.indicators.values() for name in names}
    longest = sorted((text.strip() for text in known if text.strip()), key=len, reverse=True)
    found = []
    for text in printed(document):
        rest = text
        for each in longest:
            if not CHINESE.search(rest):
                break
            rest = rest.replace(each, "")
        if CHINESE.search(NUMERAL.sub("", rest)):
            found.append(f"{year} {text}：{rest}")
    return found


@pytest.mark.long
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_labels_reach_every_word_that_the_program_prints(path: Path) -> None:
    d = check_file(path).disclosure
    assert d
    profile = renamed(d.profile.model_copy(update={"cover": True, "rounding_note": True}))
    new = Disclosure.of(d.budget, profile)
    finding = Finding("x", Severity.NOTICE, "1", "1")
    document = replace(
        as_draft(compose(new), [finding, replace(finding, waived="1")], profile), facts={}
    )
    of_findings = (finding.severity.value, "发现", "检查")
    assert [each for each in left(document, new) if not any(w in each for w in of_findings)] == []


@pytest.mark.long
@pytest.mark.parametrize("id", profile_ids())
def test_a_budget_without_anything_keeps_no_old_word_either(id: str) -> None:
    info = check_file(EXAMPLES[0]).disclosure.budget.info  # type: ignore[union-attr]
    profile = renamed(load_profile(id))
    empty = Budget(info=info.model_copy(update={"scope": profile.scope}))
    d = Disclosure.of(empty, profile)
    assert left(compose(d), d) == []


@pytest.mark.parametrize("id", profile_ids())
def test_every_word_may_be_renamed(id: str) -> None:
    validate(renamed(load_profile(id)))


def test_a_comparison_in_a_sentence_takes_the_profiles_words(profile: Profile) -> None:
    unit = profile.unit
    own = profile.model_copy(update={"labels": {"增加": "增长", "持平，无增减变化": "与上年持平"}})
    more = YearChange(Item.TOTAL, unit.yuan * 3, unit.yuan * 2, "", unit)
    assert change_text(own, more) == "增长1.00万元"
    assert change_text(own, replace(more, last_year=more.this_year)) == "与上年持平"
