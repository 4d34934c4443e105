"""模板检查: unknown names, members, filters and files of a template, found without running it.

What a name may have is read from the types of the code: ``figures.total.amount`` is followed through
``Figures`` and ``Figure``. Where a type isn't known, nothing is said.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping
from contextlib import contextmanager
from enum import Enum
from functools import cache, cached_property, partial
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from jinja2 import Environment, nodes
from jinja2.runtime import LoopContext
from pydantic import BaseModel

from budgetgen.profiles.problems import nearest

Shape = Any
"""A type hint, or members' shapes by name; None where nothing is known."""

_SEQUENCES: Final = (list, tuple)
_MAY_LACK: Final = ("defined", "undefined", "default", "d")
_KEEPS: Final = (
    "list",
    "sort",
    "reverse",
    "unique",
    "select",
    "selectattr",
    "reject",
    "rejectattr",
)
_PICKS: Final = ("first", "last", "random", "min", "max")


class TemplateCheck:
    """One template; ``problems`` are (line, what is wrong), ``includes`` (line, file)."""

    def __init__(self, environment: Environment, text: str, names: Mapping[str, Shape]) -> None:
        self.problems: dict[tuple[int, str], None] = {}
        self.includes: list[tuple[int, str]] = []
        self._environment = environment
        self._names: dict[str, Shape] = dict(names)
        self._macros: dict[str, nodes.Macro] = {}
        self._inside: set[str] = set()
        self._visit(environment.parse(text))

    def _visit(self, node: nodes.Node) -> Shape:
        visit: Callable[[Any], Shape] = getattr(self, f"_{type(node).__name__.lower()}", self._each)
        return visit(node)

    def _each(self, node: nodes.Node) -> Shape:
        self._all(node.iter_child_nodes())

    def _all(self, each: Iterable[nodes.Node]) -> None:
        for node in each:
            self._visit(node)

    def _wrong(self, node: nodes.Node, text: str) -> None:
        self.problems[node.lineno, text] = None

    # Names ---------------------------------------------------------------------------------------

    def _name(self, node: nodes.Name) -> Shape:
        known = node.name in self._names or node.name in self._environment.globals
        if node.ctx == "load" and not known and node.name not in self._macros:
            self._wrong(node, f"没有 {node.name} 这个名称。{nearest(node.name, self._names)}")
        return self._names.get(node.name)

    def _bind(self, target: nodes.Node, shape: Shape) -> None:
        for each in target.find_all(nodes.Name):
            self._names[each.name] = None
        if isinstance(target, nodes.Name):
            self._names[target.name] = shape

    @contextmanager
    def _scope(self) -> Any:
        before = dict(self._names)
        yield
        self._names = before

    def _getattr(self, node: nodes.Getattr) -> Shape:
        return self._member(node, self._visit(node.node), node.attr)

    def _getitem(self, node: nodes.Getitem) -> Shape:
        shape = self._visit(node.node)
        self._visit(node.arg)
        if isinstance(shape, Mapping) and isinstance(node.arg, nodes.Const):
            return self._member(node, shape, str(node.arg.value))
        return None if isinstance(node.arg, nodes.Slice) else _element(shape)

    def _member(self, node: nodes.Node, shape: Shape, name: str) -> Shape:
        known = shape_members(shape)
        if known is not None and name not in known:
            self._wrong(node, f"没有 {_written(node)} 这个数字或名称。{nearest(name, known)}")
        return (known or {}).get(name)

    # Expressions ---------------------------------------------------------------------------------

    def _const(self, node: nodes.Const) -> Shape:
        return type(node.value)

    def _condexpr(self, node: nodes.CondExpr) -> Shape:
        self._visit(node.test)
        if node.expr2:
            self._visit(node.expr2)
        return self._visit(node.expr1)

    def _test(self, node: nodes.Test) -> Shape:
        if node.name not in self._environment.tests:
            self._wrong(
                node, f"没有 {node.name} 这种判断。{nearest(node.name, self._environment.tests)}"
            )
        if node.name not in _MAY_LACK:
            self._each(node)
        return bool

    def _filter(self, node: nodes.Filter) -> Shape:
        filters = self._environment.filters
        if node.name not in filters:
            self._wrong(node, f"没有 | {node.name} 这种写法。{nearest(node.name, filters)}")
        shape = self._visit(node.node) if node.node and node.name not in _MAY_LACK else None
        self._all(node.args)
        self._fits(node, shape)
        if node.name in _PICKS:
            return _element(shape)
        return shape if node.name in _KEEPS else None

    def _fits(self, node: nodes.Filter, shape: Shape) -> None:
        """One of our own filters after something it can't take."""
        accepted = _accepted(self._environment.filters.get(node.name))
        if isinstance(shape, type) and accepted and not issubclass(shape, accepted):
            self._wrong(node, f"| {node.name} 不能写在 {_written(node.node) or '这里'} 后面。")

    def _call(self, node: nodes.Call) -> Shape:
        called = self._visit(node.node)
        shapes = [self._visit(each) for each in node.args]
        self._all(node.kwargs)
        if isinstance(node.node, nodes.Name) and node.node.name in self._macros:
            self._expand(self._macros[node.node.name], shapes)
            return None
        return get_args(called)[-1] if get_args(called) else None

    # Statements ----------------------------------------------------------------------------------

    def _for(self, node: nodes.For) -> Shape:
        element = _element(self._visit(node.iter))
        with self._scope():
            self._bind(node.target, element)
            self._names["loop"] = LoopContext
            self._all([*([node.test] if node.test else []), *node.body])
        with self._scope():
            self._all(node.else_)

    def _assign(self, node: nodes.Assign) -> Shape:
        self._bind(node.target, self._visit(node.node))

    def _assignblock(self, node: nodes.AssignBlock) -> Shape:
        self._all([*([node.filter] if node.filter else []), *node.body])
        self._bind(node.target, None)

    def _with(self, node: nodes.With) -> Shape:
        shapes = [self._visit(value) for value in node.values]
        with self._scope():
            for target, shape in zip(node.targets, shapes, strict=True):
                self._bind(target, shape)
            self._all(node.body)

    def _macro(self, node: nodes.Macro) -> Shape:
        self._macros[node.name] = node
        self._expand(node, [])

    def _expand(self, macro: nodes.Macro, shapes: list[Shape]) -> None:
        """The macro's body with what it is called with."""
        if macro.name in self._inside:
            return
        self._inside.add(macro.name)
        with self._scope():
            shapes = [*shapes, *[None] * len(macro.args)]
            for argument, shape in zip(macro.args, shapes, strict=False):
                self._names[argument.name] = shape
            self._names |= dict.fromkeys(("caller", "varargs", "kwargs"))
            self._all([*macro.defaults, *macro.body])
        self._inside.remove(macro.name)

    def _include(self, node: nodes.Include) -> Shape:
        if isinstance(node.template, nodes.Const) and not node.ignore_missing:
            self.includes.append((node.lineno, str(node.template.value)))


# Types -------------------------------------------------------------------------------------------


def shape_members(shape: Shape) -> Mapping[str, Shape] | None:
    """What may stand after the point, with shapes; None where that isn't known."""
    origin: Any = get_origin(shape)
    if origin in (Union, types.UnionType):
        rest = [each for each in get_args(shape) if each is not type(None)]
        return shape_members(rest[0]) if len(rest) == 1 else None
    if isinstance(shape, Mapping) or shape is None:
        return shape
    cls: Any = origin or shape
    return _members(cls) if _is_followed(cls) else None


def _is_followed(cls: Any) -> bool:
    return isinstance(cls, type) and not issubclass(cls, Enum) and cls is not object


@cache
def _members(cls: type[Any]) -> Mapping[str, Shape]:
    inherited = dir(BaseModel) if issubclass(cls, BaseModel) else ()
    hints = _hints(cls)
    names = [name for name in (*hints, *dir(cls)) if name[0] != "_" and name not in inherited]
    return {name: hints.get(name) or _returned(getattr(cls, name, None)) for name in names}


def _returned(attribute: object) -> Shape:
    """What a property gives."""
    if isinstance(attribute, property):
        return _hints(attribute.fget).get("return")
    if isinstance(attribute, cached_property):
        return _hints(attribute.func).get("return")
    return None


def _hints(owner: Any) -> dict[str, Any]:
    try:
        return get_type_hints(owner)
    except NameError:  # A type that only the type checker imports.
        return {}


def _element(shape: Shape) -> Shape:
    origin: Any = get_origin(shape)
    arguments = get_args(shape)
    return arguments[0] if origin in _SEQUENCES and arguments else None


@cache
def _accepted(function: Any) -> tuple[type, ...]:
    """Types that one of our own filters takes."""
    own, given = function, 0
    if isinstance(function, partial):
        own, given = function.func, len(function.args)
    if not getattr(own, "__module__", "").startswith("budgetgen."):
        return ()
    hint = list(_hints(own).values())[given]
    return tuple(each for each in (get_args(hint) or (hint,)) if isinstance(each, type))


def _written(node: nodes.Node | None) -> str:
    """A name as it stands in the template."""
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return f"{_written(node.node)}.{node.attr}"
        case nodes.Getitem(arg=nodes.Const(value=value)):
            return f"{_written(node.node)}[{value!r}]"
    return ""
