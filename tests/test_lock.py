"""The lock: groups of one resolution, each with what pyproject.toml asks of it, the base small."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from support.places import ROOT

LOCKS = ROOT / "locks"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]
SIZES: dict[str, int] = tomllib.loads((LOCKS / "sizes.toml").read_text(encoding="utf-8"))
LARGEST_BASE = 150_000_000
"""Bytes that a first set-up fetches from PyPI at most."""

ASKED = {
    "base": [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]],
    **EXTRAS,
}


def entries(group: str) -> dict[str, tuple[str, str, frozenset[str]]]:
    """Of each package in a group: version, marker and hashes."""
    found = {}
    text = (LOCKS / f"{group}.txt").read_text(encoding="utf-8")
    for head, hashes in re.findall(r"(?m)^([^#\s].*?) \\\n((?:    --hash=.*\n)+)", text):
        pin, _, marker = head.partition(" ; ")
        name, _, version = pin.partition("==")
        own = frozenset(re.findall(r"sha256:[0-9a-f]{64}", hashes))
        found[name] = version, marker, own
    return found


GROUPS = {lock.stem: entries(lock.stem) for lock in sorted(LOCKS.glob("*.txt"))}


def test_each_extra_is_a_group() -> None:
    assert set(GROUPS) == {"base", *EXTRAS}


@pytest.mark.parametrize("group", GROUPS)
def test_all_lines_of_a_group_are_hashed_requirements(group: str) -> None:
    text = (LOCKS / f"{group}.txt").read_text(encoding="utf-8")
    heads = re.findall(r"(?m)^[^#\s].*", text)
    assert heads
    assert len(heads) == len(GROUPS[group])
    assert all(hashes for _, _, hashes in GROUPS[group].values())


def test_groups_never_differ_in_a_package() -> None:
    seen: dict[str, tuple[str, frozenset[str]]] = {}
    for group in GROUPS.values():
        for name, (version, _, hashes) in group.items():
            assert seen.setdefault(name, (version, hashes)) == (version, hashes), name


@pytest.mark.parametrize("group", ASKED)
def test_a_group_with_the_base_has_what_is_asked_of_it(group: str) -> None:
    held = GROUPS["base"] | GROUPS[group]
    for asked in map(Requirement, ASKED[group]):
        version, _, _ = held[canonicalize_name(asked.name)]
        assert asked.specifier.contains(version), asked


def test_the_base_has_nothing_that_only_another_group_asks_for() -> None:
    own = {canonicalize_name(Requirement(each).name) for each in ASKED["base"]}
    for extra, asked in EXTRAS.items():
        names = {canonicalize_name(Requirement(each).name) for each in asked}
        assert not names & own, extra
        assert not names & set(GROUPS["base"]), extra


@pytest.mark.parametrize("group", EXTRAS)
def test_a_group_repeats_nothing_of_the_base(group: str) -> None:
    repeated = GROUPS[group].items() & GROUPS["base"].items()
    assert not repeated


def test_what_decides_on_bytes_is_pinned_to_one_version() -> None:
    exact = {
        canonicalize_name(asked.name)
        for asked in map(Requirement, ASKED["base"])
        if str(asked.specifier).startswith("==")
    }
    assert exact == {"weasyprint", "xlsxwriter"}


def test_the_sizes_are_of_this_lock() -> None:
    pins = {f"{name}=={each[0]}" for group in GROUPS.values() for name, each in group.items()}
    assert set(SIZES) == pins
    assert all(SIZES.values())


def test_the_base_is_small() -> None:
    fetched = sum(SIZES[f"{name}=={each[0]}"] for name, each in GROUPS["base"].items())
    assert fetched < LARGEST_BASE
