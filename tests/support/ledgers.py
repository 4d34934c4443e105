"""Ledgers for the tests: a real one, and hypothesis strategies over every legal combination."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from budgetgen.model.budget import Budget
from budgetgen.model.records import Info, LineItem, Project, Unit
from budgetgen.model.vocabulary import BASIC, PAYS, AbroadKind, Category, Source
from budgetgen.profiles import Profile, load_profile
from budgetgen.tables.catalog import SPECS
from support.places import DATA

EVERY_SPEC = load_profile("hebei-2024-dept").model_copy(update={"tables": tuple(SPECS)})
"""A profile that prints every table there is."""

UNIT = Unit(
    code="304001",
    name="示范县科学技术和工业信息化局本级",
    nature="行政",
    rank="正科级",
    funding="财政拨款",
)
INFO = Info(year=2024, scope="部门", code="304", name="示范县科学技术和工业信息化局", level="县")

FUNCTIONS = (
    "2060101",
    "2060404",
    "2060499",
    "2069999",
    "2080505",
    "2101101",
    "2120803",
    "2150805",
    "2230299",
)
PERSONNEL_CODES = ("30101", "30102", "30108", "30113", "30302")
PUBLIC_CODES = ("30201", "30212", "30217", "30231", "30239", "31002", "31013")
PROJECT_CODES = ("", "30217", "30231", "30212", "30913", "31013", "39999")


def info(**changed: Any) -> Info:
    """The agency's 基本信息 with some fields changed."""
    return Info(**INFO.model_dump() | changed)


def budget(lines: tuple[LineItem, ...], **more: Any) -> Budget:
    """A budget of one unit around some lines; their projects are added."""
    codes = dict.fromkeys(x.project for x in lines if x.project)
    projects = tuple(
        Project(code=code, name=f"项目{code}", unit=UNIT.code, purpose="用途") for code in codes
    )
    return Budget(**{"info": INFO, "units": (UNIT,), "lines": lines, "projects": projects} | more)


def real_lines(truth: dict[str, Any]) -> tuple[LineItem, ...]:
    """The real ledger, in 元."""
    return tuple(
        LineItem(
            unit=UNIT.code, function=x["function"], category=x["category"], economic=x["economic"],
            project=x["project"], source=x["source"], carryover=x["carryover"], amount=Decimal(x["amount"]),
        )
        for x in truth["ledger"]
    )  # fmt: skip


def published(name: str) -> dict[str, Any]:
    """One published disclosure of ``tests/data``: nine tables as printed and the ledger in 元 behind them.

    Where its ``exceptions`` name an error of print, the right text stands instead.
    """
    path = DATA / f"{name}.json"
    truth: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for each in truth.get("exceptions", ()):
        table = truth["tables"][each["table"]]
        if each["row"] == "title":
            table["title"] = each["rollup"]
        elif each["row"] == "notes":
            table["notes"][int(each["column"]) - 1] = each["rollup"]
        else:
            row = table["rows"][int(each["row"]) - 1]
            row[table["columns"].index(each["column"])] = each["rollup"]
    return truth


def published_budget(truth: dict[str, Any], profile: Profile) -> Budget:
    """A budget of the year and kind of a published disclosure around its ledger."""
    return budget(real_lines(truth), info=info(year=truth["year"], scope=profile.scope))


def amounts() -> st.SearchStrategy[Decimal]:
    """Positive amounts in 元 to the fen, from one fen to tens of 亿."""
    return st.integers(1, 500_000_000_000).map(lambda fen: Decimal(fen) / 100)


@st.composite
def line_items(draw: st.DrawFn) -> LineItem:
    """A legal line: every source, category, carry-over and year-end."""
    category = draw(st.sampled_from(Category))
    source = draw(st.sampled_from(sorted(PAYS[category])))
    economic, project = "", ""
    if category in BASIC:
        codes = PERSONNEL_CODES if category is Category.PERSONNEL else PUBLIC_CODES
        economic = draw(st.sampled_from(codes))
    elif category is Category.PROJECT:
        economic = draw(st.sampled_from(PROJECT_CODES))
        project = draw(st.sampled_from(("新01", "新02", "13990024P00001710002X")))
    return LineItem(
        unit=UNIT.code,
        function=draw(st.sampled_from(FUNCTIONS)),
        category=category,
        economic=economic,
        project=project,
        source=Source(source),
        carryover=draw(st.booleans()),
        abroad_kind=draw(st.sampled_from((None, *AbroadKind))) if economic == "30212" else None,
        amount=draw(amounts()),
    )


def ledgers(most: int = 25) -> st.SearchStrategy[tuple[LineItem, ...]]:
    """Any number of legal lines, none included."""
    return st.lists(line_items(), max_size=most).map(tuple)
