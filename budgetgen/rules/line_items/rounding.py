"""The nine tables as printed."""

from __future__ import annotations

from collections.abc import Iterator

from budgetgen.findings import Severity
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.tables.rounding import Gap, off_by_rounding


@rule("rounding-shows", Severity.NOTICE, Topic.TABLES, ("hebei-form",), needs=Matter.TABLES)
def rounding_shows(d: Material) -> Iterator[Problem]:
    """四舍五入：各格分别进位，明细之和与合计可能相差0.01万元，属于正常情况。"""
    noted = d.profile.rounding_note
    remedy = (
        "不用改，表下已加注"
        if noted
        else "不用改，各格分别四舍五入就是这样；要在表下加注的，请财政部门在格式里设"
    )
    for table in d.tables:
        # A total that misses both its rows and its columns is one place.
        places = list({gap.at: gap for gap in off_by_rounding(table)}.values())
        if places:
            shown = "、".join(map(_said, places[:3])) + ("等" if len(places) > 3 else "")
            yield Problem(
                f"{table.title}（{table.reference}）有 {len(places)} 处印出的分项之和与合计只差四舍五入的尾数：{shown}",
                remedy,
            )


def _said(gap: Gap) -> str:
    return f"“{gap.row}”的{gap.column}（印 {gap.printed}，分项之和 {gap.parts_sum}）"
