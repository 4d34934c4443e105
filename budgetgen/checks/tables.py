"""The nine tables as printed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from budgetgen.checks.registry import Problem, Topic, rule
from budgetgen.disclosure import Disclosure
from budgetgen.findings import Severity
from budgetgen.model.money import in_wan
from budgetgen.tables.engine import Table


@rule("rounding-shows", Severity.NOTICE, Topic.TABLES, ("hebei-form",))
def rounding_shows(d: Disclosure) -> Iterator[Problem]:
    """四舍五入：各格分别进位，明细之和与合计可能相差0.01万元，属于正常情况。"""
    for table in d.tables:
        places = [f"“{row}”的{column}" for row, column in _off(table)]
        if places:
            shown = "、".join(places[:3]) + ("等" if len(places) > 3 else "")
            yield Problem(
                f"表{table.number}有 {len(places)} 处印出的分项之和与合计只差四舍五入的尾数：{shown}",
                "不用改；需要时在表下加注说明四舍五入",
            )


def _off(table: Table) -> Iterator[tuple[str, str]]:
    """Cells of a code tree whose printed children don't add up to the printed parent."""
    keys = [row.keys[0] for row in table.rows]
    codes = [key for key in keys if key.isdigit()]
    if not codes:
        return
    for key in keys:
        children = [c for c in codes if _parent(c) == ("" if key == "total" else key)]
        for column in (c for c in table.columns if c.is_figure and children):
            parent = in_wan(table.figure(key, column.path).amount)
            parts = sum((in_wan(table.figure(c, column.path).amount) for c in children), Decimal(0))
            if parent != parts:
                yield ("合计" if key == "total" else key), column.label


def _parent(code: str) -> str:
    return {3: "", 5: code[:3]}.get(len(code), code[:5])
