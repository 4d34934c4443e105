"""Where things lie: the checkout, its examples, what the tests keep."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
ROOT = TESTS.parent
DATA = TESTS / "data"
GOLDENS = TESTS / "goldens"
CASES = TESTS / "rules" / "cases"
BASE = ROOT / "templates" / "base"
EXAMPLES = tuple(sorted((ROOT / "examples").glob("*/*.xlsx")))


def example_path(name: str) -> Path:
    """The workbook of an example, by its folder."""
    return next(path for path in EXAMPLES if path.parent.name == name)


SMALL = example_path("small-2024")
