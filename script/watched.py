"""A pytest plugin: notes which lines of the package each test runs; or, for faults, keeps time and memory.

With TOUCHED, a folder, it notes: ``{test: [seconds, passed, {source: lines}]}``, the lines as bits of a number.
What a cache or a wider fixture keeps for several tests counts for each of them. Without, a test that takes
longer than CLOCK seconds ends the whole run.
"""

from __future__ import annotations

import functools
import json
import os
import resource
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

Lines = dict[str, set[int]]
Trace = Callable[[FrameType, str, Any], Any]
ROOT = Path.cwd()


class Recorder:
    """The lines of the sources named in SOURCES, test by test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now: Lines = defaultdict(set)
        self.fixtures: dict[int, Lines] = {}
        self.tests: dict[str, tuple[float, bool, dict[str, str]]] = {}
        self.failed: set[str] = set()
        sources = os.environ["SOURCES"].split(os.pathsep)
        self.tracers = {str(ROOT / source): self.tracer(source) for source in sources}
        functools.cache = self.cache
        sys.settrace(self.trace)

    def trace(self, frame: FrameType, _event: str, _argument: Any) -> Trace | None:
        """What Python asks at each call: only our sources have an answer."""
        return self.tracers.get(frame.f_code.co_filename)

    def tracer(self, source: str) -> Trace:
        """Notes each line of one source."""

        def note(frame: FrameType, _event: str, _argument: Any) -> Trace:
            self.now[source].add(frame.f_lineno)
            return note

        return note

    @contextmanager
    def noted(self) -> Iterator[Lines]:
        """The lines run meanwhile, which are also of what goes on around."""
        around, self.now = self.now, defaultdict(set)
        mine = self.now
        try:
            yield mine
        finally:
            self.now = around
            self.add(mine)

    def add(self, lines: Lines) -> None:
        """These lines are run too."""
        for source, numbers in lines.items():
            self.now[source] |= numbers

    def cache(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """In place of functools.cache: remembers the lines with the result."""
        known: dict[Any, tuple[Any, Lines]] = {}

        @functools.wraps(function)
        def call(*args: Any, **words: Any) -> Any:
            key = (args, tuple(words.items()))
            if key in known:
                self.add(known[key][1])
            else:
                with self.noted() as lines:
                    result = function(*args, **words)
                known[key] = (result, lines)
            return known[key][0]

        call.cache_clear = known.clear  # type: ignore[attr-defined]
        return call

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, Any, Any]:
        """Keep the lines of a fixture for all its tests."""
        with self.noted() as lines:
            made = yield
        self.fixtures[id(fixturedef)] = lines
        return made

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: Any) -> Generator[None, Any, Any]:
        """Note one test with its fixtures."""
        began = time.process_time()
        with self.noted() as lines:
            sys.settrace(self.trace)
            done = yield
            for definitions in item._fixtureinfo.name2fixturedefs.values():
                for each in definitions:
                    self.add(self.fixtures.get(id(each), {}))
        bits = {source: hex(sum(1 << n for n in numbers)) for source, numbers in lines.items()}
        passed = item.nodeid not in self.failed
        self.tests[item.nodeid] = (round(time.process_time() - began, 3), passed, bits)
        return done

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember what fails."""
        if report.failed:
            self.failed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        """Write what was noted."""
        name = os.environ.get("PYTEST_XDIST_WORKER", "main")
        (self.folder / f"{name}.json").write_text(json.dumps(self.tests))


class Clock:
    """Ends the process when a test, or what comes before the first, takes too long or too much memory."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
        signal.alarm(seconds + 60)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Generator[None, Any, Any]:
        """Give each test its time."""
        signal.alarm(self.seconds)
        done = yield
        signal.alarm(0)
        return done


_folder = os.environ.get("TOUCHED")
watch = Recorder(Path(_folder)) if _folder else Clock(int(os.environ["CLOCK"]))


def pytest_configure(config: pytest.Config) -> None:
    """Let it watch."""
    config.pluginmanager.register(watch)
