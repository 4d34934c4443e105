"""The nine tables as printed."""

from __future__ import annotations

from collections.abc import Iterator

from budgetgen.findings import Severity
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.tables.engine import Table
from budgetgen.tables.rounding import Gap, off_by_rounding


@rule("rounding-shows", Severity.NOTICE, Topic.TABLES, ("hebei-form",), needs=Matter.TABLES)
def rounding_shows(d: Material) -> Iterator[Problem]:
    """四舍五入：各格分别进位，明细之和与合计可能相差0.01万元，属于正常情况。"""
    noted = d.profile.rounding_note
    remedy = (
        "各格分别四舍五入所致，表下已加注，不用改"
        if noted
        else "各格分别四舍五入所致，不用改；要在表下加注的，请财政部门在格式方案里设置"
    )
    for table in d.tables:
        # A total that misses both its rows and its columns is one place.
        places = list({gap.at: gap for gap in off_by_rounding(table)}.values())
        if places:
            shown = "、".join(_said(table, gap) for gap in places[:3]) + (
                "等" if len(places) > 3 else ""
            )
            yield Problem(
                f"{table.title}（{table.reference}）有 {len(places)} 处合计与分项之和有尾差：{shown}",
                remedy,
            )


def _said(table: Table, gap: Gap) -> str:
    unit = table.unit.name
    return (
        f"“{gap.row}”的{gap.column}（印出 {gap.printed} {unit}，分项之和 {gap.parts_sum} {unit}）"
    )
