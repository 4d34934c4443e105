"""正文可用的名称: the one list of what a sentence may use, for composing, for validating and for the docs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from budgetgen.document import words
from budgetgen.document.tables.projects import ProjectView
from budgetgen.document.text.narrative import Blocks, Markup
from budgetgen.model.records import Unit
from budgetgen.model.vocabulary import GoalPart, Item
from budgetgen.profiles import Profile
from budgetgen.tables.breakdown import Amounts
from budgetgen.tables.changes import AgainstLastYear, Remainder, YearChange
from budgetgen.tables.engine import Table
from budgetgen.tables.figures import Figures


@dataclass(frozen=True, slots=True)
class GoalText:
    """整体绩效的一段."""

    title: str
    texts: list[str]
    indicators: list[str]


@dataclass(frozen=True, slots=True)
class ProjectGroup:
    """绩效部分 with the forms of its projects."""

    title: str
    forms: Blocks


@dataclass(frozen=True, slots=True)
class Name:
    """One name: its type, or its members' types by name, and what it is in the bureau's words."""

    shape: Any
    text: str
    sheets: tuple[str, ...] = ()
    """The fields of the budget that it is made of, but for figures: those know their line items."""


NAMES: Final[Mapping[str, Name]] = MappingProxyType(
    {
        "year": Name(int, "预算年度"),
        "last_year": Name(int, "上一年度"),
        "scope": Name(str, "口径：部门 或 单位"),
        "name": Name(str, "部门（单位）名称"),
        "me": Name(str, "自称：我部门、我单位、我局"),
        "sub": Name(Markup, "收入说明一级标题的 #（由 sub_level 定）"),
        "profile": Name(Profile, "这套格式的设置"),
        "figures": Name(Figures, "各项金额"),
        "changes": Name(
            {item.name.lower(): YearChange for item in Item}
            | {
                "three_public": YearChange,
                "vehicle": YearChange,
                "other": Remainder,
                "is_new": bool,
                "note": str,
                "flat": bool,
                "vehicle_flat": bool,
                "vehicle_note": str,
                "three_public_note": str,
            },
            "各事项与上年相比：three_public、vehicle 是合计，other 是基本支出、项目支出以外的，"
            "is_new 上年没有预算，flat、vehicle_flat “三公”、公务用车各项都与上年持平，"
            "note、vehicle_note、three_public_note 各项增减与总数差进位时的说明",
        ),
        "withheld": Name(
            {"projects": bool, "special_funds": bool, "purchases": bool, "assets": bool},
            "有没有依法不予公开的项目、专项资金、采购，和不逐项公开的资产购置",
            ("projects", "purchases"),
        ),
        "approval_number": Name(str, "批复文号", ("info",)),
        "units": Name(tuple[Unit, ...], "机构设置里的单位", ("units",)),
        "duty_basis": Name(list[str], "职责的依据", ("duties", "units")),
        "duties": Name(Blocks, "职责一段段", ("duties", "units")),
        "institutions": Name(Blocks, "机构设置表", ("units",)),
        "institutions_title": Name(Blocks, "机构设置表的表名"),
        "goals": Name(
            {part.name.lower(): list[GoalText] for part in GoalPart},
            "整体绩效的各部分",
            ("goals", "units"),
        ),
        "special_funds": Name(list[ProjectView], "主管专项资金的项目", ("projects",)),
        "fund_amounts": Name(Amounts, "主管专项资金，一项项的金额", ("projects",)),
        "projects": Name(tuple[ProjectView, ...], "公开的项目", ("projects",)),
        "project_forms": Name(Blocks, "全部项目的绩效目标表", ("projects",)),
        "project_parts": Name(list[ProjectGroup], "分部分的项目绩效目标表", ("projects",)),
        "new_page": Name(Blocks, "从这里起另起一页"),
        "wide": Name(Blocks, "从这里起纸张横放，到这一节结束"),
        "purchases": Name(Decimal, "政府采购预算合计", ("purchases", "projects")),
        "purchase_kinds": Name(
            Amounts, "政府采购预算按货物、工程、服务分", ("purchases", "projects")
        ),
        "reserved": Name(Decimal, "预留中小微企业份额合计", ("purchases", "projects")),
        "procurement": Name(Blocks, "政府采购预算表，带表名", ("purchases", "projects", "units")),
        "assets": Name(Blocks, "固定资产占用情况表，带表名", ("assets", "units")),
        "asset_total": Name(str, "固定资产总额，带单位", ("assets", "units")),
        "asset_amount": Name(Decimal, "固定资产总额，元", ("assets", "units")),
        "has_assets": Name(bool, "填没填固定资产", ("assets", "units")),
        "planned_amount": Name(Decimal, "本年度拟购置固定资产，元", ("assets", "units")),
        "asset_planned": Name(str, "本年度拟购置固定资产，带单位", ("assets", "units")),
        "bought_amount": Name(Decimal, "政府采购里形成固定资产的，元", ("purchases", "projects")),
        "asset_bought": Name(str, "政府采购里形成固定资产的，带单位", ("purchases", "projects")),
        "glossary": Name(Blocks, "名词解释一条条", ("terms",)),
        "extra": Name(
            Callable[[str], tuple[str, ...]], "extra('章节')：“其他说明”里写给这一处的文字"
        ),
        "table": Name(
            Callable[[str], Table],
            "table('income')：一张预算表，.reference 是怎样称呼它（表2），.title 是表名",
        ),
    }
)
"""Every name of the narrative; ``compose`` gives each a value."""

FILTERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "money": "金额带单位：1722.65万元；没有的是 0.00万元",
        "listed": "一项项列出金额：人员经费7.00万元，公用经费5.00万元；与总数差进位的，注明",
        "against": "与上年比，{{ changes.total | against(last_year) }}：比〈上年〉的100.00万元增加12.00万元，"
        "或 与〈上年〉持平；填了同口径上年数的，用它比，并写出上年公开数和口径变化原因",
        "moved": "只写增减：增加12.00万元、减少12.00万元、持平",
        "compared": "与上年相比：增加12.00万元、减少12.00万元、持平，无增减变化；填了同口径上年数的，"
        "用它比，并写出上年公开数和口径变化原因",
        "clause": "填写的文字接在句子里：去掉末尾的句号",
        "sentence": "填写的文字单独成句：末尾恰好一个句号",
        "label": '表里的词照这套格式的叫法（[labels]）：{{ "公用经费" | label }}',
        "deeper": "{% filter deeper %}…{% endfilter %}：里面的标题都降一级",
    }
)
"""What may follow ``|``, beside Jinja's own."""


def changes_of(made: AgainstLastYear, profile: Profile) -> dict[str, object]:
    """The values of ``changes``."""

    def note(rounded: bool) -> str:
        return profile.label(words.ROUNDED) if rounded else ""

    return {item.name.lower(): made.of(item) for item in Item} | {
        "three_public": made.three_public, "vehicle": made.vehicle,
        "other": made.other, "is_new": made.is_new, "note": note(made.rounded),
        "flat": made.three_public_flat, "vehicle_flat": made.vehicle_flat,
        "vehicle_note": note(made.vehicle_rounded),
        "three_public_note": note(made.three_public_rounded),
    }  # fmt: skip
