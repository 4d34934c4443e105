"""表样: the budget tables, one spec a value; variants of a form are specs of their own.

Any number of them: which specs a disclosure prints, and in which order, is the profile's choice (``tables``).
Sources: 财预〔2016〕143号 and the published forms of Hebei 2023 to 2025.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Final

from budgetgen.model.numbering import numeral
from budgetgen.model.records import LineItem
from budgetgen.model.vocabulary import FISCAL, OWN, Category, Source
from budgetgen.profiles import Profile
from budgetgen.tables import predicates as p
from budgetgen.tables.engine import MeasureSpec, Naming, RowSet, RowSpec, Side, TableSpec, tree

_BEFORE_NAME: Final = re.compile(r"^[\s　]*(?:[一二三四五六七八九十]+、|其中：)?[\s　]*")


def _listed(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{numeral(n)}、{name}" for n, name in enumerate(names, start=1))


# 表1 收支总表 ------------------------------------------------------------------------------------

Kinds = tuple[tuple[str, frozenset[Source]], ...]

FIVE_KINDS: Final[Kinds] = (
    ("一般公共预算拨款收入", frozenset({Source.GENERAL})),
    ("政府性基金预算拨款收入", frozenset({Source.FUND})),
    ("国有资本经营预算拨款收入", frozenset({Source.STATE_CAPITAL})),
    ("财政专户管理资金收入", frozenset({Source.FISCAL_ACCOUNT})),
    ("单位资金", OWN),
)
"""Income kinds of table 1 since 2024."""

NINE_KINDS: Final[Kinds] = (
    *FIVE_KINDS[:4],
    ("事业收入", frozenset({Source.UNDERTAKING})),
    ("事业单位经营收入", frozenset({Source.OPERATING})),
    ("上级补助收入", frozenset({Source.SUPERIOR})),
    ("附属单位上缴收入", frozenset({Source.AFFILIATE})),
    ("其他收入", frozenset({Source.OTHER})),
)
"""Income kinds of table 1 in the form of 2023."""


_BALANCES: Final = {"balance-five": FIVE_KINDS, "balance-nine": NINE_KINDS}


def income_rows(tables: Sequence[str]) -> tuple[tuple[str, frozenset[Source]], ...]:
    """The rows of this year's income of the table 1 that is printed, and the sources each counts.

    A form without table 1 names the kinds as they have been since 2024.
    """
    kinds = next((_BALANCES[id] for id in tables if id in _BALANCES), FIVE_KINDS)
    labels = _listed(tuple(name for name, _ in kinds))
    return tuple(zip(labels, (sources for _, sources in kinds), strict=True))


def row_name(profile: Profile, label: str) -> str:
    """What a row is called in a sentence: as the profile prints it, without number and 其中."""
    return _BEFORE_NAME.sub("", profile.label(label))


def _income_rows(kinds: Kinds, _: tuple[LineItem, ...], __: Naming) -> RowSet:
    labels = _listed(tuple(name for name, _ in kinds))
    body = [
        RowSpec(f"income:{name}", (label,), p.both(p.from_source(*sources), p.is_new))
        for label, (name, sources) in zip(labels, kinds, strict=True)
    ]
    foot = (
        RowSpec("income", ("本年收入合计",), p.is_new, _keys(body)),
        RowSpec("carryover", ("上年结转结余",), p.is_carryover),
        RowSpec("total-income", ("收入总计",), p.every, ("income", "carryover")),
    )
    return RowSet(body, foot)


def _keys(rows: Sequence[RowSpec]) -> tuple[str, ...]:
    return tuple(row.key for row in rows)


def _class_rows(naming: Naming) -> list[RowSpec]:
    labels = _listed(tuple(name for _, name in naming.classes))
    return [
        RowSpec(f"class:{code}", (label,), p.both(p.under_function(code), p.is_spent))
        for label, (code, _) in zip(labels, naming.classes, strict=True)
    ]


def _spending_rows(_: tuple[LineItem, ...], naming: Naming) -> RowSet:
    body = _class_rows(naming)
    foot = (
        RowSpec("spending", ("本年支出合计",), p.is_spent, _keys(body)),
        RowSpec("year-end", ("年终结转结余",), p.is_year_end),
        RowSpec("total-spending", ("支出总计",), p.every, ("spending", "year-end")),
    )
    return RowSet(body, foot)


def _balance(id: str, kinds: Kinds) -> TableSpec:
    return TableSpec(
        id, "balance", "预算收支总表", p.every,
        (
            Side(("收入/项目",), (MeasureSpec("收入/预算数", p.every),), partial(_income_rows, kinds)),
            Side(("支出/项目",), (MeasureSpec("支出/预算数", p.every),), _spending_rows),
        ),
        "注：无收支预算，空表列示。",
    )  # fmt: skip


# 表2、3 收入总表、支出总表 -----------------------------------------------------------------------

_FUNCTION_TREE: Final = tree(lambda line: line.function, lambda n: n.function, p.under_function)
_FUNCTION_TEXTS: Final = ("功能分类科目/科目编码", "功能分类科目/科目名称")


def _this_year(label: str, *sources: Source) -> MeasureSpec:
    return MeasureSpec(f"本年收入/{label}", p.both(p.is_new, p.from_source(*sources)))


def _paths(measures: Sequence[MeasureSpec]) -> tuple[str, ...]:
    return tuple(measure.path for measure in measures)


def _summed(path: str, *parts: MeasureSpec) -> tuple[MeasureSpec, ...]:
    """A column for all lines, and the columns that add up to it."""
    return MeasureSpec(path, p.every, _paths(parts)), *parts


_THIS_YEAR: Final = (
    _this_year("财政拨款收入", *FISCAL),
    _this_year("财政专户收入", Source.FISCAL_ACCOUNT),
    _this_year("事业收入", Source.UNDERTAKING),
    _this_year("经营收入", Source.OPERATING),
    _this_year("上级补助收入", Source.SUPERIOR),
    _this_year("附属单位上缴收入", Source.AFFILIATE),
    _this_year("其他收入", Source.OTHER),
)


INCOME: Final = TableSpec(
    "income", "income", "预算收入总表", p.every,
    (
        Side(
            _FUNCTION_TEXTS,
            (
                MeasureSpec("合计", p.every, ("本年收入/小计", "上年结转")),
                MeasureSpec("本年收入/小计", p.is_new, _paths(_THIS_YEAR)),
                *_THIS_YEAR,
                MeasureSpec("上年结转", p.is_carryover),
            ),
            _FUNCTION_TREE,
        ),
    ),
    "注：无收入预算，空表列示。",
)  # fmt: skip

SPENDING_HEADS: Final = (
    ("经营支出", Category.OPERATING),
    ("上解上级支出", Category.TO_SUPERIOR),
    ("对附属单位补助支出", Category.TO_AFFILIATE),
)
"""Columns of table 3 beside 基本支出 and 项目支出."""

EXPENDITURE: Final = TableSpec(
    "expenditure", "expenditure", "预算支出总表", p.is_spent,
    (
        Side(
            _FUNCTION_TEXTS,
            _summed(
                "合计",
                MeasureSpec("基本支出", p.is_basic),
                MeasureSpec("项目支出", p.is_project),
                *(MeasureSpec(head, p.for_category(kind)) for head, kind in SPENDING_HEADS),
            ),
            _FUNCTION_TREE,
        ),
    ),
    "注：无支出预算，空表列示。",
)  # fmt: skip

# 表4 财政拨款收支总表 ----------------------------------------------------------------------------

_BUDGETS: Final = (
    ("一般公共预算拨款", "一般公共预算财政拨款", Source.GENERAL),
    ("政府性基金预算拨款", "政府性基金预算财政拨款", Source.FUND),
    ("国有资本经营预算拨款", "国有资本经营预算财政拨款", Source.STATE_CAPITAL),
)


def _fiscal_income_rows(_: tuple[LineItem, ...], __: Naming) -> RowSet:
    labels = _listed(tuple(name for name, _, _ in _BUDGETS))
    body = [
        RowSpec(f"income:{source}", (label,), p.both(p.from_source(source), p.is_new))
        for label, (_, _, source) in zip(labels, _BUDGETS, strict=True)
    ]
    kept = [
        RowSpec(f"carryover:{source}", (label,), p.both(p.from_source(source), p.is_carryover))
        for label, (_, _, source) in zip(labels, _BUDGETS, strict=True)
    ]
    foot = (
        RowSpec("income", ("本年收入合计",), p.is_new, _keys(body)),
        RowSpec("carryover", ("年初财政拨款结转和结余",), p.is_carryover, _keys(kept)),
        *kept,
        RowSpec("total-income", ("收入总计",), p.every, ("income", "carryover")),
    )
    return RowSet(body, foot)


def _fiscal_spending_rows(_: tuple[LineItem, ...], naming: Naming) -> RowSet:
    body = _class_rows(naming)
    foot = (
        RowSpec("spending", ("本年支出合计",), p.is_spent, _keys(body)),
        RowSpec("year-end", ("年末财政拨款结转和结余",), p.is_year_end),
        *(RowSpec(f"blank:{n}", ("",)) for n in range(len(_BUDGETS))),
        RowSpec("total-spending", ("支出总计",), p.every, ("spending", "year-end")),
    )
    return RowSet(body, foot)


FISCAL_BALANCE: Final = TableSpec(
    "fiscal-balance", "fiscal-balance", "预算财政拨款收支总表", p.is_fiscal,
    (
        Side(("收入/项目",), (MeasureSpec("收入/金额", p.every),), _fiscal_income_rows),
        Side(
            ("支出/项目",),
            _summed(
                "支出/合计",
                *(MeasureSpec(f"支出/{label}", p.from_source(source)) for _, label, source in _BUDGETS),
            ),
            _fiscal_spending_rows,
        ),
    ),
    "注：无财政拨款收支预算，空表列示。",
)  # fmt: skip

# 表5、7、8 按预算分的支出表，表6 基本支出表 -------------------------------------------------------


def _by_function(id: str, money: str, which: p.Predicate) -> TableSpec:
    return TableSpec(
        id, id, f"预算{money}支出表", p.both(which, p.is_spent),
        (
            Side(
                _FUNCTION_TEXTS,
                _summed(
                    "合计",
                    MeasureSpec("基本支出", p.is_basic),
                    MeasureSpec("项目支出", p.is_project),
                ),
                _FUNCTION_TREE,
            ),
        ),
        f"注：无{money}预算，空表列示。",
    )  # fmt: skip


GENERAL: Final = _by_function("general", "一般公共预算财政拨款", p.from_source(Source.GENERAL))
FUND: Final = _by_function("government-fund", "政府性基金预算财政拨款", p.from_source(Source.FUND))
STATE_CAPITAL: Final = _by_function(
    "state-capital", "国有资本经营预算财政拨款", p.from_source(Source.STATE_CAPITAL)
)
FISCAL_SPENDING: Final = _by_function("fiscal-spending", "财政拨款", p.is_fiscal)
"""The three budgets together by function, for forms that have it beside those of one budget."""


def _by_economic(id: str, money: str, head: str, which: p.Predicate) -> TableSpec:
    return TableSpec(
        id, id, f"预算{money}基本支出表", p.both(which, p.is_basic),
        (
            Side(
                ("支出部门经济分类科目/科目编码", "支出部门经济分类科目/科目名称"),
                _summed(
                    f"{head}/合计",
                    MeasureSpec(f"{head}/人员经费", p.for_category(Category.PERSONNEL)),
                    MeasureSpec(f"{head}/公用经费", p.for_category(Category.PUBLIC)),
                ),
                tree(lambda line: line.economic, lambda n: n.economic, p.under_economic),
            ),
        ),
        f"注：无{money}基本支出预算，空表列示。",
    )  # fmt: skip


GENERAL_BASIC: Final = _by_economic(
    "general-basic", "一般公共预算财政拨款", "一般公共预算基本支出", p.from_source(Source.GENERAL)
)
FISCAL_BASIC: Final = _by_economic("fiscal-basic", "财政拨款", "财政拨款基本支出", p.is_fiscal)
"""The three budgets together by economic subject, likewise."""

# 表9 “三公”经费 ----------------------------------------------------------------------------------

_KINDS: Final = ("abroad", "vehicle", "reception")
_SUBTOTAL: Final = RowSpec("three-public", ("“三公”经费小计",), p.every, _KINDS)
_ABROAD: Final = RowSpec("abroad", ("一、因公出国（境）费",), p.for_economic(p.ABROAD_CODES))
_VEHICLES: Final = (
    RowSpec(
        "vehicle",
        ("二、公务用车购置及运维费",),
        p.for_economic(p.VEHICLE_CODES),
        ("vehicle-purchase", "vehicle-running"),
    ),
    RowSpec(
        "vehicle-purchase",
        ("　　其中：公务用车购置费",),
        p.for_economic(p.VEHICLE_PURCHASE_CODES),
    ),
    RowSpec(
        "vehicle-running",
        ("　　　　　公务用车运行维护费",),
        p.for_economic(p.VEHICLE_RUNNING_CODES),
    ),
)
_RECEPTION: Final = RowSpec("reception", ("三、公务接待费",), p.for_economic(p.RECEPTION_CODES))
THREE_PUBLIC_ROWS: Final = (_ABROAD.texts[0], _VEHICLES[0].texts[0], _RECEPTION.texts[0])
"""因公出国, 公务用车, 公务接待 as table 9 prints them."""
VEHICLE_ROWS: Final = (_VEHICLES[1].texts[0], _VEHICLES[2].texts[0])
_ABROAD_SPLIT: Final = (
    RowSpec("abroad-academic", ("　　其中：教学科研人员因公出国（境）费",), p.is_academic_abroad),
    RowSpec("abroad-other", ("　　　　　其他因公出国（境）费",), p.is_other_abroad),
)
_NATURE: Final = "资金性质"
_NATURE_MEASURES: Final = _summed(
    f"{_NATURE}/合计",
    MeasureSpec(f"{_NATURE}/一般公共预算财政拨款", p.from_source(Source.GENERAL)),
    MeasureSpec(f"{_NATURE}/政府性基金预算拨款", p.from_source(Source.FUND)),
    MeasureSpec(f"{_NATURE}/国有资本经营预算财政拨款", p.from_source(Source.STATE_CAPITAL)),
)
_ORIGIN: Final = "资金来源"


def _origin(label: str, *sources: Source) -> MeasureSpec:
    return MeasureSpec(f"{_ORIGIN}/{label}", p.both(p.is_new, p.from_source(*sources)))


_ORIGIN_MEASURES: Final = _summed(
    f"{_ORIGIN}/合计",
    _origin("一般公共预算拨款", Source.GENERAL),
    _origin("基金预算拨款", Source.FUND),
    _origin("国有资本经营预算拨款", Source.STATE_CAPITAL),
    _origin("财政专户核拨", Source.FISCAL_ACCOUNT),
    _origin("单位资金", *OWN),
    MeasureSpec(f"{_ORIGIN}/财政拨款结转", p.both(p.is_carryover, p.is_fiscal)),
    MeasureSpec(
        f"{_ORIGIN}/非财政拨款结转结余",
        p.both(p.is_carryover, p.from_source(Source.FISCAL_ACCOUNT, *OWN)),
    ),
)


def _fixed(rows: tuple[RowSpec, ...], _: tuple[LineItem, ...], __: Naming) -> RowSet:
    return RowSet(rows)


def _three_public(id: str, rows: tuple[RowSpec, ...]) -> TableSpec:
    return TableSpec(
        id, "three-public", "预算财政拨款“三公”经费支出表", p.both(p.is_fiscal, p.is_three_public),
        (Side(("项目",), _NATURE_MEASURES, partial(_fixed, rows)),),
        "注：无财政拨款“三公”经费预算，空表列示。",
    )  # fmt: skip


NATURE_6: Final = _three_public(
    "three-public-nature6", (_SUBTOTAL, _ABROAD, *_VEHICLES, _RECEPTION)
)
NATURE_9: Final = _three_public(
    "three-public-nature9",
    (
        RowSpec("total", ("合计",), p.every),
        _SUBTOTAL, replace(_ABROAD, parts=_keys(_ABROAD_SPLIT)), *_ABROAD_SPLIT, *_VEHICLES, _RECEPTION,
    ),
)  # fmt: skip
SOURCES: Final = TableSpec(
    "three-public-sources", "three-public", "预算财政拨款“三公”经费支出表", p.is_three_public,
    (
        Side(
            ("支出内容",),
            _ORIGIN_MEASURES,
            partial(
                _fixed,
                (
                    RowSpec("three-public", ("“三公”经费合计",), p.every, _KINDS),
                    _ABROAD, *_VEHICLES, _RECEPTION,
                ),
            ),
        ),
    ),
    "注：无“三公”经费预算，空表列示。",
    numbered=False,
)  # fmt: skip

SPECS: Final[Mapping[str, TableSpec]] = MappingProxyType(
    {
        spec.id: spec
        for spec in (
            *(_balance(id, kinds) for id, kinds in _BALANCES.items()),
            INCOME, EXPENDITURE, FISCAL_BALANCE, FISCAL_SPENDING, FISCAL_BASIC, GENERAL,
            GENERAL_BASIC, FUND, STATE_CAPITAL,
            NATURE_6, NATURE_9, SOURCES,
        )
    }
)  # fmt: skip
"""All specs by id; a profile lists the ids it prints."""
