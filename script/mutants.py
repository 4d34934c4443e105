"""Small faults: each is one node of a source's syntax tree, written differently.

Left alone is what no test can or should notice: annotations, decorators, docstrings, texts that are only said,
asserts and what is raised for maintainers.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

_COMPARED: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_COUNTED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}
_NAMED: Final = {"any": "all", "all": "any", "min": "max", "max": "min"}
_JOINED: Final = (ast.JoinedStr, ast.List, ast.Tuple)
"""Where one of these is added to, it is no sum."""

Change = tuple[ast.AST, ast.AST]
"""A node and what takes its place."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: some bytes of a source written differently."""

    path: str
    source: bytes
    line: int
    start: int
    end: int
    text: str
    lines: tuple[int, int]
    """First and last line of the statement; of the function for what it takes by default."""
    imported: bool
    """Whether the statement runs when the module is imported."""

    @property
    def written(self) -> bytes:
        """The source with the fault."""
        return self.source[: self.start] + self.text.encode() + self.source[self.end :]

    def __str__(self) -> str:
        """Where it is, the line before, the line after."""
        old, new = (
            each.decode().splitlines()[self.line - 1].strip()
            for each in (self.source, self.written)
        )
        return f"{self.path}:{self.line}\n    - {old}\n    + {new}"


def sampled(sources: Mapping[str, bytes], count: int, seed: int) -> list[Mutant]:
    """As many faults as asked for, at places and of kinds that the seed chooses."""
    choose = random.Random(seed)
    places = [place for path, source in sources.items() for place in _places(path, source)]
    chosen = choose.sample(places, min(count, len(places)))
    return sorted((choose.choice(each) for each in chosen), key=lambda m: (m.path, m.start))


def _places(path: str, source: bytes) -> Iterator[list[Mutant]]:
    """The faults of a source, those of one node together."""
    starts = list(accumulate(map(len, source.splitlines(keepends=True)), initial=0))
    for node, lines, imported in _nodes(ast.parse(source)):
        made = []
        for old, new in _changes(node):
            start = starts[old.lineno - 1] + old.col_offset
            end = starts[old.end_lineno - 1] + old.end_col_offset
            whole = isinstance(old, ast.stmt) or isinstance(new, ast.Constant)
            text = ast.unparse(new) if whole else f"({ast.unparse(new)})"
            made.append(Mutant(path, source, old.lineno, start, end, text, lines, imported))
        if made:
            yield made


def _nodes(
    node: ast.AST, lines: tuple[int, int] = (0, 0), imported: bool = True
) -> Iterator[tuple[ast.AST, tuple[int, int], bool]]:
    """Every node that may be changed, with the lines of its statement and whether import runs it."""
    for child in _children(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        within, runs = lines, imported and not isinstance(node, ast.FunctionDef | ast.Lambda)
        if isinstance(child, ast.stmt):
            body = getattr(child, "body", None)
            last = body[0].lineno - 1 if body else child.end_lineno or child.lineno
            within = child.lineno, max(child.lineno, last)
        if isinstance(child, ast.arguments) and isinstance(node, ast.FunctionDef):
            within = node.body[0].lineno, node.end_lineno or node.lineno
        yield child, within, runs
        yield from _nodes(child, within, runs)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """What of a node may be changed."""
    match node:
        case ast.FunctionDef(args=arguments, body=body):
            yield from (arguments, *body)
        case ast.ClassDef(body=body):
            yield from body
        case ast.arguments(defaults=some, kw_defaults=others):
            yield from (*some, *(each for each in others if each))
        case ast.AnnAssign(value=value):
            yield from (value,) if value else ()
        case ast.Assert() | ast.Raise() | ast.Import() | ast.ImportFrom() | ast.JoinedStr():
            return
        case ast.Assign(targets=[ast.Name(id="__all__" | "__slots__")]):
            return
        case ast.keyword(arg="strict" | "repr"):
            return
        case _:
            yield from ast.iter_child_nodes(node)


def _changes(node: ast.AST) -> Iterator[Change]:
    """What may be written in the place of a node, or of one right below it."""
    match node:
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            yield from _negated(test)
        case ast.comprehension(ifs=tests):
            yield from (each for test in tests for each in _negated(test))
        case ast.Slice(lower=lower, upper=upper):
            for each in (lower, upper):
                if each and not isinstance(each, ast.Constant | ast.UnaryOp):
                    yield each, ast.BinOp(each, ast.Add(), ast.Constant(1))
        case ast.Return(value=ast.expr() as value):
            if not (isinstance(value, ast.Constant) and not value.value):
                yield value, ast.Constant(None)
        case ast.stmt():
            yield from ((node, new) for new in _statements(node))
        case ast.expr():
            yield from ((node, new) for new in _expressions(node))


def _statements(node: ast.stmt) -> Iterator[ast.stmt]:
    match node:
        case ast.Break():
            yield ast.Continue()
        case ast.Continue():
            yield ast.Break()
        case ast.Expr(value=ast.Call()):
            yield ast.Pass()
        case ast.Expr(value=ast.Yield() | ast.YieldFrom()):
            yield ast.Expr(ast.YieldFrom(ast.Tuple([], ast.Load())))
        case ast.AugAssign(target=target, op=op, value=value) if type(op) in _COUNTED:
            yield ast.AugAssign(target, _COUNTED[type(op)](), value)


def _negated(test: ast.expr) -> Iterator[Change]:
    """A condition turned round, where turning its one operator is not the same."""
    match test:
        case ast.UnaryOp(op=ast.Not()):
            return
        case ast.Compare(ops=[op]) if len(_COMPARED[type(op)]) == 1:
            return
    yield test, ast.UnaryOp(ast.Not(), test)


def _expressions(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.Compare(left=left, ops=ops, comparators=others):
            yield from _comparisons(left, ops, others)
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _COUNTED:
            if not any(_is_text(each) for each in (left, right)):
                yield ast.BinOp(left, _COUNTED[type(op)](), right)
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield ast.Constant(value + 1)
            yield ast.Constant(abs(value - 1))
        case ast.Constant(value=float() as value):
            yield ast.Constant(value + 1)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=words) if name in _NAMED:
            yield ast.Call(ast.Name(_NAMED[name], ast.Load()), arguments, words)


def _comparisons(
    left: ast.expr, ops: list[ast.cmpop], others: list[ast.expr]
) -> Iterator[ast.expr]:
    for number, op in enumerate(ops):
        for new in _COMPARED[type(op)]:
            yield ast.Compare(left, [*ops[:number], new(), *ops[number + 1 :]], others)
    for number, other in enumerate(others):
        if isinstance(other, ast.Constant) and isinstance(other.value, str):
            text = ast.Constant(f"{other.value}×")
            yield ast.Compare(left, ops, [*others[:number], text, *others[number + 1 :]])


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, _JOINED) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
