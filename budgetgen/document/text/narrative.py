"""正文: sentences are Jinja text in the profile; here they become blocks.

The text of ``narrative/<section>.j2`` is read line by line: ``#`` to ``####`` begin a heading of level 1 to
4, ``>`` a label line, anything else is a paragraph. An expression prints a figure or a text, or sets in
whole blocks (``{{ projects() }}``). Nothing an agency typed can turn into a heading or a block: values are
marked while Jinja runs, and only the template's own characters count as markup. The names that a sentence
may use stand in ``names.py``; a section is looked for in the profile, then in what it extends, then in base.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jinja2
from jinja2.bccache import Bucket

from budgetgen.document.blocks import Block, Heading, Paragraph, ParagraphKind
from budgetgen.document.text.filters import filters_of
from budgetgen.profiles import Profile, ProfileError

_VALUE, _NEWLINE, _BLOCKS = "\ue000", "\ue001", "\ue002"
_PRIVATE = re.compile("[\ue000-\ue002]")
_HEADING = re.compile(r"(#{1,4})\s+(.*)")


@dataclass(frozen=True, slots=True)
class Turn:
    """From here on the pages lie sideways, or stand upright again."""

    landscape: bool


@dataclass(frozen=True, slots=True)
class Blocks:
    """Blocks that a template sets in as one expression."""

    blocks: tuple[Block | Turn, ...]


class Markup(str):
    """Markup that a template takes from the profile (``{{ sub }}``: the level of sub-headings)."""

    __slots__ = ()


class _Compiled(jinja2.BytecodeCache):
    """Templates compiled once in this process: compiling is most of what composing costs."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """From memory; a template that was edited since is another one."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Into memory."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def environment(
    profile: Profile, finalize: Callable[[Any], Any] | None = None
) -> jinja2.Environment:
    """What a profile's sentences are read with: its files, our filters; an unknown name is an error."""

    def load(name: str) -> tuple[str, str, Callable[[], bool]]:
        path = profile.file(name)
        return path.read_text(encoding="utf-8"), str(path), lambda: True

    made = jinja2.Environment(
        loader=jinja2.FunctionLoader(load),
        undefined=jinja2.StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_COMPILED,
        optimized=False,  # what a filter makes of a constant is the profile's, not the template's
    )
    made.filters.update(filters_of(profile))
    return made


class Writer:
    """Turns a profile's narrative into blocks."""

    def __init__(self, profile: Profile, context: Mapping[str, Any]) -> None:
        self._profile = profile
        self._context = dict(context)
        self._blocks: list[Blocks] = []
        self._env = environment(profile, self._mark)

    def section(self, name: str) -> Iterator[Block | Turn]:
        """The blocks of one section; headings still without numbers."""
        try:
            text = self._env.get_template(f"narrative/{name}.j2").render(self._context)
        except jinja2.TemplateSyntaxError as broken:
            where = f"{broken.filename or name}:{broken.lineno}"
            raise ProfileError(f"{where}：模板语法有误：{broken.message}") from None
        except jinja2.UndefinedError as unknown:
            path = self._profile.file(f"narrative/{name}.j2")
            raise ProfileError(f"{path}：用到了没有的数字或名称：{unknown.message}") from None
        for line in text.splitlines():
            yield from self._line(line.strip())

    def _mark(self, value: Any) -> str:
        if isinstance(value, Blocks):
            self._blocks.append(value)
            return f"{_BLOCKS}{len(self._blocks) - 1}{_BLOCKS}"
        if isinstance(value, Markup):
            return str(value)
        text = _PRIVATE.sub("", str(value))
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        return _VALUE + _NEWLINE.join(lines)

    def _line(self, line: str) -> Iterator[Block | Turn]:
        if line.startswith(_BLOCKS):
            for index in line.strip(_BLOCKS).split(_BLOCKS * 2):
                yield from self._blocks[int(index)].blocks
        elif heading := _HEADING.match(line):
            yield Heading(_plain(heading[2]), "", level=len(heading[1]))
        elif line.startswith("> "):
            yield Paragraph(_plain(line[2:]), ParagraphKind.LABEL)
        else:
            texts = (_plain(text) for text in line.split(_NEWLINE))
            yield from (Paragraph(text) for text in texts if text)


def _plain(text: str) -> str:
    return text.replace(_VALUE, "").replace(_NEWLINE, " ").strip()
