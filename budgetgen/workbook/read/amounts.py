"""金额: a cell → an exact amount in 元, a number, a planned share."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from budgetgen.findings import Severity
from budgetgen.model import vocabulary as v
from budgetgen.model.money import UNITS, YUAN, PrintUnit, plain
from budgetgen.workbook.columns import Column, Kind
from budgetgen.workbook.file.decimals import EXACT, Unreadable, cell_number, in_yuan, to_fen
from budgetgen.workbook.file.grid import Cell, StoredAs
from budgetgen.workbook.file.seen import is_nil, shown, text_of
from budgetgen.workbook.file.texts import narrow
from budgetgen.workbook.read.reading import CellProblem, Measures, Reading

_FEN_NOISE: Final = Decimal("0.00001")


def read_number(cell: Cell, column: Column, _measures: Measures) -> Reading:
    """数值."""
    if is_nil(cell):
        return Reading()
    if cell.is_percent:
        return Reading(EXACT.multiply(cell_number(cell), Decimal(100)))
    try:
        text = narrow(text_of(cell))
        number = cell_number(cell._replace(text=text.removesuffix("%")) if text else cell)
    except Unreadable as unreadable:
        return Reading(None, _not_a_number(cell, column, str(unreadable)))
    if number < 0 and column.field == "quantity":
        return Reading(number, _negative(cell, column))
    return Reading(number)


def read_amount(cell: Cell, column: Column, measures: Measures) -> Reading:
    """金额 in 元, exact."""
    if is_nil(cell):
        return _nil_amount(cell, column)
    if cell.is_percent:
        return Reading(None, _not_a_number(cell, column, "是百分比"))
    try:
        amount = in_yuan(cell, measures.money)
    except Unreadable as unreadable:
        return Reading(None, _not_a_number(cell, column, str(unreadable)))
    if amount < 0:
        return Reading(amount, _negative(cell, column))
    return _whole_fen(cell, column, amount, UNITS[measures.money])


def _whole_fen(cell: Cell, column: Column, amount: Decimal, unit: PrintUnit) -> Reading:
    rounded = to_fen(amount)
    formula = f"ROUND(…,{2 if unit is YUAN else 6})"
    if rounded == amount:
        return Reading(amount)
    if cell.stored is StoredAs.NUMBER and abs(amount - rounded) < _FEN_NOISE:
        noise = CellProblem(
            "amount-noise",
            f"“{column.title}”有公式计算产生的微小误差，已舍入到分",
            f"不影响结果，不用改；需要去掉的，在公式外加 {formula}",
            Severity.NOTICE,
        )
        return Reading(rounded, noise)
    fine = CellProblem(
        "amount-too-fine",
        f"“{column.title}”是 {unit.typed(amount)}，没有精确到分",
        f"核对后改到分，如 {unit.typed(rounded)}；由公式计算的，在公式外加 {formula}",
    )
    return Reading(amount, fine)


def _nil_amount(cell: Cell, column: Column) -> Reading:
    if not column.required:
        return Reading()
    read_as_zero = CellProblem(
        "amount-nil", f"“{column.title}”填的是“{shown(cell)}”，按 0 读取",
        "没有这笔收支的，删去整行；表中已列事项没有发生的，填 0", Severity.NOTICE,
    )  # fmt: skip
    return Reading(Decimal(0), read_as_zero)


def _negative(cell: Cell, column: Column) -> CellProblem:
    return CellProblem(
        "amount-negative",
        f"“{column.title}”是负数（{shown(cell)}）",
        "核对后改正；冲减的，从原来的一笔中减去",
    )


def _not_a_number(cell: Cell, column: Column, why: str) -> CellProblem:
    hint = "金额" if column.kind in (Kind.AMOUNT, Kind.PLAN) else "数"
    nothing = "没有这笔收支的，删去整行" if column.required else "没有的空着"
    return CellProblem(
        "cell-not-a-number",
        f"“{column.title}”里的“{shown(cell)}”{why}",
        f"只填{hint}，如 12000，不写单位；{nothing}",
    )


def read_plan(cell: Cell, column: Column, measures: Measures) -> Reading:
    """计划数: 元, or percent where 计划口径 is 百分比."""
    percent = cell.is_percent or narrow(text_of(cell)).endswith("%")
    if measures.plan is v.PlanBasis.PERCENT:
        return _plan_percent(cell, column)
    if percent:
        basis = CellProblem(
            "plan-is-percent",
            f"“{column.title}”填的是百分比 {shown(cell)}，“基本信息”的计划口径却是“金额”",
            "把计划口径改为“百分比”，或改填累计金额",
        )
        return Reading(None, basis)
    return read_amount(cell, column, measures)


def _plan_percent(cell: Cell, column: Column) -> Reading:
    """63, 63% and 0.63 all mean 63 %; a plain number up to 1 is a fraction of the whole."""
    if is_nil(cell):
        return Reading()
    text = narrow(text_of(cell))
    signed = text.endswith("%")
    stripped = cell if cell.is_percent else cell._replace(text=text.removesuffix("%"))
    try:
        number = cell_number(stripped)
    except Unreadable as unreadable:
        return Reading(None, _not_a_number(cell, column, str(unreadable)))
    if cell.is_percent or (not signed and 0 < number <= 1):
        number = EXACT.multiply(number, Decimal(100))
    if 0 <= number <= 100:
        return Reading(number)
    out = CellProblem(
        "percent-out-of-range",
        f"“{column.title}”是 {plain(number)}%，不在 0 到 100% 之间",
        "填写累计百分比（如 63）；填的是金额的，把“基本信息”的计划口径改为“金额”",
    )
    return Reading(number, out)
