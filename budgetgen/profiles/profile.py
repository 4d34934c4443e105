"""格式方案: what differs between provinces, years and kinds, as data in ``templates/<id>/``.

A profile is a folder. It may extend one other profile; ``base`` always lies underneath. A file that a
profile does not have (a sentence, the Word shell, the style sheet) is taken from the next folder below.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator

from budgetgen.errors import FormatError
from budgetgen.law.values import Law, law_of
from budgetgen.model.money import WAN, YUAN, PrintUnit
from budgetgen.model.numbering import NumberStyle, must_count
from budgetgen.model.subjects import Catalogue, SubjectKind, load_catalogue
from budgetgen.model.vocabulary import MoneyUnit, Scope
from budgetgen.profiles.parts import (
    TITLE_FIELDS,
    DocumentPart,
    TableForm,
    checked_parts,
    settled,
)
from budgetgen.profiles.phrases import fill_places, must_fill, places_in
from budgetgen.profiles.sentence_names import NamePath, names_in
from budgetgen.profiles.settings import (
    Assets,
    GlossaryTerm,
    IncomeKind,
    OperatingCost,
    Procurement,
    ProfilePart,
    ProjectForm,
)


class ProfileError(FormatError):
    """A profile is broken: the maintainer's to mend, with file and nearest valid name."""


class Profile(ProfilePart):
    """格式方案, resolved: own keys over the parent's over base's. Descriptions are in the bureau's words."""

    id: str = Field(description="编号，就是文件夹的名称，不用写。")
    title: str = Field(description="这套格式叫什么：印在工作簿的填报说明里。")
    version: str = Field(description="版本。改了格式就改版本，旧工作簿会被认出来。")
    extends: str = Field("", description="在哪一套格式的基础上改，写它的编号；最底下总是 base。")
    scope: Scope = Field(description="口径：部门 或 单位。标题和正文里的这个词随之改变。")
    tables: tuple[str, ...] = Field(description="印哪些预算表、按什么次序，写表样的编号。")
    money_unit: MoneyUnit = Field(
        MoneyUnit.WAN, description="印出的金额单位：万元 或 元。工作簿填什么单位不受影响。"
    )
    table_numbering: str = Field(
        "",
        description="表号怎样印，用里面的一个 1、01 或 一 计数：表1　、（一）、公开01表。"
        "印在表名前；table_line 里写了 {number} 的，印在那里。空着的不印。",
    )
    table_line: tuple[str, str, str] = Field(
        ("{code}{name}", "预算年度：{year}", "单位：{unit}"),
        description="各表上面一行的左、中、右：{code} 编码、{name} 名称、{year} 年度、"
        "{scope} 口径、{unit} 金额单位、{number} 表号。",
    )
    form: dict[str, TableForm] = Field(
        default_factory=dict,
        description="某一张表另有表名、表号、金额单位的，写在 [form.〈表样编号〉] 下面。",
    )
    labels: dict[str, str] = Field(
        default_factory=dict,
        description='表名、栏目、行名、封面、目录等处另有叫法的："通用的叫法" = "本地的叫法"。',
    )
    widths: dict[str, Annotated[float, Field(ge=5)]] = Field(
        default_factory=dict,
        description='栏宽，毫米，Word 和 PDF 都照它："栏目" = 30，或只管一张表的 "表名/栏目" = 30，'
        "都照印出的写。没有写的各栏分余下的宽度。",
    )
    jurisdiction: str = Field(
        "",
        description="在哪里用，写地方的拼音：只依据别处规定的检查不做。空着的都做。",
    )
    empty_rows: int = Field(1, ge=0, description="没有数据的表留几个空行。")
    rounding_note: bool = Field(False, description="分项之和与合计差进位的，表下印不印说明。")
    cover: bool = Field(False, description="印不印封面。")
    contents: bool = Field(True, description="印不印目录。")
    part_headings: bool = Field(False, description="各部分的标题前面印不印“第一部分”“第二部分”。")
    part_numbering: str = Field(
        "第一部分　", description="“第几部分”怎样写，用里面的一个 一、1 或 01 计数。"
    )
    tables_heading: str = Field(
        "",
        description="预算表（不止一个部分的，第一个）前面的标题，总是印，可用 {name} 名称、{year} 年度、{scope} 口径；"
        "空着的，照 [[parts]] 的 title 和 heading。",
    )
    parts: tuple[DocumentPart, ...] = Field(
        description="公开文本分哪几个部分，按印出的次序，一个部分一组。"
    )
    sections: tuple[str, ...] = Field(
        description="说明分哪几节、按什么次序。一节的文字在 narrative/〈名称〉.j2。"
    )
    numbering: tuple[NumberStyle, NumberStyle, NumberStyle, NumberStyle] = Field(
        description="一至四级标题的序号样式；条目和项目用它们所在标题的下一级。"
    )
    sub_level: Literal[2, 3, 4] = Field(2, description="收入说明、支出说明、增减情况是第几级标题。")
    income_kinds: tuple[IncomeKind, ...] = Field(
        (),
        description="收入说明另分几类、按什么次序；空着的，就是收支总表收入一栏的各行，名称也照它。",
    )
    project: ProjectForm = Field(ProjectForm(), description="项目绩效目标表。")
    procurement: Procurement = Field(Procurement(), description="政府采购预算表。")
    assets: Assets = Field(Assets(), description="固定资产占用情况表。")
    operating_cost: OperatingCost = Field(OperatingCost(), description="机关运行经费。")
    glossary: tuple[GlossaryTerm, ...] = Field(
        description="名词解释一定要印的，按印出的次序，一个名词一组。"
    )
    explain: Literal["used", "listed"] = Field(
        "used",
        description="名词解释还印什么：used 表和文字里用到的其他法定名词，见 glossary.md；listed 不再印，"
        "只印 [[glossary]] 和工作簿里写的。",
    )
    indicators: dict[str, tuple[str, ...]] = Field(
        description="绩效指标的一级指标和各自的二级指标：工作簿的下拉选项。不要哪一个，写成 []。"
    )
    unit_profile: str = Field(
        "", description="部门里各单位自己公开时用哪一套格式，写它的编号；空着就是这一套。"
    )
    unsettled: tuple[str, ...] = Field(
        (), description="今年尚未明确的事项：印在工作簿的填报说明里，提醒大家。"
    )
    folders: tuple[Path, ...] = Field(
        exclude=True, repr=False, description="自身的文件夹在前，base 在后；不用写。"
    )

    @field_validator("indicators")
    @classmethod
    def _in_use(cls, words: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """Without the kinds that were emptied to take away what a profile below has."""
        return {first: second for first, second in words.items() if second}

    @field_validator("tables", "sections")
    @classmethod
    def _each_once(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
        if twice:
            raise ValueError(f"{'、'.join(twice)} 写了不止一次。只留一处。")
        return names

    @field_validator("tables_heading")
    @classmethod
    def _fills(cls, text: str) -> str:
        return must_fill(text, TITLE_FIELDS)

    @field_validator("table_line")
    @classmethod
    def _line_fills(cls, texts: tuple[str, str, str]) -> tuple[str, str, str]:
        for text in texts:
            must_fill(text, ("code", *TITLE_FIELDS, "unit", "number"))
        return texts

    @field_validator("table_numbering", "part_numbering")
    @classmethod
    def _one_place(cls, pattern: str) -> str:
        return must_count(pattern) if pattern else pattern

    @field_validator("parts")
    @classmethod
    def _agree(cls, parts: tuple[DocumentPart, ...]) -> tuple[DocumentPart, ...]:
        return checked_parts(parts)

    @field_validator("labels")
    @classmethod
    def _labels_fill(cls, labels: dict[str, str]) -> dict[str, str]:
        """What a wording leaves open, its other name leaves open too; all else in braces is printed."""
        for text, other in labels.items():
            if places_in(text):
                must_fill(other, sorted(places_in(text)))
        return labels

    def law(self, year: int) -> Law:
        """法规 in force here in a year; the profile's own law.toml, and those below it, laid over."""
        own = (folder / "law.toml" for folder in reversed(self.folders))
        return law_of(self.jurisdiction, year, [path for path in own if path.is_file()])

    def file(self, name: str) -> Path:
        """The nearest file of that name; raises ProfileError where no folder has it."""
        for folder in self.folders:
            if (folder / name).is_file():
                return folder / name
        raise ProfileError(f"格式方案 {self.id} 缺少文件 {name}（自身和上级文件夹里都没有）。")

    def section_names(self, section: str) -> frozenset[NamePath]:
        """The names that the sentences of a section use; none where the profile has no such section."""
        if section not in self.narratives:
            return frozenset()
        return names_in(section, lambda name: self.file(name).read_text(encoding="utf-8"))

    @cached_property
    def names_used(self) -> frozenset[NamePath]:
        """The names that any sentence uses."""
        return frozenset().union(*map(self.section_names, self.narratives))

    @property
    def printed_parts(self) -> tuple[DocumentPart, ...]:
        """部分 in the order of print, each with the tables or sections it prints."""
        return tuple(settled(self.parts, self.tables, self.sections))

    @property
    def printed_tables(self) -> tuple[str, ...]:
        """Ids of the table forms that are printed, in their order."""
        return tuple(id for part in self.printed_parts for id in part.tables)

    @property
    def printed_sections(self) -> tuple[str, ...]:
        """Sections that are printed, in their order."""
        return tuple(name for part in self.printed_parts for name in part.sections)

    @property
    def narratives(self) -> tuple[str, ...]:
        """Every text of ``narrative/`` that is printed: openings and sections."""
        openings = dict.fromkeys(part.opening for part in self.parts if part.opening)
        return (*openings, *self.printed_sections)

    @property
    def unit(self) -> PrintUnit:
        """金额单位 of everything printed but the tables that have their own."""
        return WAN if self.money_unit is MoneyUnit.WAN else YUAN

    def form_of(self, id: str) -> TableForm:
        """What this profile prints otherwise of a table form."""
        return self.form.get(id, TableForm())

    def unit_of(self, id: str) -> PrintUnit:
        """金额单位 of a table form."""
        own = self.form_of(id).unit or self.money_unit
        return WAN if own is MoneyUnit.WAN else YUAN

    def words(self, field: str) -> tuple[str, ...]:
        """What the workbook offers for a column whose words depend on the format."""
        second = (word for words in self.indicators.values() for word in words)
        offered = {
            "level1": tuple(self.indicators),
            "level2": tuple(dict.fromkeys(second)),
            "part": self.project.parts,
        }
        return offered[field]

    def label(self, text: str) -> str:
        """A standard wording as this profile prints it."""
        return self.labels.get(text, text)

    def phrase(self, text: str, **values: object) -> str:
        """A wording with places in braces as this profile prints it, filled.

        It may be renamed as a whole (``{year}年{scope}预算信息公开``) or as it stands filled.
        """
        own = self.labels.get(text)
        return (
            self.label(fill_places(text, **values)) if own is None else fill_places(own, **values)
        )

    @cached_property
    def function_catalogue(self) -> Catalogue:
        """支出功能分类科目, the profile's own list laid over."""
        return self._catalogue(SubjectKind.FUNCTION)

    @cached_property
    def economic_catalogue(self) -> Catalogue:
        """支出部门经济分类科目, the profile's own list laid over."""
        return self._catalogue(SubjectKind.ECONOMIC)

    @cached_property
    def procurement_catalogue(self) -> Catalogue:
        """政府采购品目, the profile's own list laid over."""
        return self._catalogue(SubjectKind.PROCUREMENT)

    def _catalogue(self, kind: SubjectKind) -> Catalogue:
        for folder in self.folders:
            own = folder / f"subjects-{kind.value}.csv"
            if own.is_file():
                return load_catalogue(kind, own)
        return load_catalogue(kind)
