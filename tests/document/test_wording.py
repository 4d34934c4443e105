import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetgen.disclosure import Disclosure
from budgetgen.document.compose import compose
from budgetgen.document.text.wording import cited, official, worded
from budgetgen.model.budget import Budget
from budgetgen.model.records import Duty, Project
from budgetgen.profiles import Profile
from support.ledgers import info


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("示财教[2021]174号", "示财教〔2021〕174号"),
        ("示财建 [2023] 245 号提前下达", "示财建〔2023〕245号提前下达"),
        ("示财农【2023】170号", "示财农〔2023〕170号"),
        ("示财建(2022)260号", "示财建〔2022〕260号"),
        ("财预〔2016〕143号", "财预〔2016〕143号"),
        ("2023年（第3号）", "2023年（第3号）"),
        ("第[2023]页", "第[2023]页"),
        ("≦12月，≧3家", "≤12月，≥3家"),
    ],
)
def test_document_numbers_and_signs_get_one_form(typed: str, printed: str) -> None:
    assert official(typed) == printed


@pytest.mark.parametrize(
    "typed",
    [
        "《示范县科技局规定》（示办字〔2019〕30号）",
        "根据《示范县科技局规定》（示办字〔2019〕30号），主要职责是：",
        "依据《示范县科技局规定》（示办字〔2019〕30号），我局的主要职责为",
        "按照《示范县科技局规定》（示办字〔2019〕30号）。",
        "《示范县科技局规定》（示办字〔2019〕30号），示范县科学技术局主要职责如下：",
    ],
)
def test_a_basis_is_cited_without_the_words_around_it(typed: str) -> None:
    assert cited(typed) == "《示范县科技局规定》（示办字〔2019〕30号）"


def test_a_basis_that_is_about_duties_stays() -> None:
    assert cited("县委编委关于县科技局主要职责的批复。") == "县委编委关于县科技局主要职责的批复"
    assert cited("县科技局主要职责") == "县科技局主要职责"


@given(st.text())
def test_a_second_time_changes_nothing(text: str) -> None:
    assert official(official(text)) == official(text)


def test_every_text_is_put_right_and_the_rest_stays(profile: Profile) -> None:
    project = Project(code="新01", name="示财教[2024]1号专项")
    budget = Budget(info=info(), projects=(project,), duties=(Duty(text="按示财预[2024]2号办理"),))
    d = Disclosure.of(budget, profile)
    assert budget.project_by_code["新01"] is project
    made = worded(d)
    assert made.budget.project_by_code["新01"].name == "示财教〔2024〕1号专项"
    assert made.budget.duties[0].text == "按示财预〔2024〕2号办理"
    assert made.budget.info is budget.info
    assert made.tables is d.tables
    assert "[2024]" not in str(compose(d).facts)


def test_nothing_to_put_right_is_the_same_value(profile: Profile) -> None:
    d = Disclosure.of(Budget(info=info()), profile)
    assert worded(d).budget is d.budget
