"""预算: what an agency types, as one frozen value. Amounts are exact 元; every record knows its cell.

Nothing here is derived: roll-ups and tables are pure functions of :class:`Budget` (``budgetgen.tables``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Final, Protocol, TypeVar

from pydantic import Field

from budgetgen.findings import CellRef
from budgetgen.model import vocabulary as v
from budgetgen.model.money import total
from budgetgen.model.natures import WrittenAnew
from budgetgen.model.records import (
    Asset,
    ControlFigure,
    Duty,
    ExtraText,
    Goal,
    Indicator,
    Info,
    LineItem,
    PriorFigure,
    Project,
    Purchase,
    Reason,
    Record,
    Term,
    Unit,
    Waiver,
)


class UnitRow(Protocol):
    """A row of a sheet with an optional 单位编码: of that unit, or of the whole workbook where it is blank."""

    @property
    def unit(self) -> str:
        """单位编码."""

    @property
    def about(self) -> str:
        """What the row says something about."""


_Row = TypeVar("_Row", bound=UnitRow)


def speaking(rows: Iterable[_Row]) -> tuple[_Row, ...]:
    """The rows that count: about each thing those without 单位编码, else those of the units, in their order."""
    rows = tuple(rows)
    whole = {row.about for row in rows if not row.unit}
    return tuple(row for row in rows if not row.unit or row.about not in whole)


def things_bought(purchases: Iterable[Purchase]) -> tuple[tuple[Purchase, ...], ...]:
    """Each thing bought: its row, and those of its further funds that follow."""
    groups: list[list[Purchase]] = []
    for row in purchases:
        if groups and row.is_further_fund(groups[-1][0]):
            groups[-1].append(row)
        else:
            groups.append([row])
    return tuple(tuple(group) for group in groups)


_DURABLE: Final = re.compile("A(0[1-4]|050[12])")
"""采购目录 of what becomes a fixed asset where no row says so: rooms, equipment, exhibits, books, furniture."""


def assets_bought(purchases: Iterable[Purchase]) -> tuple[Purchase, ...]:
    """Purchases marked as fixed assets, with their further funds; where none is marked, those whose code says so."""
    rows = tuple(purchases)
    things = things_bought(rows)
    marked = tuple(x for each in things if any(row.fixed_asset for row in each) for x in each)
    return marked or tuple(row for row in rows if _DURABLE.match(row.catalogue))


class Budget(Record):
    """部门预算: the whole content of one workbook."""

    info: Info = Field(title="基本信息")
    units: tuple[Unit, ...] = Field(default=(), title="机构设置")
    controls: Annotated[tuple[ControlFigure, ...], WrittenAnew("照新的控制数或批复数填")] = Field(
        default=(), title="批复控制数"
    )
    lines: Annotated[tuple[LineItem, ...], WrittenAnew("填新一年的全部收支")] = Field(
        default=(), title="收支明细"
    )
    projects: tuple[Project, ...] = Field(default=(), title="项目")
    indicators: tuple[Indicator, ...] = Field(default=(), title="绩效指标")
    purchases: Annotated[tuple[Purchase, ...], WrittenAnew("填新一年的采购预算")] = Field(
        default=(), title="政府采购"
    )
    assets: Annotated[tuple[Asset, ...], WrittenAnew("填上年末的资产")] = Field(
        default=(), title="国有资产"
    )
    prior: tuple[PriorFigure, ...] = Field(default=(), title="上年预算")
    reasons: Annotated[tuple[Reason, ...], WrittenAnew("明细填好后，逐项写比上年增减的原因")] = (
        Field(default=(), title="增减原因")
    )
    duties: tuple[Duty, ...] = Field(default=(), title="部门职责")
    goals: tuple[Goal, ...] = Field(default=(), title="整体绩效")
    extra_texts: tuple[ExtraText, ...] = Field(default=(), title="其他说明")
    terms: tuple[Term, ...] = Field(default=(), title="名词解释")
    waivers: Annotated[
        tuple[Waiver, ...], WrittenAnew("去年的豁免不再有效，需要的重新说明理由")
    ] = Field(default=(), title="说明与豁免")

    @cached_property
    def unit_by_code(self) -> Mapping[str, Unit]:
        """机构设置 by 单位编码."""
        return {unit.code: unit for unit in self.units}

    @cached_property
    def project_by_code(self) -> Mapping[str, Project]:
        """项目 by 项目编码; the first where a code stands twice (a rule reports that)."""
        return {project.code: project for project in reversed(self.projects)}

    @cached_property
    def lines_by_project(self) -> Mapping[str, tuple[LineItem, ...]]:
        """Line items by 项目编码, project spending only."""
        found: dict[str, list[LineItem]] = {}
        for line in self.lines:
            if line.category is v.Category.PROJECT and line.project:
                found.setdefault(line.project, []).append(line)
        return {code: tuple(lines) for code, lines in found.items()}

    def project_amount(self, code: str) -> Decimal:
        """预算数 of a project in 元: all its line items together."""
        return total(line.amount for line in self.lines_by_project.get(code, ()))

    @cached_property
    def indicators_by_project(self) -> Mapping[str, tuple[Indicator, ...]]:
        """绩效指标 by 项目编码, in the order typed."""
        found: dict[str, list[Indicator]] = {}
        for indicator in self.indicators:
            found.setdefault(indicator.project, []).append(indicator)
        return {code: tuple(rows) for code, rows in found.items()}

    @cached_property
    def has_several_units(self) -> bool:
        """Whether 机构设置 lists more than one unit."""
        return len(self.unit_by_code) > 1

    def texts(self, rows: Iterable[_Row]) -> tuple[_Row, ...]:
        """The rows whose text is printed: of a single unit all, else those that count (:func:`speaking`)."""
        return speaking(rows) if self.has_several_units else tuple(rows)

    def speaker(self, row: UnitRow) -> str:
        """“〈单位名称〉：” before a unit's text where there are several units; else nothing."""
        if not row.unit or not self.has_several_units:
            return ""
        unit = self.unit_by_code.get(row.unit)
        return f"{unit.name if unit else row.unit}："

    @cached_property
    def counted_assets(self) -> tuple[Asset, ...]:
        """国有资产 that count: the department's own figure of a class, else every unit's."""
        return speaking(self.assets)

    def prior_amount(self, item: v.Item) -> Decimal | None:
        """Last year's figure in 元: the department's own, else all units together; None where nobody typed one."""
        found = [figure.amount for figure in speaking(self.prior) if figure.item is item]
        return sum(found, Decimal(0)) if found else None

    def comparable_amount(self, item: v.Item) -> Decimal | None:
        """Last year's figure in this year's caliber, where one was typed; else as :meth:`prior_amount`."""
        found = [figure.compared for figure in speaking(self.prior) if figure.item is item]
        return sum(found, Decimal(0)) if found else None

    def caliber_reason(self, item: v.Item) -> str:
        """口径变化原因: the department's own, else all units' texts, each under its unit's name."""
        rows = (r for r in speaking(self.prior) if r.item is item and r.caliber_reason.strip())
        texts = (f"{self.speaker(row)}{row.caliber_reason.strip().rstrip('。；;')}" for row in rows)
        return "；".join(texts)

    def reason_for(self, item: v.Item) -> str:
        """原因 of a change: the department's own, else all units' texts, each under its unit's name."""
        rows = (row for row in self.texts(self.reasons) if row.item is item and row.text.strip())
        texts = [f"{self.speaker(row)}{row.text.strip()}" for row in rows]
        return "；".join([*(text.rstrip("。；;") for text in texts[:-1]), *texts[-1:]])

    def reason_cell(self, item: v.Item) -> CellRef:
        """Where the reason of a change is written or to be written: the row, else the sheet.

        The budget's own ``origin`` holds the rows of 增减原因 that still wait for their text.
        """
        typed = (reason.cell("text") for reason in self.reasons if reason.item is item)
        waiting = self.origin.cells.get(item, "") if self.origin else ""
        return next(typed, CellRef("增减原因", waiting))

    def extra(self, section: str) -> tuple[str, ...]:
        """其他说明 for a section of the document or for a named text."""
        rows = (row for row in self.texts(self.extra_texts) if row.about == section)
        return tuple(f"{self.speaker(row)}{row.text}" for row in rows)
