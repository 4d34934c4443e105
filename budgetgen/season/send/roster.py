"""名册: the bureau's list of agencies, with what it already knows of each; read as forgivingly as a workbook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Final, TypeVar, cast

from pydantic import Field

from budgetgen.findings import Finding, Severity
from budgetgen.model import vocabulary as v
from budgetgen.model.records import ControlFigure, PriorFigure, Record, Unit
from budgetgen.workbook.columns import Column, Kind, Sheet
from budgetgen.workbook.layout import CONTROLS, INFO, PRIOR, UNITS
from budgetgen.workbook.read.reader import read_sheets
from budgetgen.workbook.read.reading import Measures


class Season(Record):
    """基本信息 of a roster: what holds for all agencies."""

    year: int | None = Field(default=None, title="预算年度")
    money_unit: v.MoneyUnit = Field(title="金额单位")


class Agency(Record):
    """部门 that gets a workbook."""

    code: str = Field(title="部门编码")
    name: str = Field(title="部门名称")
    short_name: str = Field(default="", title="部门简称")
    scope: v.Scope = Field(title="口径")
    level: v.Level | None = Field(default=None, title="财政级次")
    profile: str = Field(default="", title="格式方案")
    contact: str = Field(default="", title="联系人")


class AgencyUnit(Unit):
    """单位 of an agency."""

    agency: str = Field(title="部门编码")


class AgencyPrior(PriorFigure):
    """上年预算 of an agency, in 元."""

    agency: str = Field(title="部门编码")


class AgencyControl(ControlFigure):
    """批复控制数 of an agency, in 元."""

    agency: str = Field(title="部门编码")


_AGENCY: Final = Column(
    "部门编码", "agency", Kind.CODE, required=True, hint="“部门”表里的编码，如 304",
    aliases=("部门代码", "主管部门编码"),
)  # fmt: skip
_LEFT_TO_AGENCIES: Final = frozenset({"nature", "rank", "funding"})
"""Columns of 单位 that the bureau may leave blank."""


def _info(field: str, **more: object) -> Column:
    column = next(column for column in INFO if column.field == field)
    return replace(column, **more)  # type: ignore[arg-type]


def _with_agency(sheet: Sheet, record: type[Record], title: str = "", *without: str) -> Sheet:
    """A sheet of the workbook, a column 部门编码 before it."""
    columns = (
        replace(column, required=column.required and column.field not in _LEFT_TO_AGENCIES)
        for column in sheet.columns
        if column.field and column.field not in without
    )
    return replace(
        sheet, title=title or sheet.title, record=record, columns=(_AGENCY, *columns)
    )  # fmt: skip


SEASON: Final = Sheet(
    "基本信息",
    "season",
    Season,
    (
        _info("year", required=False, hint="下发哪一年的工作簿；命令里写了 --year 的，以命令为准"),
        _info("money_unit", hint="本名册里所有金额的单位；下发的工作簿也用这个单位"),
    ),
    "只填一行：年度和金额单位，全册统一。",
    prepared_rows=1,
)
AGENCIES: Final = Sheet(
    "部门",
    "agencies",
    Agency,
    (
        _info("code", hint="按文本填写，保留前面的 0；不能重复", aliases=("部门代码",)),
        _info("name", width=34, aliases=("单位名称",)),
        _info("short_name", width=16, hint="用在文件名里，空着用全称"),
        _info("scope"),
        _info("level"),
        Column(
            "格式方案", "profile", optional=True, width=24,
            hint="格式方案的编号，空着用命令里 --profile 指定的",
        ),
        Column("联系人", "contact", optional=True, width=16, hint="内部使用，只进清单，不进工作簿"),
    ),
    "每个部门一行，每行生成一个工作簿。",
    prepared_rows=100,
)  # fmt: skip
AGENCY_UNITS: Final = _with_agency(UNITS, AgencyUnit, "单位", "parent")
AGENCY_PRIOR: Final = _with_agency(PRIOR, AgencyPrior)
AGENCY_CONTROLS: Final = _with_agency(CONTROLS, AgencyControl)
ROSTER_SHEETS: Final = (SEASON, AGENCIES, AGENCY_UNITS, AGENCY_PRIOR, AGENCY_CONTROLS)
"""Sheets of a roster, in their order."""


@dataclass(frozen=True, slots=True)
class Roster:
    """名册 as read; amounts in 元, whatever unit they were typed in."""

    year: int | None = None
    money_unit: v.MoneyUnit = v.MoneyUnit.YUAN
    agencies: tuple[Agency, ...] = ()
    units: tuple[AgencyUnit, ...] = ()
    prior: tuple[AgencyPrior, ...] = ()
    controls: tuple[AgencyControl, ...] = ()


def read_roster(path: Path) -> tuple[Roster, list[Finding]]:
    """Read a roster and all that is wrong with its cells; raises WorkbookError for what is no workbook."""
    first, _ = read_sheets(path, (SEASON,), Measures())
    season = next(iter(cast(tuple[Season, ...], first.get("season", ()))), None)
    money = season.money_unit if season else v.MoneyUnit.YUAN
    content, findings = read_sheets(path, ROSTER_SHEETS, Measures(money))
    roster = Roster(
        season.year if season else None,
        money,
        cast(tuple[Agency, ...], content.get("agencies", ())),
        cast(tuple[AgencyUnit, ...], content.get("units", ())),
        cast(tuple[AgencyPrior, ...], content.get("prior", ())),
        cast(tuple[AgencyControl, ...], content.get("controls", ())),
    )
    return roster, [each for each in findings if not _is_expected(each)]


def _is_expected(finding: Finding) -> bool:
    """Sheets that a roster may lack are none to talk about."""
    return finding.rule == "sheet-missing" and finding.severity is Severity.NOTICE


R = TypeVar("R", AgencyUnit, AgencyPrior, AgencyControl)


def by_agency(records: Iterable[R]) -> dict[str, tuple[R, ...]]:
    """Records by 部门编码, in the roster's order."""
    ordered = sorted(records, key=lambda record: record.agency)
    return {code: tuple(each) for code, each in groupby(ordered, lambda record: record.agency)}
