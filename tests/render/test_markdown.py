"""NAME.md: the whole document, readable, one paragraph or row a line, nothing typed read as markup."""

from __future__ import annotations

import re

import pytest

from budgetgen.document.blocks import (
    Contents,
    ContentsEntry,
    Cover,
    Document,
    GridCell,
    GridColumn,
    Heading,
    ListBlock,
    ListItem,
    PageBreak,
    Paragraph,
    ParagraphKind,
    Part,
    Role,
    TableBlock,
)
from budgetgen.document.compose import compose
from budgetgen.model.numbering import NumberStyle
from budgetgen.render.markdown import render_markdown
from support.budget_edits import EXAMPLES, example, put
from support.drafts import disclosure, printed

BLOCKS = (
    Contents("目录", (ContentsEntry("公开表", 0), ContentsEntry("收入总表", 1, "title-1"))),
    Heading("公开表", "tables", Role.PART),
    Heading("收入总表", "title-1", Role.TABLE),
    TableBlock(
        "table-1",
        (GridColumn(20), GridColumn(20), GridColumn(20)),
        (
            (GridCell("科目", rowspan=2), GridCell("本年", colspan=2)),
            (GridCell("小计"), GridCell("其中：基金")),
        ),
        (
            (GridCell("甲\n乙", rowspan=2), GridCell("1.00", colspan=2)),
            (GridCell(""), GridCell("2")),
        ),
        ("304局", "", "单位：万元"),
        (GridCell("栏次"), GridCell("1"), GridCell("2")),
        ("注：空表。",),
    ),
    PageBreak(),
    Heading("职责", "section-1", number="一、"),
    Paragraph("主要职责：", ParagraphKind.LABEL),
    ListBlock(
        "list-1",
        NumberStyle.ARABIC,
        (ListItem("1.", "拟订规划。", "规划："), ListItem("2.", "推广。")),
    ),
    Heading("附表", "caption-1", Role.CAPTION),
    TableBlock("form", (GridColumn(20), GridColumn(20)), (), ((GridCell("名称"), GridCell("*")),)),
)
TEXT = """\
草稿\\*

2024年公开

局

# 目录

- 公开表
  - 收入总表

# 公开表

## 收入总表

304局　单位：万元

| 科目 | 本年/小计 | 本年/其中：基金 |
| --- | --- | --- |
| 栏次 | 1 | 2 |
| 甲<br>乙 | 1.00 |  |
|  |  | 2 |

注：空表。

## 一、职责

**主要职责：**

1.**规划：**拟订规划。

2.推广。

#### 附表

|  |  |
| --- | --- |
| 名称 | \\* |
"""


def test_every_kind_of_block_is_readable() -> None:
    cover = Cover(("2024年公开",), "局", "")
    document = Document("题", "局", 2024, (Part(BLOCKS),), cover, watermark="草稿*")
    assert render_markdown(document).decode() == TEXT
    assert render_markdown(Document("题", "局", 2024, ())) == b"\n"


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
