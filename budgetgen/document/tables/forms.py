"""Tables of the text: 机构设置, 政府采购, 固定资产. Each is rows of printed cells; blocks are made from those."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from budgetgen.disclosure import Disclosure
from budgetgen.document import words
from budgetgen.document.blocks import Align, GridCell, GridColumn, GridRow, TableBlock
from budgetgen.document.tables.budget_tables import UPRIGHT, WIDE, figure_cell, head_rows
from budgetgen.model.budget import Budget, assets_bought, things_bought
from budgetgen.model.money import PrintUnit, plain, total
from budgetgen.model.records import Asset, Project, Purchase
from budgetgen.model.vocabulary import FISCAL, OWN, AssetClass, Publicity, Source
from budgetgen.profiles import Profile
from budgetgen.tables.breakdown import Amounts


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table of the text: heads, printed rows, notes."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()

    def worded(self, profile: Profile) -> TextTable:
        """In the profile's own words: title, heads, names of rows, notes."""
        label = profile.label
        return TextTable(
            label(self.title),
            tuple("/".join(map(label, head.split("/"))) for head in self.columns),
            tuple((label(row[0]), *row[1:]) for row in self.rows),
            tuple(map(label, self.notes)),
        )


# 机构设置 ----------------------------------------------------------------------------------------

UNIT_HEADS: Final = ("单位名称", "单位性质", "单位规格", "经费保障形式")


def institutions(d: Disclosure) -> TextTable:
    """机构设置情况: one row a unit."""
    rows = tuple((u.name, u.nature, u.rank, u.funding) for u in d.budget.units)
    return TextTable(f"{d.budget.info.scope}机构设置情况", UNIT_HEADS, rows).worded(d.profile)


# 政府采购 ----------------------------------------------------------------------------------------

_PURCHASE_NOTE: Final = (
    "注：同一采购目录序号的物品，其单价会因配置规格不同而变动，均符合资产配置标准。"
    "涉密采购事项按照相关规定执行。"
)
_NO_PURCHASE: Final = "注：无政府采购预算，空表列示。"
_NONE_TO_PUBLISH: Final = "注：除依法不予公开的外，无政府采购预算，空表列示。"
"""Neither denies nor announces what is not published (政府信息公开条例第十四条)."""
_ORIGIN: Final = "政府采购项目来源"
_AMOUNT: Final = "政府采购金额（当年部门预算安排资金）"
_Counts = Callable[[Purchase], bool]


def _new(*sources: Source) -> _Counts:
    return lambda purchase: not purchase.carryover and purchase.source in sources


_FUNDS: Final[tuple[tuple[str, _Counts], ...]] = (
    ("一般公共预算拨款", _new(Source.GENERAL)),
    ("基金预算拨款", _new(Source.FUND)),
    ("国有资本经营预算拨款", _new(Source.STATE_CAPITAL)),
    ("财政专户核拨", _new(Source.FISCAL_ACCOUNT)),
    ("单位资金", _new(*OWN)),
)
_ONE_CARRYOVER: Final[tuple[tuple[str, _Counts], ...]] = (
    ("上年结转结余", lambda purchase: purchase.carryover),
)
_TWO_CARRYOVERS: Final[tuple[tuple[str, _Counts], ...]] = (
    ("财政拨款结转", lambda each: each.carryover and each.source in FISCAL),
    ("非财政拨款结转结余", lambda each: each.carryover and each.source not in FISCAL),
)


def procurement(d: Disclosure) -> TextTable:
    """政府采购预算: 合计, a 小计 for each unit, then its purchases; further funds join the row above."""
    info = d.budget.info
    extra = _ONE_CARRYOVER if d.profile.procurement.carryover_columns == "one" else _TWO_CARRYOVERS
    funds = (*_FUNDS, *extra)
    columns = (
        f"{_ORIGIN}/项目名称", f"{_ORIGIN}/预算资金", "采购物品名称", "政府采购目录序号",
        "计量单位", "数量", "单价", f"{_AMOUNT}/合计", *(f"{_AMOUNT}/{name}" for name, _ in funds),
        d.profile.phrase(words.RESERVED, year=info.year),
    )  # fmt: skip
    bought = public_purchases(d)
    rows = tuple(_purchase_rows(d, bought, funds)) if bought else ()
    none = _NONE_TO_PUBLISH if withheld(d.budget)["purchases"] else _NO_PURCHASE
    notes = (_PURCHASE_NOTE,) if bought else (_PURCHASE_NOTE, none)
    return TextTable(f"{info.scope}政府采购预算", columns, rows, notes).worded(d.profile)


def public_purchases(d: Disclosure) -> tuple[Purchase, ...]:
    """Purchases without those of projects that are not published."""
    hidden = {p.code for p in d.budget.projects if p.disclosure is Publicity.HIDDEN}
    return tuple(each for each in d.budget.purchases if each.project not in hidden)


_KINDS: Final = {"A": "货物", "B": "工程", "C": "服务"}
"""First letter of 采购目录序号 (财库〔2022〕31号)."""
_OTHER_KINDS: Final = "其他"


def purchase_kinds(d: Disclosure) -> Amounts:
    """政府采购预算 by 货物, 工程, 服务; what is printed without its code stands under 其他, if beside others."""
    made = dict.fromkeys((*_KINDS.values(), _OTHER_KINDS), Decimal(0))
    for each in public_purchases(d):
        kind = _KINDS.get(each.catalogue[:1].upper(), "") if _is_open(d, each) else ""
        made[kind or _OTHER_KINDS] += each.amount
    label = d.profile.label
    parts = tuple((label(name), amount) for name, amount in made.items() if amount)
    untold = total(made.values()) == made[_OTHER_KINDS]
    return Amounts(total(made.values()), () if untold else parts)


def open_assets_bought(d: Disclosure) -> Decimal:
    """What becomes a fixed asset, in 元, of the purchases that are printed one by one."""
    return total(x.amount for x in assets_bought(d.budget.purchases) if _is_open(d, x))


def withheld(budget: Budget) -> dict[str, bool]:
    """依法不予公开: whether there are projects, special funds or purchases that are not published.

    Of assets: whether some are bought for a project of which no purchase is printed by itself.
    """
    hidden = [each for each in budget.projects if each.disclosure is Publicity.HIDDEN]
    codes = {each.code for each in hidden}
    closed = {each.code for each in budget.projects if each.disclosure is not Publicity.FULL}
    return {
        "projects": bool(hidden),
        "special_funds": any(each.special_fund for each in hidden),
        "purchases": any(each.project in codes for each in budget.purchases),
        "assets": any(each.project in closed for each in assets_bought(budget.purchases)),
    }


_Funds = tuple[tuple[str, _Counts], ...]


def _purchase_rows(
    d: Disclosure, bought: tuple[Purchase, ...], funds: _Funds
) -> Iterator[tuple[str, ...]]:
    yield ("合计", *[""] * 6, *_sums(d.profile.unit, bought, funds))
    codes = list(dict.fromkeys([u.code for u in d.budget.units] + [p.unit for p in bought]))
    for code in codes:
        own = tuple(each for each in bought if each.unit == code)
        if not own:
            continue
        unit = d.budget.unit_by_code.get(code)
        subtotal = d.profile.phrase(words.SUBTOTAL, agency=unit.name if unit else code)
        yield (subtotal, *[""] * 6, *_sums(d.profile.unit, own, funds))
        closed = [each for each in own if not _is_open(d, each)]
        for group in things_bought(each for each in own if _is_open(d, each)):
            yield _purchase_row(d, group, funds)
        for project in dict.fromkeys(each.project for each in closed):
            group = tuple(each for each in closed if each.project == project)
            yield _amount_row(d, d.budget.project_by_code[project], group, funds)


def _is_open(d: Disclosure, purchase: Purchase) -> bool:
    """Whether more is printed of a purchase than its project's sum (只公开金额)."""
    project = d.budget.project_by_code.get(purchase.project)
    return project is None or project.disclosure is Publicity.FULL


def _purchase_row(d: Disclosure, group: tuple[Purchase, ...], funds: _Funds) -> tuple[str, ...]:
    first, unit = group[0], d.profile.unit
    project = d.budget.project_by_code.get(first.project)
    name = first.origin_name or (project.title if project else first.project)
    budget = first.origin_budget
    if budget is None:
        budget = d.budget.project_amount(first.project)
    return (
        name, unit.cell(budget), first.item, first.catalogue, first.measure,
        plain(first.quantity) if first.quantity is not None else "",
        unit.cell(first.price or Decimal(0)), *_sums(unit, group, funds),
    )  # fmt: skip


def _amount_row(
    d: Disclosure, project: Project, group: tuple[Purchase, ...], funds: _Funds
) -> tuple[str, ...]:
    """All purchases of a project of which only the amount is published: nothing of what is bought."""
    unit = d.profile.unit
    budget = d.budget.project_amount(project.code)
    return (project.title, unit.cell(budget), *[""] * 5, *_sums(unit, group, funds))


def _sums(unit: PrintUnit, purchases: Sequence[Purchase], funds: _Funds) -> tuple[str, ...]:
    return (
        unit.cell(total(each.amount for each in purchases)),
        *(unit.cell(total(p.amount for p in purchases if counts(p))) for _, counts in funds),
        unit.cell(total(each.reserved or Decimal(0) for each in purchases)),
    )


# 固定资产 ----------------------------------------------------------------------------------------

_ASSET_ROWS: Final = (
    ("1、房屋（平方米）", AssetClass.BUILDINGS),
    ("　　其中：办公用房（平方米）", AssetClass.OFFICES),
    ("2、车辆（台、辆）", AssetClass.VEHICLES),
    ("3、单价在20万元以上的设备", AssetClass.EQUIPMENT),
    ("4、其他固定资产", AssetClass.OTHER),
)
_COUNTED: Final = (
    AssetClass.BUILDINGS, AssetClass.VEHICLES, AssetClass.EQUIPMENT, AssetClass.OTHER,
)  # fmt: skip
_NO_ASSETS: Final = "注：无固定资产占用情况，空表列示。"


def assets(d: Disclosure) -> TextTable:
    """固定资产占用情况: the total (derived), then each class; quantities of rooms are m²."""
    heads = ("项目", "数量", d.profile.phrase(words.VALUE, unit=d.profile.unit.name))
    title = f"{d.budget.info.scope}固定资产占用情况表"
    if not has_assets(d):
        return TextTable(title, heads, (), (_NO_ASSETS,)).worded(d.profile)
    rows = [("资产总额", _total_quantity(d), _value(d, asset_value(d, *_COUNTED)))]
    for label, kind in _ASSET_ROWS:
        rows.append((label, _quantity(d, kind), _value(d, asset_value(d, kind))))
    return TextTable(title, heads, tuple(rows)).worded(d.profile)


def has_assets(d: Disclosure) -> bool:
    """Whether there is anything to show in 固定资产占用情况."""
    kinds = (*_COUNTED, AssetClass.OFFICES)
    return any(each.quantity or each.value for each in _of(d, *kinds))


def asset_value(d: Disclosure, *kinds: AssetClass) -> Decimal:
    """Value of some classes in 元."""
    return total(a.value or Decimal(0) for a in d.budget.counted_assets if a.kind in kinds)


def asset_total(d: Disclosure) -> Decimal:
    """固定资产总额 in 元; offices are part of the buildings."""
    return asset_value(d, *_COUNTED)


def _of(d: Disclosure, *kinds: AssetClass) -> list[Asset]:
    return [asset for asset in d.budget.counted_assets if asset.kind in kinds]


def _quantity(d: Disclosure, *kinds: AssetClass) -> str:
    found = total(asset.quantity or Decimal(0) for asset in _of(d, *kinds))
    return plain(found) if found else ""


def _total_quantity(d: Disclosure) -> str:
    if not d.profile.assets.total_quantity:
        return ""
    return _quantity(d, *(kind for kind in _COUNTED if kind is not AssetClass.BUILDINGS))


def _value(d: Disclosure, amount: Decimal) -> str:
    unit = d.profile.unit
    return unit.cell(amount) if d.profile.assets.places == "two" else unit.exact(amount)


def asset_words(d: Disclosure, amount: Decimal) -> str:
    """An asset's value in a sentence, with its unit and the decimals of the table."""
    return (_value(d, amount) or d.profile.unit.text(amount)) + d.profile.unit.name


# Blocks ------------------------------------------------------------------------------------------

_PURCHASE_WIDTHS: Final = (31.0, 16.0, 23.0, 22.0, 10.0, 10.0, 16.0, 16.0)


def form_block(form: TextTable, anchor: str, line: tuple[str, str, str], wide: bool) -> TableBlock:
    """A form as a table block; figures to the right, short words centred."""
    width = WIDE if wide else UPRIGHT
    if len(form.columns) > len(_PURCHASE_WIDTHS):
        rest = len(form.columns) - len(_PURCHASE_WIDTHS)
        widths = (*_PURCHASE_WIDTHS, *[round((width - sum(_PURCHASE_WIDTHS)) / rest, 2)] * rest)
    else:
        unit = width / (len(form.columns) + 1)
        widths = (2 * unit, *[unit] * (len(form.columns) - 1))
    rows = form.rows or (("",) * len(form.columns),)
    body = tuple(tuple(_form_cell(text, i) for i, text in enumerate(row)) for row in rows)
    return TableBlock(
        anchor,
        tuple(GridColumn(w, _is_figures(body, i)) for i, w in enumerate(widths)),
        head_rows(list(form.columns)),
        body,
        line,
        notes=form.notes,
        title=form.title,
    )


def _is_figures(body: tuple[GridRow, ...], column: int) -> bool:
    """Whether a column holds figures only: they are not to be broken over two lines."""
    filled = [row[column] for row in body if row[column].text]
    return bool(filled) and all(cell.number is not None for cell in filled)


def _form_cell(text: str, column: int) -> GridCell:
    if column == 0:
        return GridCell(text)
    try:
        return figure_cell(text, Decimal(text))
    except InvalidOperation:
        return GridCell(text, Align.CENTER)
