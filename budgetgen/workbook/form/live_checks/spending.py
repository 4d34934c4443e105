"""平衡检查之支出、采购、时限: whether lines fit what is typed elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from budgetgen.model import vocabulary as v
from budgetgen.model.numbering import numeral
from budgetgen.model.records import PriorFigure
from budgetgen.workbook.columns import Sheet
from budgetgen.workbook.form.columns import approval, deadline, is_day, project_budget
from budgetgen.workbook.form.content import FIRST, Form, info_row
from budgetgen.workbook.form.formula import (
    NUMERIC,
    Calc,
    Case,
    add,
    is_text,
    minus,
    quoted_text,
    rounded,
    sum_class,
    sum_lines,
)
from budgetgen.workbook.form.helpers import Helper, helper_area, helper_sum
from budgetgen.workbook.form.live_checks.line import (
    GOOD,
    Cases,
    LiveCheck,
    SideKind,
    bad,
    both_nil,
    differs,
    fixed,
    in_turn,
    unknown,
)
from budgetgen.workbook.layout import INFO_SHEET, LINES, PRIOR, PROJECTS, PURCHASES

NOT_OVER: Final = f"{GOOD}（没有超过）"
_NO_DAY: Final = "不是日期，应如 2024-01-31"
_CLASSES: Final = (
    (v.Category.PERSONNEL, "personnel-economics"),
    (v.Category.PUBLIC, "public-economics"),
)


def start_of(sheet: Sheet, name: str = "") -> str:
    """The first record's cell of a column, as a link names it."""
    names = [column.field or column.title for column in sheet.columns]
    letter = chr(ord("A") + (names.index(name) if name else 0))
    return f"'{sheet.title}'!{letter}{FIRST}"


# 支出 --------------------------------------------------------------------------------------------


def spending_checks(form: Form) -> Iterator[LiveCheck]:
    """Categories against economic subjects and projects; last year's parts."""
    for category, law in _CLASSES:
        classes = form.law.codes(law)
        left = rounded(sum_lines(form, is_text("category", category)))
        right = rounded(_economic(form, classes))
        yield LiveCheck(
            f"{category}（按支出类别） = 基本支出中经济科目 {'、'.join(classes)} 的合计",
            left, right,
            in_turn(
                both_nil(left, right, f"没有{category}"),
                differs(left, right, "有的经济科目编码没有填、与支出类别对不上，或不是文本"),
            ),
            start_of(LINES, "economic"),
        )  # fmt: skip
    left, right = rounded(sum_lines(form, is_text("category", v.Category.PROJECT))), _budgets(form)
    yield LiveCheck(
        "项目支出（收支明细） = “项目”表预算数合计",
        left, right,
        in_turn(
            both_nil(left, right, "没有项目支出"),
            differs(left, right, "有的项目编码没有填、不在“项目”表里，或在“项目”表里重复"),
        ),
        start_of(LINES, "project"),
    )  # fmt: skip
    yield _prior_basic(form)


def _economic(form: Form, classes: Sequence[str]) -> Calc:
    return add(
        [
            sum_class(form, basic, code)
            for basic in (v.Category.PERSONNEL, v.Category.PUBLIC)
            for code in classes
        ]
    )


def _budgets(form: Form) -> Calc:
    """SUM of 项目.预算数; a code that stands twice counts twice, as it does there."""
    codes = [str(getattr(record, "code", "")) for record in form.records(PROJECTS)]
    made = [project_budget(form, "", code).number for code in codes if code]
    return Calc(f"ROUND(SUM({form.area(PROJECTS, '预算数')}),6)", sum(made, Decimal(0)))


def prior(form: Form, item: v.Item) -> tuple[Calc, Calc]:
    """How often 上年预算 has an item, and its sum."""
    records = (r for r in form.records(PRIOR) if isinstance(r, PriorFigure))
    found = [form.number(record.amount) for record in records if record.item is item]
    numbers = [amount for amount in found if amount is not None]
    amounts, items = form.area(PRIOR, "amount"), f"{form.area(PRIOR, 'item')},{quoted_text(item)}"
    return (
        Calc(f"COUNTIFS({items},{amounts},{quoted_text(NUMERIC)})", Decimal(len(numbers))),
        Calc(f"ROUND(SUMIFS({amounts},{items}),6)", sum(numbers, Decimal(0))),
    )


def compared(form: Form, item: v.Item) -> tuple[Calc, Calc]:
    """How often 上年预算 has an item, and its sum with 同口径上年数 where one is typed."""
    count, published = prior(form, item)
    records = (r for r in form.records(PRIOR) if isinstance(r, PriorFigure) and r.item is item)
    pairs = [(form.number(r.comparable), form.number(r.amount)) for r in records]
    shift = [other - (own or Decimal(0)) for other, own in pairs if other is not None]
    amounts, others = form.area(PRIOR, "amount"), form.area(PRIOR, "comparable")
    items = f"{form.area(PRIOR, 'item')},{quoted_text(item)},{others},{quoted_text(NUMERIC)}"
    adjusted = Calc(f"SUMIFS({others},{items})-SUMIFS({amounts},{items})", sum(shift, Decimal(0)))
    return count, rounded(add([published, adjusted]))


def _prior_basic(form: Form) -> LiveCheck:
    items = (v.Item.BASIC, v.Item.PERSONNEL, v.Item.PUBLIC)
    (has_basic, basic), (has_staff, staff), (has_public, public) = (prior(form, i) for i in items)
    right = rounded(add([staff, public]))
    counts = (has_basic, has_staff, has_public)
    missing = Case(
        f"OR({','.join(f'{count.formula}=0' for count in counts)})",
        not all(count.number for count in counts),
        unknown("上年预算没有把基本支出、人员经费、公用经费都填上"),
    )
    return LiveCheck(
        "上年预算：基本支出 = 人员经费 + 公用经费",
        basic, right, in_turn(fixed(missing), differs(basic, right, "核对上年批复")),
        start_of(PRIOR, "amount"),
    )  # fmt: skip


# 采购 --------------------------------------------------------------------------------------------


def purchase_checks(form: Form) -> Iterator[LiveCheck]:
    """Purchases against projects and 公用经费."""
    codes, amounts = (
        helper_area(form, each) for each in (Helper.PURCHASE_PROJECT, Helper.PURCHASE_AMOUNT)
    )
    listed = Calc(f'ROUND(SUMIFS({amounts},{codes},"?*"),6)', _listed(form))
    known = helper_sum(form, Helper.PROJECT_PURCHASES)
    yield LiveCheck(
        "政府采购：挂在项目上的采购金额 = 其中项目在“项目”表里的金额",
        listed, known,
        in_turn(
            both_nil(listed, known, "没有挂在项目上的采购"),
            differs(listed, known, "有的项目编码不在“项目”表里，或在“项目”表里重复"),
        ),
        start_of(PURCHASES, "project"),
    )  # fmt: skip
    left = rounded(minus(helper_sum(form, Helper.PURCHASE_AMOUNT), listed))
    right = rounded(sum_lines(form, is_text("category", v.Category.PUBLIC)))
    yield LiveCheck(
        "政府采购：没有挂项目的采购金额 不超过 公用经费",
        left, right, _not_over(left, right), start_of(PURCHASES, "origin_name"), NOT_OVER,
    )  # fmt: skip


def _listed(form: Form) -> Decimal:
    return helper_sum(form, Helper.PURCHASE_AMOUNT, lambda purchase: bool(purchase.project)).number


def _not_over(left: Calc, right: Calc) -> Cases:
    return lambda p: (
        Case(f"{p.left}=0", not left.number, unknown("没有不挂项目的采购")),
        Case(f"{p.gap}>0", left.number > right.number, bad("采购超过公用经费")),
    )


# 时限 --------------------------------------------------------------------------------------------


def _is_no_day(cell: str) -> str:
    return f'AND({cell}<>"",NOT({is_day(cell)}))'


def deadline_check(form: Form) -> LiveCheck:
    """公开时限: within so many days of the approval as the law gives."""
    most = form.law.days_to_publish
    published, start = form.info_cell("published"), approval(form)
    bureau, own = form.info_cell("approval_date"), form.info_cell("unit_approval_date")
    when = form.info["published"]
    days = (when - start.value).days if when and isinstance(start.value, date) else 0

    def cases(p: object) -> tuple[Case, ...]:
        return (
            Case(_is_no_day(bureau), False, bad(f"批复日期{_NO_DAY}")),
            Case(_is_no_day(own), False, bad(f"部门批复日期{_NO_DAY}")),
            Case(_is_no_day(published), False, bad(f"公开日期{_NO_DAY}")),
            Case(f'{start.formula}=""', not start.value, unknown("没有填批复日期")),
            Case(f'{published}=""', not when, unknown("还没有填公开日期")),
            Case(
                f"{published}>{start.formula}+{most}",
                days > most,
                bad(f"超过{numeral(most)}日"),
            ),
            Case(f"{published}<{start.formula}", days < 0, bad("公开日期早于批复日期")),
        )

    return LiveCheck(
        f"公开日期 不晚于 最迟公开日（批复后第 {most} 日）",
        Calc(f'IF({published}="","",{published})', when or ""), deadline(form), cases,
        f"'{INFO_SHEET}'!B{info_row('published')}", NOT_OVER, SideKind.DATE,
    )  # fmt: skip
