"""字段性质: what a field is, said once, beside the field; the form, the rules, diff, carry and the docs ask here.

``purpose: Annotated[str, Nature.LONG, Manner.CLAUSE, Printed.IN_FULL]``: a long text, set into a sentence, printed
for projects that are published in full.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, StrEnum, auto
from functools import cache
from typing import Final, TypeVar, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo


class Nature(Enum):
    """What holds of a field beside its type."""

    KEY = auto()
    """标识: tells a record from the others of its sheet."""
    NAMES = auto()
    """称呼: what a report calls the record."""
    CODE = auto()
    """编码: digits that are a text; leading zeros count."""
    MONEY = auto()
    """金额 in 元."""
    PLAN = auto()
    """计划数: 元, or percent by 计划口径."""
    WORDING = auto()
    """措辞: a change of it alone only rewords the record."""
    LONG = auto()
    """长文本: sentences, and so wording too."""
    LAPSES = auto()
    """当年有效: speaks of one year's draft, plan, approval or review; blank at the start of the next."""


class Manner(Enum):
    """文体: how a text is worded, and so what may be asked of it."""

    NAME = auto()
    """A title, or a word of a list; often given by the finance platform or by a document from above."""
    PHRASE = auto()
    """A cell of a table: indicators, their descriptions."""
    SOURCE = auto()
    """依据: names of documents, old ones among them."""
    CLAUSE = auto()
    """Set into a sentence: reasons, uses."""
    PROSE = auto()
    """Sentences."""


class Printed(StrEnum):
    """公开: when a published file prints a field; a field without this never is. Said in the docs as it stands here."""

    ALWAYS = "总是"
    AS_TITLE = "公开方式不是“不公开”的；有公开名称的印公开名称"
    AS_FUND = "公开方式不是“不公开”的主管专项"
    IN_FULL = "公开方式是“公开”的"
    IN_SENTENCES = "说明里写到它的"
    UNLISTED = "科目表里没有这个编码的"
    IN_CHANGES = "说明里与上年比较、有增减的事项"
    IN_COMPARISON = "说明里与上年同口径比较的事项"
    UNDER_TITLE = "分项绩效目标和工作保障措施"
    OF_A_PART = "分项绩效目标"


class WrittenAnew(str):
    """每年重填: rows of a sheet that do not go into the next year; what its clerk has to do then."""

    __slots__ = ()


_Mark = TypeVar("_Mark", bound=Manner | Printed | WrittenAnew)
ORIGIN: Final = "origin"


@cache
def fields(record: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields that somebody fills in, in their order."""
    return {name: info for name, info in record.model_fields.items() if name != ORIGIN}


@cache
def fields_that(record: type[BaseModel], *natures: Nature) -> tuple[str, ...]:
    """The fields of a record that are of one of these natures, in their order."""
    return tuple(
        name for name, info in fields(record).items() if any(n in info.metadata for n in natures)
    )


def mark_of(record: type[BaseModel], field: str, kind: type[_Mark]) -> _Mark | None:
    """How a field is worded, or when it is printed; None where it says nothing."""
    return next((m for m in record.model_fields[field].metadata if isinstance(m, kind)), None)


@cache
def texts(record: type[BaseModel]) -> tuple[tuple[str, Manner, Printed], ...]:
    """The fields whose words are printed: name, manner and when."""
    return tuple(_texts(record))


def _texts(record: type[BaseModel]) -> Iterator[tuple[str, Manner, Printed]]:
    for name in fields(record):
        manner, printed = mark_of(record, name, Manner), mark_of(record, name, Printed)
        if manner and printed:
            yield name, manner, printed


def title_of(record: type[BaseModel], field: str) -> str:
    """The official name of a field, or of the sheet that a field of the budget holds."""
    return str(record.model_fields[field].title or field)


def record_of(budget: type[BaseModel], field: str) -> type[BaseModel]:
    """The kind of record that a field of the budget holds, one or many."""
    annotation = budget.model_fields[field].annotation
    record = next(iter(get_args(annotation)), annotation)
    assert isinstance(record, type)
    assert issubclass(record, BaseModel)
    return record
