"""What all tests share: profiles, ledgers, goldens."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from budgetgen.profiles import Profile, load_profile
from support.fuzz import register_profiles
from support.places import DATA, GOLDENS

pytest_plugins = ["support.browser", "support.forms", "support.office", "pytester"]

register_profiles()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens", action="store_true", help="write goldens instead of comparing"
    )


@pytest.fixture(scope="session")
def profile() -> Profile:
    return load_profile("hebei-2024-dept")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with tests/goldens/NAME; read the difference before updating it."""

    def compare(name: str, text: str) -> None:
        path = GOLDENS / name
        if request.config.getoption("--update-goldens"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def real_tables() -> dict[str, object]:
    """Nine tables as one published disclosure prints them, with the line items in 元 behind them."""
    return json.loads((DATA / "county-2024.json").read_text(encoding="utf-8"))
