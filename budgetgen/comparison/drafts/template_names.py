"""正文用到的名称: which names the sentences of a section use, read out of the profile's own templates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jinja2 import nodes
from jinja2.meta import find_referenced_templates

from budgetgen.document.text.narrative import environment
from budgetgen.profiles import Profile

_OPENING: Final = "opening"
"""What stands before the first section."""
NamePath = tuple[str, ...]
"""A name as a sentence writes it, taken apart at its points: ``("figures", "total")``."""


def section_names(profile: Profile, section: str) -> frozenset[NamePath]:
    """All names of a section and of the files it includes; none where the profile has no such section."""
    if section not in (_OPENING, *profile.sections):
        return frozenset()
    env = environment(profile)
    found: set[NamePath] = set()
    wanted, seen = [f"narrative/{section}.j2"], set[str]()
    while wanted:
        file = wanted.pop()
        if file in seen:
            continue
        seen.add(file)
        tree = env.parse(profile.file(file).read_text(encoding="utf-8"))
        found |= set(_names(tree))
        wanted += [name for name in find_referenced_templates(tree) if name]
    return frozenset(found)


def _names(node: nodes.Node) -> Iterator[NamePath]:
    for each in node.iter_child_nodes():
        written = _written(each)
        if written:
            yield written
        else:
            yield from _names(each)


def _written(node: nodes.Node) -> NamePath:
    match node:
        case nodes.Name():
            return (node.name,)
        case nodes.Getattr():
            owner = _written(node.node)
            return (*owner, node.attr) if owner else ()
        case nodes.Getitem(arg=nodes.Const(value=value)):
            owner = _written(node.node)
            return (*owner, str(value)) if owner else ()
    return ()
