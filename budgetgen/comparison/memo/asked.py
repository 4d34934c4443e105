"""备忘里的审核: 批复控制数, “三公” against last year and findings in a memo's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from budgetgen.comparison.memo.page import shortened
from budgetgen.comparison.memo.words import HALF, LINE, Room, first_listed, rest
from budgetgen.comparison.review import Controls, Held, Review
from budgetgen.findings import Finding, Severity
from budgetgen.model.vocabulary import Item

_THREE_PUBLIC: Final = (
    Item.ABROAD, Item.VEHICLE_PURCHASE, Item.VEHICLE_RUNNING, Item.RECEPTION,
)  # fmt: skip


def controls_in_short(controls: Controls) -> str:
    """Whether the line items agree with 批复控制数, without a stop."""
    if not controls.compared:
        return "没有批复控制数可以核对"
    if controls.gaps:
        return f"批复控制数 {controls.compared} 项中有 {len(controls.gaps)} 项与明细不一致"
    return f"批复控制数 {controls.compared} 项与明细一致"


def control_lines(controls: Controls, unit: str, room: Room) -> Iterator[str]:
    """批复控制数 all together, then those that differ."""
    whole = controls.whole
    if whole:
        said = f"批复控制数合计 {whole.given} {unit}，收支总额 {whole.made} {unit}"
        same = "印出的数一致" if controls.gaps else "一致"
        yield f"{said}，{_more_or_less(whole, unit, same)}。"
    yield f"{controls_in_short(controls)}。"
    for gap in controls.gaps[: room.named]:
        said = f"{gap.name}：控制数 {gap.given} {unit}，明细 {gap.made} {unit}"
        yield f"{said}，{_more_or_less(gap, unit, '印出的数一致')}。"
    yield from rest(len(controls.gaps), room.named, "项不一致的")


def _more_or_less(each: Held, unit: str, same: str) -> str:
    """The draft's figure against the one given."""
    if each.direction == "持平":
        return same
    return f"{'多' if each.direction == '增加' else '少'} {each.change} {unit}"


def three_public_lines(reviewed: Review, unit: str) -> Iterator[str]:
    """The four parts of “三公” that are up or down against 上年预算, and why."""
    against = {each.name: each for each in reviewed.last_year}
    for item in _THREE_PUBLIC:
        each = against.get(item.value)
        if each and each.direction != "持平":
            change = f"{item}比上年预算{each.direction} {each.change} {unit}"
            reason = f"原因：{each.reason.rstrip('。')}" if each.reason else "没有写原因"
            yield f"{shortened(f'{change}，{reason}', LINE)}。"
    missing = [item.value for item in _THREE_PUBLIC if item.value not in against]
    if missing:
        yield f"没有上年数，无法比较增减：{'、'.join(missing)}。"


def counts(reviewed: Review) -> str:
    """How many findings are open and waived, without a stop."""
    found = Counter(finding.severity for finding in reviewed.open)
    said = "，".join(f"{severity} {found[severity]} 个" for severity in Severity)
    return f"检查结果：{said}，已说明理由 {len(reviewed.waived)} 个"


def finding_lines(reviewed: Review, room: Room) -> Iterator[str]:
    """Errors and warnings left, those with a reason, those that are gone."""
    yield f"{counts(reviewed)}。"
    serious = [each for each in reviewed.open if each.severity is not Severity.NOTICE]
    for each in serious[: room.quoted]:
        yield f"{shortened(f'{each.severity}：{_said(each)}', LINE)}。"
    yield from rest(len(serious), room.quoted, "个错误和警告")
    yield from _waived(reviewed.waived, room)
    gone = [shortened(_said(each), HALF) for each in reviewed.resolved]
    if gone:
        yield first_listed("旧稿检查出、新稿不再有的问题", gone, room.named)


def _waived(findings: Sequence[Finding], room: Room) -> Iterator[str]:
    """Each reason once, with the places that it is about."""
    by_reason: dict[str, list[Finding]] = {}
    for each in findings:
        by_reason.setdefault(each.waived.rstrip("。"), []).append(each)
    for reason, some in islice(by_reason.items(), room.named):
        first = shortened(_said(some[0]), HALF)
        more = f"等 {len(some)} 个" if len(some) > 1 else ""
        yield f"已说明理由：{first}{more}。理由：{shortened(reason, HALF)}。"
    told = sum(len(some) for some in islice(by_reason.values(), room.named))
    yield from rest(len(findings), told, "个已说明理由的")


def _said(finding: Finding) -> str:
    more = f"等{len(finding.at)}处" if len(finding.at) > 1 else ""
    place = f"{finding.at[0]}{more} " if finding.at and finding.at[0].sheet else ""
    return f"{place}{finding.message.rstrip('。')}"
