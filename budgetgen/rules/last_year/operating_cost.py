"""机关运行经费: what the text says it is used for, against the line items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from budgetgen.findings import Severity
from budgetgen.rules.material import Input, Material
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.rules.yuan_or_wan.scale import typed

_SECTION: Final = "机关运行经费用途"
_BETWEEN: Final = re.compile("[、，,；;。：:（）()]|以及|及|和|等|与")
_LEAD: Final = re.compile("^.*(?:用于|包括|其中|安排|保障|支付|开支|列支|主要是)")


@rule(
    "operating-cost-text",
    Severity.WARNING,
    Topic.OPERATING_COST,
    ("budget-law",),
    needs=Input.EXTRA_TEXTS | Input.TABLES,
)
def operating_cost_text(d: Material) -> Iterator[Problem]:
    """机关运行经费用途写到的经济科目，公用经费里应有相应的明细。"""
    year, catalogue = d.budget.info.year, d.profile.economic_catalogue
    public = d.profile.law(year).codes("public-economics")
    named = {s.name: s.code for s in catalogue.all(year) if s.code.startswith(public)}
    paid = {line.economic for line in d.figures.operating_cost.lines}
    for extra in d.budget.extra_texts:
        if extra.about != _SECTION:
            continue
        uses = (_LEAD.sub("", part).strip() for part in _BETWEEN.split(extra.text))
        unpaid = [use for use in dict.fromkeys(uses) if use in named and named[use] not in paid]
        if unpaid:
            yield Problem(
                f"机关运行经费用途写到{'、'.join(f'“{use}”' for use in unpaid)}，"
                "公用经费里没有这些科目的明细",
                "删去，或核对“收支明细”的经济科目编码；用途由明细自动列出，一般不用再写",
                (extra.cell("text"),),
            )


@rule(
    "operating-cost-of-institutions",
    Severity.NOTICE,
    Topic.OPERATING_COST,
    ("budget-law",),
    needs=Input.UNITS | Input.TABLES,
)
def operating_cost_of_institutions(d: Material) -> Iterator[Problem]:
    """机关运行经费是行政单位和参公事业单位的；没有这类单位却印出的，应核对。"""
    spent, units = d.figures.operating_cost.amount, d.budget.units
    natures = list(dict.fromkeys(unit.nature for unit in units if unit.nature))
    if spent and natures and not any(unit.is_administrative for unit in units):
        yield Problem(
            f"机关运行经费会印出 {typed(d, spent)}，但各单位都是{'、'.join(natures)}，没有行政或参公单位",
            "问财政部门要不要印：性质填错的，改“机构设置”的单位性质；按表样照印的，不用改",
            tuple(unit.cell("nature") for unit in units),
        )
