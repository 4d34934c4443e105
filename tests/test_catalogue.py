"""One catalogue: every id that is said is in it, with its severity, and every id in it is said and tested."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import budgetgen
from budgetgen.catalogue import finding_kinds
from budgetgen.disclosure import Disclosure
from budgetgen.findings import Finding, Severity, notice, warning
from budgetgen.model.records import Waiver
from budgetgen.profiles import Profile
from budgetgen.reference import shown_by
from budgetgen.rules import RULES, run_checks
from support.balanced import good

PACKAGE = Path(budgetgen.__file__).parent
_SAYS = {
    "notice": Severity.NOTICE, "warning": Severity.WARNING, "error": Severity.ERROR,
    "CellProblem": None, "Finding": None,
}  # fmt: skip


def said() -> Iterator[tuple[str, Severity | None]]:
    """Every id that a constructor of findings is called with in the sources, and how gravely."""
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Constant)
            for target in [node.target]
            if isinstance(target, ast.Name)
        }
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call) or not call.args:
                continue
            name = getattr(call.func, "id", "")
            match call.args[0]:
                case ast.Constant(value=str(id)) if name in _SAYS:
                    yield id, _SAYS[name]
                case ast.Name(id=constant) if name in _SAYS and constant in constants:
                    yield constants[constant], _SAYS[name]


def test_what_is_said_is_in_the_catalogue_and_the_other_way_round() -> None:
    ids = {id for id, _ in said()}
    assert ids - RULES.keys() == finding_kinds().keys()
    assert not finding_kinds().keys() & RULES.keys()


def test_the_catalogue_knows_how_grave_each_can_be() -> None:
    for id, severity in said():
        if severity and id in finding_kinds():
            assert severity in finding_kinds()[id].severity, id


def test_every_id_is_shown_by_a_test() -> None:
    assert {id for id in finding_kinds() if not shown_by(id)} == set()


@pytest.mark.parametrize(
    ("former", "id"), [(each, id) for id, rule in RULES.items() for each in rule.formerly]
)
def test_a_waiver_under_a_former_id_stays_valid(former: str, id: str, profile: Profile) -> None:
    told = warning(id, "示例", "示例")
    budget = good(waivers=(Waiver(rule=former, reason="情况特殊"),))
    found = _checked(budget, profile, told)
    assert [f.waived for f in found if f.rule == id] == ["情况特殊"]
    assert not [f for f in found if f.rule.startswith("waiver-")]


def test_a_former_id_without_its_finding_is_no_unknown_one(profile: Profile) -> None:
    former = next(each for rule in RULES.values() for each in rule.formerly)
    budget = good(waivers=(Waiver(rule=former, reason="情况特殊"),))
    found = {f.rule for f in _checked(budget, profile, notice("row-hidden", "示", "示"))}
    assert {"row-hidden", "waiver-unused"} <= found
    assert "waiver-rule-unknown" not in found


def test_a_word_that_is_no_id_is_said(profile: Profile) -> None:
    budget = good(waivers=(Waiver(rule="row-hiden", reason="情况特殊"),))
    [finding] = [f for f in _checked(budget, profile) if f.rule.startswith("waiver-")]
    assert (finding.rule, "“row-hidden”" in finding.message) == ("waiver-rule-unknown", True)


def _checked(budget: object, profile: Profile, *read: Finding) -> list[Finding]:
    return run_checks(Disclosure.of(budget, profile), read)  # type: ignore[arg-type]
