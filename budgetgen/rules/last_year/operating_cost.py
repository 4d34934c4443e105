"""机关运行经费: what the text says it is used for, against the line items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from budgetgen.findings import Severity, listed
from budgetgen.model.vocabulary import Item
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule

_SECTION: Final = "机关运行经费用途"
_BETWEEN: Final = re.compile("[、，,；;。：:（）()]|以及|及|和|等|与")
_LEAD: Final = re.compile("^.*(?:用于|包括|其中|安排|保障|支付|开支|列支|主要是)")
_DOUBTFUL: Final = re.compile("行政|参公|公务员|机关|群团")
_NEVER: Final = re.compile("非参公|承担行政职能|非参照公务员|不参照")


@rule(
    "operating-cost-text",
    Severity.WARNING,
    Topic.OPERATING_COST,
    ("budget-law",),
    needs=Matter.EXTRA_TEXTS | Matter.TABLES,
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
                f"机关运行经费用途写到{listed(f'“{use}”' for use in unpaid)}，"
                "公用经费里没有这些科目的明细",
                "删去，或核对“收支明细”的经济科目编码；用途由明细自动列出，不必另写",
                (extra.cell("text"),),
            )


@rule(
    "operating-cost-of-institutions",
    Severity.NOTICE,
    Topic.OPERATING_COST,
    ("budget-law",),
    needs=Matter.UNITS | Matter.TABLES,
)
def operating_cost_of_institutions(d: Material) -> Iterator[Problem]:
    """机关运行经费是行政单位、参公事业单位和群团机关的；没有这类单位却印出的，应核对。"""
    spent, units = d.figures.operating_cost.amount, d.budget.units
    natures = list(dict.fromkeys(unit.nature for unit in units if unit.nature))
    if spent and natures and not d.figures.administrative_units:
        yield Problem(
            f"公开文件会印出机关运行经费 {d.amount(spent)}，但各单位都是{'、'.join(natures)}，没有行政或参公单位",
            "单位性质填错的，在“机构设置”改正；表样要求印出的，不用改；不能确定的，问财政部门",
            tuple(unit.cell("nature") for unit in units),
        )


@rule(
    "operating-cost-caliber",
    Severity.WARNING,
    Topic.OPERATING_COST,
    ("budget-law",),
    needs=Matter.PRIOR | Matter.TABLES,
    whole=Matter.LINES | Matter.UNITS,
)
def operating_cost_caliber(d: Material) -> Iterator[Problem]:
    """机关运行经费的统计口径变了的，应按同口径与上年比较；口径不同的两个数不能相减。"""
    last, other = d.budget.prior_amount(Item.OPERATING_COST), d.figures.other_caliber
    if last is not None and other is not None:
        now = d.figures.operating_cost.amount
        yield Problem(
            f"上年机关运行经费 {d.amount(last)}可能是另一口径的数：今年按公开口径是 {d.amount(now)}，"
            f"按另一口径是 {d.amount(other)}；正文不写增减",
            "在“上年预算”填同口径上年数和口径变化原因；口径没有变化的，同口径上年数填上年数",
            tuple(
                each.cell("amount") for each in d.budget.prior if each.item is Item.OPERATING_COST
            ),
        )


@rule(
    "unit-nature-unclear",
    Severity.NOTICE,
    Topic.OPERATING_COST,
    ("budget-law",),
    needs=Matter.UNITS | Matter.TABLES,
)
def unit_nature_unclear(d: Material) -> Iterator[Problem]:
    """单位性质看不出是不是行政、参公单位或群团机关的，应写明是否计入机关运行经费。"""
    known = d.figures.administrative_units
    for unit in d.budget.units:
        doubtful = _DOUBTFUL.search(unit.nature) and not _NEVER.search(unit.nature)
        if unit.code not in known and unit.in_operating_cost is None and doubtful:
            yield Problem(
                f"从单位性质“{unit.nature}”看不出是否为行政单位、参公单位或群团机关，暂按“否”处理",
                "写明是行政单位、参照公务员法管理的事业单位等，或在“计入机关运行经费”选“是”或“否”",
                (unit.cell("nature"),),
            )
