"""平衡检查的一行: two sides typed in different places, and in words what cannot be compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from typing import Final

from budgetgen.workbook.form.formula import BROKEN, Calc, Case, Value, choose, to_places, unbroken

GOOD: Final = "一致"
BAD: Final = "不一致"
UNKNOWN: Final = "无从比较"
FOR_REFERENCE: Final = "供参考"
NOTHING: Final = Calc('""', "")


_BROKEN: Final = f"{BAD}（有错误值，或数、日期是文本）"


def bad(why: str) -> str:
    """不一致, and where to look."""
    return f"{BAD}（{why}）"


def unknown(what: str) -> str:
    """无从比较, and what is missing."""
    return f"{UNKNOWN}（{what}）"


class SideKind(Enum):
    """What the two sides are."""

    MONEY = auto()
    ROWS = auto()
    DATE = auto()


@dataclass(frozen=True, slots=True)
class CheckRow:
    """The row where a check stands: its own cells."""

    row: int

    @property
    def sides(self) -> str:
        """左边, 右边, 差额."""
        return f"$B{self.row}:$D{self.row}"

    @property
    def left(self) -> str:
        """左边."""
        return f"$B{self.row}"

    @property
    def right(self) -> str:
        """右边."""
        return f"$C{self.row}"

    @property
    def gap(self) -> str:
        """差额."""
        return f"$D{self.row}"


Cases = Callable[[CheckRow], tuple[Case, ...]]


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """One line of 平衡检查."""

    title: str | Calc
    left: Calc
    right: Calc
    cases: Cases
    """What is said instead of 一致; the first that holds."""
    target: str
    """Where the link leads: ``'收支明细'!A3``."""
    good: str = GOOD
    measure: SideKind = SideKind.MONEY
    own_gap: Callable[[CheckRow], Calc] | None = None
    """差额 where it is not left less right."""
    key: str = ""
    """事项 under which 增减原因 looks the line up."""
    where: Calc | None = None
    """What the link shows; the target where nothing else is said."""
    first_wrong: Calc | None = None
    """The row of the first cell that is wrong: the link leads there, in the target's column."""

    def difference(self, place: CheckRow) -> Calc:
        """差额: left less right, blank where a side is."""
        if self.own_gap:
            return self.own_gap(place)
        left, right = _number(self.left.value), _number(self.right.value)
        return Calc(
            f'IF(OR({place.left}="",{place.right}=""),"",ROUND({place.left}-{place.right},6))',
            "" if left is None or right is None else to_places(left - right),
        )

    def verdict(self, place: CheckRow) -> Calc:
        """结论: red, too, where anything it looks at is an error."""
        broken = Case(f'COUNTIFS({place.sides},"{BROKEN}")>0', False, _BROKEN)
        return unbroken(choose(broken, *self.cases(place), otherwise=self.good), _BROKEN)


def _number(value: Value) -> Decimal | None:
    if isinstance(value, date):
        return Decimal(value.toordinal())
    return value if isinstance(value, Decimal) else None


def differs(left: Calc, right: Calc, why: str) -> Cases:
    """Red where the sides are not the same."""
    unequal = to_places(left.number) != to_places(right.number)
    return lambda place: (Case(f"{place.gap}<>0", unequal, bad(why)),)


def both_nil(left: Calc, right: Calc, what: str) -> Cases:
    """Grey where both sides are nil."""
    nil = not left.number and not right.number
    return lambda p: (Case(f"AND({p.left}=0,{p.right}=0)", nil, unknown(what)),)


def fixed(*cases: Case) -> Cases:
    """Cases that don't look at the line's own cells."""
    return lambda _: cases


def in_turn(*parts: Cases) -> Cases:
    """Cases one after the other."""
    return lambda place: tuple(case for part in parts for case in part(place))
