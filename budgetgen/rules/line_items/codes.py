"""编码: units and projects named in several sheets, and what their codes tell."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from budgetgen.findings import CellRef, Severity
from budgetgen.model.records import LineItem, Project, Purchase
from budgetgen.model.vocabulary import Scope, Stage
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.publicity.dates import is_wrong_scope
from budgetgen.rules.registry import Problem, Topic, rule

_CODE: Final = re.compile(r"(?P<area>\d{6})(?P<year>\d{2})P[0-9A-Z]{12}")
_AREA: Final = re.compile(r"[1-9]\d{5}")
_TEMPORARY: Final = re.compile(r"新\d+")
_LIKE: Final = re.compile(r"\d{6,}[0-9A-Za-z]{8,}")


@rule(
    "unit-not-used",
    Severity.WARNING,
    Topic.IDENTITY,
    ("budget-law",),
    needs=Matter.UNITS | Matter.LINES,
)
def unit_not_used(d: Material) -> Iterator[Problem]:
    """机构设置的每个单位都应有收支明细。"""
    used = {line.unit for line in d.budget.lines}
    if not d.budget.has_several_units or not d.budget.lines:
        return
    if used - d.budget.unit_by_code.keys():
        return  # Lines without a unit or with an unknown one: unit_unknown and unit_missing say it.
    for unit in d.budget.units:
        if unit.code not in used:
            yield Problem(
                f"{unit.name}没有收支明细",
                "补上这个单位的明细；没有预算或并入其他单位的，说明理由",
                (unit.cell("code"),),
            )


@rule(
    "unit-of-project-differs",
    Severity.WARNING,
    Topic.IDENTITY,
    ("form-itself",),
    needs=Matter.PROJECTS,
    also=Matter.UNITS | Matter.LINES | Matter.PURCHASES,
)
def unit_of_project_differs(d: Material) -> Iterator[Problem]:
    """明细和采购的单位应是项目所属的单位。"""
    away: dict[str, list[CellRef]] = defaultdict(list)
    units: dict[str, list[str]] = defaultdict(list)
    known = d.budget.unit_by_code
    records: tuple[LineItem | Purchase, ...] = (*d.budget.lines, *d.budget.purchases)
    for record in records:
        project = d.budget.project_by_code.get(record.project)
        if project and record.unit != project.unit and {record.unit, project.unit} <= known.keys():
            away[project.code].append(record.cell("unit"))
            units[project.code].append(record.unit)
    for code, cells in away.items():
        project = d.budget.project_by_code[code]
        others = "、".join(dict.fromkeys(units[code]))
        yield Problem(
            f"项目“{project.name}”属单位 {project.unit}，这里填的是 {others}",
            "改单位编码，或核对项目编码；几个单位共用一个项目的，说明理由",
            tuple(cells),
        )


@rule(
    "unit-scope-has-several",
    Severity.ERROR,
    Topic.IDENTITY,
    ("budget-regulation",),
    needs=Matter.UNITS,
)
def unit_scope_has_several(d: Material) -> Iterator[Problem]:
    """口径是单位的，只应有一个单位；有所属单位的，口径是部门。"""
    if is_wrong_scope(d):
        yield Problem(
            f"口径是“{Scope.UNIT}”，“机构设置”却有 {len(d.budget.units)} 个单位",
            "口径改为“部门”；只公开一个单位的，只留这个单位，或在命令里用 --unit 指明",
            (d.budget.info.cell("scope"), *(unit.cell("code") for unit in d.budget.units)),
        )


@rule("agency-code-differs", Severity.NOTICE, Topic.IDENTITY, ("form-itself",), needs=Matter.UNITS)
def agency_code_differs(d: Material) -> Iterator[Problem]:
    """单位编码一般以部门编码开头。"""
    code = d.budget.info.code
    cells = tuple(u.cell("code") for u in d.budget.units if not u.code.startswith(code))
    if code and cells:
        yield Problem(
            f"{len(cells)} 个单位编码不以部门编码 {code} 开头", "核对部门编码和单位编码", cells
        )


@rule("area-code-form", Severity.WARNING, Topic.IDENTITY, ("form-itself",))
def area_code_form(d: Material) -> Iterator[Problem]:
    """行政区划代码是六位数字。"""
    info = d.budget.info
    if info.area_code and not _AREA.fullmatch(info.area_code):
        yield Problem(
            f"行政区划代码“{info.area_code}”不是六位数字", "照民政部公布的代码填，不知道的空着",
            (info.cell("area_code"),),
        )  # fmt: skip


@rule(
    "project-code-form",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-ban-2023-12",),
    needs=Matter.PROJECTS,
)
def project_code_form(d: Material) -> Iterator[Problem]:
    """项目编码为21位：行政区划6位、年份2位、字母P、流水12位（按已公开的编码归纳，供参考）。"""
    formed = _formed(d)
    wrong = [p for p in d.budget.projects if p.code not in formed and _LIKE.fullmatch(p.code)]
    if formed and wrong:
        yield Problem(
            f"{len(wrong)} 个项目编码的位数或写法与其他项目不同（应为21位，第9位是P）",
            "照一体化系统里的项目编码改正", _cells(wrong),
        )  # fmt: skip


@rule(
    "project-code-late",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-ban-2023-12",),
    needs=Matter.PROJECTS,
    formerly=("project-code-form",),
)
def project_code_late(d: Material) -> Iterator[Problem]:
    """项目编码里的年份不应晚于预算年度（按已公开的编码归纳，供参考）。"""
    formed = _formed(d)
    late = [p for p in d.budget.projects if _year(formed, p) > d.budget.info.year % 100]
    if late:
        yield Problem(f"{len(late)} 个项目编码里的年份晚于预算年度", "核对项目编码", _cells(late))


@rule(
    "project-code-area",
    Severity.WARNING,
    Topic.PROJECTS,
    ("cai-ban-2023-12",),
    needs=Matter.PROJECTS,
    formerly=("project-code-form",),
)
def project_code_area(d: Material) -> Iterator[Problem]:
    """一个部门的项目编码，开头的行政区划代码应相同（按已公开的编码归纳，供参考）。"""
    formed = _formed(d)
    areas = Counter(m["area"] for m in formed.values())
    usual, times = areas.most_common(1)[0] if areas else ("", 0)
    strange = [p for p in d.budget.projects if p.code in formed and formed[p.code]["area"] != usual]
    if strange and times > len(formed) / 2:
        yield Problem(
            f"{len(strange)} 个项目编码的行政区划代码与其他项目的 {usual} 不同",
            "核对项目编码", _cells(strange),
        )  # fmt: skip


def _formed(d: Material) -> dict[str, re.Match[str]]:
    """Codes of the platform's form; none in a place with codes of its own, or where none is printed."""
    if not d.profile.project.header:
        return {}
    return {p.code: m for p in d.budget.projects if (m := _CODE.fullmatch(p.code))}


def _year(formed: dict[str, re.Match[str]], project: Project) -> int:
    return int(formed[project.code]["year"]) if project.code in formed else 0


def _cells(projects: list[Project]) -> tuple[CellRef, ...]:
    return tuple(project.cell("code") for project in projects)


@rule(
    "project-code-temporary",
    Severity.NOTICE,
    Topic.PROJECTS,
    ("cai-ban-2023-12",),
    needs=Matter.PROJECTS,
)
def project_code_temporary(d: Material) -> Iterator[Problem]:
    """批复后，其他项目已有正式编码的，临时编码应换成正式编码。"""
    printed = d.profile.project.header and d.budget.info.stage is Stage.APPROVED
    temporary = [p for p in d.budget.projects if _TEMPORARY.fullmatch(p.code)]
    if printed and temporary and len(temporary) < len(d.budget.projects):
        yield Problem(
            f"{len(temporary)} 个项目仍用临时编码，公开文件会印出", "改为一体化系统里的项目编码，各表一并改",
            _cells(temporary),
        )  # fmt: skip
