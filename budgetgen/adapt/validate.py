"""格式方案的检查: what of a profile would fail later is found when it is loaded, all at once.

A profile.toml is held by its model; here are table forms, sections, labels, catalogues and templates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import jinja2

from budgetgen.adapt.sentences import TemplateCheck
from budgetgen.disclosure import Disclosure
from budgetgen.document.blocks import TableBlock
from budgetgen.document.compose import compose
from budgetgen.document.tables.forms import assets, institutions, procurement
from budgetgen.document.tables.projects import project_blocks, project_views
from budgetgen.document.tables.widths import TooWide, column_names, names_column, widened
from budgetgen.document.text.names import NAMES
from budgetgen.document.text.narrative import environment
from budgetgen.document.words import PRINTED
from budgetgen.model.budget import Budget
from budgetgen.model.numbering import without_number
from budgetgen.model.records import Asset, Indicator, Info, Project, Purchase
from budgetgen.model.subjects import CatalogueError, SubjectKind
from budgetgen.model.vocabulary import AssetClass, Category, Scope, Source
from budgetgen.profiles import Profile, ProfileError, profile_ids
from budgetgen.profiles.parts import DocumentPart
from budgetgen.profiles.problems import file_and_line, nearest
from budgetgen.profiles.sentence_names import NamePath
from budgetgen.profiles.toml_lines import KeyPath
from budgetgen.tables.catalog import SPECS
from budgetgen.tables.engine import COUNTING, Naming
from budgetgen.tables.figures import SPOKEN
from budgetgen.tables.rounding import NOTE

_PAGE: Final = "document.html"
_PAGE_NAMES: Final[Mapping[str, None]] = dict.fromkeys(("document", "parts", "css", "letterhead"))
_SHAPES: Final = {name: each.shape for name, each in NAMES.items()}


def validate(profile: Profile) -> None:
    """Raises ProfileError with every problem on a line of its own: file, line, what is wrong, what is near."""
    problems = list(dict.fromkeys(_problems(profile)))
    if problems:
        raise ProfileError("\n".join(problems))


def _problems(profile: Profile) -> Iterator[str]:
    yield from _tables(profile)
    yield from _sections(profile)
    yield from _unit_profile(profile)
    yield from _forms(profile)
    if profile.labels:
        yield from _labels(profile)
    if profile.widths:
        yield from _widths(profile)
    yield from _catalogues(profile)
    yield from _templates(profile)


def _at(profile: Profile, *place: str | int) -> str:
    return file_and_line(place, [folder / "profile.toml" for folder in profile.folders])


def _tables(profile: Profile) -> Iterator[str]:
    places: list[tuple[str, KeyPath]] = [
        (id, ("tables", index)) for index, id in enumerate(profile.tables)
    ]
    for number, part in enumerate(profile.parts):
        places += [(id, ("parts", number, "tables", i)) for i, id in enumerate(part.tables)]
    for id, place in places:
        if id not in SPECS:
            hint = f"{nearest(id, SPECS)}可用：{'、'.join(SPECS)}。"
            yield f"{_at(profile, *place)}：没有 {id} 这种表样。{hint}"


def _sections(profile: Profile) -> Iterator[str]:
    found = sorted({file.stem for each in profile.folders for file in each.glob("narrative/*.j2")})
    places: list[tuple[str, KeyPath]] = [
        (name, ("sections", index)) for index, name in enumerate(profile.sections)
    ]
    for number, part in enumerate(profile.parts):
        places += [(name, ("parts", number, "sections", i)) for i, name in enumerate(part.sections)]
        places += [(part.opening, ("parts", number, "opening"))] * bool(part.opening)
    for name, place in places:
        if name not in found:
            hint = f"{nearest(name, found)}新的一节，先写好这个文件。"
            yield f"{_at(profile, *place)}：没有 narrative/{name}.j2。{hint}"


def _forms(profile: Profile) -> Iterator[str]:
    """What is said of a table, or asked of it by a sentence, though it is not printed."""
    printed = _known_tables(profile)
    for id in profile.form:
        if id not in printed:
            hint = nearest(id, printed) or f"可用：{'、'.join(printed)}。"
            yield f"{_at(profile, 'form', id)}：这套格式没有印 {id} 这种表样。{hint}"
    shown = {SPECS[id].table for id in printed} | set(printed)
    for narrative in profile.narratives:
        for name in sorted(_names_of(profile, narrative)):
            if name[0] == "table" and name[1:] and name[1] not in shown:
                path = profile.file(f"narrative/{narrative}.j2")
                hint = nearest(name[1], shown) or f"可用：{'、'.join(sorted(shown))}。"
                yield f"{path}：table('{name[1]}')：这套格式没有印这张表。{hint}"


def _unit_profile(profile: Profile) -> Iterator[str]:
    wanted, known = profile.unit_profile, profile_ids(profile.folders[-1].parent)
    if wanted and wanted not in known and not (Path(wanted) / "profile.toml").is_file():
        yield f"{_at(profile, 'unit_profile')}：没有格式方案 {wanted}。{nearest(wanted, known)}"


def _names_of(profile: Profile, narrative: str) -> frozenset[NamePath]:
    """The names of a text; none where a file of it is missing, which is told elsewhere."""
    try:
        return profile.section_names(narrative)
    except ProfileError:
        return frozenset()


# 叫法 --------------------------------------------------------------------------------------------


def _labels(profile: Profile) -> Iterator[str]:
    """A label that stands nowhere would change nothing, and nobody would see why."""
    known = wordings(profile)
    subjects = profile.function_catalogue.names() | profile.economic_catalogue.names()
    for text in profile.labels:
        if text not in known and without_number(text) not in subjects:
            hint = nearest(text, known) or "照没有改过的表抄，连序号和空格一起。"
            yield f"{_at(profile, 'labels', text)}：这套格式的表里没有“{text}”。{hint}"


def wordings(profile: Profile) -> set[str]:
    """Every wording but subjects' names that a document of the profile may print."""
    words = {NOTE, *SPOKEN, *COUNTING, *PRINTED, *(each.value for each in Category)}
    words |= set(profile.table_line) | {part.title for part in profile.parts}
    words |= {each.title for each in profile.form.values()} | {profile.tables_heading}
    nameless = Naming(str, str, ())
    for spec in (SPECS[id] for id in _known_tables(profile)):
        words |= {f"{profile.scope}{spec.title}", spec.empty_note}
        for side in spec.sides:
            heads = (*side.texts, *(measure.path for measure in side.measures))
            words |= {part for head in heads for part in head.split("/")}
            rows = side.rows((), nameless)
            words |= {text for row in (*rows.body, *rows.foot) for text in row.texts}
    return (words | set(_form_wordings(profile))) - {""}


def _form_wordings(profile: Profile) -> Iterator[str]:
    """Titles, heads, names of rows and notes of the forms in the text, taken from a budget with one of each."""
    plain = profile.model_copy(update={"labels": {}})
    for of in (_SMALLEST, _EMPTY):
        d = Disclosure(of.model_copy(update={"info": _info(profile)}), (), plain)
        for form in (institutions(d), procurement(d), assets(d)):
            yield from (form.title, *form.notes, *(row[0] for row in form.rows))
            yield from (part for head in form.columns for part in head.split("/"))
        for table in project_blocks(project_views(d), plain):
            if isinstance(table, TableBlock):
                yield from (cell.text for row in table.head for cell in row)
                yield from (cell.text for row in table.body for cell in row if cell.label)


def _info(profile: Profile) -> Info:
    return Info(year=1, scope=profile.scope, code="0", name="0")


_EMPTY: Final = Budget(info=Info(year=1, scope=Scope.DEPARTMENT, code="0", name="0"))
_SMALLEST: Final = Budget(
    info=_EMPTY.info,
    projects=(Project(code="0", name="0"),),
    indicators=(Indicator(project="0", level1="0", level2="0", level3="0"),),
    purchases=(Purchase(item="0", source=Source.GENERAL, price=Decimal(1), quantity=Decimal(1)),),
    assets=(Asset(kind=AssetClass.VEHICLES, quantity=Decimal(1)),),
)


# 栏宽 --------------------------------------------------------------------------------------------


def _widths(profile: Profile) -> Iterator[str]:
    """A width for a column that no table has, and widths that leave too little for the others."""
    plain = _whole(profile.model_copy(update={"widths": {}}))
    blocks = list(_headed(plain))
    for key in profile.widths:
        if not any(
            name and (key == name or names_column(key, block, name))
            for block in blocks
            for name in column_names(block)
        ):
            known = {name for block in blocks for name in column_names(block)} - {""}
            hint = nearest(key.rpartition("/")[2], known) or "照印出的表头抄最下一行的栏名。"
            yield f"{_at(profile, 'widths', key)}：这套格式的表里没有“{key}”这一栏。{hint}"
    for block in blocks:
        try:
            widened(block, profile.widths)
        except TooWide as wide:
            yield f"{_at(profile, 'widths')}：{wide}"


def _known_tables(profile: Profile) -> tuple[str, ...]:
    return tuple(id for id in profile.printed_tables if id in SPECS)


def _whole(profile: Profile) -> Profile:
    """The profile with those tables and texts only that there are: the others are told elsewhere."""

    def known(part: DocumentPart) -> DocumentPart:
        tables = tuple(id for id in part.tables if id in SPECS)
        sections = tuple(n for n in part.sections if _has(profile, f"narrative/{n}.j2"))
        opening = part.opening if _has(profile, f"narrative/{part.opening}.j2") else ""
        kept = {"tables": tables, "sections": sections, "opening": opening}
        return part.model_copy(update=kept)

    parts = tuple(map(known, profile.printed_parts))
    return profile.model_copy(update={"parts": parts, "tables": (), "sections": ()})


def _headed(profile: Profile) -> Iterator[TableBlock]:
    """Every table of the profile that has a head."""
    budget = _SMALLEST.model_copy(update={"info": _info(profile)})
    yield from compose(Disclosure.of(budget, profile)).tables()


# 科目 --------------------------------------------------------------------------------------------


def _catalogues(profile: Profile) -> Iterator[str]:
    """A bureau's own lists: every one has a name that is looked for, and can be read."""
    names = [f"subjects-{kind.value}.csv" for kind in SubjectKind]
    files = [file for folder in profile.folders for file in folder.glob("*.csv")]
    for file in files:
        if file.name not in names:
            hint = nearest(file.name, names) or f"科目表叫 {'、'.join(names)}。"
            yield f"{file}：这个文件不会用到。{hint}"
    try:
        if files:
            _ = profile.function_catalogue, profile.economic_catalogue
            _ = profile.procurement_catalogue
    except CatalogueError as broken:
        yield str(broken)


# 模板 --------------------------------------------------------------------------------------------


def _templates(profile: Profile) -> Iterator[str]:
    reading = environment(profile)
    waiting = [f"narrative/{name}.j2" for name in profile.narratives]
    seen = set[str]()
    while waiting:
        name = waiting.pop(0)
        if name in seen or not _has(profile, name):
            continue
        seen.add(name)
        path = profile.file(name)
        try:
            checked = TemplateCheck(reading, _text(path), _SHAPES)
        except ProfileError as broken:
            yield str(broken)
            continue
        except jinja2.TemplateSyntaxError as broken:
            yield _syntax(path, broken)
            continue
        yield from (f"{path} 第{line}行：{text}" for line, text in checked.problems)
        for line, included in checked.includes:
            waiting.append(included)
            if not _has(profile, included):
                yield f"{path} 第{line}行：没有 {included} 这个文件。"
    yield from _page(profile, reading)


def _page(profile: Profile, reading: jinja2.Environment) -> Iterator[str]:
    path = profile.file(_PAGE)
    try:
        checked = TemplateCheck(reading, _text(path), _PAGE_NAMES)
    except jinja2.TemplateSyntaxError as broken:
        yield _syntax(path, broken)
    else:
        yield from (f"{path} 第{line}行：{text}" for line, text in checked.problems)


def _has(profile: Profile, name: str) -> bool:
    return any((folder / name).is_file() for folder in profile.folders)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ProfileError(f"{path}：不是 UTF-8 编码的文本。另存为 UTF-8 再试。") from None


def _syntax(path: Path, broken: jinja2.TemplateSyntaxError) -> str:
    said: Any = broken.message
    return (
        f"{path} 第{broken.lineno}行：{{{{ }}}} 或 {{% %}} 的写法有误，没有写完或不成对（{said}）。"
    )
