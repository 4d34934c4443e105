"""年份: last year's text that was not brought up to date, years that are still to come.

A year speaks of this budget unless something beside it says otherwise: the name or number of a document, a span of
years, a comparison, something done. Only what is left is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from budgetgen.findings import Severity
from budgetgen.model.natures import Manner
from budgetgen.model.numbering import numeral
from budgetgen.rules.indicators.views import short
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.published_texts import Typed
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.rules.wording.typed import CLAUSES, around, own_words, slips_problem

_YEAR: Final = re.compile(
    r"(?<![\d〔\[【（(—－~～.\-])(20\d{2})\s*年度?(?![—－~～\-至到]\s*20\d{2}|\s*第?\s*\d+号)"
)
_SPAN: Final = re.compile(r"20\d{2}\s*年?\s*(?:[—－~～\-]+|至|到)\s*20\d{2}\s*年?")
_NO_WORD: Final = re.compile(
    r"(?<![\d〔\[【（(])(20\d{2})(?=预算|决算|财政年度|部门预算|单位预算|收支)"
)
_COMPARED: Final = re.compile(
    r"(?:比|较|与|同|和|自|从|截至|截止|于|在|按|以|至|由|对|是|含|还)\s*$"
)
_DONE: Final = re.compile(
    r"已|了|完工|建成|竣工|验收|批复|立项|下达|印发|签订|招标|中标|认定|结转|一次性|欠|应付|尾款|余款|质保|结算|期末|年底|"
    r"年末|通过|审核|评审|评选|获|名单|决算|入选|出台|制定|成立|改制|启动|以前|之前|以来|年前|底前|后补助|奖补|兑现|兑付|清算|"
    r"奖励|上一年|退休|原|前期|基数|历史|名册|统计|普查|规划|计划|方案|意见|办法|标准|续|遗留|跨年|缴存|调整|开始|起"
)
_SURELY_DONE: Final = re.compile(
    r"已|了(?!解)|结转|欠|应付|尾款|一次性|完工|建成|竣工|成立|印发|批复"
)
"""“去年，…” at the beginning sets the year of the whole text; only these make it last year's."""
_NEXT: Final = re.compile(
    r"到|至|底|末|前|规划|远景|以后|续|跨|分期|逐步|力争|下年|合同|期限|时限|有效|验收|投用|建成|交付"
)
_GROWTH: Final = re.compile(r"(20\d{2})\s*年?度?[^，。；\d]{0,4}[比较]\s*(20\d{2})\s*年")
_PLAN: Final = re.compile(r"[“\"]?(十[一二三四五六七八九])五[”\"]?(?=规划|时期|期间|发展|计划)")
_BEFORE_PLANS: Final = 1955
"""Each plan ends five years after the one before; counted back from 十一五, none ended here."""
_OF_THIS_YEAR: Final = ("projects", "indicators", "reasons", "goals", "extra_texts")


def _asked(d: Material) -> list[Typed]:
    return [
        each
        for each in d.texts
        if each.sheet in _OF_THIS_YEAR
        and each.field != "value"  # target_outside_year says it.
        and each.manner not in (Manner.NAME, Manner.SOURCE)
    ]


@rule(
    "year-stale",
    Severity.WARNING,
    Topic.TEXT,
    ("form-itself",),
    needs=Matter.TEXTS,
    also=Matter.LINES | Matter.PROJECTS,
)
def year_stale(d: Material) -> Iterator[Problem]:
    """今年的目标、用途和原因应写今年，不应留着以前年度的年份。"""
    year = d.budget.info.year
    yield from slips_problem(
        _asked(d),
        lambda each: _stale(each, year),
        "不是预算年度的年份",
        f"核对年份，应为{year}年的，改正；确指以前年度的，写“上年”或说明理由",
    )


@rule(
    "plan-period-over",
    Severity.WARNING,
    Topic.TEXT,
    ("form-itself",),
    needs=Matter.TEXTS,
    formerly=("year-stale",),
)
def plan_period_over(d: Material) -> Iterator[Problem]:
    """今年的文字不应留着已经结束的五年规划。"""
    later = [each for each in d.texts if each.sheet in (*_OF_THIS_YEAR, "duties")]
    later = [each for each in later if each.manner not in (Manner.NAME, Manner.SOURCE)]
    yield from slips_problem(
        later,
        lambda each: _old_plans(each, d.budget.info.year),
        "是已经结束的规划",
        "改为现行规划；确指历史情况的，说明理由",
    )


@rule(
    "project-name-stale",
    Severity.WARNING,
    Topic.TEXT,
    ("form-itself",),
    needs=Matter.LINES | Matter.PROJECTS,
    formerly=("year-stale",),
)
def project_name_stale(d: Material) -> Iterator[Problem]:
    """项目名称写着以前年度的，应有上年结转的资金，或者说明是哪一年下达的。"""
    for project in d.budget.projects:
        year = _YEAR.search(project.title)
        lines = d.budget.lines_by_project.get(project.code, ())
        old = year and int(year[1]) < d.budget.info.year
        if not old or not lines or any(line.carryover for line in lines):
            continue
        if not re.search(r"下达|[〔\[【(（]20|第.批", project.title) and not _DONE.search(
            project.title
        ):
            yield Problem(
                f"项目名称“{short(project.title, 24)}”写的是以前年度，资金却都不是上年结转",
                "核对名称里的年份；是上年结转的，在“收支明细”标明上年结转",
                (project.cell("public_name" if project.public_name else "name"),),
            )


def _stale(each: Typed, year: int) -> Iterator[str]:
    text = own_words(_SPAN.sub(lambda span: "　" * len(span[0]), each.text))
    for match in _GROWTH.finditer(text):
        if int(match[1]) < year and int(match[2]) == int(match[1]) - 1:
            yield around(each.text, match.start(), match.end(), 0)
    text = _GROWTH.sub(lambda grown: "　" * len(grown[0]), text)
    if each.sheet in ("reasons", "extra_texts") and (
        str(year) in text or re.search("本年|今年|当年", text)
    ):
        return  # Both years are told: a comparison.
    for match, clause in _years(text):
        opens = match.start() == 0 and text[match.end() : match.end() + 1] in ("，", ",")
        if int(match[1]) >= year or (each.sheet == "reasons" and not opens):
            continue  # A reason may well tell of last year.
        done = _SURELY_DONE if opens else _DONE
        if not _COMPARED.search(text[: match.start()]) and not done.search(clause):
            yield around(each.text, match.start(), match.end(), 6)


def _old_plans(each: Typed, year: int) -> Iterator[str]:
    for match in _PLAN.finditer(each.text):
        number = next(n for n in range(11, 20) if numeral(n) == match[1])
        if _BEFORE_PLANS + 5 * number < year:
            yield around(each.text, match.start(), match.end())


def _years(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Each year with the rest of its clause; a year that is a clause by itself belongs to the next."""
    for match in _YEAR.finditer(text):
        start = max((end.end() for end in CLAUSES.finditer(text, 0, match.start())), default=0)
        rest = text[match.end() :].lstrip("，, ")
        yield match, text[start : match.start()] + CLAUSES.split(rest)[0]


@rule("year-future", Severity.WARNING, Topic.TEXT, ("form-itself",), needs=Matter.TEXTS)
def year_future(d: Material) -> Iterator[Problem]:
    """今年预算的文字不应写成以后年度，引用的文件不应是以后年度的。"""
    year = d.budget.info.year

    def find(each: Typed) -> Iterator[str]:
        text = own_words(_SPAN.sub(lambda span: "　" * len(span[0]), each.text))
        for match, clause in _years(text):
            if int(match[1]) > year and not _NEXT.search(clause):
                yield around(each.text, match.start(), match.end(), 6)
        for match in re.finditer(r"[〔\[【](20\d{2})[〕\]】]", each.text):
            if int(match[1]) > year:
                yield around(each.text, match.start(), match.end(), 4)

    texts = [
        each
        for each in d.texts
        if each.sheet not in ("terms", "purchases") and each.field != "value"
    ]
    yield from slips_problem(texts, find, "写的是以后年度", f"核对年份，应为{year}年的，改正")


@rule("year-word-missing", Severity.WARNING, Topic.TEXT, ("form-itself",), needs=Matter.TEXTS)
def year_word_missing(d: Material) -> Iterator[Problem]:
    """年份后面应有“年”字。"""

    def find(each: Typed) -> Iterator[str]:
        for match in _NO_WORD.finditer(each.text):
            yield around(each.text, match.start(), match.end(), 4)

    yield from slips_problem(d.texts, find, "漏了“年”字", "在年份后面加“年”")


_DATE: Final = re.compile(
    r"(?<![\d.])(\d{4,5})\s*年(?!\s*以)|(?<![\d.\-—－~～、至到])(\d{1,2})\s*月(?!内|后|前)(?:\s*(\d{1,2})\s*日)?"
)
_CENTURIES: Final = range(1900, 2100)
_LONGEST_MONTH: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@rule("date-impossible", Severity.WARNING, Topic.TEXT, ("form-itself",), needs=Matter.TEXTS)
def date_impossible(d: Material) -> Iterator[Problem]:
    """年、月、日应是可能有的日期。"""

    def find(each: Typed) -> Iterator[str]:
        for match in _DATE.finditer(each.text):
            if not is_possible(match[1], match[2], match[3]):
                yield around(each.text, match.start(), match.end())

    yield from slips_problem(d.texts, find, "不是有效的日期", "改正日期")


def is_possible(year: str | None, month: str | None, day: str | None) -> bool:
    """Whether a year, or a month with or without a day, may be in a calendar; 36个月 is none."""
    if year:
        return int(year) in _CENTURIES
    if not month or not 1 <= int(month) <= len(_LONGEST_MONTH):
        return False
    return not day or 1 <= int(day) <= _LONGEST_MONTH[int(month) - 1]
