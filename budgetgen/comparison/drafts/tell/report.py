"""比对报告: a comparison as text of at most 80 columns, in the order a reviewer reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from budgetgen.comparison.drafts.changes import Operation
from budgetgen.comparison.drafts.comparison import Comparison
from budgetgen.comparison.drafts.differences import Difference, DifferenceKind
from budgetgen.comparison.drafts.summary import PromiseChange, Summary, Total, summarise
from budgetgen.comparison.drafts.tell import describe
from budgetgen.comparison.drafts.words import plain_marks
from budgetgen.model.budget import Budget
from budgetgen.model.natures import title_of
from budgetgen.report import WIDTH, columns, wrapped

_COUNTING = (DifferenceKind.NUMBER, DifferenceKind.ORDER)


def drafts_report(found: Comparison) -> str:
    """The whole report; the verdict is its last line, next to the prompt."""
    if found.is_same:
        return drafts_verdict(found)
    lines = [_rule_off("要点"), *_summary(found), ""]
    lines += [_rule_off(f"填报内容的变化 {len(found.changes)} 处"), *_changes(found)]
    lines += [_rule_off(f"公开文本的不同 {len(found.differences)} 处"), *_printed(found)]
    return "\n".join([*lines, drafts_verdict(found)])


def drafts_verdict(found: Comparison) -> str:
    """结论: one line."""
    if found.is_same:
        return "两稿完全一样。"
    inputs = f"填报内容有 {len(found.changes)} 处变化" if found.changes else "填报内容一样"
    printed = f"公开文本有 {len(found.differences)} 处不同"
    return f"{inputs}，{printed if found.differences else '公开文本一样'}。"


def _rule_off(title: str) -> str:
    return f"{title} {'─' * (WIDTH - columns(title) - 1)}"


# Summary -----------------------------------------------------------------------------------------


def _summary(found: Comparison) -> Iterator[str]:
    old, new = found.old, found.new
    for said, d in (("旧稿", old), ("新稿", new)):
        info = d.budget.info
        about = " ".join(filter(None, (str(info.stage or ""), info.draft and f"第{info.draft}稿")))
        yield from wrapped(f"{said}：{info.name} {info.year}年{info.scope}预算 {about}", 2)
    if old.profile.id != new.profile.id:
        yield from wrapped(f"格式方案：{old.profile.id} → {new.profile.id}", 2)
    summary = summarise(found)
    unit = new.profile.unit.name
    yield from _totals("合计", summary.totals, unit)
    yield from _totals("“三公”", summary.three_public, unit)
    yield from _totals("按类", summary.classes, unit)
    yield from _totals("按来源", summary.sources, unit)
    yield from _projects(summary)


def _totals(title: str, totals: tuple[Total, ...], unit: str) -> Iterator[str]:
    changed = [total for total in totals if total.old != total.new]
    if not changed:
        yield f"  {title}：没有变化"
        return
    yield f"  {title}（{unit}）："
    for total in changed:
        yield from wrapped(
            f"{total.name} {total.old} → {total.new}，{total.direction}{total.change}", 4
        )


def _projects(summary: Summary) -> Iterator[str]:
    for title, names in (
        ("增加的项目", summary.projects_added),
        ("减少的项目", summary.projects_removed),
    ):
        if names:
            yield from wrapped(f"{title} {len(names)} 个：{'；'.join(names)}", 2)
    for old, new in summary.projects_renamed:
        yield from wrapped(f"项目改名：{old} → {new}", 2)
    counts = Counter(target.verdict for target in summary.targets)
    if counts or summary.indicators_added or summary.indicators_removed:
        said = [f"{verdict} {counts[verdict]} 个" for verdict in PromiseChange if counts[verdict]]
        said += [f"新增 {summary.indicators_added} 个"] * bool(summary.indicators_added)
        said += [f"删除 {summary.indicators_removed} 个"] * bool(summary.indicators_removed)
        yield f"  指标：{'，'.join(said)}"
    for target in summary.targets:
        text = f"{target.verdict}：{target.project}“{target.name}” {target.old} → {target.new}"
        yield from wrapped(text, 4)


# Changes -----------------------------------------------------------------------------------------


def _changes(found: Comparison) -> Iterator[str]:
    following = describe.following(found)
    grouped: dict[tuple[str, describe.Following], list[int]] = {}
    for index in range(len(found.changes)):
        if index in following:
            grouped.setdefault((found.changes[index].sheet, following[index]), []).append(index)
        else:
            yield from _change(found, index)
    for (sheet, why), indexes in grouped.items():
        yield f"  {title_of(Budget, sheet)} {len(indexes)} 行：{why}"
        yield from wrapped("、".join(_numbered(found, index) for index in indexes), 4)
    yield ""


def _numbered(found: Comparison, index: int) -> str:
    change = found.changes[index]
    cells = describe.record_place(change).rpartition("!")[2]
    if change.operation is Operation.MOVED and "→" not in cells:
        cells = f"第{change.old_place + 1}条→第{change.new_place + 1}条"
    return f"#{index + 1} {cells}"


def _change(found: Comparison, index: int) -> Iterator[str]:
    change = found.changes[index]
    yield f"  #{index + 1} {change.operation} {describe.record_place(change)}"
    about = describe.subject(found, change)
    if about:
        yield from wrapped(about, 4)
    for edit in change.edits:
        title = title_of(type(change.record), edit.name)
        if (
            isinstance(edit.old, str)
            and isinstance(edit.new, str)
            and len(edit.old + edit.new) > 40
        ):
            text = plain_marks(edit.old, edit.new)
        else:
            old, new = (
                describe.value(change.record, edit.name, each) for each in (edit.old, edit.new)
            )
            text = f"{old} → {new}{describe.difference_of(change.record, edit)}"
        yield from wrapped(f"{title}：{text}", 4)
    if change.sheet == "lines" and not change.edits:
        yield f"    金额：{describe.value(change.record, 'amount', getattr(change.record, 'amount', None))}"
    yield from wrapped(f"影响：{_effect(found, index)}", 4)


def _effect(found: Comparison, index: int) -> str:
    own = [found.differences[place] for place in found.effects.get(index, ())]
    tables: Counter[tuple[int, str]] = Counter()
    sentences: dict[str, None] = {}
    others = 0
    for each in own:
        table = each.pair.either.table
        if each.kind in _COUNTING:
            others += 1
        elif table:
            tables[table.number, table.reference] += 1
        else:
            sentences[each.pair.either.title] = None
    said = []
    if tables:
        cells = "、".join(f"{name} {count}格" for (_, name), count in sorted(tables.items()))
        said.append(f"{len(tables)} 张表（{cells}）")
    if sentences:
        said.append(f"文字和附表 {len(sentences)} 处（{'、'.join(sentences)}）")
    if others:
        said.append(f"编号和位置 {others} 处")
    return "；".join(said) or "公开文本没有变化"


# Printed -----------------------------------------------------------------------------------------


def _printed(found: Comparison) -> Iterator[str]:
    by_table: dict[str, list[int]] = {}
    whole: dict[str, list[int]] = {}
    counting = 0
    rest: list[int] = []
    for place, each in enumerate(found.differences):
        if each.kind in _COUNTING:
            counting += 1
        elif not (each.pair.old and each.pair.new):
            whole.setdefault(f"{'新增' if each.pair.new else '删除'}：{_under(each)}", []).append(
                place
            )
        elif each.pair.either.table:
            by_table.setdefault(each.pair.either.title, []).append(place)
        else:
            rest.append(place)
    for places in by_table.values():
        yield from _table(found, places)
    for place in rest:
        each = found.differences[place]
        yield f"  {_because(found, [place])}".rstrip()
        yield from wrapped(each.place, 4)
        yield from wrapped(plain_marks(each.old, each.new), 6)
    for title, places in whole.items():
        yield from wrapped(f"整段{title}（{len(places)} 处）　{_because(found, places)}", 2)
    if counting:
        yield f"  编号和位置随之变动 {counting} 处（--json、--html 里有）"
    yield ""


def _under(each: Difference) -> str:
    stretch = each.pair.either
    return " · ".join(dict.fromkeys(filter(None, (stretch.group, stretch.title))))


def _table(found: Comparison, places: list[int]) -> Iterator[str]:
    shown = [found.differences[place] for place in places]
    table = shown[0].pair.either.table
    assert table
    yield from wrapped(
        f"{table.reference} {table.title}：{len(shown)} 处　{_because(found, places)}", 2
    )
    for each in _telling(shown):
        head = each.tables.head(each.column) if each.column >= 0 else ""
        label = each.label if each.row >= 0 else ""
        text = f"{' · '.join(filter(None, (label, head)))} {each.old or '（空）'} → {each.new or '（空）'}"
        yield from wrapped(text.strip(), 4)


def _telling(shown: list[Difference]) -> Iterable[Difference]:
    """The first figure of every changed row; the page and the JSON have them all."""
    rows: dict[int, Difference] = {}
    for each in sorted(shown, key=lambda each: not _is_figure(each)):
        rows.setdefault(each.row, each)
    return sorted(rows.values(), key=shown.index)


def _is_figure(each: Difference) -> bool:
    return any(text.replace(".", "").isdigit() and "." in text for text in (each.old, each.new))


def _because(found: Comparison, places: list[int]) -> str:
    causes = sorted({cause for place in places for cause in found.causes[place]})
    if not causes:
        return "因为格式方案不同"
    said = " ".join(f"#{cause + 1}" for cause in causes[:8])
    return f"因为 {said}{f' 等{len(causes)}处' if len(causes) > 8 else ''}"
