"""文字里的金额: what free text says of figures that the tables derive, and how amounts are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from budgetgen.findings import Severity
from budgetgen.model.money import YUAN_PER_WAN, total
from budgetgen.model.natures import Manner
from budgetgen.model.records import Project, Reason
from budgetgen.model.vocabulary import Item
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.published_texts import Typed
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.rules.wording.typed import CLAUSES, around, own_words, slips_problem
from budgetgen.tables.figures import Figures

_YUAN_IN: Final = {"亿元": YUAN_PER_WAN * YUAN_PER_WAN, "万元": YUAN_PER_WAN, "元": Decimal(1)}
_AMOUNT: Final = r"(\d+(?:[,，]\d{3})*(?:\.\d+)?)\s*(亿元|万元|元)(?!\s*[/／])"

Derived = Callable[[Figures], Sequence[Decimal]]
_NAMED: Final[tuple[tuple[str, Derived, Item | None], ...]] = (
    (r"机关运行经费", lambda f: (f.operating_cost.amount,), Item.OPERATING_COST),
    (r"[“\"]?三公[”\"]?经费", lambda f: (f.three_public.amount,), None),
    (r"公务接待费", lambda f: (f.reception.amount,), Item.RECEPTION),
    (
        r"公务用车购置(?:费)?(?:及|和)运行(?:维护)?费",
        lambda f: (f.vehicle.amount,), None,
    ),
    (r"公务用车运行维护费", lambda f: (f.vehicle_running.amount,), Item.VEHICLE_RUNNING),
    (r"公务用车购置费", lambda f: (f.vehicle_purchase.amount,), Item.VEHICLE_PURCHASE),
    (r"因公出国[（(]境[）)]费用?", lambda f: (f.abroad.amount,), Item.ABROAD),
    (r"基本支出", lambda f: (f.basic.amount,), Item.BASIC),
    (r"项目支出", lambda f: (f.project.amount,), Item.PROJECT),
    (r"人员经费", lambda f: (f.personnel.amount,), Item.PERSONNEL),
    (r"公用经费", lambda f: (f.public.amount, f.operating_cost.amount), Item.PUBLIC),
    (
        r"收入预算|预算收入|收入总计|总收入|支出预算|预算支出|支出总计|总支出|收支总额|收支预算|预算总额",
        lambda f: (f.total.amount, f.spent.amount, total(x.figure.amount for x in f.income_kinds
                                                        if "结转" not in x.name)), Item.TOTAL,
    ),
)  # fmt: skip
_FILLER: Final = (
    r"(?:预算数?|财政拨款|一般公共预算|资金|安排|总额|总数|合计|共计|总计|为|是|共|约|达到?|数|的|年初|：|:|，|,|\s|”|\"|"
    r"20\d{2}年度?)*"
)
_CHANGED: Final = (
    r"(?:预算|支出|经费)?(?:，)?(?:比|较|与|同)?(?:上年度?|去年|20\d{2}年度?)?(?:预算)?(?:相比)?(?:，)?"
    r"(增加|减少|增长|下降|压减)(?:了|额|数|为)?"
)
_STARTS: Final = r"(?:^|(?<=[^\u4e00-\u9fff])|(?<=[年度门位局排算中其的和及与]))"


@rule(
    "figure-contradicts",
    Severity.WARNING,
    Topic.TEXT,
    ("cai-yu-2016-143",),
    needs=Matter.TABLES | Matter.TEXTS,
    also=Matter.UNITS,
)
def figure_contradicts(d: Material) -> Iterator[Problem]:
    """文字里写的机关运行经费、“三公”经费、收支等金额，应与表中的一致。"""
    for each, figures in _told(d):
        yield from _totals(d, figures, each)


@rule(
    "change-contradicts",
    Severity.WARNING,
    Topic.TEXT,
    ("cai-yu-2016-143",),
    needs=Matter.TABLES | Matter.TEXTS,
    also=Matter.UNITS,
    formerly=("figure-contradicts",),
)
def change_contradicts(d: Material) -> Iterator[Problem]:
    """文字里写的比上年增减额，应与按上年预算算出的一致。"""
    for each, figures in _told(d):
        yield from _changes(d, figures, each)


def _told(d: Material) -> Iterator[tuple[Typed, Figures]]:
    """Texts that tell of figures, each with those of its unit, else of the whole."""
    of_unit: dict[str, Figures] = {}
    for each in d.texts:
        if each.sheet not in ("reasons", "extra_texts", "goals", "duties"):
            continue
        figures = d.figures
        if each.unit in d.budget.unit_by_code and d.budget.has_several_units:
            if each.unit not in of_unit:
                of_unit[each.unit] = d.figures_of(each.unit)
            figures = of_unit[each.unit]
        yield each, figures


def _totals(d: Material, figures: Figures, each: Typed) -> Iterator[Problem]:
    for name, derived, item in _NAMED:
        for match in re.finditer(f"{_STARTS}(?:{name}){_FILLER}{_AMOUNT}", each.text):
            before = CLAUSES.split(each.text[: match.start()])[-1]
            amounts = _meant(figures, before + match[0], derived, item)
            if amounts and not any(_same(match[1], match[2], amount) for amount in amounts):
                yield Problem(
                    f"写的是“{_short(match[0])}”，公开文件印的是 {d.printed(amounts[0])}",
                    "删去，正文会自动写出；确需保留的，改成一致",
                    (each.cell,),
                )


def _changes(d: Material, figures: Figures, each: Typed) -> Iterator[Problem]:
    text = each.text
    if isinstance(each.record, Reason) and re.match(_CHANGED, text):
        text = f"{each.record.item}{text}"
    for name, _, item in _NAMED:
        change = figures.changes[item] if item else None
        if change is None or not change.known:
            continue
        told = f"{change.direction} {d.printed(abs(change.amount))}" if change.amount else "持平"
        for match in re.finditer(f"{_STARTS}(?:{name}){_CHANGED}{_AMOUNT}", text):
            way = "增加" if match[1] in ("增加", "增长") else "减少"
            if change.direction != way or not _same(match[2], match[3], abs(change.amount)):
                yield Problem(
                    f"写的是“{_short(match[0])}”，公开文件印的是{told}",
                    "核对上年数；上年数无误的，删去文字里的增减额，正文会自动写出",
                    (each.cell,),
                )


def _meant(figures: Figures, clause: str, derived: Derived, item: Item | None) -> Sequence[Decimal]:
    """What the figure should be; empty where it is another year's or part of something else."""
    year = figures.budget.info.year
    years = {int(y) for y in re.findall(r"(20\d{2})年", clause)}
    if re.search("上年|去年|往年", clause) or years == {year - 1}:
        change = figures.changes[item] if item else None
        lasts = (change.last_year, change.published) if change else ()
        return tuple(each for each in lasts if each is not None)
    return () if years - {year} else derived(figures)


def _same(digits: str, unit: str, amount: Decimal) -> bool:
    """Whether the amount, rounded as it was written, is this one."""
    typed = Decimal(re.sub("[,，]", "", digits))
    step = Decimal(1).scaleb(min(0, int(typed.as_tuple().exponent)))
    return (amount / _YUAN_IN[unit]).quantize(step, rounding=ROUND_HALF_UP) == typed


def _short(text: str) -> str:
    return re.sub(r"\s", "", text)[-30:]


_NOT_THE_BUDGET: Final = re.compile(
    "总投资|合同|累计|分期|收入|产值|限额|上年|结转|其中|概算|中标|总额|总价|以上|计划投资|估算|年限|三年|两年|五年|每|人均|"
    "户均|标准|元/|尾款|已支付|余额|贷款|保费|债券"
)


@rule(
    "purpose-exceeds-budget",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-yu-2015-88",),
    needs=Matter.LINES | Matter.TEXTS,
)
def purpose_exceeds_budget(d: Material) -> Iterator[Problem]:
    """资金用途里写的金额不应超过项目预算，写明全部金额的应与预算一致。"""
    for each in d.texts:
        if not isinstance(each.record, Project) or each.field != "purpose":
            continue
        lines = d.budget.lines_by_project.get(each.record.code, ())
        budget = total(line.amount for line in lines)
        if not lines or _NOT_THE_BUDGET.search(each.text):
            continue
        for match in re.finditer(_AMOUNT, each.text):
            amount = Decimal(re.sub("[,，]", "", match[1])) * _YUAN_IN[match[2]]
            if amount > budget and not _same(match[1], match[2], budget):
                yield Problem(
                    f"资金用途写了“{match[0]}”，项目预算只有 {d.amount(budget)}",
                    "核对用途里的金额，或“收支明细”中该项目的金额；是合同总额的，写明“合同总额”",
                    (each.cell,),
                )


_NUMBER: Final = r"(?<![\d.,，〔\[])\d+\.\d{1,4}"
_MONEY_BEFORE: Final = r"(?:资金|经费|预算|支出|收入|补助|投资|金额|安排|拨付|增加|减少|压减)(?:了|为|共|约|共计|合计)?"
_NO_UNIT: Final = re.compile(
    rf"{_NUMBER}(?=资金|经费|补助|预算|支出|奖励|费用)|{_MONEY_BEFORE}{_NUMBER}(?=[，。；、]|$)"
)


@rule("amount-unit-missing", Severity.WARNING, Topic.TEXT, ("form-itself",), needs=Matter.TEXTS)
def amount_unit_missing(d: Material) -> Iterator[Problem]:
    """文字里的金额应写单位（万元或元）。"""

    def find(each: Typed) -> Iterator[str]:
        for match in _NO_UNIT.finditer(each.text):
            yield around(each.text, match.start(), match.end())

    texts = [each for each in d.texts if each.manner is not Manner.SOURCE]
    yield from slips_problem(texts, find, "的金额没有单位", "补上“万元”或“元”")


_ODD: Final = re.compile(
    r"(?<![\d.,，])(?:\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+\.(?:\d|\d{3,}))\s*万元"
)


@rule("amount-form", Severity.NOTICE, Topic.TEXT, ("form-itself",), needs=Matter.TEXTS)
def amount_form(d: Material) -> Iterator[Problem]:
    """说明文字里的万元数保留两位小数，不加千位分隔号（按通行做法，供参考）。"""

    def find(each: Typed) -> Iterator[str]:
        for match in _ODD.finditer(own_words(each.text)):
            yield match[0]

    texts = [each for each in d.texts if each.sheet in ("reasons", "extra_texts")]
    yield from slips_problem(
        texts, find, "的写法与表中不一致", "保留两位小数，不加千位分隔号，如“12.50万元”"
    )
