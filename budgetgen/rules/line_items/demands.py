"""What the line items themselves demand: known units and projects, sources that may pay."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from budgetgen.findings import CellRef, Severity
from budgetgen.model.records import LineItem, Record
from budgetgen.model.vocabulary import BASIC, PAYS, Category, Source
from budgetgen.rules.approval.causes import approval_causes
from budgetgen.rules.goals.figures import named_codes
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule


def grouped(pairs: Iterator[tuple[str, CellRef]]) -> Iterator[tuple[str, tuple[CellRef, ...]]]:
    """Cells by the value they hold: one cause, one finding."""
    found: dict[str, list[CellRef]] = defaultdict(list)
    for value, cell in pairs:
        found[value].append(cell)
    yield from ((value, tuple(cells)) for value, cells in found.items())


def _without_zeros(code: str, known: Iterable[str]) -> str:
    """The known code that this one is without its leading zeros: what a spreadsheet makes of it."""
    for each in known:
        if each != code and each.lstrip("0") == code.lstrip("0"):
            return f"可能是 {each}，只是前面的 0 不同：先把单元格格式设为“文本”，再填编码；"
    return ""


@rule(
    "unit-unknown",
    Severity.ERROR,
    Topic.IDENTITY,
    ("form-itself",),
    needs=Matter.UNITS,
    also=Matter.CONTROLS
    | Matter.LINES
    | Matter.PROJECTS
    | Matter.PURCHASES
    | Matter.ASSETS
    | Matter.PRIOR
    | Matter.REASONS
    | Matter.DUTIES
    | Matter.GOALS
    | Matter.EXTRA_TEXTS,
)
def unit_unknown(d: Material) -> Iterator[Problem]:
    """各表的单位编码都应在机构设置中。"""
    b = d.budget
    records: tuple[Record, ...] = (
        *b.lines, *b.projects, *b.purchases, *b.controls,
        *b.assets, *b.prior, *b.reasons, *b.duties, *b.goals, *b.extra_texts,
    )  # fmt: skip
    used = ((str(getattr(each, "unit", "")), each.cell("unit")) for each in records)
    known = b.unit_by_code
    for code, cells in grouped((code, cell) for code, cell in used if code and code not in known):
        yield Problem(
            f"单位编码 {code} 不在“机构设置”里",
            f"{_without_zeros(code, known)}改正编码，或在“机构设置”补上这个单位；是整个部门的，编码空着",
            cells,
        )


@rule(
    "unit-missing",
    Severity.ERROR,
    Topic.IDENTITY,
    ("form-itself",),
    needs=Matter.UNITS | Matter.LINES,
)
def unit_missing(d: Material) -> Iterator[Problem]:
    """机构设置应至少有一个单位。"""
    if not d.budget.units:
        yield Problem(
            "“机构设置”没有填单位", "每个单位填一行，部门本级也要填", (CellRef("机构设置"),)
        )


@rule(
    "line-without-unit",
    Severity.ERROR,
    Topic.IDENTITY,
    ("form-itself",),
    needs=Matter.UNITS | Matter.LINES,
    formerly=("unit-missing",),
)
def line_without_unit(d: Material) -> Iterator[Problem]:
    """有几个单位时，每笔明细应写明单位编码。"""
    cells = tuple(line.cell("unit") for line in d.budget.lines if not line.unit)
    if len(d.budget.units) > 1 and cells:
        yield Problem(f"{len(cells)} 行明细没有单位编码，无法归入单位", "补上单位编码", cells)


@rule(
    "code-duplicate",
    Severity.ERROR,
    Topic.IDENTITY,
    ("form-itself",),
    also=Matter.UNITS | Matter.PROJECTS,
)
def code_duplicate(d: Material) -> Iterator[Problem]:
    """单位编码、项目编码不得重复。"""
    for what, records in (("单位编码", d.budget.units), ("项目编码", d.budget.projects)):
        counts = Counter(each.code for each in records if each.code)
        for code in (code for code, n in counts.items() if n > 1):
            cells = tuple(each.cell("code") for each in records if each.code == code)
            yield Problem(
                f"{what} {code} 用了 {counts[code]} 次", "改正重复的编码，一个编码只填一行", cells
            )


@rule(
    "project-unknown",
    Severity.ERROR,
    Topic.PROJECTS,
    ("form-itself",),
    needs=Matter.PROJECTS,
    also=Matter.CONTROLS | Matter.LINES | Matter.INDICATORS | Matter.PURCHASES | Matter.GOALS,
)
def project_unknown(d: Material) -> Iterator[Problem]:
    """明细、绩效指标、政府采购中的项目编码都应在项目表中。"""
    b = d.budget
    records: tuple[Record, ...] = (*b.lines, *b.indicators, *b.purchases, *b.controls)
    used = [(str(getattr(each, "project", "")), each.cell("project")) for each in records]
    elsewhere = {code for code, _ in used}
    used += [(x, g.cell("projects")) for g in b.goals for x in named_codes(g) if x in elsewhere]
    known = b.project_by_code
    for code, cells in grouped((code, cell) for code, cell in used if code and code not in known):
        yield Problem(
            f"项目编码 {code} 不在“项目”表里",
            f"{_without_zeros(code, known)}改正编码，或在“项目”表补上这个项目",
            cells,
        )


@rule(
    "project-line-without-project",
    Severity.ERROR,
    Topic.PROJECTS,
    ("budget-regulation",),
    needs=Matter.LINES,
    also=Matter.UNITS | Matter.CONTROLS | Matter.PROJECTS,
)
def project_line_without_project(d: Material) -> Iterator[Problem]:
    """项目支出应写明项目编码。"""
    lines = _in_their_category(d)
    nameless = [x for x in lines if x.category is Category.PROJECT and not x.project]
    if nameless:
        yield Problem(
            f"{len(nameless)} 行项目支出没有项目编码，项目预算数会少算",
            "补上项目编码；不是项目支出的，改支出类别",
            tuple(line.cell("project") for line in nameless),
        )


@rule(
    "basic-line-with-project",
    Severity.ERROR,
    Topic.PROJECTS,
    ("budget-regulation",),
    needs=Matter.LINES,
    also=Matter.UNITS | Matter.CONTROLS | Matter.PROJECTS,
    formerly=("project-line-without-project",),
)
def basic_line_with_project(d: Material) -> Iterator[Problem]:
    """基本支出不得挂在项目下。"""
    basic = [x for x in _in_their_category(d) if x.category in BASIC and x.project]
    if basic:
        yield Problem(
            f"{len(basic)} 行基本支出填了项目编码，不会计入项目预算数",
            "删去项目编码；确是项目支出的，改支出类别",
            tuple(line.cell("project") for line in basic),
        )


def _in_their_category(d: Material) -> list[LineItem]:
    """The lines but those of which approval_differs says that they belong to another 支出类别."""
    told = approval_causes(d).lines
    return [line for line in d.budget.lines if id(line) not in told]


@rule("source-cannot-pay", Severity.ERROR, Topic.TABLES, ("budget-regulation",), needs=Matter.LINES)
def source_cannot_pay(d: Material) -> Iterator[Problem]:
    """经营支出由经营收入安排；上缴上级支出、对附属单位补助支出不得用财政拨款安排。"""
    wrong: dict[tuple[Category, Source], list[LineItem]] = defaultdict(list)
    for line in d.budget.lines:
        if line.source not in PAYS[line.category]:
            wrong[line.category, line.source].append(line)
    for (category, source), lines in wrong.items():
        may = "、".join(each.value for each in Source if each in PAYS[category])
        yield Problem(
            f"“{category}”不能用“{source}”安排",
            f"改支出类别，或改资金来源（可用：{may}）",
            tuple(line.cell("source") for line in lines),
        )
