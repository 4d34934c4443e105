"""政府采购: amounts against quantity and price, against projects and their funds, and what every row needs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from budgetgen.findings import CellRef, Severity
from budgetgen.model.money import ten_thousand_apart, total
from budgetgen.model.records import LineItem, Purchase
from budgetgen.model.subjects import Trust
from budgetgen.model.vocabulary import Source
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.purchases.views import (
    Bought,
    amount_cell,
    bought,
    by_project,
    in_another_unit,
    public_money,
    typing_step,
)
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.rules.yuan_or_wan.workbook import amounts_in_another_unit

_CODE: Final = re.compile("[ABC]([0-9]{2}){1,4}")
_TWICE: Final = Decimal(2)
_Fund = tuple[Source, bool]


@rule(
    "purchase-amount-differs",
    Severity.ERROR,
    Topic.PROCUREMENT,
    ("cai-yu-2016-143",),
    needs=Matter.PURCHASES,
)
def purchase_amount_differs(d: Material) -> Iterator[Problem]:
    """采购金额不应多于数量乘以单价；由几种资金安排的，每行填采购金额，合起来看。"""
    for each, made in _priced(d):
        first = each.first
        if first.stated_amount is None:
            rest = made - total(row.amount for row in each.rows[1:])
            left = f"，如 {d.amount(rest)}" if rest > 0 else ""
            yield Problem(
                f"“{first.item}”由 {len(each.rows)} 种资金安排，第一行没有填采购金额，"
                f"按数量×单价计为 {d.amount(made)}，合计达到 {d.amount(each.amount)}",
                f"第一行也填采购金额{left}；合计应等于数量×单价",
                (first.cell("stated_amount"), *each.amount_cells),
            )
        elif each.amount - made > _rounding(d, each):
            yield Problem(
                f"“{first.item}”数量×单价是 {d.amount(made)}，采购金额 {d.amount(each.amount)}",
                "核对数量、单价和采购金额；采购金额空着的，按数量×单价计算",
                (*each.amount_cells, first.cell("price")),
            )


@rule(
    "purchase-paid-in-part",
    Severity.NOTICE,
    Topic.PROCUREMENT,
    ("cai-yu-2016-143",),
    needs=Matter.PURCHASES,
)
def purchase_paid_in_part(d: Material) -> Iterator[Problem]:
    """采购金额少于数量乘以单价的，应是跨年合同今年支付的部分。"""
    for each, made in _priced(d):
        stated = each.first.stated_amount is not None
        if stated and made - each.amount > _rounding(d, each):
            yield Problem(
                f"“{each.first.item}”数量×单价是 {d.amount(made)}，"
                f"采购金额只有 {d.amount(each.amount)}",
                "合同跨年、今年只付一部分的，不用改；不是的，核对数量、单价和采购金额",
                (*each.amount_cells, each.first.cell("price")),
            )


def _priced(d: Material) -> Iterator[tuple[Bought, Decimal]]:
    """What is bought at 数量×单价 and has an amount beside that, but for slips of the unit."""
    for each in bought(d):
        first = each.first
        told_by_one = len(each.rows) == 1 and first.stated_amount is None
        if not first.quantity or not first.price or told_by_one:
            continue
        made = first.quantity * first.price
        if not ten_thousand_apart(made, each.amount, _TWICE):  # amounts_in_another_unit says it.
            yield each, made


def _rounding(d: Material, each: Bought) -> Decimal:
    """What typing a price with two decimals may leave."""
    return (each.first.quantity or Decimal(0)) * typing_step(d) + typing_step(d)


@rule(
    "purchase-exceeds-project",
    Severity.ERROR,
    Topic.PROCUREMENT,
    ("cai-yu-2016-143",),
    needs=Matter.LINES | Matter.PROJECTS | Matter.PURCHASES,
)
def purchase_exceeds_project(d: Material) -> Iterator[Problem]:
    """一个项目的采购金额，合计和各项资金来源都不应超过项目预算。"""
    for code, rows, lines in by_project(d):
        name = d.budget.project_by_code[code].name
        whole = _exceeding(rows, lines)
        if whole:
            yield _too_much(d, f"项目“{name}”", rows, *whole)
            continue
        for (source, carryover), own in _by_fund(rows).items():
            paying = [x for x in lines if (x.source, x.carryover) == (source, carryover)]
            over = _exceeding(own, paying) if paying else None
            if over:
                fund = f"{source}{'（上年结转）' if carryover else ''}"
                yield _too_much(d, f"项目“{name}”的{fund}", own, *over)


def _by_fund(rows: Iterable[Purchase]) -> dict[_Fund, list[Purchase]]:
    funds: dict[_Fund, list[Purchase]] = defaultdict(list)
    for row in rows:
        funds[row.source, row.carryover].append(row)
    return funds


def _exceeding(
    rows: Iterable[Purchase], lines: Iterable[LineItem]
) -> tuple[Decimal, Decimal] | None:
    """What is bought and what there is, where the first is more; slips of the unit are another rule's."""
    amounts = [row.amount for row in rows]
    spent, budget = total(amounts), total(line.amount for line in lines)
    told = in_another_unit((*amounts, spent), budget)
    return (spent, budget) if spent > budget and not told else None


def _too_much(
    d: Material, what: str, rows: Iterable[Purchase], spent: Decimal, budget: Decimal
) -> Problem:
    return Problem(
        f"{what}采购 {d.amount(spent)}，预算只有 {d.amount(budget)}",
        "核对数量、单价和采购金额，或“收支明细”里这个项目的金额",
        tuple(amount_cell(row) for row in rows),
    )


@rule(
    "purchase-source-differs",
    Severity.WARNING,
    Topic.PROCUREMENT,
    ("cai-yu-2016-143",),
    needs=Matter.LINES | Matter.PROJECTS | Matter.PURCHASES,
)
def purchase_source_differs(d: Material) -> Iterator[Problem]:
    """采购的资金来源应是项目明细里有的。"""
    for code, rows, lines in by_project(d):
        paying = {(line.source, line.carryover) for line in lines}
        for fund, own in _by_fund(rows).items():
            if fund not in paying:
                source, carryover = fund
                has = "、".join(sorted(f"{s}{'（上年结转）' if c else ''}" for s, c in paying))
                yield Problem(
                    f"项目“{d.budget.project_by_code[code].name}”的明细里没有"
                    f"“{source}{'（上年结转）' if carryover else ''}”，采购却由它安排",
                    f"改采购的资金来源或上年结转（明细里有：{has}），或核对明细",
                    tuple(row.cell("source") for row in own),
                )


@rule(
    "purchase-exceeds-origin",
    Severity.ERROR,
    Topic.PROCUREMENT,
    ("cai-yu-2016-143",),
    needs=Matter.LINES | Matter.PURCHASES,
)
def purchase_exceeds_origin(d: Material) -> Iterator[Problem]:
    """同一来源的采购金额合计不应超过来源预算资金。"""
    origins: dict[tuple[str, str, str], list[Purchase]] = defaultdict(list)
    for row in d.budget.purchases:
        origins[row.unit, row.project, row.origin_name].append(row)
    for rows in origins.values():
        budgets = [row.origin_budget for row in rows if row.origin_budget is not None]
        spent = total(row.amount for row in rows)
        told = in_another_unit((*(row.amount for row in rows), spent), max(budgets, default=spent))
        if budgets and spent > max(budgets) and not told and not _over_project(d, rows):
            yield Problem(
                f"“{rows[0].origin_name or rows[0].item}”采购合计 {d.amount(spent)}，"
                f"来源预算资金只有 {d.amount(max(budgets))}",
                "核对采购金额和来源预算资金",
                (*(amount_cell(row) for row in rows), rows[0].cell("origin_budget")),
            )


def _over_project(d: Material, rows: list[Purchase]) -> bool:
    lines = d.budget.lines_by_project.get(rows[0].project, ())
    return bool(lines) and _exceeding(rows, lines) is not None


@rule(
    "purchase-origin-differs",
    Severity.WARNING,
    Topic.PROCUREMENT,
    ("cai-yu-2016-143",),
    needs=Matter.LINES | Matter.PROJECTS | Matter.PURCHASES,
)
def purchase_origin_differs(d: Material) -> Iterator[Problem]:
    """来源预算资金应等于项目预算数；不是项目的，应是公用经费或其中能找到的一笔。"""
    found: dict[tuple[str, str, Decimal], list[Purchase]] = defaultdict(list)
    named = {project.name: project.code for project in d.budget.projects}
    for row in d.budget.purchases:
        if row.origin_budget is not None:
            code = row.project or named.get(row.origin_name.strip(), "")
            found[row.unit, code, row.origin_budget].append(row)
    for (unit, code, stated), rows in found.items():
        lines = d.budget.lines_by_project.get(code, ()) if code else public_money(d, unit)
        there = total(line.amount for line in lines)
        parts = set() if code else {line.amount for line in lines}
        told = in_another_unit((stated,), there) or ten_thousand_apart(stated, there, _TWICE)
        if not lines or stated == there or stated in parts or told:
            continue
        what = f"项目“{_project_name(d, code)}”的预算数" if code else "公用经费"
        otherwise = "空着的，按项目预算数印出" if code else "只是公用经费一部分的，说明理由"
        yield Problem(
            f"来源预算资金 {d.amount(stated)}，明细里{what}是 {d.amount(there)}",
            f"核对来源预算资金；{otherwise}",
            tuple(row.cell("origin_budget") for row in rows),
        )


def _project_name(d: Material, code: str) -> str:
    return d.budget.project_by_code[code].name if code in d.budget.project_by_code else code


@rule(
    "purchase-without-origin",
    Severity.WARNING,
    Topic.PROCUREMENT,
    ("cai-yu-2016-143",),
    needs=Matter.PURCHASES,
)
def purchase_without_origin(d: Material) -> Iterator[Problem]:
    """每项采购都应写明来源：项目编码，或采购来源名称。"""
    cells = tuple(
        row.cell("project")
        for each in bought(d)
        for row in each.rows[:1]
        if not row.project and not row.origin_name.strip()
    )
    if cells:
        yield Problem(
            f"{len(cells)} 项采购没有写来源，印出的项目名称会空着",
            "由项目安排的，写项目编码；由公用经费安排的，采购来源名称写“公用经费”",
            cells,
        )


@rule(
    "purchase-catalogue-unknown",
    Severity.WARNING,
    Topic.PROCUREMENT,
    ("cai-ku-2022-31",),
    needs=Matter.PURCHASES,
)
def purchase_catalogue_unknown(d: Material) -> Iterator[Problem]:
    """采购目录序号应是采购品目分类目录的编码：A货物、B工程、C服务，后接两位一级的数字。"""
    year, catalogue = d.budget.info.year, d.profile.procurement_catalogue
    # The packaged list is a part of the catalogue; only a bureau's own list tells what there is not.
    whole = any(subject.trust is Trust.BUREAU for subject in catalogue.all(year))
    strange: dict[str, list[CellRef]] = defaultdict(list)
    for each in bought(d):
        code = each.first.catalogue.strip()
        formed = _CODE.fullmatch(code)
        if code and (not formed or (whole and not catalogue.find(code, year))):
            strange[code].append(each.first.cell("catalogue"))
    for code, cells in strange.items():
        why = "不在采购目录里" if _CODE.fullmatch(code) else "不是采购目录的编码"
        yield Problem(
            f"采购目录序号“{code}”{why}", "照采购目录改正，如 A02010105；确有这个品目的，说明理由",
            tuple(cells),
        )  # fmt: skip


def doubtful(d: Material) -> set[int]:
    """Rows (by ``id``) whose amount another finding speaks of: what else is wrong with them follows from that."""
    known = {cell for check in _AMOUNTS for problem in check(d) for cell in problem.at}
    fields = ("price", "stated_amount")
    return {id(x) for x in d.budget.purchases if any(x.cell(field) in known for field in fields)}


_AMOUNTS: Final = (
    purchase_amount_differs,
    purchase_exceeds_project,
    purchase_exceeds_origin,
    amounts_in_another_unit,
)
