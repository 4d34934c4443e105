"""What the law says, by place and year; a province with other law takes a folder and no Python."""

from __future__ import annotations

import re
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from budgetgen.disclosure import Disclosure
from budgetgen.law.regulations import regulations
from budgetgen.law.values import NATIONAL, Law, LawError, LegalValue, law_of, national_values
from budgetgen.model.budget import Budget
from budgetgen.model.records import LineItem, Purchase
from budgetgen.profiles import Profile, load_profile, profile_ids
from budgetgen.rules import RULES, run_checks
from budgetgen.rules.run import in_force
from budgetgen.workbook.form.columns import deadline
from budgetgen.workbook.form.content import Form
from support.ledgers import INFO, UNIT
from support.places import DATA, ROOT

PROVINCE = DATA / "invented-province"
LATE = INFO.model_copy(update={"approval_date": date(2024, 1, 1), "published": date(2024, 1, 26)})


@pytest.fixture(scope="module")
def yunling() -> Profile:
    return load_profile(str(PROVINCE))


def found(profile: Profile, **content: object) -> dict[str, str]:
    """Messages by rule."""
    budget = Budget.model_validate({"info": LATE, "units": (UNIT,)} | content)
    return {f.rule: f.message for f in run_checks(Disclosure.of(budget, profile))}


def test_every_value_cites_what_is_known_and_is_dated() -> None:
    for id, each in national_values().items():
        assert each.title, id
        for value in each.values:
            assert set(value.cites) <= set(regulations()), id
            assert value.scope == NATIONAL, id
            assert value.sure in ("page", "form", "knowledge"), id


def test_of_several_values_the_places_own_holds_then_the_newest() -> None:
    def dated(value: int, scope: str, year: int) -> dict[str, object]:
        since = date(year, 1, 1)
        return {"value": value, "scope": scope, "valid_from": since, "cites": ["x"], "sure": "form"}

    values = [dated(20, NATIONAL, 2015), dated(15, NATIONAL, 2022), dated(30, "yunling", 2018)]
    days = LegalValue.model_validate({"title": "期限", "unit": "日", "values": values})

    def said(place: str, year: int) -> int:
        return Law(place, year, {"days-to-publish": days}).days_to_publish

    assert [said("", year) for year in (2014, 2021, 2022, 2030)] == [15, 20, 15, 15]
    assert [said("yunling", year) for year in (2017, 2018, 2030)] == [20, 30, 30]


def test_twenty_days_here_are_thirty_there(profile: Profile, yunling: Profile) -> None:
    assert found(profile)["published-late"] == "批复后第 25 日公开，超过 20 日的期限"
    assert "published-late" not in found(yunling)
    month = LATE.model_copy(update={"published": date(2024, 2, 5)})
    assert found(yunling, info=month)["published-late"] == "批复后第 35 日公开，超过 30 日的期限"
    forms = (Form(Budget(info=LATE), each, 2024) for each in (profile, yunling))
    assert [deadline(form).value for form in forms] == [date(2024, 1, 21), date(2024, 1, 31)]


def test_the_share_to_be_reserved_is_the_places(profile: Profile, yunling: Profile) -> None:
    works = Purchase(
        unit=UNIT.code, item="校舍加固", catalogue="B08000000", quantity=1, price=Decimal(10_000_000),
        source="一般公共预算", reserved=Decimal(4_500_000),
    )  # fmt: skip
    assert "purchase-reserved-low" not in found(profile, purchases=(works,))
    assert found(yunling, purchases=(works,))["purchase-reserved-low"].endswith("不到 50%")


def test_what_is_personnel_spending_is_the_places(profile: Profile, yunling: Profile) -> None:
    line = LineItem(
        unit=UNIT.code, function="2060101", category="公用经费", economic="30302",
        source="一般公共预算", amount=100,
    )  # fmt: skip
    assert "economic-class-differs" in found(profile, lines=(line,))
    assert "economic-class-differs" not in found(yunling, lines=(line,))


@pytest.mark.parametrize(
    ("nature", "here", "there"),
    [("行政单位", 100, 100), ("镇级综合机构", 0, 100), ("参公事业单位", 100, 0)],
)
def test_who_has_office_costs_is_the_places(
    nature: str, here: int, there: int, profile: Profile, yunling: Profile
) -> None:
    line = LineItem(
        unit=UNIT.code, function="2060101", category="公用经费", economic="30201",
        source="一般公共预算", amount=100,
    )  # fmt: skip
    unit = UNIT.model_copy(update={"nature": nature})
    counted = {
        "operating_cost": profile.operating_cost.model_copy(update={"units": "administrative"})
    }
    for each, expected in ((profile, here), (yunling, there)):
        budget = Budget(info=INFO, units=(unit,), lines=(line,))
        d = Disclosure.of(budget, each.model_copy(update=counted))
        assert d.figures.operating_cost.amount == expected


def test_rules_that_cite_only_hebei_are_silent_elsewhere(yunling: Profile) -> None:
    only = [r for r in RULES.values() if {regulations()[c]["scope"] for c in r.cites} == {"hebei"}]
    assert len(only) == 9
    for rule in only:
        assert in_force(rule, 2024, "hebei")
        assert in_force(rule, 2024, "")
        assert not in_force(rule, 2024, yunling.jurisdiction)


def test_every_profile_of_the_package_says_where_it_is_used() -> None:
    assert {load_profile(id).jurisdiction for id in profile_ids()} == {"hebei"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[days-to-publish", "读不了"),
        ("[days-to-publsh]\ntitle='x'\nunit='日'\nvalues=[]", "days-to-publsh"),
        ("[days-to-publish]\ntitle='x'\nunit='日'\nvalues=[{value='二十'}]", "days-to-publish"),
    ],
)
def test_a_broken_law_is_refused_with_file_and_place(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "law.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LawError, match=said) as refused:
        law_of("", 2024, [path])
    assert str(path) in str(refused.value)


def test_a_copied_format_takes_its_law_along(tmp_path: Path) -> None:
    from budgetgen import new_profile

    made = new_profile("云岭-2025", str(shutil.copytree(PROVINCE, tmp_path / "own")), tmp_path)
    assert load_profile(str(made)).law(2025).days_to_publish == 30


NUMBERS = re.compile(
    r"days=20\b|\b20 *日|二十日[^内]|\"30[1-3]\", *\"|\"302\", \"310\"|0\.4\"|YUAN_PER_WAN \* [24]00"
)


def test_the_laws_figures_stand_in_no_code() -> None:
    for path in (ROOT / "budgetgen").rglob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if "_RUNNING" not in line:  # What wages and running costs are, not what is 公用经费.
                assert not NUMBERS.search(line), f"{path}: {line}"
