"""Closed vocabularies (封闭词表): the official words, their accepted synonyms, who may pay what."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Source(StrEnum):
    """资金来源: the nine kinds of income that table 2 separates."""

    GENERAL = "一般公共预算"
    FUND = "政府性基金"
    STATE_CAPITAL = "国有资本经营"
    FISCAL_ACCOUNT = "财政专户"
    UNDERTAKING = "事业收入"
    OPERATING = "经营收入"
    SUPERIOR = "上级补助收入"
    AFFILIATE = "附属单位上缴收入"
    OTHER = "其他收入"


class Category(StrEnum):
    """支出类别: what a line item is spent on; 人员经费 and 公用经费 together are 基本支出."""

    PERSONNEL = "人员经费"
    PUBLIC = "公用经费"
    PROJECT = "项目支出"
    OPERATING = "经营支出"
    TO_SUPERIOR = "上缴上级支出"
    TO_AFFILIATE = "对附属单位补助支出"
    YEAR_END = "年终结转结余"


class Scope(StrEnum):
    """口径: a department with all its units (部门), or one unit (单位)."""

    DEPARTMENT = "部门"
    UNIT = "单位"


class YesNo(StrEnum):
    """是否: where a blank cell says neither."""

    YES = "是"
    NO = "否"


class Level(StrEnum):
    """财政级次."""

    PROVINCE = "省"
    CITY = "市"
    COUNTY = "县"
    DISTRICT = "区"


class MoneyUnit(StrEnum):
    """金额单位 in which the workbook's amounts are typed."""

    YUAN = "元"
    WAN = "万元"


class Stage(StrEnum):
    """编报阶段: what is published is 批复."""

    FIRST_UP = "一上"
    SECOND_UP = "二上"
    APPROVED = "批复"


class PlanBasis(StrEnum):
    """计划口径: what the plan dates of the sheet 项目 hold, cumulatively."""

    AMOUNT = "金额"
    PERCENT = "百分比"


class FundLevel(StrEnum):
    """资金级次: own money, or a transfer announced early by the level above."""

    OWN = "本级安排"
    ADVANCE = "上级提前下达"


class AbroadKind(StrEnum):
    """因公出国类型."""

    ACADEMIC = "教学科研人员"
    OTHER = "其他"


class UnitTier(StrEnum):
    """单位层级."""

    SELF = "本级"
    SUBORDINATE = "所属"


class ProjectKind(StrEnum):
    """项目类别 of the finance platform."""

    PERSONNEL = "人员类"
    PUBLIC = "公用经费类"
    OTHER_OPERATION = "其他运转类"
    SPECIFIC = "特定目标类"


class Publicity(StrEnum):
    """公开方式 of a project."""

    FULL = "公开"
    AMOUNT_ONLY = "只公开金额"
    HIDDEN = "不公开"


class Comparator(StrEnum):
    """指标性质."""

    AT_LEAST = "≥"
    AT_MOST = "≤"
    EXACTLY = "＝"
    QUALITATIVE = "定性"


class GoalPart(StrEnum):
    """整体绩效的部分."""

    OVERALL = "总体绩效目标"
    SPECIFIC = "分项绩效目标"
    MEASURES = "工作保障措施"


class DutyKind(StrEnum):
    """部门职责的类别."""

    BASIS = "依据"
    DUTY = "职责"


class AssetClass(StrEnum):
    """国有资产类别; the total is derived."""

    BUILDINGS = "房屋"
    OFFICES = "其中：办公用房"
    VEHICLES = "车辆"
    EQUIPMENT = "单价在20万元以上的设备"
    OTHER = "其他固定资产"
    PLANNED = "本年度拟购置固定资产"


class Item(StrEnum):
    """事项: what last year's figures and the reasons for changes are about."""

    TOTAL = "收支总额"
    BASIC = "基本支出"
    PERSONNEL = "人员经费"
    PUBLIC = "公用经费"
    PROJECT = "项目支出"
    ABROAD = "因公出国（境）费"
    VEHICLE_PURCHASE = "公务用车购置费"
    VEHICLE_RUNNING = "公务用车运行维护费"
    RECEPTION = "公务接待费"
    OPERATING_COST = "机关运行经费"


FISCAL: Final = frozenset({Source.GENERAL, Source.FUND, Source.STATE_CAPITAL})
"""财政拨款: the three budgets that tables 4 to 9 are about."""

OWN: Final = frozenset(
    {Source.UNDERTAKING, Source.OPERATING, Source.SUPERIOR, Source.AFFILIATE, Source.OTHER}
)
"""单位资金: the five own kinds that the form since 2024 prints as one."""

BASIC: Final = frozenset({Category.PERSONNEL, Category.PUBLIC})
"""基本支出."""

_ALL: Final = frozenset(Source)

PAYS: Final = MappingProxyType(
    {
        Category.PERSONNEL: _ALL,
        Category.PUBLIC: _ALL,
        Category.PROJECT: _ALL,
        Category.OPERATING: frozenset({Source.OPERATING}),
        Category.TO_SUPERIOR: OWN | {Source.FISCAL_ACCOUNT},
        Category.TO_AFFILIATE: OWN | {Source.FISCAL_ACCOUNT},
        Category.YEAR_END: _ALL,
    }
)
"""Which sources may pay a category. Own kinds may pay basic spending and projects of an 事业单位 as well."""

SYNONYMS: Final = MappingProxyType(
    {
        Source: MappingProxyType(
            {
                "财政拨款": Source.GENERAL,
                "本级财力": Source.GENERAL,
                "一般公共预算拨款": Source.GENERAL,
                "一般公共预算财政拨款": Source.GENERAL,
                "一般公共预算资金": Source.GENERAL,
                "一般预算": Source.GENERAL,
                "基金": Source.FUND,
                "基金预算": Source.FUND,
                "政府基金": Source.FUND,
                "政府性基金预算": Source.FUND,
                "政府性基金预算拨款": Source.FUND,
                "政府性基金预算财政拨款": Source.FUND,
                "国有资本经营预算": Source.STATE_CAPITAL,
                "国有资本经营预算拨款": Source.STATE_CAPITAL,
                "国有资本经营预算财政拨款": Source.STATE_CAPITAL,
                "国资预算": Source.STATE_CAPITAL,
                "教育收费": Source.FISCAL_ACCOUNT,
                "财政专户管理资金": Source.FISCAL_ACCOUNT,
                "财政专户管理资金收入": Source.FISCAL_ACCOUNT,
                "财政专户核拨": Source.FISCAL_ACCOUNT,
                "财政专户收入": Source.FISCAL_ACCOUNT,
                "事业": Source.UNDERTAKING,
                "事业单位经营收入": Source.OPERATING,
                "经营": Source.OPERATING,
                "上级补助": Source.SUPERIOR,
                "附属单位上缴": Source.AFFILIATE,
                "其他": Source.OTHER,
                "其它收入": Source.OTHER,
            }
        ),
        Category: MappingProxyType(
            {
                "人员支出": Category.PERSONNEL,
                "基本支出（人员经费）": Category.PERSONNEL,
                "公用支出": Category.PUBLIC,
                "日常公用经费": Category.PUBLIC,
                "基本支出（公用经费）": Category.PUBLIC,
                "项目": Category.PROJECT,
                "上解上级支出": Category.TO_SUPERIOR,
                "对附属单位补助": Category.TO_AFFILIATE,
                "年终结转": Category.YEAR_END,
                "结转下年": Category.YEAR_END,
            }
        ),
        Comparator: MappingProxyType(
            {"=": Comparator.EXACTLY, ">=": Comparator.AT_LEAST, "<=": Comparator.AT_MOST}
        ),
        Item: MappingProxyType(
            {
                "收支总计": Item.TOTAL,
                "因公出国(境)费": Item.ABROAD,
                "公务用车运行费": Item.VEHICLE_RUNNING,
                "公务用车运行维护": Item.VEHICLE_RUNNING,
            }
        ),
        AssetClass: MappingProxyType(
            {"办公用房": AssetClass.OFFICES, "单价20万元以上的设备": AssetClass.EQUIPMENT}
        ),
    }
)
"""Words that people and platforms use for an official word; read with a notice, printed officially."""
