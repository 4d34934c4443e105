"""What the line items themselves demand: known units, projects and subjects, legal combinations."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from budgetgen.findings import CellRef, Severity
from budgetgen.law.correspondence import correspondence
from budgetgen.model.records import LineItem, Record
from budgetgen.model.subjects import Catalogue, Subject, is_leaf_function
from budgetgen.model.vocabulary import BASIC, PAYS, Category, Source
from budgetgen.rules.approval.causes import approval_causes
from budgetgen.rules.goals.figures import named_codes
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule

_GOVERNMENT: Final = "5"
"""All classes of 政府支出经济分类 begin so, and none of 部门支出经济分类."""
_BUDGET_OF = {"政府性基金": Source.FUND, "国有资本经营": Source.STATE_CAPITAL}


def _grouped(pairs: Iterator[tuple[str, CellRef]]) -> Iterator[tuple[str, tuple[CellRef, ...]]]:
    """Cells by the value they hold: one cause, one finding."""
    found: dict[str, list[CellRef]] = defaultdict(list)
    for value, cell in pairs:
        found[value].append(cell)
    yield from ((value, tuple(cells)) for value, cells in found.items())


def _without_zeros(code: str, known: Iterable[str]) -> str:
    """The known code that this one is without its leading zeros: what a spreadsheet makes of it."""
    for each in known:
        if each != code and each.lstrip("0") == code.lstrip("0"):
            return f"是不是 {each}，前面的 0 不一样？先把单元格格式设为“文本”，再填编码；"
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
    for code, cells in _grouped((code, cell) for code, cell in used if code and code not in known):
        yield Problem(
            f"单位编码 {code} 不在“机构设置”里",
            f"{_without_zeros(code, known)}改正编码，或在“机构设置”补上这个单位；说的是整个部门的，编码空着",
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
    """机构设置应至少有一个单位；有几个单位时，每笔明细应写明单位编码。"""
    if not d.budget.units:
        yield Problem(
            "“机构设置”没有单位", "每个单位填一行，部门本级也要填", (CellRef("机构设置"),)
        )
    elif len(d.budget.units) > 1:
        cells = tuple(line.cell("unit") for line in d.budget.lines if not line.unit)
        if cells:
            yield Problem(
                f"有 {len(cells)} 行明细没有单位编码，分不清是哪个单位的", "补上单位编码", cells
            )


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
            yield Problem(f"{what} {code} 用了 {counts[code]} 次", "一个编码只对应一行", cells)


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
    for code, cells in _grouped((code, cell) for code, cell in used if code and code not in known):
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
    """项目支出应写明项目编码；其他类别的支出不得挂在项目下。"""
    told = approval_causes(d).lines  # approval_differs says which category is right.
    lines = [line for line in d.budget.lines if id(line) not in told]
    nameless = [x for x in lines if x.category is Category.PROJECT and not x.project]
    if nameless:
        yield Problem(
            f"{len(nameless)} 行项目支出没有项目编码，项目预算数会少算",
            "补上项目编码；不是项目支出的，改支出类别",
            tuple(line.cell("project") for line in nameless),
        )
    basic = [x for x in lines if x.category in BASIC and x.project]
    if basic:
        yield Problem(
            f"{len(basic)} 行基本支出挂了项目编码，不会计入项目预算数",
            "删去项目编码；确是项目支出的，改支出类别",
            tuple(line.cell("project") for line in basic),
        )


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


@rule(
    "economic-code-missing",
    Severity.ERROR,
    Topic.TABLES,
    ("budget-regulation",),
    needs=Matter.LINES,
)
def economic_code_missing(d: Material) -> Iterator[Problem]:
    """基本支出应细化到经济分类款级科目。"""
    short = [x for x in d.budget.lines if x.category in BASIC and len(x.economic) < 5]
    if short:
        table = d.reference("general-basic")
        yield Problem(
            f"{len(short)} 行人员经费或公用经费没有五位的经济科目编码，{table}和“三公”经费会少算",
            "补上五位经济科目编码，如 30201 办公费",
            tuple(line.cell("economic") for line in short),
        )


@rule(
    "function-code-level",
    Severity.WARNING,
    Topic.TABLES,
    ("budget-regulation",),
    needs=Matter.LINES,
)
def function_code_level(d: Material) -> Iterator[Problem]:
    """支出功能分类应细化到项级科目（七位）。"""
    used = (
        (x.function, x.cell("function")) for x in d.budget.lines if not is_leaf_function(x.function)
    )
    for code, cells in _grouped(used):
        yield Problem(f"功能科目编码 {code} 不是七位，没有到项级", "改为七位的项级科目", cells)


@rule(
    "function-class-unknown", Severity.ERROR, Topic.TABLES, ("classification",), needs=Matter.LINES
)
def function_class_unknown(d: Material) -> Iterator[Problem]:
    """功能科目应属于收支总表列出的各类。"""
    year = d.budget.info.year
    classes = {each.code for each in d.profile.function_catalogue.classes(year)}
    used = ((x.function, x.cell("function")) for x in d.budget.lines)
    for code, cells in _grouped((c, cell) for c, cell in used if c[:3] not in classes):
        yield Problem(
            f"功能科目编码 {code} 的前三位不是任何一类，收支总表里没有它的位置",
            "改正编码，可在“科目表”里查找",
            cells,
        )


@rule(
    "economic-class-unknown",
    Severity.ERROR,
    Topic.TABLES,
    ("classification", "cai-yu-2017-98"),
    needs=Matter.LINES,
)
def economic_class_unknown(d: Material) -> Iterator[Problem]:
    """经济科目编码应是部门支出经济分类的（301至399），不是政府支出经济分类的（501至599）。"""
    year, catalogue = d.budget.info.year, d.profile.economic_catalogue
    classes = {subject.code[:3] for subject in catalogue.all(year)}
    used = ((x.economic, x.cell("economic")) for x in d.budget.lines if x.economic)
    for code, cells in _grouped((c, cell) for c, cell in used if c[:3] not in classes):
        if not code.startswith(_GOVERNMENT):
            yield Problem(
                f"经济科目编码 {code} 的前三位不是任何一类，表6和“三公”经费会少算",
                "改正编码，可在“科目表”里查找",
                cells,
            )
            continue
        codes = correspondence().department_codes(code, year)
        named = "、".join(f"{each} {catalogue.name(each, year) or ''}".rstrip() for each in codes)
        which = f"（对应的有：{named}）" if named else "（301至399）"
        yield Problem(
            f"{code} 是政府支出经济分类的编码，这里要填部门支出经济分类的；照这样填，表6和“三公”经费会少算",
            f"改为部门支出经济分类的款级编码{which}；从平台导出的，取“部门经济科目”那一列",
            cells,
        )


@rule("subject-unknown", Severity.WARNING, Topic.TABLES, ("classification",), needs=Matter.LINES)
def subject_unknown(d: Material) -> Iterator[Problem]:
    """科目编码应是当年《政府收支分类科目》中的科目。"""
    for field, catalogue, what in (
        ("function", d.profile.function_catalogue, "功能科目"),
        ("economic", d.profile.economic_catalogue, "经济科目"),
    ):
        yield from _unknown(d, field, catalogue, what)


def _unknown(d: Material, field: str, catalogue: Catalogue, what: str) -> Iterator[Problem]:
    year = d.budget.info.year
    # A code of no class at all is function_class_unknown's or economic_class_unknown's: one cause, one finding.
    classes = {subject.code[:3] for subject in catalogue.all(year)}
    used = ((str(getattr(x, field)), x.cell(field)) for x in d.budget.lines)
    strange = ((c, cell) for c, cell in used if c[:3] in classes and not catalogue.find(c, year))
    for code, cells in _grouped(strange):
        near = "、".join(f"{s.code} {s.name}" for s in catalogue.near(code, year))
        yield Problem(
            f"{what}编码 {code} 在{year}年科目表里没有",
            f"核对编码{f'，相近的有：{near}' if near else ''}；确有这个科目的，写明名称并说明理由",
            cells,
        )


@rule(
    "subject-of-another-budget",
    Severity.ERROR,
    Topic.TABLES,
    ("classification",),
    needs=Matter.LINES,
)
def subject_of_another_budget(d: Material) -> Iterator[Problem]:
    """政府性基金、国有资本经营预算的科目只能用本预算的资金安排。"""
    yield from _foreign(d, sure=True)


@rule(
    "subject-of-another-budget-unsure",
    Severity.WARNING,
    Topic.TABLES,
    ("classification",),
    needs=Matter.LINES,
)
def subject_of_another_budget_unsure(d: Material) -> Iterator[Problem]:
    """科目所属预算与资金来源不一致（该科目未经核对，仅作提醒）。"""
    yield from _foreign(d, sure=False)


def _foreign(d: Material, sure: bool) -> Iterator[Problem]:
    year, catalogue = d.budget.info.year, d.profile.function_catalogue
    wrong: dict[tuple[str, Source], list[LineItem]] = defaultdict(list)
    for line in d.budget.lines:
        subject = catalogue.find(line.function, year)
        if subject and subject.trust.may_raise_error is sure and _is_foreign(subject, line):
            wrong[line.function, line.source].append(line)
    for (code, source), lines in wrong.items():
        subject = catalogue.find(code, year)
        assert subject is not None
        yield Problem(
            f"{code} {subject.name}是{subject.budget}预算的科目，资金来源却是“{source}”",
            "改资金来源，或改功能科目编码",
            tuple(line.cell("source") for line in lines),
        )


def _is_foreign(subject: Subject, line: LineItem) -> bool:
    belongs = _BUDGET_OF.get(subject.budget)
    fiscal_line = line.source in (Source.GENERAL, Source.FUND, Source.STATE_CAPITAL)
    return belongs is not None and fiscal_line and line.source is not belongs


@rule(
    "economic-class-differs",
    Severity.WARNING,
    Topic.TABLES,
    ("hebei-form",),
    needs=Matter.LINES,
    also=Matter.UNITS | Matter.CONTROLS | Matter.PROJECTS,
)
def economic_class_differs(d: Material) -> Iterator[Problem]:
    """工资福利支出、对个人和家庭的补助列人员经费，商品和服务支出、资本性支出列公用经费。"""
    law = d.profile.law(d.budget.info.year)
    natural = dict.fromkeys(law.codes("personnel-economics"), Category.PERSONNEL)
    natural |= dict.fromkeys(law.codes("public-economics"), Category.PUBLIC)
    wrong: dict[tuple[str, Category], list[LineItem]] = defaultdict(list)
    told = approval_causes(d).lines  # approval_differs says which category is right.
    for line in d.budget.lines:
        expected = natural.get(line.economic[:3])
        if line.category not in BASIC or id(line) in told:
            continue
        if expected and line.category is not expected:
            wrong[line.economic, line.category].append(line)
    for (code, category), lines in wrong.items():
        yield Problem(
            f"经济科目 {code} 一般列{natural[code[:3]]}，这里填的是{category}",
            "核对支出类别和经济科目编码",
            tuple(line.cell("category") for line in lines),
        )
