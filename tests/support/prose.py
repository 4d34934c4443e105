"""Reads a document as an editor does: punctuation, headings without text, sentences said twice or without a subject.

Nothing here knows how the sentences were made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from budgetgen.document.blocks import (
    Document,
    Heading,
    ListBlock,
    Paragraph,
    ParagraphKind,
    Role,
    TableBlock,
)

_MARKS: Final = re.compile(
    r"[。，、；：][。，、；]|[。，、；]：|、[和及与等]|（）|“”|》、《|\bNone\b|[\u4e00-\u9fff] +[\u4e00-\u9fff]"
)
_EMPTY: Final = re.compile(
    r"共0[个项家]|(?<!\d)0\.00万?元，主要用于|主要用于[，。；等]|原因是[，。；]|其中：[，。；]|包括：[，。；]|全部为[，。；]"
)
_NO_SUBJECT: Final = re.compile(
    r"(?:^|。)(?:反映|比(?:上年|\d{4}年)|与(?:上年|\d{4}年)|增加|减少|持平|主要原因|其中用于)"
)
_ONE_PART: Final = re.compile(r"(\d[\d.]*)(万元|元)，其中：[^，。；：\d]+\1\2[。；]")
_END: Final = re.compile(r"[。！？：…](?:[”’）》」]+)?$|[”）]$")


def slips(document: Document) -> list[str]:
    """Everything that an editor would send back."""
    return [*_texts(document), *_hollow(document), *_twice(document)]


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks():
        match block:
            case Paragraph(kind=ParagraphKind.LABEL):
                texts = [(block.text, False)]
            case Paragraph():
                texts = [(block.text, True)]
            case ListBlock():
                texts = [(item.lead + item.text, True) for item in block.items]
            case TableBlock():
                texts = [(note, True) for note in block.notes]
            case _:
                texts = []
        for text, is_sentence in texts:
            for found in (_MARKS, _EMPTY, _NO_SUBJECT, _ONE_PART):
                if place := found.search(text):
                    yield f"“{place[0]}”：{text}"
            if is_sentence and not _END.search(text):
                yield f"没有句号：{text}"


def _hollow(document: Document) -> Iterator[str]:
    """Headings and labels under which nothing stands, a colon after which nothing follows."""
    kinds = (Heading, Paragraph, ListBlock, TableBlock)
    blocks = [block for block in document.blocks() if isinstance(block, kinds)]
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        ends = after is None or (isinstance(after, Heading) and after.role is not Role.CAPTION)
        match block:
            case Heading(role=Role.SECTION) if ends:
                if not (isinstance(after, Heading) and after.level > block.level):
                    yield f"标题下没有内容：{block.text}"
            case Paragraph(text=text) if text.endswith("：") and (
                ends or (isinstance(after, Paragraph) and after.kind is ParagraphKind.LABEL)
            ):
                yield f"冒号后没有内容：{text}"


def _twice(document: Document) -> Iterator[str]:
    """A sentence that stands twice in one section."""
    seen: set[str] = set()
    for block in document.blocks():
        if isinstance(block, Heading):
            seen = set() if block.role is not Role.SECTION or block.level == 1 else seen
        elif isinstance(block, Paragraph):
            for text in re.split("(?<=。)", block.text):
                if len(text) > 6 and text in seen:
                    yield f"说了两遍：{text}"
                seen.add(text)
