"""平衡检查 against the rules: LibreOffice calculates many budgets, budgetgen checks the same files.

Every line has a counterpart: the findings that speak of the same thing or, where no rule does, the same
comparison made here from the records.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from budgetgen.disclosure import Disclosure
from budgetgen.findings import Finding, Severity
from budgetgen.model import records as m
from budgetgen.model import vocabulary as v
from budgetgen.model.budget import Budget
from budgetgen.model.money import total
from budgetgen.profiles import Profile
from budgetgen.rules import run_checks
from budgetgen.workbook.form.content import Form
from budgetgen.workbook.form.writer import write_workbook
from budgetgen.workbook.layout import BALANCE_SHEET, SHEETS
from budgetgen.workbook.read.reader import read_workbook
from support.balanced import (
    CONTROLS,
    LINES,
    PRIOR,
    PROJECTS,
    PURCHASES,
    changed,
    good,
    line,
    uncalculated,
    without,
)
from support.office import Office

ROUNDS = 28
"""Random budgets beside one for every fault."""
Fault = Callable[[random.Random, Budget], Budget]


# Budgets -----------------------------------------------------------------------------------------


BY_SUBJECT = (
    m.ControlFigure(source=v.Source.GENERAL, function="206"),
    m.ControlFigure(source=v.Source.GENERAL, category=v.Category.PUBLIC, economic="30217"),
    m.ControlFigure(source=v.Source.GENERAL, function="2060101", economic="302"),
)
"""The same money once more, as 批复表 cuts it."""


def amount(rng: random.Random) -> Decimal:
    return Decimal(rng.randrange(1, 10**9)) / 100


def fitting(rng: random.Random) -> Budget:
    """Random amounts, and everything else as it must be with them."""
    lines = tuple(each.model_copy(update={"amount": amount(rng)}) for each in LINES)
    controls = tuple(
        each.model_copy(update={"control": None, "approved": total(x.amount for x in lines if _of(each, x))})
        for each in (*CONTROLS, *BY_SUBJECT)
    )  # fmt: skip
    projects = tuple(
        each.model_copy(
            update={"plan_december": total(x.amount for x in lines if x.project == each.code)}
        )
        for each in PROJECTS
    )
    prior = tuple(each.model_copy(update={"amount": amount(rng)}) for each in PRIOR)
    parts = {each.item: each.amount for each in prior}
    basic = parts[v.Item.PERSONNEL] + parts[v.Item.PUBLIC]
    return good(
        lines=lines, controls=controls, projects=projects,
        purchases=tuple(p.model_copy(update={"price": Decimal("0.01"), "stated_amount": None}) for p in PURCHASES),
        prior=tuple(
            each.model_copy(update={"amount": basic}) if each.item is v.Item.BASIC else each for each in prior
        ),
        reasons=tuple(m.Reason(item=item, text="政策调整。") for item in v.Item),
        info={"money_unit": rng.choice(list(v.MoneyUnit))},
    )  # fmt: skip


def _of(control: m.ControlFigure, x: m.LineItem) -> bool:
    return (
        x.source is control.source
        and x.carryover is control.carryover
        and control.unit in ("", x.unit)
        and control.category in (None, x.category)
        and control.project in ("", x.project)
        and x.function.startswith(control.function)
        and x.economic.startswith(control.economic)
    )


def put(field: str, number: int, **fields: Any) -> Fault:
    """One record changed."""
    return lambda _, b: b.model_copy(update={field: changed(getattr(b, field), number, **fields)})


def drop(field: str, number: int) -> Fault:
    """One record taken away."""
    return lambda _, b: b.model_copy(update={field: without(getattr(b, field), number)})


def empty(field: str) -> Fault:
    return lambda _, b: b.model_copy(update={field: ()})


def more(category: str, **fields: Any) -> Fault:
    """A further line."""
    return lambda rng, b: b.model_copy(
        update={"lines": (*b.lines, line(category, str(amount(rng)), **fields))}
    )


def about(**fields: Any) -> Fault:
    return lambda _, b: b.model_copy(update={"info": b.info.model_copy(update=fields)})


def day(days: int) -> date:
    return date(2024, 1, 31) + timedelta(days=days)


FAULTS: Mapping[str, Fault] = {
    "nothing": lambda _, b: b,
    "a figure differs": put("controls", 0, approved=Decimal("0.01")),
    "a unit's figure differs": put("controls", 1, approved=Decimal(7)),
    "a category's figure differs": put("controls", 2, approved=Decimal(7)),
    "a project's figure differs": put("controls", 3, approved=Decimal(7)),
    "the carry-over differs": put("controls", 4, approved=Decimal(7)),
    "no figure for the carry-over": drop("controls", 4),
    "no figure for a fund": drop("controls", 5),
    "no figures": empty("controls"),
    "a fund nobody approved": more("人员经费", economic="30101", source="其他收入"),
    "goods among wages": put("lines", 0, economic="30201"),
    "wages among goods": put("lines", 2, economic="30101"),
    "no economic code": put("lines", 2, economic=""),
    "no project code": put("lines", 5, project=""),
    "an unknown project": put("lines", 7, project="新77"),
    "a project twice": lambda _, b: b.model_copy(update={"projects": (*b.projects, b.projects[0])}),
    "a project without money": lambda _, b: b.model_copy(
        update={"projects": (*b.projects, b.projects[0].model_copy(update={"code": "新66", "name": "没钱的"}))}
    ),
    "no projects": empty("projects"),
    "last year's parts differ": put("prior", 2, amount=Decimal("0.01")),
    "last year's parts are missing": drop("prior", 3),
    "last year is missing": empty("prior"),
    "a reason is missing": drop("reasons", list(v.Item).index(v.Item.PROJECT)),
    "a reason for 公务接待费 is missing": drop("reasons", list(v.Item).index(v.Item.RECEPTION)),
    "no reasons": empty("reasons"),
    "a purchase of an unknown project": put("purchases", 0, project="新55"),
    "purchases beyond the project": put("purchases", 0, stated_amount=Decimal(10**9)),
    "purchases beyond 公用经费": put("purchases", 1, stated_amount=Decimal(10**9)),
    "no purchases": empty("purchases"),
    "published late": about(published=day(21)),
    "published early": about(published=day(-1)),
    "not yet published": about(published=None),
    "no approval date": about(approval_date=None),
    "a project without indicators": drop("indicators", 0),
    "no indicators": empty("indicators"),
    "a plan falls short": put("projects", 1, plan_december=Decimal(7)),
    "no plan": put("projects", 1, plan_march=None, plan_december=None),
    "a plan in percent": about(plan_basis=v.PlanBasis.PERCENT),
    "guests paid from own money": more("项目支出", economic="30217", project="新01", source="事业收入"),
    "a class's figure differs": put("controls", len(CONTROLS), approved=Decimal(7)),
    "an economic subject's figure differs": put("controls", len(CONTROLS) + 1, approved=Decimal(7)),
    "a code of the government's classification": put("lines", 5, economic="50206"),
    "the department's own approval to its units": about(unit_approval_date=day(25), published=day(20)),
    "a unit long after the bureau": about(
        scope=v.Scope.UNIT, unit_approval_date=day(25), published=day(40)
    ),
    "last year in another caliber": put("prior", 1, comparable=Decimal(10**7)),
}  # fmt: skip
HARMLESS = frozenset(
    {
        "nothing", "not yet published", "no approval date", "no figures",
        "last year is missing", "last year's parts are missing", "no purchases", "no plan",
        "a project without money", "the department's own approval to its units", "a unit long after the bureau",
        "last year in another caliber",
    }
)  # fmt: skip
"""These leave everything as green as it was, or make it grey."""


def budgets() -> Iterable[tuple[str, Budget]]:
    """One for every fault, then random mixtures."""
    rng = random.Random(2024)
    for name, fault in FAULTS.items():
        yield name, fault(rng, fitting(rng))
    for number in range(ROUNDS):
        budget, names = fitting(rng), rng.sample(sorted(FAULTS), rng.randrange(0, 3))
        try:
            for name in names:
                budget = FAULTS[name](rng, budget)
        except IndexError:
            continue  # The record to change is gone.
        yield f"{number} {'+'.join(names)}", budget


# Counterparts ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """What budgetgen says of a workbook."""

    budget: Budget
    findings: list[Finding]

    def any(self, *rules: str, word: str = "", sheet: str = "") -> bool:
        """Whether a rule speaks, of a word, at a sheet."""
        return any(
            f.rule in rules
            and word in f.message
            and (not sheet or any(ref.sheet == sheet for ref in f.at))
            for f in self.findings
        )

    def bought(self, project: str | None = None) -> Decimal:
        """Purchases of a project, or of none ("")."""
        return total(p.amount for p in self.budget.purchases if p.project == project)

    def paid(self, *categories: v.Category) -> Decimal:
        return total(x.amount for x in self.budget.lines if x.category in categories)

    def prior(self, item: v.Item) -> Decimal | None:
        return next((p.amount for p in self.budget.prior if p.item is item), None)


def source_is_red(said: Said, source: v.Source) -> bool:
    """approval-differs at one of the source's rows, or lines that no row covers."""
    rows = {c.cell("unit").cell[1:] for c in said.budget.controls if c.source is source}
    differs = (
        ref.cell.lstrip("ABCDEFGHIJ") in rows
        for f in said.findings if f.rule == "approval-differs"
        for ref in f.at if ref.sheet == "批复控制数"
    )  # fmt: skip
    return any(differs) or said.any("approval-does-not-cover", word=f"“{source}”")


def economic_is_red(said: Said, category: v.Category) -> bool:
    """A misplaced line is missing here and too much there; one without code is missing once."""
    short = {ref for f in said.findings if f.rule == "economic-code-missing" for ref in f.at}
    lines = (x for x in said.budget.lines if x.category is category)
    return said.any("economic-class-differs") or any(x.cell("economic") in short for x in lines)


def prior_parts_differ(said: Said) -> bool:
    basic, staff, public = (said.prior(i) for i in (v.Item.BASIC, v.Item.PERSONNEL, v.Item.PUBLIC))
    return None not in (basic, staff, public) and basic != (staff or 0) + (public or 0)


def project_is_red(said: Said, project: m.Project) -> bool:
    """Of several faults the sheet says one: each of them makes the line red."""
    named = f"“{project.name}”"
    lines = [x for x in said.budget.lines if x.project == project.code]
    if not total(x.amount for x in lines):
        return False
    # Where the plan tells by how much the approval is missed, approval-differs names the project.
    rules = ("project-without-indicators", "plan-end-differs", "approval-differs")
    end = project.cell("plan_december")
    unread = any(end in f.at for f in said.findings if f.severity is Severity.ERROR)
    over = said.bought(project.code) > total(x.amount for x in lines)
    return said.any(*rules, word=named) or unread or over


SURE = {
    "收支明细：有经济科目编码": lambda said: said.any("economic-class-unknown"),
    "收支明细：": lambda said: False,
    "批复控制数：": lambda said: said.any("approval-differs"),
    "人员经费（": lambda said: economic_is_red(said, v.Category.PERSONNEL),
    "公用经费（": lambda said: economic_is_red(said, v.Category.PUBLIC),
    "项目支出（": lambda said: (
        said.any("project-unknown", sheet="收支明细")
        or said.any("project-line-without-project")
        or said.any("code-duplicate", word="项目编码")
    ),
    "上年预算：": prior_parts_differ,
    "政府采购：挂在": lambda said: (
        said.any("project-unknown", sheet="政府采购") or _is_doubled(said)
    ),
    "政府采购：没有": lambda said: said.bought("") > said.paid(v.Category.PUBLIC),
    "公开日期 ": lambda said: said.any("published-late"),
    "财政专户和单位": lambda said: False,
    "收入：": lambda said: False,
    "支出：": lambda said: False,
    "收支总额（": lambda said: False,
}  # fmt: skip
"""When a line is red, by the start of its words."""


def _is_doubled(said: Said) -> bool:
    """A project that stands twice and has purchases: they would count twice."""
    codes = [project.code for project in said.budget.projects]
    return any(codes.count(p.project) > 1 and p.amount for p in said.budget.purchases)


def must_be_red(title: str, said: Said) -> bool:
    for start, is_red in SURE.items():
        if title.startswith(start):
            return is_red(said)
    for source in v.Source:
        if title.startswith(f"{source}：收支明细"):
            return source_is_red(said, source)
    if title in list(v.Item):
        return said.any("reason-missing", "three-public-reason-missing", word=title)
    return any(project_is_red(said, p) for p in said.budget.projects if p.name == title)


def must_be_grey(title: str, said: Said) -> bool | None:
    """None: this test has no opinion."""
    if title in list(v.Item):
        return said.prior(v.Item(title)) is None
    if title.startswith("批复控制数："):
        return said.any("approval-not-given", "control-not-given")
    for project in said.budget.projects:
        if project.name == title:
            unfunded = not any(x.project == project.code for x in said.budget.lines)
            return unfunded or (
                not project_is_red(said, project) and said.any("plan-missing", word=f"“{title}”")
            )
    return None  # fmt: skip


# The proof ---------------------------------------------------------------------------------------


CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,{sheet}"
"""One sheet as text: all sheets are calculated, and ten times less is written."""


def calculated(paths: Sequence[Path], folder: Path, office: Office) -> list[list[tuple[str, str]]]:
    """检查事项 and 结论 of many workbooks, in one run of LibreOffice."""
    wanted = CSV.format(sheet=len(SHEETS) + 3)
    office.convert(paths, wanted, folder / "saved")
    return [_lines_shown(folder / "saved" / f"{path.stem}-{BALANCE_SHEET}.csv") for path in paths]


def _lines_shown(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if len(row) > 4]
    return [(row[0], row[4]) for row in rows if row[4] and row[4] != "结论"]


def disagreements(
    path: Path, shown: Iterable[tuple[str, str]], profile: Profile
) -> tuple[list[str], set[str]]:
    """Lines whose colour isn't what the findings say; titles of red ones."""
    budget, read = read_workbook(path, profile)
    assert budget
    said = Said(budget, run_checks(Disclosure.of(budget, profile), read))
    wrong, red = [], set()
    for title, verdict in shown:
        is_red, is_grey = verdict.startswith("不一致"), verdict.startswith("无从比较")
        if is_red:
            red.add(title)
        grey = must_be_grey(title, said)
        if is_red is not must_be_red(title, said) or grey not in (None, is_grey):
            wrong.append(f"{title}: {verdict}")
    return wrong, red


def test_what_libreoffice_shows_is_what_the_rules_say(
    tmp_path: Path, profile: Profile, monkeypatch: pytest.MonkeyPatch, office: Office
) -> None:
    monkeypatch.setattr(Form, "prepared", lambda form, sheet: len(form.records(sheet)) + 2)
    cases = list(budgets())
    paths = [tmp_path / f"{number}.xlsx" for number in range(len(cases))]
    for path, (_, budget) in zip(paths, cases, strict=True):
        path.write_bytes(uncalculated(write_workbook(budget, profile)))
    assert len(cases) > 60
    wrong, turned = {}, {}
    for path, (name, _), shown in zip(
        paths, cases, calculated(paths, tmp_path, office), strict=True
    ):
        wrong[name], turned[name] = disagreements(path, shown, profile)
    assert not {name: lines for name, lines in wrong.items() if lines}
    assert {name for name in FAULTS if not turned[name]} == HARMLESS
