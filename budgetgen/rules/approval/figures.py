"""Line items against 批复控制数: the one comparison whose other side the agency did not make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from budgetgen.findings import CellRef, Severity
from budgetgen.model.money import total
from budgetgen.model.natures import title_of
from budgetgen.model.records import ControlFigure, LineItem
from budgetgen.model.vocabulary import Stage
from budgetgen.rules.approval.causes import approval_causes
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.rules.yuan_or_wan.controls import ControlSlip, control_slips
from budgetgen.rules.yuan_or_wan.scale import LINES, ScaleSlip, slip_problems
from budgetgen.rules.yuan_or_wan.signs import whole_slip
from budgetgen.tables.controls import governing, governing_cell, lines_by_control, matches, named

_SHEET = "批复控制数"


def _slips(d: Material, found: Iterable[ControlSlip]) -> Iterator[ScaleSlip]:
    for each in found:
        wrong = tuple(line.cell("amount") for line in each.lines)
        yield ScaleSlip(
            LINES if wrong else _SHEET,
            wrong or (governing_cell(each.control, each.figure),),
            each.too_large,
            f"{named(each.control)}明细合计 {d.amount(each.made)}，批复 {d.amount(each.figure)}",
        )


@rule(
    "approval-differs",
    Severity.ERROR,
    Topic.APPROVAL,
    ("budget-law",),
    needs=Matter.CONTROLS,
    whole=Matter.LINES,
    also=Matter.UNITS
    | Matter.PROJECTS
    | Matter.PURCHASES
    | Matter.ASSETS
    | Matter.PRIOR
    | Matter.TABLES,
)
def approval_differs(d: Material) -> Iterator[Problem]:
    """收支明细按单位、资金来源、支出类别、项目和科目汇总，应与财政部门的批复数（批复前为控制数）一致。"""
    found = tuple(control_slips(d))
    if not whole_slip(d):
        yield from slip_problems(d, _slips(d, found))
    causes = approval_causes(d)
    yield from (Problem(cause.message, cause.remedy, cause.at) for cause in causes.causes)
    said = {id(slip.control) for slip in found} | causes.controls
    for control, figure, lines in lines_by_control(d.budget):
        made = total(line.amount for line in lines)
        if id(control) in said or made == figure or made < figure <= made + _adrift(d, control):
            continue
        yield Problem(
            f"{named(control)}：明细合计 {d.amount(made)}，批复 {d.amount(figure)}，"
            f"相差 {d.amount(abs(made - figure))}",
            "核对“收支明细”中这些行的金额和资金来源；批复录错的，改“批复控制数”",
            (governing_cell(control, figure), *(line.cell("amount") for line in lines)),
        )


def _adrift(d: Material, control: ControlFigure) -> Decimal:
    """Money of lines that would match but for a unit nobody knows: unit_unknown's, not another finding."""
    anywhere = control.model_copy(update={"unit": ""})
    return total(
        line.amount
        for line in d.budget.lines
        if control.unit and line.unit not in d.budget.unit_by_code and matches(anywhere, line)
    )


@rule(
    "approval-does-not-cover",
    Severity.WARNING,
    Topic.APPROVAL,
    ("budget-law",),
    needs=Matter.CONTROLS,
    whole=Matter.LINES,
    also=Matter.UNITS | Matter.PROJECTS,
)
def approval_does_not_cover(d: Material) -> Iterator[Problem]:
    """每笔收支明细都应有对应的批复控制数。"""
    if not any(governing(c, d.budget.info.stage) is not None for c in d.budget.controls):
        return
    missing: dict[tuple[str, str], list[LineItem]] = defaultdict(list)
    told = approval_causes(d).lines  # approval_differs says where they belong.
    for line in d.budget.lines:
        if id(line) in told:
            continue
        placed = line.unit in d.budget.unit_by_code or len(d.budget.units) < 2
        if placed and not any(matches(control, line) for control in d.budget.controls):
            missing[line.unit, line.source.value].append(line)
    for (unit, source), lines in missing.items():
        yield Problem(
            f"{f'单位 {unit} 有' if unit else '有'} {len(lines)} 行“{source}”明细，“批复控制数”没有对应的行",
            "核对这些行的单位、资金来源、上年结转；确有批复的，在“批复控制数”补上",
            tuple(line.cell("source") for line in lines),
        )


@rule(
    "control-subject-unknown",
    Severity.WARNING,
    Topic.APPROVAL,
    ("classification",),
    needs=Matter.CONTROLS,
    also=Matter.LINES,
)
def control_subject_unknown(d: Material) -> Iterator[Problem]:
    """批复控制数的科目编码应是当年《政府收支分类科目》中的类、款或项。"""
    year = d.budget.info.year
    for field, catalogue in (
        ("function", d.profile.function_catalogue),
        ("economic", d.profile.economic_catalogue),
    ):
        strange: dict[str, list[CellRef]] = defaultdict(list)
        for control in d.budget.controls:
            code = str(getattr(control, field))
            used = any(str(getattr(line, field)).startswith(code) for line in d.budget.lines)
            if code and not used and not catalogue.find(code, year):
                strange[code].append(control.cell(field))
        for code, cells in strange.items():
            what = title_of(ControlFigure, field)
            yield Problem(
                f"{what} {code} 不在{year}年科目表里，也没有明细列在其下",
                "照批复文件核对编码，可在“科目表”里查找",
                tuple(cells),
            )


@rule(
    "approval-not-given", Severity.WARNING, Topic.APPROVAL, ("budget-law",), needs=Matter.CONTROLS
)
def approval_not_given(d: Material) -> Iterator[Problem]:
    """批复阶段应填写批复数，否则无法判断明细是否与批复一致。"""
    if d.budget.info.stage is Stage.APPROVED:
        yield from _nothing_to_compare(
            d,
            "收支总额是否与批复一致",
            "照财政部门的批复文件填写，再检查一次；没有批复文件的，说明理由",
        )


@rule("control-not-given", Severity.NOTICE, Topic.APPROVAL, ("budget-law",), needs=Matter.CONTROLS)
def control_not_given(d: Material) -> Iterator[Problem]:
    """批复前应填写控制数，否则无法判断明细是否超出。"""
    if d.budget.info.stage is not Stage.APPROVED:
        yield from _nothing_to_compare(
            d, "收支明细是否超出控制数", "财政部门下达控制数后，照文件填写，再检查一次"
        )


def _nothing_to_compare(d: Material, asked: str, remedy: str) -> Iterator[Problem]:
    controls, stage = d.budget.controls, d.budget.info.stage
    if any(governing(control, stage) is not None for control in controls):
        return
    field = "approved" if stage is Stage.APPROVED else "control"
    yield Problem(
        f"“批复控制数”没有填写，无法判断{asked}",
        remedy,
        tuple(control.cell(field) for control in controls) or (CellRef(_SHEET, "A1"),),
    )
