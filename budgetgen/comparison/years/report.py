"""两年对比报告: one or two screens of at most 80 columns, in the order a reviewer reads; JSON has all of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TypeVar

from budgetgen.comparison.drafts.tell.describe import draft_words
from budgetgen.comparison.years.against import Against
from budgetgen.comparison.years.comparison import Years
from budgetgen.comparison.years.projects import Continued, OfOneYear
from budgetgen.comparison.years.words import (
    about,
    arrow,
    one_side,
    prior_gap,
    projects_against,
    years_verdict,
)
from budgetgen.model.money import plain
from budgetgen.model.vocabulary import Item
from budgetgen.report import WIDTH, columns, wrapped

_NAME, _AMOUNT, _PERCENT = 34, 13, 9
_P = TypeVar("_P", Continued, OfOneYear)
_TENFOLD = Decimal(1000)
_SUBJECTS, _PROJECTS, _LEFT = 8, 5, 8
"""Rows of a list that are written out: the report must stay short."""


def years_report(found: Years) -> str:
    """The whole report; the verdict is its last line, next to the prompt."""
    parts = (
        _head(found), _prior(found), _totals(found), _three_public(found), _subjects(found),
        _projects(found), _costs(found), _left(found),
    )  # fmt: skip
    return "\n".join([*(line for part in parts for line in part), years_verdict(found)])


def _head(found: Years) -> Iterator[str]:
    yield _rule_off("与上年对比")
    for word, d in (("上年", found.last), ("本年", found.this)):
        yield from wrapped(f"{word}：{draft_words(d)}", 2)


def _prior(found: Years) -> Iterator[str]:
    if found.prior is None:
        years = found.last.budget.info.year, found.this.budget.info.year
        yield f"  上年数：{years[0]}年和{years[1]}年不相邻，没有核对"
    elif not found.prior.gaps:
        yield f"  上年数：{found.prior.compared} 项都与上年公开的一致"
    else:
        yield f"  上年数：{len(found.prior.gaps)} 项与上年公开的不一致"
        for gap in found.prior.gaps:
            yield from wrapped(prior_gap(gap), 4)


def _totals(found: Years) -> Iterator[str]:
    yield from _heading("收支总额", found)
    told: set[str] = set()
    for item in (Item.TOTAL, Item.BASIC, Item.PERSONNEL, Item.PUBLIC, Item.PROJECT):
        yield from _explained(found, item, told)
    yield from _rows(each for each in found.categories[2:] if not each.is_nil)
    sources = [each for each in found.sources if not each.is_nil]
    if len(sources) > 1:
        yield "  按来源"
        yield from _rows(sources)


def _three_public(found: Years) -> Iterator[str]:
    yield from _heading("“三公”经费（财政拨款）", found)
    yield _row(found.three_public)
    told: set[str] = set()
    for other in found.three_public_other:
        item = Item(other.name)
        if not found.by_item[item].against.is_nil or found.by_item[item].reason:
            yield from _explained(found, item, told)
        if not other.is_nil:
            yield from wrapped(f"另有非财政拨款 {arrow(other)}", 4)


def _explained(found: Years, item: Item, told: set[str]) -> Iterator[str]:
    """An 事项 and the reason beside it; a reason that stands above already is not said again."""
    each = found.by_item[item]
    yield _row(each.against)
    if not each.reason:
        if each.lacks_reason(found.threshold):
            yield "    ！没有写原因"
    elif each.against.change and each.reason not in told:
        told.add(each.reason)
        yield from wrapped(f"原因：{each.reason}", 4)


def _subjects(found: Years) -> Iterator[str]:
    rows = [each for each in found.subjects if each.level == "项"]
    changed = sorted(
        (each for each in rows if each.against.change or each.formerly),
        key=lambda each: -abs(each.against.change),
    )
    yield from _heading("支出科目（项级）", found)
    yield f"  共 {len(rows)} 个，{len(changed)} 个有变化{'，最大的是' if changed[_SUBJECTS:] else ''}"
    for each in changed[:_SUBJECTS]:
        yield _row(each.against, f"{each.code} {each.name}")
        if each.formerly:
            yield from wrapped(f"原{each.formerly}", 4)
    yield from _more(len(changed) - _SUBJECTS)


def _projects(found: Years) -> Iterator[str]:
    own = found.projects
    yield from _heading(f"项目（单位：{found.this.profile.unit.name}）", found, bare=True)
    changed = [each for each in own.continued if each.against.change or about(each)]
    same = len(own.continued) - len(changed)
    tail = f"，其中 {same} 个金额、名称、指标都没有变" if same else ""
    whole = f"：{arrow(projects_against(own.continued, found))}" if own.continued else ""
    yield from wrapped(f"延续 {len(own.continued)} 个{whole}{tail}", 2)
    for each in _largest(changed):
        yield from wrapped(f"{each.against.name} {arrow(each.against)}{about(each)}", 4)
    yield from _more(len(changed) - _PROJECTS)
    for word, some in (("结束", own.ended), ("新增", own.begun)):
        amount = one_side(projects_against(some, found))
        yield f"  {word} {len(some)} 个" + (f"：{amount}" if some else "")
        for one in _largest(some):
            yield from wrapped(f"{one.against.name} {one_side(one.against)}", 4)
        yield from _more(len(some) - _PROJECTS)
    if not own.unlisted.is_nil:
        yield from wrapped(f"{own.unlisted.name}：{arrow(own.unlisted)}", 2)


def _largest(some: Sequence[_P]) -> Sequence[_P]:
    return sorted(some, key=lambda each: -abs(each.against.change))[:_PROJECTS]


def _costs(found: Years) -> Iterator[str]:
    yield from _heading("机关运行经费、政府采购、资产", found)
    yield from _explained(found, Item.OPERATING_COST, set())
    yield _row(found.purchases)
    same = 0
    for each in found.assets:
        counts = [plain(x) if x is not None else "（空）" for x in each.quantity]
        if each.value.change or counts[0] != counts[1]:
            yield _row(each.value)
        else:
            same += 1
        if counts[0] != counts[1]:
            yield f"    数量 {counts[0]} → {counts[1]}"
    if same:
        yield f"  国有资产{'其余 ' if same < len(found.assets) else ' '}{same} 类没有变化"


def _left(found: Years) -> Iterator[str]:
    most = plain(found.threshold)
    if found.unexplained:
        yield _rule_off("没有说明原因的变动")
        yield from wrapped(f"（基本支出、项目支出、“三公”经费有增减就要说明，其余超过 {most}%）", 2)
        for each in found.unexplained:
            yield from wrapped(f"{each.against.name} {arrow(each.against)}", 4)
    if found.unmentioned:
        yield _rule_off(f"变动超过 {most}%、增减原因里没有提到的项目（供参考）")
        for one in found.unmentioned[:_LEFT]:
            yield from wrapped(f"{one.against.name} {arrow(one.against)}", 4)
        yield from _more(len(found.unmentioned) - _LEFT)


# Pieces ------------------------------------------------------------------------------------------


def _heading(title: str, found: Years, bare: bool = False) -> Iterator[str]:
    if bare:
        yield _rule_off(title)
        return
    unit = found.this.profile.unit.name
    heads = f"{_right('上年', _AMOUNT)}{_right('本年', _AMOUNT)}{_right('增减', _AMOUNT)}"
    left = f"{title}（{unit}）" if columns(title) + 8 <= _NAME else title
    yield _padded(f"{left} {'─' * (_NAME - columns(left) - 1)}", _NAME) + heads + _right("幅度", 7)


def _rows(some: Iterable[Against]) -> Iterator[str]:
    yield from (_row(each) for each in some)


def _row(each: Against, name: str = "") -> str:
    last, this = each.texts
    change = f"{each.change:+f}" if each.change else "持平"
    amounts = "".join(_right(text, _AMOUNT) for text in (last, this, change))
    return f"  {_padded(_cut(name or each.name, _NAME - 3), _NAME - 2)}{amounts}{_right(_percent(each), _PERCENT - 2)}"


def _percent(each: Against) -> str:
    if not each.change:
        return ""
    if each.percent is None:
        return "新增"
    if abs(each.percent) >= _TENFOLD:
        return ">999%"
    return f"{each.percent:+f}%" if each.percent else "<0.1%"


def _more(count: int) -> Iterator[str]:
    if count > 0:
        yield f"    另有 {count} 个，见 --html 或 --json"


def _cut(text: str, width: int) -> str:
    while columns(text) > width:
        text = f"{text.rstrip('…')[:-1]}…"
    return text


def _right(text: str, width: int) -> str:
    return " " * max(width - columns(text), 1) + text


def _padded(text: str, width: int) -> str:
    return text + " " * max(width - columns(text), 0)


def _rule_off(title: str) -> str:
    return f"{title} {'─' * (WIDTH - columns(title) - 1)}"
