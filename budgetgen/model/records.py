"""记录: the rows of the workbook as frozen values; every one knows the cell of each of its fields.

Field titles are the workbook's official column names; reader, writer and messages take them from here. What a
field is beside its type stands in its annotation (``natures``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from budgetgen.findings import CellRef
from budgetgen.model import vocabulary as v
from budgetgen.model.natures import Manner, Nature, Printed
from budgetgen.model.numbering import without_number
from budgetgen.model.subjects import economic_level


@dataclass(frozen=True, slots=True)
class Origin:
    """来源单元格: the sheet and the cell of each field of one record; ``row`` is its first cell."""

    sheet: str
    row: str = ""
    cells: Mapping[str, str] = dataclass_field(default_factory=dict)

    def cell(self, name: str) -> CellRef:
        """The cell of a field, or the record's first cell where the sheet has no such column."""
        return CellRef(self.sheet, self.cells.get(name, self.row))


class Record(BaseModel):
    """记录: frozen; equal when the content is equal, wherever it was typed."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    origin: Origin | None = Field(default=None, exclude=True, repr=False)

    def cell(self, name: str = "") -> CellRef:
        """Where a field was typed; an empty reference for a record that came from no workbook."""
        return self.origin.cell(name) if self.origin else CellRef("")

    def content(self) -> tuple[Any, ...]:
        """All fields but the origin."""
        names = type(self).model_fields
        return tuple(getattr(self, name) for name in names if name != "origin")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Record) or type(self) is not type(other):
            return NotImplemented
        return self.content() == other.content()

    def __hash__(self) -> int:
        return hash((type(self), self.content()))


class Info(Record):
    """基本信息."""

    year: int = Field(title="预算年度")
    scope: v.Scope = Field(title="口径")
    code: Annotated[str, Nature.CODE] = Field(title="部门编码")
    name: Annotated[str, Manner.NAME, Printed.ALWAYS] = Field(title="部门名称")
    short_name: str = Field(default="", title="部门简称")
    self_reference: Annotated[str, Manner.NAME, Printed.ALWAYS] = Field(default="", title="自称")
    level: v.Level | None = Field(default=None, title="财政级次")
    area_code: Annotated[str, Nature.CODE] = Field(default="", title="行政区划代码")
    money_unit: v.MoneyUnit = Field(default=v.MoneyUnit.YUAN, title="金额单位")
    plan_basis: v.PlanBasis = Field(default=v.PlanBasis.AMOUNT, title="计划口径")
    stage: v.Stage | None = Field(default=None, title="编报阶段")
    draft: Annotated[str, Nature.LAPSES] = Field(default="", title="稿次")
    approval_number: Annotated[str, Nature.LAPSES, Manner.NAME, Printed.IN_SENTENCES] = Field(
        default="", title="批复文号"
    )
    approval_date: Annotated[date | None, Nature.LAPSES] = Field(default=None, title="批复日期")
    unit_approval_date: Annotated[date | None, Nature.LAPSES] = Field(
        default=None, title="部门批复日期"
    )
    """The department's approval to its unit: the unit's days to publish run from here (预算法实施条例)."""
    joint_publication_day: Annotated[date | None, Nature.LAPSES] = Field(
        default=None, title="集中公开日"
    )
    published: Annotated[date | None, Nature.LAPSES] = Field(default=None, title="公开日期")
    url: Annotated[str, Nature.LAPSES] = Field(default="", title="公开网址")
    platform_url: Annotated[str, Nature.LAPSES] = Field(default="", title="平台网址")
    secrecy_review: Annotated[str, Nature.LAPSES] = Field(default="", title="保密审查结论")
    secrecy_date: Annotated[date | None, Nature.LAPSES] = Field(default=None, title="保密审查日期")
    signer: Annotated[str, Nature.LAPSES] = Field(default="", title="审签人")
    signed: Annotated[date | None, Nature.LAPSES] = Field(default=None, title="审签日期")
    staffing: Decimal | None = Field(default=None, title="编制人数")
    author: str = Field(default="", title="填报人")
    reviewer: str = Field(default="", title="审核人")
    phone: Annotated[str, Nature.CODE] = Field(default="", title="办公电话")

    @property
    def self_word(self) -> str:
        """自称, 我部门 or 我单位 unless the agency says otherwise."""
        return self.self_reference or f"我{self.scope}"

    @property
    def approved_on(self) -> date | None:
        """The approval that the days to publish run from: a unit's by its department, else the bureau's."""
        if self.scope is v.Scope.UNIT and self.unit_approval_date:
            return self.unit_approval_date
        return self.approval_date

    @property
    def approved_field(self) -> str:
        """The field that :attr:`approved_on` comes from."""
        own = self.scope is v.Scope.UNIT and self.unit_approval_date is not None
        return "unit_approval_date" if own else "approval_date"


BETWEEN_NATURES: Final = "（）()、，,；;/ "
"""What stands between the words of 单位性质: 事业单位（参公）."""


class Unit(Record):
    """机构设置."""

    code: Annotated[str, Nature.CODE, Nature.KEY, Nature.NAMES] = Field(title="单位编码")
    name: Annotated[str, Nature.NAMES, Manner.NAME, Printed.ALWAYS] = Field(title="单位名称")
    nature: Annotated[str, Manner.NAME, Printed.ALWAYS] = Field(default="", title="单位性质")
    rank: Annotated[str, Manner.NAME, Printed.ALWAYS] = Field(default="", title="单位规格")
    funding: Annotated[str, Manner.NAME, Printed.ALWAYS] = Field(default="", title="经费保障形式")
    tier: v.UnitTier | None = Field(default=None, title="单位层级")
    parent: Annotated[str, Nature.CODE] = Field(default="", title="主管单位编码")
    in_operating_cost: v.YesNo | None = Field(default=None, title="计入机关运行经费")
    """Blank: as 单位性质 says."""

    def is_administrative(self, natures: Collection[str]) -> bool:
        """Whether 机关运行经费 counts it: as 计入机关运行经费 says, else by the whole words of 单位性质."""
        if self.in_operating_cost is not None:
            return self.in_operating_cost is v.YesNo.YES
        return not self.nature_words.isdisjoint(natures)

    @property
    def nature_words(self) -> frozenset[str]:
        """The whole words of 单位性质: 事业单位（参公） says both."""
        return frozenset(re.split(f"[{BETWEEN_NATURES}]", self.nature)) - {""}


class ControlFigure(Record):
    """批复控制数: the only side that the line items can be held against."""

    unit: Annotated[str, Nature.CODE, Nature.KEY, Nature.NAMES] = Field(
        default="", title="单位编码"
    )
    source: Annotated[v.Source, Nature.KEY, Nature.NAMES] = Field(title="资金来源")
    carryover: Annotated[bool, Nature.KEY] = Field(default=False, title="上年结转")
    category: Annotated[v.Category | None, Nature.KEY, Nature.NAMES] = Field(
        default=None, title="支出类别"
    )
    project: Annotated[str, Nature.CODE, Nature.KEY, Nature.NAMES] = Field(
        default="", title="项目编码"
    )
    function: Annotated[str, Nature.CODE, Nature.KEY, Nature.NAMES] = Field(
        default="", title="功能科目编码"
    )
    """类, 款 or 项: all line items under it."""
    economic: Annotated[str, Nature.CODE, Nature.KEY, Nature.NAMES] = Field(
        default="", title="经济科目编码"
    )
    control: Annotated[Decimal | None, Nature.MONEY] = Field(default=None, title="控制数")
    approved: Annotated[Decimal | None, Nature.MONEY] = Field(default=None, title="批复数")


class LineItem(Record):
    """收支明细: the single source of every total and table. ``amount`` in 元."""

    unit: Annotated[str, Nature.CODE, Nature.KEY] = Field(default="", title="单位编码")
    function: Annotated[str, Nature.CODE, Nature.KEY] = Field(title="功能科目编码")
    category: Annotated[v.Category, Nature.KEY] = Field(title="支出类别")
    economic: Annotated[str, AfterValidator(economic_level), Nature.CODE, Nature.KEY] = Field(
        default="", title="经济科目编码"
    )
    """A 款: whatever is finer is cut here, so that nothing that looks at lines can miss it."""
    project: Annotated[str, Nature.CODE, Nature.KEY] = Field(default="", title="项目编码")
    source: Annotated[v.Source, Nature.KEY] = Field(title="资金来源")
    fund_level: Annotated[v.FundLevel | None, Nature.KEY] = Field(default=None, title="资金级次")
    carryover: Annotated[bool, Nature.KEY] = Field(default=False, title="上年结转")
    abroad_kind: Annotated[v.AbroadKind | None, Nature.KEY] = Field(
        default=None, title="因公出国类型"
    )
    counterpart: Annotated[str, Nature.CODE, Nature.KEY] = Field(default="", title="往来单位编码")
    amount: Annotated[Decimal, Nature.MONEY] = Field(title="金额")
    note: Annotated[str, Nature.WORDING] = Field(default="", title="备注")
    function_name: Annotated[str, Manner.NAME, Printed.UNLISTED] = Field(
        default="", title="功能科目名称"
    )
    """As typed; kept only where the catalogue doesn't know the code."""
    economic_name: Annotated[str, Manner.NAME, Printed.UNLISTED] = Field(
        default="", title="经济科目名称"
    )
    """As typed; kept only where the catalogue doesn't know the code."""


class Project(Record):
    """项目. Plan dates are cumulative: 元, or percent where 计划口径 is 百分比."""

    code: Annotated[str, Nature.CODE, Nature.KEY, Nature.NAMES] = Field(title="项目编码")
    name: Annotated[str, Nature.NAMES, Manner.NAME, Printed.AS_TITLE] = Field(title="项目名称")
    public_name: Annotated[str, Manner.NAME, Printed.AS_TITLE] = Field(default="", title="公开名称")
    kind: v.ProjectKind | None = Field(default=None, title="项目类别")
    unit: Annotated[str, Nature.CODE] = Field(default="", title="单位编码")
    special_fund: bool = Field(default=False, title="主管专项")
    special_fund_name: Annotated[str, Manner.NAME, Printed.AS_FUND] = Field(
        default="", title="专项资金名称"
    )
    part: str = Field(default="", title="绩效部分")
    continuity: str = Field(default="", title="新增延续")
    disclosure: v.Publicity = Field(default=v.Publicity.FULL, title="公开方式")
    purpose: Annotated[str, Nature.LONG, Manner.CLAUSE, Printed.IN_FULL] = Field(
        default="", title="资金用途"
    )
    plan_march: Annotated[Decimal | None, Nature.PLAN, Nature.LAPSES] = Field(
        default=None, title="3月底"
    )
    plan_june: Annotated[Decimal | None, Nature.PLAN, Nature.LAPSES] = Field(
        default=None, title="6月底"
    )
    plan_october: Annotated[Decimal | None, Nature.PLAN, Nature.LAPSES] = Field(
        default=None, title="10月底"
    )
    plan_december: Annotated[Decimal | None, Nature.PLAN, Nature.LAPSES] = Field(
        default=None, title="12月底"
    )
    goals: Annotated[str, Nature.LONG, Manner.PROSE, Printed.IN_FULL] = Field(
        default="", title="绩效目标"
    )

    @property
    def title(self) -> str:
        """The name as published."""
        return self.public_name or self.name

    @property
    def plan(self) -> dict[str, Decimal | None]:
        """资金支出计划 by date, in 元 or percent as typed."""
        names = ("plan_march", "plan_june", "plan_october", "plan_december")
        fields = type(self).model_fields
        return {str(fields[name].title): getattr(self, name) for name in names}

    @property
    def goal_list(self) -> tuple[str, ...]:
        """绩效目标, one per line."""
        return tuple(line.strip() for line in self.goals.splitlines() if line.strip())


class Indicator(Record):
    """绩效指标."""

    project: Annotated[str, Nature.CODE, Nature.KEY] = Field(title="项目编码")
    level1: Annotated[str, Nature.KEY, Manner.NAME, Printed.IN_FULL] = Field(title="一级指标")
    level2: Annotated[str, Nature.KEY, Nature.NAMES, Manner.NAME, Printed.IN_FULL] = Field(
        title="二级指标"
    )
    level3: Annotated[str, Nature.KEY, Nature.NAMES, Manner.PHRASE, Printed.IN_FULL] = Field(
        title="三级指标"
    )
    description: Annotated[str, Nature.LONG, Manner.PHRASE, Printed.IN_FULL] = Field(
        default="", title="绩效指标描述"
    )
    value: Annotated[str, Manner.PHRASE, Printed.IN_FULL] = Field(default="", title="指标值")
    basis: Annotated[str, Nature.LONG, Manner.SOURCE, Printed.IN_FULL] = Field(
        default="", title="指标值确定依据"
    )
    comparator: v.Comparator | None = Field(default=None, title="指标性质")
    number: Decimal | None = Field(default=None, title="数值")
    measure: str = Field(default="", title="计量单位")


class Purchase(Record):
    """政府采购; prices and amounts in 元."""

    unit: Annotated[str, Nature.CODE, Nature.KEY] = Field(default="", title="单位编码")
    project: Annotated[str, Nature.CODE, Nature.KEY] = Field(default="", title="项目编码")
    origin_name: Annotated[str, Manner.NAME, Printed.IN_FULL] = Field(
        default="", title="采购来源名称"
    )
    origin_budget: Annotated[Decimal | None, Nature.MONEY] = Field(
        default=None, title="来源预算资金"
    )
    item: Annotated[str, Nature.KEY, Nature.NAMES, Manner.NAME, Printed.IN_FULL] = Field(
        title="采购物品名称"
    )
    catalogue: Annotated[str, Nature.CODE, Nature.KEY, Nature.NAMES] = Field(
        default="", title="采购目录序号"
    )
    measure: Annotated[str, Manner.NAME, Printed.IN_FULL] = Field(default="", title="计量单位")
    quantity: Decimal | None = Field(default=None, title="数量")
    price: Annotated[Decimal | None, Nature.MONEY] = Field(default=None, title="单价")
    stated_amount: Annotated[Decimal | None, Nature.MONEY] = Field(default=None, title="采购金额")
    source: Annotated[v.Source, Nature.KEY] = Field(title="资金来源")
    carryover: Annotated[bool, Nature.KEY] = Field(default=False, title="上年结转")
    reserved: Annotated[Decimal | None, Nature.MONEY] = Field(
        default=None, title="预留中小微企业份额"
    )
    fixed_asset: bool = Field(default=False, title="形成固定资产")

    def is_further_fund(self, above: Purchase) -> bool:
        """Whether it only adds money to the purchase above it: the same thing, without 数量 and 单价."""
        same = (self.unit, self.project, self.item) == (above.unit, above.project, above.item)
        return same and self.quantity is None and self.price is None

    @property
    def amount(self) -> Decimal:
        """采购金额: as stated, else 数量 × 单价."""
        if self.stated_amount is not None:
            return self.stated_amount
        return (self.quantity or Decimal(0)) * (self.price or Decimal(0))


class Asset(Record):
    """国有资产 at the end of last year; ``value`` in 元."""

    kind: Annotated[v.AssetClass, Nature.KEY, Nature.NAMES] = Field(title="类别")
    unit: Annotated[str, Nature.CODE, Nature.KEY, Nature.NAMES] = Field(
        default="", title="单位编码"
    )
    quantity: Decimal | None = Field(default=None, title="数量")
    value: Annotated[Decimal | None, Nature.MONEY] = Field(default=None, title="价值")

    @property
    def about(self) -> str:
        """类别."""
        return self.kind


class PriorFigure(Record):
    """上年预算: last year's approved budget, in 元."""

    item: Annotated[v.Item, Nature.KEY, Nature.NAMES] = Field(title="事项")
    unit: Annotated[str, Nature.CODE, Nature.KEY, Nature.NAMES] = Field(
        default="", title="单位编码"
    )
    amount: Annotated[Decimal, Nature.MONEY] = Field(title="金额")
    comparable: Annotated[Decimal | None, Nature.MONEY] = Field(default=None, title="同口径上年数")
    """Last year's figure as it would be in this year's caliber, after a reorganisation or a change of caliber."""
    caliber_reason: Annotated[str, Nature.LONG, Manner.CLAUSE, Printed.IN_COMPARISON] = Field(
        default="", title="口径变化原因"
    )

    @property
    def compared(self) -> Decimal:
        """What this year is held against: 同口径上年数 where there is one."""
        return self.amount if self.comparable is None else self.comparable

    @property
    def about(self) -> str:
        """事项."""
        return self.item


class Reason(Record):
    """增减原因."""

    item: Annotated[v.Item, Nature.KEY, Nature.NAMES] = Field(title="事项")
    unit: Annotated[str, Nature.CODE, Nature.KEY, Nature.NAMES] = Field(
        default="", title="单位编码"
    )
    text: Annotated[str, Nature.LONG, Manner.CLAUSE, Printed.IN_CHANGES] = Field(
        default="", title="原因"
    )

    @property
    def about(self) -> str:
        """事项."""
        return self.item


class Duty(Record):
    """部门职责."""

    kind: Annotated[v.DutyKind, Nature.KEY, Nature.NAMES] = Field(
        default=v.DutyKind.DUTY, title="类别"
    )
    unit: Annotated[str, Nature.CODE] = Field(default="", title="单位编码")
    text: Annotated[str, Nature.LONG, Nature.KEY, Nature.NAMES, Manner.PROSE, Printed.ALWAYS] = (
        Field(title="内容")
    )

    @property
    def about(self) -> str:
        """类别."""
        return self.kind


class Goal(Record):
    """整体绩效."""

    part: Annotated[v.GoalPart, Nature.KEY, Nature.NAMES] = Field(title="部分")
    unit: Annotated[str, Nature.CODE, Nature.KEY] = Field(default="", title="单位编码")
    title: Annotated[
        str, Nature.KEY, Nature.NAMES, Nature.WORDING, Manner.NAME, Printed.UNDER_TITLE
    ] = Field(default="", title="标题")
    text: Annotated[str, Nature.LONG, Nature.NAMES, Manner.PROSE, Printed.ALWAYS] = Field(
        default="", title="内容"
    )
    indicators: Annotated[str, Nature.LONG, Manner.PHRASE, Printed.OF_A_PART] = Field(
        default="", title="绩效指标"
    )
    projects: Annotated[str, Nature.CODE] = Field(default="", title="对应项目编码")

    @property
    def about(self) -> str:
        """部分."""
        return self.part


class ExtraText(Record):
    """其他说明: appended to a section, so that nobody edits Word and loses it at the next build."""

    section: Annotated[str, Nature.KEY, Nature.NAMES] = Field(title="章节")
    unit: Annotated[str, Nature.CODE] = Field(default="", title="单位编码")
    text: Annotated[str, Nature.LONG, Nature.KEY, Nature.NAMES, Manner.PROSE, Printed.ALWAYS] = (
        Field(title="内容")
    )

    @property
    def about(self) -> str:
        """章节, without a number."""
        return without_number(self.section).strip()


class Term(Record):
    """名词解释."""

    term: Annotated[str, Nature.KEY, Nature.NAMES, Manner.NAME, Printed.ALWAYS] = Field(
        title="名词"
    )
    text: Annotated[str, Nature.LONG, Manner.PROSE, Printed.ALWAYS] = Field(title="解释")


class Waiver(Record):
    """说明与豁免: a warning that is let pass, with its reason."""

    rule: Annotated[str, Nature.KEY, Nature.NAMES] = Field(title="规则编号")
    place: Annotated[str, Nature.KEY, Nature.NAMES] = Field(default="", title="位置")
    reason: Annotated[str, Nature.LONG] = Field(default="", title="理由")
    approver: str = Field(default="", title="批准人")
