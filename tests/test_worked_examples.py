"""Worked examples: meaning that no sum gives away; amounts in 万元, answers by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from budgetgen.disclosure import Disclosure
from budgetgen.document.compose import compose
from budgetgen.model.budget import Budget
from budgetgen.model.records import (
    ControlFigure,
    LineItem,
    PriorFigure,
    Project,
    Purchase,
    Unit,
)
from budgetgen.model.units import unit_budget
from budgetgen.model.vocabulary import Item
from budgetgen.profiles import Profile, load_profile
from budgetgen.rules import run_checks
from budgetgen.season.renew.carry import carried_budget
from budgetgen.tables.controls import counted
from budgetgen.workbook.form.columns import deadline
from budgetgen.workbook.form.content import Form
from budgetgen.workbook.form.writer import write_workbook
from budgetgen.workbook.read.reader import read_workbook
from support.documents import texts
from support.ledgers import EVERY_SPEC, INFO, info

GENERAL = "一般公共预算"


def wan(amount: float | str) -> Decimal:
    return Decimal(str(amount)) * 10_000


def line(unit: str, category: str, economic: str, amount: float, **more: object) -> LineItem:
    said = {"function": "2060101", "source": GENERAL} | more
    return LineItem.model_validate(
        {"unit": unit, "category": category, "economic": economic, "amount": wan(amount)} | said
    )


def found(budget: Budget, profile: Profile, *rules: str) -> dict[str, str]:
    """Messages by rule, of these rules."""
    said = run_checks(Disclosure.of(budget, profile))
    return {f.rule: f.message for f in said if not rules or f.rule in rules}


def said(budget: Budget, profile: Profile) -> str:
    return "\n".join(texts(compose(Disclosure.of(budget, profile))))


def counting(units: str) -> Profile:
    base = load_profile()
    cost = base.operating_cost.model_copy(update={"units": units})
    return base.model_copy(update={"operating_cost": cost})


NATIONAL, ALL = counting("administrative"), counting("all")

# 机关运行经费 -------------------------------------------------------------------------------------

NATURES: Mapping[str, str] = {
    "A": "行政单位",
    "B": "参照公务员法管理事业单位",
    "C": "公益一类（非参公）",
    "D": "群团机关",
}
OFFICES = (
    line("A", "公用经费", "30201", 70),
    line("A", "公用经费", "31002", 10),
    line("A", "公用经费", "30201", 5, carryover=True),
    line("B", "公用经费", "30211", 20),
    line("C", "公用经费", "30218", 40),
    line("C", "公用经费", "30218", 60, source="财政专户"),
    line("A", "项目支出", "30201", 30, project="新01"),
    line("D", "公用经费", "30207", 7),
)


def offices(prior: PriorFigure | None = None, only: str = "") -> Budget:
    units = tuple(
        Unit(code=code, name=f"示范{code}", nature=nature)
        for code, nature in NATURES.items()
        if only in ("", code)
    )
    lines = tuple(x for x in OFFICES if only in ("", x.unit))
    return Budget(
        info=INFO,
        units=units,
        lines=lines,
        projects=(Project(code="新01", name="项目", unit="A"),),
        prior=(prior,) if prior else (),
    )


def last_cost(amount: float, comparable: float | None = None, reason: str = "") -> PriorFigure:
    return PriorFigure(
        item=Item.OPERATING_COST,
        amount=wan(amount),
        comparable=None if comparable is None else wan(comparable),
        caliber_reason=reason,
    )


def test_office_costs_are_those_of_whole_words() -> None:
    figures = Disclosure.of(offices(), NATIONAL).figures
    assert figures.operating_cost.amount == wan(112)
    assert figures.administrative_units == {"A", "B", "D"}
    assert Disclosure.of(offices(), ALL).figures.operating_cost.amount == wan(152)
    uses = [use.figure.amount for use in figures.operating_uses]
    assert sum(uses) == wan(112)
    assert "专用材料费" not in [use.name for use in figures.operating_uses]


@pytest.mark.parametrize(
    ("nature", "counts", "expected"),
    [
        ("行政", None, True),
        ("参公事业", None, True),
        ("事业单位（参公）", None, True),
        ("事业单位(参公管理)", None, True),
        ("非参公事业单位", None, False),
        ("事业单位（非参公）", None, False),
        ("承担行政职能的事业单位", None, False),
        ("公益一类", None, False),
        ("公益一类", "是", True),
        ("行政单位", "否", False),
    ],
)
def test_who_counts(nature: str, counts: str | None, expected: bool) -> None:
    natures = NATIONAL.law(2024).codes("administrative-natures")
    unit = Unit.model_validate(
        {"code": "1", "name": "某单位", "nature": nature, "in_operating_cost": counts}
    )
    assert unit.is_administrative(natures) is expected


def test_what_a_unit_says_of_itself_is_written_and_read(tmp_path: Path) -> None:
    said_by = ("是", "否", None)
    units = tuple(
        Unit.model_validate({"code": f"30400{n}", "name": f"单位{n}", "in_operating_cost": counts})
        for n, counts in enumerate(said_by)
    )
    path = tmp_path / "w.xlsx"
    path.write_bytes(write_workbook(Budget(info=INFO, units=units), load_profile()))
    read, _ = read_workbook(path, load_profile())
    assert read
    assert [unit.in_operating_cost for unit in read.units] == list(said_by)


def test_a_school_alone_is_not_in_the_statistics() -> None:
    told = said(offices(only="C"), NATIONAL)
    assert "不在机关运行经费的统计范围内" in told
    assert "安排机关运行经费0" not in told


@pytest.mark.parametrize(("profile", "last"), [(NATIONAL, 104), (ALL, 144)])
def test_the_same_caliber_gives_the_same_change(profile: Profile, last: float) -> None:
    change = Disclosure.of(offices(last_cost(last)), profile).figures.changes[Item.OPERATING_COST]
    assert (change.direction, change.amount) == ("增加", wan(8))


def test_figures_of_two_calibers_are_never_subtracted() -> None:
    mixed = offices(last_cost(144))
    assert "operating-cost-caliber" in found(mixed, NATIONAL)
    assert "32.00" not in said(mixed, NATIONAL)
    told = offices(last_cost(144, 104, "上年含不计入统计的事业单位"))
    assert not found(told, NATIONAL, "operating-cost-caliber", "caliber-unexplained")
    text = said(told, NATIONAL)
    assert "比2023年的104.00万元增加8.00万元" in text
    for figure in ("144.00万元", "104.00万元", "上年含不计入统计的事业单位"):
        assert figure in text


def test_a_new_format_of_another_caliber_brings_both_figures() -> None:
    new = carried_budget(offices(), ALL, 2025, NATIONAL)
    by_unit = {p.unit: p for p in new.prior if p.item is Item.OPERATING_COST}
    assert {code: (p.amount, p.comparable) for code, p in by_unit.items()} == {
        "A": (wan(85), None),
        "B": (wan(20), None),
        "C": (wan(40), Decimal(0)),
        "D": (wan(7), None),
    }
    assert not [p for p in carried_budget(offices(), ALL, 2025).prior if p.comparable is not None]


# “三公” -------------------------------------------------------------------------------------------

GUESTS = (
    line("304001", "公用经费", "30217", 0.60),
    line("304001", "项目支出", "30217", 0.40, project="新01", carryover=True),
    line("304001", "项目支出", "30217", 0.30, project="新01", source="政府性基金"),
    line("304001", "项目支出", "30217", 0.50, project="新01", source="其他收入"),
    line("304001", "公用经费", "30231", 2.00),
    line("304001", "公用经费", "30239", 3.00),
    line("304001", "项目支出", "31019", 9.00, project="新01"),
    line("304001", "项目支出", "31013", 18.00, project="新01"),
    line("304001", "年终结转结余", "30231", 1.00),
    line("304001", "公用经费", "30212", 4.00),
    line("304001", "项目支出", "30212", 1.00, project="新01", source="其他收入"),
)


def guests(**more: object) -> Budget:
    return Budget.model_validate(
        {
            "info": INFO,
            "units": (Unit(code="304001", name="示范县科技局本级", nature="行政"),),
            "lines": GUESTS,
            "projects": (Project(code="新01", name="科普", unit="304001"),),
        }
        | more
    )


def test_three_public_money_is_counted_by_code_and_by_fiscal_source() -> None:
    d = Disclosure.of(guests(), EVERY_SPEC)
    figures = d.figures
    amounts = [
        figure.amount
        for figure in (
            figures.three_public, figures.abroad, figures.vehicle_purchase,
            figures.vehicle_running, figures.reception,
        )
    ]  # fmt: skip
    assert amounts == [wan(x) for x in ("25.30", "4", "18", "2", "1.30")]
    assert "“三公”经费预算25.30万元" in said(guests(), load_profile())


def test_where_every_source_has_its_column_own_money_stands_apart() -> None:
    tables = {table.spec: table for table in Disclosure.of(guests(), EVERY_SPEC).tables}
    sources = tables["three-public-sources"]
    whole, own = (
        next(path for _, path in sources.cells if path.endswith(end))
        for end in ("/合计", "/单位资金")
    )
    assert sources.figure("three-public", whole).amount == wan("26.80")
    assert sources.figure("three-public", own).amount == wan("1.50")
    by_sources = load_profile().model_copy(update={"tables": ("three-public-sources",)})
    assert "“三公”经费预算25.30万元" in said(guests(), by_sources)


# 同口径 ------------------------------------------------------------------------------------------


def test_after_a_unit_has_moved_away_both_figures_and_the_reason_are_said() -> None:
    """Last year 26.30 published, 2.00 of it of a unit that is gone: +1.00, not −1.00."""
    reception = PriorFigure(
        item=Item.RECEPTION,
        amount=wan("2.30"),
        comparable=wan("0.30"),
        caliber_reason="科技馆已划转文旅部门。",
    )
    changes = Disclosure.of(guests(prior=(reception,)), load_profile()).figures.changes
    assert changes[Item.RECEPTION].amount == wan(1)
    text = said(guests(prior=(reception,)), load_profile())
    assert (
        "公务接待费1.30万元，比2023年的0.30万元增加1.00万元（上年公开数2.30万元，按同口径调整为0.30万元："
        in text
    )
    assert "科技馆已划转文旅部门）" in text
    same = reception.model_copy(update={"comparable": wan("1.30")})
    assert "与2023年持平（上年公开数2.30万元" in said(guests(prior=(same,)), load_profile())


# 预留份额 ------------------------------------------------------------------------------------------

RESERVED = ("purchase-not-reserved", "purchase-reserved-low", "purchase-reserved-micro")


def bought(project: str, amount: float, reserved: float | None = None, **more: object) -> Purchase:
    own = None if reserved is None else wan(reserved)
    return Purchase.model_validate(
        {
            "unit": "304001", "project": project, "item": f"设备{amount}", "catalogue": "A02100400",
            "measure": "套", "quantity": 1, "price": wan(amount), "source": GENERAL, "reserved": own,
        } | more
    )  # fmt: skip


def reserving(*purchases: Purchase) -> dict[str, str]:
    codes = dict.fromkeys(each.project for each in purchases if each.project)
    lines = tuple(line("304001", "项目支出", "31003", 10_000, project=code) for code in codes)
    projects = tuple(Project(code=code, name=code, unit="304001") for code in codes)
    b = guests(lines=lines, projects=projects, purchases=purchases)
    return found(b, load_profile(), *RESERVED)


def test_shares_are_held_by_procurement_project() -> None:
    of_one = reserving(bought("P1", 80, 72), bought("P1", 70), bought("P1", 90))
    assert of_one.keys() == {"purchase-reserved-micro"}
    too_little = reserving(bought("P1", 80, 71), bought("P1", 70), bought("P1", 90))
    assert "240" in too_little["purchase-reserved-low"]


def test_the_share_is_that_of_all_large_projects_together() -> None:
    enough = reserving(bought("P2", 300), bought("P3", 500, 240))
    assert enough.keys() == {"purchase-reserved-micro"}
    assert "144" in enough["purchase-reserved-micro"]
    assert "purchase-reserved-low" in reserving(bought("P2", 300), bought("P3", 500, 239))


def test_under_the_places_threshold_nothing_is_asked() -> None:
    assert not reserving(bought("", 0.84, origin_name="公用经费"))
    small = [bought("", 20, origin_name="公用经费") for _ in range(2)]
    assert "purchase-not-reserved" in reserving(*small)


# 期限 --------------------------------------------------------------------------------------------


def of_department(published: date | None, **more: object) -> Budget:
    dates = {
        "approval_date": date(2024, 2, 6),
        "unit_approval_date": date(2024, 2, 20),
        "published": published,
    }
    units = (
        Unit(code="304001", name="示范县教育局本级", nature="行政"),
        Unit(code="304002", name="示范县第一中学", nature="公益一类"),
    )
    lines = tuple(line(unit.code, "人员经费", "30101", 5) for unit in units)
    return Budget(info=info(**(dates | more)), units=units, lines=lines)


@pytest.mark.parametrize(("day", "late"), [(date(2024, 2, 26), False), (date(2024, 2, 27), True)])
def test_the_departments_days_run_from_the_bureaus_approval(day: date, late: bool) -> None:
    messages = found(of_department(day), load_profile(), "published-late")
    assert bool(messages) is late
    if late:
        assert messages["published-late"] == "批复后第 21 日公开，超过 20 日的期限"


@pytest.mark.parametrize(
    ("day", "late"),
    [(date(2024, 3, 10), False), (date(2024, 3, 11), False), (date(2024, 3, 12), True)],
)
def test_a_units_days_run_from_its_departments_approval(day: date, late: bool) -> None:
    """A leap year: 02-20 and twenty days are 03-11."""
    school = unit_budget(of_department(day), "304002")
    messages = found(school, load_profile("hebei-2023-unit"), "published-late")
    assert bool(messages) is late


def test_the_departments_own_day_is_not_held_against_a_unit_approved_later() -> None:
    school = unit_budget(of_department(date(2024, 2, 15)), "304002")
    assert school.info.published is None
    assert unit_budget(of_department(date(2024, 2, 25)), "304002").info.published


def test_the_form_counts_a_units_days_likewise() -> None:
    school = Budget(
        info=info(
            scope="单位", approval_date=date(2024, 2, 6), unit_approval_date=date(2024, 2, 20)
        )
    )
    assert deadline(Form(school, load_profile())).value == date(2024, 3, 11)
    assert deadline(Form(of_department(None), load_profile())).value == date(2024, 2, 26)


def test_a_publication_before_the_joint_day_is_a_notice() -> None:
    early = of_department(date(2024, 2, 20), joint_publication_day=date(2024, 2, 24))
    assert "published-before-joint-day" in found(early, load_profile())


# 按科目的批复数 ------------------------------------------------------------------------------------


def control(amount: float, **more: object) -> ControlFigure:
    return ControlFigure.model_validate({"source": GENERAL, "approved": wan(amount)} | more)


@pytest.mark.parametrize(
    "controls",
    [
        (control(10, category="人员经费"), control(5, category="公用经费"), control(3, project="P1"),
         control(2, project="P2")),
        (control(20), control(15, function="20601"), control(5, function="2060404")),
        (control(15, function="20601"), control(5, function="2060404"), control(10, economic="301"),
         control(5, economic="302"), control(4, economic="30201")),
        (control(12, unit="A", function="206"), control(8, unit="B", category="人员经费")),
    ],
)  # fmt: skip
def test_no_money_counts_twice_however_the_approval_cuts_it(
    controls: tuple[ControlFigure, ...],
) -> None:
    assert sum(figure for _, figure in counted(controls, lambda c: c.approved)) == wan(20)


# 7. Rounding between files --------------------------------------------------------------------------

_TWO = (
    Unit(code="304001", name="示范县科技局本级", nature="行政", rank="正科级", funding="财政拨款"),
    Unit(code="304002", name="示范县科技馆", nature="公益一类", rank="正科级", funding="财政拨款"),
)


def told_of_reception(department: str, *units: str) -> dict[str, str]:
    """What is said of 公务接待费 last year, as it was printed for the department and for its units."""
    rows = [PriorFigure(item=Item.RECEPTION, amount=wan(department))]
    for unit, printed in zip(_TWO, units, strict=True):
        rows.append(PriorFigure(item=Item.RECEPTION, unit=unit.code, amount=wan(printed)))
    budget = Budget(info=INFO, units=_TWO, prior=tuple(rows))
    said = run_checks(Disclosure.of(budget, load_profile()))
    return {f.rule: f.severity.value for f in said if f.rule.startswith("department-figure")}


def test_what_files_round_each_by_itself_is_a_notice() -> None:
    lines = tuple(line(unit.code, "公用经费", "30217", 0.004) for unit in _TWO)
    budget = Budget(info=INFO, units=_TWO, lines=lines)
    profile = load_profile()
    whole = Disclosure.of(budget, profile).figures.reception
    parts = [Disclosure.of(unit_budget(budget, u.code), profile).figures.reception for u in _TWO]
    printed = [profile.unit.text(each.amount) for each in (whole, *parts)]
    assert printed == ["0.01", "0.00", "0.00"]
    assert told_of_reception(*printed) == {"department-figure-rounds": "提示"}


@pytest.mark.parametrize(
    ("department", "units", "rule"),
    [
        ("5116.78", ("5000.00", "116.78"), set()),
        ("5116.78", ("5000.00", "116.79"), {"department-figure-rounds"}),
        ("5116.78", ("5000.01", "116.78"), {"department-figure-rounds"}),
        ("5116.78", ("5000.00", "116.80"), {"department-figure-differs"}),
        ("5116.78", ("5000.00", "116.88"), {"department-figure-differs"}),
    ],
)
def test_what_rounding_cannot_explain_is_more_than_a_notice(
    department: str, units: tuple[str, ...], rule: set[str]
) -> None:
    assert set(told_of_reception(department, *units)) == rule
