"""What three printed disclosures got wrong: what is typed is reported at its cell, what is derived cannot come out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from budgetgen.checked import check_file
from budgetgen.document.blocks import Contents, Document, Heading, ListBlock, Role
from budgetgen.document.compose import compose
from budgetgen.findings import Finding
from budgetgen.rules import RULES
from support.documents import texts
from support.places import EXAMPLES, TESTS
from support.print_errors import CHECK, CLASSES, DERIVED, NOT_EXPRESSIBLE, PAGE, PrintError, page
from support.print_errors import print_errors as entries
from support.print_errors import share_found as share

pytestmark = pytest.mark.long

NUMERAL = "[一二三四五六七八九十]+"


def named(which: Callable[[PrintError], object]) -> pytest.MarkDecorator:
    """Parametrize by the findings for which something is so."""
    own = [each for each in entries() if which(each)]
    return pytest.mark.parametrize("each", own, ids=lambda each: each.id)


def places(findings: tuple[Finding, ...], rules: tuple[str, ...]) -> set[str]:
    """The cells that these rules point to; “全表” for a finding without a cell."""
    own = [f for f in findings if f.rule in rules]
    return {str(ref) for f in own for ref in f.at} | {"全表" for f in own if not f.at}


def missed(each: PrintError, findings: tuple[Finding, ...]) -> set[str]:
    """The cells that should be pointed to and aren't."""
    pointed = places(findings, each.rules)
    return set() if "全表" in pointed else set(each.cells) - pointed


@named(lambda each: each.rules and each.found)
def test_what_is_typed_as_printed_is_reported_at_its_cell(each: PrintError, tmp_path: Path) -> None:
    assert each.cells
    assert not missed(each, check_file(each.workbook(tmp_path), each.profile).findings)


@named(lambda each: each.rules and each.found and each.sheets() != each.sheets(right=True))
def test_typed_right_the_same_cell_is_clean(each: PrintError, tmp_path: Path) -> None:
    findings = check_file(each.workbook(tmp_path, right=True), each.profile).findings
    assert not places(findings, each.rules) & {*each.cells, "全表"}


@named(lambda each: each.rules and not each.found)
def test_what_is_listed_as_not_found_is_not_found(each: PrintError, tmp_path: Path) -> None:
    assert missed(each, check_file(each.workbook(tmp_path), each.profile).findings)


@named(lambda each: each.prints or each.never)
def test_what_is_derived_is_printed_right(each: PrintError, tmp_path: Path) -> None:
    disclosure = check_file(each.workbook(tmp_path), each.profile).disclosure
    assert disclosure
    said = "\n".join(words(compose(disclosure), typed=bool(each.rules)))
    assert [text for text in each.prints if text not in said] == []
    assert [text for text in each.never if text in said] == []


@named(lambda each: "kinds_stand_in_their_order" in each.shown)
def test_indicators_typed_in_any_order_are_printed_in_the_forms(
    each: PrintError, tmp_path: Path
) -> None:
    disclosure = check_file(each.workbook(tmp_path), each.profile).disclosure
    assert disclosure
    kinds_stand_in_their_order(compose(disclosure))


@named(lambda each: each.shown)
def test_no_example_prints_what_is_derived_otherwise(each: PrintError) -> None:
    for name in each.shown:
        for document in documents():
            SHOWN[name](document)


@named(lambda each: each.held)
def test_the_test_that_holds_a_derivation_is_there(each: PrintError) -> None:
    for file, _, name in (test.partition("::") for test in each.held):
        assert f"def {name}(" in (TESTS / file).read_text(encoding="utf-8"), f"{file}::{name}"


def test_every_finding_has_one_class_and_what_belongs_to_it() -> None:
    assert len({each.id for each in entries()}) == len(entries()) == 169
    for each in entries():
        assert each.kind in CLASSES, each.id
        assert set(each.rules) <= set(RULES), each.id
        assert each.kind != CHECK or (each.typed and (each.rules or not each.found)), each.id
        assert each.kind != CHECK or each.found or each.why, each.id
        assert each.kind != DERIVED or each.prints or each.never or each.shown or each.held, each.id
        assert each.kind != NOT_EXPRESSIBLE or each.why, each.id


def test_every_error_and_suspicion_that_data_show_is_found() -> None:
    grave = [e for e in entries() if e.kind == CHECK and e.grade in ("EA", "WA")]
    assert [each.id for each in grave if not each.found] == []


def test_four_fifths_of_what_the_text_shows_are_found() -> None:
    found, every = share("T")
    assert found >= 0.8 * every


def test_the_page_says_what_the_list_says() -> None:
    """``python -m support.print_errors`` writes it."""
    assert PAGE.read_text(encoding="utf-8") == page()


# What holds for every document ---------------------------------------------------------------------


@cache
def documents() -> tuple[Document, ...]:
    """The documents of all examples."""
    checked = [check_file(path).disclosure for path in EXAMPLES]
    return tuple(compose(each) for each in checked if each)


def words(document: Document, typed: bool = False) -> Iterator[str]:
    """Everything the document says; where words were typed wrong on purpose, headings, notes and heads only."""
    for table in document.tables():
        yield from (cell.text for row in (*table.head, table.numbers) for cell in row)
        yield from table.notes
    if typed:
        yield from (heading.text for heading in document.headings())
    else:
        yield from texts(document)


def sections(document: Document, level: int) -> list[Heading]:
    return [h for h in document.headings() if h.role is Role.SECTION and h.level == level]


def first_level_numbers_run_on(document: Document) -> None:
    numbers = [h.number for h in sections(document, 1)]
    assert all(numbers)
    assert [numeral(number) for number in numbers] == list(range(1, len(numbers) + 1))


def numeral(text: str) -> int:
    """1 for “一、”, 12 for “（十二）”, up to nineteen."""
    found = re.search(NUMERAL, text)
    assert found, text
    tens, _, ones = found[0].rpartition("十")
    return "零一二三四五六七八九".index(ones or "零") + (10 if "十" in found[0] else 0) * (
        "零一二三四五六七八九".index(tens) if tens else 1
    )


def no_number_stands_alone(document: Document) -> None:
    """A numbered series of headings is never broken off after its first."""
    titles = [h.text for h in document.headings() if h.role is not Role.SECTION]
    assert not [title for title in titles if re.match(f"{NUMERAL}、", title)]
    parts = [title for title in titles if title.startswith("第") and "部分" in title]
    assert len(parts) != 1


def no_heading_is_repeated(document: Document) -> None:
    said = [re.sub(r"[：:\s]|^第.部分", "", text) for text in texts(document)]
    titles = {re.sub(r"[：:\s]|^第.部分", "", h.text) for h in document.headings()}
    assert not [one for one, other in pairwise(said) if one and one == other and one in titles]


def no_heading_ends_short(document: Document) -> None:
    assert not [h.text for h in document.headings() if h.text.endswith("绩效目")]


def levels_have_numbers_of_their_own(document: Document) -> None:
    """No level is numbered in the style of the one above it."""
    above: dict[int, object] = {}
    for block in document.blocks():
        if isinstance(block, Heading) and block.role is Role.SECTION:
            above = {level: style for level, style in above.items() if level < block.level}
            assert not block.number or block.style not in above.values(), block.text
            above[block.level] = block.style
        elif isinstance(block, ListBlock):
            assert block.style not in above.values(), block.items[0].text


def numbers_have_one_form(document: Document) -> None:
    said = [h.number for h in document.headings()]
    said += [item.number for b in document.blocks() if isinstance(b, ListBlock) for item in b.items]
    assert not [number for number in said if re.search("）、|[()]", number)]


def amounts_have_two_decimals(document: Document) -> None:
    """In the sentences that the tool writes: those that stand before the agency's own goals."""
    stop = next(h for h in sections(document, 1) if "绩效" in h.title)
    for text in texts(document):
        if text == stop.text:
            return
        for amount in re.findall(r"(?:预算|收入|支出|经费|费|结余|增加|减少)(\d[\d.]*)万元", text):
            assert re.fullmatch(r"\d+\.\d\d", amount), text


def years_are_called_years(document: Document) -> None:
    assert not [text for text in texts(document) if re.search(r"较\d{4}预算|\d{4}预算", text)]


def kinds_stand_in_their_order(document: Document) -> None:
    order = ["数量指标", "质量指标", "时效指标", "成本指标"]
    for table in document.tables():
        kinds = [cell.text for row in table.body for cell in row if cell.text in order]
        assert kinds == sorted(kinds, key=order.index), table.title


def sentences_end_with_a_stop(document: Document) -> None:
    starts = ("支出预算按", "收入预算反映", "按照《中华人民共和国预算法》")
    own = [text for text in texts(document) if text.startswith(starts) or "年收支总计" in text]
    assert own
    assert not [text for text in own if not text.endswith("。")]


def no_section_is_empty(document: Document) -> None:
    blocks = list(document.blocks())
    for one, other in pairwise(blocks):
        if isinstance(one, Heading) and one.role is Role.SECTION:
            assert not isinstance(other, Heading) or other.role is not Role.SECTION or (
                other.level > one.level
            ), one.text  # fmt: skip


def contents_are_the_headings(document: Document) -> None:
    titles = {h.text for h in document.headings()}
    for block in document.blocks():
        if isinstance(block, Contents):
            assert not [entry.text for entry in block.entries if entry.text not in titles]


SHOWN: dict[str, Callable[[Document], None]] = {
    each.__name__: each
    for each in (
        first_level_numbers_run_on, no_number_stands_alone, no_heading_is_repeated,
        no_heading_ends_short, levels_have_numbers_of_their_own, numbers_have_one_form,
        amounts_have_two_decimals, years_are_called_years, kinds_stand_in_their_order,
        sentences_end_with_a_stop, no_section_is_empty,
        contents_are_the_headings,
    )
}  # fmt: skip
