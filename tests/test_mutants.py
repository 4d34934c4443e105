"""The faults of script/mutate: each changes the program, and the seed alone chooses them."""

from __future__ import annotations

import ast
import importlib.util
import sys
from typing import Any

import pytest

from support.places import ROOT

SOURCE = '''
"""Says 1 thing."""
from __future__ import annotations
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["sums"]
LIMIT: Literal[3] = 3

@cache(2)
def sums(numbers: list[int], most: int = 4) -> int:
    """Adds up to 5."""
    assert most > 6, 7
    total = 0
    for each in numbers:
        if each < most and not each == 8:
            total += each
            continue
        note(f"{each + 1}")
    if total < 0:
        raise ValueError(9)
    return total
'''
FAULTS = """
LIMIT: Literal[3] = 4
def sums(numbers: list[int], most: int = 5) -> int:
total = 1
if (each < most or not each == 8):
if (not (each < most and (not each == 8))):
if (each <= most) and not each == 8:
if each < most and (each == 8):
if each < most and not (each != 8):
if each < most and not each == 9:
total -= each
break
pass
if (not total < 0):
if (total <= 0):
if total < 1:
return None
""".strip().splitlines()


@pytest.fixture(scope="module")
def mutants() -> Any:
    spec = importlib.util.spec_from_file_location("mutants", ROOT / "script" / "mutants.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["mutants"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_faults_are_made_where_the_program_decides(mutants: Any) -> None:
    source = SOURCE.encode()
    seen = set()
    for seed in range(40):
        for each in mutants.sampled({"sums.py": source}, 99, seed):
            seen.add(str(each).split("+ ")[-1])
            assert ast.dump(ast.parse(each.written)) != ast.dump(ast.parse(source))
    assert set(FAULTS) <= seen
    assert not [line for line in seen if "Literal[4]" in line or "assert" in line or "@" in line]
    assert not [line for line in seen if "raise" in line or "note(" in line or "Adds" in line]


def test_the_seed_chooses_the_faults(mutants: Any) -> None:
    folder = ROOT / "budgetgen" / "rules" / "wording"
    sources = {path.name: path.read_bytes() for path in sorted(folder.glob("*.py"))}
    one, same, other = (mutants.sampled(sources, 20, seed) for seed in (1, 1, 2))
    assert one == same
    assert one != other
