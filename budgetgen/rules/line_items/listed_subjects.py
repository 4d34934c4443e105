"""科目编码: subjects of the catalogue, at the level that the law asks for, of the right budget and class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from budgetgen.findings import Severity
from budgetgen.law.correspondence import correspondence
from budgetgen.model.records import LineItem
from budgetgen.model.subjects import Catalogue, Subject, is_leaf_function
from budgetgen.model.vocabulary import BASIC, Category, Source
from budgetgen.rules.approval.causes import approval_causes
from budgetgen.rules.line_items.demands import grouped
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule

_GOVERNMENT: Final = "5"
"""All classes of 政府支出经济分类 begin so, and none of 部门支出经济分类."""
_BUDGET_OF = {"政府性基金": Source.FUND, "国有资本经营": Source.STATE_CAPITAL}


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
    for code, cells in grouped(used):
        yield Problem(f"功能科目编码 {code} 不是七位，没有到项级", "改为七位的项级科目", cells)


@rule(
    "function-class-unknown", Severity.ERROR, Topic.TABLES, ("classification",), needs=Matter.LINES
)
def function_class_unknown(d: Material) -> Iterator[Problem]:
    """功能科目应属于收支总表列出的各类。"""
    year = d.budget.info.year
    classes = {each.code for each in d.profile.function_catalogue.classes(year)}
    used = ((x.function, x.cell("function")) for x in d.budget.lines)
    for code, cells in grouped((c, cell) for c, cell in used if c[:3] not in classes):
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
    for code, cells in grouped((c, cell) for c, cell in used if c[:3] not in classes):
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
    for code, cells in grouped(strange):
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
