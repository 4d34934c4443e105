"""对比用语: amounts of two years, projects and figures of last year in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from budgetgen.comparison.drafts.summary import PromiseChange
from budgetgen.comparison.years.against import Against
from budgetgen.comparison.years.comparison import Years
from budgetgen.comparison.years.prior import PriorGap
from budgetgen.comparison.years.projects import Continued, OfOneYear


def years_verdict(found: Years) -> str:
    """结论: one line."""
    gaps = len(found.prior.gaps) if found.prior else 0
    said = [f"上年数有 {gaps} 项与上年公开的不一致"] if gaps else []
    if found.unexplained:
        said.append(f"{len(found.unexplained)} 项变动没有说明原因")
    if said:
        return f"{'，'.join(said)}。"
    prior = "上年数与上年公开的一致，" if found.prior else "两年不相邻，没有核对上年数；"
    return f"{prior}该说明的变动都写了原因。"


def prior_gap(gap: PriorGap) -> str:
    """A figure of 上年预算 that differs, in words."""
    unit, refs = gap.print_unit, "、".join(str(ref) for ref in gap.at if str(ref))
    typed = "没有填" if gap.typed is None else f"填的是 {unit.text(gap.typed)} {unit.name}"
    published = f"{unit.text(gap.published)} {unit.name}"
    return f"{refs or '上年预算'} {gap.title}{typed}，上年公开的是 {published}"


def arrow(each: Against) -> str:
    """12.00 → 15.00，增加 3.00（25.0%）."""
    last, this = each.texts
    if not each.change:
        return f"{this}，持平"
    share = f"（{abs(each.percent):f}%）" if each.percent else ""
    return f"{last} → {this}，{each.direction} {abs(each.change):f}{share}"


def one_side(each: Against) -> str:
    """The amount of the year that has one."""
    last, this = each.texts
    return this if each.this else last


def about(each: Continued) -> str:
    """Renamed, and what became of its targets."""
    said = [f"原名“{each.old_name}”"] if each.old_name else []
    counts = Counter(target.verdict for target in each.targets)
    said += [f"指标{verdict} {counts[verdict]} 个" for verdict in PromiseChange if counts[verdict]]
    said += [f"新增指标 {each.indicators_added} 个"] * bool(each.indicators_added)
    said += [f"删去指标 {each.indicators_removed} 个"] * bool(each.indicators_removed)
    return f"（{'，'.join(said)}）" if said else ""


def projects_against(some: Iterable[Continued | OfOneYear], found: Years) -> Against:
    """All these projects' money."""
    amounts = [(each.against.last, each.against.this) for each in some]
    last, this = (sum((a[side] for a in amounts), Decimal(0)) for side in (0, 1))
    return Against("", last, this, found.this.profile.unit)
