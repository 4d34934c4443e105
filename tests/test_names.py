"""A name means one thing: no two modules of the package define the same public class, type or function."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping

import pytest

from support.places import ROOT

ALIKE_ON_PURPOSE: Mapping[str, str] = {
    "add_options": "each command's arguments, put together by budgetgen.cli.program",
    "run": "each command, chosen by budgetgen.cli.program, which is one itself",
}
"""Names that several modules define because something calls them all, each with what calls them."""


def defined(source: str) -> Iterator[str]:
    """Public classes, types (``Cell = str | Figure``) and functions of a module, not what stands inside them."""
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        for node in ast.iter_child_nodes(waiting.pop()):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                names = [node.name]
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                names = [each.id for each in targets if isinstance(each, ast.Name)]
                names = [name for name in names if _is_type(name)]
            else:
                waiting.append(node)
                continue
            yield from (name for name in names if not name.startswith("_"))


def _is_type(name: str) -> bool:
    return name[:1].isupper() and not name.isupper()


def shared(modules: Mapping[str, str]) -> dict[str, list[str]]:
    """Names that several modules define, by name; ``modules`` are sources by path."""
    homes: dict[str, set[str]] = defaultdict(set)
    for module, source in modules.items():
        for name in defined(source):
            homes[name].add(module)
    return {name: sorted(found) for name, found in sorted(homes.items()) if len(found) > 1}


def test_a_public_name_has_one_home() -> None:
    paths = sorted((ROOT / "budgetgen").rglob("*.py"))
    sources = {str(p.relative_to(ROOT)): p.read_text(encoding="utf-8") for p in paths}
    assert shared(sources).keys() == ALIKE_ON_PURPOSE.keys(), shared(sources)


@pytest.mark.parametrize(
    ("one", "other", "names"),
    [
        ("class Row: ...", "class Row: ...", ["Row"]),
        ("class Cell: ...", "Cell = str | int", ["Cell"]),
        ("def memo(): ...", "if True:\n    async def memo(): ...", ["memo"]),
        ("try:\n    def run(): ...\nexcept Exception: ...", "run = 1\ndef run(): ...", ["run"]),
        ("def _row(): ...\nclass _Row: ...", "def _row(): ...\nclass _Row: ...", []),
        ("class Sheet:\n    def row(self): ...", "def sheet():\n    def row(): ...", []),
        ("def row(): ...", "from one import row", []),
        ("HEADS = 1", "HEADS: int = 2", []),
    ],
)
def test_two_homes_are_seen(one: str, other: str, names: list[str]) -> None:
    assert list(shared({"one.py": one, "other.py": other})) == names
