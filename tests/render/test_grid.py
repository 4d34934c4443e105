from hypothesis import given
from hypothesis import strategies as st

from budgetgen.document.blocks import Align, GridCell, GridColumn, TableBlock
from budgetgen.render.grid import line_cells

WIDTHS = st.lists(st.floats(1, 80), min_size=1, max_size=14)
LINES = st.tuples(*[st.sampled_from(["", "甲", "乙丙"])] * 3)


def table(widths: list[float], line: tuple[str, str, str]) -> TableBlock:
    return TableBlock("t", tuple(GridColumn(width) for width in widths), (), (), line=line)


@given(WIDTHS, LINES)
def test_the_line_uses_every_column_once_and_loses_no_text(
    widths: list[float], line: tuple[str, str, str]
) -> None:
    cells = line_cells(table(widths, line))
    texts = [text for text in line if text]
    assert "　".join(cell.text for cell in cells) == "　".join(texts)
    assert sum(cell.colspan for cell in cells) == (len(widths) if texts else 0)
    assert all(cell.colspan > 0 for cell in cells)


def test_the_line_is_split_near_two_and_three_fifths() -> None:
    assert line_cells(table([10.0] * 10, ("左", "中", "右"))) == (
        GridCell("左", Align.LEFT, colspan=4),
        GridCell("中", Align.CENTER, colspan=2),
        GridCell("右", Align.RIGHT, colspan=4),
    )
    assert [c.colspan for c in line_cells(table([50.0, 5.0, 5.0, 40.0], ("左", "", "右")))] == [
        3,
        1,
    ]
