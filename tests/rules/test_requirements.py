"""Every requirement of a disclosure is looked after: by a rule, by a test of what is derived, or said not to be."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetgen.disclosure import Disclosure
from budgetgen.document.compose import compose
from budgetgen.document.tables.projects import project_views
from budgetgen.law.regulations import regulations, requirements
from budgetgen.model.records import LineItem
from budgetgen.model.vocabulary import FISCAL, Category
from budgetgen.profiles import load_profile
from budgetgen.rules import RULES
from support.ledgers import budget, info, ledgers
from support.places import TESTS

PACKAGE = TESTS.parent / "budgetgen"
IDS = [
    f"{letter}{number:02}"
    for letter, count in {
        "A": 8,
        "B": 15,
        "C": 35,
        "D": 6,
        "E": 6,
        "F": 10,
        "G": 12,
        "H": 5,
    }.items()
    for number in range(1, count + 1)
]


@cache
def reading_rules() -> frozenset[str]:
    """Ids of what the reader finds, as its modules write them."""
    sources = (path.read_text(encoding="utf-8") for path in (PACKAGE / "workbook").rglob("*.py"))
    return frozenset(id for text in sources for id in re.findall(r'"([a-z]+(?:-[a-z]+)+)"', text))


@cache
def test_names(file: str) -> frozenset[str]:
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


test_names.__test__ = False  # type: ignore[attr-defined]


def test_all_97_are_there() -> None:
    assert list(requirements()) == IDS
    assert len(IDS) == 97


@pytest.mark.parametrize("id", IDS)
def test_a_requirement_is_met_by_what_exists(id: str) -> None:
    each = requirements()[id]
    assert each["asks"].endswith("。")
    assert set(each["cites"]) <= set(regulations())
    assert set(each.get("rules", ())) <= RULES.keys() | reading_rules()
    for test in each.get("tests", ()):
        file, _, name = test.partition("::")
        assert name in test_names(file), test
    ways = [way for way in ("rules", "tests", "unchecked") if each.get(way)]
    assert ways
    assert "unchecked" not in ways or ways == ["unchecked"]


def test_few_are_left_to_people() -> None:
    assert sum("unchecked" in each for each in requirements().values()) <= 10


# What no other test holds --------------------------------------------------------------------------


@given(ledgers())
def test_a_projects_budget_is_its_fiscal_and_other_money(lines: tuple[LineItem, ...]) -> None:
    d = Disclosure.of(budget(lines), load_profile())
    for view in project_views(d):
        own = [
            x for x in lines if x.project == view.project.code and x.category is Category.PROJECT
        ]
        assert view.fiscal.amount == sum(x.amount for x in own if x.source in FISCAL)
        assert view.budget.amount == view.fiscal.amount + view.other.amount


@given(st.integers(2020, 2035))
def test_assets_are_those_of_the_last_day_of_the_year_before(year: int) -> None:
    said = "\n".join(
        compose(Disclosure.of(budget((), info=info(year=year)), load_profile())).texts()
    )
    assert f"截止时间：{year - 1}-12-31" in said
    assert "上年末无固定资产占用情况" in said
