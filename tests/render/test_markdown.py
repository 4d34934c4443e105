"""NAME.md: the whole document, readable, one paragraph or row a line, nothing typed read as markup."""

from __future__ import annotations

import re

import pytest

from budgetgen.document.compose import compose
from budgetgen.render.markdown import render_markdown
from support.budget_edits import EXAMPLES, example, put
from support.drafts import disclosure, printed


@pytest.mark.parametrize("name", [path.parent.name for path in EXAMPLES])
def test_everything_printed_is_in_the_text(name: str) -> None:
    document = compose(disclosure(name, example(name)))
    text = re.sub(r"\\(.)", r"\1", render_markdown(document).decode()).replace("**", "")
    shown = re.sub(r"<br>|\s", "", text)
    assert not [said for said in printed(document) if re.sub(r"\s", "", said) not in shown]


def test_a_changed_amount_changes_only_the_lines_that_print_it() -> None:
    old = example("small-2024")
    new = put(old, "lines", 0, amount=old.lines[0].amount + 50_000)
    one, other = (
        set(render_markdown(compose(disclosure("small-2024", b))).decode().splitlines())
        for b in (old, new)
    )
    assert 0 < len(other - one) < 40
    assert all(re.search(r"\d", line) for line in other - one)


def test_tables_have_one_width_and_typed_text_is_no_markup() -> None:
    evil = "# 一|二 <b>*三*</b>"
    budget = put(example("small-2024"), "projects", 0, purpose=evil)
    text = render_markdown(compose(disclosure("small-2024", budget))).decode()
    assert r"\# 一\|二 \<b>\*三\*\</b>" in text
    for table in re.findall(r"(?:^\|.*\|$\n)+", text, re.MULTILINE):
        widths = {len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}
        assert len(widths) == 1
