"""Changes between two budgets: they lead from one to the other, and each is called what it is."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given as property_of
from hypothesis import strategies as st

from budgetgen.comparison.drafts import Conflict, Operation, apply, diff
from budgetgen.comparison.drafts.tell.describe import subject
from budgetgen.model.budget import Budget
from budgetgen.model.records import ControlFigure
from budgetgen.model.vocabulary import Source
from support.budget_edits import EXAMPLES, edited, example, given, put
from support.drafts import compared
from support.fuzz import examples

NAMES = [path.parent.name for path in EXAMPLES]


def said(old: Budget, new: Budget) -> list[tuple[str, str, str]]:
    """Changes as (sheet, operation, names of the fields)."""
    changes = diff(old, new)
    return [(c.sheet, c.operation.value, " ".join(e.name for e in c.edits)) for c in changes]


@pytest.mark.parametrize("name", NAMES)
def test_a_budget_does_not_differ_from_itself(name: str) -> None:
    assert diff(example(name), given(example(name))) == ()


@examples(150)
@property_of(st.sampled_from(NAMES), st.randoms(use_true_random=False), st.integers(1, 25))
def test_the_changes_lead_from_the_old_budget_to_the_new(
    name: str, random: Random, count: int
) -> None:
    old = example(name)
    new = edited(random, old, count)
    changes = diff(old, new)
    assert apply(old, changes) == new
    assert bool(changes) == (old != new)
    assert diff(new, apply(old, changes)) == ()


def test_two_different_budgets_lead_to_each_other() -> None:
    one, other = example("small-2024"), example("shifan-2025")
    assert apply(one, diff(one, other)) == other


def test_changes_refuse_a_budget_they_were_not_made_for() -> None:
    old = example("small-2024")
    changes = diff(old, put(old, "lines", 0, amount=Decimal(1)))
    with pytest.raises(Conflict):
        apply(put(old, "lines", 0, amount=Decimal(2)), changes)


def test_a_moved_row_is_a_moved_row() -> None:
    old = example("small-2024")
    first, *rest = old.lines
    assert said(old, given(old, lines=(*rest, first))) == [("lines", "移动", "")]


def test_a_new_amount_is_a_change_of_that_line() -> None:
    old = example("small-2024")
    assert said(old, put(old, "lines", 3, amount=Decimal(1))) == [("lines", "修改", "amount")]


def test_a_line_under_another_subject_is_a_change_of_the_subject() -> None:
    old = example("small-2024")
    new = put(old, "lines", 3, economic="30299")
    assert said(old, new) == [("lines", "修改", "economic")]


def test_a_renamed_project_is_a_rename() -> None:
    old = example("small-2024")
    new = put(old, "projects", 0, name="防止返贫监测与帮扶")
    assert said(old, new) == [("projects", "修改", "name")]


def test_a_recoded_project_keeps_its_lines_and_indicators() -> None:
    old = example("small-2024")
    code = old.projects[0].code
    renew = {"project": "X"}
    new = given(
        put(old, "projects", 0, code="X"),
        lines=tuple(x.model_copy(update=renew) if x.project == code else x for x in old.lines),
        indicators=tuple(
            x.model_copy(update=renew) if x.project == code else x for x in old.indicators
        ),
    )
    changes = diff(old, new)
    assert {c.operation for c in changes} == {Operation.CHANGED}
    assert {e.name for c in changes for e in c.edits} == {"code", "project"}


def test_projects_that_swap_codes_are_recoded_and_not_renamed() -> None:
    old = example("small-2024")
    one, other = (p.code for p in old.projects[:2])
    new = put(put(old, "projects", 0, code=other), "projects", 1, code=one)
    projects = [c for c in diff(old, new) if c.sheet == "projects"]
    assert [[e.name for e in c.edits] for c in projects] == [["code"], ["code"]]


def test_a_reworded_duty_is_found_though_duties_were_reordered() -> None:
    old = example("small-2024")
    text = old.duties[2].text.replace("。", "，并抓好落实。")
    rows = put(old, "duties", 2, text=text).duties
    changes = said(old, given(old, duties=(*rows[5:], *rows[:5])))
    assert ("duties", "改写", "text") in changes
    assert {operation for _, operation, _ in changes} == {"改写", "移动"}


def test_of_many_rows_only_those_out_of_order_are_called_moved() -> None:
    old = example("shifan-2025")
    rows = list(old.indicators)
    rows.insert(60, rows.pop(2))
    assert said(old, given(old, indicators=tuple(rows))) == [("indicators", "移动", "")]


def test_a_control_figure_is_called_by_what_it_says() -> None:
    """A blank 支出类别 means all of them; it is not called None."""
    old = example("small-2024")
    whole = ControlFigure(source=Source.OTHER, approved=Decimal(5))
    found = compared("small-2024", old.model_copy(update={"controls": (*old.controls, whole)}))
    [change] = found.changes
    assert subject(found, change) == "其他收入"
