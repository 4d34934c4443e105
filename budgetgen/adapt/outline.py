"""公开文本的大纲: what a profile prints, part by part: tables with numbers and units, sections with titles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from budgetgen.disclosure import Disclosure
from budgetgen.document.blocks import Role
from budgetgen.document.compose import compose
from budgetgen.document.parts import part_anchors
from budgetgen.model.budget import Budget
from budgetgen.model.records import Info
from budgetgen.profiles import Profile
from budgetgen.profiles.parts import DocumentPart

_KINDS: Final = {"tables": "表", "text": "文字"}
_NO_TITLE: Final = "不印标题"


def outline(profile: Profile) -> Iterator[str]:
    """A line for each part, and below it one for each table or section, as an empty document has them."""
    info = Info(year=1, scope=profile.scope, code="〈编码〉", name="〈名称〉")
    d = Disclosure.of(Budget(info=info), profile)
    headings = list(compose(d).headings())
    titles = {h.anchor: h.title for h in headings if h.role is Role.PART}
    tables = {h.anchor: h for h in headings if h.role is Role.TABLE}
    sections = {h.section: h for h in headings if h.role is Role.SECTION and h.level == 1}
    parts = profile.printed_parts
    for number, (part, anchor) in enumerate(zip(parts, part_anchors(parts), strict=True), start=1):
        yield _open(f"  {number}. {_about(part, titles.get(anchor, _NO_TITLE))}")
        for table in (each for each in d.tables if each.spec in part.tables):
            heading = tables[f"title-{table.number}"]
            name = heading.text if heading.number else f"{table.reference} {heading.title}"
            yield _open(f"     {name}（{table.spec}，{table.unit.name}）")
        for section in part.sections:
            name = sections[section].text if section in sections else _NO_TITLE
            yield _open(f"     {name}（{section}）")
    yield from _left_out(profile)


def _about(part: DocumentPart, title: str) -> str:
    return f"{_KINDS[part.kind]}：{title}（{'横放' if part.wide else '竖放'}）"


def _open(line: str) -> str:
    """The line without the year that the empty document had to have."""
    return re.sub(r"(?<!\d)1(?=年)", "〈年度〉", line)


def _left_out(profile: Profile) -> Iterator[str]:
    """What the settings name and no part prints: so that nobody misses it by accident."""
    named = (*profile.tables, *profile.sections)
    printed = {*profile.printed_tables, *profile.printed_sections}
    left = [name for name in named if name not in printed]
    if left:
        yield f"  没有一个部分印：{'、'.join(left)}"
