"""政府采购 as rules look at it: a purchase with its further funds, what pays for it, and how its amount is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgetgen.findings import CellRef
from budgetgen.model.budget import things_bought
from budgetgen.model.money import YUAN_PER_WAN, total
from budgetgen.model.records import LineItem, Purchase
from budgetgen.model.vocabulary import Category, MoneyUnit
from budgetgen.rules.material import Material

_FAR = Decimal(100)
_SAME = Decimal("1.01")


@dataclass(frozen=True, slots=True)
class Bought:
    """One thing bought: its first row and the rows of its further funds."""

    rows: tuple[Purchase, ...]

    @property
    def first(self) -> Purchase:
        """The row with quantity and price."""
        return self.rows[0]

    @property
    def amount(self) -> Decimal:
        """What all funds pay."""
        return total(row.amount for row in self.rows)

    @property
    def reserved(self) -> Decimal | None:
        """预留中小微企业份额; None where nothing was typed."""
        typed = [row.reserved for row in self.rows if row.reserved is not None]
        return total(typed) if typed else None

    @property
    def amount_cells(self) -> tuple[CellRef, ...]:
        """Where the amounts stand."""
        return tuple(amount_cell(row) for row in self.rows)


def amount_cell(row: Purchase) -> CellRef:
    """采购金额, or 单价 where the amount follows from it."""
    return row.cell("price" if row.stated_amount is None else "stated_amount")


def bought(d: Material) -> tuple[Bought, ...]:
    """What is bought, with all funds that pay it."""
    return tuple(Bought(rows) for rows in things_bought(d.budget.purchases))


def by_project(d: Material) -> Iterator[tuple[str, tuple[Purchase, ...], tuple[LineItem, ...]]]:
    """Each project that has both purchases and money."""
    rows: dict[str, list[Purchase]] = {}
    for row in d.budget.purchases:
        rows.setdefault(row.project, []).append(row)
    for code, own in rows.items():
        lines = d.budget.lines_by_project.get(code, ())
        if lines and code in d.budget.project_by_code:
            yield code, tuple(own), lines


def public_money(d: Material, unit: str) -> tuple[LineItem, ...]:
    """公用经费 that purchases without a project are paid from."""
    lines = (x for x in d.budget.lines if x.category is Category.PUBLIC)
    return tuple(x for x in lines if unit in ("", x.unit))


def in_another_unit(amounts: Sequence[Decimal], bound: Decimal) -> bool:
    """Whether an amount is so far above its bound that amounts_in_another_unit speaks of it."""
    return any(bound * _FAR <= each <= bound * YUAN_PER_WAN * _SAME for each in amounts)


def typing_step(d: Material) -> Decimal:
    """元 that a price may be off because it was typed with two decimals."""
    return Decimal(50) if d.budget.info.money_unit is MoneyUnit.WAN else Decimal("0.005")
