"""Several units in one workbook: each unit's own disclosure, and the department's as their sum."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetgen.checked import check_file, unit_profile
from budgetgen.cli import main
from budgetgen.disclosure import Disclosure
from budgetgen.document.compose import compose
from budgetgen.model.budget import Budget
from budgetgen.model.records import (
    Asset,
    ControlFigure,
    Duty,
    ExtraText,
    Goal,
    Indicator,
    LineItem,
    PriorFigure,
    Project,
    Purchase,
    Reason,
    Unit,
)
from budgetgen.model.units import UnknownUnit, unit_budget
from budgetgen.model.vocabulary import (
    AssetClass,
    Category,
    DutyKind,
    GoalPart,
    Item,
    Scope,
    Source,
    UnitTier,
)
from budgetgen.profiles import Profile, load_profile
from budgetgen.render.json import render_budget_json, render_json
from budgetgen.rules.line_items.between_units import (
    transfer_between_units,
    transfer_perhaps_between_units,
)
from budgetgen.tables import build_tables
from budgetgen.workbook.form.writer import write_workbook
from support.documents import texts
from support.ledgers import EVERY_SPEC, info, line_items
from support.places import CASES
from support.rule_cases import Case, base, cases, save

CODES = ("304001", "304002", "304003")
NAMES = {code: f"示范县第{i}中心" for i, code in enumerate(CODES, start=1)}
UNITS = tuple(
    Unit(code=code, name=name, nature="公益一类", tier=UnitTier.SUBORDINATE)
    for code, name in NAMES.items()
)
FACING = {
    (Category.TO_AFFILIATE, Source.SUPERIOR),
    (Category.TO_SUPERIOR, Source.AFFILIATE),
}
SECTION = "其他需要说明的事项"


def of(record: Any, **changed: Any) -> Any:
    values = {name: getattr(record, name) for name in type(record).model_fields}
    return type(record)(**values | changed)


@st.composite
def departments(draw: st.DrawFn) -> Budget:
    """Legal lines over three units; projects are a unit's own or shared."""
    drawn = draw(st.lists(st.tuples(line_items(), st.sampled_from(CODES)), max_size=20))
    lines = tuple(of(line, unit=code) for line, code in drawn)
    owners = st.sampled_from(("", *CODES))
    projects = tuple(
        Project(code=code, name=code, unit=draw(owners))
        for code in dict.fromkeys(x.project for x in lines if x.project)
    )
    blanks = [*CODES, ""]
    return Budget(
        info=info(self_reference=draw(st.sampled_from(("", "我部门", "我局", "我们")))),
        units=UNITS,
        lines=lines,
        projects=projects,
        indicators=tuple(
            Indicator(project=p.code, level1="产出指标", level2="数量指标", level3="数")
            for p in projects
        ),
        prior=tuple(PriorFigure(item=Item.TOTAL, unit=u, amount=Decimal(1)) for u in blanks),
        duties=tuple(Duty(unit=u, text=u) for u in blanks),
    )


@given(departments())
def test_the_department_is_the_sum_of_its_units_cell_by_cell(b: Budget) -> None:
    sums: Counter[tuple[str, str, str]] = Counter()
    for code in CODES:
        for table in build_tables(unit_budget(b, code), EVERY_SPEC):
            sums.update({(table.spec, *key): f.amount for key, f in table.cells.items()})
    whole = {
        (table.spec, *key): figure.amount
        for table in build_tables(b, EVERY_SPEC)
        for key, figure in table.cells.items()
    }
    assert {k: v for k, v in whole.items() if v} == {k: v for k, v in sums.items() if v}
    assert sums.keys() <= whole.keys()


@given(departments())
def test_lines_are_partitioned(b: Budget) -> None:
    parts = [line for code in CODES for line in unit_budget(b, code).lines]
    assert Counter(map(id, parts)) == Counter(map(id, b.lines))


@given(departments(), st.sampled_from(("", "999")))
def test_money_is_counted_twice_only_between_listed_units(b: Budget, outside: str) -> None:
    lines = tuple(of(line, counterpart=outside) for line in b.lines)
    d = Disclosure.of(of(b, lines=lines), EVERY_SPEC)
    faced = {
        (x.unit, y.unit)
        for x in lines
        for y in lines
        if not outside and x.unit != y.unit and not y.carryover
        if (x.category, y.source) in FACING
    }
    found = [*transfer_between_units(d), *transfer_perhaps_between_units(d)]
    assert bool(found) is bool(faced)


@given(departments(), st.sampled_from(CODES))
def test_a_units_unit_is_itself(b: Budget, code: str) -> None:
    once = unit_budget(b, code)
    assert unit_budget(once, code) == once
    assert (once.info.scope, once.info.code, once.info.name) == (Scope.UNIT, code, NAMES[code])
    assert {row.unit for row in (*once.lines, *once.projects, *once.duties)} <= {code}


@pytest.mark.parametrize(
    ("typed", "tier", "said"),
    [
        ("", "本级", "我单位"),
        ("我部门", "本级", "我单位"),
        ("我局", "本级", "我局"),
        ("我局", "所属", "我单位"),
        ("我们", "所属", "我们"),
    ],
)
def test_a_unit_calls_itself_what_it_is(typed: str, tier: str, said: str) -> None:
    unit = Unit(code="1", name="甲", tier=UnitTier(tier))
    own = unit_budget(Budget(info=info(self_reference=typed), units=(unit,)), "1")
    assert own.info.self_word == said


def test_of_a_single_unit_rows_without_code_are_its_own() -> None:
    line = LineItem(function="2060101", category="项目支出", source="其他收入", amount=Decimal(5))
    b = Budget(
        info=info(), units=UNITS[:1], lines=(line,), duties=(Duty(text="甲"), Duty(unit="304001", text="乙")),
        prior=(PriorFigure(item=Item.TOTAL, amount=Decimal(3)),),
    )  # fmt: skip
    own = unit_budget(b, "304001")
    assert (own.lines, own.prior, own.duties) == (b.lines, b.prior, b.duties)
    assert own.texts(own.duties) == own.duties


def test_an_unknown_unit_is_told_which_there_are() -> None:
    b = Budget(info=info(), units=UNITS)
    with pytest.raises(
        UnknownUnit, match=r"没有单位编码 304004。是不是 30400\d？现有：304001 示范县第1中心；"
    ):
        unit_budget(b, "304004")
    with pytest.raises(UnknownUnit, match="是不是 304002？"):
        unit_budget(b, "第2中心")
    with pytest.raises(UnknownUnit, match="请先填写“机构设置”"):
        unit_budget(Budget(info=info()), "1")


# What the department prints ----------------------------------------------------------------------


def rows(*units: str) -> dict[str, Any]:
    """One row of each kind for each of these codes; texts and amounts tell whose it is."""
    return {
        "prior": tuple(PriorFigure(item=Item.BASIC, unit=u, amount=_amount(u)) for u in units),
        "assets": tuple(Asset(kind=AssetClass.VEHICLES, unit=u, value=_amount(u)) for u in units),
        "reasons": tuple(Reason(item=Item.BASIC, unit=u, text=f"原因{u}。") for u in units),
        "duties": tuple(
            Duty(kind=kind, unit=u, text=f"{kind}{u}") for u in units for kind in DutyKind
        ),
        "goals": tuple(
            Goal(part=part, unit=u, title="标题", text=f"{part}{u}")
            for u in units
            for part in GoalPart
        ),
        "extra_texts": tuple(ExtraText(section=SECTION, unit=u, text=f"其他{u}") for u in units),
    }  # fmt: skip


def _amount(unit: str) -> Decimal:
    return Decimal(unit or 7)


def test_the_department_prints_its_own_rows_where_there_are_any(profile: Profile) -> None:
    b = Budget(info=info(), units=UNITS, **rows("304001", "", "304002"))
    assert b.prior_amount(Item.BASIC) == Decimal(7)
    assert b.reason_for(Item.BASIC) == "原因。"
    said = "\n".join(texts(compose(Disclosure.of(b, profile))))
    assert "职责。" in said
    assert "其他。" in said
    for code in CODES:
        assert code not in said


def test_else_it_prints_its_units_rows_each_under_its_name(profile: Profile) -> None:
    b = Budget(info=info(), units=UNITS, **rows("304001", "304002"))
    assert b.prior_amount(Item.BASIC) == Decimal(304001 + 304002)
    assert sum(a.value or 0 for a in b.counted_assets) == 304001 + 304002
    first, second = NAMES["304001"], NAMES["304002"]
    assert b.reason_for(Item.BASIC) == f"{first}：原因304001；{second}：原因304002。"
    said = texts(compose(Disclosure.of(b, profile)))
    for text in ("总体绩效目标304001。", "标题", "职责304001。", "其他304001。"):
        assert any(line.endswith(f"{first}：{text}") for line in said), text
        assert any(line.endswith(f"{second}：{text}".replace("304001", "304002")) for line in said)
    assert {unit.name for unit in UNITS} <= set(said)


# What a unit prints ------------------------------------------------------------------------------


def marked(model: Any, mark: str, /, **fields: Any) -> Any:
    """A record with a mark of its unit in every free text."""
    texts = (n for n, f in model.model_fields.items() if f.annotation is str and n not in fields)
    return model(**{name: f"标记{mark}{name}" for name in texts} | fields)


def hostile() -> Budget:
    """Every text of every unit says whose it is."""
    parts: dict[str, list[Any]] = {name: [] for name in Budget.model_fields}
    for code in CODES:
        own = {"unit": code, "project": f"项目{code}"}
        general = {"source": "一般公共预算"}
        parts["units"].append(marked(Unit, code, code=code))
        parts["lines"].append(
            marked(LineItem, code, **own, **general, function="2060101", category="项目支出",
                   economic="", counterpart="", amount=Decimal(10000))
        )  # fmt: skip
        parts["lines"].append(
            marked(LineItem, code, unit=code, **general, project="", counterpart="",
                   function=f"20601{code[-2:]}", category="公用经费", economic=f"302{code[-2:]}",
                   amount=Decimal(20000))
        )  # fmt: skip
        parts["projects"].append(
            marked(Project, code, code=f"项目{code}", unit=code, special_fund=True)
        )
        parts["indicators"].append(marked(Indicator, code, project=f"项目{code}"))
        parts["purchases"].append(marked(Purchase, code, **own, **general))
        parts["controls"].append(ControlFigure(unit=code, **general, approved=Decimal(1)))
        for name, found in rows(code).items():
            parts[name] += [marked(type(row), code, **_closed(row)) for row in found]
        parts["reasons"] += [marked(Reason, code, unit=code, item=item) for item in Item]
        parts["prior"] += [PriorFigure(item=i, unit=code, amount=Decimal(1)) for i in Item]
    del parts["info"], parts["terms"], parts["waivers"], parts["origin"]
    return Budget(info=info(), **{name: tuple(found) for name, found in parts.items()})


def _closed(row: Any) -> dict[str, Any]:
    """The fields that are no free text."""
    fields = type(row).model_fields.items()
    free = {name for name, field in fields if field.annotation is str and name != "unit"}
    return {name: getattr(row, name) for name, _ in fields if name not in free}


@pytest.fixture(scope="module")
def marks(tmp_path_factory: pytest.TempPathFactory, short_forms: None) -> Path:
    path = tmp_path_factory.mktemp("marks") / "标记.xlsx"
    path.write_bytes(write_workbook(hostile(), load_profile()))
    return path


@pytest.mark.parametrize("id", ["hebei-2024-dept", "hebei-2023-unit"])
@pytest.mark.parametrize("code", CODES)
def test_nothing_of_another_unit_is_said(code: str, id: str, marks: Path) -> None:
    checked = check_file(marks, id, code)
    assert checked.disclosure
    document = compose(checked.disclosure)
    public = render_json(document, checked.findings).decode()
    inputs = render_budget_json(checked.disclosure.budget).decode()
    assert public.count(f"标记{code}") > 20
    assert "（含所属单位）" not in public
    for said in (public, inputs, "\n".join(texts(document))):
        for other in set(CODES) - {code}:
            assert other not in said


# By the command line -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(base(), tmp_path_factory.mktemp("units") / "部门.xlsx")


def built(workbook: Path, out: Path, *unit: str) -> dict[str, Any]:
    stem = "-".join([workbook.stem, *unit])
    arguments = ["build", str(workbook), "-o", str(out)]
    assert main([*arguments, *(["--unit", *unit] if unit else [])]) == 0
    assert {p.name.removeprefix(stem) for p in out.glob(f"{stem}.*")} == {
        ".docx", ".pdf", ".xlsx", ".md", ".json", ".budget.json",
    }  # fmt: skip
    said: dict[str, Any] = json.loads((out / f"{stem}.json").read_text(encoding="utf-8"))
    return said


@pytest.mark.long
def test_one_workbook_gives_the_department_and_each_unit(workbook: Path, tmp_path: Path) -> None:
    whole = built(workbook, tmp_path)
    parts = [built(workbook, tmp_path, code) for code in CODES[:2]]
    for name in ("total", "basic", "personnel", "public", "project"):
        figures = [Decimal(each["figures"]["expenditure"][name]) for each in (whole, *parts)]
        assert figures[0] == sum(figures[1:]), name
    assert [each["agency"]["scope"] for each in (whole, *parts)] == ["部门", "单位", "单位"]
    assert [len(each["blocks"]["projects"]) for each in (whole, *parts)] == [3, 2, 1]
    assert [len(each["blocks"]["institutions"]["rows"]) for each in (whole, *parts)] == [2, 1, 1]
    assert "示范县科学技术局本级小计" in str(whole["blocks"]["procurement"]["rows"])
    assert {table["title"][:2] for table in parts[1]["tables"]} == {"单位"}
    assert parts[1]["agency"] == {"code": "304002", "name": "示范县科技服务中心", "scope": "单位"}


def test_findings_of_a_unit_point_into_the_workbook(
    workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(workbook), "3", "2060404", "基本支出", "--unit", "304002"]) == 0
    said = capsys.readouterr().out
    assert "印出 52.00 万元，共 520000 元" in said
    assert "收支明细!H9" in said
    assert "收支明细!H11" in said


def test_an_unknown_unit_ends_in_words(workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(workbook), "--unit", "304"]) == 2
    assert "现有：304001 示范县科学技术局本级；304002" in capsys.readouterr().err


def broken(tmp_path: Path, row: int, **cells: str) -> Path:
    change = [["行", *cells], [str(row), *cells.values()]]
    return save(Case("", "", [("收支明细", "改", change)]).sheets(), tmp_path / "坏.xlsx")


def test_a_line_of_nobody_stops_every_unit(tmp_path: Path) -> None:
    path = broken(tmp_path, 2, 单位编码="")
    for code in CODES[:2]:
        found = check_file(path, unit=code).findings
        assert [str(f.at[0]) for f in found if f.rule == "line-without-unit"] == ["收支明细!A2"]


def test_a_unit_hears_nothing_of_anothers_mistakes(tmp_path: Path) -> None:
    path = broken(tmp_path, 9, 资金来源="基金", 功能科目编码="9990101")
    first, second = (check_file(path, unit=code).findings for code in CODES[:2])
    assert not [ref for f in first for ref in f.at if ref.cell in {"F9", "B9"}]
    assert {"function-class-unknown", "word-synonym"} & {f.rule for f in second}


def test_the_profile_is_the_one_asked_for_else_the_units_own(workbook: Path) -> None:
    asked = check_file(workbook, "hebei-2023-unit", "304002")
    assert asked.profile.id == "hebei-2023-unit"
    same = check_file(workbook, unit="304002").profile
    assert (same.id, same.scope) == ("hebei-2024-dept", Scope.UNIT)
    named = load_profile().model_copy(update={"unit_profile": "hebei-2023-unit"})
    assert unit_profile(named).id == "hebei-2023-unit"
    assert unit_profile(named, keep=True).id == "hebei-2024-dept"


def test_a_waiver_of_another_unit_is_not_called_unused(tmp_path: Path) -> None:
    waived = next(c for c in cases(CASES / "plan-end-differs.md") if not c.passes)
    head = ["规则编号", "理由"]
    waived.changes.append(("说明与豁免", "", [head, ["plan-end-differs", "尾款次年支付"]]))
    path = save(waived.sheets(), tmp_path / "豁免.xlsx")
    for code in CODES[:2]:
        assert "waiver-unused" not in {f.rule for f in check_file(path, unit=code).findings}
