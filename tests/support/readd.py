"""Re-adds every sentence of a document as an inspector does: by what is printed, and by nothing else.

Paragraphs and tables are taken as strings. A sentence is cut into amounts; what stands after 其中 or 包括 must add
up to what stands before, names must be those of the tables and carry their amounts, a change must be the difference of
the two years beside it. Nothing here knows how the sentences were made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from budgetgen.document.blocks import Document, Heading, Paragraph

GENERATED: Final = (
    "overall", "operating-cost", "three-public", "special-funds", "procurement", "assets",
)  # fmt: skip
"""Sections whose sentences the program writes; all others are typed."""
NOTE: Final = "四舍五入"

_TOKEN: Final = re.compile(
    r"(?P<name>[^，。；：、（）\d]*)(?:(?P<amount>\d+(?:\.\d+)?)(?P<unit>万元|元))|(?P<flat>持平)"
)
_MARK: Final = re.compile(r"其中[：，]|包括|分别为：")
_YEAR: Final = re.compile(r"\d{4}年")
_BEFORE: Final = re.compile(r"^(?:包括|和|以及|日常)+")
_OF_LAST: Final = re.compile(r"(?:比|较|与)\d{4}年的$")
_LAST: Final = re.compile(r"(?:比|较|与)(?:\d{4}|上)年(?:的|预算的?)$")
_FISCAL: Final = "资金来源/(一般公共预算拨款|基金预算拨款|国有资本经营预算拨款|财政拨款结转)$"
"""Columns of the “三公” table by sources of which its 财政拨款 is made."""
_CALIBER: Final = re.compile(r"上年公开数$|同口径调整为$")


@dataclass(frozen=True)
class Amount:
    """One amount of a sentence: what it is called, whether it is of this year, of last year or a change."""

    name: str
    value: Decimal
    kind: str
    """level, last or change."""
    at: int


@dataclass(frozen=True)
class Said:
    """A paragraph with where it stands."""

    section: str
    heading: str
    text: str


def said(doc: Document) -> Iterator[Said]:
    """The paragraphs of the sections that the program writes."""
    section = heading = ""
    for block in doc.blocks():
        match block:
            case Heading():
                section, heading = block.section or section, block.title
            case Paragraph() if section in GENERATED:
                yield Said(section, heading, block.text)
            case _:
                pass


def amounts(text: str) -> list[Amount]:
    """The amounts of a text, in order; years are no amounts."""
    found = []
    for token in _TOKEN.finditer(_YEAR.sub("，，，，，", text)):
        if token["flat"]:
            found.append(Amount("", Decimal(0), "change", token.start()))
            continue
        before = text[: token.start("amount")]
        name, value = _BEFORE.sub("", token["name"]), Decimal(token["amount"])
        kind = "last" if _LAST.search(before) else "level"
        if _CALIBER.search(before):
            continue
        if moved := re.search(r"(增加|减少)$", name):
            kind, value = "change", value if moved[0] == "增加" else -value
            name = name.removesuffix(moved[0])
        found.append(Amount(name, value, kind, token.start("amount")))
    return found


def _scope(text: str, mark: re.Match[str]) -> int:
    """Where what belongs to a 其中 ends: at the bracket it stands in, else with the sentence; 包括 at a ；."""
    depth = 0
    for place in range(mark.end(), len(text)):
        depth += (text[place] == "（") - (text[place] == "）")
        if depth < 0 or text[place] == "。" or (mark[0] == "包括" and text[place] == "；"):
            return place
    return len(text)


def _sums(text: str) -> Iterator[tuple[Amount, list[Amount], bool]]:
    """Every whole with its parts, and whether it is noted there that they are rounded."""
    found = amounts(text)
    scopes = [(mark.end(), _scope(text, mark)) for mark in _MARK.finditer(text)]
    for begin, end in scopes:
        before = [each for each in found if each.at < begin and each.kind != "last"]
        if not before:
            continue
        inner = [scope for scope in scopes if begin < scope[0] <= end]
        parts = [
            each
            for each in found
            if begin <= each.at < end
            and each.kind == before[-1].kind
            and not any(a <= each.at < b for a, b in inner)
        ]
        if parts:
            yield before[-1], parts, NOTE in text[begin:end]


def wrong_sums(text: str) -> Iterator[str]:
    """Wholes that are not the sum of their parts; a note on rounding where nothing is rounded, or none where it is."""
    sums = list(_sums(text))
    for whole, parts, noted in sums:
        yield from _apart(whole, parts, noted)
    if NOTE in text and not sums:
        yield f"没有进位差，却注明了：{text}"


def _apart(whole: Amount, parts: Sequence[Amount], noted: bool) -> Iterator[str]:
    apart = abs(whole.value - sum(each.value for each in parts))
    # A change is the difference of two figures, each of them rounded.
    slack = Decimal("0.01" if whole.kind == "change" else "0.005") * (len(parts) + 1)
    shown = f"{whole.name}{whole.value}，各项：" + "、".join(f"{x.name}{x.value}" for x in parts)
    if apart > slack:
        yield f"其中各项加不到总数：{shown}"
    elif apart and not noted:
        yield f"有进位差，没有注明：{shown}"
    elif noted and not apart:
        yield f"没有进位差，却注明了：{shown}"


def wrong_items(paragraphs: Sequence[Said]) -> Iterator[str]:
    """“三公”: the changes of its kinds, a paragraph each, that do not add up to the whole's."""
    texts = [each.text for each in paragraphs if each.section == "three-public"]
    for index, text in enumerate(texts):
        if "分项情况如下" not in text:
            continue
        changes = [[each for each in amounts(x) if each.kind == "change"] for x in texts[index:]]
        whole, *parts = [each[0] for each in changes if each]
        yield from _apart(whole, parts, NOTE in text)


def wrong_changes(text: str) -> Iterator[str]:
    """A change that isn't the difference of the two years beside it.

    This year's amount stands before last year's in the sentence, or before under the same name.
    """
    found = amounts(text)
    for place, (last, change) in enumerate(pairwise(found)):
        if (last.kind, change.kind) != ("last", "change"):
            continue
        begin = text.rfind("。", 0, last.at) + 1
        called = re.split("[，；：]", text[begin : last.at])[-1]
        called = _OF_LAST.sub("", called).removesuffix("预算总额")
        earlier = [each for each in found[:place] if each.kind == "level"]
        alike = [each for each in earlier if called and called in each.name]
        now = (alike or earlier)[-1].value if alike or earlier else Decimal(0)
        if "未安排" in text[begin : last.at]:
            now = Decimal(0)
        if now - last.value != change.value:
            yield f"增减额不是两年之差：{now} − {last.value} ≠ {change.value}"


# Against the tables -------------------------------------------------------------------------------

Printed = Mapping[str, list[list[str]]]
"""Rows as printed, by what the table shows."""


def _number(cell: str) -> Decimal:
    return Decimal(cell or "0")


def _plain(label: str) -> str:
    """A row's label without its number and 其中."""
    return re.sub(r"^[\s　]*(?:[一二三四五六七八九十]+、|其中：)?[\s　]*", "", label)


def named(tables: Sequence[tuple[str, list[str], list[list[str]]]]) -> dict[str, Decimal]:
    """Amounts by name as the tables print them: table 1's rows, table 3's columns, table 9's rows."""
    known: dict[str, Decimal] = {}
    for id, heads, rows in tables:
        if id == "balance":
            for _, income, amount, spending, spent in rows:
                known |= (
                    {_plain(income): _number(amount)} if income and "支出" not in income else {}
                )
                if not re.match("[一二三四五六七八九十]+、", spending):
                    known[_plain(spending)] = _number(spent)
            known["本年收入"], known["本年支出"] = known["本年收入合计"], known["本年支出合计"]
            known["预算收入"], known["预算支出"] = known["本年收入"], known["本年支出"]
            known["收支总计"] = known["收入总计"]
        if id == "expenditure" and rows:
            total = dict(zip(heads, rows[0], strict=True))
            known |= {head: _number(total[head]) for head in heads if head.endswith("支出")}
        if id == "general-basic" and rows:
            total = dict(zip((row[2] for row in rows), rows, strict=True))
            known |= {name: _number(row[3]) for name, row in total.items() if len(row[1]) == 3}
            known["一般公共预算财政拨款基本支出"] = _number(rows[0][3])
        if id == "three-public":
            fiscal = [i for i, head in enumerate(heads) if re.search(_FISCAL, head)]
            by_source = any(head.endswith("财政拨款结转") for head in heads)
            of = fiscal if by_source else [i for i, h in enumerate(heads) if h.endswith("合计")]
            text = heads.index("项目") if "项目" in heads else 0
            known |= {
                _plain(row[text]): sum((_number(row[i]) for i in of), Decimal(0)) for row in rows
            }
    return known


_TOTALS: Final = {
    "procurement": (("政府采购预算", 7), ("预留中小微企业份额", -1)),
    "assets": (("固定资产金额为", 2),),
}
"""What a sentence says of the table under it, and the column of its first row that has the amount."""
_NONE: Final = {
    "procurement": r"无采购事项|(?<!外，)无政府采购预算",
    "assets": "无固定资产占用情况",
}


def wrong_forms(doc: Document) -> Iterator[str]:
    """Sentences on purchases and assets that say other than the first row of their table."""
    forms = {table.anchor: table.body for table in doc.tables() if table.anchor in _TOTALS}
    for each in said(doc):
        rows = forms.get(each.section, ())
        first = [cell.text for cell in rows[0]] if rows else [""]
        if any(first) and re.search(_NONE.get(each.section, "$^"), each.text):
            yield f"说没有，表里有：{each.text}"
        for name, column in _TOTALS.get(each.section, ()):
            for amount in amounts(each.text):
                shown = first[column] if any(first) else ""
                if amount.name.endswith(name) and Decimal(shown or "0") != amount.value:
                    yield f"与表不一致：{amount.name}{amount.value}，表里是{shown}"


def income_kinds(tables: Sequence[tuple[str, list[str], list[list[str]]]]) -> list[str]:
    """The kinds of income that table 1 lists."""
    rows = next(rows for id, _, rows in tables if id == "balance")
    return [_plain(row[1]) for row in rows if re.match("[一二三四五六七八九十]+、", row[1])]


def contradictions(
    doc: Document, tables: Sequence[tuple[str, list[str], list[list[str]]]], compared: bool = True
) -> list[str]:
    """Everything in the generated sentences that does not add up or says other than the tables.

    ``tables``: what each shows, its heads and rows as printed. ``compared``: whether last year's figures are at hand.
    """
    known, kinds = named(tables), income_kinds(tables)
    found: list[str] = []
    paragraphs = list(said(doc))
    for each in paragraphs:
        found += wrong_sums(each.text)
        found += wrong_changes(each.text)
        for amount in amounts(each.text):
            is_level = amount.kind == "level" and each.section in ("overall", "three-public")
            apart = abs(known.get(amount.name, amount.value) - amount.value)
            # Four columns are rounded one by one.
            if is_level and apart > (Decimal("0.02") if each.section == "three-public" else 0):
                found.append(f"与表不一致：{amount.name}{amount.value}，表里是{known[amount.name]}")
    income = "".join(each.text for each in paragraphs if each.heading == "收入说明")
    names = [amount.name for amount in amounts(income)]
    found += [f"收入说明没有列：{kind}" for kind in kinds if kind not in names]
    listed = {*kinds, "上年结转结余"}
    found += [
        f"收入说明列了收支总表没有的：{name}"
        for name in names
        if name not in listed and not re.search("收入总计$|本年收入$", name)
    ]
    found += [*wrong_items(paragraphs), *wrong_forms(doc)]
    if compared:
        found += _not_compared(paragraphs)
    return found


def _not_compared(paragraphs: Sequence[Said]) -> Iterator[str]:
    """Totals without last year's beside them."""
    change = "".join(each.text for each in paragraphs if each.heading == "比上年增减情况")
    flat = re.search(r"收支总计[\d.]+万元，与\d{4}年持平", change)
    if change and not flat and not any(amount.kind == "last" for amount in amounts(change)):
        yield "没有印上年的总额"
    public = [each.text for each in paragraphs if each.section == "three-public"]
    if not public or "均" in "".join(public):
        return
    for name in ("“三公”经费", "公务用车购置及"):
        clauses = [
            re.split("[；。]|其中", text[place.start() :])[0]
            for text in public
            for place in re.finditer(name, text)
        ]
        if not any(each.kind == "change" for clause in clauses for each in amounts(clause)):
            yield f"没有与上年比：{name}"
