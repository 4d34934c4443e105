"""对比备忘: two years of one agency in a reviewer's words, short enough for two pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from budgetgen.comparison.drafts.tell.describe import draft_words
from budgetgen.comparison.memo.asked import control_lines, controls_in_short, counts, finding_lines
from budgetgen.comparison.memo.page import Memo, MemoRow, MemoSection, shortened
from budgetgen.comparison.memo.words import (
    HALF,
    LINE,
    NAME,
    Room,
    file_fingerprint,
    first_listed,
    rest,
    roomiest,
)
from budgetgen.comparison.review import Review
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
from budgetgen.model.three_public import THREE_PUBLIC
from budgetgen.model.vocabulary import Item

_TOTALS = (Item.TOTAL, Item.BASIC, Item.PERSONNEL, Item.PUBLIC, Item.PROJECT, Item.OPERATING_COST)


def years_memo(found: Years, reviewed: Review) -> Memo:
    """This year against last year, and what a reviewer asks of it; as much as two pages hold."""
    return roomiest(lambda room: _memo(found, reviewed, room))


def _memo(found: Years, reviewed: Review, room: Room) -> Memo:
    unit, info = found.this.profile.unit.name, found.this.budget.info
    drafts = zip(("上年", "本年"), (found.last, found.this), reviewed.files, strict=True)
    said = (
        f"收支总额 {arrow(found.by_item[Item.TOTAL].against)}（{unit}）",
        years_verdict(found).rstrip("。"),
        controls_in_short(reviewed.controls),
        counts(reviewed),
    )
    return Memo(
        f"{info.year}年{info.scope}预算与上年对比备忘",
        tuple(f"{w}：{draft_words(d)}（{shortened(f.name, HALF)}）" for w, d, f in drafts),
        f"{'；'.join(said)}。",
        ("事项", f"上年（{unit}）", f"本年（{unit}）", "增减"),
        (
            _totals(found, reviewed, unit, room),
            MemoSection("上年数", lines=tuple(_prior(found, room))),
            _three_public(found, unit),
            _subjects(found, room),
            MemoSection(f"项目（{unit}）", lines=tuple(_projects(found, room))),
            _costs(found, room),
            MemoSection("没有说明原因的变动", lines=tuple(_unexplained(found, unit, room))),
            MemoSection("检查结果", lines=tuple(finding_lines(reviewed, room))),
        ),
        tuple(map(file_fingerprint, ("上年", "本年"), reviewed.files)),
    )


def _row(each: Against, name: str = "") -> MemoRow:
    change = f"{each.direction} {abs(each.change):f}" if each.change else "持平"
    share = f"（{abs(each.percent):f}%）" if each.change and each.percent else ""
    return MemoRow(shortened(name or each.name, NAME), *each.texts, change + share)


def _rows(some: Iterable[Against], most: int) -> tuple[MemoRow, ...]:
    """Those that have an amount, the largest changes where they are too many, in their order."""
    known = [each for each in some if not each.is_nil]
    largest = sorted(known, key=lambda each: -abs(each.change))[:most]
    return tuple(_row(each) for each in known if each in largest)


def _totals(found: Years, reviewed: Review, unit: str, room: Room) -> MemoSection:
    items = [found.by_item[item] for item in _TOTALS]
    sources = [each for each in found.sources if not each.is_nil]
    others = [each for each in found.categories[2:] if not each.is_nil]
    rows = [_row(each.against) for each in items] + [_row(each) for each in others]
    lines = list(rest(len(sources), room.rows, "个资金来源"))
    told: dict[str, list[str]] = {}
    for each in items:
        if each.against.change and each.reason:
            told.setdefault(each.reason, []).append(each.item.value)
    for reason, names in told.items():
        lines.append(shortened(f"{'、'.join(names)}：{reason.rstrip('。')}", LINE) + "。")
    lines += control_lines(reviewed.controls, unit, room)
    return MemoSection("收支总额", (*rows, *_rows(sources, room.rows)), tuple(lines))


def _prior(found: Years, room: Room) -> Iterator[str]:
    if found.prior is None:
        yield "两年不相邻，没有核对上年数。"
    elif not found.prior.gaps:
        yield f"上年预算 {found.prior.compared} 项都与上年公开的一致。"
    else:
        gaps = found.prior.gaps
        yield f"上年预算 {len(gaps)} 项与上年公开的不一致。"
        for gap in gaps[: room.quoted]:
            yield f"{shortened(prior_gap(gap), LINE)}。"
        yield from rest(len(gaps), room.quoted, "项")


def _three_public(found: Years, unit: str) -> MemoSection:
    parts = [found.by_item[item] for item in THREE_PUBLIC]
    rows = [_row(found.three_public)]
    rows += [_row(each.against) for each in parts if not each.against.is_nil]
    lines = []
    for each in parts:
        if each.against.change:
            reason = f"原因：{each.reason.rstrip('。')}" if each.reason else "没有写原因"
            change = f"{each.against.direction} {abs(each.against.change):f} {unit}"
            lines.append(f"{shortened(f'{each.item}{change}，{reason}', LINE)}。")
    other = [f"{x.name} {arrow(x)}" for x in found.three_public_other if not x.is_nil]
    if other:
        lines.append(f"另有非财政拨款安排的（{unit}）：{'；'.join(other)}。")
    return MemoSection("“三公”经费（财政拨款）", tuple(rows), tuple(lines))


def _subjects(found: Years, room: Room) -> MemoSection:
    own = [each for each in found.subjects if each.level == "项"]
    changed = sorted(
        (each for each in own if each.against.change), key=lambda each: -abs(each.against.change)
    )
    rows = tuple(_row(each.against, f"{each.code} {each.name}") for each in changed[: room.rows])
    lines = [f"共 {len(own)} 个项级科目，{len(changed)} 个有变化。"]
    lines += rest(len(changed), room.rows, "个")
    renamed = [each.title for each in found.subjects if each.formerly]
    if renamed:
        lines.append(first_listed("改了名称或编码的科目", renamed, room.named))
    return MemoSection("支出科目", rows, tuple(lines))


def _projects(found: Years, room: Room) -> Iterator[str]:
    own = found.projects
    changed = [each for each in own.continued if each.against.change or about(each)]
    yield f"延续 {len(own.continued)} 个，{arrow(projects_against(own.continued, found))}。"
    if changed:
        yield _named("其中有变化的", changed, room)
    for word, some in (("结束", own.ended), ("新增", own.begun)):
        if some:
            whole = one_side(projects_against(some, found))
            yield _named(f"{word}的项目（共 {whole}）", some, room)
        else:
            yield f"没有{word}的项目。"
    if not own.unlisted.is_nil:
        yield f"{own.unlisted.name}：{arrow(own.unlisted)}。"


def _named(title: str, some: Sequence[Continued | OfOneYear], room: Room) -> str:
    largest = sorted(some, key=lambda each: -abs(each.against.change))
    return first_listed(title, [_project(each) for each in largest], room.named)


def _project(each: Continued | OfOneYear) -> str:
    name = shortened(each.against.name, NAME)
    if isinstance(each, OfOneYear):
        return f"{name} {one_side(each.against)}"
    return f"{name} {arrow(each.against)}{about(each)}"


def _costs(found: Years, room: Room) -> MemoSection:
    changed = [each.value for each in found.assets if each.value.change]
    rows = (*_rows([found.purchases], 1), *_rows(changed, room.rows))
    counts = []
    for each in found.assets:
        was, now = (plain(x) if x is not None else "（空）" for x in each.quantity)
        if was != now:
            counts.append(f"{each.name} {was} → {now}")
    lines = [f"资产数量：{'；'.join(counts)}。"] if counts else []
    if found.purchases.is_nil:
        lines.append("两年都没有政府采购。")
    if not changed:
        lines.append("国有资产的价值印出的数没有变化。")
    return MemoSection("政府采购和资产", rows, tuple(lines))


def _unexplained(found: Years, unit: str, room: Room) -> Iterator[str]:
    if not found.unexplained:
        yield "该说明的变动都写了原因。"
    for each in found.unexplained:
        yield f"{each.item}：{arrow(each.against)}（{unit}），没有写原因。"
    if found.unmentioned:
        names = [f"{shortened(x.against.name, NAME)} {arrow(x.against)}" for x in found.unmentioned]
        title = f"变动超过 {plain(found.threshold)}%、增减原因里没有提到的项目"
        yield first_listed(title, names, room.named)
