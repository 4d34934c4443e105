"""格式方案的各组设置: the tables of a profile.toml, one model each.

Descriptions are for the bureau: they stand in a copied profile.toml and in ``docs/profiles.md``.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from budgetgen.law.glossary import known_names
from budgetgen.model.vocabulary import Source
from budgetgen.profiles.problems import nearest


class ProfilePart(BaseModel):
    """Frozen; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class IncomeKind(ProfilePart):
    """收入说明 names one kind: this year's money from these sources, all carry-over, or all the rest."""

    name: str = Field(description="印出的名称。")
    sources: tuple[Source, ...] = Field((), description="本年收入里哪些资金来源算这一类。")
    carryover: bool = Field(False, description="true：这一类是全部上年结转。")
    rest: bool = Field(False, description="true：其他各类都没有算进去的，归这一类。")


class ProjectForm(ProfilePart):
    """绩效目标表: which blocks the form prints."""

    header: bool = Field(True, description="印不印项目编码、预算规模及资金用途、资金支出计划。")
    plan: Literal["amount", "percent"] = Field(
        "amount", description="资金支出计划印什么：amount 金额，percent 占预算的百分比。"
    )
    parts: tuple[str, ...] = Field(
        (), description="项目分成哪几部分印，每部分各自从 1 编号；[] 表示不分。"
    )


class Procurement(ProfilePart):
    """政府采购预算表."""

    carryover_columns: Literal["one", "two"] = Field(
        "one", description="结转资金印几列：one 一列，two 财政拨款和非财政拨款各一列。"
    )
    lead: bool = Field(True, description="表前印不印采购预算合计、各类金额和预留份额。")


class Assets(ProfilePart):
    """固定资产占用情况表."""

    places: Literal["two", "as entered"] = Field(
        "two", description="价值的小数：two 两位，as entered 填几位印几位。"
    )
    total_quantity: bool = Field(False, description="资产总额一行印不印数量合计。")


class CostGroup(ProfilePart):
    """Uses of 机关运行经费 that a sentence names together."""

    name: str = Field(description="印出的名称。")
    codes: tuple[str, ...] = Field(description="合在一起的部门经济分类科目编码。")


class OperatingCost(ProfilePart):
    """机关运行经费."""

    units: Literal["all", "administrative"] = Field(
        "administrative",
        description="哪些单位的公用经费算机关运行经费：administrative 行政、参公单位和群团机关，all 全部。",
    )
    text: Literal["uses", "amounts"] = Field(
        "uses", description="正文写什么：uses 只写用途，amounts 写各项金额。"
    )
    groups: tuple[CostGroup, ...] = Field(
        (), description="哪些科目合成一项、叫什么；[] 表示每个科目各算一项。"
    )
    rest: str = Field("其他支出", description="分了项的，剩下的各科目合起来叫什么。")


class GlossaryTerm(ProfilePart):
    """名词解释的一条."""

    term: str = Field(description="名词，照它印。")
    text: str = Field(
        "",
        description="解释；空着的印法定的解释，见 glossary.md。工作簿“名词解释”里有同名的，印工作簿里的。",
    )

    @model_validator(mode="after")
    def _explained(self) -> GlossaryTerm:
        if not self.text and self.term not in known_names():
            hint = nearest(self.term, known_names())
            raise ValueError(f"没有“{self.term}”的法定解释。{hint}写上 text，或换一个名词。")
        return self
