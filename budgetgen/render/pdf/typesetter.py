"""排版: laying out beside everything else, in a process of its own.

WeasyPrint takes half a second to load. Another process does that while the workbook is still being read,
and lays out while the other files are made; for this it is handed one job and answers once, pickled.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

from budgetgen.errors import MissingSystemPart

if TYPE_CHECKING:
    from types import TracebackType

    from budgetgen.render.pdf.weasy import Laid

Typeset = Callable[[str, Path, bytes, str], "Callable[[], Laid]"]
"""Takes what `weasy.lay_out` takes, and gives a function that waits for its result."""


def in_place(html: str, style: Path, identity: bytes, variant: str) -> Callable[[], Laid]:
    """Lay out here, when the result is wanted."""
    from budgetgen.render.pdf.weasy import lay_out

    return partial(lay_out, html, style, identity, variant)


class Typesetter:
    """A process that lays out one document; where there is only one core, or it dies, that happens here."""

    def __init__(self) -> None:
        self._process = _start() if len(_cores()) > 1 else None

    def __enter__(self) -> Typesetter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._process is not None:
            self._process.kill()
            # Closing its pipes fails where part of a job is still in them.
            with contextlib.suppress(OSError), self._process:
                pass

    def __call__(self, html: str, style: Path, identity: bytes, variant: str) -> Callable[[], Laid]:
        """Hand over the one job; raises what laying out raises when its result is asked for."""
        here = in_place(html, style, identity, variant)
        if self._process is None:
            return here
        assert self._process.stdin
        assert self._process.stdout
        with contextlib.suppress(OSError):
            pickle.dump((html, style, identity, variant), self._process.stdin)
            self._process.stdin.flush()
        return partial(_answer, self._process.stdout, here)


def _answer(answers: IO[bytes], here: Callable[[], Laid]) -> Laid:
    try:
        answer = pickle.load(answers)
    except (EOFError, OSError, pickle.UnpicklingError):
        return here()
    if isinstance(answer, MissingSystemPart):
        raise answer
    return answer or here()


def _cores() -> set[int]:
    if hasattr(os, "sched_getaffinity"):
        return os.sched_getaffinity(0)
    return set(range(os.cpu_count() or 1))


# The process -------------------------------------------------------------------------------------


def _start() -> subprocess.Popen[bytes] | None:
    command = [sys.executable, "-m", __name__]
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
    except OSError:
        return None


def _serve() -> None:
    """Load, take the job, answer with its result: None where it failed, so that it fails where it can be told."""
    from budgetgen.render.pdf import weasy, weasy_inside

    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    answer: object
    try:
        weasy.load()
        weasy_inside.lean_html()
        answer = weasy.lay_out(*pickle.load(sys.stdin.buffer))
    except MissingSystemPart as missing:
        answer = missing
    except Exception:
        answer = None
    pickle.dump(answer, answers)
    answers.flush()
    # A million objects need not be taken apart one by one.
    os._exit(0)


if __name__ == "__main__":
    _serve()
