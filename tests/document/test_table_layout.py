"""Tables as blocks: heads, spans and widths, and which pages they lie on."""

from __future__ import annotations

import pytest

from budgetgen.checked import check_file
from budgetgen.document.blocks import Document, Heading, Role, TableBlock
from budgetgen.document.compose import compose
from budgetgen.document.tables.budget_tables import UPRIGHT, WIDE, head_rows
from budgetgen.document.tables.grid import place
from budgetgen.document.tables.projects import project_part
from budgetgen.model.records import Project
from support.places import ROOT


@pytest.fixture(scope="module")
def document() -> Document:
    checked = check_file(next((ROOT / "examples" / "small-2024").glob("*.xlsx")))
    assert checked.disclosure
    return compose(checked.disclosure)


def test_a_head_shares_a_cell_where_neighbours_share_a_word() -> None:
    paths = [
        "编码",
        "合计",
        "本年/小计",
        "本年/财政/小计",
        "本年/财政/基金",
        "本年/其他",
        "结转/小计",
    ]
    shown = [[(c.text, c.rowspan, c.colspan) for c in row] for row in head_rows(paths)]
    assert shown == [
        [("编码", 3, 1), ("合计", 3, 1), ("本年", 1, 4), ("结转", 1, 1)],
        [("小计", 2, 1), ("财政", 1, 2), ("其他", 2, 1), ("小计", 2, 1)],
        [("小计", 1, 1), ("基金", 1, 1)],
    ]


def test_the_cells_of_every_table_fill_it_without_a_gap(document: Document) -> None:
    for table in document.tables():
        for rows in (table.head, table.body):
            covered = [
                (each.row + down, each.column + right)
                for row in place(rows)
                for each in row
                for down in range(each.cell.rowspan)
                for right in range(each.cell.colspan)
            ]
            whole = [(y, x) for y in range(len(rows)) for x in range(len(table.columns))]
            assert sorted(covered) == whole, table.anchor


def test_every_table_is_as_wide_as_its_page(document: Document) -> None:
    for part in document.parts:
        wanted = WIDE if part.landscape else UPRIGHT
        for table in (block for block in part.blocks if isinstance(block, TableBlock)):
            widths = [column.width for column in table.columns]
            rounded = 0.005 * len(widths) + 1e-9
            assert sum(widths) == pytest.approx(wanted, abs=rounded), table.anchor


def test_figures_are_equally_wide_and_names_are_worth_nearly_three_of_them(
    document: Document,
) -> None:
    for table in (table for table in document.tables() if table.budget_table):
        names = [column.width for column in table.columns if not column.nowrap]
        (figure,) = {column.width for column in table.columns if column.nowrap} - {12.0, 20.0}
        assert figure <= 34, table.anchor
        assert min(names) >= 2.8 * figure - 0.05, table.anchor


def test_the_tables_lie_and_the_text_stands(document: Document) -> None:
    for part in document.parts:
        roles = {block.role for block in part.blocks if isinstance(block, Heading)}
        anchors = {block.anchor for block in part.blocks if isinstance(block, TableBlock)}
        wide = Role.TABLE in roles or anchors == {"procurement"}
        assert part.landscape is wide
        assert wide or "procurement" not in anchors


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("", "一般项目"),
        ("专项", "专项资金"),
        ("（二）专项资金", "专项资金"),
        ("一般项目等", "一般项目"),
    ],
)
def test_a_project_stands_in_the_part_that_was_meant(typed: str, part: str) -> None:
    project = Project(code="甲", name="乙", part=typed)
    assert project_part(project, ("一般项目", "专项资金")) == part
    assert project_part(project, ()) == ""
