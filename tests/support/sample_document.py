"""A small document tree with every kind of block, for the renderers' own tests."""

from decimal import Decimal

from budgetgen.document.blocks import (
    Align,
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
from budgetgen.model.numbering import NumberStyle

HOSTILE = "张&李<5%“引号”{{ x }} {% y %}"


def budget_table(rows: int = 40) -> TableBlock:
    head = (
        (
            GridCell("序号", Align.CENTER, rowspan=2),
            GridCell("功能分类科目", Align.CENTER, colspan=2),
            GridCell("合计", Align.CENTER, rowspan=2),
            GridCell("本年收入", Align.CENTER, colspan=8),
            GridCell("上年结转", Align.CENTER, rowspan=2),
        ),
        tuple(
            GridCell(text, Align.CENTER)
            for text in [
                "科目编码",
                "科目名称",
                "小计",
                "财政拨款收入",
                "财政专户收入",
                "事业收入",
                "经营收入",
                "上级补助收入",
                "附属单位上缴收入",
                "其他收入",
            ]
        ),
    )
    numbers = tuple(GridCell(t, Align.CENTER) for t in ("栏次", *map(str, range(1, 13))))
    body = tuple(
        (
            GridCell(str(i + 1), Align.CENTER),
            GridCell("2060404", Align.CENTER),
            GridCell("国有土地使用权出让收入安排的支出" if i % 7 == 0 else HOSTILE),
            *(
                GridCell("1071.65", Align.RIGHT, number=Decimal("1071.65"))
                if j < 3
                else GridCell("", Align.RIGHT)
                for j in range(10)
            ),
        )
        for i in range(rows)
    )
    widths = (12, 19, 45, *[17.0] * 10)
    return TableBlock(
        "table-2",
        tuple(GridColumn(w, nowrap=i != 2) for i, w in enumerate(widths)),
        head,
        body,
        ("304示范县科学技术和工业信息化局", "预算年度：2024", "单位：万元"),
        numbers,
        ("注：无政府性基金预算财政拨款预算，空表列示。",),
        7.5,
        "部门预算收入总表",
        budget_table=True,
    )


def form_table() -> TableBlock:
    label = {"align": Align.CENTER, "label": True}
    body = (
        (
            GridCell("项目编码", **label),
            GridCell("13990124P00001710002X", colspan=2),
            GridCell("项目名称", **label),
            GridCell("信息系统安全等级测评", colspan=2),
        ),
        (
            GridCell("预算规模及资金用途", rowspan=2, **label),
            GridCell("预算数", **label),
            GridCell("27.00", Align.RIGHT, number=Decimal("27.00")),
            GridCell("其中：财政资金", **label),
            GridCell("27.00", Align.RIGHT, number=Decimal("27.00")),
            GridCell("其他资金 0.00", Align.CENTER),
        ),
        (GridCell("用于测评服务" + HOSTILE, colspan=5),),
    )
    return TableBlock(
        "project-1-form",
        tuple(GridColumn(26) for _ in range(6)),
        (),
        body,
        ("", "", "单位：万元"),
        title="信息系统安全等级测评绩效目标表",
    )


def indicator_table() -> TableBlock:
    head = (
        tuple(
            GridCell(t, Align.CENTER)
            for t in [
                "一级指标",
                "二级指标",
                "三级指标",
                "绩效指标描述",
                "指标值",
                "指标值确定依据",
            ]
        ),
    )
    body = tuple(
        (
            *((GridCell("产出指标", Align.CENTER, rowspan=12),) if i == 0 else ()),
            GridCell("数量指标", Align.CENTER),
            GridCell(f"指标{i}"),
            GridCell("对完成数量的说明，可能较长。" * (1 + i % 4)),
            GridCell("≥95%", Align.CENTER),
            GridCell("工作方案"),
        )
        for i in range(12)
    )
    widths = (20, 24, 30, 40, 20, 22)
    return TableBlock("project-1-indicators", tuple(map(GridColumn, widths)), head, body)


def sample_document() -> Document:
    contents = Contents(
        "2024年部门预算信息公开目录",
        (
            ContentsEntry("部门预算公开表", 0),
            ContentsEntry("部门预算收入总表", 1, "title-2"),
            ContentsEntry("部门预算信息公开情况说明", 0),
            ContentsEntry("一、部门职责及机构设置情况", 1, "section-1"),
            ContentsEntry("二、部门项目预算安排情况及绩效目标", 1, "section-2"),
        ),
    )
    text = (
        Heading(
            "示范县科学技术和工业信息化局2024年部门预算信息公开情况说明", "explanation", Role.PART
        ),
        Paragraph("按照有关法律规定，现将本部门预算公开如下。" * 5),
        Heading("部门职责及机构设置情况", "section-1", number="一、", style=NumberStyle.CHINESE),
        Paragraph("部门职责：", ParagraphKind.LABEL),
        ListBlock(
            "list-1",
            NumberStyle.ARABIC,
            (ListItem("1.", "拟订发展规划。" * 10), ListItem("2.", HOSTILE)),
        ),
        Heading("收入说明", "s-1-1", level=2, number="（一）", style=NumberStyle.CHINESE_BRACKETS),
        Paragraph("本年收入合计5531.14万元。" + HOSTILE),
        Heading("明细", "s-1-1-1", level=3, number="1.", style=NumberStyle.ARABIC),
        Heading(
            "部门项目预算安排情况及绩效目标", "section-2", number="二、", style=NumberStyle.CHINESE
        ),
        Heading(
            "信息系统安全等级测评绩效目标表",
            "project-1",
            level=3,
            number="1.",
            style=NumberStyle.ARABIC,
        ),
        form_table(),
        indicator_table(),
        Heading("名词解释", "section-3", number="三、", style=NumberStyle.CHINESE),
        ListBlock(
            "list-2",
            NumberStyle.ARABIC,
            (ListItem("1.", "指当年从财政取得的资金。", "财政拨款收入："),),
        ),
    )
    return Document(
        "示范县科学技术和工业信息化局2024年部门预算信息公开",
        "示范县科学技术和工业信息化局",
        2024,
        (
            Part((contents,), numbered=False),
            Part(
                (
                    Heading("部门预算收入总表", "title-2", Role.TABLE),
                    budget_table(),
                    PageBreak(),
                    Heading("部门预算支出总表", "title-3", Role.TABLE),
                    TableBlock(
                        "table-3",
                        (GridColumn(80), GridColumn(80)),
                        ((GridCell("项目", Align.CENTER), GridCell("金额", Align.CENTER)),),
                        ((GridCell(""), GridCell("")),),
                        ("304示范县局", "预算年度：2024", "单位：万元"),
                        notes=("注：空表列示。",),
                        budget_table=True,
                        title="部门预算支出总表",
                    ),
                ),
                landscape=True,
                restart=True,
            ),
            Part(text),
        ),
        Cover(("2024年部门预算信息公开",), "示范县科学技术和工业信息化局", "2024年2月"),
    )
