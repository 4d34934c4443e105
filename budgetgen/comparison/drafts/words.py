"""逐字对照: where two texts differ, in pieces that a reader takes in at a glance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

_TOKEN: Final = re.compile(r"\d[\d,.]*\d%?|[A-Za-z]+|.", re.DOTALL)
_ISLAND: Final = 2
"""So few characters that stayed between two changes are shown as changed as well."""
_AROUND: Final = 14
"""Characters of the unchanged text shown on either side where it is shortened."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: both sides equal, or what it was and what it is."""

    old: str
    new: str

    @property
    def same(self) -> bool:
        """Whether nothing changed here."""
        return self.old == self.new


def compare_words(old: str, new: str) -> tuple[Piece, ...]:
    """Two texts as runs; figures and Latin words are never cut in two."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    found: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for _, a, b, c, d in matcher.get_opcodes():
        found.append(Piece("".join(before[a:b]), "".join(after[c:d])))
    return tuple(_joined(found))


def _joined(runs: Sequence[Piece]) -> list[Piece]:
    """Neighbouring changes as one, with the few characters between them."""
    found: list[Piece] = []
    for index, run in enumerate(runs):
        inside = 0 < index < len(runs) - 1 and len(run.old) <= _ISLAND
        changes = not run.same or inside
        if found and changes and not found[-1].same:
            found[-1] = Piece(found[-1].old + run.old, found[-1].new + run.new)
        else:
            found.append(run)
    return found


def plain_marks(old: str, new: str, shorten: bool = True) -> str:
    """Two texts as one: 预算收入[-207.49-]{+212.49+}万元; long stretches that stayed are shortened."""
    if not old or not new:
        return f"{{+{new}+}}" if new else f"[-{old}-]"
    runs = compare_words(old, new)
    parts = []
    for index, run in enumerate(runs):
        if run.same:
            edge = (index == 0, index == len(runs) - 1)
            parts.append(_short(run.old, *edge) if shorten else run.old)
        else:
            parts.append(
                (f"[-{run.old}-]" if run.old else "") + (f"{{+{run.new}+}}" if run.new else "")
            )
    return "".join(parts)


def _short(text: str, first: bool, last: bool) -> str:
    if len(text) <= 2 * _AROUND + 2:
        return text
    head = "" if first else text[:_AROUND]
    tail = "" if last else text[-_AROUND:]
    return f"{head}……{tail}"
