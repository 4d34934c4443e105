"""叫法里的花括号: a wording with places for what varies, ``{year}年{scope}预算信息公开``.

Names in braces only: no format language, so that a profile can't reach into what it is given.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

_FIELD: Final = re.compile(r"\{([a-z]+)\}")


def places_in(text: str) -> frozenset[str]:
    """The names in braces."""
    return frozenset(_FIELD.findall(text))


def fill_places(text: str, **values: object) -> str:
    """The wording with its places filled."""
    return _FIELD.sub(lambda found: str(values.get(found[1], found[0])), text)


def must_fill(text: str, known: Collection[str]) -> str:
    """The text itself; raises ValueError, in words, where something else is in braces."""
    if set(_FIELD.findall(text)) - set(known) or re.search(r"[{}]", _FIELD.sub("", text)):
        names = " 或 ".join(f"{{{name}}}" for name in known)
        raise ValueError(f"花括号里只能写 {names}。")
    return text
