"""Budgets whose every text is as nasty as a cell can hold: for renderers that must lose nothing of it."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from budgetgen.model.budget import Budget
from budgetgen.model.records import (
    Asset,
    Duty,
    ExtraText,
    Goal,
    Indicator,
    LineItem,
    Project,
    Purchase,
    Reason,
    Term,
    Unit,
)
from budgetgen.model.vocabulary import AssetClass, DutyKind, GoalPart, Item
from support.ledgers import UNIT, info

PIECES = (
    "<b>&amp;</b>", "<w:p/>", "]]>", "\"'", "{{ x }}", "{% y %}", "{# z #}", "{{", "%}", "5%", "%s", "$1", "\\",
    "# 非标题", "> 非标签", "- ", "&#8203;", "_x000D_", "=1+1", "😀", "😀\u200d😎", "☎\ufe0f", "👩",
    "𠮷", "𬭚", "龘", "ǆ", "e\u0301", "q\u0301\u0323", "qe", "Ａ１％", "ｶﾞ", "甲\u00ad乙", "甲\u00a0乙", "甲\u200b乙",
    "  二  格  ", "　全角　", "\t", "\n", "\r\n", "\x0b", "\x00", "\x07", "\u2028", "\x7f", "\u202e倒\u202c",
    "中שלום文", "中\u0627\u0644文", "“引”‘号’", "—…·", "≥≤≦①㈠", "（二十一）", "1、", "2.3", "㎡", "W" * 90,
    "https://示例.cn/" + "a" * 70,
)  # fmt: skip
SHORT = st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map(
    lambda pieces: f"始{''.join(pieces)}终"
)


def long(length: int) -> st.SearchStrategy[str]:
    """A text of that many characters, nasty all through."""
    return SHORT.map(lambda text: (text * length)[: length - 1] + "终")


@st.composite
def budgets(draw: st.DrawFn) -> Budget:
    """A department with a bit of everything; every text on every sheet is nasty, some are as long as they get."""

    def text() -> str:
        return draw(SHORT)

    codes = ("新01", "新02")
    goals = "\n".join(draw(st.lists(SHORT, min_size=20, max_size=20)))
    long_one = Project(code=codes[0], name=draw(long(80)), unit=UNIT.code, purpose=draw(long(2000)),
                       goals=goals, plan_december=Decimal(100), special_fund=True)  # fmt: skip
    short_one = Project(code=codes[1], name=text(), unit=UNIT.code, purpose=text(), goals=text())
    lines = [
        LineItem(unit=UNIT.code, function="2060101", category="人员经费", economic="30101",
                 source="一般公共预算", amount=Decimal(1234567)),
        LineItem(unit=UNIT.code, function="2060199", function_name=text(), category="公用经费",
                 economic="30201", source="一般公共预算", amount=Decimal(5000)),
        *(LineItem(unit=UNIT.code, function="2060404", category="项目支出", project=code,
                   source="一般公共预算", amount=Decimal(10000)) for code in codes),
    ]  # fmt: skip
    indicators = [
        Indicator(project=codes[n % 2], level1="产出指标", level2="数量指标", level3=text(), value=text(),
                  description=draw(long(500)) if n == 0 else text(), basis=text())
        for n in range(4)
    ]  # fmt: skip
    return Budget(
        info=info(name="示范县<&\"{{ 科技 }}局", short_name=text(), self_reference="我局&{%"),
        units=(UNIT, Unit(code="304002", name=text(), nature=text(), rank=text(), funding=text())),
        lines=tuple(lines),
        projects=(long_one, short_one),
        indicators=tuple(sorted(indicators, key=lambda each: each.project)),
        purchases=(Purchase(unit=UNIT.code, project=codes[1], item=text(), catalogue="A02010105", measure="台",
                            quantity=Decimal(2), price=Decimal(100), source="一般公共预算"),),
        assets=(Asset(kind=AssetClass.VEHICLES, quantity=Decimal(2), value=Decimal(10000)),),
        reasons=(Reason(item=Item.TOTAL, text=text()),),
        duties=(Duty(kind=DutyKind.BASIS, text=text()), *(Duty(text=text()) for _ in range(4))),
        goals=(
            Goal(part=GoalPart.OVERALL, text=draw(long(2000))),
            Goal(part=GoalPart.SPECIFIC, title=text(), text=text(), indicators=text()),
            Goal(part=GoalPart.MEASURES, title=text(), text=text()),
        ),
        extra_texts=(ExtraText(section="其他需要说明的事项", text=text()),),
        terms=(Term(term=text(), text=text()),),
    )  # fmt: skip
