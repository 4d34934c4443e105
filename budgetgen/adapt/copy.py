"""复制格式方案: a folder that stands on its own, for a bureau to change without Python."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from budgetgen.adapt.outline import outline
from budgetgen.errors import UserError
from budgetgen.model.numbering import NumberStyle
from budgetgen.profiles import BASE, Profile, profile_ids
from budgetgen.profiles.parts import DocumentPart, TableForm
from budgetgen.profiles.settings import GlossaryTerm
from budgetgen.tables.catalog import SPECS

_ID: Final = re.compile(r"[0-9A-Za-z\u4e00-\u9fff][0-9A-Za-z\u4e00-\u9fff_-]*")
_SETTINGS: Final = "profile.toml"
_GIVEN: Final = frozenset({"id", "extends", "folders"})
"""What a copy does not write: it is the folder's name, and its own parent."""
_CHOICES: Final[Mapping[str, list[str]]] = {
    "tables": [f"{spec.id} {spec.title}" for spec in SPECS.values()],
    "numbering": [f'"{style.value}"' for style in NumberStyle],
}
_GROUPS: Final[Mapping[str, type[BaseModel]]] = {
    "parts": DocumentPart,
    "form": TableForm,
    "glossary": GlossaryTerm,
}
_WIDTH: Final = 88


class CannotCopy(UserError):
    """A copy can't be made there or under that name; says why and what to do."""


def copy_profile(profile: Profile, id: str, into: Path) -> Path:
    """Write ``into/id``, whole or not at all; raises CannotCopy."""
    if not _ID.fullmatch(id):
        raise CannotCopy(f"编号“{id}”不行。只用字母、数字、汉字、- 和 _，不以 - 或 _ 开头。")
    if id in (BASE, *profile_ids()):
        raise CannotCopy(f"编号 {id} 已经有了，工作簿里会分不清。换一个编号。")
    place = into / id
    if place.exists():
        raise CannotCopy(f"{place} 已经存在，没有动它。换一个编号或文件夹。")
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".budgetgen-", dir=into) as temporary:
        made = Path(temporary) / id
        for name, source in _files(profile).items():
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, made / name)
        named = profile.model_copy(update={"title": f"{profile.title}（{id}）"})
        (made / _SETTINGS).write_text(profile_toml(named), encoding="utf-8")
        made.rename(place)
    return place


def _files(profile: Profile) -> dict[Path, Path]:
    """Every file but the settings by its name, from the nearest folder that has it."""
    found: dict[Path, Path] = {}
    for folder in reversed(profile.folders):
        for file in sorted(folder.rglob("*")):
            name = file.relative_to(folder)
            hidden = any(part.startswith((".", "~")) for part in name.parts)
            if file.is_file() and not hidden and file.name != _SETTINGS:
                found[name] = file
    return found


# 设置 --------------------------------------------------------------------------------------------


def profile_toml(profile: Profile) -> str:
    """All settings of a profile as a commented ``profile.toml`` that needs no other one."""
    return "\n".join(_lines(profile)).rstrip() + "\n"


def _lines(profile: Profile) -> Iterator[str]:
    yield f"# 格式方案：{_value(profile.title)}"
    yield "# 井号后面是说明，不起作用。改完用 budgetgen profiles show 看一遍：写错的会指出在哪一行。"
    plain: list[str] = []
    tables: list[str] = []
    for name in (each for each in Profile.model_fields if each not in _GIVEN):
        (tables if _is_table(getattr(profile, name)) else plain).append(name)
    for name in plain:
        yield from _comment(name)
        yield f"{name} = {_value(getattr(profile, name))}"
    for name in tables:
        yield from _comment(name)
        yield from _inner_comment(name)
        yield from _table(name, getattr(profile, name), profile)


def _comment(name: str) -> Iterator[str]:
    yield f"\n# {Profile.model_fields[name].description}"
    if name in _CHOICES:
        yield f"# 可用：{'，'.join(_CHOICES[name])}"


def _inner_comment(name: str) -> Iterator[str]:
    """Every key of a group that a copy writes only in part."""
    model = _GROUPS.get(name)
    for key, field in model.model_fields.items() if model else ():
        yield f"#   {key}：{field.description}"


def _is_table(value: object) -> bool:
    """Whether a setting is written as ``[name]`` or ``[[name]]``: those must come last."""
    first = value[0] if isinstance(value, tuple) and value else None
    return isinstance(value, Mapping | BaseModel) or isinstance(first, DocumentPart | GlossaryTerm)


def _table(name: str, value: Any, profile: Profile) -> Iterator[str]:
    if isinstance(value, tuple):
        for each in value:
            written = each.model_dump(mode="json", exclude_defaults=True)
            yield f"[[{name}]]"
            yield from (f"{key} = {_value(item)}" for key, item in written.items())
            yield ""
        return
    yield f"[{name}]"
    if isinstance(value, BaseModel):
        for key, item in value:
            yield f"# {type(value).model_fields[key].description}"
            yield f"{key} = {_value(item)}"
        return
    emptied = dict.fromkeys(_below(profile, name), ()) if name == "indicators" else {}
    for key, item in (emptied | dict(value)).items():
        yield f"{_value(key)} = {_value(item)}"


def _below(profile: Profile, name: str) -> list[str]:
    """Keys that base has: a copy must say that it does without."""
    base = tomllib.loads((profile.folders[-1] / _SETTINGS).read_text(encoding="utf-8"))
    return list(base.get(name, {}))


def _value(value: Any) -> str:
    if isinstance(value, BaseModel):
        written = value.model_dump(mode="json", exclude_defaults=True)
        return "{ " + ", ".join(f"{key} = {_value(each)}" for key, each in written.items()) + " }"
    if not isinstance(value, tuple | list):
        # A TOML string is a JSON string, but that DEL is escaped.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    items = [_value(each) for each in value]
    line = f"[{', '.join(items)}]"
    if len(line) <= _WIDTH and not any(isinstance(each, BaseModel) for each in value):
        return line
    return "[\n" + "".join(f"    {item},\n" for item in items) + "]"


def profile_text(profile: Profile) -> str:
    """All settings, where they come from, what the document is made of, and what is not settled yet."""
    lines = [profile_toml(profile), "文件夹：" + " → ".join(str(each) for each in profile.folders)]
    lines += ["公开文本：", *outline(profile)]
    if profile.unsettled:
        lines.append("尚未明确：")
        lines += (f"  {number}. {text}" for number, text in enumerate(profile.unsettled, start=1))
    return "\n".join(lines)
