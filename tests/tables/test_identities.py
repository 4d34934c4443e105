"""The nine tables against a naive posting of every line item, and against one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

import pytest
from hypothesis import given

from budgetgen.disclosure import Disclosure
from budgetgen.model.records import LineItem
from budgetgen.profiles import load_profile
from budgetgen.rules import run_checks
from budgetgen.tables import Figure, Table, build_tables
from budgetgen.tables.catalog import SPECS
from support.ledgers import UNIT, budget, ledgers

PRINTED = load_profile("hebei-2024-dept")
PROFILE = PRINTED.model_copy(update={"tables": tuple(SPECS)})
CLASSES = [subject.code for subject in PROFILE.function_catalogue.classes(2024)]
SOURCES = (
    "一般公共预算", "政府性基金", "国有资本经营", "财政专户", "事业收入", "经营收入", "上级补助收入",
    "附属单位上缴收入", "其他收入",
)  # fmt: skip
FISCAL, OWN = SOURCES[:3], SOURCES[4:]
CATEGORIES = (
    "人员经费", "公用经费", "项目支出", "经营支出", "上缴上级支出", "对附属单位补助支出", "年终结转结余",
)  # fmt: skip
ABROAD, PURCHASE, RUNNING, RECEPTION = ("30212",), ("30913", "31013"), ("30231",), ("30217",)

Posting = Iterator[tuple[object, int]]
"""Row and column of figures that a line item is added to."""


def prefixes(code: str) -> set[str]:
    return {"", code[:3], code[:5], code}


def kinds(own_in_one: bool) -> Callable[[LineItem], Posting]:
    """Tables 1: rows by their number; 收入 in column 0, 支出 in column 1."""

    def post(x: LineItem) -> Posting:
        kind = SOURCES.index(x.source)
        yield 33, 0
        yield 33, 1
        if x.carryover:
            yield 32, 0
        else:
            yield (min(kind, 4) if own_in_one else kind), 0
            yield 31, 0
        if x.category == "年终结转结余":
            yield 32, 1
        else:
            yield CLASSES.index(x.function[:3]), 1
            yield 31, 1

    return post


def income(x: LineItem) -> Posting:
    kind = max(SOURCES.index(x.source) - 2, 0)
    for code in prefixes(x.function):
        yield code, 0
        if x.carryover:
            yield code, 9
        else:
            yield code, 1
            yield code, 2 + kind


def expenditure(x: LineItem) -> Posting:
    column = {"人员经费": 1, "公用经费": 1, "项目支出": 2, "经营支出": 3, "上缴上级支出": 4}
    if x.category != "年终结转结余":
        for code in prefixes(x.function):
            yield code, 0
            yield code, column.get(x.category, 5)


def fiscal_balance(x: LineItem) -> Posting:
    """Table 4: 收入 in column 0, 支出 合计 in 1 and by budget in 2 to 4."""
    if x.source in FISCAL:
        which = FISCAL.index(x.source)
        yield 36, 0
        yield (33 + which if x.carryover else which), 0
        yield (32 if x.carryover else 31), 0
        kept = x.category == "年终结转结余"
        rows = (32, 36) if kept else (CLASSES.index(x.function[:3]), 31, 36)
        for row in rows:
            yield row, 1
            yield row, 2 + which


def one_budget(*sources: str) -> Callable[[LineItem], Posting]:
    def post(x: LineItem) -> Posting:
        if x.source in sources and x.category != "年终结转结余":
            for code in prefixes(x.function):
                yield code, 0
                yield code, 1 if x.category in ("人员经费", "公用经费") else 2

    return post


def basic(*sources: str) -> Callable[[LineItem], Posting]:
    def post(x: LineItem) -> Posting:
        if x.source in sources and x.category in ("人员经费", "公用经费"):
            for code in prefixes(x.economic):
                yield code, 0
                yield code, 1 if x.category == "人员经费" else 2

    return post


def three_public_rows(x: LineItem, split: bool) -> list[int]:
    """Rows of table 9 below the total: six, or nine with 因公出国 split and a 合计 above."""
    if x.category not in CATEGORIES[:3]:
        return []
    if x.economic in ABROAD:
        return [0, 1, 2, 3 if x.abroad_kind == "教学科研人员" else 4] if split else [0, 1]
    for codes, rows, more in (
        (PURCHASE, [0, 2, 3], [0, 1, 5, 6]),
        (RUNNING, [0, 2, 4], [0, 1, 5, 7]),
        (RECEPTION, [0, 5], [0, 1, 8]),
    ):
        if x.economic in codes:
            return more if split else rows
    return []


def nature(split: bool) -> Callable[[LineItem], Posting]:
    def post(x: LineItem) -> Posting:
        for row in three_public_rows(x, split) if x.source in FISCAL else ():
            yield row, 0
            yield row, 1 + FISCAL.index(x.source)

    return post


def origins(x: LineItem) -> Posting:
    fiscal = x.source in FISCAL
    column = (6 if fiscal else 7) if x.carryover else min(SOURCES.index(x.source), 4) + 1
    for row in three_public_rows(x, split=False):
        yield row, 0
        yield row, column


POSTINGS: dict[str, Callable[[LineItem], Posting]] = {
    "balance-five": kinds(own_in_one=True),
    "balance-nine": kinds(own_in_one=False),
    "income": income,
    "expenditure": expenditure,
    "fiscal-balance": fiscal_balance,
    "general": one_budget("一般公共预算"),
    "general-basic": basic("一般公共预算"),
    "fiscal-spending": one_budget(*FISCAL),
    "fiscal-basic": basic(*FISCAL),
    "government-fund": one_budget("政府性基金"),
    "state-capital": one_budget("国有资本经营"),
    "three-public-nature6": nature(split=False),
    "three-public-nature9": nature(split=True),
    "three-public-sources": origins,
}


def posted(lines: Iterable[LineItem], post: Callable[[LineItem], Posting]) -> dict[object, Decimal]:
    sums: dict[object, Decimal] = defaultdict(Decimal)
    for x in lines:
        for place in post(x):
            sums[place] += x.amount
    return dict(sums)


def shown(table: Table) -> dict[object, Decimal]:
    """Figures that are not nil, by code (or number of the row) and number among the row's figure columns."""
    places = [n for n, column in enumerate(table.columns) if column.is_figure]
    by_code = table.columns[0].path.endswith("科目编码")
    return {
        (row.cells[0] if by_code else index, number): cell.amount
        for index, row in enumerate(table.rows)
        for number, place in enumerate(places)
        if isinstance(cell := row.cells[place], Figure) and cell.amount
    }


def test_every_form_is_posted() -> None:
    assert set(POSTINGS) == set(SPECS)
    assert len(CLASSES) == 31


@given(ledgers())
def test_every_cell_of_every_form_is_what_naive_posting_gives(lines: tuple[LineItem, ...]) -> None:
    for table in build_tables(budget(lines), PROFILE):
        assert shown(table) == posted(lines, POSTINGS[table.spec]), table.spec


def tables(lines: tuple[LineItem, ...]) -> dict[str, dict[object, Decimal]]:
    """Figures of every form; nil where there is none."""
    built = build_tables(budget(lines), PROFILE)
    return {table.spec: defaultdict(Decimal, shown(table)) for table in built}


@given(ledgers())
def test_the_whole_is_one_in_all_tables(lines: tuple[LineItem, ...]) -> None:
    t = tables(lines)
    kept = t["balance-five"][32, 1]
    whole = t["income"]["", 0]
    assert t["balance-five"][33, 0] == t["balance-five"][33, 1] == whole
    assert t["expenditure"]["", 0] + kept == whole
    assert t["balance-five"][31, 1] == t["expenditure"]["", 0]
    assert t["balance-five"][31, 0] == t["income"]["", 1]
    assert t["balance-five"][32, 0] == t["income"]["", 9]
    assert t["fiscal-balance"][36, 0] == t["fiscal-balance"][36, 1]


@given(ledgers())
def test_five_kinds_of_income_are_the_nine_with_the_own_ones_together(
    lines: tuple[LineItem, ...],
) -> None:
    t = tables(lines)
    five, nine, heads = t["balance-five"], t["balance-nine"], t["income"]
    for row in (*range(4), 31, 32, 33):
        assert five[row, 0] == nine[row, 0]
    assert five[4, 0] == sum(nine[row, 0] for row in range(4, 9))
    assert five[4, 0] == sum(heads["", column] for column in range(4, 9))
    assert heads["", 2] == sum(five[row, 0] for row in range(3))
    assert heads["", 3] == five[3, 0]
    for row in range(34):
        assert five[row, 1] == nine[row, 1]


@given(ledgers())
def test_budgets_add_up_by_class_code_and_kind(lines: tuple[LineItem, ...]) -> None:
    t = tables(lines)
    budgets = [t[id] for id in ("general", "government-fund", "state-capital")]
    for row, code in enumerate(CLASSES):
        assert t["balance-five"][row, 1] == t["expenditure"][code, 0]
        assert t["fiscal-balance"][row, 1] == sum(each[code, 0] for each in budgets)
        for column, each in enumerate(budgets, start=2):
            assert t["fiscal-balance"][row, column] == each[code, 0]
    others = posted((x for x in lines if x.source not in FISCAL), expenditure)
    for code, column in {(code, column) for code, column in t["expenditure"] if column < 3}:
        paid = sum(each[code, column] for each in budgets)
        assert t["expenditure"][code, column] == paid + others.get((code, column), 0)
    assert t["general-basic"]["", 0] == t["general"]["", 1]


@given(ledgers())
def test_each_fiscal_budget_balances_with_its_carry_over_and_year_end(
    lines: tuple[LineItem, ...],
) -> None:
    table = tables(lines)["fiscal-balance"]
    for which in range(3):
        came = table[which, 0] + table[33 + which, 0]
        assert came == table[36, 2 + which] == table[31, 2 + which] + table[32, 2 + which]
    assert table[32, 0] == sum(table[33 + which, 0] for which in range(3))


@given(ledgers())
def test_three_public_is_one_amount_in_all_layouts(lines: tuple[LineItem, ...]) -> None:
    t = tables(lines)
    six, nine, origin = (t[f"three-public-{name}"] for name in ("nature6", "nature9", "sources"))
    for row, same in ((0, 1), (1, 2), (2, 5), (3, 6), (4, 7), (5, 8)):
        for column in range(4):
            assert six[row, column] == nine[same, column]
        assert six[row, 0] == sum(origin[row, column] for column in (1, 2, 3, 6))
    basic = t["general-basic"]
    for row, codes in ((1, ABROAD), (4, RUNNING), (5, RECEPTION)):
        assert six[row, 1] >= sum(basic[code, 0] for code in codes)


MAY_PAY = {
    "经营支出": ("经营收入",),
    "上缴上级支出": ("财政专户", *OWN),
    "对附属单位补助支出": ("财政专户", *OWN),
}
"""Categories that not every source may pay."""


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("source", SOURCES)
def test_just_the_illegal_combinations_are_errors(category: str, source: str) -> None:
    line = LineItem(
        unit=UNIT.code, function="2060101", category=category, source=source, amount=Decimal(10_000)
    )
    findings = run_checks(Disclosure.of(budget((line,)), PRINTED))
    illegal = source not in MAY_PAY.get(category, SOURCES)
    said = [f.severity for f in findings if f.rule == "source-cannot-pay"]
    assert said == ["错误"] * illegal
