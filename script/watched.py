"""A pytest plugin: notes what of the package each test runs; or, for faults, keeps time and memory.

With NOTES, a file that says for each file of tests where to, it notes ``{test: [seconds, passed, {source: lines}]}``,
the lines, on which a statement begins, as bits of a number. What a cache or a wider fixture keeps for several tests
counts for each of them. Without, a test that takes longer than CLOCK seconds ends the whole run.
"""

from __future__ import annotations

import ast
import builtins
import functools
import json
import os
import resource
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any, Final

import pytest

MOST_LINES: Final = 10_000
"""The lines of the first source are 0 to 9999, those of the second 10000 to 19999."""


class Loader(SourceFileLoader):
    """Imports a source with a note before each statement of its functions."""

    first: int

    def get_code(self, fullname: str) -> CodeType:
        """Compile it with the notes."""
        tree = ast.parse(self.get_data(self.path))
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                docstring = ast.get_docstring(function) is not None
                function.body[docstring:] = self.marked(function.body[docstring:])
        return compile(ast.fix_missing_locations(tree), self.path, "exec", dont_inherit=True)

    def marked(self, statements: Sequence[ast.stmt]) -> list[ast.stmt]:
        """These statements, each with a note before it, and what is in them likewise."""
        made: list[ast.stmt] = []
        for each in statements:
            made += ast.parse(f"__run__({self.first + each.lineno})").body
            made.append(each)
            if not isinstance(each, ast.FunctionDef | ast.ClassDef):
                parts = (*getattr(each, "handlers", ()), *getattr(each, "cases", ()), each)
                for part in parts:
                    for name in ("body", "orelse", "finalbody"):
                        if inside := getattr(part, name, None):
                            setattr(part, name, self.marked(inside))
        return made


class Recorder:
    """What each test runs of the sources named in SOURCES."""

    def __init__(self, notes: dict[str, str]) -> None:
        self.notes = notes
        self.run: set[int] = set()
        self.fixtures: dict[int, set[int]] = {}
        self.tests: dict[str, dict[str, tuple[float, bool, dict[str, str]]]] = defaultdict(dict)
        self.failed: set[str] = set()
        self.sources = os.environ["SOURCES"].split(os.pathsep)
        self.firsts = {
            str(Path.cwd() / source): number * MOST_LINES
            for number, source in enumerate(self.sources)
        }
        builtins.__run__ = self.run.add  # type: ignore[attr-defined]
        functools.cache = self.cache
        sys.meta_path.insert(0, self)  # type: ignore[arg-type]

    def find_spec(self, name: str, path: Sequence[str] | None, *_: Any) -> ModuleSpec | None:
        """Import our sources in our way."""
        spec = PathFinder.find_spec(name, path) if name.startswith("budgetgen.") else None
        if spec is None or spec.origin not in self.firsts:
            return None
        spec.loader = Loader(name, spec.origin)
        spec.loader.first = self.firsts[spec.origin]
        return spec

    @contextmanager
    def noted(self) -> Iterator[set[int]]:
        """What is run meanwhile, which is also of what goes on around."""
        around, mine = set(self.run), set[int]()
        self.run.clear()
        try:
            yield mine
        finally:
            mine |= self.run
            self.run |= around

    def cache(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """In place of functools.cache: remembers with the result what was run for it."""
        known: dict[Any, tuple[Any, set[int]]] = {}

        @functools.wraps(function)
        def call(*args: Any, **words: Any) -> Any:
            key = (args, tuple(words.items()))
            if key not in known:
                with self.noted() as run:
                    result = function(*args, **words)
                known[key] = (result, run)
            self.run.update(known[key][1])
            return known[key][0]

        call.cache_clear = known.clear  # type: ignore[attr-defined]
        return call

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, Any, Any]:
        """Keep what a fixture runs for all its tests."""
        with self.noted() as run:
            made = yield
        self.fixtures[id(fixturedef)] = run
        return made

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: Any, nextitem: Any) -> Generator[None, Any, Any]:
        """Note one test with its fixtures; write what was noted when it is the last of its file."""
        began = time.process_time()
        with self.noted() as run:
            done = yield
        for definitions in item._fixtureinfo.name2fixturedefs.values():
            for each in definitions:
                run |= self.fixtures.get(id(each), set())
        lines: dict[str, int] = defaultdict(int)
        for number in run:
            lines[self.sources[number // MOST_LINES]] |= 1 << number % MOST_LINES
        bits = {source: hex(some) for source, some in lines.items()}
        passed = item.nodeid not in self.failed
        file = item.nodeid.partition("::")[0]
        tests = self.tests[file]
        tests[item.nodeid] = (round(time.process_time() - began, 3), passed, bits)
        if nextitem is None or not nextitem.nodeid.startswith(f"{file}::"):
            Path(self.notes[file]).write_text(json.dumps(tests), encoding="utf-8")
        return done

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember what fails."""
        if report.failed:
            self.failed.add(report.nodeid)


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


_notes = os.environ.get("NOTES")
watch = (
    Recorder(json.loads(Path(_notes).read_text(encoding="utf-8")))
    if _notes
    else Clock(int(os.environ["CLOCK"]))
)


def pytest_configure(config: pytest.Config) -> None:
    """Let it watch."""
    config.pluginmanager.register(watch)
