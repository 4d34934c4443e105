"""配对: which record of one draft is which of the other. By key first, by likeness where no key holds."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

Pairs = dict[int, int]
"""Places in the old sequence → places in the new one."""


class MatchingStage(Protocol):
    """One way to find pairs among what earlier stages have left."""

    def pairs(
        self, old: Sequence[Any], new: Sequence[Any], left: list[int], right: list[int]
    ) -> Pairs:
        """Further pairs."""


def _any_two(old: Any, new: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Keyed:
    """Same key, in their order where several share it; a key of None never pairs."""

    key: Callable[[Any], Hashable]
    accepts: Callable[[Any, Any], bool] = _any_two
    alone: bool = False
    """Only where the key stands once on either side."""

    def pairs(
        self, old: Sequence[Any], new: Sequence[Any], left: list[int], right: list[int]
    ) -> Pairs:
        """Pairs with the same key."""
        wanted: dict[Hashable, list[int]] = {}
        for j in right:
            wanted.setdefault(self.key(new[j]), []).append(j)
        have: dict[Hashable, list[int]] = {}
        for i in left:
            have.setdefault(self.key(old[i]), []).append(i)
        return {
            i: j
            for key, places in have.items()
            if key is not None and (not self.alone or len(places) == len(wanted.get(key, ())) == 1)
            for i, j in zip(places, wanted.get(key, ()), strict=False)
            if self.accepts(old[i], new[j])
        }


@dataclass(frozen=True, slots=True)
class Alike:
    """The most alike texts first, nearest places first among equals; only within the same group."""

    text: Callable[[Any], str]
    within: Callable[[Any], Hashable] = lambda record: ()
    least: float = 0.5

    def pairs(
        self, old: Sequence[Any], new: Sequence[Any], left: list[int], right: list[int]
    ) -> Pairs:
        """Pairs whose texts are alike."""
        found: Pairs = {}
        taken: set[int] = set()
        for _, _, i, j in sorted(self._candidates(old, new, left, right)):
            if i not in found and j not in taken:
                found[i] = j
                taken.add(j)
        return found

    def _candidates(
        self, old: Sequence[Any], new: Sequence[Any], left: list[int], right: list[int]
    ) -> Iterator[tuple[float, int, int, int]]:
        groups: dict[Hashable, list[tuple[int, frozenset[str]]]] = {}
        for j in right:
            groups.setdefault(self.within(new[j]), []).append((j, pieces(self.text(new[j]))))
        for i in left:
            own = pieces(self.text(old[i]))
            for j, other in groups.get(self.within(old[i]), ()):
                score = likeness(own, other)
                if score >= self.least:
                    yield -score, abs(i - j), i, j


def pieces(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text, with its first and last one."""
    body = f"\n{''.join(text.split())}\n"
    return frozenset(body[n : n + 2] for n in range(len(body) - 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two texts have in common, 0 to 1 (Dice's coefficient)."""
    return 2 * len(one & other) / (len(one) + len(other))


def alike(one: str, other: str, least: float = 0.5) -> bool:
    """Whether two texts are alike."""
    return likeness(pieces(one), pieces(other)) >= least


def pair(
    old: Sequence[Any],
    new: Sequence[Any],
    stages: Sequence[MatchingStage],
    known: Mapping[int, int] = MappingProxyType({}),
) -> Pairs:
    """Pair two sequences stage by stage, beside pairs known already; the rest was removed or added."""
    found: Pairs = dict(known)
    for stage in stages:
        taken = set(found.values())
        left = [i for i in range(len(old)) if i not in found]
        right = [j for j in range(len(new)) if j not in taken]
        if not left or not right:
            break
        found |= stage.pairs(old, new, left, right)
    return found


def merged(old: int, new: int, pairs: Pairs) -> Iterator[tuple[int | None, int | None]]:
    """Both sequences as one, in the new order; what was removed follows what stood before it."""
    back = {j: i for i, j in pairs.items()}
    after: dict[int | None, list[int]] = {}
    last: int | None = None
    for i in range(old):
        if i in pairs:
            last = i
        else:
            after.setdefault(last, []).append(i)
    yield from ((i, None) for i in after.get(None, ()))
    for j in range(new):
        yield back.get(j), j
        if j in back:
            yield from ((i, None) for i in after.get(back[j], ()))


def in_order(places: Sequence[int]) -> set[int]:
    """The longest run of places that is already in order: what need not be called moved."""
    ends: list[int] = []
    at: list[int] = []
    before: dict[int, int] = {}
    for place in places:
        n = bisect_left(ends, place)
        ends[n : n + 1] = [place]
        at[n : n + 1] = [place]
        if n:
            before[place] = at[n - 1]
    found: set[int] = set()
    last = at[-1] if at else None
    while last is not None:
        found.add(last)
        last = before.get(last)
    return found


def straight(pairs: Pairs) -> Pairs:
    """As many of the pairs as stand in one order in both sequences."""
    kept = in_order([pairs[i] for i in sorted(pairs)])
    return {i: j for i, j in sorted(pairs.items()) if j in kept}
