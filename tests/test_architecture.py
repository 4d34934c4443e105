"""The shape of the code: which way imports go, what is named where, what is generated."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import budgetgen.rules
from budgetgen.findings import Severity
from budgetgen.law.regulations import regulations
from budgetgen.reference import PAGES, rooms
from budgetgen.workbook.layout import SHEETS
from support.places import ROOT

PACKAGE = ROOT / "budgetgen"

MODULES = sorted(
    p.relative_to(PACKAGE)
    for p in PACKAGE.rglob("*.py")
    if p.name != "__init__.py" or p.parent != PACKAGE
)


def test_arrows_go_one_way() -> None:
    """The contracts of pyproject.toml; ``lint-imports`` alone prints them all."""
    run = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout


def test_a_folder_holds_no_more_than_one_can_see() -> None:
    rooms = Counter(module.parent for module in MODULES)
    assert {room: count for room, count in rooms.items() if count > 20} == {}


DECLARATIONS = {"model/records.py", "tables/catalog.py", "workbook/layout.py"}


def test_functions_and_modules_are_small() -> None:
    for module in MODULES:
        source = (PACKAGE / module).read_text(encoding="utf-8")
        if module.as_posix() not in DECLARATIONS:
            assert len(source.splitlines()) <= 350, module
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 50, f"{module}: {node.name}"


def test_every_package_says_what_it_is_for() -> None:
    for line in rooms():
        assert re.search(r"/` .{10,}\.$", line), line


@pytest.mark.parametrize("page", PAGES)
def test_generated_pages_are_up_to_date(page: str) -> None:
    assert (ROOT / page).read_text(encoding="utf-8") == PAGES[page](), (
        "run python -m budgetgen.reference"
    )


YEAR = re.compile(r"(?<![\d/])20[1-4]\d(?!\d)")
PLACE = re.compile(
    "hebei|北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西"
    "|海南|重庆|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆"
)
MAY_SAY = {
    "profiles/find.py": "hebei-2024-dept",  # the profile that is meant where nobody names one
    "workbook/form/texts.py": "",  # the form's sample answers
}
"""Modules that write a year or a place, what they write ('' anything), and why."""
SAMPLE = re.compile(r"如 20\d\d|按 20\d\d-\d\d-\d\d 的样子")


def constants(path: Path) -> Iterator[str]:
    """Every text and number of the code but docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    for each in ast.walk(tree):
        if isinstance(each, ast.Constant) and id(each) not in said:
            yield str(each.value)


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_nothing_in_the_package_asks_for_a_year_or_a_province(module: Path) -> None:
    allowed = MAY_SAY.get(module.as_posix())
    for text in constants(PACKAGE / module):
        if text in regulations() or SAMPLE.search(text) or allowed in ("", text):
            continue
        assert not YEAR.search(text), text
        assert not PLACE.search(text), text


COUNTS = {"rules": 203, "templates": 25, "data": 19}
"""How many there are. Rules, profiles and data files are found by walking folders: a move loses none unseen."""


def test_what_is_found_by_walking_is_all_there() -> None:
    kept = [p for p in PACKAGE.rglob("*") if p.is_file() and p.suffix not in (".py", ".pyc")]
    templates = [p for p in (ROOT / "templates").rglob("*") if p.is_file()]
    found = {"rules": len(budgetgen.rules.RULES), "templates": len(templates), "data": len(kept)}
    assert found == COUNTS
    assert len(list(written_rules())) == COUNTS["rules"]


def written_rules() -> Iterator[str]:
    """Every function of the package under ``@rule``, imported or not."""
    for module in MODULES:
        for node in ast.walk(ast.parse((PACKAGE / module).read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                calls = (d.func for d in node.decorator_list if isinstance(d, ast.Call))
                if any(isinstance(f, ast.Name) and f.id == "rule" for f in calls):
                    yield node.name


def test_every_rule_has_its_remedy_and_every_error_its_citation() -> None:
    for rule in budgetgen.rules.RULES.values():
        assert rule.requirement.endswith("。"), rule.id
        assert "\n" not in rule.requirement, rule.id
        if rule.severity is Severity.ERROR:
            assert rule.cites, rule.id


def test_sheet_titles_are_unique_and_legal() -> None:
    titles = [sheet.title for sheet in SHEETS]
    assert len(set(titles)) == len(titles)
    assert all(len(title) <= 31 and not set("[]:*?/\\") & set(title) for title in titles)
