"""A budget in which every text says of itself where it stands."""

from __future__ import annotations

from typing import Any

from budgetgen.model import records as m
from budgetgen.model import vocabulary as v
from budgetgen.model.budget import Budget
from budgetgen.model.natures import fields


def filled(record: type[m.Record], number: int = 1, **given: Any) -> Any:
    """A record; each text that is not given is one that stands nowhere else."""
    said = {
        name: f"示{record.__name__}之{name}第{number}处"
        for name, info in fields(record).items()
        if info.annotation is str and name not in given
    }
    return record.model_validate(said | given)


def filled_budget(disclosure: v.Publicity, **project: Any) -> Budget:
    """Everything of one unit that can be typed, its project's 公开方式 as given."""
    unit, source = "304001", v.Source.GENERAL
    bought: dict[str, Any] = {"unit": unit, "source": source, "quantity": 1, "price": 50000}

    def line(number: int, category: v.Category, code: str) -> Any:
        return filled(
            m.LineItem, number, unit=unit, function=f"206999{number}", category=category,
            economic=f"3019{number}", project=code, source=source, amount=80000, counterpart="",
        )  # fmt: skip

    return Budget(
        info=filled(m.Info, year=2024, scope="部门", level="县", code="304"),
        units=(filled(m.Unit, code=unit, parent=""),),
        lines=(line(7, v.Category.PERSONNEL, ""), line(8, v.Category.PROJECT, "甲")),
        projects=(
            filled(m.Project, code="甲", unit=unit, part="", disclosure=disclosure, **project),
        ),
        indicators=(
            filled(m.Indicator, project="甲"), filled(m.Indicator, 2, project="没有这个项目"),
        ),
        purchases=(
            filled(m.Purchase, project="甲", **bought),
            filled(m.Purchase, 2, project="", **bought),
        ),
        prior=tuple(filled(m.PriorFigure, item=item, unit="", amount=0) for item in v.Item),
        reasons=tuple(
            filled(m.Reason, n, item=item, unit="") for n, item in enumerate(v.Item)
        ),
        duties=tuple(filled(m.Duty, n, kind=kind, unit="") for n, kind in enumerate(v.DutyKind)),
        goals=tuple(
            filled(m.Goal, n, part=part, unit="", projects="甲")
            for n, part in enumerate(v.GoalPart)
        ),
        extra_texts=tuple(
            filled(m.ExtraText, n, unit="", section=section)
            for n, section in enumerate(("项目支出主要用途", "主管专项", "没有这一章", "资产"))
        ),
        terms=(filled(m.Term),),
    )  # fmt: skip
