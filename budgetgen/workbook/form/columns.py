"""公式列: names that fill in by themselves and figures that clerks see while they type."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from budgetgen.model import vocabulary as v
from budgetgen.model.money import total
from budgetgen.model.records import ControlFigure, LineItem, Project, Reason, Record
from budgetgen.model.subjects import SubjectKind
from budgetgen.workbook.columns import Sheet
from budgetgen.workbook.form.content import Form
from budgetgen.workbook.form.formula import (
    Calc,
    Condition,
    Value,
    add,
    is_cell_or_any,
    is_cell_or_filled,
    is_code,
    is_code_or_any,
    is_text,
    quoted_text,
    rounded,
    sum_lines,
    to_places,
    unbroken,
)
from budgetgen.workbook.form.subjects import subject_area
from budgetgen.workbook.layout import CONTROLS, INDICATORS, LINES, PROJECTS, REASONS, UNITS

_SUBJECTS: Final = ("function", "economic")
VERDICT: Final = "结论"
"""增减原因's column that says what 平衡检查 says of the 事项."""

ColumnFormula = Callable[[Form, int, Any], Calc]


class ItemArea(NamedTuple):
    """Where 平衡检查 has each 事项 with its figures; reasons look them up there."""

    items: str
    columns: Mapping[str, str]
    """Area of 上年数, 本年数, 增减额, 结论."""
    values: Mapping[v.Item, Mapping[str, Value]]


def column_formula(form: Form, sheet: Sheet, title: str, row: int, record: Record | None) -> Calc:
    """The formula of a column without field in one row; 增减原因 has its own."""
    return _COLUMNS[sheet.title, title](form, row, record)


def deadline(form: Form) -> Calc:
    """最迟公开日: so many days after the approval that counts as the law gives."""
    days, start = form.law.days_to_publish, approval(form)
    value = start.value + timedelta(days=days) if isinstance(start.value, date) else ""
    cell, own = form.info_cell("approval_date"), form.info_cell("unit_approval_date")
    return Calc(
        f'IF({_is_units_own(form)},IF({is_day(own)},{own}+{days},""),'
        f'IF({is_day(cell)},{cell}+{days},""))',
        value,
    )


def approval(form: Form) -> Calc:
    """The approval that the days to publish run from: a unit's by its department, else the bureau's."""
    cell, own = form.info_cell("approval_date"), form.info_cell("unit_approval_date")
    is_own = form.info["scope"] is v.Scope.UNIT and form.info["unit_approval_date"]
    value = form.info["unit_approval_date"] if is_own else form.info["approval_date"]
    return Calc(f"IF({_is_units_own(form)},{own},{cell})", value or "")


def _is_units_own(form: Form) -> str:
    own = form.info_cell("unit_approval_date")
    return f'AND({form.info_cell("scope")}="{v.Scope.UNIT}",{own}<>"")'


def is_day(cell: str) -> str:
    """Whether a cell holds a date of 1950 to 2099 as a spreadsheet stores it: neither text nor 20240131."""
    return f'COUNTIFS({cell},">=18264",{cell},"<=73050")=1'


# Names -------------------------------------------------------------------------------------------


def _lookup(cell: str, codes: str, names: str, value: str) -> Calc:
    return Calc(f'IFERROR(IF({cell}="","",INDEX({names},MATCH({cell}&"",{codes},0))&""),"")', value)


def _subject_name(kind: SubjectKind, field: str) -> ColumnFormula:
    def formula(form: Form, row: int, line: LineItem | None) -> Calc:
        codes, names = subject_area(form, kind)
        code = getattr(line, field) if line else ""
        known = (form.catalogues[kind].name(code, form.year) or "") if code else ""
        return _lookup(form.at(LINES, field, row), codes, names, known)

    return formula


def _project_name(sheet: Sheet) -> ColumnFormula:
    def formula(form: Form, row: int, record: Any) -> Calc:
        code = record.project.casefold() if record else ""
        found = (p for p in form.records(PROJECTS) if isinstance(p, Project))
        name = next((p.name for p in found if code and p.code.casefold() == code), "")
        return _lookup(
            form.at(sheet, "project", row),
            form.area(PROJECTS, "code"),
            form.area(PROJECTS, "name"),
            name,
        )

    return formula


# Sums --------------------------------------------------------------------------------------------


def project_budget(form: Form, cell: str, code: str) -> Calc:
    """项目.预算数: project lines of that code."""
    return rounded(
        sum_lines(form, is_text("category", v.Category.PROJECT), is_code("project", cell, code))
    )


def _budget(form: Form, row: int, project: Project | None) -> Calc:
    cell = form.at(PROJECTS, "code", row)
    made = project_budget(form, cell, project.code if project else "")
    value = made.value if project and project.code else ""
    return unbroken(Calc(f'IF({cell}="","",{made.formula})', value))


def sum_of_unit(form: Form, cell: str, code: str, *conditions: Condition) -> Calc:
    """Lines of a unit; where there is only this unit, those without a code too."""
    units = form.area(UNITS, "code")
    known = [getattr(unit, "code", "") for unit in form.records(UNITS)]
    is_only = known == [code] and code != ""
    blank = Condition(
        "unit",
        f'IF(AND({cell}<>"",COUNTIFS({units},"<>")=1,COUNTIFS({units},{cell})=1),"=","§")',
        lambda line: is_only and line.unit == "",
    )
    return add(
        [
            sum_lines(form, *conditions, is_cell_or_any("unit", cell, code)),
            sum_lines(form, *conditions, blank),
        ]
    )


def control_sum(form: Form, row: int, control: ControlFigure | None) -> Calc:
    """批复控制数.明细合计: lines that the row speaks of; blank unit, category, project, subject mean all.

    A row of 收支明细 without 支出类别 is no line but a sum pasted with the rest.
    """
    source, carryover, category, project, unit, function, economic = (
        form.at(CONTROLS, name, row)
        for name in ("source", "carryover", "category", "project", "unit", *_SUBJECTS)
    )
    cells = (source, carryover, category, project, unit)
    made = _control_lines(form, control, cells)
    under = _control_lines_under(form, control, (*cells, function, economic))
    by_subject = control is not None and bool(control.function or control.economic)
    value = under.value if by_subject else made.value
    chosen = Calc(f'IF({function}&{economic}="",{made.formula},{under.formula})', value)
    shown = rounded(chosen)
    return unbroken(Calc(f'IF({source}="","",{shown.formula})', shown.value if control else ""))


def _control_lines(
    form: Form, control: ControlFigure | None, cells: tuple[str, str, str, str, str]
) -> Calc:
    source, carryover, category, project, unit = cells
    wants = control.carryover if control else False
    return sum_of_unit(
        form,
        unit,
        control.unit if control else "",
        Condition("source", source, lambda x: bool(control and x.source is control.source)),
        Condition("carryover", f'IF({carryover}="是","是","<>是")', lambda x: x.carryover is wants),
        is_cell_or_filled("category", category, (control and control.category) or ""),
        is_code_or_any("project", project, control.project if control else ""),
    )


def _control_lines_under(
    form: Form, control: ControlFigure | None, cells: tuple[str, str, str, str, str, str, str]
) -> Calc:
    """As :func:`_control_lines`, of the lines under a subject.

    By LEFT and not by a criterion ``206*``, which passes over codes that were pasted as numbers.
    """
    source, carryover, category, project, unit, function, economic = cells
    lines = {
        name: form.area(LINES, name)
        for name in ("source", "carryover", "category", "project", "unit", *_SUBJECTS, "amount")
    }
    units = form.area(UNITS, "code")
    only = f'(COUNTIFS({units},"<>")=1)*(COUNTIFS({units},{unit})=1)'
    tests = (
        f"({lines['source']}={source})",
        f'(({lines["carryover"]}="是")=({carryover}="是"))',
        f'(({lines["category"]}={category})+({category}="")*({lines["category"]}<>"")>0)',
        f'(({lines["project"]}&""={project}&"")+({project}="")>0)',
        f'(({lines["unit"]}&""={unit}&"")+({unit}="")+{only}*({lines["unit"]}="")>0)',
        *(
            f'(LEFT({lines[name]},LEN({cell}))={cell}&"")'
            for name, cell in zip(_SUBJECTS, (function, economic), strict=True)
        ),
    )
    known = [getattr(each, "code", "") for each in form.records(UNITS)]
    found = [
        form.number(line.amount) or Decimal(0)
        for line in form.records(LINES)
        if isinstance(line, LineItem) and control and _speaks_of(control, line, known)
    ]
    return Calc(f"SUMPRODUCT({'*'.join(tests)},{lines['amount']})", total(found))


def _speaks_of(control: ControlFigure, line: LineItem, units: Sequence[str]) -> bool:
    """What the formula asks of a line; where there is only this unit, those without a code are its own."""
    owned = control.unit in ("", line.unit) or (units == [control.unit] and not line.unit)
    return (
        line.source is control.source
        and line.carryover is control.carryover
        and owned
        and control.category in (None, line.category)
        and control.project.casefold() in ("", line.project.casefold())
        and line.function.startswith(control.function)
        and line.economic.startswith(control.economic)
    )


def control_difference(form: Form, row: int, control: ControlFigure | None) -> Calc:
    """批复控制数.差额: lines less 批复数 (控制数 before approval); blank where neither is given."""
    source, given, approved, made = (
        form.at(CONTROLS, name, row) for name in ("source", "control", "approved", "明细合计")
    )
    stage = form.info_cell("stage")
    final = f'OR({stage}="",{stage}="{v.Stage.APPROVED}")'
    first = f'IF({approved}="",{given},{approved})'
    governing = f'IF({final},{first},IF({given}="",{approved},{given}))'
    formula = (
        f'IF(OR({source}="",AND({given}="",{approved}="")),"",'
        f'IFERROR(ROUND({made}-{governing},6),"数不对"))'
    )
    figure = _governing(form, control) if control else None
    if control is None or figure is None:
        return Calc(formula, "")
    return Calc(formula, to_places(control_sum(form, row, control).number - figure))


def _governing(form: Form, control: ControlFigure) -> Any:
    given, approved = form.number(control.control), form.number(control.approved)
    is_final = form.info["stage"] in (None, v.Stage.APPROVED)
    first, second = (approved, given) if is_final else (given, approved)
    return first if first is not None else second


def change_formula(
    form: Form, items: ItemArea, title: str, row: int, reason: Record | None
) -> Calc:
    """上年数, 本年数, 增减额, 结论 of the whole agency; a row for one unit shows none."""
    item, unit = form.at(REASONS, "item", row), form.at(REASONS, "unit", row)
    value: Value = ""
    if isinstance(reason, Reason) and not reason.unit:
        value = items.values[reason.item][title]
    return Calc(
        f'IF(OR({item}="",{unit}<>""),"",'
        f'IFERROR(INDEX({items.columns[title]},MATCH({item},{items.items},0)),""))',
        value,
    )


_COLUMNS: Final[Mapping[tuple[str, str], ColumnFormula]] = MappingProxyType(
    {
        (LINES.title, "功能科目名称"): _subject_name(SubjectKind.FUNCTION, "function"),
        (LINES.title, "经济科目名称"): _subject_name(SubjectKind.ECONOMIC, "economic"),
        (LINES.title, "项目名称"): _project_name(LINES),
        (INDICATORS.title, "项目名称"): _project_name(INDICATORS),
        (CONTROLS.title, "明细合计"): control_sum,
        (CONTROLS.title, "差额"): control_difference,
        (PROJECTS.title, "预算数"): _budget,
    }
)
NAMES: Final = frozenset(title for _, title in _COLUMNS if title.endswith("名称"))
"""Formulas that only repeat a name: pasted over, nothing is lost, so they stay unlocked."""


def unknown_name(sheet: Sheet, row: int, form: Form, code: str, title: str) -> str:
    """Whether a code stands there whose name nobody knows: a condition for colouring."""
    cell, name = form.at(sheet, code, row), form.at(sheet, title, row)
    return f"=AND({cell}<>{quoted_text('')},{name}={quoted_text('')})"
