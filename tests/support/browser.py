"""The browser of the tests: Debian's chromium, driven by Playwright, with axe-core as a judge.

Playwright's own browsers are never fetched. ``browser`` is started when the first test asks for it
and serves a whole session; every ``browser_page`` has a fresh profile and closes with its test.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

WIDE = 1366
"""Pixels across of the laptops that offices have,"""
NARROW = 360
"""and of a small phone."""
AXE = Path(sys.prefix) / "share" / "axe-core" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")
SWITCHES = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    program = shutil.which("chromium")
    assert program, "chromium is not installed: script/bootstrap --test"
    # Chromium refuses to shut root into a sandbox.
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=[*SWITCHES, *(["--no-sandbox"] if root else [])]
        )
        yield browser
        browser.close()


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Page]:
    """An empty page as wide as a laptop."""
    context = browser.new_context(viewport={"width": WIDE, "height": 768}, locale="zh-CN")
    yield context.new_page()
    context.close()


def narrow(page: Page) -> None:
    """Look at it as on a phone."""
    page.set_viewport_size({"width": NARROW, "height": 740})


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(page.evaluate(wider))


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong with a page as it stands: rule, impact, where, what."""
    assert AXE.exists(), "axe-core is not there: script/bootstrap --test"
    # By the debugger's own channel: a page's policy may forbid scripts that are not its own.
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    session.detach()
    found = page.evaluate(
        "tags => axe.run({runOnly: tags, resultTypes: ['violations']})", list(TAGS)
    )
    return [
        f"{rule['id']} ({rule['impact']}) {' '.join(map(str, node['target']))}: {rule['help']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
