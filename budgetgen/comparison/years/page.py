"""对比页: two years as one self-contained page with everything that ``--json`` has. No request leaves it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import jinja2

from budgetgen.comparison.drafts.tell import page as drafts_page
from budgetgen.comparison.drafts.tell.describe import draft_words
from budgetgen.comparison.years.comparison import Years
from budgetgen.comparison.years.facts import years_facts
from budgetgen.comparison.years.words import prior_gap
from budgetgen.model.three_public import THREE_PUBLIC
from budgetgen.model.vocabulary import Item

_TOTALS: Final = (Item.TOTAL, Item.BASIC, Item.PERSONNEL, Item.PUBLIC, Item.PROJECT)


def render_years_page(found: Years, names: tuple[str, str]) -> bytes:
    """The page as UTF-8; ``names`` are the files' names."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    content = years_facts(found)
    items = {each["name"]: each for each in content["items"]}
    text = env.get_template("page.html").render(
        content,
        names=names,
        drafts=(draft_words(found.last), draft_words(found.this)),
        gaps=[prior_gap(gap) for gap in found.prior.gaps] if found.prior else [],
        totals=[items[item] for item in _TOTALS],
        three_public_rows=[content["three_public"], *(items[item] for item in THREE_PUBLIC)],
        costs=[items[Item.OPERATING_COST], content["purchases"], *content["assets"]],
        style=drafts_page.STYLE.read_text(encoding="utf-8"),
    )
    return text.encode()
