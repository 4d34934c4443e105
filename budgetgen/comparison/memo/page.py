"""审核备忘: one or two pages of what a comparison found (``memo.docx`` of the profile)."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from budgetgen.disclosure import Disclosure
from budgetgen.model.numbering import numeral
from budgetgen.render.shell.file import fill, packed
from budgetgen.render.text import clean
from budgetgen.report import columns

TEMPLATE: Final = "memo.docx"
_LINE, _ROW, _HEADING, _REST, _PAGE = 16, 16, 20, 150, 728
"""Heights in the base template, in pt: a line, a table's row, a heading, title and foot, a page."""
_COLUMNS: Final = 84
"""Narrow characters in a line, its indentation left out."""
_BROKEN: Final = re.compile(r"[\d.,〔〕（“]+$")
"""What a cut may leave behind: part of a figure, an opening bracket."""


@dataclass(frozen=True, slots=True)
class MemoRow:
    """A figure before and after; ``change`` in words: 增加 5.00."""

    name: str
    old: str
    new: str
    change: str


@dataclass(frozen=True, slots=True)
class MemoSection:
    """A heading with figures, sentences, or both."""

    title: str
    rows: tuple[MemoRow, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Memo:
    """The whole memo in words."""

    title: str
    about: tuple[str, ...]
    """Which files were compared, line by line."""
    conclusion: str
    heads: tuple[str, str, str, str]
    """Heads of every table of figures."""
    sections: tuple[MemoSection, ...]
    prints: tuple[str, ...]
    """指纹 of the files, a line each."""

    @property
    def fits(self) -> bool:
        """Whether it is two pages at most in the base template, reckoned with a little to spare."""
        rows = sum(len(each.rows) + bool(each.rows) for each in self.sections)
        texts = [*self.about, self.conclusion, *(x for each in self.sections for x in each.lines)]
        lines = sum(-(-columns(text) // _COLUMNS) for text in texts)
        return lines * _LINE + rows * _ROW + len(self.sections) * _HEADING + _REST <= 2 * _PAGE


def render_memo(memo: Memo, d: Disclosure) -> bytes:
    """The memo as DOCX in the form of the disclosure's profile; raises ProfileError where that is broken."""
    docx = fill(
        d.profile.file(TEMPLATE),
        {
            "title": clean(memo.title),
            "about": [clean(line) for line in memo.about],
            "conclusion": clean(memo.conclusion),
            "heads": memo.heads,
            "sections": [_cleaned(n, each) for n, each in enumerate(memo.sections, start=1)],
            "prints": [clean(line) for line in memo.prints],
        },
    )
    info, properties = d.budget.info, docx.core_properties
    properties.title = clean(memo.title)
    properties.author = properties.last_modified_by = clean(info.name)
    properties.language = "zh-CN"
    properties.created = properties.modified = datetime(info.year, 1, 1)
    return packed(docx)


def _cleaned(number: int, section: MemoSection) -> dict[str, Any]:
    return {
        "title": f"{numeral(number)}、{clean(section.title)}",
        "rows": [{name: clean(text) for name, text in asdict(row).items()} for row in section.rows],
        "lines": [clean(line) for line in section.lines],
    }


def shortened(text: str, length: int) -> str:
    """A text on one line, cut behind a whole figure where it is too long."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{_BROKEN.sub('', line[: length - 1])}…"
