"""金额单位: a sheet in the wrong unit is named, once and with its cells; a plausible budget never is."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetgen.checked import check_file
from budgetgen.disclosure import Disclosure
from budgetgen.findings import Finding
from budgetgen.model.budget import Budget
from budgetgen.model.money import YUAN_PER_WAN, total
from budgetgen.model.records import (
    Asset,
    ControlFigure,
    Info,
    LineItem,
    Origin,
    PriorFigure,
    Project,
    Purchase,
    Record,
)
from budgetgen.model.vocabulary import AssetClass, Item, MoneyUnit, PlanBasis
from budgetgen.profiles import load_profile
from budgetgen.rules import run_checks
from budgetgen.workbook.columns import Kind
from budgetgen.workbook.layout import SHEETS as LAYOUT
from support.ledgers import UNIT, budget, info
from support.places import EXAMPLES

PROFILE = load_profile("hebei-2024-dept")
WHOLE = "workbook-in-another-unit"
PLAN = ("plan_march", "plan_june", "plan_october", "plan_december")
PRICES = {
    AssetClass.BUILDINGS: (200, 20_000),
    AssetClass.VEHICLES: (30_000, 900_000),
    AssetClass.EQUIPMENT: (200_000, 5_000_000),
    AssetClass.OTHER: (100, 50_000),
}
SHEETS = {
    "controls": ("批复控制数", ("approved",)),
    "prior": ("上年预算", ("amount",)),
    "projects": ("项目", PLAN),
    "assets": ("国有资产", ("value",)),
    "lines": ("收支明细", ("amount",)),
}
"""Sheets that hold amounts, with the fields that do."""


def fen(low: int, high: int) -> st.SearchStrategy[Decimal]:
    return st.integers(low * 100, high * 100).map(lambda n: Decimal(n) / 100)


def percent(low: int, high: int) -> st.SearchStrategy[Decimal]:
    return st.integers(low, high).map(lambda n: Decimal(n) / 100)


@st.composite
def line_items(draw: st.DrawFn) -> tuple[LineItem, ...]:
    """Wages, running costs and some projects, from thousands to hundreds of millions of 元."""
    general: dict[str, Any] = {"unit": UNIT.code, "function": "2060101", "source": "一般公共预算"}
    staff = draw(st.lists(fen(5_000, 50_000_000), min_size=1, max_size=5))
    running = draw(st.lists(fen(100, 5_000_000), min_size=1, max_size=5))
    projects = draw(st.lists(fen(1_000, 900_000_000), max_size=4))
    codes = ("30201", "30217", "30231", "30211", "30228")
    return (
        *(LineItem(**general, category="人员经费", economic="30101", amount=a) for a in staff),
        *(
            LineItem(**general, category="公用经费", economic=code, amount=amount)
            for code, amount in zip(codes, running, strict=False)
        ),
        *(
            LineItem(**general, category="项目支出", project=f"新{n:02}", amount=amount)
            for n, amount in enumerate(projects, start=1)
        ),
    )


@st.composite
def plausible(draw: st.DrawFn, exact: bool = False) -> Budget:
    """A budget whose sheets differ as sheets do: cut controls, other years, plans, purchases, assets."""
    lines = draw(line_items())
    unit = draw(st.sampled_from(MoneyUnit))
    plain = budget(lines, info=info(money_unit=unit, stage="批复"))
    made = total(line.amount for line in lines)
    cut = Decimal(1) if exact else draw(percent(30, 300))
    changes = Disclosure.of(plain, PROFILE).figures.changes
    factors = st.just(Decimal(1)) if exact else percent(2, 5_000) | st.just(Decimal(0))
    projects, purchases = [], []
    for line in (x for x in lines if x.project):
        shares = sorted(draw(st.lists(percent(0, 100), min_size=4, max_size=4)))
        shares[3] = Decimal(1) if exact else max(shares[3], Decimal("0.5"))
        plans = {f: line.amount * share for f, share in zip(PLAN, shares, strict=True)}
        projects.append(Project(code=line.project, name="项目", unit=UNIT.code, **plans))
        share = draw(percent(1, 100))
        purchases.append(
            Purchase(
                unit=UNIT.code, project=line.project, item="设备", quantity=Decimal(1),
                price=max(line.amount * share, Decimal(500)), origin_budget=line.amount, source=line.source,
            )
        )  # fmt: skip
    assets = []
    for kind, (low, high) in PRICES.items():
        count = draw(st.integers(1, 400))
        assets.append(Asset(kind=kind, quantity=Decimal(count), value=count * draw(fen(low, high))))
    return placed(
        plain.model_copy(
            update={
                "controls": (ControlFigure(source="一般公共预算", approved=made * cut),),
                "prior": tuple(
                    PriorFigure(item=item, amount=changes[item].this_year * draw(factors))
                    for item in Item
                ),
                "projects": tuple(projects), "purchases": tuple(purchases), "assets": tuple(assets),
            }
        )
    )  # fmt: skip


def placed(b: Budget) -> Budget:
    """The budget with a cell for every amount: ``sheet!FIELD_ROW``."""

    def at(records: tuple[Record, ...], sheet: str) -> tuple[Record, ...]:
        return tuple(
            r.model_copy(
                update={"origin": Origin(sheet, "", {f: f"{f}{n}" for f in type(r).model_fields})}
            )
            for n, r in enumerate(records, start=2)
        )

    sheets = {name: sheet for name, (sheet, _) in SHEETS.items()} | {"purchases": "政府采购"}
    return b.model_copy(update={name: at(getattr(b, name), s) for name, s in sheets.items()})


def in_other_unit(b: Budget, name: str) -> Budget:
    """All amounts of a sheet as the reader gets them when they were typed in the other unit."""
    yuan = b.info.money_unit is MoneyUnit.YUAN
    factor = 1 / YUAN_PER_WAN if yuan else YUAN_PER_WAN
    changed = []
    for record in getattr(b, name):
        amounts = {f: getattr(record, f) for f in SHEETS[name][1]}
        scaled = {f: amount * factor for f, amount in amounts.items() if amount is not None}
        changed.append(record.model_copy(update=scaled))
    return b.model_copy(update={name: tuple(changed)})


def all_in_other_unit(b: Budget) -> Budget:
    """The budget as the reader gets it where 金额单位 alone was chosen wrongly."""
    other = MoneyUnit.WAN if b.info.money_unit is MoneyUnit.YUAN else MoneyUnit.YUAN
    factor = YUAN_PER_WAN if other is MoneyUnit.WAN else 1 / YUAN_PER_WAN
    return all_times(b, factor, b.info.model_copy(update={"money_unit": other}))


def all_times(b: Budget, factor: Decimal, about: Info) -> Budget:
    """The budget with every amount of every sheet so many times as large."""
    percent = b.info.plan_basis is PlanBasis.PERCENT
    kinds = {Kind.AMOUNT} if percent else {Kind.AMOUNT, Kind.PLAN}
    content: dict[str, Any] = {}
    for sheet in LAYOUT:
        fields = [column.field for column in sheet.columns if column.kind in kinds]
        content[sheet.field] = tuple(_times(r, fields, factor) for r in getattr(b, sheet.field))
    return Budget(info=about, **content)


def _times(record: Record, fields: list[str], factor: Decimal) -> Record:
    amounts = {field: getattr(record, field) for field in fields}
    return record.model_copy(update={f: x * factor for f, x in amounts.items() if x is not None})


def about_units(b: Budget) -> list[Finding]:
    found = run_checks(Disclosure.of(b, PROFILE))
    return [f for f in found if f.rule.startswith(WHOLE) or "一万倍" in f.message]


@given(plausible())
def test_a_plausible_budget_is_never_suspected(b: Budget) -> None:
    assert about_units(b) == []


@pytest.mark.long
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_suspected_only_in_the_other_unit_and_then_as_a_whole(path: Path) -> None:
    read = check_file(path).disclosure
    assert read is not None
    assert about_units(read.budget) == []
    for times in (Decimal("0.2"), Decimal(1), Decimal(10)):  # From some 50 万元 to a 亿 and more.
        sized = all_times(read.budget, times, read.budget.info)
        assert about_units(sized) == []
        found = about_units(all_in_other_unit(sized))
        assert [f.rule.removesuffix("-unsure") for f in found] == [WHOLE]
        assert times > 1 or found[0].rule == WHOLE


def test_an_amount_typed_with_its_unit_does_not_hide_that_the_rest_is_wrong() -> None:
    read = check_file(EXAMPLES[-1]).disclosure
    assert read is not None
    wrong = all_in_other_unit(read.budget)
    lines = (read.budget.lines[0], *wrong.lines[1:])
    found = run_checks(Disclosure.of(wrong.model_copy(update={"lines": lines}), PROFILE))
    units = [f for f in found if f.rule.startswith(WHOLE) or "一万倍" in f.message]
    assert [f.rule for f in units] == [WHOLE]


@pytest.mark.parametrize("name", SHEETS)
@given(b=plausible(exact=True))
def test_one_sheet_in_the_other_unit_is_one_finding_with_just_its_amounts(
    name: str, b: Budget
) -> None:
    sheet, fields = SHEETS[name]
    records = getattr(b, name)
    found = about_units(in_other_unit(b, name))
    cells = {str(r.cell(f)) for r in records for f in fields if getattr(r, f)}
    if name == "lines" and found:
        found = [f for f in found if f.rule == "approval-differs"]
    assert [f.at[0].sheet for f in found] == [sheet] * bool(cells)
    if name == "assets":
        assert {str(at) for f in found for at in f.at} <= cells
    else:
        assert {str(at) for f in found for at in f.at} == cells


@given(b=plausible(exact=True), data=st.data())
def test_single_lines_in_the_other_unit_are_found_by_the_control_figure(
    b: Budget, data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(b.lines) - 1))
    wrong = in_other_unit(b, "lines").lines[number]
    lines = (*b.lines[:number], wrong, *b.lines[number + 1 :])
    found = about_units(b.model_copy(update={"lines": lines}))
    assert [(f.rule, len(f.at)) for f in found] == [("approval-differs", 1)]
    named = next(x for x in lines if x.cell("amount") == found[0].at[0])
    assert named.amount == wrong.amount


def projects(*amounts: int) -> tuple[LineItem, ...]:
    """A line of 一般公共预算 for each of some projects."""
    return tuple(
        LineItem(unit=UNIT.code, function="2060101", category="项目支出", source="一般公共预算",
                 project=f"新{n}", amount=Decimal(amount))
        for n, amount in enumerate(amounts)
    )  # fmt: skip


def test_a_line_that_the_control_figure_lacks_is_not_one_in_the_other_unit() -> None:
    lines = projects(300_000, 200_000, 120_000)
    for lacks in range(3):
        approved = Decimal(620_000) - lines[lacks].amount
        control = ControlFigure(source="一般公共预算", approved=approved)
        assert about_units(budget(lines, controls=(control,))) == []


def test_two_lines_in_the_other_unit_are_found_by_the_control_figure() -> None:
    control = ControlFigure(source="一般公共预算", approved=Decimal(1_120_000))
    b = placed(budget(projects(120_000, 20, 500_000, 30), controls=(control,)))
    (found,) = about_units(b)
    assert found.rule == "approval-differs"
    assert [str(at) for at in found.at] == ["收支明细!amount3", "收支明细!amount5"]


def test_a_line_that_one_control_figure_confirms_is_not_the_wrong_one() -> None:
    controls = (
        ControlFigure(source="一般公共预算", project="新0", approved=Decimal(500_000)),
        ControlFigure(source="一般公共预算", approved=Decimal(5_000_000_000)),
    )
    found = about_units(placed(budget(projects(500_000), controls=controls)))
    assert [str(at) for f in found for at in f.at] == ["批复控制数!approved3"]


def test_two_large_subjects_are_no_sign_that_all_is_in_the_other_unit() -> None:
    """But three are: receptions that cost as much stand beside them both times."""
    b = budget(
        tuple(
            LineItem(unit=UNIT.code, function="2060101", category="公用经费", economic=economic,
                     source="一般公共预算", amount=Decimal(20_000_000))
            for economic in ("30217", "30201", "30211")
        ),
        info=info(money_unit="万元"),
    )  # fmt: skip
    assert [f.rule for f in about_units(b)] == [f"{WHOLE}-unsure"]
    assert about_units(b.model_copy(update={"lines": b.lines[:2]})) == []


def test_prices_and_amounts_of_one_purchase_must_be_in_one_unit() -> None:
    lines = (
        LineItem(unit=UNIT.code, function="2060101", category="公用经费", economic="30201",
                 source="一般公共预算", amount=Decimal(500_000)),
    )  # fmt: skip
    purchase = Purchase(
        unit=UNIT.code, item="复印纸", quantity=Decimal(10), price=Decimal("0.02"),
        stated_amount=Decimal(2_000), source="一般公共预算",
    )  # fmt: skip
    found = about_units(placed(budget(lines, purchases=(purchase,))))
    assert [str(at) for f in found for at in f.at] == ["政府采购!price2"]


def test_a_building_at_a_nominal_price_is_no_slip() -> None:
    assets = (
        Asset(kind=AssetClass.BUILDINGS, quantity=Decimal(150), value=Decimal(1)),
        Asset(kind=AssetClass.VEHICLES, quantity=Decimal(2), value=Decimal(2)),
    )
    assert about_units(budget((), assets=assets)) == []
