"""Examples and what was changed in them, as disclosures and compared; the texts of a document."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from budgetgen.checked import check_file
from budgetgen.comparison.drafts.comparison import Comparison, compare_drafts
from budgetgen.disclosure import Disclosure
from budgetgen.document.blocks import (
    Contents,
    Document,
    Heading,
    ListBlock,
    Paragraph,
    TableBlock,
)
from budgetgen.model.budget import Budget
from support.budget_edits import EXAMPLES, example


@cache
def profile_of(name: str) -> object:
    return check_file(next(path for path in EXAMPLES if path.parent.name == name)).profile


def disclosure(name: str, budget: Budget) -> Disclosure:
    return Disclosure.of(budget, profile_of(name))  # type: ignore[arg-type]


def compared(name: str, new: Budget) -> Comparison:
    return compare_drafts(disclosure(name, example(name)), disclosure(name, new))


def printed(document: Document) -> Iterator[str]:
    """Every text of a document, straight from the tree."""
    if document.cover:
        yield from (*document.cover.title, document.cover.agency, document.cover.date)
    for block in document.blocks():
        match block:
            case Heading() | Paragraph():
                yield block.text
            case ListBlock():
                yield from (item.number + item.lead + item.text for item in block.items)
            case Contents():
                yield from (block.title, *(entry.text for entry in block.entries))
            case TableBlock():
                yield from (*block.line, *block.notes)
                yield from (cell.text for row in block.body for cell in row)
