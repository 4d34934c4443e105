"""科目搭配: functional and economic subjects, categories and sources that belong together."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Final

from budgetgen.findings import Severity
from budgetgen.law.values import Law
from budgetgen.model.money import total
from budgetgen.model.records import LineItem
from budgetgen.model.vocabulary import BASIC, Category, FundLevel, Source
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule

_HALF: Final = Decimal("0.5")
_OTHERS: Final = frozenset({"30199", "30299", "39999"})
_BASIC_ONLY: Final = frozenset({"行政运行", "事业运行"})
_PROJECTS_ONLY: Final = "一般行政管理事务"
_WAGES: Final = frozenset({"30101", "30102", "30103", "30107"})
_SOCIAL: Final = frozenset({"208", "210", "221"})
_RETIRED: Final = "20805"
_FEW: Final = Decimal("0.1")
_FROM_ABOVE: Final = re.compile(
    "提前下达|转移支付|上级专项|(?:中央|省级|市级|上级)(?:财政)?[^，。；]{0,12}(?:补助|专项)资金"
)


@cache
def _pairs(table: str) -> dict[str, tuple[str, ...]]:
    text = (files(__package__) / "natural_functions.toml").read_text(encoding="utf-8")
    return {code: tuple(codes) for code, codes in tomllib.loads(text)[table].items()}


@rule(
    "natural-function-subject",
    Severity.WARNING,
    Topic.TABLES,
    ("classification",),
    needs=Matter.LINES,
)
def natural_function_subject(d: Material) -> Iterator[Problem]:
    """社会保险缴费、住房公积金、离退休费等基本支出应列相应的功能科目（按通行做法，供参考）。"""
    law = d.profile.law(d.budget.info.year)
    basic = [x for x in d.budget.lines if x.category in BASIC and not _class_differs(x, law)]
    away: dict[str, list[LineItem]] = defaultdict(list)
    strange: dict[str, list[LineItem]] = defaultdict(list)
    for line in basic:
        natural = _pairs("function_of_economic").get(line.economic)
        if natural and not line.function.startswith(natural):
            away[line.economic].append(line)
        elif not natural and _is_strange(line):
            strange[line.function].append(line)
    for code, lines in away.items():
        wanted = "、".join(_shown(d, x) for x in _pairs("function_of_economic")[code])
        yield Problem(
            f"{_economic(d, code)}一般列功能科目{wanted}，这里列在 {_codes(lines)}",
            "改功能科目编码；有专门规定的，说明理由",
            tuple(line.cell("function") for line in lines),
        )
    for code, lines in strange.items():
        used = "、".join(dict.fromkeys(_economic(d, line.economic) for line in lines))
        yield Problem(
            f"功能科目{_shown(d, code)}下一般没有{used}",
            "核对功能科目编码和经济科目编码，可能错行；有专门规定的，说明理由",
            tuple(line.cell("function") for line in lines),
        )


def _class_differs(line: LineItem, law: Law) -> bool:
    """economic_class_differs says it: the economic subject itself is doubtful."""
    personnel = line.economic.startswith(law.codes("personnel-economics"))
    public = line.economic.startswith(law.codes("public-economics"))
    return (personnel and line.category is Category.PUBLIC) or (
        public and line.category is Category.PERSONNEL
    )


def _is_strange(line: LineItem) -> bool:
    allowed = _pairs("economics_of_function")
    own = next((codes for code, codes in allowed.items() if line.function.startswith(code)), None)
    of_departments = line.economic.startswith("3")  # Else economic_class_unknown says it.
    return (
        own is not None and of_departments and len(line.economic) == 5 and line.economic not in own
    )


def _shown(d: Material, code: str) -> str:
    name = d.profile.function_catalogue.name(code, d.budget.info.year) or ""
    return f" {code} {name}".rstrip()


def _economic(d: Material, code: str) -> str:
    name = d.profile.economic_catalogue.name(code, d.budget.info.year) or ""
    return f"“{code} {name}”"


def _codes(lines: Iterable[LineItem]) -> str:
    return "、".join(dict.fromkeys(line.function for line in lines))


@rule(
    "basic-in-another-class",
    Severity.WARNING,
    Topic.TABLES,
    ("classification",),
    needs=Matter.LINES,
)
def basic_in_another_class(d: Material) -> Iterator[Problem]:
    """一个单位的工资和公用经费一般列在同一类功能科目（按通行做法，供参考）。"""
    by_unit: dict[str, list[LineItem]] = defaultdict(list)
    public = d.profile.law(d.budget.info.year).codes("public-economics")
    running = (*sorted(_WAGES), *sorted(public))
    for line in d.budget.lines:
        if line.category in BASIC and line.economic.startswith(running) and not _is_strange(line):
            by_unit[line.unit].append(line)
    for lines in by_unit.values():
        away = _away(lines)
        if away:
            main = _main_class(lines)
            yield Problem(
                f"本单位的工资列在 {main} 类，这 {len(away)} 行列在 {_codes(away)}",
                "核对功能科目编码，可能错行；确实分列两类的，说明理由",
                tuple(line.cell("function") for line in away),
            )


def _main_class(lines: Iterable[LineItem]) -> str:
    """The 类 that pays most of the wages."""
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.economic in _WAGES:
            paid[line.function[:3]] += line.amount
    return max(paid, key=lambda code: paid[code], default="")


def _away(lines: list[LineItem]) -> list[LineItem]:
    """Lines of another 类: under social subjects always, elsewhere where they are few."""
    main = _main_class(lines)
    off = [x for x in lines if main and x.function[:3] != main and x.function[:5] != _RETIRED]
    social = [line for line in off if line.function[:3] in _SOCIAL]
    rest = [line for line in off if line.function[:3] not in _SOCIAL]
    small = total(x.amount for x in rest) < total(x.amount for x in lines) * _FEW
    return [line for line in off if line in social or (small and line in rest)]


@rule(
    "project-under-running", Severity.WARNING, Topic.TABLES, ("classification",), needs=Matter.LINES
)
def project_under_running(d: Material) -> Iterator[Problem]:
    """行政运行、事业运行反映基本支出，一般行政管理事务反映项目支出，不应混列。"""
    mixed: dict[tuple[str, str, bool], list[LineItem]] = defaultdict(list)
    for line in d.budget.lines:
        name = d.profile.function_catalogue.name(line.function, d.budget.info.year) or ""
        project = line.category is Category.PROJECT
        if (project and name in _BASIC_ONLY) or (name == _PROJECTS_ONLY and line.category in BASIC):
            mixed[line.function, name, project].append(line)
    for (code, name, project), lines in mixed.items():
        amount = d.amount(total(line.amount for line in lines))
        what, other = ("项目支出", "基本支出") if project else ("基本支出", "项目支出")
        yield Problem(
            f"功能科目 {code} {name}反映{other}，这里列了{what} {amount}",
            "改功能科目编码，或改支出类别",
            tuple(line.cell("function") for line in lines),
        )


@rule(
    "other-subject-largest",
    Severity.WARNING,
    Topic.TABLES,
    ("budget-regulation",),
    needs=Matter.LINES,
)
def other_subject_largest(d: Material) -> Iterator[Problem]:
    """基本支出应细化到具体的经济科目，“其他”科目不应超过所属类的一半（按通行做法，供参考）。"""
    by_class: dict[str, list[LineItem]] = defaultdict(list)
    for line in d.budget.lines:
        if line.category in BASIC and line.source is Source.GENERAL:
            by_class[line.economic[:3]].append(line)
    for code, lines in by_class.items():
        rest = [line for line in lines if line.economic in _OTHERS]
        whole, other = total(x.amount for x in lines), total(x.amount for x in rest)
        if rest and other > whole * _HALF:
            yield Problem(
                f"“其他”科目 {rest[0].economic} 列 {d.amount(other)}，超过 {code} 类合计 "
                f"{d.amount(whole)} 的一半",
                "按实际用途列到具体的经济科目；确实不能细化的，说明理由",
                tuple(line.cell("economic") for line in rest),
            )


@rule(
    "transfer-as-superior-income",
    Severity.WARNING,
    Topic.TABLES,
    ("budget-regulation",),
    needs=Matter.LINES | Matter.PROJECTS,
)
def transfer_as_superior_income(d: Material) -> Iterator[Problem]:
    """上级财政的转移支付、提前下达资金是财政拨款；上级补助收入只指主管部门和上级单位的非财政资金。"""
    filed: dict[str, list[LineItem]] = defaultdict(list)
    for line in d.budget.lines:
        if line.source is Source.SUPERIOR and (sign := _from_above(d, line)):
            filed[sign].append(line)
    for sign, lines in filed.items():
        yield Problem(
            f"{sign}，应列财政拨款，不应列“上级补助收入”",
            "资金来源改为“一般公共预算”或“政府性基金”等；确是主管部门用非财政资金补助的，说明理由",
            tuple(line.cell("source") for line in lines),
        )


def _from_above(d: Material, line: LineItem) -> str:
    """What shows that the money is a transfer between treasuries; notes are internal and not quoted."""
    project = d.budget.project_by_code.get(line.project)
    if line.fund_level is FundLevel.ADVANCE:
        return f"资金级次填的是“{line.fund_level}”"
    if project and (found := _FROM_ABOVE.search(f"{project.name}；{project.purpose}")):
        return f"项目“{project.name}”写到“{found[0]}”"
    return "备注写的是上级下达的财政资金" if _FROM_ABOVE.search(line.note) else ""
