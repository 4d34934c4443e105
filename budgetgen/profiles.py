"""格式方案: what differs between provinces, years and kinds, as data in ``templates/<id>/``.

A profile is a folder. It may extend one other profile; ``base`` always lies underneath. A file that a
profile does not have (a sentence, the Word shell, the style sheet) is taken from the next folder below.
"""

from __future__ import annotations

import difflib
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from budgetgen.model.money import WAN, YUAN, PrintUnit
from budgetgen.model.numbering import NumberStyle
from budgetgen.model.subjects import Catalogue, SubjectKind, load_catalogue
from budgetgen.model.vocabulary import MoneyUnit, Scope, Source

BASE = "base"
DEFAULT = "hebei-2024-dept"
_FILE = "profile.toml"


class ProfileError(Exception):
    """A profile is broken: the maintainer's to mend, with file and nearest valid name."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class IncomeKind(_Part):
    """收入说明 names one kind: this year's money from these sources, all carry-over, or all the rest."""

    name: str
    sources: tuple[Source, ...] = ()
    carryover: bool = False
    rest: bool = False
    """Whatever no other kind names."""


class ProjectForm(_Part):
    """绩效目标表: which blocks the form prints."""

    header: bool = True
    """项目编码, 预算规模及资金用途, 资金支出计划."""
    plan: Literal["amount", "percent"] = "amount"
    """What 资金支出计划 is printed in; label and figures follow."""
    parts: tuple[str, ...] = ()
    """绩效部分 in the order of print; each numbers its projects from 1. None: one list of projects."""


class Procurement(_Part):
    """政府采购预算表."""

    carryover_columns: Literal["one", "two"] = "one"
    lead: bool = False


class Assets(_Part):
    """固定资产占用情况表."""

    places: Literal["two", "as entered"] = "two"
    total_quantity: bool = False


class CostGroup(_Part):
    """Uses of 机关运行经费 that a sentence names together."""

    name: str
    codes: tuple[str, ...]


class OperatingCost(_Part):
    """机关运行经费."""

    units: Literal["all", "administrative"] = "all"
    text: Literal["uses", "amounts"] = "uses"
    groups: tuple[CostGroup, ...] = ()
    """Uses under names of their own; none: every economic subject under its name."""
    rest: str = "其他支出"
    """What the groups leave."""


class GlossaryTerm(_Part):
    """名词解释的一条."""

    term: str
    text: str


class Profile(_Part):
    """格式方案, resolved: own keys over the parent's over base's."""

    id: str
    title: str
    version: str
    extends: str = ""
    scope: Scope
    tables: tuple[str, ...]
    """Specs of the nine tables in the order of print (``budgetgen.tables.catalog.SPECS``)."""
    money_unit: MoneyUnit = MoneyUnit.WAN
    """The unit of everything printed."""
    labels: dict[str, str] = Field(default_factory=dict)
    """Heads and titles worded otherwise here: standard wording = local wording."""
    empty_rows: int = 1
    rounding_note: bool = False
    cover: bool = False
    contents: bool = True
    part_headings: bool = False
    tables_heading: str = ""
    """A heading before the nine tables; ``{name}`` and ``{year}`` are filled in."""
    sections: tuple[str, ...]
    """Narrative files ``narrative/<name>.j2`` in the order of print."""
    numbering: tuple[NumberStyle, NumberStyle, NumberStyle, NumberStyle]
    sub_level: Literal[2, 3, 4] = 3
    """Heading level of 收入说明, 支出说明, 增减情况."""
    income_kinds: tuple[IncomeKind, ...]
    project: ProjectForm = ProjectForm()
    procurement: Procurement = Procurement()
    assets: Assets = Assets()
    operating_cost: OperatingCost = OperatingCost()
    glossary: tuple[GlossaryTerm, ...]
    indicators: dict[str, tuple[str, ...]]
    """一级指标 and the 二级指标 under each: what the workbook offers."""
    unit_profile: str = ""
    """The profile of a unit's own disclosure (``build --unit``); empty: this one."""
    unsettled: tuple[str, ...] = ()
    """尚未明确: what nobody knows yet about this year's form; shown to users, never guessed."""
    folders: tuple[Path, ...] = Field(exclude=True, repr=False)
    """Own folder first, base last."""

    def file(self, name: str) -> Path:
        """The nearest file of that name; raises ProfileError where no folder has it."""
        for folder in self.folders:
            if (folder / name).is_file():
                return folder / name
        raise ProfileError(f"格式方案 {self.id} 缺少文件 {name}（自身和上级文件夹里都没有）。")

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
    packaged = Path(__file__).parent / "templates"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "templates"


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
        raise ProfileError(_explain(chain[0] / _FILE, invalid)) from None


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
    hint = f"{_nearest(wanted, known)}现有：{'、'.join(known)}。"
    if asked_by:
        raise ProfileError(f"{asked_by}：extends 指向不存在的 {wanted}。{hint}")
    raise ProfileError(f"没有格式方案 {wanted}。{hint}")


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise ProfileError(f"{path}：不是有效的 TOML 文件：{broken}") from None


def _merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Tables are merged key by key, anything else is replaced."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        both = isinstance(old, dict) and isinstance(value, dict)
        merged[key] = _merge(old, value) if both else value  # type: ignore[arg-type]
    return merged


def _explain(path: Path, invalid: ValidationError) -> str:
    lines = []
    for problem in invalid.errors():
        where = ".".join(str(part) for part in problem["loc"])
        hint = ""
        if problem["type"] == "extra_forbidden":
            hint = _nearest(str(problem["loc"][-1]), _known_keys())
        lines.append(f"{path}：{where}：{problem['msg']}。{hint}")
    return "\n".join(lines)


def _known_keys() -> list[str]:
    parts = (
        Profile, IncomeKind, ProjectForm, Procurement, Assets, CostGroup, OperatingCost, GlossaryTerm,
    )  # fmt: skip
    return sorted({key for part in parts for key in part.model_fields})


def _nearest(word: str, known: list[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    return f"是不是 {near[0]}？" if near else ""
