"""金额单位 of 基本信息 against everything typed: the whole workbook in the other unit, or some of its sheets."""

from __future__ import annotations

from collections.abc import Iterator

from budgetgen.findings import Severity
from budgetgen.model.money import WAN, YUAN
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.rules.yuan_or_wan.assets import asset_slips
from budgetgen.rules.yuan_or_wan.scale import slip_problems
from budgetgen.rules.yuan_or_wan.sheets import purchase_price_slips, sheet_slips
from budgetgen.rules.yuan_or_wan.signs import WholeSlip, whole_slip


@rule(
    "workbook-in-another-unit",
    Severity.ERROR,
    Topic.FORM,
    ("form-itself",),
    needs=Matter.LINES | Matter.TABLES,
    also=Matter.CONTROLS | Matter.PROJECTS | Matter.PURCHASES | Matter.ASSETS | Matter.PRIOR,
)
def workbook_in_another_unit(d: Material) -> Iterator[Problem]:
    """整本的金额应按“基本信息”的金额单位填写。"""
    slip = whole_slip(d)
    if slip and slip.is_sure:
        yield _problem(d, slip, "")


@rule(
    "workbook-in-another-unit-unsure",
    Severity.WARNING,
    Topic.FORM,
    ("form-itself",),
    needs=Matter.LINES | Matter.TABLES,
    also=Matter.CONTROLS | Matter.PROJECTS | Matter.PURCHASES | Matter.ASSETS | Matter.PRIOR,
)
def workbook_in_another_unit_unsure(d: Material) -> Iterator[Problem]:
    """整本的金额看起来是按另一个单位填的，应先核对“基本信息”的金额单位。"""
    slip = whole_slip(d)
    if slip and not slip.is_sure:
        yield _problem(d, slip, "，并说明理由")


def _problem(d: Material, slip: WholeSlip, unless: str) -> Problem:
    said, meant = d.typed_unit.name, (YUAN if slip.too_large else WAN).name
    return Problem(
        f"金额单位选的是“{said}”，整本却可能是按{meant}填写的：{'；'.join(slip.signs)}",
        f"把金额单位改为“{meant}”，各金额不动；确是按{said}填写的，逐个核对上述金额{unless}",
        (d.budget.info.cell("money_unit"),),
    )


@rule(
    "amounts-in-another-unit",
    Severity.WARNING,
    Topic.TABLES,
    ("form-itself",),
    needs=Matter.LINES | Matter.TABLES,
    also=Matter.CONTROLS | Matter.PROJECTS | Matter.PURCHASES | Matter.ASSETS | Matter.PRIOR,
)
def amounts_in_another_unit(d: Material) -> Iterator[Problem]:
    """各表的金额都应按“基本信息”的金额单位填写，同一事项在各表之间不应相差一万倍。"""
    if not whole_slip(d):  # Said once, of the whole workbook.
        slips = (*sheet_slips(d), *purchase_price_slips(d), *asset_slips(d))
        yield from slip_problems(d, slips)
