"""法定名词解释: what the words of a budget mean, as data with sources; how a document chooses is its own affair."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

SCOPES: Final = ("部门", "单位")
"""口径: who may speak in a document."""
_SCOPE: Final = "scope"
_NAME: Final = re.compile(r"\{([^{}]+)\}")


class LegalTerm(BaseModel):
    """一个名词: its explanation, the words that stand for it, and where the explanation is from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    """The explanation; names in braces are put in as the document prints them."""
    also: tuple[str, ...] = ()
    """Other names of the same thing."""
    tables: tuple[str, ...] = ()
    """Further names of it, those that tables and forms have: a reader is told."""
    parts: tuple[str, ...] = ()
    """Words that are explained in its explanation."""
    cites: tuple[str, ...] = Field(min_length=1)
    """Ids of ``regulations.toml``."""
    sure: str


_TERMS: Final = TypeAdapter(dict[str, LegalTerm])


@cache
def legal_terms() -> Mapping[str, LegalTerm]:
    """All terms by name, in the order in which they are explained; names may leave the 口径 open."""
    text = (files(__package__) / "glossary.toml").read_text(encoding="utf-8")
    return _TERMS.validate_python(tomllib.loads(text))


def scoped(text: str, scope: str) -> str:
    """A name or an explanation as a 部门 or a 单位 says it."""
    return text.replace(f"{{{_SCOPE}}}", scope)


def with_names(text: str, printed: Callable[[str], str]) -> str:
    """An explanation with every name in braces as it is printed."""
    return _NAME.sub(lambda found: printed(found[1]), text)


@cache
def known_names() -> Mapping[str, str]:
    """Every name of a term, of either 口径, and the key of the term it is a name of."""
    known: dict[str, str] = {}
    for key, each in legal_terms().items():
        names = (*(scoped(key, scope) for scope in SCOPES), *each.also, *each.tables)
        known |= dict.fromkeys(names, key)
    return known
