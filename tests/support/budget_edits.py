"""Random edits of a budget, of every kind: what happens between two drafts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from budgetgen.checked import check_file
from budgetgen.model.budget import Budget
from budgetgen.model.records import Record
from support.places import EXAMPLES

SHEETS = [name for name in Budget.model_fields if name not in ("info", "origin")]
Edit = Callable[[Random, Budget], Budget]
EDITS: list[Edit] = []


@cache
def example(name: str) -> Budget:
    """An example's budget, by the beginning of its folder."""
    path = next(path for path in EXAMPLES if path.parent.name == name)
    found = check_file(path).disclosure
    assert found
    return found.budget


def edit(make: Edit) -> Edit:
    """Register a kind of edit."""
    EDITS.append(make)
    return make


def edited(random: Random, budget: Budget, count: int) -> Budget:
    """A budget after some edits."""
    for _ in range(count):
        budget = random.choice(EDITS)(random, budget)
    return budget


def given(budget: Budget, **content: Any) -> Budget:
    """A budget with other sheets, built anew."""
    parts = {name: getattr(budget, name) for name in Budget.model_fields}
    return Budget(**parts | content)


def put(budget: Budget, sheet: str, place: int, /, **values: Any) -> Budget:
    """A budget with some fields of one record changed."""
    rows: list[Record] = list(getattr(budget, sheet))
    rows[place] = rows[place].model_copy(update=values)
    return given(budget, **{sheet: tuple(rows)})


def _sheet(random: Random, budget: Budget, least: int = 1) -> tuple[str, list[Any]]:
    name = random.choice([name for name in SHEETS if len(getattr(budget, name)) >= least])
    return name, list(getattr(budget, name))


@edit
def remove_a_record(random: Random, budget: Budget) -> Budget:
    name, rows = _sheet(random, budget)
    del rows[random.randrange(len(rows))]
    return given(budget, **{name: tuple(rows)})


@edit
def repeat_a_record(random: Random, budget: Budget) -> Budget:
    name, rows = _sheet(random, budget)
    rows.insert(random.randrange(len(rows) + 1), random.choice(rows).model_copy())
    return given(budget, **{name: tuple(rows)})


@edit
def move_a_record(random: Random, budget: Budget) -> Budget:
    name, rows = _sheet(random, budget)
    rows.insert(random.randrange(len(rows)), rows.pop(random.randrange(len(rows))))
    return given(budget, **{name: tuple(rows)})


@edit
def shuffle_a_sheet(random: Random, budget: Budget) -> Budget:
    name, rows = _sheet(random, budget)
    random.shuffle(rows)
    return given(budget, **{name: tuple(rows)})


@edit
def copy_a_field_from_a_neighbour(random: Random, budget: Budget) -> Budget:
    name, rows = _sheet(random, budget, 2)
    field = random.choice([x for x in type(rows[0]).model_fields if x != "origin"])
    other = random.choice(rows)
    return put(budget, name, random.randrange(len(rows)), **{field: getattr(other, field)})


@edit
def change_an_amount(random: Random, budget: Budget) -> Budget:
    if not budget.lines:
        return budget
    place = random.randrange(len(budget.lines))
    amount = budget.lines[place].amount + Decimal(random.choice((-1000, 1, 50_000, 200_000)))
    return put(budget, "lines", place, amount=amount)


@edit
def add_a_line(random: Random, budget: Budget) -> Budget:
    if not budget.lines:
        return budget
    like = random.choice(budget.lines)
    codes = [line.function for line in budget.lines]
    added = like.model_copy(update={"function": random.choice(codes), "amount": Decimal(120_000)})
    return given(budget, lines=(*budget.lines, added))


@edit
def reword_a_text(random: Random, budget: Budget) -> Budget:
    texts = [(s, n) for s in ("duties", "goals", "reasons", "extra_texts", "terms")
             for n in range(len(getattr(budget, s)))]  # fmt: skip
    if not texts:
        return budget
    sheet, place = random.choice(texts)
    text = getattr(budget, sheet)[place].text
    at = random.randrange(len(text) + 1)
    return put(budget, sheet, place, text=f"{text[:at]}扎实有序{text[at + 2 :]}")


@edit
def rename_a_project(random: Random, budget: Budget) -> Budget:
    if not budget.projects:
        return budget
    place = random.randrange(len(budget.projects))
    return put(budget, "projects", place, name=f"{budget.projects[place].name}（调整）")


def _with_code(records: Sequence[Any], old: str, new: str) -> tuple[Any, ...]:
    return tuple(r.model_copy(update={"project": new}) if r.project == old else r for r in records)


@edit
def recode_a_project(random: Random, budget: Budget) -> Budget:
    if not budget.projects:
        return budget
    place = random.randrange(len(budget.projects))
    old, new = budget.projects[place].code, f"改{random.randrange(1000):03}"
    sheets = ("lines", "indicators", "purchases", "controls")
    moved = {name: _with_code(getattr(budget, name), old, new) for name in sheets}
    return given(put(budget, "projects", place, code=new), **moved)


@edit
def split_a_project(random: Random, budget: Budget) -> Budget:
    if not budget.projects:
        return budget
    place = random.randrange(len(budget.projects))
    whole, code = budget.projects[place], f"分{random.randrange(1000):03}"
    half = whole.model_copy(update={"code": code, "name": f"{whole.name}（二期）"})
    lines = list(budget.lines)
    for n, line in enumerate(budget.lines):
        if line.project == whole.code:
            part = line.amount / 2
            lines[n] = line.model_copy(update={"amount": line.amount - part})
            lines.append(line.model_copy(update={"amount": part, "project": code}))
    budget = put(budget, "projects", place, name=f"{whole.name}（一期）")
    return given(budget, projects=(*budget.projects, half), lines=tuple(lines))


@edit
def change_the_information(random: Random, budget: Budget) -> Budget:
    info = budget.info
    other = random.choice(
        ({"short_name": "示范局"}, {"self_reference": "我局"}, {"draft": "二"}, {"author": "某某"})
    )
    return given(budget, info=info.model_copy(update=other))
