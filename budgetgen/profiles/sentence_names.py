"""正文用到的名称: which names the sentences of a section use, read out of the profile's own templates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.meta import find_referenced_templates

NamePath = tuple[str, ...]
"""A name as a sentence writes it, taken apart at its points: ``("figures", "total")``, ``("extra", "主管专项")``."""


def names_in(section: str, read: Callable[[str], str]) -> frozenset[NamePath]:
    """All names of a section and of the files it includes; ``read`` gives the text of a file of the profile."""
    found: set[NamePath] = set()
    wanted, seen = [f"narrative/{section}.j2"], set[str]()
    while wanted:
        file = wanted.pop()
        if file not in seen:
            seen.add(file)
            names, included = _parsed(read(file))
            found |= names
            wanted += included
    return frozenset(found)


@lru_cache(maxsize=256)  # the packaged sentences are read for every workbook of a folder
def _parsed(text: str) -> tuple[frozenset[NamePath], tuple[str, ...]]:
    """The names of one file and what it includes; none of a broken one, which composing refuses with its line."""
    try:
        tree = Environment(autoescape=False).parse(text)
    except TemplateSyntaxError:
        return frozenset(), ()
    return frozenset(_names(tree)), tuple(name for name in find_referenced_templates(tree) if name)


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
        case nodes.Call(node=nodes.Name(name=name), args=[nodes.Const(value=value)]):
            return (name, str(value))
    return ()
