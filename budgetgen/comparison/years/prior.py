"""上年数核对: whether 上年预算 repeats what was published a year ago."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from budgetgen.comparison.drafts.engine import STAGES
from budgetgen.comparison.drafts.matching import pair
from budgetgen.disclosure import Disclosure
from budgetgen.findings import CellRef
from budgetgen.model.budget import Budget
from budgetgen.model.money import PrintUnit, total
from budgetgen.model.vocabulary import Item
from budgetgen.rules.last_year.changes import COMPARED
from budgetgen.tables.figures import Figures

_SHEET = "上年预算"


@dataclass(frozen=True, slots=True)
class PriorGap:
    """上年数 that is not what was published; in 元."""

    item: Item
    unit: str
    """The unit's name; '' for the whole."""
    typed: Decimal | None
    """None where nobody typed one."""
    published: Decimal
    at: tuple[CellRef, ...]
    print_unit: PrintUnit

    @property
    def title(self) -> str:
        """What it is about."""
        return f"{self.unit}{self.item}"


@dataclass(frozen=True, slots=True)
class PriorCheck:
    """How many figures of 上年预算 were held against last year's, and those that differ."""

    compared: int
    gaps: tuple[PriorGap, ...]


def prior_check(last: Disclosure, this: Disclosure) -> PriorCheck | None:
    """Every figure typed, and those that are missing, as printed; None where the years are not neighbours."""
    if this.budget.info.year - last.budget.info.year != 1:
        return None
    typed: dict[tuple[Item, str], list[tuple[Decimal, CellRef]]] = {}
    for figure in this.budget.prior:
        typed.setdefault((figure.item, figure.unit), []).append(
            (figure.amount, figure.cell("amount"))
        )
    published, unit = _Published(last, this), this.profile.unit
    gaps = list(_missing(published, this))
    for (item, code), rows in typed.items():
        said, was = total(amount for amount, _ in rows), published.of(item, code)
        if unit.rounded(said) != unit.rounded(was):
            name = _unit_name(this.budget, code)
            gaps.append(PriorGap(item, name, said, was, tuple(ref for _, ref in rows), unit))
    order = list(Item)
    return PriorCheck(len(typed), tuple(sorted(gaps, key=lambda gap: order.index(gap.item))))


def _missing(published: _Published, this: Disclosure) -> Iterator[PriorGap]:
    for item in COMPARED:
        if this.budget.prior_amount(item) is None:
            was = published.of(item, "")
            yield PriorGap(item, "", None, was, (CellRef(_SHEET),), this.profile.unit)


def _unit_name(budget: Budget, code: str) -> str:
    if not code or not budget.has_several_units:
        return ""
    return budget.unit_by_code[code].name if code in budget.unit_by_code else code


class _Published:
    """Last year's figures, of the whole and of each unit."""

    def __init__(self, last: Disclosure, this: Disclosure) -> None:
        self._last = last
        before, after = last.budget.units, this.budget.units
        pairs = pair(before, after, STAGES["units"])
        self._codes = {after[j].code: before[i].code for i, j in pairs.items()}
        self._single = not this.budget.has_several_units
        self._by_unit: dict[str, Figures] = {"": last.figures}

    def of(self, item: Item, unit: str) -> Decimal:
        """元; of a unit by this year's code, nil where last year had none like it."""
        code = "" if self._single else self._codes.get(unit, unit)
        if code not in self._by_unit:
            self._by_unit[code] = self._of_unit(code)
        return self._by_unit[code].changes[item].this_year

    def _of_unit(self, code: str) -> Figures:
        whole = self._last.budget
        lines = tuple(line for line in whole.lines if line.unit == code)
        if not whole.has_several_units and code in whole.unit_by_code:
            lines = whole.lines
        return Figures(Budget(info=whole.info, units=whole.units, lines=lines), self._last.profile)
