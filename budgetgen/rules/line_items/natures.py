"""科目和收入与单位性质: what only administrative units have, what only institutions have, and who has affiliates.

参照公务员法管理的事业单位 use either kind of subject from place to place: nothing is said of them, nor of a unit whose
单位性质 is none of the words that the law file lists.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from enum import Enum, auto

from budgetgen.findings import Severity
from budgetgen.model.money import total
from budgetgen.model.records import LineItem, Unit
from budgetgen.model.vocabulary import Category, Scope, Source
from budgetgen.rules.line_items.between_units import is_above
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule


class _Kind(Enum):
    ADMINISTRATIVE = auto()
    INSTITUTION = auto()


def _kind(d: Material, unit: Unit) -> _Kind | None:
    """What a unit is beyond doubt."""
    law = d.profile.law(d.budget.info.year)
    words = unit.nature_words
    if words & set(law.codes("civil-service-natures")):
        return None
    administrative = bool(words & set(law.codes("administrative-natures")))
    institution = bool(words & set(law.codes("institution-natures")))
    if administrative is institution:
        return None
    return _Kind.ADMINISTRATIVE if administrative else _Kind.INSTITUTION


def _lines_of(d: Material, kind: _Kind) -> Iterator[tuple[Unit, LineItem]]:
    known = d.budget.unit_by_code
    kinds = {code: _kind(d, unit) for code, unit in known.items()}
    for line in d.budget.lines:
        if kinds.get(line.unit) is kind:
            yield known[line.unit], line


@rule(
    "subject-of-administrative-units",
    Severity.WARNING,
    Topic.TABLES,
    ("classification",),
    needs=Matter.UNITS | Matter.LINES,
)
def subject_of_administrative_units(d: Material) -> Iterator[Problem]:
    """行政运行、行政单位医疗是行政单位的科目，事业单位用事业运行等相应的科目。"""
    yield from _of_the_other(d, _Kind.INSTITUTION, "administrative-functions", _TO_MEND)


@rule(
    "subject-of-institutions",
    Severity.WARNING,
    Topic.TABLES,
    ("classification",),
    needs=Matter.UNITS | Matter.LINES,
)
def subject_of_institutions(d: Material) -> Iterator[Problem]:
    """事业运行、事业单位医疗是事业单位的科目，行政单位用行政运行等相应的科目。"""
    yield from _of_the_other(d, _Kind.ADMINISTRATIVE, "institution-functions", _TO_MEND)


@rule(
    "retirees-of-another-nature",
    Severity.NOTICE,
    Topic.TABLES,
    ("classification",),
    needs=Matter.UNITS | Matter.LINES,
)
def retirees_of_another_nature(d: Material) -> Iterator[Problem]:
    """离退休经费按离退休人员原来的单位性质列科目，与本单位的性质不同的应核对。"""
    remedy = "代管所属单位离退休人员的，不用改；是本单位人员的，改功能科目编码"
    yield from _of_the_other(d, _Kind.INSTITUTION, "administrative-retirees", remedy)
    yield from _of_the_other(d, _Kind.ADMINISTRATIVE, "institution-retirees", remedy)


_TO_MEND = "改为与单位性质相符的功能科目，或核对单位编码和单位性质；批复如此的，说明理由"


def _of_the_other(d: Material, kind: _Kind, law: str, remedy: str) -> Iterator[Problem]:
    """Lines of units of one kind under subjects of the other; subjects are known by their names."""
    names = set(d.profile.law(d.budget.info.year).codes(law))
    wrong: dict[str, list[LineItem]] = defaultdict(list)
    for unit, line in _lines_of(d, kind):
        if d.names.function(line.function) in names:
            wrong[unit.code].append(line)
    for code, lines in wrong.items():
        unit = d.budget.unit_by_code[code]
        used = dict.fromkeys(f"{x.function} {d.names.function(x.function)}" for x in lines)
        yield Problem(
            f"{unit.name}的单位性质是“{unit.nature}”，{'、'.join(used)}"
            f"却列了 {d.amount(total(x.amount for x in lines))}",
            remedy,
            tuple(line.cell("function") for line in lines),
        )


@rule(
    "income-of-institutions",
    Severity.WARNING,
    Topic.TABLES,
    ("rules-of-institutions",),
    needs=Matter.UNITS | Matter.LINES,
)
def income_of_institutions(d: Material) -> Iterator[Problem]:
    """事业收入、经营收入是事业单位的收入，行政单位没有。"""
    wrong: dict[tuple[str, Source], list[LineItem]] = defaultdict(list)
    for unit, line in _lines_of(d, _Kind.ADMINISTRATIVE):
        if line.source in (Source.UNDERTAKING, Source.OPERATING):
            wrong[unit.code, line.source].append(line)
    for (code, source), lines in wrong.items():
        unit = d.budget.unit_by_code[code]
        yield Problem(
            f"{unit.name}的单位性质是“{unit.nature}”，却有{source}"
            f" {d.amount(total(x.amount for x in lines))}",
            "改资金来源，如其他收入；是所属事业单位的，改单位编码",
            tuple(line.cell("source") for line in lines),
        )


@rule(
    "affiliate-unknown",
    Severity.WARNING,
    Topic.TABLES,
    ("rules-of-institutions",),
    needs=Matter.UNITS | Matter.LINES,
)
def affiliate_unknown(d: Material) -> Iterator[Problem]:
    """附属单位上缴收入、对附属单位补助支出，要有附属单位；单位自己的公开文件不列附属单位，不作判断。"""
    known = d.budget.unit_by_code
    if d.budget.info.scope is not Scope.DEPARTMENT:
        return
    above = {one for one in known for other in known if is_above(d.budget, one, other)}
    found: dict[str, list[LineItem]] = defaultdict(list)
    for line in d.budget.lines:
        if line.unit not in known or line.unit in above or line.counterpart:
            continue
        if line.source is Source.AFFILIATE:
            found[Source.AFFILIATE].append(line)
        elif line.category is Category.TO_AFFILIATE:
            found[Category.TO_AFFILIATE].append(line)
    for what, lines in found.items():
        field = "source" if what == Source.AFFILIATE else "category"
        yield Problem(
            f"有{what} {d.amount(total(x.amount for x in lines))}，但“机构设置”里没有这个单位的附属单位",
            "核对支出类别和资金来源；附属单位不编部门预算的，说明理由",
            tuple(line.cell(field) for line in lines),
        )
