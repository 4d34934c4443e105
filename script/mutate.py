"""How many small faults the tests notice.

A fault is run against the tests that run its line, until one fails. Which lines a test runs is
noted once and kept in ``build/touched`` for as long as neither the test nor what it works on changes. The
checkout itself is never changed: every worker has its copy.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import itertools
import json
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from mutants import Mutant, sampled

TESTS: Final = ("-m", "not slow and not office and not long", "--hypothesis-profile", "quick")
"""Those of script/test --quick."""
PARTS: Final = ("rules", "tables", "document", "render", "workbook/read")
ENOUGH: Final = 0.85
FIRST: Final = 15
"""So many tests are tried before all others: most faults end there, and few files are imported."""
LONGEST: Final = 40.0
"""Seconds of tests that one fault is run against at most."""

ROOT: Final = Path(__file__).resolve().parent.parent
BUILD: Final = ROOT / "build"
NOTES: Final = BUILD / "touched"
SURVIVORS: Final = BUILD / "mutants.txt"
PYTEST: Final = (sys.executable, "-m", "pytest", "-p", "watched")
SOURCES: Final = {
    str(path.relative_to(ROOT)): path.read_bytes()
    for part in PARTS
    for path in sorted((ROOT / "budgetgen" / part).rglob("*.py"))
}
"""As they are now: meanwhile they may be edited."""


@dataclass(frozen=True, slots=True)
class Test:
    """One test as it ran without a fault."""

    id: str
    seconds: float
    touched: dict[str, int]
    """The lines of each source that it ran, as bits."""

    def runs(self, path: str, first: int, last: int) -> bool:
        """Whether it ran one of these lines."""
        return bool(self.touched.get(path, 0) >> first & (1 << last - first + 1) - 1)


# Which test runs what -----------------------------------------------------------------------------


def copied(to: Path) -> Path:
    """A copy of the checkout, whose compiled files go by what is in the sources, not by their time."""
    listed = subprocess.run(
        ["git", "ls-files", "-coz", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, to / name)
    for name, source in SOURCES.items():
        (to / name).write_bytes(source)
    compiled = ("-m", "compileall", "-q", "--invalidation-mode", "checked-hash", "budgetgen")
    subprocess.run([sys.executable, *compiled], cwd=to, check=True)
    (to / "build").mkdir()
    return to


def environment(folder: Path, **more: str) -> dict[str, str]:
    """For pytest in a copy."""
    paths = f"{folder}{os.pathsep}{folder / 'script'}"
    options = f"-p no:cacheprovider --basetemp={folder}.tmp"
    return os.environ | {"PYTHONPATH": paths, "PYTEST_ADDOPTS": options} | more


def noted(folder: Path) -> dict[str, Path]:
    """For each file of tests, where its notes lie: their name comes of what it consists and works on."""
    files = {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*"))}
    files = {name: path for name, path in files.items() if path.suffix != ".pyc" and path.is_file()}
    tests = {name for name in files if re.search(r"(^|/)tests/.*test_\w+\.py$", name)}
    cases = {name for name in files if name.startswith("tests/rules/cases/")}
    apart = {name for name in files if re.match(r"script/|docs/|\w+\.md$", name)}
    hashed = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    shared = sorted(files.keys() - tests - cases - apart)

    def one(name: str) -> Path:
        own = sorted(cases) if name.startswith("tests/rules/") else []
        lines = [f"{each} {hashed[each]}" for each in (*shared, *own, name)]
        return NOTES / hashlib.sha256("\n".join([*TESTS, *lines]).encode()).hexdigest()

    return {name: one(name) for name in sorted(tests)}


def recorded(folder: Path, workers: int) -> Iterator[Test]:
    """All tests; those are run of which there are no notes."""
    notes = noted(folder)
    NOTES.mkdir(parents=True, exist_ok=True)
    for old in set(NOTES.iterdir()) - set(notes.values()):
        old.unlink()
    if new := {name: str(path) for name, path in notes.items() if not path.exists()}:
        print(f"noting the lines that {len(new)} files of tests run", flush=True)
        (folder / "notes.json").write_text(json.dumps(new), encoding="utf-8")
        notes_json = str(folder / "notes.json")
        env = environment(folder, NOTES=notes_json, SOURCES=os.pathsep.join(SOURCES))
        command = [*PYTEST, *TESTS, "-n", str(workers), "--dist", "loadfile", *new]
        if subprocess.run(command, cwd=folder, env=env, check=False).returncode not in (0, 1, 5):
            raise SystemExit("the tests do not run without a fault")
        for path in filter(lambda path: not path.exists(), notes.values()):
            path.write_text("{}", encoding="utf-8")  # none of its tests is run
    for path in notes.values():
        for id, (seconds, passed, touched) in json.loads(path.read_text(encoding="utf-8")).items():
            if passed:
                yield Test(id, seconds, {path: int(bits, 16) for path, bits in touched.items()})
            else:
                print(f"left out, as it fails without a fault: {id}")


# One fault ----------------------------------------------------------------------------------------


@functools.cache
def importers(path: str) -> tuple[str, ...]:
    """The sources that take something from this one, and itself."""
    module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    package, _, name = module.rpartition(".")
    taken = re.compile(rf"(from|import) {module}\b(?!\.)|from {package} import .*\b{name}\b")
    return (path, *(each for each, source in SOURCES.items() if taken.search(source.decode())))


def chosen(mutant: Mutant, tests: Iterable[Test]) -> list[Test]:
    """The tests that run the faulty line; of what import runs, those of all who import it.

    First come the examples of the rules that stand in the source, then those that are cheap and run much of it.
    """
    rules = re.findall(r'@rule\(\s*"([a-z-]+)"', mutant.source.decode())
    where = [(mutant.path, *mutant.lines)]
    if mutant.imported:
        where = [(path, 0, 10_000) for path in importers(mutant.path)]
    found = [test for test in tests if any(test.runs(*each) for each in where)]
    found = found or [test for test in tests if any(map(test.touched.get, importers(mutant.path)))]
    lines = {test.id: test.touched.get(mutant.path, 0).bit_count() for test in found}
    fewest = min(lines.values(), default=0)
    shown = {test.id: any(f"[{rule}-" in test.id for rule in rules) for test in found}
    cost = {test.id: test.seconds / (1 + lines[test.id] - fewest) for test in found}
    found.sort(key=lambda test: (not shown[test.id], cost[test.id], test.id))
    reached = list(itertools.accumulate(test.seconds for test in found))
    return [
        test for test, end in zip(found, reached, strict=True) if end <= max(LONGEST, reached[0])
    ]


def noticed(mutant: Mutant, tests: Sequence[Test], folder: Path) -> bool:
    """Whether one of the tests fails in this copy with the fault."""
    return any(fails(mutant, some, folder) for some in (tests[:FIRST], tests[FIRST:]) if some)


def fails(mutant: Mutant, tests: Sequence[Test], folder: Path) -> bool:
    """Whether one of these tests fails, or takes far too long."""
    listed = folder / "build" / "tests"
    listed.write_text("\n".join(test.id for test in tests), encoding="utf-8")
    clock = int(10 * max(test.seconds for test in tests)) + 60
    try:
        (folder / mutant.path).write_bytes(mutant.written)
        ran = subprocess.run(
            [*PYTEST, *TESTS, "-x", f"@{listed}"],
            cwd=folder,
            env=environment(folder, CLOCK=str(clock)),
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        (folder / mutant.path).write_bytes(mutant.source)
    return ran.returncode != 0


# All faults ---------------------------------------------------------------------------------------


def part(path: str) -> str:
    """The package of a source."""
    return next(each for each in PARTS if path.startswith(f"budgetgen/{each}/"))


def report(mutants: Sequence[Mutant], survivors: Sequence[Mutant]) -> bool:
    """Say what was noticed, keep what was not; whether it is enough."""
    SURVIVORS.write_text("".join(f"{each}\n" for each in survivors), encoding="utf-8")
    made, left = (Counter(part(each.path) for each in some) for some in (mutants, survivors))
    made["all"], left["all"] = len(mutants), len(survivors)
    for name, count in made.items():
        print(f"{name:14} {count - left[name]:4} of {count:4}  {1 - left[name] / count:4.0%}")
    return len(survivors) <= (1 - ENOUGH) * len(mutants)


def main() -> int:
    """Make the faults, run the tests, say which went unnoticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", metavar="PATH-PREFIX")
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    sources = {path: source for path, source in SOURCES.items() if path.startswith(args.only)}
    mutants = sampled(sources, args.count, args.seed)
    survivors: list[Mutant] = []
    with tempfile.TemporaryDirectory() as folder:
        copies: queue.SimpleQueue[Path] = queue.SimpleQueue()
        for number in range(args.workers):
            copies.put(copied(Path(folder) / str(number)))
        tests = list(recorded(Path(folder) / "0", args.workers))
        cheapest = sorted(tests, key=lambda test: test.seconds)[:20]
        if noticed(replace(mutants[0], start=0, end=0, text=""), cheapest, Path(folder) / "0"):
            raise SystemExit("the tests fail without a fault")

        def run(mutant: Mutant) -> bool:
            copy = copies.get()
            try:
                return noticed(mutant, chosen(mutant, tests), copy)
            finally:
                copies.put(copy)

        with ThreadPoolExecutor(args.workers) as pool:
            for mutant, seen in zip(mutants, pool.map(run, mutants), strict=True):
                if not seen:
                    survivors.append(mutant)
                    print(mutant, flush=True)
    return int(not report(mutants, survivors))


if __name__ == "__main__":
    sys.exit(main())
