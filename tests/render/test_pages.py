"""Where things come to stand: what begins a page, what stays together, who gives way to a long text."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetgen.checked import check_file
from budgetgen.disclosure import Disclosure
from budgetgen.document.blocks import Block, Document, GridColumn, Heading, PageBreak, TableBlock
from budgetgen.document.compose import compose
from budgetgen.document.tables.grid import place
from budgetgen.document.tables.heights import balanced, lines
from budgetgen.model.records import Indicator, LineItem, Project, Purchase
from budgetgen.profiles import Profile
from budgetgen.render.fit import is_nowrap, type_size
from budgetgen.render.pdf.pages import layout_pdf
from budgetgen.render.word.docx import render_docx
from support.ledgers import UNIT, budget, info
from support.places import ROOT

EXAMPLES = ROOT / "examples"
CELLS = st.text("甲乙a1，", max_size=120)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS, st.text("甲", max_size=600)), max_size=6)
WIDTHS = (20.0, 30.0, 40.0, 33.0)


def composed(example: str) -> Document:
    checked = check_file(next((EXAMPLES / example).glob("*.xlsx")))
    assert checked.disclosure
    return compose(checked.disclosure)


def project(profile: Profile, **said: str) -> Document:
    """A document with one project of which these things are told, and one indicator."""
    line = LineItem(unit=UNIT.code, function="2060404", category="项目支出", project="新01",
                    source="一般公共预算", amount=Decimal(10000))  # fmt: skip
    texts = {"name": "科普活动", "purpose": "用途", "goals": "目标"} | said
    description = texts.pop("description", "说明")
    made = budget(
        (line,),
        info=info(scope=profile.scope),
        projects=(Project(code="新01", unit=UNIT.code, **texts),),
        indicators=(
            Indicator(project="新01", level1="产出指标", level2="数量指标", level3="次数",
                      description=description, value="≥3次", basis="方案"),
        ),
    )  # fmt: skip
    return compose(Disclosure.of(made, profile))


# Projects ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("example", ["shifan-2023-unit", "small-2024"])
def test_every_project_begins_a_page(example: str) -> None:
    """Alone, or right under the headings of its part and section, which then begin it."""
    blocks = list(composed(example).blocks())
    forms = [
        i for i, b in enumerate(blocks) if isinstance(b, TableBlock) and b.anchor.endswith("-form")
    ]
    assert len(forms) > 1
    for at in forms:
        assert isinstance(before_headings(blocks[:at]), PageBreak)


def before_headings(blocks: list[Block]) -> Block:
    return next(block for block in reversed(blocks) if not isinstance(block, Heading))


@pytest.mark.long
def test_a_short_form_is_kept_whole_and_a_long_one_begins_under_its_heading(
    profile: Profile,
) -> None:
    short, long = (project(profile, purpose="用途。" * times) for times in (20, 700))
    kept = [t.keep for d in (short, long) for t in d.tables() if t.anchor == "project-1-form"]
    assert kept == [True, False]
    pages = layout_pdf(long, profile).pages
    assert pages["project-1"] == pages["project-1-form"]


# Widths by need ----------------------------------------------------------------------------------


def test_an_ordinary_table_keeps_its_widths(profile: Profile) -> None:
    (table,) = (t for t in project(profile).tables() if t.anchor == "project-1-indicators")
    assert [column.width for column in table.columns] == [20, 26, 29, 33, 22, 26]


def test_an_indicator_of_500_characters_stays_in_one_row_on_one_page(profile: Profile) -> None:
    document = project(profile, description="说明一条指标怎样计算，" * 46)
    (table,) = (t for t in document.tables() if t.anchor == "project-1-indicators")
    height = max(
        lines(each.cell.text, table.columns[each.column].width)
        for row in place(table.body)
        for each in row
    )
    assert height <= 40
    assert sum(column.width for column in table.columns) == 156


@given(ROWS)
def test_balancing_keeps_the_whole_width_and_makes_nothing_higher(
    rows: list[tuple[str, ...]],
) -> None:
    def highest(widths: tuple[float, ...]) -> int:
        return max(
            (lines(t, w) for row in rows for t, w in zip(row, widths, strict=True)), default=0
        )

    made = balanced(WIDTHS, rows)
    assert sum(made) == pytest.approx(sum(WIDTHS))
    assert min(made) >= 15
    assert highest(made) <= highest(WIDTHS)
    if highest(WIDTHS) <= 20:
        assert made == WIDTHS


# Figures -----------------------------------------------------------------------------------------


def test_big_amounts_stay_on_one_line_in_the_procurement_table(profile: Profile) -> None:
    bought = Purchase(unit=UNIT.code, item="设备", catalogue="A02010105", measure="台", quantity=Decimal(1),
                      price=Decimal("1234567890"), source="一般公共预算")  # fmt: skip
    document = compose(Disclosure.of(budget((), purchases=(bought,)), profile))
    (table,) = (t for t in document.tables() if t.anchor == "procurement")
    figures = [each for row in place(table.body) for each in row if each.cell.number is not None]
    assert any(each.cell.text == "123456.79" for each in figures)
    assert all(is_nowrap(table, each) for each in figures)
    size = type_size(table, 10.5)
    assert 6 <= size < 8
    assert f'<w:sz w:val="{round(size * 2)}"/>'.encode() in body(render_docx(document, profile))


def body(docx: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return package.read("word/document.xml")


def test_type_is_as_large_as_the_style_where_everything_fits() -> None:
    assert type_size(TableBlock("t", (GridColumn(30, nowrap=True),), (), ()), 12.0) == 12.0
