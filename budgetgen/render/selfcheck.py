"""公开自查表: one page to be signed, filled from the findings (``selfcheck.docx`` of the profile)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from budgetgen.disclosure import Disclosure
from budgetgen.document.compose import CannotCompose, compose
from budgetgen.document.glossary import printed_terms
from budgetgen.findings import Finding, Severity, standing, verdict
from budgetgen.model.money import total
from budgetgen.model.natures import title_of
from budgetgen.model.numbering import numeral
from budgetgen.model.records import Info
from budgetgen.model.vocabulary import Publicity
from budgetgen.render.shell.file import fill, packed
from budgetgen.render.text import clean
from budgetgen.rules.registry import ASPECTS, Aspect, Topic

TEMPLATE: Final = "selfcheck.docx"
_SAID: Final = 2
"""Findings quoted in a row; the page must stay one page."""
_LENGTH: Final = 46

_ASKS: Final[Mapping[Aspect, str]] = {
    Aspect.TIMELY: "财政部门批复后{days}日内公开",
    Aspect.COMPLETE: "表格、说明、增减原因齐全",
    Aspect.DETAILED: "功能分类列到项，基本支出经济分类列到款",
    Aspect.CONSISTENT: "与批复一致，文字与表一致，名称、年度一致",
    Aspect.EMPTY_TABLES: "没有内容的表照样公开并注明",
    Aspect.PERFORMANCE: "整体和项目的绩效目标、指标随预算公开",
    Aspect.PROCUREMENT: "说明政府采购和国有资产，与项目预算一致",
    Aspect.SECRECY: "经保密审查，不含涉密内容和个人信息",
}


@dataclass(frozen=True, slots=True)
class SelfCheckItem:
    """自查项目: what is asked, what is the case, what was found."""

    aspect: str
    asks: str
    fact: str
    verdict: str
    said: tuple[str, ...]


def selfcheck_rows(d: Disclosure, findings: Sequence[Finding]) -> tuple[SelfCheckItem, ...]:
    """The eight rows in their order."""
    return tuple(_row(aspect, d, findings) for aspect in Aspect)


def render_selfcheck(d: Disclosure, findings: Sequence[Finding]) -> bytes:
    """The page as DOCX; raises ProfileError where the profile's template is broken."""
    info = d.budget.info
    docx = fill(
        d.profile.file(TEMPLATE),
        {
            "year": info.year,
            "scope": info.scope.value,
            "name": clean(info.name),
            "code": clean(info.code),
            "stage": info.stage.value if info.stage else "未填",
            "draft": clean(info.draft) or "未填",
            "rows": selfcheck_rows(d, findings),
            "verdict": verdict(findings),
        },
    )
    properties = docx.core_properties
    properties.title = f"{info.year}年{info.scope}预算公开自查表"
    properties.author = properties.last_modified_by = clean(info.name)
    properties.language = "zh-CN"
    properties.created = properties.modified = datetime(info.year, 1, 1)
    return packed(docx)


def _row(aspect: Aspect, d: Disclosure, findings: Sequence[Finding]) -> SelfCheckItem:
    own = [f for f in standing(findings) if ASPECTS[Topic(f.order)] is aspect]
    serious = [f for f in own if f.severity is not Severity.NOTICE]
    said = [f"{f.severity}：{_short(f)}" for f in serious[:_SAID]]
    if len(serious) > _SAID:
        said.append(f"等 {len(serious)} 项，详见检查结果")
    asks = _ASKS[aspect].format(days=numeral(_days(d)))
    return SelfCheckItem(aspect.value, asks, _FACTS[aspect](d), _verdict(own), tuple(said))


def _verdict(own: Iterable[Finding]) -> str:
    gravest = min((f.severity.rank for f in own), default=Severity.NOTICE.rank)
    return {Severity.ERROR.rank: "不符合", Severity.WARNING.rank: "待核实"}.get(gravest, "符合")


def _short(finding: Finding) -> str:
    text = clean(f"{finding.at[0]} {finding.message}" if finding.at else finding.message)
    return text if len(text) <= _LENGTH else f"{text[: _LENGTH - 1]}…"


def _days(d: Disclosure) -> int:
    return d.profile.law(d.budget.info.year).days_to_publish


def _timely(d: Disclosure) -> str:
    approved, published = d.budget.info.approved_on, d.budget.info.published
    what = title_of(Info, d.budget.info.approved_field)
    if approved is None:
        return f"没有填{what}，无法判断。"
    latest_day = approved + timedelta(days=_days(d))
    latest = f"{what} {_day(approved)}，最迟应于 {_day(latest_day)} 公开"
    if published is None:
        return f"{latest}；公开日期未填。"
    return f"{latest}；公开日期 {_day(published)}。"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _complete(d: Disclosure) -> str:
    sections = len(d.profile.printed_sections)
    try:
        terms = len(printed_terms(compose(d)))
    except CannotCompose as why:
        return f"{len(d.tables)} 张表，情况说明无法成稿：{why}"
    return f"{len(d.tables)} 张表，情况说明 {sections} 部分，名词解释 {terms} 条。"


def _detailed(d: Disclosure) -> str:
    functions = {line.function for line in d.budget.lines}
    economic = {line.economic for line in d.budget.lines if line.economic}
    return f"支出功能分类 {len(functions)} 个科目，经济分类 {len(economic)} 个科目。"


def _consistent(d: Disclosure) -> str:
    unit = d.profile.unit
    against = "与批复控制数逐项核对" if d.budget.controls else "没有批复控制数可以核对"
    return (
        f"收支总额 {unit.text(d.figures.total.amount)} {unit.name}，{against}；正文数字取自各表。"
    )


def _empty_tables(d: Disclosure) -> str:
    empty = [table.reference for table in d.tables if table.is_empty]
    return f"{'、'.join(empty)}没有内容，已印出并注明。" if empty else "没有空表。"


def _performance(d: Disclosure) -> str:
    shown = [p for p in d.budget.projects if p.disclosure is Publicity.FULL]
    rows = sum(len(d.budget.indicators_by_project.get(p.code, ())) for p in shown)
    return f"公开绩效目标的项目 {len(shown)} 个，绩效指标 {rows} 条。"


def _procurement(d: Disclosure) -> str:
    if not d.budget.purchases:
        return "没有政府采购，已注明。"
    unit = d.profile.unit
    amount = total(purchase.amount for purchase in d.budget.purchases)
    return f"政府采购 {len(d.budget.purchases)} 行，共 {unit.text(amount)} {unit.name}。"


def _secrecy(d: Disclosure) -> str:
    info = d.budget.info
    hidden = [p for p in d.budget.projects if p.disclosure is not Publicity.FULL]
    tail = f"；不公开或只公开金额的项目 {len(hidden)} 个" if hidden else ""
    if not info.secrecy_review.strip():
        return f"没有填保密审查结论{tail}。"
    day = f"（{_day(info.secrecy_date)}）" if info.secrecy_date else ""
    return f"保密审查结论：{clean(info.secrecy_review).strip('。')}{day}{tail}。"


_FACTS: Final[Mapping[Aspect, Callable[[Disclosure], str]]] = {
    Aspect.TIMELY: _timely,
    Aspect.COMPLETE: _complete,
    Aspect.DETAILED: _detailed,
    Aspect.CONSISTENT: _consistent,
    Aspect.EMPTY_TABLES: _empty_tables,
    Aspect.PERFORMANCE: _performance,
    Aspect.PROCUREMENT: _procurement,
    Aspect.SECRECY: _secrecy,
}
