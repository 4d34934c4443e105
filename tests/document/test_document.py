"""The tree: numbers, sentences, hostile text, and what one changed figure does."""

from __future__ import annotations

import contextlib
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetgen.disclosure import Disclosure
from budgetgen.document.blocks import (
    Contents,
    Document,
    Heading,
    ListBlock,
    Paragraph,
    Role,
    TableBlock,
)
from budgetgen.document.compose import CannotCompose, compose
from budgetgen.model.budget import Budget
from budgetgen.model.money import WAN
from budgetgen.model.numbering import NumberStyle
from budgetgen.model.records import Duty, ExtraText, Goal, LineItem, PriorFigure, Reason
from budgetgen.model.vocabulary import GoalPart, Item
from budgetgen.profiles import Profile
from support.budget_edits import EXAMPLES, edited, example
from support.documents import texts
from support.drafts import disclosure
from support.fuzz import examples
from support.ledgers import budget, info, ledgers, real_lines


def document(b: Budget, profile: Profile) -> Document:
    return compose(Disclosure.of(b, profile))


@pytest.fixture
def real(real_tables: dict[str, Any]) -> Budget:
    prior = {
        Item.TOTAL: 66901900,
        Item.BASIC: 18025300,
        Item.PROJECT: 48876600,
        Item.VEHICLE_RUNNING: 34200,
    }
    return budget(
        real_lines(real_tables),
        prior=tuple(PriorFigure(item=item, amount=Decimal(a)) for item, a in prior.items()),
        reasons=(Reason(item=Item.BASIC, text="在职人员减少。"),),
    )


def test_sections_are_numbered_without_gaps(real: Budget, profile: Profile) -> None:
    firsts = [
        h for h in document(real, profile).headings() if h.role is Role.SECTION and h.level == 1
    ]
    assert [h.number for h in firsts] == [NumberStyle.CHINESE.write(n) for n in range(1, 12)]
    assert firsts[4].title == "部门整体绩效目标"


def test_anchors_are_unique_and_contents_point_to_them(real: Budget, profile: Profile) -> None:
    doc = document(real, profile)
    anchors = [b.anchor for b in doc.blocks() if isinstance(b, Heading | TableBlock | ListBlock)]
    assert len(set(anchors)) == len(anchors)
    contents = next(b for b in doc.blocks() if isinstance(b, Contents))
    pointed = [e.anchor for e in contents.entries if e.level]
    assert set(pointed) <= set(anchors)
    assert len(pointed) == 9 + 11


def test_sentences_say_what_the_tables_say(real: Budget, profile: Profile) -> None:
    said = "\n".join(texts(document(real, profile)))
    for sentence in (
        "2024年收入总计5531.14万元，其中：本年收入5531.14万元，上年结转结余0.00万元。",
        "本年收入5531.14万元，其中：一般公共预算拨款收入5081.14万元，政府性基金预算拨款收入450.00万元，"
        "国有资本经营预算拨款收入0.00万元，财政专户管理资金收入0.00万元，单位资金0.00万元。",
        "本年支出5531.14万元，其中：基本支出1722.65万元，项目支出3808.49万元。",
        "基本支出1722.65万元，其中：人员经费1565.29万元，公用经费157.36万元。",
        "比2023年的6690.19万元减少1159.05万元",
        "基本支出减少79.88万元，主要原因是在职人员减少；项目支出减少1079.17万元。",
        "机关运行经费157.36万元",
        "“三公”经费预算3.42万元",
        "公务用车运行维护费3.42万元",
    ):
        assert sentence in said


@pytest.mark.long
@given(amount=st.sampled_from([Decimal(10000), Decimal(-10000)]), index=st.integers(0, 38))
def test_one_changed_line_changes_exactly_the_cells_that_list_it(
    amount: Decimal, index: int, real_tables: dict[str, Any], profile: Profile
) -> None:
    lines = list(real_lines(real_tables))
    line = lines[index]
    lines[index] = line.model_copy(update={"amount": line.amount + amount})
    before = Disclosure.of(budget(real_lines(real_tables)), profile)
    after = Disclosure.of(budget(tuple(lines)), profile)
    for old, new in zip(before.tables, after.tables, strict=True):
        for key, figure in old.cells.items():
            moved = WAN.rounded(new.figure(*key).amount) - WAN.rounded(figure.amount)
            assert moved == (WAN.rounded(amount) if line in figure.lines else 0)
    old_doc, new_doc = compose(before), compose(after)
    for old_block, new_block in zip(old_doc.blocks(), new_doc.blocks(), strict=True):
        if isinstance(old_block, TableBlock) and old_block.anchor.endswith("-form"):
            project = before.budget.projects[int(old_block.anchor.split("-")[1]) - 1]
            assert (old_block != new_block) == (project.code == line.project)
        if (
            isinstance(old_block, Paragraph)
            and "预算收入" in old_block.text
            and "其中" in old_block.text
        ):
            assert old_block != new_block


HOSTILE = [
    "# 不是标题",
    "> 不是标签",
    "{{ figures }}",
    "<b>&amp;",
    "\ue0020\ue002",
    "## （三）、混编号",
    "a\nb",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_typed_text_never_becomes_markup(text: str, profile: Profile) -> None:
    typed = {
        "duties": (Duty(text=text),),
        "goals": (
            Goal(part=GoalPart.OVERALL, text=text),
            Goal(part=GoalPart.SPECIFIC, title=text, text=text),
        ),
        "extra_texts": (ExtraText(section="国有资产信息", text=text),),
    }
    harmless = (
        Goal(part=GoalPart.OVERALL, text="甲"), Goal(part=GoalPart.SPECIFIC, title="甲", text="甲"),
    )  # fmt: skip
    plain = document(budget((), goals=harmless), profile)
    doc = document(budget((), **typed), profile)
    levels = [h.level for h in doc.headings() if h.role is Role.SECTION]
    expected = [h.level for h in plain.headings() if h.role is Role.SECTION]
    assert levels == expected


def test_duties_pasted_into_one_cell_are_numbered_as_those_in_rows(profile: Profile) -> None:
    pasted = document(budget((), duties=(Duty(text="1、负责甲；\n2、负责乙。"),)), profile)
    in_rows = document(budget((), duties=(Duty(text="负责甲；"), Duty(text="负责乙"))), profile)
    assert texts(pasted) == texts(in_rows)
    assert not any("2、" in text for text in texts(pasted))


def test_extra_text_stands_in_its_section_and_none_is_lost(profile: Profile) -> None:
    typed = (
        ExtraText(section="九、国有资产信息", text="另有一处场地由财政统一管理"),
        ExtraText(section="没有这一章", text="这句话也要印出来。"),
    )
    said = texts(document(budget((), extra_texts=typed), profile))
    at = said.index("另有一处场地由财政统一管理。")
    assert said.index("九、国有资产信息") < at < said.index("十、名词解释")
    assert "这句话也要印出来。" in said
    assert not any("无其他需要说明" in text for text in said)


def test_other_spending_is_named_only_where_there_is_some(profile: Profile) -> None:
    line = LineItem(
        function="2060101", category="上缴上级支出", source="事业收入", amount=Decimal(20000)
    )
    with_it = "\n".join(texts(document(budget((line,)), profile)))
    assert "上解上级支出2.00万元" in with_it
    assert "经营支出0.00" not in with_it


@given(lines=ledgers(12))
def test_income_kinds_add_up_to_the_total(lines: tuple[LineItem, ...], profile: Profile) -> None:
    figures = Disclosure.of(budget(lines), profile).figures
    assert sum(kind.figure.amount for kind in figures.income_kinds) == figures.total.amount


def test_the_scope_word_is_never_mixed(profile: Profile) -> None:
    doc = document(budget((), info=info(scope="单位")), profile)
    own = [
        t
        for t in texts(doc)
        if "部门预算支出" not in t and "财政部门" not in t and "部门为履行" not in t
    ]
    assert not [t for t in own if "我部门" in t or t.startswith("部门预算")]


@pytest.mark.long
@given(st.integers(0, 10_000))
@examples(40)
def test_a_budget_that_rules_refuse_is_composed_all_the_same_or_says_why(seed: int) -> None:
    random = Random(seed)
    name = random.choice([path.parent.name for path in EXAMPLES])
    spoiled = edited(random, example(name), 6)
    with contextlib.suppress(CannotCompose):
        compose(disclosure(name, spoiled))


def test_more_headings_than_numerals_are_refused_in_words(real: Budget, profile: Profile) -> None:
    content = {name: getattr(real, name) for name in Budget.model_fields}
    parts = tuple(
        Goal(part=GoalPart.SPECIFIC, title=f"第{n}类工作", text="做好。") for n in range(1000)
    )
    styles = (NumberStyle.CHINESE, *[NumberStyle.CHINESE_BRACKETS] * 2, NumberStyle.ARABIC)
    bracketed = profile.model_copy(update={"numbering": styles})
    with pytest.raises(CannotCompose, match="九百九十九"):
        document(Budget.model_validate(content | {"goals": parts}), bracketed)
