"""The nine tables: a real disclosure cell by cell, and what must hold for every legal ledger."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetgen.model.money import total
from budgetgen.model.records import LineItem
from budgetgen.model.vocabulary import FISCAL, Category, Source
from budgetgen.profiles import Profile, load_profile
from budgetgen.tables import Figure, Table, build_tables
from budgetgen.tables.rounding import NOTE
from support.ledgers import EVERY_SPEC, budget, ledgers, line_items, published, published_budget

PROFILE = load_profile("hebei-2024-dept")


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


def tables_of(lines: tuple[LineItem, ...], profile: Profile = PROFILE) -> dict[str, Table]:
    return {table.id: table for table in build_tables(budget(lines), profile)}


PUBLISHED = {
    "county-2024": "hebei-2024-dept",
    "district-2024": "hebei-2024-dept-percent",
    "unit-2023": "hebei-2023-unit",
}


@pytest.mark.parametrize("number", range(1, 10))
@pytest.mark.parametrize(("name", "form"), PUBLISHED.items())
def test_a_published_disclosure_comes_out_cell_by_cell(name: str, form: str, number: int) -> None:
    truth, profile = published(name), load_profile(form)
    printed = truth["tables"][str(number)]
    built = build_tables(published_budget(truth, profile), profile)[number - 1]
    assert built.title == printed["title"]
    assert built.printed_columns == printed["columns"]
    assert built.column_numbers == printed["column_numbers"]
    assert [list(map(squeeze, row)) for row in built.printed_rows] == [
        list(map(squeeze, row)) for row in printed["rows"]
    ]
    assert list(built.notes) == printed["notes"]


@given(ledgers())
def test_children_add_up_to_parents_and_classes_to_the_total(lines: tuple[LineItem, ...]) -> None:
    for table in build_tables(budget(lines), EVERY_SPEC):
        keys = [row.keys[0] for row in table.rows]
        codes = [key for key in keys if key.isdigit()]
        for column in (c for c in table.columns if c.is_figure and codes):
            figure = {key: table.figure(key, column.path).amount for key in keys}
            assert figure["total"] == total(figure[c] for c in codes if len(c) == 3)
            for parent in codes:
                children = [c for c in codes if len(c) == len(parent) + 2 and c.startswith(parent)]
                if children:
                    assert figure[parent] == total(figure[c] for c in children)


@given(ledgers())
def test_columns_add_up_to_their_totals(lines: tuple[LineItem, ...]) -> None:
    by_id = tables_of(lines)
    parts = {
        "income": ("本年收入/小计", "上年结转"),
        "expenditure": ("基本支出", "项目支出", "经营支出", "上解上级支出", "对附属单位补助支出"),
        "general": ("基本支出", "项目支出"),
        "government-fund": ("基本支出", "项目支出"),
        "state-capital": ("基本支出", "项目支出"),
    }
    for id, columns in parts.items():
        for row in by_id[id].rows:
            sums = [by_id[id].figure(row.keys[0], c).amount for c in columns]
            assert by_id[id].figure(row.keys[0], "合计").amount == total(sums)
    for row in by_id["income"].rows:
        kinds = [
            c.path
            for c in by_id["income"].columns
            if c.path.startswith("本年收入/") and "小计" not in c.path
        ]
        sums = [by_id["income"].figure(row.keys[0], c).amount for c in kinds]
        assert by_id["income"].figure(row.keys[0], "本年收入/小计").amount == total(sums)


@given(ledgers())
def test_the_tables_agree_with_one_another(lines: tuple[LineItem, ...]) -> None:
    t = tables_of(lines)

    def at(id: str, key: str, column: str) -> Decimal:
        return t[id].figure(key, column).amount

    whole = total(line.amount for line in lines)
    year_end = at("balance", "year-end", "支出/预算数")
    assert at("balance", "total-income", "收入/预算数") == whole
    assert at("balance", "total-spending", "支出/预算数") == whole
    assert at("income", "total", "合计") == whole
    assert at("expenditure", "total", "合计") + year_end == whole
    assert at("balance", "income", "收入/预算数") == at("income", "total", "本年收入/小计")
    assert at("balance", "carryover", "收入/预算数") == at("income", "total", "上年结转")
    others = total(
        x.amount for x in lines if x.source not in FISCAL and x.category is not Category.YEAR_END
    )
    budgets = ("general", "government-fund", "state-capital")
    assert at("expenditure", "total", "合计") == others + total(
        at(b, "total", "合计") for b in budgets
    )
    assert at("general-basic", "total", "一般公共预算基本支出/合计") == at(
        "general", "total", "基本支出"
    )
    columns = ("一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")
    for id, column, source in zip(
        budgets, columns, (Source.GENERAL, Source.FUND, Source.STATE_CAPITAL), strict=True
    ):
        assert at("fiscal-balance", "spending", f"支出/{column}") == at(id, "total", "合计")
        came = total(
            at("fiscal-balance", f"{kind}:{source}", "收入/金额")
            for kind in ("income", "carryover")
        )
        went = total(
            at("fiscal-balance", key, f"支出/{column}") for key in ("spending", "year-end")
        )
        assert came == went
    assert at("fiscal-balance", "total-income", "收入/金额") == at(
        "fiscal-balance", "total-spending", "支出/合计"
    )


@given(ledgers())
def test_class_rows_of_both_balances_add_up(lines: tuple[LineItem, ...]) -> None:
    for id, column in (("balance", "支出/预算数"), ("fiscal-balance", "支出/合计")):
        table = tables_of(lines)[id]
        classes = [key for row in table.rows for key in row.keys if key.startswith("class:")]
        assert len(classes) == 31
        assert (
            total(table.figure(c, column).amount for c in classes)
            == table.figure("spending", column).amount
        )


@given(ledgers())
def test_three_public_adds_up_in_every_layout(lines: tuple[LineItem, ...]) -> None:
    for table in build_tables(budget(lines), EVERY_SPEC):
        if table.id != "three-public":
            continue
        for column in (c.path for c in table.columns if c.is_figure):
            figure = {row.keys[0]: table.figure(row.keys[0], column).amount for row in table.rows}
            assert (
                figure["three-public"] == figure["abroad"] + figure["vehicle"] + figure["reception"]
            )
            assert figure["vehicle"] == figure["vehicle-purchase"] + figure["vehicle-running"]
            if "abroad-other" in figure:
                assert figure["abroad"] == figure["abroad-other"] + figure["abroad-academic"]
        total_column, *rest = (c.path for c in table.columns if c.is_figure)
        for row in table.rows:
            parts = total(table.figure(row.keys[0], c).amount for c in rest)
            assert table.figure(row.keys[0], total_column).amount == parts


@given(ledgers(), st.randoms(use_true_random=False))
def test_order_of_lines_does_not_matter(lines: tuple[LineItem, ...], random: Any) -> None:
    shuffled = list(lines)
    random.shuffle(shuffled)
    printed = [t.printed_rows for t in build_tables(budget(lines), EVERY_SPEC)]
    assert printed == [t.printed_rows for t in build_tables(budget(tuple(shuffled)), EVERY_SPEC)]


@given(ledgers())
def test_every_cell_is_the_sum_of_its_lines(lines: tuple[LineItem, ...]) -> None:
    for table in build_tables(budget(lines), EVERY_SPEC):
        for row in table.rows:
            for cell in row.cells:
                if isinstance(cell, Figure):
                    assert cell.amount == total(line.amount for line in cell.lines)
                    assert set(cell.lines) <= set(lines)


@given(ledgers(), line_items())
def test_a_new_line_changes_exactly_the_cells_that_list_it(
    lines: tuple[LineItem, ...], extra: LineItem
) -> None:
    extra = extra.model_copy(update={"note": "新增"})
    before = build_tables(budget(lines), EVERY_SPEC)
    after = build_tables(budget((*lines, extra)), EVERY_SPEC)
    for old, new in zip(before, after, strict=True):
        for key, figure in new.cells.items():
            grown = figure.amount - old.figure(*key).amount
            assert grown == (extra.amount if extra in figure.lines else 0)


def test_an_empty_table_says_so() -> None:
    by_id = tables_of(())
    assert by_id["state-capital"].printed_rows == []
    assert by_id["state-capital"].notes == ("注：无国有资本经营预算财政拨款预算，空表列示。",)
    assert by_id["government-fund"].notes == ("注：无政府性基金预算财政拨款预算，空表列示。",)


def test_rounding_is_noted_where_the_profile_says_so() -> None:
    lines = tuple(
        LineItem(function=f, category="项目支出", source="一般公共预算", amount=Decimal("10049.99"))
        for f in ("2060101", "2060404", "2060499")
    )
    noted = PROFILE.model_copy(update={"rounding_note": True})
    assert tables_of(lines, noted)["expenditure"].notes == (NOTE,)
    assert tables_of(lines)["expenditure"].notes == ()
    assert tables_of(lines, noted)["state-capital"].notes != (NOTE,)
