"""Realistic slips, put one at a time into a clean budget: what a tired clerk, a paste or a lost row leaves behind.

``cd tests && python -m support.faults [SEED] [COUNT]`` prints recall by kind and how many findings one slip makes.
"""

from __future__ import annotations

import re
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from random import Random
from typing import Any

from budgetgen.checked import check_file
from budgetgen.disclosure import Disclosure
from budgetgen.findings import CellRef, Finding, Severity
from budgetgen.model.budget import Budget
from budgetgen.model.records import Indicator, Record
from budgetgen.model.vocabulary import AssetClass, Category, Item, PlanBasis, Publicity, Source
from budgetgen.profiles import Profile
from budgetgen.rules import run_checks
from support.places import EXAMPLES

FIGURE, REFERENCE, TEXT = "数字", "引用", "文字"


@dataclass(frozen=True, slots=True)
class Fault:
    """One slip: its kind, the budget that has it, the cells that were touched."""

    kind: str
    family: str
    budget: Budget
    touched: tuple[CellRef, ...]
    what: str


@dataclass(frozen=True, slots=True)
class Caught:
    """What came of one slip: the findings that the clean budget doesn't have."""

    fault: Fault
    new: tuple[Finding, ...]

    @property
    def seen(self) -> bool:
        return any(f.severity is not Severity.NOTICE for f in self.new)


Slip = Callable[[Random, Budget], "Fault | None"]
SLIPS: list[tuple[str, Slip]] = []


def slip(family: str) -> Callable[[Callable[[Random, Budget], Any]], Slip]:
    """Register a maker of slips; its docstring's first words are the kind."""

    def register(make: Callable[[Random, Budget], Any]) -> Slip:
        kind = (make.__doc__ or "").split(":")[0].strip(".").strip()

        def made(random: Random, b: Budget) -> Fault | None:
            found = make(random, b)
            if found is None:
                return None
            changed, touched, what = found
            return Fault(kind, family, changed, touched, what)

        SLIPS.append((kind, made))
        return made

    return register


def change(
    b: Budget, field: str, record: Record, **values: Any
) -> tuple[Budget, tuple[CellRef, ...], str]:
    """The budget with one record changed."""
    rows = list(getattr(b, field))
    index = next(i for i, each in enumerate(rows) if each is record)
    rows[index] = record.model_copy(update=values)
    cells = tuple(record.cell(name) for name in values)
    old = {name: str(getattr(record, name))[:40] for name in values}
    said = "; ".join(f"{old[n]} → {str(v)[:40]}" for n, v in values.items())
    return _with(b, field, tuple(rows)), cells, said


def _with(b: Budget, field: str, rows: tuple[Record, ...]) -> Budget:
    """A new budget (a model_copy would take the cached look-ups along)."""
    parts = {name: getattr(b, name) for name in Budget.model_fields}
    return Budget(**parts | {field: rows})


def drop(b: Budget, field: str, *records: Record) -> tuple[Budget, tuple[CellRef, ...], str]:
    """The budget without some records."""
    rows = tuple(each for each in getattr(b, field) if not any(each is r for r in records))
    return _with(b, field, rows), (records[0].cell(),), f"{field} lost {len(records)}"


def add(b: Budget, field: str, record: Record) -> tuple[Budget, tuple[CellRef, ...], str]:
    """The budget with a record twice."""
    rows = getattr(b, field)
    return _with(b, field, (*rows, record)), (record.cell(),), f"{field} doubled"


def pick(random: Random, rows: Sequence[Any], keep: Callable[[Any], Any] = bool) -> Any:
    """One of the records that fit, or None."""
    fitting = [row for row in rows if keep(row)]
    return random.choice(fitting) if fitting else None


def published(b: Budget) -> list[Indicator]:
    """Indicators that are printed: those of projects published in full."""
    full = {p.code for p in b.projects if p.disclosure is Publicity.FULL}
    return [each for each in b.indicators if each.project in full]


def wrong_digit(random: Random, amount: Decimal) -> Decimal:
    """One of the leading digits mistyped."""
    text = f"{amount:f}"
    places = [i for i, c in enumerate(text) if c.isdigit()][:4]
    place = random.choice(places)
    digit = random.choice([d for d in "123456789" if d != text[place]])
    return Decimal(text[:place] + digit + text[place + 1 :])


# Figures ------------------------------------------------------------------------------------------


@slip(FIGURE)
def line_wrong_digit(random: Random, b: Budget) -> Any:
    """明细金额错一位."""
    line = pick(random, b.lines)
    return line and change(b, "lines", line, amount=wrong_digit(random, line.amount))


@slip(FIGURE)
def line_tenfold(random: Random, b: Budget) -> Any:
    """明细金额多一个零."""
    line = pick(random, b.lines)
    return line and change(b, "lines", line, amount=line.amount * 10)


@slip(FIGURE)
def line_other_unit(random: Random, b: Budget) -> Any:
    """明细金额差一万倍."""
    line = pick(random, b.lines)
    return line and change(b, "lines", line, amount=line.amount / 10000)


@slip(FIGURE)
def line_lost(random: Random, b: Budget) -> Any:
    """明细少一行."""
    line = pick(random, b.lines)
    return line and drop(b, "lines", line)


@slip(FIGURE)
def line_doubled(random: Random, b: Budget) -> Any:
    """明细重一行."""
    line = pick(random, b.lines)
    return line and add(b, "lines", line)


@slip(FIGURE)
def amount_shifted(random: Random, b: Budget) -> Any:
    """金额串行: two neighbours' amounts exchanged, of different category, source or project."""
    pairs = [
        (x, y) for x, y in pairwise(b.lines)
        if x.amount != y.amount
        and (x.category, x.source, x.project, x.unit) != (y.category, y.source, y.project, y.unit)
    ]  # fmt: skip
    if not pairs:
        return None
    one, two = random.choice(pairs)
    changed, cells, said = change(b, "lines", one, amount=two.amount)
    changed, more, _ = change(changed, "lines", two, amount=one.amount)
    return changed, cells + more, said


@slip(FIGURE)
def control_wrong_digit(random: Random, b: Budget) -> Any:
    """批复数错一位."""
    row = pick(random, b.controls, lambda c: c.approved)
    return row and change(b, "controls", row, approved=wrong_digit(random, row.approved))


@slip(FIGURE)
def plan_wrong_digit(random: Random, b: Budget) -> Any:
    """年底计划错一位."""
    row = pick(random, b.projects, lambda p: p.plan_december)
    return row and change(b, "projects", row, plan_december=wrong_digit(random, row.plan_december))


@slip(FIGURE)
def plan_not_cumulative(random: Random, b: Budget) -> Any:
    """计划填成当期数."""
    row = pick(
        random,
        b.projects,
        lambda p: p.plan_october and p.plan_june and p.plan_june > p.plan_october / 2,
    )
    if row is None:
        return None
    return change(
        b, "projects", row, plan_october=row.plan_october - row.plan_june,
        plan_december=row.plan_december - row.plan_october,
    )  # fmt: skip


@slip(FIGURE)
def purchase_tenfold(random: Random, b: Budget) -> Any:
    """采购单价多一个零."""
    row = pick(random, b.purchases, lambda p: p.price)
    return row and change(b, "purchases", row, price=row.price * 10)


@slip(FIGURE)
def prior_wrong_digit(random: Random, b: Budget) -> Any:
    """上年数错一位."""
    row = pick(random, b.prior, lambda p: p.amount)
    return row and change(b, "prior", row, amount=wrong_digit(random, row.amount))


@slip(FIGURE)
def prior_lost(random: Random, b: Budget) -> Any:
    """上年数少一行."""
    row = pick(
        random, b.prior, lambda p: p.item.value not in ("人员经费", "公用经费", "机关运行经费")
    )
    return row and drop(b, "prior", row)


@slip(FIGURE)
def cost_hundredfold(random: Random, b: Budget) -> Any:
    """成本指标放大一百倍."""
    row = pick(random, published(b), lambda i: "成本" in i.level2 and "万元" in i.value)
    if row is None:
        return None
    value = re.sub(r"\d+(\.\d+)?", lambda m: f"{float(m[0]) * 100:g}", row.value, count=1)
    return change(b, "indicators", row, value=value)


@slip(FIGURE)
def rate_over_hundred(random: Random, b: Budget) -> Any:
    """比率超过百分之百."""
    row = pick(random, published(b), lambda i: "满意度" in i.level2 and "%" in i.value)
    return row and change(b, "indicators", row, value=row.value.replace("9", "19", 1))


@slip(FIGURE)
def digits_transposed(random: Random, b: Budget) -> Any:
    """明细金额两位颠倒."""
    line = pick(random, b.lines, lambda x: transposed(x.amount) != x.amount)
    return line and change(b, "lines", line, amount=transposed(line.amount))


def transposed(amount: Decimal) -> Decimal:
    """The first two neighbouring digits that differ, exchanged."""
    text = f"{amount:f}"
    for i in range(len(text) - 1):
        if text[i : i + 2].isdigit() and text[i] != text[i + 1]:
            return Decimal(text[:i] + text[i + 1] + text[i] + text[i + 2 :])
    return amount


@slip(FIGURE)
def decimal_point_lost(random: Random, b: Budget) -> Any:
    """明细金额丢了小数点: typed without its point, a hundred times as much."""
    line = pick(random, b.lines)
    return line and change(b, "lines", line, amount=line.amount * 100)


@slip(FIGURE)
def price_for_quantity(random: Random, b: Budget) -> Any:
    """采购单价和数量填反."""
    row = pick(random, b.purchases, lambda p: p.price and p.quantity and p.price != p.quantity)
    return row and change(b, "purchases", row, price=row.quantity, quantity=row.price)


@slip(FIGURE)
def asset_part_beyond_whole(random: Random, b: Budget) -> Any:
    """办公用房大于房屋."""
    of_unit = {a.unit: a for a in b.assets if a.kind is AssetClass.BUILDINGS and a.quantity}
    row = pick(random, b.assets, lambda a: a.kind is AssetClass.OFFICES and a.unit in of_unit)
    return row and change(b, "assets", row, quantity=of_unit[row.unit].quantity * 2)


@slip(FIGURE)
def prior_is_this_year(random: Random, b: Budget) -> Any:
    """上年数抄成本年数: all of them copied from this year's tables."""
    now = {
        Item.TOTAL: b.lines,
        Item.BASIC: [x for x in b.lines if x.category in (Category.PERSONNEL, Category.PUBLIC)],
        Item.PERSONNEL: [x for x in b.lines if x.category is Category.PERSONNEL],
        Item.PUBLIC: [x for x in b.lines if x.category is Category.PUBLIC],
        Item.PROJECT: [x for x in b.lines if x.category is Category.PROJECT],
    }
    rows = [p for p in b.prior if p.item in now and not p.unit]
    if not rows:
        return None
    changed, cells = b, ()
    for row in rows:
        amount = sum((x.amount for x in now[row.item]), Decimal(0))
        changed, more, _ = change(changed, "prior", row, amount=amount)
        cells += more
    return changed, cells, "上年＝本年"


@slip(FIGURE)
def control_of_another_unit(random: Random, b: Budget) -> Any:
    """批复数填到别的单位: two units' figures of the same kind exchanged."""
    pairs = [
        (x, y) for x in b.controls for y in b.controls
        if x.unit < y.unit and x.approved != y.approved
        and (x.source, x.category, x.carryover) == (y.source, y.category, y.carryover)
    ]  # fmt: skip
    return exchange(random, b, "controls", pairs, "approved")


@slip(FIGURE)
def plan_of_another_project(random: Random, b: Budget) -> Any:
    """支出计划填成别的项目的."""
    plan = ("plan_march", "plan_june", "plan_october", "plan_december")
    pairs = [
        (x, y) for x, y in combinations(b.projects, 2)
        if x.plan_december and y.plan_december and x.plan_december != y.plan_december
    ]  # fmt: skip
    return exchange(random, b, "projects", pairs, *plan)


@slip(FIGURE)
def plan_in_percent(random: Random, b: Budget) -> Any:
    """支出计划按百分比填: of a workbook whose plans are amounts, or the other way round."""
    row = pick(random, b.projects, lambda p: p.plan_december and p.plan_december != 100)
    row = row or pick(
        random, b.projects, lambda p: p.plan_december and p.code in b.lines_by_project
    )
    if row is None:
        return None
    if b.info.plan_basis is PlanBasis.PERCENT:
        whole = sum((x.amount for x in b.lines_by_project[row.code]), Decimal(0))
    else:
        whole = Decimal(100)
    quarter = whole / 4
    return change(
        b, "projects", row, plan_march=quarter, plan_june=quarter * 2, plan_october=quarter * 3,
        plan_december=whole,
    )  # fmt: skip


@slip(FIGURE)
def value_of_row_above(random: Random, b: Budget) -> Any:
    """指标值抄了上一行: of another kind of indicator."""
    rows = [
        (x, y) for x, y in pairwise(published(b))
        if x.project == y.project and x.level2 != y.level2 and x.value != y.value
    ]  # fmt: skip
    if not rows:
        return None
    above, row = random.choice(rows)
    return change(b, "indicators", row, value=above.value)


@slip(FIGURE)
def value_in_another_unit(random: Random, b: Budget) -> Any:
    """指标的计量单位写错: counts in percent, rates in persons, money in dozens."""
    other = {"家": "%", "人": "%", "次": "%", "%": "人", "万元": "家"}
    row = pick(random, published(b), lambda i: next((u for u in other if i.value.endswith(u)), ""))
    if row is None:
        return None
    unit = next(u for u in ("万元", *other) if row.value.endswith(u))
    return change(b, "indicators", row, value=row.value.removesuffix(unit) + other[unit])


# References ---------------------------------------------------------------------------------------


def exchange(
    random: Random, b: Budget, field: str, pairs: Sequence[tuple[Any, Any]], *names: str
) -> Any:
    """Some fields of two records exchanged; None without a fitting pair."""
    if not pairs:
        return None
    one, two = random.choice(pairs)
    changed, cells, said = change(b, field, one, **{name: getattr(two, name) for name in names})
    changed, more, _ = change(changed, field, two, **{name: getattr(one, name) for name in names})
    return changed, cells + more, said


@slip(REFERENCE)
def function_wrong_digit(random: Random, b: Budget) -> Any:
    """功能科目错一位."""
    line = pick(random, b.lines)
    if line is None:
        return None
    place = random.randrange(3, 7)
    digit = random.choice([d for d in "3456789" if d != line.function[place]])
    return change(
        b, "lines", line, function=line.function[:place] + digit + line.function[place + 1 :]
    )


@slip(REFERENCE)
def function_swapped(random: Random, b: Budget) -> Any:
    """功能科目串行: of basic spending, with a line of another 类."""
    basic = [x for x in b.lines if x.category in (Category.PERSONNEL, Category.PUBLIC)]
    one = pick(random, basic)
    two = one and pick(random, basic, lambda x: x.function[:3] != one.function[:3])
    return two and change(b, "lines", one, function=two.function)


@slip(REFERENCE)
def economic_swapped(random: Random, b: Budget) -> Any:
    """经济科目串行: with a line of the other category."""
    one = pick(random, b.lines, lambda x: x.category is Category.PUBLIC)
    two = pick(random, b.lines, lambda x: x.category is Category.PERSONNEL)
    return one and two and change(b, "lines", one, economic=two.economic)


@slip(REFERENCE)
def economic_lost(random: Random, b: Budget) -> Any:
    """经济科目漏填."""
    line = pick(random, b.lines, lambda x: x.category in (Category.PERSONNEL, Category.PUBLIC))
    return line and change(b, "lines", line, economic="")


@slip(REFERENCE)
def unit_wrong(random: Random, b: Budget) -> Any:
    """单位编码错一位."""
    line = pick(random, b.lines, lambda x: x.unit)
    return line and change(b, "lines", line, unit=line.unit[:-1] + "9")


@slip(REFERENCE)
def project_wrong(random: Random, b: Budget) -> Any:
    """明细项目编码错一位."""
    line = pick(random, b.lines, lambda x: x.project)
    return line and change(b, "lines", line, project=line.project[:-1] + "X")


@slip(REFERENCE)
def project_swapped(random: Random, b: Budget) -> Any:
    """明细挂错项目."""
    line = pick(random, b.lines, lambda x: x.project)
    other = line and pick(random, b.projects, lambda p: p.code != line.project)
    return other and change(b, "lines", line, project=other.code)


@slip(REFERENCE)
def project_lost(random: Random, b: Budget) -> Any:
    """项目少一行."""
    row = pick(random, b.projects)
    return row and drop(b, "projects", row)


@slip(REFERENCE)
def source_swapped(random: Random, b: Budget) -> Any:
    """资金来源选错."""
    line = pick(random, b.lines)
    other = line and random.choice([s for s in Source if s is not line.source])
    return other and change(b, "lines", line, source=other)


@slip(REFERENCE)
def category_swapped(random: Random, b: Budget) -> Any:
    """支出类别选错."""
    line = pick(random, b.lines)
    other = line and random.choice(
        [
            c
            for c in (Category.PERSONNEL, Category.PUBLIC, Category.PROJECT)
            if c is not line.category
        ]
    )
    return other and change(b, "lines", line, category=other)


@slip(REFERENCE)
def carryover_lost(random: Random, b: Budget) -> Any:
    """上年结转标记弄反."""
    line = pick(random, b.lines)
    return line and change(b, "lines", line, carryover=not line.carryover)


@slip(REFERENCE)
def indicators_lost(random: Random, b: Budget) -> Any:
    """绩效指标少一行."""
    row = pick(random, published(b), lambda i: i.level2 in ("数量指标", "质量指标", "时效指标", "成本指标")
               and sum(o.level2 == i.level2 and o.project == i.project for o in b.indicators) == 1)  # fmt: skip
    return row and drop(b, "indicators", row)


@slip(REFERENCE)
def indicator_project_wrong(random: Random, b: Budget) -> Any:
    """指标项目编码错一位."""
    row = pick(random, published(b))
    return row and change(b, "indicators", row, project=row.project[:-1] + "X")


@slip(REFERENCE)
def indicator_kind_wrong(random: Random, b: Budget) -> Any:
    """指标归错类: a time or a cost filed under quality."""
    row = pick(random, published(b), lambda i: i.level2 in ("时效指标", "成本指标"))
    return row and change(b, "indicators", row, level2="质量指标")


@slip(REFERENCE)
def purchase_project_wrong(random: Random, b: Budget) -> Any:
    """采购项目编码错."""
    row = pick(random, b.purchases, lambda p: p.project)
    return row and change(b, "purchases", row, project=row.project[:-1] + "X")


@slip(REFERENCE)
def unit_lost(random: Random, b: Budget) -> Any:
    """机构少一行."""
    row = pick(random, b.units)
    return row and drop(b, "units", row)


@slip(REFERENCE)
def unit_swapped(random: Random, b: Budget) -> Any:
    """明细挂错单位."""
    line = pick(random, b.lines, lambda x: x.unit)
    other = line and pick(random, b.units, lambda u: u.code != line.unit)
    return other and change(b, "lines", line, unit=other.code)


@slip(REFERENCE)
def indicators_exchanged(random: Random, b: Budget) -> Any:
    """两个项目的指标对调."""
    pairs = list(combinations(dict.fromkeys(i.project for i in published(b)), 2))
    if not pairs:
        return None
    one, two = random.choice(pairs)
    other = {one: two, two: one}
    rows = tuple(
        i.model_copy(update={"project": other.get(i.project, i.project)}) for i in b.indicators
    )
    cells = tuple(i.cell("project") for i in b.indicators if i.project in other)
    return _with(b, "indicators", rows), cells, f"{one} ↔ {two}"


@slip(REFERENCE)
def goal_project_wrong(random: Random, b: Budget) -> Any:
    """目标的对应项目编码错一位."""
    row = pick(random, b.goals, lambda g: g.projects)
    return row and change(b, "goals", row, projects=row.projects[:-1] + "X")


@slip(REFERENCE)
def goal_project_lost(random: Random, b: Budget) -> Any:
    """目标的对应项目编码漏填."""
    row = pick(random, b.goals, lambda g: g.projects)
    return row and change(b, "goals", row, projects="")


@slip(REFERENCE)
def purchase_source_swapped(random: Random, b: Budget) -> Any:
    """采购资金来源选错."""
    row = pick(random, b.purchases)
    other = row and random.choice([s for s in Source if s is not row.source])
    return other and change(b, "purchases", row, source=other)


@slip(REFERENCE)
def purchase_carryover(random: Random, b: Budget) -> Any:
    """采购的上年结转标记弄反."""
    row = pick(random, b.purchases, lambda p: p.project)
    return row and change(b, "purchases", row, carryover=not row.carryover)


@slip(REFERENCE)
def special_fund_flag_lost(random: Random, b: Budget) -> Any:
    """主管专项的标记漏填: its name is still there."""
    row = pick(random, b.projects, lambda p: p.special_fund and p.special_fund_name)
    return row and change(b, "projects", row, special_fund=False)


# Texts --------------------------------------------------------------------------------------------

TEXTS = (
    ("projects", "purpose"), ("projects", "goals"), ("reasons", "text"), ("duties", "text"),
    ("goals", "text"), ("extra_texts", "text"), ("indicators", "description"),
)  # fmt: skip


def edit(random: Random, b: Budget, new: Callable[[str], str | None], *only: str) -> Any:
    """A text somewhere, edited; None where the edit fits nowhere."""
    places = [
        (field, name, record, text)
        for field, name in TEXTS if not only or field in only
        for record in getattr(b, field)
        if (text := new(getattr(record, name))) is not None and text != getattr(record, name)
    ]  # fmt: skip
    if not places:
        return None
    field, name, record, text = random.choice(places)
    return change(b, field, record, **{name: text})


SLIPS_OF_THE_PEN = {
    "政府性基金": "政府基金",
    "账户": "帐户",
    "其他": "其它",
    "截至": "截止",
    "部署": "布署",
}


def sentence(text: str) -> bool:
    return len(text) >= 12 and text.endswith("。")


@slip(TEXT)
def stale_year(random: Random, b: Budget) -> Any:
    """年份没改."""
    last = b.info.year - 1
    return edit(
        random, b, lambda t: f"{last}年，{t}" if sentence(t) else None,
        "projects", "goals", "reasons", "extra_texts",
    )  # fmt: skip


@slip(TEXT)
def doubled_word(random: Random, b: Budget) -> Any:
    """词语连写两遍."""
    word = random.choice(
        ["进行", "开展", "工作", "项目", "管理", "服务", "建设", "推进", "保障", "的"]
    )
    return edit(random, b, lambda t: t.replace(word, word * 2, 1) if word in t else None)


@slip(TEXT)
def doubled_sentence(random: Random, b: Budget) -> Any:
    """同一句写两遍."""
    return edit(random, b, lambda t: t + t if sentence(t) and t.count("。") == 1 else None)


@slip(TEXT)
def stop_lost(random: Random, b: Budget) -> Any:
    """句末没有句号."""
    return edit(random, b, lambda t: t[:-1] if sentence(t) else None, "reasons", "duties", "goals")


@slip(TEXT)
def broken_off(random: Random, b: Budget) -> Any:
    """句子没写完."""
    return edit(
        random, b, lambda t: re.split("[，、]", t)[0] + "，" if sentence(t) and "，" in t else None
    )


@slip(TEXT)
def half_width(random: Random, b: Budget) -> Any:
    """半角标点."""
    return edit(random, b, lambda t: t.replace("，", ",", 1) if "，" in t else None)


@slip(TEXT)
def bracket_unpaired(random: Random, b: Budget) -> Any:
    """括号不成对."""
    return edit(
        random,
        b,
        lambda t: (
            t.replace("）", "", 1) if "）" in t else t.replace("》", "", 1) if "》" in t else None
        ),
    )


@slip(TEXT)
def agency_misspelt(random: Random, b: Budget) -> Any:
    """单位名称写错一个字."""
    name = b.info.name
    place = random.randrange(2, len(name) - 1)
    wrong = name[:place] + name[place + 1 :]
    return edit(
        random, b, lambda t: wrong + t if sentence(t) else None, "reasons", "goals", "extra_texts"
    )


@slip(TEXT)
def form_text_left(random: Random, b: Budget) -> Any:
    """没删的样例文字."""
    left = random.choice(["目标内容1", "XX项目", "待填", "××万元", "（请填写）", "此处填写目标"])
    return edit(random, b, lambda t: left, "projects", "reasons", "goals")


@slip(TEXT)
def numbering_repeats(random: Random, b: Budget) -> Any:
    """编号重复."""
    rows = b.duties[-3:]
    if len(rows) < 3:
        return None
    numbers = ("（二十）", "（二十一）", "（二十一）")
    changed = b
    for row, number in zip(rows, numbers, strict=True):
        changed, cells, said = change(changed, "duties", row, text=number + row.text)
    return changed, cells, said


@slip(TEXT)
def private_person(random: Random, b: Budget) -> Any:
    """个人姓名."""
    name = random.choice(["王建国", "李秀英", "张伟", "刘洋", "陈桂兰"])
    aid = random.choice(["药费", "遗属补助", "慰问金", "医疗费"])
    row = pick(random, b.projects)
    return row and change(b, "projects", row, name=f"{name}{aid}")


@slip(TEXT)
def phone_left(random: Random, b: Budget) -> Any:
    """电话号码."""
    number = "138" + "".join(random.choice("0123456789") for _ in range(8))
    return edit(random, b, lambda t: f"{t}联系电话{number}。" if sentence(t) else None)


@slip(TEXT)
def wrong_level(random: Random, b: Budget) -> Any:
    """级次不符."""
    return edit(
        random,
        b,
        lambda t: re.sub("全[县市区]", "全省", t, count=1) if re.search("全[县市区]", t) else None,
    )


@slip(TEXT)
def wrong_scope_word(random: Random, b: Budget) -> Any:
    """口径用词不符."""
    other = "本单位预算" if b.info.scope.value == "部门" else "本部门预算"
    return edit(
        random,
        b,
        lambda t: f"{other}安排情况：{t}" if sentence(t) else None,
        "extra_texts",
        "reasons",
    )


@slip(TEXT)
def document_number(random: Random, b: Budget) -> Any:
    """文号括号丢失."""
    return edit(
        random, b, lambda t: re.sub(r"〔(\d{4})〕", r"\1", t, count=1) if "〔" in t else None
    )


@slip(TEXT)
def figure_contradicts(random: Random, b: Budget) -> Any:
    """文字与表不符."""
    wrong = f"{random.randrange(300, 900)}.{random.randrange(10, 99)}"
    item = random.choice(["机关运行经费", "“三公”经费"])
    return edit(
        random,
        b,
        lambda t: f"{t}{b.info.year}年{item}预算{wrong}万元。" if sentence(t) else None,
        "extra_texts",
        "reasons",
    )


@slip(TEXT)
def copied_indicator(random: Random, b: Budget) -> Any:
    """指标照抄上一行: name and description of the row above."""
    rows = [(x, y) for x, y in pairwise(published(b)) if x.project == y.project]
    if not rows:
        return None
    above, row = random.choice(rows)
    return change(b, "indicators", row, level3=above.level3, description=above.description)


@slip(TEXT)
def value_is_a_word(random: Random, b: Budget) -> Any:
    """满意度没有数."""
    row = pick(random, published(b), lambda i: "满意度" in i.level2)
    return row and change(b, "indicators", row, value="满意")


@slip(TEXT)
def subject_word_slip(random: Random, b: Budget) -> Any:
    """常见错字."""
    wrong = random.choice(
        [
            ("政府性基金", "政府基金"),
            ("三公", "三工"),
            ("账户", "帐户"),
            ("其他", "其它"),
            ("截至", "截止"),
        ]
    )
    return edit(random, b, lambda t: t.replace(*wrong, 1) if wrong[0] in t else None)


@slip(TEXT)
def direction_reversed(random: Random, b: Budget) -> Any:
    """原因的增减说反."""
    other = {"增加": "减少", "减少": "增加"}

    def new(text: str) -> str | None:
        word = next((w for w in other if w in text), "")
        return text.replace(word, other[word]) if word else None

    return edit(random, b, new, "reasons")


@slip(TEXT)
def unit_misspelt(random: Random, b: Budget) -> Any:
    """机构名称少一个字."""
    row = pick(random, b.units, lambda u: b.info.name in u.name)
    if row is None:
        return None
    place = random.randrange(2, len(b.info.name) - 1)
    return change(b, "units", row, name=row.name[:place] + row.name[place + 1 :])


@slip(TEXT)
def stray_space(random: Random, b: Budget) -> Any:
    """句子中间有空格."""
    return edit(
        random, b, lambda t: f"{t[:6]} {t[6:]}" if re.match("[\u4e00-\u9fff]{8}", t) else None
    )


# Running ------------------------------------------------------------------------------------------


@cache
def clean(path: Path) -> tuple[Budget, Profile, frozenset[tuple[str, str]]]:
    """An example, its profile and what is found in it without any slip."""
    checked = check_file(path)
    assert checked.disclosure, path
    known = frozenset((f.rule, f.message) for f in checked.findings)
    return checked.disclosure.budget, checked.profile, known


def faults(
    seed: int, count: int, examples: Sequence[Path] = tuple(EXAMPLES)
) -> Iterator[tuple[Fault, Path]]:
    """That many slips, every kind in turn, each in an example drawn at random among those that it fits."""
    random = Random(seed)
    made = 0
    for turn in range(count * 4):
        fault = _made(random, SLIPS[turn % len(SLIPS)][1], examples)
        if fault and made < count:
            made += 1
            yield fault


def _made(random: Random, make: Slip, examples: Sequence[Path]) -> tuple[Fault, Path] | None:
    for path in random.sample(examples, len(examples)):
        fault = make(random, clean(path)[0])
        if fault is not None and fault.budget != clean(path)[0]:
            return fault, path
    return None


def caught(fault: Fault, path: Path) -> Caught:
    """Check the budget with the slip; what is new belongs to it."""
    _, profile, known = clean(path)
    found = run_checks(Disclosure.of(fault.budget, profile))
    return Caught(
        fault, tuple(f for f in found if not f.waived and (f.rule, f.message) not in known)
    )


def recall(results: Sequence[Caught], family: str = "") -> float:
    """The share of slips that an error or a warning speaks of."""
    own = [r for r in results if not family or r.fault.family == family]
    return sum(r.seen for r in own) / len(own)


def findings_each(results: Sequence[Caught]) -> float:
    """The median number of errors and warnings per slip that is seen."""
    counts = (sum(f.severity is not Severity.NOTICE for f in r.new) for r in results if r.seen)
    return statistics.median(counts)


def table(results: Sequence[Caught]) -> str:
    """Recall and findings by kind."""
    by_kind: dict[tuple[str, str], list[Caught]] = defaultdict(list)
    for r in results:
        by_kind[r.fault.family, r.fault.kind].append(r)
    lines = []
    for (family, kind), rows in by_kind.items():
        rules = Counter(f.rule for r in rows for f in r.new)
        seen = sum(r.seen for r in rows)
        each = findings_each(rows) if seen else 0
        common = "、".join(rule for rule, _ in rules.most_common(3))
        lines.append(f"{family} {seen:3}/{len(rows):<3} 每处 {each:g}  {kind}  {common}")
    for family in (FIGURE, REFERENCE, TEXT):
        lines.append(f"{family} 查出 {recall(results, family):.0%}")
    return "\n".join([*lines, f"每处中位数 {findings_each(results):g}"])


if __name__ == "__main__":
    seed, count = (int(x) for x in (sys.argv[1:] + ["1", "300"][len(sys.argv) - 1 :])[:2])
    outcome = [caught(*each) for each in faults(seed, count)]
    print(table(outcome))
    for missed in (r for r in outcome if not r.seen):
        print(
            "未查出",
            missed.fault.kind,
            "、".join(map(str, missed.fault.touched)),
            missed.fault.what,
        )
