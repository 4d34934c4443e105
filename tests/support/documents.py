"""What a document says, in order."""

from __future__ import annotations

from budgetgen.document.blocks import Document, Heading, ListBlock, Paragraph, TableBlock


def texts(doc: Document) -> list[str]:
    """Everything the document says, in order."""
    said: list[str] = []
    for block in doc.blocks():
        match block:
            case Heading() | Paragraph():
                said.append(block.text)
            case ListBlock():
                said += [item.number + item.lead + item.text for item in block.items]
            case TableBlock():
                said += [cell.text for row in (*block.head, *block.body) for cell in row]
                said += block.notes
            case _:
                pass
    return said
