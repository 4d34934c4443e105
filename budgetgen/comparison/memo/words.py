"""备忘用语: rows, lists and changes in a memo's words, cut so that they say what they leave out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from budgetgen.comparison.drafts.changes import Change, Edit
from budgetgen.comparison.drafts.comparison import Comparison
from budgetgen.comparison.drafts.summary import Total
from budgetgen.comparison.drafts.tell import describe
from budgetgen.comparison.drafts.words import compare_words
from budgetgen.comparison.memo.page import Memo, MemoRow, shortened
from budgetgen.comparison.review import InputFile
from budgetgen.model.natures import title_of

LINE: Final = 84
HALF: Final = 40
NAME: Final = 26
PIECE: Final = 16
"""Characters of a whole sentence, of a part, of a name, of a quoted piece."""


@dataclass(frozen=True, slots=True)
class Room:
    """How much of each list is written out."""

    rows: int
    """Rows of a table of figures."""
    named: int
    """Entries inside one sentence."""
    quoted: int
    """Sentences of one kind."""


ROOMS: Final = tuple(
    Room(*sizes)
    for sizes in (
        (9, 8, 12), (8, 5, 8), (7, 4, 6), (6, 3, 5), (5, 3, 4), (4, 2, 3), (3, 2, 2), (3, 1, 2), (2, 1, 1),
    )
)  # fmt: skip
"""From the most to the least: a memo takes the first with which it keeps to two pages."""


def roomiest(write: Callable[[Room], Memo]) -> Memo:
    """The memo that says the most within two pages, else the shortest."""
    made = (write(room) for room in ROOMS)
    return next((memo for memo in made if memo.fits), None) or write(ROOMS[-1])


def file_fingerprint(word: str, file: InputFile) -> str:
    """A file's fingerprint in one line, short and whole."""
    return f"{word}　{file.sha256[:12]}　SHA-256 {file.sha256}"


def moved(each: Total, unit: str) -> str:
    """由 215.49 万元增加 5.00 万元，为 220.49 万元."""
    if each.old == each.new:
        return f" {each.new} {unit}，与旧稿相同"
    return f"由 {each.old} {unit}{each.direction} {each.change} {unit}，为 {each.new} {unit}"


def changed_totals(some: Iterable[Total]) -> list[Total]:
    """Those that print differently."""
    return [each for each in some if each.old != each.new]


def figure_rows(some: Iterable[Total], most: int) -> tuple[MemoRow, ...]:
    """The figures that changed, the largest changes where they are too many, in their order."""
    changed = changed_totals(some)
    largest = sorted(changed, key=lambda each: -Decimal(each.change))[:most]
    return tuple(
        MemoRow(shortened(each.name, NAME), each.old, each.new, f"{each.direction} {each.change}")
        for each in changed
        if each in largest
    )


def rest(count: int, most: int, what: str) -> Iterator[str]:
    """“另有 3 个来源的变化没有列出。” where a list was cut."""
    if count > most:
        yield f"另有 {count - most} {what}没有列出。"


def first_listed(title: str, some: Sequence[str], most: int) -> str:
    """A title with the first entries of a list, and how many are left out."""
    tail = f"；另有 {len(some) - most} 个没有列出" if len(some) > most else ""
    return f"{title} {len(some)} 个：{'；'.join(some[:most])}{tail}。"


def change_words(found: Comparison, change: Change) -> str:
    """A change of the inputs in one sentence."""
    subject = shortened(describe.subject(found, change), PIECE)
    about = f"{describe.record_place(change)} {subject}".strip()
    if not change.edits:
        return shortened(f"{change.operation.value}：{about}", LINE)
    edits = "，".join(_edit(change, edit) for edit in change.edits)
    return shortened(f"{about}：{edits}", LINE)


def _edit(change: Change, edit: Edit) -> str:
    """A field before and after; of long texts only the words that changed."""
    title = title_of(type(change.record), edit.name)
    old, new = (describe.value(change.record, edit.name, each) for each in (edit.old, edit.new))
    if not (edit.old and edit.new) or max(len(old), len(new)) <= PIECE:
        return f"{title} {shortened(old, PIECE)} → {shortened(new, PIECE)}"
    return f"{title}{_pieces(old, new)}"


def renamed(old: str, new: str) -> str:
    """Two names; of long ones the words that changed, since their beginnings may be the same."""
    if old and new and max(len(old), len(new)) > NAME:
        return f"{shortened(old, NAME)}：{_pieces(old, new)}"
    return f"{old or '（空）'} → {new or '（空）'}"


def _pieces(old: str, new: str) -> str:
    pieces = [piece for piece in compare_words(old, new) if not piece.same]
    said = [_piece(piece.old, piece.new) for piece in pieces[:2]]
    return f"{'、'.join(said)}{'等' if len(pieces) > 2 else ''}"


def _piece(old: str, new: str) -> str:
    was, now = (f"“{shortened(text, PIECE)}”" for text in (old, new))
    if not old.strip():
        return f"增加{now}"
    return f"删去{was}" if not new.strip() else f"{was}改为{now}"
