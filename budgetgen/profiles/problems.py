"""格式方案的问题: what is wrong with a profile.toml, said with file, line, remedy and the nearest valid word."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

from budgetgen.profiles.toml_lines import KeyPath, toml_lines

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

Model = type["BaseModel"]

_EXPECTED: Final = {
    "bool": "true 或 false（不加引号）",
    "int": "整数（不加引号）",
    "float": "数（不加引号）",
    "string": "加双引号的文字",
    "tuple": "用 [ ] 括起来的一列",
    "list": "用 [ ] 括起来的一列",
    "dict": "一组“名称 = 值”",
    "model": "一组“名称 = 值”",
}


def nearest(word: str, known: Iterable[str]) -> str:
    """“是不是 …？”, or nothing where no known word is near."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"是不是 {near[0]}？" if near else ""


def line_of(path: Path, place: KeyPath) -> str:
    """File and line of a key or the nearest thing around it, in words."""
    lines = toml_lines(path.read_text(encoding="utf-8"))
    while place and place not in lines:
        place = place[:-1]
    return f"{path} 第{lines[place]}行" if place else str(path)


def explain_syntax(broken: tomllib.TOMLDecodeError, path: Path) -> str:
    """A file that is no TOML."""
    found = re.search(r"line (\d+), column (\d+)", str(broken))
    where = f"{path} 第{found[1]}行第{found[2]}个字" if found else f"{path} 末尾"
    return f"{where}：写法不对。引号、括号要成对且用半角，每行写“名称 = 值”，同一名称只写一次。"


def explain_problems(invalid: ValidationError, model: Model, files: Sequence[Path]) -> str:
    """Every problem of a resolved profile on a line of its own; ``files`` own first, base last."""
    said = []
    for problem in invalid.errors():
        place: KeyPath = problem["loc"]
        name = ".".join(part for part in place if isinstance(part, str))
        said.append(f"{file_and_line(place, files)}：{name}：{_said(problem, place, model)}")
    return "\n".join(dict.fromkeys(said))


def file_and_line(place: KeyPath, files: Sequence[Path]) -> str:
    """The file that has the last word on a key, and there the line of what is nearest to it."""
    keys: KeyPath = tuple(takewhile(lambda part: isinstance(part, str), place))
    while keys:
        for file in files:
            if keys in toml_lines(file.read_text(encoding="utf-8")):
                return line_of(file, place)
        keys = keys[:-1]
    return str(files[0])


def _said(problem: Mapping[str, Any], place: KeyPath, model: Model) -> str:
    kind, value, more = problem["type"], problem["input"], problem.get("ctx", {})
    match kind:
        case "extra_forbidden":
            said = _unknown(str(place[-1]), place[:-1], model)
        case "missing":
            said = "没有写，必须有。" if isinstance(place[-1], str) else "个数不够。"
        case "value_error":
            said = str(more["error"])
        case "enum" | "literal_error":
            said = _one_of(str(value), more["expected"])
        case "too_long":
            said = f"多了。应有 {more['max_length']} 个。"
        case "greater_than_equal":
            said = f"不能小于 {more['ge']}。"
        case _:
            wanted = next((text for key, text in _EXPECTED.items() if kind.startswith(key)), "")
            said = f"“{value}”不对，这里要{wanted}。" if wanted else f"“{value}”不对。"
    return said


def _one_of(value: str, expected: str) -> str:
    """``expected`` is pydantic's: ``'a', 'b' or 'c'``."""
    words = [word or number for word, number in re.findall(r"'([^']*)'|\b(\d+)\b", expected)]
    named = [word or '""' for word in dict.fromkeys(words)]
    return f"不能是“{value}”。{nearest(value, words)}可用：{'、'.join(named)}。"


def _unknown(key: str, around: KeyPath, model: Model) -> str:
    """A key nobody knows; one that belongs elsewhere is told its place."""
    here = _model_at(around, model)
    homes = [table for table, keys in _tables(model) if key in keys]
    if homes:
        place = f"移到 [{homes[0]}] 下面" if homes[0] else "移到第一个 [ ] 之前"
        return f"不能写在这里，{place}。"
    names = [name for name in here.model_fields if name not in ("id", "folders")]
    return f"没有这个设置。{nearest(key, names)}这里可用：{'、'.join(names)}。"


def _tables(model: Model) -> Iterator[tuple[str, set[str]]]:
    """Every table of the file by name, the keys at the top under ''."""
    yield "", set(model.model_fields)
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and hasattr(field.annotation, "model_fields"):
            yield name, set(field.annotation.model_fields)


def _model_at(place: KeyPath, model: Model) -> Model:
    for part in place:
        field = model.model_fields.get(part) if isinstance(part, str) else None
        if field is not None:
            inner = (field.annotation, *get_args(field.annotation))
            model = next((each for each in inner if hasattr(each, "model_fields")), model)
    return model
