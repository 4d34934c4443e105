"""A text is read by the rules if, and only if, a published file prints it."""

from __future__ import annotations

import json
from itertools import product

import pytest

from budgetgen.disclosure import Disclosure
from budgetgen.document.compose import compose
from budgetgen.document.facts import facts
from budgetgen.model.budget import Budget
from budgetgen.model.natures import Nature, fields, fields_that
from budgetgen.model.vocabulary import Publicity
from budgetgen.profiles import DEFAULT, load_profile, profile_ids
from budgetgen.rules.published_texts import typed_texts
from support.drafts import printed
from support.filled import filled_budget


def typed(budget: Budget) -> dict[str, tuple[str, str]]:
    """Every text that somebody typed: sheet and field of each. Codes are no texts."""
    found = {}
    for sheet in fields(Budget):
        held = getattr(budget, sheet)
        for record in held if isinstance(held, tuple) else (held,):
            codes = fields_that(type(record), Nature.CODE)
            for name, info in fields(type(record)).items():
                text = getattr(record, name)
                if info.annotation is str and name not in codes and text.startswith("示"):
                    found[text] = (sheet, name)
    return found


@pytest.mark.parametrize(
    "profile",
    [pytest.param(id, marks=[] if id == DEFAULT else pytest.mark.long) for id in profile_ids()],
)
@pytest.mark.parametrize("disclosure", list(Publicity))
def test_what_is_printed_is_read_and_nothing_else(profile: str, disclosure: Publicity) -> None:
    for special, public_name in product((True, False), ("", "示公开用的名称")):
        budget = filled_budget(disclosure, special_fund=special, public_name=public_name)
        d = Disclosure.of(budget, load_profile(profile))
        document = compose(d)
        files = "\n".join(printed(document)) + json.dumps(facts(d, document), ensure_ascii=False)
        texts = typed(budget)
        shown = {where for text, where in texts.items() if text in files}
        read = {(each.sheet, each.field) for each in typed_texts(d)}
        assert {each.text for each in typed_texts(d)} == {t for t in texts if t in files}
        assert read == shown
        assert len(shown) > 15
