"""What a column and a sheet of the workbook are; ``layout`` declares them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, Final, get_args

from pydantic.fields import FieldInfo

from budgetgen.model import records as m
from budgetgen.model.budget import Budget
from budgetgen.model.natures import Nature, record_of, title_of


class Kind(StrEnum):
    """How a column's cells are typed and read."""

    TEXT = "文本"
    LONG = "长文本"
    CODE = "编码"
    AMOUNT = "金额"
    NUMBER = "数值"
    PLAN = "计划数"
    FLAG = "是/否"
    CHOICE = "选项"
    DATE = "日期"
    YEAR = "年度"
    FORMULA = "公式"


@dataclass(frozen=True, slots=True)
class Column:
    """列: one column of a sheet, or one key of 基本信息."""

    title: str
    field: str = ""
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: type[Enum] | None = None
    suggestions: tuple[str, ...] = ()
    """Offered in a drop-down, other text accepted."""
    from_profile: bool = False
    """The profile has the words to offer (``Profile.words``)."""
    fill_down: bool = False
    """Blank means: as the row above (also what merged cells leave behind)."""
    optional: bool = False
    """The sheet may do without the column (italic in the design)."""
    since: str = ""
    """The version that brought an optional column; forms of earlier ones are right without it."""
    width: int = 12
    hint: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """表: one sheet of records."""

    title: str
    field: str
    """The attribute of :class:`budgetgen.model.budget.Budget` that the rows fill."""
    record: type[m.Record]
    columns: tuple[Column, ...]
    purpose: str
    prepared_rows: int = 1000
    aliases: tuple[str, ...] = ()

    def column(self, field: str) -> Column:
        """The column of a field."""
        return next(column for column in self.columns if column.field == field)


_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "单位编码": ("单位代码", "预算单位编码", "预算单位代码"),
    "单位性质": ("机构性质",),
    "单位规格": ("单位级别", "机构规格", "规格"),
    "经费保障形式": ("经费保障方式", "经费形式"),
    "部门编码": ("部门代码", "单位编码"),
    "部门名称": ("单位名称",),
    "功能科目编码": ("功能分类科目编码", "支出功能分类科目编码", "功能科目代码", "功能科目"),
    "经济科目编码": (
        "经济分类科目编码", "部门经济科目编码", "部门经济分类科目编码", "经济科目代码", "经济科目",
    ),
    "项目编码": ("项目代码",),
    "资金来源": ("资金性质", "经费来源"),
    "上年结转": ("是否上年结转",),
    "金额": ("预算金额", "预算数", "申报金额"),
    "资金用途": ("项目资金用途", "用途"),
    "绩效目标": ("项目绩效目标",),
    "绩效指标描述": ("指标描述", "指标说明"),
    "指标值": ("目标值",),
    "指标值确定依据": ("指标值依据", "指标确定依据", "确定依据"),
    "采购物品名称": ("采购品目名称", "物品名称"),
    "采购目录序号": ("采购目录编码", "品目编码"),
    "预留中小微企业份额": ("面向中小企业预留份额", "预留份额"),
    "类别": ("资产类别",),
}  # fmt: skip
"""Names that platforms and bureaus give our columns, by official title; read with a notice."""


def budget_sheet(field: str, columns: tuple[Column, ...], purpose: str) -> Sheet:
    """The sheet that fills a field of the budget, under its official title."""
    record = record_of(Budget, field)
    assert issubclass(record, m.Record)
    return Sheet(title_of(Budget, field), field, record, columns, purpose)


def column(record: type[m.Record], field: str, **more: Any) -> Column:
    """The column of a model's field, under its official title; its kind and choices follow from the model."""
    info = record.model_fields[field]
    assert info.title, f"{record.__name__}.{field} has no title"
    kind, choices = _kind(info)
    return Column(
        info.title, field, kind, choices=choices, aliases=_ALIASES.get(info.title, ()), **more
    )


_BY_NATURE: Final = {
    Nature.CODE: Kind.CODE, Nature.MONEY: Kind.AMOUNT, Nature.PLAN: Kind.PLAN, Nature.LONG: Kind.LONG,
}  # fmt: skip
_BY_TYPE: Final[Mapping[type, Kind]] = {
    bool: Kind.FLAG, date: Kind.DATE, int: Kind.YEAR, Decimal: Kind.NUMBER, str: Kind.TEXT,
}  # fmt: skip


def _kind(info: FieldInfo) -> tuple[Kind, type[Enum] | None]:
    """How a field is typed, and the words to choose from: by its nature, else by its type."""
    for nature, kind in _BY_NATURE.items():
        if nature in info.metadata:
            return kind, None
    of = next(t for t in (*get_args(info.annotation), info.annotation) if isinstance(t, type))
    return (Kind.CHOICE, of) if issubclass(of, Enum) else (_BY_TYPE[of], None)


def formula(title: str, width: int = 12, hint: str = "由公式带出，无需填写") -> Column:
    """A column for the clerk's eyes."""
    return Column(title, kind=Kind.FORMULA, optional=True, width=width, hint=hint)


def unit_code(record: type[m.Record]) -> Column:
    """单位编码 of sheets that a large department fills in per unit."""
    return column(record, "unit", optional=True, hint="一个单位的填它的编码，整个部门的空着")
