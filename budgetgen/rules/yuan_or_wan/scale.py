"""一万倍: amounts typed in 万元 where the rest is in 元, or the other way round; how they are said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from budgetgen.findings import CellRef
from budgetgen.model.vocabulary import MoneyUnit
from budgetgen.rules.material import Material
from budgetgen.rules.registry import Problem

LINES = "收支明细"


@dataclass(frozen=True, slots=True)
class ScaleSlip:
    """Amounts of a sheet that are some 10,000 times too large or too small."""

    sheet: str
    cells: tuple[CellRef, ...]
    too_large: bool
    against: str
    """What shows it: one amount beside the other."""


def lines_suspect(d: Material, lines_small: bool) -> bool:
    """Whether the declared 金额单位 speaks against 收支明细.

    There is only one other unit: in a workbook in 元 a slip makes amounts too small, in one in 万元 too large.
    """
    return (d.budget.info.money_unit is MoneyUnit.YUAN) == lines_small


def slip_problems(d: Material, slips: Iterable[ScaleSlip]) -> Iterator[Problem]:
    """One problem for each sheet to change, and for each direction."""
    found: dict[tuple[str, bool], list[ScaleSlip]] = defaultdict(list)
    for slip in slips:
        found[slip.sheet, slip.too_large].append(slip)
    for (sheet, too_large), together in found.items():
        cells = tuple(dict.fromkeys(cell for slip in together for cell in slip.cells))
        step = "除以" if too_large else "乘以"
        yield Problem(
            f"“{sheet}”有 {len(cells)} 个金额相差约一万倍，应按{d.typed_unit.name}填写："
            f"{together[0].against}",
            f"把“{sheet}”的这些金额{step} 10000；整本都按另一个单位填写的，改“基本信息”的金额单位",
            cells,
        )
