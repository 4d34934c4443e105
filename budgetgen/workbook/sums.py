"""Formulas with their values: one description gives the formula that Excel computes and the value stored with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from budgetgen.model import vocabulary as v
from budgetgen.model.budget import LineItem
from budgetgen.workbook.layout import INFO, LINES, Sheet

YES = "是"
_ANYTHING = "§"
"""No cell holds it, so that "<>§" is true for every cell, blank ones included."""


def letter(index: int) -> str:
    """Column letter of a zero-based index."""
    head, rest = divmod(index, 26)
    return (letter(head - 1) if head else "") + chr(65 + rest)


def column(sheet: Sheet, title: str) -> str:
    """Letter of a column by its title."""
    return letter([c.title for c in sheet.columns].index(title))


def cells(sheet: Sheet, title: str, rows: int) -> str:
    """All prepared cells of a column, absolutely: 收支明细!$N$2:$N$1001."""
    at = column(sheet, title)
    return f"{sheet.title}!${at}$2:${at}${rows + 1}"


def info_cell(title: str) -> str:
    """The cell of a key of 基本信息."""
    return f"基本信息!$B${[c.title for c in INFO].index(title) + 2}"


def quoted(text: str) -> str:
    """A text constant in a formula."""
    return '"' + text.replace('"', '""') + '"'


@dataclass(frozen=True)
class LineSum:
    """The sum of the line items whose fields have these words; several alternatives are added."""

    alternatives: tuple[Mapping[str, str], ...] = field(default=({},))

    def formula(self, rows: int) -> str:
        """As SUMIFS over 收支明细, without the equals sign."""
        amounts = cells(LINES, "金额", rows)
        terms = []
        for words in self.alternatives:
            if not words:
                terms.append(f"SUM({amounts})")
                continue
            tests = ",".join(f"{cells(LINES, t, rows)},{quoted(w)}" for t, w in words.items())
            terms.append(f"SUMIFS({amounts},{tests})")
        return "+".join(terms)

    def value(self, lines: Iterable[LineItem]) -> Decimal:
        """The same sum in 元."""
        kept = list(lines)
        return sum(
            (x.amount for words in self.alternatives for x in kept if _fits(x, words)), Decimal(0)
        )


_FIELDS = {c.title: c.field for c in LINES.columns if c.field}


def _fits(line: LineItem, words: Mapping[str, str]) -> bool:
    return all(str(getattr(line, _FIELDS[title]) or "") == word for title, word in words.items())


_FISCAL = [source.value for source in v.Source if source in v.FISCAL]


def _three_public(*codes: str) -> LineSum:
    return LineSum(
        tuple({"经济科目编码": code, "资金来源": source} for code in codes for source in _FISCAL)
    )


ITEM_SUMS: Mapping[v.Item, LineSum] = {
    v.Item.TOTAL: LineSum(),
    v.Item.BASIC: LineSum(({"支出类别": "人员经费"}, {"支出类别": "公用经费"})),
    v.Item.PERSONNEL: LineSum(({"支出类别": "人员经费"},)),
    v.Item.PUBLIC: LineSum(({"支出类别": "公用经费"},)),
    v.Item.PROJECT: LineSum(({"支出类别": "项目支出"},)),
    v.Item.ABROAD: _three_public("30212"),
    v.Item.VEHICLE_PURCHASE: _three_public("30913", "31013"),
    v.Item.VEHICLE_RUNNING: _three_public("30231"),
    v.Item.RECEPTION: _three_public("30217"),
    v.Item.OPERATING_COST: LineSum(({"资金来源": "一般公共预算", "支出类别": "公用经费"},)),
}
"""This year's figure of every 事项, for the clerk's eyes; the program computes its own."""


def optional(cell: str) -> str:
    """A criterion that a blank cell turns off."""
    return f'IF({cell}="","<>{_ANYTHING}",{cell})'


def flag(cell: str) -> str:
    """A criterion for 是 or anything else."""
    return f'IF({cell}="{YES}","{YES}","<>{YES}")'
