"""``diff --years``: nothing lost between two years, every amount the tables' own, renamed subjects as one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given as property_of
from hypothesis import strategies as st
from lxml import html

from budgetgen.cli import main
from budgetgen.comparison.years import Years, years_compared
from budgetgen.comparison.years.against import Against
from budgetgen.comparison.years.facts import years_facts
from budgetgen.comparison.years.page import render_years_page
from budgetgen.comparison.years.report import years_report
from budgetgen.disclosure import Disclosure
from budgetgen.model.budget import Budget
from budgetgen.model.records import LineItem, Reason
from budgetgen.model.vocabulary import Category, Item, Source
from budgetgen.profiles import load_profile
from budgetgen.render.json import render_budget_json
from budgetgen.report import WIDTH, columns
from budgetgen.rules.last_year.changes import COMPARED, EXPLAINED
from budgetgen.workbook.form.writer import write_workbook
from support.budget_edits import EXAMPLES, example, given, put
from support.drafts import disclosure
from support.fuzz import examples
from support.places import ROOT
from support.year_pairs import next_year, two_years

NAMES = [path.parent.name for path in EXAMPLES]
SMALL = "small-2024"
pairs = st.tuples(st.sampled_from(NAMES), st.integers(0, 10_000))


def both(amounts: Iterable[Against]) -> tuple[Decimal, Decimal]:
    amounts = list(amounts)
    return sum((a.last for a in amounts), Decimal(0)), sum((a.this for a in amounts), Decimal(0))


def of_lines(years: Years, counts: object = lambda line: True) -> tuple[Decimal, Decimal]:
    """Straight from the line items."""
    last, this = (
        sum((x.amount for x in d.budget.lines if counts(x)), Decimal(0))  # type: ignore[operator]
        for d in (years.last, years.this)
    )
    return last, this


@pytest.mark.long
@examples(14)
@property_of(pairs)
def test_nothing_is_lost_or_told_twice(which: tuple[str, int]) -> None:
    last, this = two_years(*which)
    found = years_compared(last, this)
    own = found.projects
    before = Counter([each.old_code for each in own.continued] + [x.code for x in own.ended])
    after = Counter([each.code for each in own.continued] + [x.code for x in own.begun])
    assert before == Counter(set(last.budget.project_by_code))
    assert after == Counter(set(this.budget.project_by_code))
    for each in own.continued:
        spent = (last.budget.project_amount(each.old_code), this.budget.project_amount(each.code))
        assert (each.against.last, each.against.this) == spent
    whole = both([*(x.against for x in own.all), own.unlisted])
    assert whole == of_lines(found, lambda line: line.category is Category.PROJECT)


@pytest.mark.long
@examples(14)
@property_of(pairs)
def test_every_total_is_the_sum_of_its_parts_and_that_of_the_tables(which: tuple[str, int]) -> None:
    last, this = two_years(*which)
    found = years_compared(last, this)
    assert both(found.categories) == both(found.sources) == of_lines(found)
    spent = of_lines(found, lambda line: line.category is not Category.YEAR_END)
    assert spent == (last.figures.spent.amount, this.figures.spent.amount)
    for level in ("类", "款", "项"):
        assert both(x.against for x in found.subjects if x.level == level) == spent
    for each in found.items:
        printed = this.profile.unit.text(this.figures.changes[each.item].this_year)
        assert each.against.texts[1] == printed


@examples(8)
@property_of(pairs)
def test_the_other_way_round_is_the_mirror_image(which: tuple[str, int]) -> None:
    last, this = two_years(*which)
    there, back = years_compared(last, this), years_compared(this, last)
    for one, other in zip(
        (*there.categories, *there.sources, there.three_public, there.purchases),
        (*back.categories, *back.sources, back.three_public, back.purchases),
        strict=True,
    ):
        assert (one.last, one.this) == (other.this, other.last)
        assert one.change == -other.change
    kept = {(each.old_code, each.code) for each in there.projects.continued}
    assert kept == {(each.code, each.old_code) for each in back.projects.continued}


@examples(8)
@property_of(pairs)
def test_the_report_is_narrow_and_short(which: tuple[str, int]) -> None:
    found = years_compared(*two_years(*which, count=25))
    lines = years_report(found).splitlines()
    assert max(columns(line) for line in lines) <= WIDTH + 2
    assert len(lines) <= 130


def line(function: str, amount: int = 100_000) -> LineItem:
    return LineItem(
        function=function, category=Category.PROJECT, source=Source.GENERAL, amount=Decimal(amount)
    )


def of_year(year: int, *functions: str) -> Disclosure:
    info = example(SMALL).info.model_copy(update={"year": year})
    lines = tuple(line(code) for code in functions)
    return Disclosure.of(Budget(info=info, lines=lines), load_profile("hebei-2024-dept"))


def subjects(last: Disclosure, this: Disclosure, level: str) -> list[tuple[str, str, str, str]]:
    found = years_compared(last, this).subjects
    return [(x.title, *x.against.texts, x.against.direction) for x in found if x.level == level]


def test_a_renamed_subject_is_one_and_says_its_old_name() -> None:
    years = of_year(2024, "2150599"), of_year(2025, "2150599")
    assert subjects(*years, "款") == [
        ("21505 工业和信息产业（原工业和信息产业监管）", "10.00", "10.00", "持平")
    ]


def test_a_recoded_subject_is_one_and_says_its_old_code() -> None:
    years = of_year(2023, "2100601", "2100699"), of_year(2024, "2101704", "2101799")
    assert subjects(*years, "款") == [
        ("21017 中医药事务（原21006 中医药）", "20.00", "20.00", "持平")
    ]
    assert [title for title, *_ in subjects(*years, "项")] == [
        "2101704 中医（民族医）药专项（原2100601 中医（民族医）药专项）",
        "2101799 其他中医药事务支出（原2100699 其他中医药支出）",
    ]


def test_a_subject_that_became_a_group_is_compared_as_that_group() -> None:
    years = of_year(2023, "2010308"), of_year(2024, "2014004")
    assert subjects(*years, "款") == [
        ("20140 信访事务（原2010308 信访事务）", "10.00", "10.00", "持平")
    ]
    assert [row[1:3] for row in subjects(*years, "项")] == [("10.00", "0.00"), ("0.00", "10.00")]


def test_a_class_stays_as_published_though_its_money_moved() -> None:
    years = of_year(2023, "2082201"), of_year(2024, "2137201")
    assert [row[1:3] for row in subjects(*years, "类")] == [("10.00", "0.00"), ("0.00", "10.00")]
    assert [row[1:3] for row in subjects(*years, "项")] == [("10.00", "10.00")]


def test_a_code_still_in_use_was_not_replaced() -> None:
    years = of_year(2023, "2100601"), of_year(2024, "2100601", "2101704")
    assert [row[1:3] for row in subjects(*years, "项")] == [("10.00", "10.00"), ("0.00", "10.00")]


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_figures_that_were_carried_are_those_published(name: str) -> None:
    last = disclosure(name, example(name))
    found = years_compared(last, disclosure(name, next_year(name, last.budget)))
    assert found.prior
    assert found.prior.gaps == ()
    assert found.prior.compared == len(found.this.budget.prior)
    assert not found.unexplained
    assert found.is_settled


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_a_figure_of_last_year_that_differs_is_told_with_both(name: str) -> None:
    last = disclosure(name, example(name))
    this = next_year(name, last.budget)
    for place, figure in enumerate(this.prior):
        wrong = put(this, "prior", place, amount=figure.amount + 1_000_000)
        check = years_compared(last, disclosure(name, wrong)).prior
        assert check
        (gap,) = check.gaps
        assert gap.item is figure.item
        assert (gap.typed, gap.published) == (figure.amount + 1_000_000, figure.amount)
    bare = years_compared(last, disclosure(name, given(this, prior=()))).prior
    assert bare
    assert [(gap.item, gap.typed) for gap in bare.gaps] == [
        (item, None) for item in Item if item in COMPARED
    ]


def test_a_change_without_reason_is_told() -> None:
    old = example(SMALL)
    new = next_year(SMALL, old)
    place = next(i for i, x in enumerate(new.lines) if x.category is Category.PERSONNEL)
    more = put(new, "lines", place, amount=new.lines[place].amount + 500)
    found = _found(given(more, reasons=()))
    assert [each.item for each in found.unexplained] == [Item.BASIC]
    told = Reason(item=Item.BASIC, text="人员晋级")
    assert not _found(given(more, reasons=(told,))).unexplained
    whole = {each.item for each in _found(given(more, reasons=()), Decimal(0)).unexplained}
    assert whole == {Item.TOTAL, Item.BASIC, Item.PERSONNEL}


def _found(this: Budget, threshold: Decimal = Decimal(10)) -> Years:
    return years_compared(disclosure(SMALL, example(SMALL)), disclosure(SMALL, this), threshold)


def test_what_must_be_explained_needs_a_reason_for_the_smallest_change() -> None:
    found = _found(next_year(SMALL, example(SMALL)))
    for each in found.items:
        small = replace(each.against, last=Decimal(1_000_000), this=Decimal(1_000_100))
        bare = replace(each, against=small, reason="")
        assert bare.lacks_reason(Decimal(10)) is (each.item in EXPLAINED)


def test_a_temporary_code_given_out_anew_is_no_continued_project() -> None:
    last = put(example(SMALL), "projects", 0, code="新01")
    other = {
        "code": "新01",
        "name": "智慧停车场",
        "purpose": "建设",
        "goals": "建成",
        "public_name": "",
    }
    this = put(next_year(SMALL, last), "projects", 0, **other)
    own = years_compared(disclosure(SMALL, last), disclosure(SMALL, this)).projects
    assert [each.code for each in own.ended] == [each.code for each in own.begun] == ["新01"]


def test_a_project_whose_name_carries_the_year_continues() -> None:
    last = put(example(SMALL), "projects", 0, name="2024年村庄设施管护", code="A24")
    renamed = put(next_year(SMALL, last), "projects", 0, name="2025年村庄设施管护", code="A25")
    own = years_compared(disclosure(SMALL, last), disclosure(SMALL, renamed)).projects
    (one,) = [each for each in own.continued if each.code == "A25"]
    assert (one.old_code, one.old_name) == ("A24", "2024年村庄设施管护")
    assert one.indicators_added + one.indicators_removed > 0 or not one.targets


def test_years_apart_leave_last_years_figures_alone() -> None:
    old = example(SMALL)
    later = given(next_year(SMALL, old), info=old.info.model_copy(update={"year": 2027}))
    found = years_compared(disclosure(SMALL, old), disclosure(SMALL, later))
    assert found.prior is None
    assert "不相邻" in years_report(found)


# The command -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, short_forms: None) -> tuple[str, str]:
    """Last year as kept by a build, this year as a workbook with a wrong 上年数."""
    old, profile = example(SMALL), "hebei-2024-dept"
    new = put(next_year(SMALL, old), "prior", 1, amount=Decimal(1))
    folder = tmp_path_factory.mktemp("years")
    last, this = folder / "上年.budget.json", folder / "本年.xlsx"
    last.write_bytes(render_budget_json(old, profile))
    this.write_bytes(write_workbook(new, load_profile(profile)))
    return str(last), str(this)


@pytest.mark.long
def test_the_command_names_the_cell_of_a_wrong_figure(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", "--years", *files]) == 1
    said = capsys.readouterr().out
    assert "上年预算!C3 基本支出填的是 0.00 万元，上年公开的是 " in said
    assert said.splitlines()[-1] == "上年数有 1 项与上年公开的不一致。"


def _names(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(_names, value.values()))
    return set().union(*map(_names, value)) if isinstance(value, list) else set()


def test_the_documented_fields_are_the_written_ones(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["diff", "--years", *files, "--json"])
    said = json.loads(capsys.readouterr().out)
    page = (ROOT / "docs" / "diff.md").read_text(encoding="utf-8")
    assert {name for name in _names(said) if f"`{name}`" not in page.replace('"', "`")} == set()


def _strings(value: object) -> set[str]:
    if isinstance(value, dict):
        return set().union(*map(_strings, value.values()))
    if isinstance(value, list):
        return set().union(*map(_strings, value))
    return {value} if isinstance(value, str) else set()


def test_the_page_shows_all_there_is(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "对比.html"
    assert main(["diff", "--years", *files, "--json", "--html", str(target)]) == 1
    said = json.loads(capsys.readouterr().out)
    page = html.document_fromstring(target.read_bytes())
    shown = " ".join(page.text_content().split())
    for rows in (said["items"], said["sources"], said["subjects"], said["projects"]["continued"]):
        for row in rows:
            wanted = _strings({k: v for k, v in row.items() if k not in ("percent", "level")})
            hidden = {row["change"]} if row["direction"] == "持平" else set()
            assert {text for text in wanted - hidden if text not in shown} - {
                row.get("reason")
            } == set()
    assert not page.xpath("//@src | //@href | //script")


def test_what_somebody_typed_never_becomes_markup() -> None:
    evil = "<script>alert(1)</script>"
    old = put(example(SMALL), "projects", 0, name=evil)
    page = render_years_page(_of(old, next_year(SMALL, old)), (evil, evil)).decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def _of(last: Budget, this: Budget) -> Years:
    return years_compared(disclosure(SMALL, last), disclosure(SMALL, this))


@pytest.mark.long
def test_equal_years_give_equal_facts() -> None:
    one, two = (json.dumps(years_facts(years_compared(*two_years("shifan-2025", 3)))) for _ in "ab")
    assert one == two


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["{1}", "{0}", "--years"], "次序反了"),
        (["{1}", "{1}", "--years"], "去掉 --years"),
        (["{0}", "{other}", "--years"], "不是同一个"),
        (["{0}", "{1}", "--threshold", "5"], "--years"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(
    options: list[str], said: str, files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    other = next(path for path in EXAMPLES if path.parent.name == "shifan-2025")
    assert main(["diff", *(each.format(*files, other=other) for each in options)]) == 2
    out = capsys.readouterr()
    assert said in out.err
    assert not out.out
