"""The shape of the code: which way imports go, what is named where, what is generated."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import budgetgen.checks
from budgetgen.findings import Severity
from budgetgen.reference import PAGES
from budgetgen.workbook.layout import SHEETS

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "budgetgen"

LAYERS = [
    {"findings"},
    {"model"},
    {"profiles"},
    {"workbook", "tables"},
    {"disclosure"},
    {"checks", "document", "explain"},
    {"render"},
    {"pipeline", "reference", "season"},
    {"cli_collect"},
    {"cli"},
    {"__main__"},
]
"""From the inside out; a module imports only from its own layer's package or from further in."""


def layer(name: str) -> int:
    return next(i for i, names in enumerate(LAYERS) if name in names)


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("budgetgen."):
            found.add(str(node.module).split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("budgetgen.")}
    return found


MODULES = sorted(
    p.relative_to(PACKAGE)
    for p in PACKAGE.rglob("*.py")
    if p.name != "__init__.py" or p.parent != PACKAGE
)


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_imports_go_inwards(module: Path) -> None:
    own = module.parts[0].removesuffix(".py")
    for other in imports(PACKAGE / module) - {own}:
        if other == "workbook" and own == "checks":
            continue
        assert layer(other) < layer(own), f"{module} imports {other}"


def test_the_tour_names_every_module() -> None:
    tour = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
    for module in MODULES:
        if module.name in ("__init__.py", "__main__.py"):
            continue
        named = str(module) in tour or f"{module.parts[0]}/" in tour
        assert named, module


@pytest.mark.parametrize("page", PAGES)
def test_generated_pages_are_up_to_date(page: str) -> None:
    assert (ROOT / page).read_text(encoding="utf-8") == PAGES[page](), (
        "run python -m budgetgen.reference"
    )


def test_nothing_in_the_package_asks_for_a_year_or_a_province() -> None:
    asked = re.compile(r"(year\s*(==|<|>|<=|>=|in)\s*\(?\d{4})|(==\s*\"?hebei)|河北省?(?!\w*表样)")
    for path in PACKAGE.rglob("*.py"):
        if path.name == "reference.py":
            continue
        text = path.read_text(encoding="utf-8")
        code = re.sub(r'"""[\s\S]*?"""|#.*', "", text)
        assert not asked.search(code), path


def test_every_rule_has_its_remedy_and_every_error_its_citation() -> None:
    for rule in budgetgen.checks.RULES.values():
        assert rule.requirement.endswith("。"), rule.id
        assert "\n" not in rule.requirement, rule.id
        if rule.severity is Severity.ERROR:
            assert rule.cites, rule.id


def test_sheet_titles_are_unique_and_legal() -> None:
    titles = [sheet.title for sheet in SHEETS]
    assert len(set(titles)) == len(titles)
    assert all(len(title) <= 31 and not set("[]:*?/\\") & set(title) for title in titles)
