"""绩效指标的名称和描述: does each say something of its own, and does it agree with its value."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from budgetgen.findings import Severity
from budgetgen.model.records import Indicator
from budgetgen.model.target import Bound, Measure, Target, mentions, parse_target, same_unit
from budgetgen.model.vocabulary import Comparator
from budgetgen.rules.indicators.views import (
    bare_level,
    one_problem,
    quoted_indicator,
    short,
    shown_projects,
)
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule


@rule(
    "indicator-name-repeats-kind",
    Severity.NOTICE,
    Topic.PROJECTS,
    ("cai-yu-2021-101",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def indicator_name_repeats_kind(d: Material) -> Iterator[Problem]:
    """三级指标应说明具体内容，不能与一级指标、二级指标同名。"""
    found = [
        (f"“{each.level3}”", each.cell("level3"))
        for _, indicators in shown_projects(d)
        for each in indicators
        if bare_level(each.level3) in (bare_level(each.level1), bare_level(each.level2))
    ]
    yield from one_problem(
        found, "与上级指标同名，没有说明衡量什么", "写明衡量什么，如“设备验收合格率”"
    )


@rule(
    "indicator-twice",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2021-101",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def indicator_twice(d: Material) -> Iterator[Problem]:
    """同一项目里同名同描述的指标只应有一个，不应有两个不同的值。"""
    for _, indicators in shown_projects(d):
        first: dict[tuple[str, str, str], Indicator] = {}
        for each in indicators:
            key = (bare_level(each.level2), each.level3.strip(), each.description.strip())
            if key not in first:
                first[key] = each
                continue
            known = first[key]
            same = parse_target(known.value) == parse_target(each.value)
            yield Problem(
                f"指标“{short(each.level3)}”重复"
                + ("" if same else f"，指标值不同：{known.value}、{each.value}"),
                "保留一个，或在描述里写明区别",
                (known.cell("value"), each.cell("value")),
            )


@rule(
    "description-repeats-name",
    Severity.NOTICE,
    Topic.PROJECTS,
    ("cai-yu-2021-101",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def description_repeats_name(d: Material) -> Iterator[Problem]:
    """绩效指标描述应解释指标怎样计算或包括什么，不只重复三级指标的名称（按通行做法，供参考）。"""
    found = [
        (f"“{short(each.level3)}”", each.cell("description"))
        for _, indicators in shown_projects(d)
        for each in indicators
        if each.description.strip("。 ") == each.level3.strip("。 ") != ""
    ]
    yield from one_problem(
        found, "的描述只重复了名称", "写明怎样计算、包括什么，如“验收合格的设备占全部设备的比例”"
    )


@rule(
    "description-copied",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2021-101",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def description_copied(d: Material) -> Iterator[Problem]:
    """同一项目里不同的指标应有各自的描述，不应照抄另一个指标的。"""
    for project, indicators in shown_projects(d):
        rows: dict[str, list[Indicator]] = {}
        for each in indicators:
            if each.description.strip():
                rows.setdefault(each.description.strip(), []).append(each)
        for text, alike_rows in rows.items():
            if len({(each.level2, each.level3.strip()) for each in alike_rows}) < 2 or _is_name(
                alike_rows
            ):
                continue
            yield Problem(
                f"项目“{short(project.name)}”有 {len(alike_rows)} 个指标的描述都是“{short(text)}”",
                "分别写明各指标的含义",
                tuple(each.cell("description") for each in alike_rows),
            )


def _is_name(rows: list[Indicator]) -> bool:
    """Each repeats its own name (质量 and 成本 of one thing): another rule says so."""
    return all(each.description.strip() == each.level3.strip() for each in rows)


@rule(
    "description-figure-differs",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2021-101",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def description_figure_differs(d: Material) -> Iterator[Problem]:
    """描述里写了数的，应与指标值一致。"""
    for _, indicators in shown_projects(d):
        for each in indicators:
            value = parse_target(each.value)
            told = [
                mention
                for mention in mentions(each.description)
                if _comparable(mention.target, value)
            ]
            numbers = [mention.target.number or Decimal(0) for mention in told]
            if not told or value.number in (*numbers, sum(numbers)):
                continue
            yield Problem(
                f"指标{quoted_indicator(each)}的描述写的是“{told[0].text}”",
                "核对后改成一致；描述照抄其他指标的，重写",
                (each.cell("description"), each.cell("value")),
            )


def _comparable(one: Target, value: Target) -> bool:
    if value.number is None or one.measure is not value.measure or one.per or value.per:
        return False
    return same_unit(one.unit, value.unit)


@rule(
    "indicator-columns-contradict",
    Severity.WARNING,
    Topic.PROJECTS,
    ("form-itself",),
    needs=Matter.PROJECTS | Matter.INDICATORS,
)
def indicator_columns_contradict(d: Material) -> Iterator[Problem]:
    """指标性质、数值、计量单位应与指标值一致。"""
    for _, indicators in shown_projects(d):
        for each in indicators:
            if not each.value.strip():
                continue
            if field := _contradicts(each, parse_target(each.value)):
                title = type(each).model_fields[field].title
                typed = getattr(each, field)
                shown = f"{typed:f}" if isinstance(typed, Decimal) else str(typed)
                yield Problem(
                    f"指标值是“{short(each.value)}”，“{title}”是“{shown}”",
                    "核对后改成一致",
                    (each.cell("value"), each.cell(field)),
                )


def _contradicts(each: Indicator, value: Target) -> str:
    """The column that says something else than 指标值; empty where none does."""
    if each.comparator is Comparator.QUALITATIVE:
        return "" if value.number is None else "comparator"
    if value.number is None:
        return ""
    if each.number is not None:
        typed = parse_target(f"{each.number:f}{each.measure}")
        same = {
            typed.number,
            each.number,
            each.number * 100 if typed.measure is Measure.PERCENT else None,
        }
        if value.number not in same:
            return "number"
    if each.comparator and value.signed and Bound(each.comparator.value) is not value.bound:
        return "comparator"
    if each.measure and each.number is not None:
        typed = parse_target(f"{each.number:f}{each.measure}")
        if typed.measure is not value.measure or not same_unit(typed.unit, value.unit):
            return "measure"
    return ""
