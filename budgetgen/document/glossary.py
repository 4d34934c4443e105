"""名词解释: what a document explains, chosen once everything else is composed.

What the form demands (``[[glossary]]``), what the document uses, what the agency typed; nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeGuard

from budgetgen.disclosure import Disclosure
from budgetgen.document.blocks import Block, Document, ListBlock, ListItem, block_texts
from budgetgen.document.parts import MadePart
from budgetgen.document.text.filters import sentence
from budgetgen.document.text.narrative import Turn
from budgetgen.law.glossary import SCOPES, known_names, legal_terms, scoped, with_names
from budgetgen.model.numbering import NumberStyle, without_number
from budgetgen.profiles import Profile

PLACE: Final = ListBlock("list-glossary", NumberStyle.NONE, ())
"""Stands where the explanations will: which are needed is known when all else is written."""


def with_glossary(made: Sequence[MadePart], d: Disclosure) -> list[MadePart]:
    """The same parts, the explanations in their place."""
    blocks = [block for part in made for block in (*part.title, *part.blocks)]
    said = [text for block in blocks if not isinstance(block, Turn) for text in block_texts(block)]
    entries = explained(d, said)
    return [replace(part, blocks=tuple(_filled(part.blocks, entries))) for part in made]


def _filled(
    blocks: Iterable[Block | Turn], entries: Sequence[GlossaryEntry]
) -> Iterator[Block | Turn]:
    for block in blocks:
        if not _is_place(block):
            yield block
        elif entries:
            items = (
                ListItem(block.style.write(n), sentence(each.text), f"{each.term}：")
                for n, each in enumerate(entries, start=1)
            )
            yield replace(block, items=tuple(items))


def _is_place(block: Block | Turn) -> TypeGuard[ListBlock]:
    return isinstance(block, ListBlock) and block.anchor == PLACE.anchor


def printed_terms(document: Document) -> list[str]:
    """The terms that a document explains."""
    places = (each for each in document.blocks() if _is_place(each))
    return [item.lead.removesuffix("：") for each in places for item in each.items]


# 选用 --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """One term as a document explains it, and every word that is explained thereby."""

    key: str
    """The law's name of it, its own where the law has none: what has one key is one thing."""
    term: str
    text: str
    words: frozenset[str]


def explained(d: Disclosure, said: Iterable[str]) -> list[GlossaryEntry]:
    """What a document that says so much explains: what is demanded, then used, then typed."""
    law = _Law(d, said)
    demanded = {each.key: each for each in (law.of(e.term, e.text) for e in d.profile.glossary)}
    typed = {each.key: each for each in (law.of(e.term, e.text) for e in d.budget.terms)}
    # What was typed is said instead, under the name that the form demands.
    first = [replace(typed.get(key, each), term=each.term) for key, each in demanded.items()]
    last = [each for key, each in typed.items() if key not in demanded]
    used = _used(law, [*first, *last]) if d.profile.explain == "used" else []
    return [*first, *used, *last]


def _used(law: _Law, own: Sequence[GlossaryEntry]) -> list[GlossaryEntry]:
    """Terms of the law that texts and explanations use and that are not explained yet, in the law's order."""
    done = frozenset[str]().union(*(each.words for each in own))
    used = law.said | law.words_in(each.text for each in own)
    chosen: set[str] = set()
    while more := [e for e in law.terms if e.words & used - done and e.key not in chosen]:
        chosen |= {each.key for each in more}
        used |= law.words_in(each.text for each in more)
    return [each for each in law.terms if each.key in chosen]


class _Law:
    """The law's terms as one document says them: by its 口径, under the names that it prints."""

    def __init__(self, d: Disclosure, said: Iterable[str]) -> None:
        self._scope = d.budget.info.scope.value
        self._printed = _printed_names(d.profile)
        self._keys = {self.name(name): key for name, key in known_names().items()}
        own = {each.term for each in d.profile.glossary} | {each.term for each in d.budget.terms}
        words = own.union(*map(self._words, legal_terms()))
        self._longest = sorted(words - {""}, key=len, reverse=True)
        self.said = self.words_in(dict.fromkeys(said))
        self.terms = [self.of(key) for key in legal_terms()]

    def name(self, name: str) -> str:
        """A name as the document prints it."""
        said = scoped(name, self._scope)
        return self._printed.get(said, said)

    def of(self, term: str, text: str = "") -> GlossaryEntry:
        """A term explained in words of somebody's own, or else in the law's."""
        key = known_names().get(term) or self._keys.get(term, term)
        if key not in legal_terms():
            return GlossaryEntry(key, term, text, frozenset({term}))
        # A name that the law has for the other 口径, or that a label renames, is printed as this document says it.
        head = term if text else self.name(key if term in _variants(key) else term)
        return GlossaryEntry(key, head, text or self._text(key, head), self._words(key) | {head})

    def words_in(self, texts: Iterable[str]) -> frozenset[str]:
        """The known words that stand in texts: a longer one is no use of those in it."""
        rest, found = "\n".join(texts), set[str]()
        for word in self._longest:
            if word in rest:
                found.add(word)
                rest = rest.replace(word, "\n")
        return frozenset(found)

    def _words(self, key: str) -> frozenset[str]:
        law = legal_terms()[key]
        return frozenset(map(self.name, (key, *law.also, *law.tables, *law.parts)))

    def _text(self, key: str, head: str) -> str:
        """The law's explanation; where a table has another name for the thing, with that."""
        law = legal_terms()[key]
        heads = dict.fromkeys(map(self.name, law.tables))
        others = "".join(f"“{name}”" for name in heads if name in self.said and name != head)
        text = with_names(scoped(law.text, self._scope), self.name)
        return f"{text}表中也写作{others}。" if others else text


def _variants(key: str) -> list[str]:
    return [key, *(scoped(key, scope) for scope in SCOPES)]


def _printed_names(profile: Profile) -> Mapping[str, str]:
    """Standard names and what the profile's labels make of them, those of rows without number and 其中."""
    rows = {_bare(row): _bare(other) for row, other in profile.labels.items()}
    return rows | profile.labels


def _bare(row: str) -> str:
    return without_number(row.strip().removeprefix("其中："))
