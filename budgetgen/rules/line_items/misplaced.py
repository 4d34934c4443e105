"""列错地方的支出: what a department does not spend, what basic spending does not hold, money announced from above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from budgetgen.findings import CellRef, Severity
from budgetgen.model.money import total
from budgetgen.model.records import LineItem
from budgetgen.model.vocabulary import BASIC, FISCAL, FundLevel, Source
from budgetgen.rules.line_items.demands import grouped
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule

# 财政自己掌握的科目 ---------------------------------------------------------------------------------


@rule(
    "treasury-subject",
    Severity.WARNING,
    Topic.TABLES,
    ("classification",),
    needs=Matter.LINES,
)
def treasury_subject(d: Material) -> Iterator[Problem]:
    """社会保险基金支出、预备费、转移性支出由财政列支，部门预算里一般没有（按通行做法，供参考）。"""
    for what, cells in _under(d, "treasury-functions"):
        yield Problem(
            f"{what}由财政部门列支，部门预算里一般没有",
            "按实际用途改功能科目；确由本部门列支的，说明理由",
            cells,
        )


@rule("debt-subject", Severity.NOTICE, Topic.TABLES, ("classification",), needs=Matter.LINES)
def debt_subject(d: Material) -> Iterator[Problem]:
    """债务还本、付息和发行费用多由财政部门列支，列在别的部门的应核对（按通行做法，供参考）。"""
    for what, cells in _under(d, "debt-functions"):
        yield Problem(f"{what}多由财政部门列支", "确由本部门列支的，不用改", cells)


def _under(d: Material, law: str) -> Iterator[tuple[str, tuple[CellRef, ...]]]:
    codes = d.profile.law(d.budget.info.year).codes(law)
    used = ((x.function, x.cell("function")) for x in d.budget.lines if x.function[:3] in codes)
    for code, cells in grouped(used):
        yield f"功能科目 {code} {d.names.function(code) or d.names.function(code[:3])}", cells


# 基本支出 -----------------------------------------------------------------------------------------


@rule(
    "economic-not-basic",
    Severity.ERROR,
    Topic.TABLES,
    ("cai-yu-2017-98", "classification"),
    needs=Matter.LINES,
)
def economic_not_basic(d: Material) -> Iterator[Problem]:
    """基本建设支出、对企业补助、对社会保障基金补助不是单位的日常运转，不列基本支出。"""
    for code, lines in _basic(d, "not-basic-economics"):
        yield Problem(
            f"{code} {d.names.economic(code)}不是基本支出，这里却列{lines[0].category}"
            f" {d.amount(total(x.amount for x in lines))}",
            "改为项目支出并写明项目编码，或改经济科目编码",
            tuple(line.cell("economic") for line in lines),
        )


@rule(
    "economic-unusual-in-basic",
    Severity.WARNING,
    Topic.TABLES,
    ("classification",),
    needs=Matter.LINES,
)
def economic_unusual_in_basic(d: Material) -> Iterator[Problem]:
    """债务利息及费用支出、其他支出一般不列基本支出（按通行做法，供参考）。"""
    for code, lines in _basic(d, "unusual-basic-economics"):
        yield Problem(
            f"{code} {d.names.economic(code)}一般不列基本支出，这里列{lines[0].category}"
            f" {d.amount(total(x.amount for x in lines))}",
            "按实际用途改经济科目编码，或改支出类别；确应列基本支出的，说明理由",
            tuple(line.cell("economic") for line in lines),
        )


def _basic(d: Material, law: str) -> Iterator[tuple[str, list[LineItem]]]:
    codes = d.profile.law(d.budget.info.year).codes(law)
    found: dict[tuple[str, str], list[LineItem]] = defaultdict(list)
    for line in d.budget.lines:
        if line.category in BASIC and line.economic[:3] in codes:
            found[line.economic, line.category].append(line)
    yield from ((code, lines) for (code, _), lines in found.items())


# 上级提前下达 --------------------------------------------------------------------------------------


@rule(
    "advance-not-fiscal",
    Severity.WARNING,
    Topic.TABLES,
    ("budget-regulation",),
    needs=Matter.LINES,
)
def advance_not_fiscal(d: Material) -> Iterator[Problem]:
    """上级提前下达的转移支付是财政拨款，不会是财政专户或单位资金。"""
    wrong: dict[Source, list[LineItem]] = defaultdict(list)
    for line in d.budget.lines:
        own = line.source not in FISCAL and line.source is not Source.SUPERIOR
        if line.fund_level is FundLevel.ADVANCE and own:
            wrong[line.source].append(line)  # transfer_as_superior_income speaks of 上级补助收入.
    for source, lines in wrong.items():
        yield Problem(
            f"资金级次是“{FundLevel.ADVANCE}”，资金来源却是“{source}”",
            "上级下达的，资金来源改为财政拨款；是本单位资金的，资金级次改为“本级安排”或空着",
            tuple(line.cell("fund_level") for line in lines),
        )


@rule(
    "advance-carried-over",
    Severity.NOTICE,
    Topic.TABLES,
    ("budget-regulation",),
    needs=Matter.LINES,
)
def advance_carried_over(d: Material) -> Iterator[Problem]:
    """上级提前下达的是预算年度的转移支付，又填上年结转的应核对（有的地方用它标明结转的是上级资金）。"""
    lines = [x for x in d.budget.lines if x.fund_level is FundLevel.ADVANCE and x.carryover]
    if lines:
        yield Problem(
            f"{len(lines)} 行明细既填“{FundLevel.ADVANCE}”，又填上年结转",
            "今年下达的，上年结转空着；上级资金的上年结转，不用改",
            tuple(line.cell("fund_level") for line in lines),
        )
