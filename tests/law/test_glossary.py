"""The law's glossary: every explanation has its source, and none contradicts another or counts a thing twice."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from budgetgen.law.glossary import (
    SCOPES,
    known_names,
    legal_terms,
    scoped,
    with_names,
)
from budgetgen.law.regulations import regulations
from budgetgen.model.vocabulary import FISCAL, OWN, Category, Scope, Source
from budgetgen.profiles import load_profile, profile_ids
from budgetgen.tables.catalog import EXPENDITURE, FIVE_KINDS, INCOME, NATURE_6, NINE_KINDS
from budgetgen.tables.engine import MeasureSpec, Naming

TERMS = legal_terms()


def names_in_text(text: str) -> list[str]:
    """The names in braces but the 口径, as often as they stand there."""
    return [name for name in re.findall(r"\{([^{}]+)\}", text) if name != "scope"]


SINCE_2024 = [
    "财政拨款收入", "财政专户管理资金收入", "单位资金收入", "事业收入", "事业单位经营收入", "上年结转",
    "部门预算支出", "事业单位经营支出", "“三公”经费", "机关运行经费",
]  # fmt: skip
UNITS_OF_2023 = [
    "一般公共预算拨款收入", "事业收入", "其他收入", "基本支出", "项目支出", "上缴上级支出", "“三公”经费",
    "机关运行经费", "上年结转", "事业单位经营支出",
]  # fmt: skip


def words(key: str) -> list[str]:
    """Every word that a term explains, as a 部门 says it."""
    each = TERMS[key]
    return [scoped(key, SCOPES[0]), *each.also, *each.tables, *each.parts]


def plain(key: str, scope: str = "部门") -> str:
    return with_names(scoped(TERMS[key].text, scope), str)


def kinds(of: frozenset[Source]) -> list[str]:
    """The names that the nine rows of table 1 have for kinds of income."""
    return [name for name, sources in NINE_KINDS if sources <= of]


@pytest.mark.parametrize("key", TERMS)
def test_an_explanation_is_a_sentence_with_its_source(key: str) -> None:
    each = TERMS[key]
    assert plain(key).endswith("。")
    assert not plain(key).startswith(("指", "是", key))
    assert set(each.cites) <= set(regulations())
    assert each.sure in ("page", "form", "knowledge")
    assert "上交" not in plain(key)


def test_a_word_is_explained_in_one_place() -> None:
    said = Counter(word for key in TERMS for word in words(key))
    assert {word: count for word, count in said.items() if count > 1} == {}


def test_whatever_an_explanation_names_is_explained() -> None:
    known = {word for key in TERMS for word in words(key)}
    for key, each in TERMS.items():
        assert set(names_in_text(each.text)) <= known, key
        # What is a term stands in braces, where a label reaches it.
        bare = re.sub(r"\{[^{}]+\}", "", each.text)
        for part in each.parts:
            bare = bare.replace(part, "")
        assert [name for name in known_names() if name in bare] == [], key


def test_each_kind_of_income_is_explained_under_the_name_of_its_row() -> None:
    for name, _ in (*FIVE_KINDS, *NINE_KINDS):
        assert name in known_names()
    assert set(kinds(frozenset(Source))) <= set(TERMS)


def test_no_kind_of_income_is_part_of_two_others() -> None:
    fiscal = names_in_text(TERMS["财政拨款收入"].text)
    assert fiscal == kinds(FISCAL)
    first, second, *own = names_in_text(TERMS["单位资金收入"].text)
    assert [first, second] == ["财政拨款收入", "财政专户管理资金收入"]
    assert plain("单位资金收入").startswith(f"{first}、{second}之外的")
    assert own == kinds(OWN)
    assert sorted([*fiscal, second, *own]) == sorted(kinds(frozenset(Source)))


def test_other_income_is_what_no_other_kind_is() -> None:
    named = names_in_text(TERMS["其他收入"].text)
    parts = [
        name for each in named for name in (kinds(FISCAL) if each == "财政拨款收入" else [each])
    ]
    assert sorted([*parts, "其他收入"]) == sorted(kinds(frozenset(Source)))
    assert plain("其他收入").startswith("没有列入")


def test_school_fees_are_counted_once() -> None:
    named = {key for key in TERMS if "教育收费" in plain(key)}
    assert named == {"财政专户管理资金收入", "事业收入", "单位资金收入"}
    assert "不含缴入财政专户的教育收费" in plain("事业收入")
    assert "事业收入（不含教育收费）" in plain("单位资金收入")


def test_basic_spending_and_projects_are_said_alike_everywhere() -> None:
    assert names_in_text(TERMS["基本支出"].text) == [Category.PERSONNEL, Category.PUBLIC]
    for part in (Category.PERSONNEL, Category.PUBLIC):
        assert plain(part).startswith("基本支出中")
    whole = plain("{scope}预算支出")
    assert "人员类项目支出和运转类项目中的公用经费项目支出，对应基本支出" in whole
    assert "其他运转类项目支出和特定目标类项目支出，对应项目支出" in whole
    assert set(Category) - set(words("年终结转结余")) <= known_names().keys()


def test_income_and_spending_of_one_activity_are_drawn_alike() -> None:
    income, spending = plain("事业单位经营收入"), plain("事业单位经营支出")
    assert income.replace("取得的收入", "发生的支出") == spending
    assert "专业业务活动及其辅助活动" in plain("事业收入")


def test_carried_over_money_keeps_its_purpose() -> None:
    for key in ("上年结转", "年终结转结余"):
        assert "仍按原规定用途继续使用" in plain(key)
        assert "结余是" in plain(key) or "是结余" in plain(key)


def test_the_heads_of_tables_two_and_three_are_known() -> None:
    measures = [measure for spec in (INCOME, EXPENDITURE) for measure in spec.sides[0].measures]
    heads = {head(measure) for measure in measures} - {"合计", "小计"}
    assert heads <= {word for key in TERMS for word in words(key)}


def head(measure: MeasureSpec) -> str:
    return measure.path.split("/")[-1]


def test_three_public_names_the_rows_of_table_nine() -> None:
    rows = [row.texts[0] for row in NATURE_6.sides[0].rows((), Naming(str, str, ())).body]
    named = set(names_in_text(TERMS["“三公”经费"].text))
    assert len(named) == 5
    assert {name for name in named if any(row.endswith(name) for row in rows)} == named


def test_office_costs_have_their_subject_and_their_list() -> None:
    said = plain("机关运行经费")
    assert said.startswith("行政单位和参照公务员法管理的事业单位")
    assert "公用经费" in names_in_text(TERMS["机关运行经费"].text)
    assert said.count("费、") >= 9


@pytest.mark.parametrize("key", TERMS)
def test_a_unit_does_not_speak_as_a_department(key: str) -> None:
    assert tuple(Scope) == SCOPES
    said = scoped(key, "单位") + plain(key, "单位")
    assert not re.search("(?<!主管)(?<!支出)部门", said), said
    assert "{" not in said


@pytest.mark.parametrize("id", profile_ids())
def test_a_format_demands_the_terms_of_its_form(id: str) -> None:
    wanted = UNITS_OF_2023 if "unit" in id else SINCE_2024
    profile = load_profile(id)
    assert [each.term for each in profile.glossary] == wanted
    assert not any(each.text for each in profile.glossary)
