"""平衡检查之录入: whether every line can be counted at all, and where the first is that cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from budgetgen.model import vocabulary as v
from budgetgen.model.subjects import SubjectKind
from budgetgen.workbook.form.content import FIRST, Form
from budgetgen.workbook.form.formula import (
    Calc,
    Case,
    Condition,
    add,
    count_rows,
    has_amount,
    is_blank,
    is_filled,
    is_text,
    quoted_text,
)
from budgetgen.workbook.form.live_checks.line import (
    LiveCheck,
    SideKind,
    differs,
    fixed,
    in_turn,
    unknown,
)
from budgetgen.workbook.form.live_checks.spending import start_of
from budgetgen.workbook.layout import LINES

_BEYOND: Final = 10**6
"""More than any row's number."""
_SUM_WORD: Final = "计"
"""合计, 小计 and their kin end so: their rows are no lines, as the reader has it."""


@dataclass(frozen=True, slots=True)
class _Count:
    """Rows counted twice: all of a kind, and those that are right."""

    title: str
    field: str
    """The column to be looked at."""
    rows: Calc
    right: Calc
    why: str
    wrong: str
    """The wrong rows in an array formula: a product of conditions."""
    is_wrong: Callable[[Any], bool]


def entry_checks(form: Form) -> Iterator[LiveCheck]:
    """One line for each thing that makes a row count."""
    rows, amounts = count_rows(form, LINES, *_LINE), count_rows(form, LINES, has_amount(form))
    nothing = Case(
        f"{rows.formula}+{amounts.formula}=0",
        not rows.number + amounts.number,
        unknown("收支明细还没有填"),
    )
    for count in _counts(form, rows):
        yield LiveCheck(
            f"收支明细：{count.title}", count.rows, count.right,
            in_turn(fixed(nothing), differs(count.rows, count.right, count.why)),
            start_of(LINES, count.field), measure=SideKind.ROWS,
            first_wrong=_first(form, count.wrong, count.is_wrong),
        )  # fmt: skip


_LINE: Final = (
    is_filled("function"),
    Condition(
        "function",
        quoted_text(f"<>*{_SUM_WORD}"),
        lambda line: not line.function.endswith(_SUM_WORD),
    ),
)
"""The row is a line, and not a sum pasted with the rest."""


def _counts(form: Form, rows: Calc) -> Iterator[_Count]:
    yield _amounts(form, rows)
    yield _codes(form)
    yield _words(form, "source", "资金来源", v.Source)
    yield _words(form, "category", "支出类别", v.Category)
    yield _economic(form)
    yield _carryover(form)


def _amounts(form: Form, rows: Calc) -> _Count:
    amount = form.area(LINES, "amount")
    return _Count(
        "填了功能科目编码的行数 = 其中金额是数字的行数", "amount",
        rows, count_rows(form, LINES, *_LINE, has_amount(form)),
        "有的金额没有填，或是文本",
        f"{_is_line(form)}*(1-ISNUMBER({amount}))",
        lambda line: bool(line.function) and form.number(line.amount) is None,
    )  # fmt: skip


def _codes(form: Form) -> _Count:
    """A row that has words but no code is a line cut short, or a sum of some kind of line."""
    function, amount, source, category = (
        form.area(LINES, name) for name in ("function", "amount", "source", "category")
    )
    kinds: tuple[tuple[Condition, ...], ...] = (
        (has_amount(form), is_filled("category")),
        (has_amount(form), is_blank("category"), is_filled("source")),
    )
    code = is_filled("function")
    return _Count(
        "有金额的明细行数 = 其中有功能科目编码的行数", "function",
        add([count_rows(form, LINES, *kind) for kind in kinds]),
        add([count_rows(form, LINES, *kind, code) for kind in kinds]),
        "有的功能科目编码没有填；是合计、小计行的，删去",
        f'({function}="")*ISNUMBER({amount})*((({category}<>"")+({source}<>""))>0)',
        lambda line: not line.function,
    )  # fmt: skip


def _words(form: Form, field: str, title: str, words: Iterable[str]) -> _Count:
    amount, area, known = form.area(LINES, "amount"), form.area(LINES, field), tuple(words)
    listed = ",".join(quoted_text(word) for word in known)
    return _Count(
        f"有金额的行数 = 其中“{title}”选对的行数", field,
        count_rows(form, LINES, *_LINE, has_amount(form)),
        add([count_rows(form, LINES, *_LINE, is_text(field, w), has_amount(form)) for w in known]),
        f"有的“{title}”没有填，或不是下拉列表里的词",
        f"{_is_line(form)}*ISNUMBER({amount})*ISNA(MATCH({area},{{{listed}}},0))",
        lambda _: False,
    )  # fmt: skip


def _economic(form: Form) -> _Count:
    """Codes of 政府支出经济分类 would fall out of table 6 and “三公” without a word."""
    area = form.area(LINES, "economic")
    known = list(dict.fromkeys(s.code[:3] for s in form.subjects[SubjectKind.ECONOMIC]))
    listed = ",".join(quoted_text(code) for code in known)
    found = f"ISNUMBER(MATCH(LEFT({area},3),{{{listed}}},0))"
    right = [line for line in form.records(LINES) if getattr(line, "economic", "")[:3] in known]
    return _Count(
        "有经济科目编码的行数 = 其中部门支出经济分类的行数", "economic",
        count_rows(form, LINES, is_filled("economic")),
        Calc(f"SUMPRODUCT(--{found})", Decimal(len(right))),
        "有的经济科目编码不是部门支出经济分类的（301 至 399）",
        f'({area}<>"")*(1-{found})',
        lambda line: bool(line.economic) and line.economic[:3] not in known,
    )  # fmt: skip


def _carryover(form: Form) -> _Count:
    area = form.area(LINES, "carryover")
    return _Count(
        "“上年结转”填了字的行数 = 填“是”或“否”的行数", "carryover",
        count_rows(form, LINES, is_filled("carryover")),
        add([count_rows(form, LINES, is_text("carryover", word)) for word in ("是", "否")]),
        "有的“上年结转”填的不是“是”",
        f'({area}<>"")*({area}<>"是")*({area}<>"否")',
        lambda _: False,
    )  # fmt: skip


def _is_line(form: Form) -> str:
    function = form.area(LINES, "function")
    return f'({function}<>"")*(RIGHT({function},1)<>{quoted_text(_SUM_WORD)})'


def _first(form: Form, wrong: str, is_wrong: Callable[[Any], bool]) -> Calc:
    """The row of the first wrong line, the first row where none is.

    SUMPRODUCT makes every program see an array, without the braces that are lost in editing.
    """
    row = f"ROW({form.area(LINES, 'function')})"
    least = f"SUMPRODUCT(MIN({_BEYOND}-{wrong}*({_BEYOND}-{row})))"
    found = _numbers(form.records(LINES), is_wrong)
    return Calc(
        f"IFERROR(MAX(MOD({least},{_BEYOND}),{FIRST}),{FIRST})", Decimal(next(found, FIRST))
    )


def _numbers(records: Sequence[Any], is_wrong: Callable[[Any], bool]) -> Iterator[int]:
    return (row for row, record in enumerate(records, start=FIRST) if is_wrong(record))
