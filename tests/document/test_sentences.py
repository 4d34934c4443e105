"""Every printed sentence re-added: over the examples, real ledgers, random budgets, and every unit of a department."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from budgetgen.checked import check_file
from budgetgen.disclosure import Disclosure
from budgetgen.document.blocks import Document, GridCell, Heading, Paragraph, Part, TableBlock
from budgetgen.document.compose import compose
from budgetgen.model.budget import Budget
from budgetgen.model.records import ExtraText, LineItem, PriorFigure, Project, Purchase, Reason
from budgetgen.model.units import unit_budget
from budgetgen.model.vocabulary import Item
from budgetgen.profiles import Profile, load_profile
from budgetgen.rules.wording.words import typos
from support.documents import texts
from support.ledgers import (
    FUNCTIONS,
    UNIT,
    amounts,
    budget,
    info,
    ledgers,
    published,
    published_budget,
)
from support.places import EXAMPLES
from support.readd import contradictions, wrong_changes, wrong_forms, wrong_items, wrong_sums
from support.readd import said as generated

NAMES = sorted(path.parent.name for path in EXAMPLES)
PROFILES = (
    "hebei-2023-unit", "hebei-2023-unit-nature", "hebei-2024-dept", "hebei-2024-dept-percent",
    "hebei-2025-dept",
)  # fmt: skip


@cache
def profile_of(id: str) -> Profile:
    return load_profile(id)


@cache
def example(name: str) -> Disclosure:
    path = next(path for path in EXAMPLES if path.parent.name == name)
    found = check_file(path).disclosure
    assert found
    return found


def held(d: Disclosure, compared: bool = False) -> list[str]:
    """What does not add up in a disclosure's sentences."""
    printed = [(table.id, table.printed_columns, table.printed_rows) for table in d.tables]
    return contradictions(compose(d), printed, compared)


def said(d: Disclosure) -> str:
    return "\n".join(texts(compose(d)))


# The check itself ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("支出10.00万元，其中：基本支出6.00万元，项目支出4.00万元。", False),
        ("支出10.00万元，其中：基本支出6.00万元，项目支出3.00万元。", True),
        ("支出10.00万元，其中：基本支出6.00万元，包括人员经费5.00万元和公用经费1.00万元；项目支出4.00万元。", False),
        ("支出10.00万元，其中：基本支出6.00万元，包括人员经费5.00万元和公用经费2.00万元；项目支出4.00万元。", True),
        ("总计10.00万元，比2024年的9.00万元增加1.00万元。其中：基本支出增加3.00万元，项目支出减少2.00万元。", False),
        ("总计10.00万元，比2024年的9.00万元增加1.00万元。其中：基本支出增加3.00万元，项目支出减少1.00万元。", True),
        ("收支总计9.00万元，与2024年持平。其中：基本支出增加3.00万元，项目支出减少3.00万元。", False),
        ("支出10.01万元，其中：基本支出6.00万元，项目支出4.00万元。", True),
        ("支出10.01万元，其中：基本支出6.00万元，项目支出4.00万元（四舍五入）。", False),
        ("支出10.00万元，其中：基本支出6.00万元，项目支出4.00万元（四舍五入）。", True),
        ("甲7.01万元，其中：乙6.00万元，丙1.00万元。丁5.01万元，其中：乙1万元，丙4万元（四舍五入）。", True),
        ("甲7.00万元，其中：乙6万元，丙1万元（四舍五入）。丁5.01万元，其中：乙1万元，丙4万元（四舍五入）。", True),
        ("甲7.01万元，其中：乙6万元，丙1万元（四舍五入）。丁5.01万元，其中：乙1万元，丙4万元（四舍五入）。", False),
        ("接待费1.00万元，比2024年的3.00万元减少2.00万元。", False),
        ("接待费1.00万元，比2024年的3.00万元增加2.00万元。", True),
        ("接待费1.00万元，比2024年的3.50万元减少2.00万元。", True),
    ],
)  # fmt: skip
def test_the_check_finds_what_does_not_add_up(sentence: str, wrong: bool) -> None:
    assert bool([*wrong_sums(sentence), *wrong_changes(sentence)]) is wrong


def written(section: str, *texts: str) -> Document:
    """A document of one section."""
    blocks = (Heading(section, "1", section=section), *map(Paragraph, texts))
    return Document("", "", 2024, (Part(blocks),))


@pytest.mark.parametrize(
    ("whole", "part", "wrong"),
    [
        ("增加1.00万元，分项情况如下", "3.00万元，比2023年的2.00万元增加1.00万元", False),
        ("增加1.00万元，分项情况如下", "4.00万元，比2023年的2.00万元增加2.00万元", True),
        ("增加1.01万元，分项情况如下", "3.00万元，比2023年的2.00万元增加1.00万元", True),
        (
            "增加1.01万元，分项情况如下（四舍五入）",
            "3.00万元，比2023年的2.00万元增加1.00万元",
            False,
        ),
    ],
)
def test_the_check_adds_up_what_stands_in_several_paragraphs(
    whole: str, part: str, wrong: bool
) -> None:
    texts = (f"“三公”经费预算总额比2023年的2.00万元{whole}。", f"公务接待费{part}。")
    assert bool([*wrong_items(list(generated(written("three-public", *texts))))]) is wrong


@pytest.mark.parametrize(
    ("section", "text", "wrong"),
    [
        ("procurement", "政府采购预算12.00万元，全部为货物。预留中小微企业份额3.00万元。", False),
        ("procurement", "政府采购预算11.00万元，全部为货物。预留中小微企业份额3.00万元。", True),
        ("procurement", "政府采购预算12.00万元，全部为货物。预留中小微企业份额2.00万元。", True),
        ("procurement", "政府采购预算0.00万元，无采购事项。", True),
        ("assets", "上年末固定资产金额为5.00万元（详见下表）。", False),
        ("assets", "上年末固定资产金额为6.00万元（详见下表）。", True),
        ("assets", "上年末无固定资产占用情况。", True),
    ],
)
def test_the_check_holds_the_sentences_against_the_tables_below_them(
    section: str, text: str, wrong: bool
) -> None:
    bought = ("合计", *[""] * 6, "12.00", "12.00", "3.00")
    owned = ("资产总额", "", "5.00")
    rows = bought if section == "procurement" else owned
    table = TableBlock(section, (), (), (tuple(map(GridCell, rows)),))
    document = written(section, text)
    document = replace(document, parts=(*document.parts, Part((table,))))
    assert bool([*wrong_forms(document)]) is wrong


# Budgets ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_sentences_of_an_example_add_up(name: str) -> None:
    assert held(example(name), compared=True) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_sentences_of_every_unit_add_up(name: str) -> None:
    whole = example(name)
    for unit in whole.budget.units:
        own = unit_budget(whole.budget, unit.code)
        assert held(Disclosure.of(own, whole.profile)) == []


@pytest.mark.parametrize("id", PROFILES)
@pytest.mark.parametrize("name", ["unit-2023", "county-2024", "district-2024"])
def test_the_sentences_of_a_real_ledger_add_up(name: str, id: str) -> None:
    assert (
        held(Disclosure.of(published_budget(published(name), profile_of(id)), profile_of(id))) == []
    )


@st.composite
def budgets(draw: st.DrawFn) -> Budget:
    """Any ledger, with any of last year's figures, comparable ones too, and reasons."""
    lines = draw(ledgers())
    items = draw(st.lists(st.sampled_from(Item), unique=True))
    prior = tuple(
        PriorFigure(
            item=item, amount=draw(amounts() | st.just(Decimal(0))),
            comparable=draw(st.none() | amounts()), caliber_reason="机构改革",
        )
        for item in items
    )  # fmt: skip
    reasons = tuple(Reason(item=item, text="工作变化。") for item in items)
    made = budget(lines, prior=prior, reasons=reasons)
    return made.model_copy(update={"info": info(scope=draw(st.sampled_from(("部门", "单位"))))})


@given(budgets(), st.sampled_from(PROFILES))
def test_the_sentences_of_any_budget_add_up(made: Budget, id: str) -> None:
    d = Disclosure.of(made, profile_of(id))
    given = {each.item for each in made.prior}
    public = {Item.ABROAD, Item.VEHICLE_PURCHASE, Item.VEHICLE_RUNNING, Item.RECEPTION}
    last = [each for each in made.prior if each.item is Item.TOTAL]
    compared = public <= given and bool(last) and bool(last[0].comparable or last[0].amount)
    assert held(d, compared) == []


@pytest.mark.long
@given(ledgers(), st.sampled_from(PROFILES))
def test_a_budget_like_last_years_is_flat_in_one_sentence(
    lines: tuple[LineItem, ...], id: str
) -> None:
    assume(lines)  # Nothing in either year is no comparison.
    before = Disclosure.of(budget(lines), profile_of(id))
    figures = before.figures.changes
    prior = tuple(PriorFigure(item=item, amount=figures[item].this_year) for item in Item)
    d = Disclosure.of(budget(lines, prior=prior), profile_of(id))
    spoken = [text for text in texts(compose(d)) if "“三公”经费预算" in text and "持平" in text]
    assert len(spoken) == 1
    assert "增加0.00" not in said(d)
    assert "减少0.00" not in said(d)


# 无 ------------------------------------------------------------------------------------------------


def hidden(**more: Any) -> Disclosure:
    """A department whose only project, a special fund with a purchase, is not published."""
    project = Project(
        code="甲", name="专门设施维护", unit=UNIT.code, disclosure="不公开", special_fund=True
    )
    line = LineItem(
        unit=UNIT.code, function=FUNCTIONS[1], category="项目支出", project="甲",
        source="一般公共预算", amount=Decimal(580000),
    )  # fmt: skip
    bought = Purchase(
        unit=UNIT.code, project="甲", item="设备", catalogue="A02010105", measure="台",
        quantity=Decimal(1), price=Decimal(50000), source="一般公共预算",
    )  # fmt: skip
    made = Budget(
        info=info(), units=(UNIT,), lines=(line,), projects=(project,), purchases=(bought,)
    )
    return Disclosure.of(made.model_copy(update=more), profile_of("hebei-2024-dept"))


def test_what_is_not_published_is_neither_denied_nor_announced() -> None:
    text = said(hidden())
    assert "我部门无项目预算安排" not in text
    assert "我部门无主管专项资金" not in text.replace(
        "除依法不予公开的外，我部门无主管专项资金", ""
    )
    assert "注：无政府采购预算" not in text
    assert "不公开的项目" not in text
    assert "专门设施维护" not in text


def test_where_there_is_nothing_it_says_so() -> None:
    d = Disclosure.of(budget(()), profile_of("hebei-2024-dept"))
    text = said(d)
    for sentence in (
        "我部门无项目预算安排。", "我部门无主管专项资金预算安排。", "注：无政府采购预算，空表列示。",
        "未安排财政拨款“三公”经费预算",
    ):  # fmt: skip
        assert sentence in text


def test_no_use_is_named_where_nothing_is_spent() -> None:
    extra = (ExtraText(section="项目支出主要用途", text="设施管护"),)
    text = said(Disclosure.of(budget((), extra_texts=extra), profile_of("hebei-2024-dept")))
    assert "主要用于设施管护" not in text


@pytest.mark.parametrize("last", [None, "0"])
def test_a_new_department_is_not_compared(last: str | None) -> None:
    prior = () if last is None else (PriorFigure(item=Item.TOTAL, amount=Decimal(last)),)
    reasons = (Reason(item=Item.TOTAL, text="我部门为新组建部门。"),)
    d = Disclosure.of(budget((), prior=prior, reasons=reasons), profile_of("hebei-2024-dept"))
    assert "2023年没有可比的预算数，不作增减比较，原因是我部门为新组建部门。" in said(d)


def test_an_institution_has_no_operating_cost_and_says_so() -> None:
    school = UNIT.model_copy(update={"nature": "公益一类"})
    line = LineItem(
        unit=UNIT.code, function=FUNCTIONS[0], category="公用经费", economic="30201",
        source="一般公共预算", amount=Decimal(400000),
    )  # fmt: skip
    text = said(Disclosure.of(budget((line,), units=(school,)), profile_of("hebei-2024-dept")))
    assert "不在机关运行经费的统计范围内，2024年无机关运行经费。" in text
    assert "安排机关运行经费" not in text


def test_only_administrative_units_are_counted_and_the_rest_is_told_apart() -> None:
    units = (
        UNIT.model_copy(update={"code": "1", "nature": "行政单位"}),
        UNIT.model_copy(update={"code": "2", "nature": "参照公务员法管理事业单位"}),
        UNIT.model_copy(update={"code": "3", "nature": "公益一类（非参公）"}),
        UNIT.model_copy(update={"code": "4", "nature": "群团机关"}),
    )
    spent = (("1", 80), ("1", 5), ("2", 20), ("3", 40), ("4", 7))
    lines = tuple(
        LineItem(
            unit=unit, function=FUNCTIONS[0], category="公用经费", economic="30201",
            source="一般公共预算", amount=Decimal(amount * 10000), carryover=amount == 5,
        )
        for unit, amount in spent
    )  # fmt: skip
    text = said(Disclosure.of(budget(lines, units=units), profile_of("hebei-2024-dept")))
    assert "安排机关运行经费112.00万元" in text
    assert "其他单位的公用经费40.00万元不在其内" in text


def test_a_unit_and_a_department_cite_their_own_basis() -> None:
    def opening(scope: str) -> str:
        made = budget(()).model_copy(
            update={"info": info(scope=scope, approval_number="示财预〔2024〕4号")}
        )
        document: Document = compose(Disclosure.of(made, profile_of("hebei-2024-dept")))
        return next(text for text in texts(document) if text.startswith("按照"))

    assert "《中华人民共和国预算法实施条例》" in opening("部门")
    assert "财政部门的预算批复（示财预〔2024〕4号）" in opening("部门")
    assert "《中华人民共和国预算法实施条例》第六条" in opening("单位")
    assert "财预〔2021〕29号" in opening("单位")


# One thing, one name ------------------------------------------------------------------------------

FUNDS = {
    "一般公共预算": ("一般公共预算拨款收入", "一般公共预算收入"),
    "政府性基金": ("政府性基金预算拨款收入", "政府性基金预算收入", "基金预算收入"),
    "财政专户": ("财政专户管理资金收入", "财政专户核拨收入"),
    "公务用车": ("公务用车购置及运维费", "公务用车购置及运行维护费"),
    "上级": ("上解上级支出", "上缴上级支出", "上交上级支出"),
    "比较": (
        r"比\d{4}年的",
        r"与\d{4}年(?:预算)?相比",
        r"比上年(?:增加|减少)\d",
        r"较上年(?:增加|减少)\d",
    ),
    "持平": (r"与\d{4}年持平", "与上年持平", "比上年持平", "持平，无增减变化"),
}


@pytest.mark.parametrize("name", NAMES)
def test_one_thing_has_one_name(name: str) -> None:
    whole = "\n".join(each.text for each in generated(compose(example(name))))
    for thing, names in FUNDS.items():
        used = [each for each in names if re.search(each, whole)]
        assert len(used) <= 1, (thing, used)


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_the_program_prints_is_a_wrong_word_when_typed(name: str) -> None:
    d = example(name)
    document = compose(d)
    heads = [
        head for table in d.tables for head in (table.title, *table.printed_columns, *table.notes)
    ]
    forms = [
        c.text for b in document.blocks() if isinstance(b, TableBlock) for r in b.head for c in r
    ]
    rows = [cell for table in d.tables for row in table.printed_rows for cell in row]
    sentences = [each.text for each in generated(document)]
    whole = "\n".join([*heads, *forms, *rows, *sentences])
    assert not [(p.pattern, right) for p, right in typos() if p.search(whole)]
