"""科目编码: subjects of the catalogue, named, at the level that the law asks for, of the right class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from budgetgen.findings import CellRef, Severity
from budgetgen.law.correspondence import correspondence
from budgetgen.model.records import ControlFigure, LineItem
from budgetgen.model.subjects import Catalogue, is_economic, is_leaf_function
from budgetgen.model.vocabulary import BASIC, FISCAL, Category
from budgetgen.rules.approval.causes import approval_causes
from budgetgen.rules.line_items.demands import grouped
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.tables.engine import prefixes

_GOVERNMENT: Final = "5"
"""All classes of 政府支出经济分类 begin so, and none of 部门支出经济分类."""
_FUNCTION: Final = "2"
"""All classes of 支出功能分类 begin so, and none of an economic classification."""
_KUAN: Final = 5
"""Digits of a 款."""
_LISTED: Final = 3
"""How many subjects a remedy names."""


@rule(
    "economic-code-missing",
    Severity.ERROR,
    Topic.TABLES,
    ("budget-regulation",),
    needs=Matter.LINES,
)
def economic_code_missing(d: Material) -> Iterator[Problem]:
    """基本支出应细化到经济分类款级科目。"""
    # economic_class_unknown says what is wrong with a code of the other classification.
    short = [
        x
        for x in d.budget.lines
        if x.category in BASIC and len(x.economic) < 5 and not x.economic.startswith(_GOVERNMENT)
    ]
    if short:
        table = d.reference("general-basic")
        yield Problem(
            f"{len(short)} 行人员经费或公用经费没有五位的经济科目编码，{table}和“三公”经费会少算",
            "补上五位经济科目编码，如 30201 办公费",
            tuple(line.cell("economic") for line in short),
        )


@rule(
    "function-code-level",
    Severity.ERROR,
    Topic.TABLES,
    ("budget-regulation",),
    needs=Matter.LINES,
)
def function_code_level(d: Material) -> Iterator[Problem]:
    """支出功能分类应细化到项级科目（七位）。"""
    year, catalogue = d.budget.info.year, d.profile.function_catalogue
    # treasury_subject speaks of these; 预备费 has no 项 at all.
    apart = d.profile.law(year).codes("treasury-functions")
    used = (
        (x.function, x.cell("function"))
        for x in d.budget.lines
        if not is_leaf_function(x.function) and x.function not in apart
    )
    for code, cells in grouped(used):
        below = [s for s in catalogue.all(year) if s.level == "项" and s.code.startswith(code)]
        named = "、".join(f"{s.code} {s.name}" for s in below[:_LISTED] if len(code) >= _KUAN)
        more = f"（如 {named}）" if named else ""
        yield Problem(f"功能科目编码 {code} 不是七位的项级编码", f"改为七位的项级科目{more}", cells)


@rule(
    "economic-code-level",
    Severity.ERROR,
    Topic.TABLES,
    ("classification",),
    also=Matter.LINES | Matter.CONTROLS,
)
def economic_code_level(d: Material) -> Iterator[Problem]:
    """经济科目编码是三位的类或五位的款。"""
    short = {id(x) for x in d.budget.lines if x.category in BASIC and len(x.economic) < _KUAN}
    records: tuple[LineItem | ControlFigure, ...] = (
        *(x for x in d.budget.lines if id(x) not in short),  # economic_code_missing says it.
        *d.budget.controls,
    )
    used = ((x.economic, x.cell("economic")) for x in records)
    for code, cells in grouped((c, cell) for c, cell in used if c and not is_economic(c)):
        if not code.startswith(_GOVERNMENT):  # economic_class_unknown says it.
            yield Problem(
                f"经济科目编码 {code} 既不是三位的类，也不是五位的款",
                "改为五位的款级编码，可在“科目表”里查找；批复控制数细到款以下的，合并到款",
                cells,
            )


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
            f"功能科目编码 {code} 的前三位不是科目表里的类，无法列入收支总表",
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
                f"经济科目编码 {code} 的前三位不是科目表里的类，表6和“三公”经费会少算",
                "改正编码，可在“科目表”里查找",
                cells,
            )
            continue
        codes = correspondence().department_codes(code, year)
        named = "、".join(f"{each} {catalogue.name(each, year) or ''}".rstrip() for each in codes)
        which = f"（对应的有：{named}）" if named else "（301至399）"
        yield Problem(
            f"{code} 是政府支出经济分类的编码，应填部门支出经济分类的编码，否则表6和“三公”经费会少算",
            f"改为部门支出经济分类的款级编码{which}；从平台导出的，取“部门经济科目”一列",
            cells,
        )


@rule("subject-unknown", Severity.WARNING, Topic.TABLES, ("classification",), needs=Matter.LINES)
def subject_unknown(d: Material) -> Iterator[Problem]:
    """科目编码应是当年《政府收支分类科目》中的科目。"""
    told = {cell for _, _, cells in _nameless(d) for cell in cells}
    for code, what, catalogue, cells in _unknown(d):
        if told.isdisjoint(cells):  # subject_without_name says it.
            yield Problem(
                f"{what}编码 {code} 不在{d.budget.info.year}年科目表里",
                f"核对编码{_near(d, catalogue, code)}；确有这个科目的，写明名称并说明理由",
                cells,
            )


@rule(
    "subject-without-name",
    Severity.ERROR,
    Topic.TABLES,
    ("budget-regulation", "classification"),
    needs=Matter.LINES,
)
def subject_without_name(d: Material) -> Iterator[Problem]:
    """各表印出的每个科目都应有名称。"""
    for code, blank, cells in _nameless(d):
        own = code in blank
        is_function = code.startswith(_FUNCTION)
        what = "功能科目" if is_function else "经济科目"
        catalogue = d.profile.function_catalogue if is_function else d.profile.economic_catalogue
        typed = f"在灰色的“{what}名称”格里填写名称，或" if own else ""
        yield Problem(
            f"{what} {'、'.join(blank)} 没有名称，各表的科目名称会空着",
            f"核对编码{_near(d, catalogue, code)}；确有这个科目的，{typed}请财政部门在格式方案的科目表里补上",
            cells,
        )


def _nameless(d: Material) -> list[tuple[str, tuple[str, ...], tuple[CellRef, ...]]]:
    """Codes that a table prints, with those of them and of the codes above that have no name."""
    basic = (x for x in d.budget.lines if x.category in BASIC and x.source in FISCAL)
    used = [
        *((x.function, x.cell("function")) for x in d.budget.lines if is_leaf_function(x.function)),
        *((x.economic, x.cell("economic")) for x in basic if is_economic(x.economic)),
    ]
    known = _classes(d, d.profile.function_catalogue) | _classes(d, d.profile.economic_catalogue)
    found = []
    for code, cells in grouped((c, cell) for c, cell in used if c[:3] in known):
        name = d.names.function if code.startswith(_FUNCTION) else d.names.economic
        blank = tuple(each for each in prefixes(code) if not name(each))
        if blank:
            found.append((code, blank, cells))
    return found


def _unknown(d: Material) -> Iterator[tuple[str, str, Catalogue, tuple[CellRef, ...]]]:
    year = d.budget.info.year
    for field, catalogue, what, formed in (
        ("function", d.profile.function_catalogue, "功能科目", lambda _: True),
        ("economic", d.profile.economic_catalogue, "经济科目", is_economic),
    ):
        # A code of no class at all is function_class_unknown's or economic_class_unknown's: one cause, one finding.
        classes = _classes(d, catalogue)
        used = ((str(getattr(x, field)), x.cell(field)) for x in d.budget.lines)
        known = ((c, cell) for c, cell in used if c[:3] in classes and formed(c))
        for code, cells in grouped((c, cell) for c, cell in known if not catalogue.find(c, year)):
            yield code, what, catalogue, cells


def _classes(d: Material, catalogue: Catalogue) -> set[str]:
    return {subject.code[:3] for subject in catalogue.all(d.budget.info.year)}


def _near(d: Material, catalogue: Catalogue, code: str) -> str:
    near = "、".join(f"{s.code} {s.name}" for s in catalogue.near(code, d.budget.info.year))
    return f"，相近的有：{near}" if near else ""


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
            f"经济科目 {code} 一般列{natural[code[:3]]}，这里列的是{category}",
            "核对支出类别和经济科目编码",
            tuple(line.cell("category") for line in lines),
        )
