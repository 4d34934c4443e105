"""平衡检查之印出的数: a preview of the figures that the disclosure will print, in the profile's unit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from budgetgen.model import vocabulary as v
from budgetgen.model.money import WAN, YUAN
from budgetgen.workbook.form.content import Form
from budgetgen.workbook.form.formula import Calc, is_filled, is_not, is_text, sum_lines
from budgetgen.workbook.form.live_checks.last_year import factor, this_year
from budgetgen.workbook.form.live_checks.line import FOR_REFERENCE, NOTHING, LiveCheck
from budgetgen.workbook.form.live_checks.spending import start_of
from budgetgen.workbook.layout import LINES

_ITEMS: Final = (
    v.Item.TOTAL, v.Item.BASIC, v.Item.PERSONNEL, v.Item.PUBLIC, v.Item.PROJECT,
    v.Item.ABROAD, v.Item.VEHICLE_PURCHASE, v.Item.VEHICLE_RUNNING, v.Item.RECEPTION,
    v.Item.OPERATING_COST,
)  # fmt: skip


def preview(form: Form) -> Iterator[LiveCheck]:
    """Income by source, carry-over, and each 事项 of this year."""
    for source in v.Source:
        own = sum_lines(
            form, is_text("source", source), is_not("carryover", "是"), is_filled("category")
        )
        yield _shown(form, f"收入：{source}", own, "source")
    carried = sum_lines(form, is_text("carryover", "是"), is_filled("category"))
    yield _shown(form, "收入：上年结转", carried, "carryover")
    for item in _ITEMS:
        name = item.value if item is v.Item.TOTAL else f"支出：{item.value}"
        yield _shown(form, name, this_year(form, item), "amount")


def in_print(form: Form, amount: Calc) -> Calc:
    """An amount of the workbook in the printed unit, two decimals."""
    typed, unit = (WAN if form.money is v.MoneyUnit.WAN else YUAN), form.profile.unit
    return Calc(
        f"ROUND(ROUND({amount.formula},6)/{factor(form)},2)",
        unit.rounded(amount.number * typed.yuan),
    )


def _shown(form: Form, title: str, amount: Calc, column: str) -> LiveCheck:
    return LiveCheck(
        f"{title}（{form.profile.unit.name}）", in_print(form, amount), NOTHING, lambda _: (),
        start_of(LINES, column), FOR_REFERENCE,
    )  # fmt: skip
