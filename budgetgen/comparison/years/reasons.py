"""原因对照: each 事项 with its change and the reason given, and what changed much and is explained nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Final

from budgetgen.comparison.years.against import Against
from budgetgen.comparison.years.projects import Continued, OfOneYear, Projects
from budgetgen.disclosure import Disclosure
from budgetgen.model.vocabulary import Item
from budgetgen.rules.last_year.changes import EXPLAINED

_COMMON: Final = re.compile(
    r"[（(].*?[)）]|(?:19|20)\d\d|年度?|上级|省级|市级|县级|中央|提前下达|第?[一二三四]批|"
    "专项|项目|资金|经费|补助|支出"
)
"""Words that half of all projects carry."""
_FEWEST: Final = 4


@dataclass(frozen=True, slots=True)
class ItemReason:
    """An 事项 with its change and the 原因 that stands beside it; '' where none does."""

    item: Item
    against: Against
    reason: str

    def lacks_reason(self, threshold: Decimal) -> bool:
        """Whether a reason is wanting: of what must be explained for any change, else beyond the threshold."""
        least = Decimal(0) if self.item in EXPLAINED else threshold
        return not self.reason and self.against.exceeds(least)


def item_reasons(last: Disclosure, this: Disclosure) -> tuple[ItemReason, ...]:
    """Every 事项; last year's figure is the published one, the reason this year's."""
    was, now = last.figures.changes, this.figures.changes
    unit = this.profile.unit
    return tuple(
        ItemReason(
            item,
            Against(item.value, was[item].this_year, change.this_year, unit),
            change.reason.strip(),
        )
        for item, change in now.items()
    )


def unmentioned(
    projects: Projects, this: Disclosure, threshold: Decimal
) -> Iterator[Continued | OfOneYear]:
    """Projects that changed beyond the threshold and that no reason names, the largest change first."""
    texts = [reason.text for reason in this.budget.reasons]
    found = (
        each
        for each in projects.all
        if each.against.exceeds(threshold) and not _is_named(each.against.name, texts)
    )
    yield from sorted(found, key=lambda each: -abs(each.against.change))


def _is_named(name: str, texts: list[str]) -> bool:
    """Whether a text has a good part of a project's own words in one piece."""
    core = _COMMON.sub("", name) or name
    enough = min(len(core), max(_FEWEST, (len(core) + 1) // 2))
    return any(_longest_common(core, text) >= enough for text in texts)


def _longest_common(one: str, other: str) -> int:
    return SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size
