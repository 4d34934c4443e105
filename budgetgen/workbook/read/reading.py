"""读数: what reading one cell yields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from budgetgen.findings import Severity
from budgetgen.model import vocabulary as v


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong with one cell, before anybody knows which."""

    rule: str
    message: str
    remedy: str
    severity: Severity = Severity.ERROR


class Reading(NamedTuple):
    """What a cell says, and what to say about it; None is blank or not understood."""

    value: Any = None
    problem: CellProblem | None = None


@dataclass(frozen=True, slots=True)
class Measures:
    """计量: in which units 基本信息 says that amounts and plans are typed."""

    money: v.MoneyUnit = v.MoneyUnit.YUAN
    plan: v.PlanBasis = v.PlanBasis.AMOUNT
