"""格式方案: what differs between provinces, years and kinds, as data in ``templates/<id>/``.

A profile is a folder. It may extend one other profile; ``base`` always lies underneath. A file that a
profile does not have (a sentence, the Word shell, the style sheet) is taken from the next folder below.
"""

from __future__ import annotations

import tomllib
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator

from budgetgen.errors import FormatError
from budgetgen.law.values import Law, law_of
from budgetgen.model.money import WAN, YUAN, PrintUnit
from budgetgen.model.numbering import NumberStyle
from budgetgen.model.subjects import Catalogue, SubjectKind, load_catalogue
from budgetgen.model.vocabulary import MoneyUnit, Scope
from budgetgen.profiles.problems import explain_problems, explain_syntax, line_of, nearest
from budgetgen.profiles.sentence_names import OPENING, NamePath, names_in
from budgetgen.profiles.settings import (
    Assets,
    GlossaryTerm,
    IncomeKind,
    OperatingCost,
    Procurement,
    ProfilePart,
    ProjectForm,
)

BASE = "base"
DEFAULT = "hebei-2024-dept"
_FILE = "profile.toml"


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
    labels: dict[str, str] = Field(
        default_factory=dict,
        description='表名、栏目、行名另有叫法的："通用的叫法" = "本地的叫法"。',
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
    part_headings: bool = Field(
        False, description="预算表和说明前面印不印“第一部分”“第二部分”标题。"
    )
    tables_heading: str = Field(
        "",
        description="预算表前面的标题，可用 {name} 名称、{year} 年度；空着的，有目录或“部分”时印通用的标题，否则不印。",
    )
    sections: tuple[str, ...] = Field(
        description="说明分哪几节、按什么次序。一节的文字在 narrative/〈名称〉.j2。"
    )
    numbering: tuple[NumberStyle, NumberStyle, NumberStyle, NumberStyle] = Field(
        description="一至四级标题的序号样式，其中至少一级是 1. 或 1、（项目用它）。"
    )
    sub_level: Literal[2, 3, 4] = Field(3, description="收入说明、支出说明、增减情况是第几级标题。")
    income_kinds: tuple[IncomeKind, ...] = Field(description="收入说明一句分哪几类、按什么次序。")
    project: ProjectForm = Field(ProjectForm(), description="项目绩效目标表。")
    procurement: Procurement = Field(Procurement(), description="政府采购预算表。")
    assets: Assets = Field(Assets(), description="固定资产占用情况表。")
    operating_cost: OperatingCost = Field(OperatingCost(), description="机关运行经费。")
    glossary: tuple[GlossaryTerm, ...] = Field(description="名词解释，按印出的次序。")
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
        try:
            text.format(name="", year=0)
        except (KeyError, IndexError, ValueError, AttributeError):
            raise ValueError("花括号里只能写 {name} 或 {year}。") from None
        return text

    @field_validator("numbering")
    @classmethod
    def _counts(cls, styles: tuple[NumberStyle, ...]) -> tuple[NumberStyle, ...]:
        if not any(style.is_arabic for style in styles):
            raise ValueError("四级里至少有一级是 1. 或 1、，项目用它编号。")
        return styles

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
        if section not in (OPENING, *self.sections):
            return frozenset()
        return names_in(section, lambda name: self.file(name).read_text(encoding="utf-8"))

    @cached_property
    def names_used(self) -> frozenset[NamePath]:
        """The names that any sentence uses."""
        return frozenset().union(*map(self.section_names, (OPENING, *self.sections)))

    @property
    def unit(self) -> PrintUnit:
        """金额单位 of everything printed."""
        return WAN if self.money_unit is MoneyUnit.WAN else YUAN

    @property
    def item_level(self) -> int:
        """The heading level of 1., which projects and, in some forms, 收入说明 have."""
        return next(n for n, style in enumerate(self.numbering, start=1) if style.is_arabic)

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


def templates_dir() -> Path:
    """The folder of all profiles: inside the installed package, or beside it in a checkout."""
    packaged = Path(__file__).parent.parent / "templates"
    return packaged if packaged.is_dir() else packaged.parent.parent / "templates"


def profile_ids(root: Path | None = None) -> list[str]:
    """Ids of all profiles that can be used (base alone cannot)."""
    root = root or templates_dir()
    return sorted(p.parent.name for p in root.glob(f"*/{_FILE}") if p.parent.name != BASE)


def load_profile(id: str = DEFAULT, root: Path | None = None) -> Profile:
    """Find, read and resolve a profile by its id or its folder; a broken one is refused here.

    The message names file and nearest valid word.
    """
    chain = _chain(id, root or templates_dir())
    merged: dict[str, Any] = {}
    for folder in reversed(chain):
        merged = _merge(merged, _read(folder / _FILE))
    merged |= {"id": chain[0].name, "folders": tuple(chain)}
    try:
        return Profile.model_validate(merged)
    except ValidationError as invalid:
        files = [folder / _FILE for folder in chain]
        raise ProfileError(explain_problems(invalid, Profile, files)) from None


def _chain(id: str, root: Path) -> list[Path]:
    """The profile's folder, that of the one it extends and so on; base last."""
    folders: list[Path] = []
    wanted, asked_by = id, ""
    while wanted != BASE:
        folder = _folder(wanted, root, asked_by)
        if folder in folders:
            raise ProfileError(f"{asked_by}：extends 绕了一圈又回到 {wanted}。")
        folders.append(folder)
        asked_by = str(folder / _FILE)
        wanted = str(_read(folder / _FILE).get("extends", "")) or BASE
    return [*folders, root / BASE]


def _folder(wanted: str, root: Path, asked_by: str) -> Path:
    """The folder of a profile: of that path, else of that id beside the others."""
    own = Path(wanted)
    if not asked_by and (own / _FILE).is_file():
        return own.resolve()
    known = profile_ids(root)
    if wanted in known:
        return root / wanted
    hint = f"{nearest(wanted, known)}现有：{'、'.join(known)}。"
    if asked_by:
        place = line_of(Path(asked_by), ("extends",))
        raise ProfileError(f"{place}：extends 指向不存在的 {wanted}。{hint}")
    raise ProfileError(f"没有格式方案 {wanted}。{hint}")


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise ProfileError(f"{path}：不是 UTF-8 编码的文本。另存为 UTF-8 再试。") from None
    except tomllib.TOMLDecodeError as broken:
        raise ProfileError(explain_syntax(broken, path)) from None


def _merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Tables are merged key by key, anything else is replaced."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        both = isinstance(old, dict) and isinstance(value, dict)
        merged[key] = _merge(old, value) if both else value  # type: ignore[arg-type]
    return merged
