"""批注文字: what stands in a mark, and how it is found again whoever saved the file in between."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

AUTHOR: Final = "budgetgen"
OPENING: Final = "【检查结果】"
LONGEST: Final = 32_000
"""Excel repairs a file where a cell or comment holds more than 32767 characters."""

# Beside a thread Excel keeps a note that repeats each reply under a line like “答复:”, moved in by four blanks.
_BLOCK: Final = re.compile(
    rf"(?:\n[^\n]{{1,20}}[:：]\n {{4}}|\n{{0,2}})"
    rf"(?:{OPENING}(?:(?!{OPENING}).)*?)?〔{AUTHOR} ([^〕]*)〕",
    re.S,
)
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_LOOKS_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


class Marker(NamedTuple):
    """标记 at the end of a comment: what the cell was before. It travels with the cell."""

    style: str
    made: str
    grown: int
    fill: str

    def __str__(self) -> str:
        return f"〔{AUTHOR} {self.style} {self.made} {self.grown} {self.fill}〕"

    @classmethod
    def read(cls, text: str) -> Marker | None:
        """From the inside of the brackets; None where somebody edited it."""
        words = text.split()
        if len(words) != 4 or not words[2].isdigit():
            return None
        return cls(words[0], words[1], int(words[2]), words[3])


class Run(NamedTuple):
    """A piece of a comment's text."""

    text: str
    is_bold: bool = False
    is_small: bool = False


def find_block(text: str) -> re.Match[str] | None:
    """Our text in a comment, with what divides it from the rest; group 1 is the marker's inside."""
    return _BLOCK.search(text)


def fitting(runs: Iterable[Run], room: int) -> Iterator[Run]:
    """Runs of so many characters at most together; the last one ends in dots where they are longer."""
    for run in runs:
        if room <= 2:
            return
        text = _shortened(run.text, room)
        room -= len(text)
        yield run._replace(text=text)


def excel_text(text: str) -> str:
    """Text as Excel stores it: without what XML forbids, what looks like an escape escaped, not too long."""
    return _LOOKS_ESCAPED.sub("_x005F_", _shortened(_ILLEGAL.sub("", text), LONGEST))


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 2]}……"
