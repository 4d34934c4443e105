"""Text as it lies in cells, made comparable: invisible characters, wide forms, stray spaces."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
"""What XML does not allow or discourages: nothing that is meant to be read."""
_BREAKS = str.maketrans(dict.fromkeys("\r\x0b\x0c\x85\u2028\u2029", "\n"))
"""Line ends of other programs; the soft one of Word is a vertical tab."""
_SURROGATES = range(0xD800, 0xE000)


def unescape(text: str) -> str:
    """Excel's own escapes: ``_x000D_`` is a carriage return."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if code in _SURROGATES else chr(code)


def tidy(text: str) -> str:
    """Visible text, line by line, without the spaces around it (full-width and no-break ones too)."""
    if text.isprintable():  # no break, no wide or no-break space, nothing invisible
        return text.strip()
    text = _INVISIBLE.sub("", printable(text).replace("\xa0", " ").replace("\t", " "))
    return "\n".join(line.strip() for line in text.split("\n")).strip()


def printable(text: str) -> str:
    """The text without control characters; every line ends with ``\\n``."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").translate(_BREAKS))


def has_forbidden(text: str) -> bool:
    """Whether a text has control characters, which no document can print."""
    return bool(_FORBIDDEN.search(text))


def one_line(text: str) -> str:
    """Tidy text whose line breaks only fitted it into its cell."""
    tidied = tidy(text)
    if "\n" not in tidied:
        return tidied
    lines = [line for line in tidied.split("\n") if line]
    joined = "".join(lines[:1])
    for line in lines[1:]:
        between = " " if joined[-1].isascii() and line[0].isascii() else ""
        joined = f"{joined}{between}{line}"
    return joined


def narrow(text: str) -> str:
    """Full-width digits, letters and punctuation as narrow ones: for numbers and codes only."""
    tidied = tidy(text)
    return tidied if tidied.isascii() else unicodedata.normalize("NFKC", tidied)


@lru_cache(maxsize=4096)  # the same heads and words are held against each other again and again
def fold(text: str) -> str:
    """What two spellings of one word have in common."""
    return "".join(narrow(text).split()).casefold()
