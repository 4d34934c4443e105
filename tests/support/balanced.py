"""A budget of which every line of 平衡检查 is green, and ways to spoil it."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

from budgetgen.model import records as m
from budgetgen.model.budget import Budget
from support.ledgers import INFO, UNIT

LONG = "139900240000171000201"
"""A code of 21 digits; another one differs in the last only."""
OTHER_UNIT = UNIT.model_copy(
    update={"code": "304002", "name": "示范县科技馆", "nature": "公益一类"}
)


def line(category: str, amount: str, **more: Any) -> m.LineItem:
    """A line of the general budget."""
    made = {"unit": "304001", "function": "2060101", "source": "一般公共预算"} | more
    return m.LineItem(category=category, amount=Decimal(amount), **made)


LINES = (
    line("人员经费", "120000.50", economic="30101"),
    line("人员经费", "3000", economic="30302", unit="304002"),
    line("公用经费", "8000", economic="30201"),
    line("公用经费", "2000", economic="30217", unit="304002"),
    line("公用经费", "900", economic="30231", carryover=True),
    line("项目支出", "50000", function="2060702", project=LONG),
    line("项目支出", "70000.01", function="2060702", project=LONG[:-1] + "2", carryover=True),
    line("项目支出", "6000", function="2120803", project="新01", source="政府性基金"),
    line("项目支出", "400", economic="30217", project="新01", source="事业收入"),
    line("年终结转结余", "1000", function="2060101"),
)
CONTROLS = (
    m.ControlFigure(source="一般公共预算", approved=Decimal("184000.50")),
    m.ControlFigure(source="一般公共预算", unit="304002", approved=Decimal(5000)),
    m.ControlFigure(source="一般公共预算", category="人员经费", approved=Decimal("123000.50")),
    m.ControlFigure(source="一般公共预算", project=LONG, control=Decimal(50000)),
    m.ControlFigure(source="一般公共预算", carryover=True, approved=Decimal("70900.01")),
    m.ControlFigure(source="政府性基金", approved=Decimal(6000)),
    m.ControlFigure(source="事业收入", control=Decimal(1), approved=Decimal(400)),
)
PROJECTS = tuple(
    m.Project(
        code=code, name=f"项目{number}", unit="304001", purpose="用途", goals="目标",
        plan_march=Decimal(0), plan_december=Decimal(amount),
    )
    for number, (code, amount) in enumerate(
        {LONG: "50000", LONG[:-1] + "2": "70000.01", "新01": "6400"}.items(), start=1
    )
)  # fmt: skip
INDICATORS = tuple(
    m.Indicator(
        project=project.code, level1="产出指标", level2="数量指标", level3="场次", description="场次",
        value="≥1场", basis="计划",
    )
    for project in PROJECTS
)  # fmt: skip
PURCHASES = (
    m.Purchase(
        unit="304001", project=LONG, item="计算机", catalogue="A02010105", measure="台",
        quantity=Decimal(3), price=Decimal("4800.33"), source="一般公共预算",
    ),
    m.Purchase(
        unit="304001", origin_name="公用经费", item="复印纸", catalogue="A05040101", measure="箱",
        quantity=Decimal(10), price=Decimal(100), stated_amount=Decimal(990), source="一般公共预算",
    ),
)  # fmt: skip
PRIOR = tuple(
    m.PriorFigure(item=item, amount=Decimal(amount))
    for item, amount in {
        "收支总额": "250000", "基本支出": "130000", "人员经费": "120000", "公用经费": "10000",
        "项目支出": "126400.01", "因公出国（境）费": "0", "公务用车购置费": "0",
        "公务用车运行维护费": "1000", "公务接待费": "2000", "机关运行经费": "10000",
    }.items()
)  # fmt: skip
REASONS = (
    m.Reason(item="基本支出", text="人员增加。"),
    m.Reason(item="公务用车运行维护费", text="压减。"),
)


def good(**changed: Any) -> Budget:
    """A department of two units where everything fits."""
    dates = {"approval_date": date(2024, 1, 31), "published": date(2024, 2, 19), "stage": "批复"}
    about = m.Info(**INFO.model_dump() | dates | changed.pop("info", {}))
    content = {
        "units": (UNIT, OTHER_UNIT), "lines": LINES, "controls": CONTROLS, "projects": PROJECTS,
        "indicators": INDICATORS, "purchases": PURCHASES, "prior": PRIOR, "reasons": REASONS,
    }  # fmt: skip
    return Budget(**{"info": about} | content | changed)


def without(records: tuple[Any, ...], number: int) -> tuple[Any, ...]:
    """All records but one."""
    return records[:number] + records[number + 1 :]


def changed(records: tuple[Any, ...], number: int, **fields: Any) -> tuple[Any, ...]:
    """One record changed."""
    one = records[number].model_copy(update=fields)
    return (*records[:number], one, *records[number + 1 :])


def uncalculated(data: bytes) -> bytes:
    """The same workbook with the values of all formulas taken away."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.startswith("xl/worksheets/sheet"):
                content = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content)
            new.writestr(entry, content)
    return target.getvalue()
