"""相近: where a text has a name almost, but not quite, as it should be."""

from __future__ import annotations

from collections.abc import Iterator


def distance(one: str, other: str, most: int) -> int:
    """Letters to change, put in or leave out (编辑距离); ``most + 1`` as soon as it is sure to be more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        last, row = row, [i]
        for j, b in enumerate(other, start=1):
            row.append(min(last[j] + 1, row[-1] + 1, last[j - 1] + (a != b)))
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def near_misses(text: str, name: str, most: int) -> Iterator[str]:
    """Parts of a text that are the name but for one to ``most`` letters; they begin or end as the name does.

    One of ``most + 1`` pieces of the name must stand in the text as it is, so texts without any are passed quickly.
    """
    for start, end in _spans(text, name, most):
        yield text[start:end]


def _spans(text: str, name: str, most: int) -> list[tuple[int, int]]:
    if len(name) < 2 * (most + 1):
        return []
    exact = _places(text, name)
    found: list[tuple[int, int]] = []
    for begin in sorted(_beginnings(text, name, most)):
        if any(start - most <= begin < start + len(name) for start in exact):
            continue
        span = _best(text, begin, name, most)
        if span and not any(s < span[1] and span[0] < e for s, e in found):
            found.append(span)
    return found


def _places(text: str, part: str) -> list[int]:
    return [i for i in range(len(text) - len(part) + 1) if text.startswith(part, i)]


def _beginnings(text: str, name: str, most: int) -> set[int]:
    """Where a near miss may begin: about where a piece of the name says."""
    size = len(name) // (most + 1)
    found: set[int] = set()
    for piece in range(most + 1):
        offset = piece * size
        part = name[offset : offset + size]
        if part in text:
            for place in _places(text, part):
                found |= set(range(place - offset - most, place - offset + most + 1))
    return {begin for begin in found if 0 <= begin < len(text) and text[begin] == name[0]}


def _best(text: str, begin: int, name: str, most: int) -> tuple[int, int] | None:
    """The part from there that is nearest to the name and ends with its last letter."""
    best: tuple[int, int, int] | None = None
    for length in range(len(name) - most, len(name) + most + 1):
        part = text[begin : begin + length]
        if len(part) != length or part[-1] != name[-1]:
            continue
        away = distance(part, name, most)
        if 0 < away <= most and (best is None or away < best[0]):
            best = (away, begin, begin + length)
    return best[1:] if best else None
