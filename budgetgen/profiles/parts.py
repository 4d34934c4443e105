"""部分: what a document is made of, in which order, under which titles; and how its tables are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal

from pydantic import Field, field_validator, model_validator

from budgetgen.model.numbering import NumberStyle
from budgetgen.model.vocabulary import MoneyUnit
from budgetgen.profiles.phrases import must_fill
from budgetgen.profiles.settings import ProfilePart

TITLE_FIELDS: Final = ("name", "year", "scope")
"""What the title of a part or table may name in braces."""
_LEVELS: Final = 4


class DocumentPart(ProfilePart):
    """公开文本的一个部分: tables, or sections of the text."""

    kind: Literal["tables", "text"] = Field(
        description="这一部分是什么：tables 预算表，text 文字。"
    )
    title: str = Field(
        "", description="标题，可用 {name} 名称、{year} 年度、{scope} 口径；空着的不印。"
    )
    heading: Literal["always", "listed"] = Field(
        "always",
        description="标题什么时候印：always 总是印，listed 有目录或“第几部分”的才印。",
    )
    numbered: bool = Field(True, description="印“第几部分”的，算不算一个部分。")
    contents: Literal["all", "title", "none"] = Field(
        "all",
        description="目录里列什么：all 标题和其中各表、各节，title 只列标题（带页码），none 不列。",
    )
    cover: bool = Field(False, description="标题是否单独占一页。")
    orientation: Literal["auto", "upright", "wide"] = Field(
        "auto", description="纸张：upright 竖放，wide 横放，auto 表横放、文字竖放。"
    )
    tables: tuple[str, ...] = Field(
        (), description="印哪些表，写表样的编号；[] 表示 tables 里别的部分没有列的各表。"
    )
    opening: str = Field(
        "", description="各节前面的一段，写文件 narrative/〈名称〉.j2 的名称；空着的没有。"
    )
    sections: tuple[str, ...] = Field(
        (), description="印哪些节；[] 表示 sections 里别的部分没有列的各节。"
    )
    section_titles: bool = Field(
        True,
        description="印不印节的一级标题。只有一节的部分可以不印：部分的标题就是它的标题。",
    )
    numbering: tuple[NumberStyle, ...] = Field(
        (), description="这一部分一至四级标题的序号样式；[] 表示与整套的 numbering 一样。"
    )
    renumber: bool = Field(
        True, description="各节的序号从头编：true 从头，false 接着前面的部分编。"
    )

    @field_validator("title")
    @classmethod
    def _fills(cls, text: str) -> str:
        return must_fill(text, TITLE_FIELDS)

    @field_validator("numbering")
    @classmethod
    def _four(cls, styles: tuple[NumberStyle, ...]) -> tuple[NumberStyle, ...]:
        if styles and len(styles) != _LEVELS:
            raise ValueError(f"要写 {_LEVELS} 级，或不写。")
        return styles

    @model_validator(mode="after")
    def _of_its_kind(self) -> DocumentPart:
        if self.kind == "tables" and (self.sections or not self.section_titles):
            raise ValueError('tables 的部分没有节。有文字的，另写一个 kind = "text" 的部分。')
        if self.kind == "text" and self.tables:
            raise ValueError('text 的部分没有预算表。另写一个 kind = "tables" 的部分。')
        if not self.section_titles and len(self.sections) != 1:
            raise ValueError("section_titles = false 只用于 sections 里恰好写了一节的部分。")
        return self

    @property
    def wide(self) -> bool:
        """Whether its pages lie sideways."""
        return self.orientation == "wide" or (self.orientation, self.kind) == ("auto", "tables")


class TableForm(ProfilePart):
    """一张表: what this profile prints otherwise than its spec."""

    title: str = Field(
        "",
        description="表名，可用 {name} 名称、{year} 年度、{scope} 口径；空着的，是口径加表样的表名。",
    )
    number: str = Field("", description="表号，照写；空着的按 table_numbering 编。")
    unit: MoneyUnit | Literal[""] = Field(
        "", description="金额单位：万元 或 元；空着的，是 money_unit。"
    )

    @field_validator("title")
    @classmethod
    def _fills(cls, text: str) -> str:
        return must_fill(text, TITLE_FIELDS)


def settled(
    parts: Iterable[DocumentPart], tables: tuple[str, ...], sections: tuple[str, ...]
) -> Iterator[DocumentPart]:
    """The parts with their tables and sections named: what none lists stands in the one that lists nothing."""
    parts = tuple(parts)
    listed = {name for part in parts for name in (*part.tables, *part.sections)}
    for part in parts:
        if part.kind == "tables" and not part.tables:
            rest = tuple(name for name in tables if name not in listed)
            yield part.model_copy(update={"tables": rest})
        elif part.kind == "text" and not part.sections:
            rest = tuple(name for name in sections if name not in listed)
            yield part.model_copy(update={"sections": rest})
        else:
            yield part


def checked_parts(parts: tuple[DocumentPart, ...]) -> tuple[DocumentPart, ...]:
    """The parts themselves; raises ValueError, in words, where they contradict each other."""
    for kind, key in (("tables", "tables"), ("text", "sections")):
        own = [part for part in parts if part.kind == kind]
        if not own:
            raise ValueError(f'至少要有一个 kind = "{kind}" 的部分。')
        if sum(not getattr(part, key) for part in own) > 1:
            raise ValueError(f"不止一个 {kind} 的部分没有写 {key}。只有一个可以不写。")
        names = [name for part in own for name in getattr(part, key)]
        twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
        if twice:
            raise ValueError(f"{'、'.join(twice)} 写在不止一个地方。只留一处。")
    return parts
