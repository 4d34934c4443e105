"""收集: all files of a folder, whatever they are called, are read in parallel and become one ledger.

A file is read again only when it, the program or the formats have changed.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from pydantic import ValidationError

from budgetgen.checked import check_file
from budgetgen.files import write_files
from budgetgen.profiles import templates_dir
from budgetgen.season.collect.expected import ExpectedAgency, read_expected
from budgetgen.season.collect.ledger import ledger_json, ledger_xlsx
from budgetgen.season.collect.received import Checker, Received, take
from budgetgen.season.collect.settle import Ledger, settle
from budgetgen.version import __version__

LEDGER: Final = "汇总"
RETURNS: Final = "退回"
CACHE: Final = ".cache.json"
_SYSTEM_FILES: Final = frozenset({"thumbs.db", "desktop.ini"})
_AHEAD: Final = 4
"""Files under way for each worker: enough to keep it busy, few enough to hold in memory."""

Progress = Callable[[int, int, str], None]
"""Told how many of how many are read, and which file was the last."""


class Job(NamedTuple):
    """One file to read."""

    path: Path
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Collected:
    """What came of a folder."""

    ledger: Ledger
    read: int
    """Files read this time; the others were known."""
    files: tuple[Path, ...]


def collect_expected(  # noqa: PLR0913 - as collect
    folder: Path,
    out: Path,
    *,
    manifest: Path | None = None,
    profile_id: str = "",
    workers: int | None = None,
    progress: Progress | None = None,
) -> Collected:
    """Collect a folder in ``workers`` processes, against the agencies of a manifest or roster where one is given.

    Raises WorkbookError for a list that can't be read, NotADirectoryError.
    """
    if not folder.is_dir():
        raise NotADirectoryError(20, "不是文件夹，或者没有这个文件夹", str(folder))
    expected = read_expected(manifest) if manifest else None
    lists = [manifest, manifest.with_suffix(".xlsx")] if manifest else []
    check = partial(check_file, profile_id=profile_id)
    with Pool(workers) as pool:
        return collect_folder(
            folder, out, check=check, expected=expected, skip=lists, settings=profile_id,
            executor=pool, progress=progress,
        )  # fmt: skip


@dataclass(slots=True)
class _Memory:
    """What an earlier run knew: files by content, and from what each returned copy was made."""

    mark: str
    files: dict[str, Received] = field(default_factory=dict)
    returns: dict[str, str] = field(default_factory=dict)


def collect_folder(  # noqa: PLR0913 - a folder, a target, and what it works with
    folder: Path,
    out: Path,
    *,
    check: Checker = check_file,
    expected: Sequence[ExpectedAgency] | None = None,
    skip: Iterable[Path] = (),
    settings: str = "",
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Collected:
    """Read what is new in ``folder``; write ledger, annotated copies and memory into ``out``.

    ``check`` must be picklable for other processes; ``settings`` names whatever it depends on beside
    the file. Workers are processes, one a core, unless another executor is given.
    """
    memory = _remembered(out / CACHE, program_mark() + settings)
    jobs = list(find_files(folder, out, skip))
    received: dict[str, Received] = {}
    read = 0
    with ExitStack() as stack:
        pool = executor or stack.enter_context(Pool())
        wanted = [job for job in jobs if not _recall(job, memory, received)]
        # A known file that did not count last time may count now: its copy is made in a second round.
        for _ in range(2):
            read += len(wanted)
            for job, (taken, copy) in _read(wanted, check, pool, progress):
                received[job.file] = memory.files[job.sha256] = taken
                if copy:
                    write_files((out / RETURNS / job.file).parent, {_copy_name(job.file): copy})
                    memory.returns[job.file] = job.sha256
            ledger = settle(received.values(), expected)
            wanted = [job for job in jobs if _lacks_copy(job, ledger, memory, out)]
    ledger = settle(received.values(), expected)
    _take_back(ledger, memory, out)
    memory.files = {job.sha256: memory.files[job.sha256] for job in jobs}
    places = {
        row.counted.file: _copy(row.counted.file)
        for row in ledger.rows
        if row.counted and row.counted.file in memory.returns
    }
    made = {
        f"{LEDGER}.xlsx": ledger_xlsx(ledger, os.path.relpath(folder, out), places),
        f"{LEDGER}.json": ledger_json(ledger, places),
        CACHE: _memorised(memory),
    }
    write_files(out, made)
    written = (out / f"{LEDGER}.xlsx", out / f"{LEDGER}.json")
    return Collected(ledger, read, written)


# Which files -------------------------------------------------------------------------------------


def find_files(folder: Path, out: Path, skip: Iterable[Path] = ()) -> Iterator[Job]:
    """Every file below a folder but hidden ones, those of programs, and our own."""
    ours = {out.resolve() / name for name in (RETURNS, f"{LEDGER}.xlsx", f"{LEDGER}.json")}
    ours |= {path.resolve() for path in skip}
    for place, folders, names in os.walk(folder):
        here = Path(place)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and (here / name).resolve() not in ours
        )
        for name in sorted(names):
            path = here / name
            if _is_noise(name) or path.resolve() in ours or not path.is_file():
                continue
            yield Job(path, path.relative_to(folder).as_posix(), _digest(path))


def _is_noise(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in _SYSTEM_FILES


def _digest(path: Path) -> str:
    """SHA-256 of the content; of the name where it can't be read, which reading will say."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return hashlib.sha256(f"unreadable {path}".encode()).hexdigest()


def _copy(file: str) -> str:
    """Where the annotated copy of a file stands, inside the target."""
    return f"{RETURNS}/{Path(file).with_name(_copy_name(file)).as_posix()}"


def _copy_name(file: str) -> str:
    path = Path(file)
    return path.name if path.suffix.lower() == ".xlsx" else f"{path.name}.xlsx"


# What an earlier run knew ------------------------------------------------------------------------


def program_mark() -> str:
    """Changes with the program and with every format's files: what was read before is then read anew."""
    mark = hashlib.sha256(__version__.encode())
    for root in (Path(__file__).parents[2], templates_dir()):
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                mark.update(str(path.relative_to(root)).encode())
                mark.update(path.read_bytes())
    return mark.hexdigest()


def _remembered(path: Path, mark: str) -> _Memory:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        returns = dict(said["returns"])
        if said["mark"] != mark:
            return _Memory(mark, returns=dict.fromkeys(returns, ""))
        files = {sha: Received.model_validate(each) for sha, each in said["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ValidationError):
        return _Memory(mark)
    return _Memory(mark, files, returns)


def _memorised(memory: _Memory) -> bytes:
    files = {sha: each.model_dump(mode="json") for sha, each in sorted(memory.files.items())}
    said = {"mark": memory.mark, "returns": memory.returns, "files": files}
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _recall(job: Job, memory: _Memory, received: dict[str, Received]) -> bool:
    """Take what is known of a file's content; our own faults are never taken for known."""
    known = memory.files.get(job.sha256)
    if known is None or known.is_fault:
        return False
    received[job.file] = known.found_as(job.path, job.file)
    return True


def _lacks_copy(job: Job, ledger: Ledger, memory: _Memory, out: Path) -> bool:
    counts = any(row.counted and row.counted.file == job.file for row in ledger.rows)
    known = memory.files[job.sha256]
    if not counts or not known.is_ours or known.problem:
        return False
    return memory.returns.get(job.file) != job.sha256 or not (out / _copy(job.file)).exists()


def _take_back(ledger: Ledger, memory: _Memory, out: Path) -> None:
    """Remove our copies of files that no longer count."""
    counted = {row.counted.file for row in ledger.rows if row.counted}
    for file in [file for file in memory.returns if file not in counted]:
        (out / _copy(file)).unlink(missing_ok=True)
        del memory.returns[file]


# In parallel -------------------------------------------------------------------------------------


class Pool(ProcessPoolExecutor):
    """Worker processes, one a core unless told."""

    def __init__(self, workers: int | None = None) -> None:
        super().__init__(workers or os.cpu_count(), initializer=_start_worker)


def _start_worker() -> None:
    """A worker reads many files, and leaves the interrupt to the program that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.enable()


Taken = tuple[Received, bytes]


def _read(
    jobs: Sequence[Job], check: Checker, pool: Executor, progress: Progress | None
) -> Iterator[tuple[Job, Taken]]:
    """All files as they are done; one that kills its process costs only itself."""
    done = 0
    lost = []
    for job, future in _under_way(jobs, check, pool):
        try:
            taken = future.result()
        except BrokenExecutor:
            lost.append(job)
            continue
        done += 1
        if progress:
            progress(done, len(jobs), job.file)
        yield job, taken
    for job in lost:
        done += 1
        if progress:
            progress(done, len(jobs), job.file)
        yield job, _alone(job, check)


def _under_way(
    jobs: Sequence[Job], check: Checker, pool: Executor
) -> Iterator[tuple[Job, Future[Taken]]]:
    waiting = iter(jobs)
    running: dict[Future[Taken], Job] = {}
    try:
        while True:
            while len(running) < _AHEAD * (os.cpu_count() or 1) and (job := next(waiting, None)):
                running[_submitted(job, check, pool)] = job
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), future
    finally:
        for future in running:
            future.cancel()


def _submitted(job: Job, check: Checker, pool: Executor) -> Future[Taken]:
    try:
        return pool.submit(take, job.path, job.file, job.sha256, check)
    except BrokenExecutor as broken:
        failed: Future[Taken] = Future()
        failed.set_exception(broken)
        return failed


def _alone(job: Job, check: Checker) -> Taken:
    with Pool(1) as pool:
        try:
            return pool.submit(take, job.path, job.file, job.sha256, check).result()
        except BrokenExecutor:
            said = (
                "读取这个文件时进程被系统中止，可能是内存不足。"
                "办法：关闭其他程序再运行；仍不能读取的，把文件交给维护人员"
            )
            return Received.unread(job.path, job.file, job.sha256, said), b""
