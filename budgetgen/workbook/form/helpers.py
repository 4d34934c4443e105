"""中间数: sums row by row on a hidden sheet, for checks that would need more than SUMIFS.

Each row looks at its row of the other sheet by number (INDEX), so that rows inserted there stay aligned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from budgetgen.model import vocabulary as v
from budgetgen.model.money import total
from budgetgen.model.records import BETWEEN_NATURES, Project, Purchase, Unit
from budgetgen.workbook.columns import Sheet
from budgetgen.workbook.form.columns import sum_of_unit
from budgetgen.workbook.form.content import FIRST, HEAD, Form
from budgetgen.workbook.form.formula import Calc, count_rows, is_code, is_text, to_places
from budgetgen.workbook.layout import INDICATORS, PROJECTS, PURCHASES, UNITS

OPTIONS_SHEET: Final = "下拉选项"


class Helper(Enum):
    """A helper column: its head."""

    PURCHASE_PROJECT = "中间数：采购所属项目"
    PURCHASE_AMOUNT = "中间数：采购金额"
    PROJECT_PURCHASES = "中间数：项目的采购金额"
    PROJECT_INDICATORS = "中间数：项目的指标数"
    OTHER_PUBLIC_COST = "中间数：非行政单位公用经费"

    @property
    def sheet(self) -> Sheet:
        """The sheet whose rows it follows."""
        return {"采购": PURCHASES, "项目": PROJECTS, "非行": UNITS}[self.value[4:6]]

    @property
    def letter(self) -> str:
        """Its column."""
        return "ABCDE"[list(Helper).index(self)]


def helper_area(form: Form, helper: Helper) -> str:
    """The cells of a helper column."""
    last = HEAD + form.prepared(helper.sheet)
    return f"'{OPTIONS_SHEET}'!${helper.letter}${FIRST}:${helper.letter}${last}"


def helper_calcs(form: Form, helper: Helper) -> Iterator[Calc]:
    """A helper column's formulas from the first row on."""
    records = form.records(helper.sheet)
    for number in range(form.prepared(helper.sheet)):
        record = records[number] if number < len(records) else None
        yield _FORMULAS[helper](form, number + 1, record)


def helper_sum(form: Form, helper: Helper, keep: Callable[[Any], bool] = lambda _: True) -> Calc:
    """A helper column summed up; the value of the rows that are kept."""
    kept = zip(helper_calcs(form, helper), form.records(helper.sheet), strict=False)
    return Calc(
        f"ROUND(SUM({helper_area(form, helper)}),6)",
        total(calc.number for calc, record in kept if keep(record)),
    )


def indexed(form: Form, sheet: Sheet, name: str, number: int) -> str:
    """The cell of a column in the n-th row of a sheet."""
    return f"INDEX({form.area(sheet, name)},{number})"


def _purchase_project(form: Form, number: int, purchase: Purchase | None) -> Calc:
    code = indexed(form, PURCHASES, "project", number)
    return Calc(f'{code}&""', purchase.project if purchase else "")


def _purchase_amount(form: Form, number: int, purchase: Purchase | None) -> Calc:
    """A row without 采购目录序号 is no purchase but a sum pasted with the rest."""
    catalogue, stated, quantity, price = (
        indexed(form, PURCHASES, name, number)
        for name in ("catalogue", "stated_amount", "quantity", "price")
    )
    return Calc(
        f'IF({catalogue}="",0,IF({stated}<>"",{stated},IFERROR(ROUND({quantity}*{price},6),0)))',
        _bought(form, purchase) if purchase else Decimal(0),
    )


def _bought(form: Form, purchase: Purchase) -> Decimal:
    if not purchase.catalogue:
        return Decimal(0)
    if purchase.stated_amount is not None:
        return form.number(purchase.stated_amount) or Decimal(0)
    price = form.number(purchase.price) or Decimal(0)
    return to_places((purchase.quantity or Decimal(0)) * price)


def _project_purchases(form: Form, number: int, project: Project | None) -> Calc:
    cell, code = indexed(form, PROJECTS, "code", number), project.code if project else ""
    same = is_code("project", cell, code)
    found = (p for p in form.records(PURCHASES) if isinstance(p, Purchase) and same.holds(p))
    amounts, codes = (
        helper_area(form, each) for each in (Helper.PURCHASE_AMOUNT, Helper.PURCHASE_PROJECT)
    )
    return Calc(
        f'IF({cell}="",0,ROUND(SUMIFS({amounts},{codes},{same.criterion}),6))',
        total(_bought(form, purchase) for purchase in found),
    )


def _project_indicators(form: Form, number: int, project: Project | None) -> Calc:
    cell, code = indexed(form, PROJECTS, "code", number), project.code if project else ""
    found = count_rows(form, INDICATORS, is_code("project", cell, code))
    return Calc(f'IF({cell}="",0,{found.formula})', found.value)


def _other_public_cost(form: Form, number: int, unit: Unit | None) -> Calc:
    """公用经费 of a unit that 机关运行经费 doesn't count."""
    code, nature = (indexed(form, UNITS, name, number) for name in ("code", "nature"))
    cost = sum_of_unit(
        form,
        code,
        unit.code if unit else "",
        is_text("source", v.Source.GENERAL),
        is_text("category", v.Category.PUBLIC),
    )
    natures = form.law.codes("administrative-natures")
    is_own = _says_one_of(nature, natures)
    counts = unit is not None and unit.code and not unit.is_administrative(natures)
    said = indexed(form, UNITS, "in_operating_cost", number)
    return Calc(
        f'IF({code}="",0,IF(OR({said}="{v.YesNo.YES}",AND({said}<>"{v.YesNo.NO}",{is_own})),0,{cost.formula}))',
        cost.value if counts else Decimal(0),
    )


def _says_one_of(cell: str, words: Sequence[str]) -> str:
    """Whether one of the words stands in a cell as a whole one, as the model splits them."""
    text = cell
    for sign in BETWEEN_NATURES:
        text = f'SUBSTITUTE({text},"{sign}","|")'
    sought = ",".join(f'"|{word}|"' for word in words)
    return f'SUMPRODUCT(--ISNUMBER(FIND({{{sought}}},"|"&{text}&"|")))>0'


_FORMULAS: Final[dict[Helper, Callable[[Form, int, Any], Calc]]] = {
    Helper.PURCHASE_PROJECT: _purchase_project,
    Helper.PURCHASE_AMOUNT: _purchase_amount,
    Helper.PROJECT_PURCHASES: _project_purchases,
    Helper.PROJECT_INDICATORS: _project_indicators,
    Helper.OTHER_PUBLIC_COST: _other_public_cost,
}
