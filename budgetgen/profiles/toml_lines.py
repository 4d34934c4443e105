"""行号: where in a TOML file a key or a list's element stands, which ``tomllib`` doesn't tell.

Only for files that ``tomllib`` has read, so nothing is checked here.
"""

from __future__ import annotations

import re
from collections import deque
from typing import Final

KeyPath = tuple[str | int, ...]
"""Keys from the top; a number is the place in a list."""

_TOKEN: Final = re.compile(
    r'"""[\s\S]*?"{3,5}|\'\'\'[\s\S]*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''
    r"|#[^\n]*|\n|[\[\]{}=,.]|[^\s\[\]{}=,.#\"']+"
)


def toml_lines(text: str) -> dict[KeyPath, int]:
    """Line, counted from 1, of every key, table and element of a list."""
    return _Lines(text).read()


class _Lines:
    def __init__(self, text: str) -> None:
        self._tokens: deque[tuple[str, int]] = deque()
        line = 1
        for token in _TOKEN.findall(text):
            if not token.startswith("#"):
                self._tokens.append((token, line))
            line += token.count("\n")
        self._found: dict[KeyPath, int] = {}
        self._counts: dict[KeyPath, int] = {}

    def read(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        while self._tokens:
            if self._next == "\n":
                self._take()
            elif self._next == "[":
                table = self._header()
            else:
                self._pair(table)
        return self._found

    @property
    def _next(self) -> str:
        return self._tokens[0][0] if self._tokens else "\n"

    def _take(self) -> str:
        return self._tokens.popleft()[0]

    def _note(self, place: KeyPath) -> None:
        self._found.setdefault(place, self._tokens[0][1])

    def _header(self) -> KeyPath:
        """``[a.b]`` or ``[[a.b]]``: the table that the following keys belong to."""
        line = self._tokens[0][1]
        self._take()
        repeated = self._next == "["
        keys = self._keys()
        place: KeyPath = ()
        for key in keys:
            place = (*place, key)
            if key is keys[-1] and repeated:
                self._counts[place] = self._counts.get(place, 0) + 1
            self._found.setdefault(place, line)
            if place in self._counts:
                place = (*place, self._counts[place] - 1)
                self._found.setdefault(place, line)
        return place

    def _keys(self) -> list[str]:
        """A dotted key, up to ``=`` or the end of a header."""
        keys = []
        while (token := self._next) not in ("=", "\n"):
            self._take()
            if token not in "[].":
                keys.append(token.strip("\"'"))
        return keys

    def _pair(self, table: KeyPath) -> None:
        line = self._tokens[0][1]
        place = table
        for key in self._keys():
            place = (*place, key)
            self._found.setdefault(place, line)
        self._take()
        self._value(place)

    def _value(self, place: KeyPath) -> None:
        if self._next == "[":
            self._take()
            self._elements(place)
        elif self._next == "{":
            self._take()
            while self._skip() != "}":
                self._pair(place)
            self._take()
        else:
            while self._next not in (",", "]", "}", "\n"):
                self._take()

    def _elements(self, place: KeyPath) -> None:
        index = 0
        while self._skip() != "]":
            self._note((*place, index))
            self._value((*place, index))
            index += 1
        self._take()

    def _skip(self) -> str:
        """The next token that is neither a comma nor the end of a line."""
        while self._next in (",", "\n") and self._tokens:
            self._take()
        return self._next
