"""Tables of the text: what is printed of purchases, by unit, fund and how much of their project is published."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from budgetgen.disclosure import Disclosure
from budgetgen.document.tables.forms import TextTable, form_block, procurement
from budgetgen.model.records import LineItem, Project, Purchase
from budgetgen.profiles import Profile
from support.ledgers import UNIT, budget


def bought(item: str, amount: int, **more: Any) -> Purchase:
    """Something bought at once, paid by 一般公共预算 unless told otherwise."""
    told = {"source": "一般公共预算", "quantity": Decimal(2), "price": Decimal(amount) / 2} | more
    return Purchase(unit=UNIT.code, item=item, catalogue="A01", measure="台", **told)


def project(code: str, disclosure: str) -> Project:
    return Project(code=code, name=f"项目{code}", unit=UNIT.code, disclosure=disclosure)


def test_purchases_are_summed_by_unit_and_fund_and_joined_where_one_thing_has_two(
    profile: Profile,
) -> None:
    more = {"quantity": None, "price": None}
    purchases = (
        bought("复印机", 60000, origin_name="公用经费", origin_budget=Decimal(95000), reserved=Decimal(50000)),
        bought("复印机", 0, source="其他收入", stated_amount=Decimal(15000), **more),
        bought("桌", 5000, origin_name="公用经费", carryover=True),
        bought("密", 990000, project="2"),
        bought("甲", 10000, project="1", reserved=Decimal(10000)),
        bought("乙", 20000, project="1", source="政府性基金"),
    )  # fmt: skip
    line = LineItem(unit=UNIT.code, function="2060404", category="项目支出", project="1",
                    source="一般公共预算", amount=Decimal(70000))  # fmt: skip
    made = budget(
        (line,),
        projects=(project("1", "只公开金额"), project("2", "不公开")),
        purchases=purchases,
    )
    table = procurement(Disclosure.of(made, profile))
    blank = ("",) * 6
    # Of project 1 its sums only, of project 2 nothing.
    sums = ("11.00", "7.00", "2.00", "", "", "1.50", "0.50", "6.00")
    assert table.rows == (
        ("合计", *blank, *sums),
        (f"{UNIT.name}小计", *blank, *sums),
        ("公用经费", "9.50", "复印机", "A01", "台", "2", "3.00", "7.50", "6.00", "", "", "", "1.50", "", "5.00"),
        ("公用经费", "", "桌", "A01", "台", "2", "0.25", "0.50", "", "", "", "", "", "0.50", ""),
        ("项目1", "7.00", *[""] * 5, "3.00", "1.00", "2.00", "", "", "", "", "1.00"),
    )  # fmt: skip
    assert {len(row) for row in table.rows} == {len(table.columns)}


def test_only_a_column_that_holds_nothing_but_figures_is_kept_from_breaking() -> None:
    rows = (("1", "1.00", "2", ""), ("乙", "", "若干", ""))
    table = form_block(
        TextTable("题", ("名", "数", "量", "空"), rows), "a", ("", "", ""), wide=False
    )
    assert [column.nowrap for column in table.columns] == [False, True, False, False]
    assert [column.width for column in table.columns] == [62.4, 31.2, 31.2, 31.2]
    numbers = [[cell.number for cell in row] for row in table.body]
    assert numbers == [[None, 1, 2, None], [None] * 4]
