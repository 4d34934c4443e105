"""审核备忘: a comparison of two drafts in a reviewer's words, short enough for two pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from budgetgen.comparison.drafts.changes import Change, Operation
from budgetgen.comparison.drafts.comparison import Comparison
from budgetgen.comparison.drafts.summary import PromiseChange, Summary, summarise
from budgetgen.comparison.drafts.tell import describe
from budgetgen.comparison.memo.asked import (
    control_lines,
    controls_in_short,
    counts,
    finding_lines,
    three_public_lines,
)
from budgetgen.comparison.memo.page import Memo, MemoSection, shortened
from budgetgen.comparison.memo.words import (
    HALF,
    NAME,
    PIECE,
    Room,
    change_words,
    changed_totals,
    figure_rows,
    file_fingerprint,
    first_listed,
    moved,
    renamed,
    rest,
    roomiest,
)
from budgetgen.comparison.review import Review
from budgetgen.model.budget import Budget
from budgetgen.model.natures import title_of

_TOLD: Final = frozenset({"name", "public_name", "code"})
"""Edits of a project that the section on projects tells."""
_COUNTED: Final = frozenset({"lines", "indicators"})
"""Sheets of which the other sections tell what matters."""


def drafts_memo(found: Comparison, reviewed: Review) -> Memo:
    """What changed between two drafts, and what a reviewer asks of the new one; as much as two pages hold."""
    summary = summarise(found)
    return roomiest(lambda room: _memo(found, summary, reviewed, room))


def _memo(found: Comparison, summary: Summary, reviewed: Review, room: Room) -> Memo:
    info, unit = found.new.budget.info, found.new.profile.unit.name
    said = (
        f"收支总额{moved(summary.totals[0], unit)}",
        controls_in_short(reviewed.controls),
        counts(reviewed),
    )
    return Memo(
        f"{info.year}年{info.scope}预算审核备忘",
        tuple(_about(found, reviewed)),
        f"{'；'.join(said)}。",
        ("事项", f"旧稿（{unit}）", f"新稿（{unit}）", "增减"),
        (
            _totals(summary, reviewed, unit, room),
            _classes(summary, room),
            _three_public(summary, reviewed, unit),
            MemoSection("项目", lines=tuple(_projects(summary, unit, room))),
            MemoSection("绩效指标", lines=tuple(_targets(summary, room))),
            MemoSection("其他变化", lines=tuple(_others(found, room))),
            MemoSection("检查结果", lines=tuple(finding_lines(reviewed, room))),
        ),
        tuple(map(file_fingerprint, ("旧稿", "新稿"), reviewed.files)),
    )


def _about(found: Comparison, reviewed: Review) -> Iterator[str]:
    drafts = zip(("旧稿", "新稿"), (found.old, found.new), reviewed.files, strict=True)
    for word, d, file in drafts:
        yield f"{word}：{describe.draft_words(d)}（{shortened(file.name, HALF)}）"
    old, new = found.old.budget.info, found.new.budget.info
    names = {"部门名称": "name", "部门编码": "code", "预算年度": "year", "口径": "scope"}
    other = [word for word, name in names.items() if getattr(old, name) != getattr(new, name)]
    if other:
        yield f"注意：两稿的{'、'.join(other)}不同。"


def _totals(summary: Summary, reviewed: Review, unit: str, room: Room) -> MemoSection:
    changed = changed_totals(summary.sources)
    rows = figure_rows(summary.totals, len(summary.totals)) + figure_rows(changed, room.rows)
    same = [f"{each.name} {each.new} {unit}" for each in summary.totals if each.old == each.new]
    lines = [f"与旧稿相同：{'，'.join(same)}。"] if same else []
    if not changed:
        lines.append("各资金来源印出的数都与旧稿相同。")
    lines += rest(len(changed), room.rows, "个资金来源的变化")
    lines += control_lines(reviewed.controls, unit, room)
    return MemoSection("收支总额与批复控制数", rows, tuple(lines))


def _classes(summary: Summary, room: Room) -> MemoSection:
    changed = changed_totals(summary.classes)
    same = len(summary.classes) - len(changed)
    if not changed:
        return MemoSection("按类支出", lines=(f"支出共 {same} 类，印出的数都与旧稿相同。",))
    lines = [*rest(len(changed), room.rows, "类的变化")]
    lines += [f"其余 {same} 类印出的数与旧稿相同。"] if same else []
    return MemoSection("按类支出", figure_rows(changed, room.rows), tuple(lines))


def _three_public(summary: Summary, reviewed: Review, unit: str) -> MemoSection:
    rows = figure_rows(summary.three_public, len(summary.three_public))
    whole = summary.three_public[0].new
    same = f"财政拨款安排的“三公”经费 {whole} {unit}，各项印出的数与旧稿相同。"
    lines = three_public_lines(reviewed, unit)
    return MemoSection("“三公”经费", rows, (*([] if rows else [same]), *lines))


def _projects(summary: Summary, unit: str, room: Room) -> Iterator[str]:
    changed = [
        f"{shortened(each.name, NAME)} {each.old} → {each.new}（{each.direction} {each.change}）"
        for each in sorted(summary.projects_changed, key=lambda each: -Decimal(each.change))
    ]
    lists = (
        ("增加项目", [shortened(name, HALF) for name in summary.projects_added]),
        ("减少项目", [shortened(name, HALF) for name in summary.projects_removed]),
        ("项目改名", [renamed(old, new) for old, new in summary.projects_renamed]),
        (f"金额有变动的项目（{unit}）", changed),
    )
    for title, some in lists:
        if some:
            yield first_listed(title, some, room.named)
    if not any(some for _, some in lists):
        yield "项目没有增减，名称和印出的金额都与旧稿相同。"


def _targets(summary: Summary, room: Room) -> Iterator[str]:
    by_verdict: dict[PromiseChange, list[str]] = {}
    for each in summary.targets:
        was, now = (shortened(text or "（空）", PIECE) for text in (each.old, each.new))
        said = f"{shortened(f'{each.project}“{each.name}”', NAME)} {was} → {now}"
        by_verdict.setdefault(each.verdict, []).append(said)
    for word in PromiseChange:
        if word in by_verdict:
            yield first_listed(f"指标值{word}", by_verdict[word], room.named)
    added, removed = summary.indicators_added, summary.indicators_removed
    if added or removed:
        yield f"新增指标 {added} 个，删去指标 {removed} 个。"
    if not (by_verdict or added or removed):
        yield "指标值没有变化，没有增减指标。"


def _others(found: Comparison, room: Room) -> Iterator[str]:
    by_sheet = Counter(title_of(Budget, change.sheet) for change in found.changes)
    told = "，".join(f"{title} {count} 处" for title, count in by_sheet.items())
    inputs = f"填报内容共 {len(found.changes)} 处变化{f'：{told}' if told else ''}"
    yield f"{inputs}；公开文本 {len(found.differences)} 处不同。"
    quoted = [change for change in found.changes if _is_other(change)]
    for change in quoted[: room.quoted]:
        yield f"{change_words(found, change)}。"
    if len(quoted) > room.quoted:
        yield f"另有 {len(quoted) - room.quoted} 处没有逐条列出，详见两稿对照（--html）。"


def _is_other(change: Change) -> bool:
    if change.operation is Operation.MOVED:
        return False
    if change.sheet == "projects":
        return bool(change.edited.keys() - _TOLD)
    return change.sheet not in _COUNTED
