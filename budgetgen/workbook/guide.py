"""填报说明: the first page of the form."""

from __future__ import annotations

from typing import Any

from budgetgen.workbook.styles import Styles

_TEXT = (
    ("怎样填", (
        "1. 先填“基本信息”和“机构设置”，再填“项目”，然后填“收支明细”，其余各表按需要填。",
        "2. 深蓝色表头的列必须填，浅蓝色的按需要填；浅黄色的格子可以填写，灰色的是公式，不用填。",
        "3. 合计、九张表、正文里的数字都由程序算出，这里不用填，也不要加合计行。",
        "4. 金额用“基本信息”里选定的单位，整个工作簿只用一个单位，格子里只写数字。",
        "5. 编码按文本填写。21 位项目编码直接粘贴即可，不要让表格变成科学计数。",
        "6. 从别处粘贴时用“选择性粘贴—数值”，下拉选项和颜色就不会丢。行不够时接着往下填。",
        "7. 把鼠标放在表头上，可以看到这一列怎么填。",
    )),
    ("不得填写", (
        "1. 国家秘密、工作秘密，以及涉密的项目、采购和单位信息，一律不得填入本工作簿。",
        "2. 个人的姓名、身份证号、电话、银行账号等隐私不得写进项目名称、目标和说明。",
        "3. “基本信息”里的填报人、审核人、办公电话只供内部联系，不会公开。",
    )),
    ("填好以后", (
        "1. 看“平衡检查”：绿色表示一致，红色表示要改，灰色表示缺少对照、无从比较。",
        "2. 运行 budgetgen check 检查，按提示的单元格改正；确有理由的警告，写在“说明与豁免”。",
        "3. 运行 budgetgen build 生成公开文件。数字变了，改明细后再生成一次即可。",
    )),
)  # fmt: skip


def write_guide(page: Any, styles: Styles, title: str) -> None:
    """Short paragraphs, one a row."""
    page.set_column(0, 0, 110)
    page.hide_gridlines(2)
    page.write_string(0, 0, title, styles.title)
    row = 1
    for head, lines in _TEXT:
        page.write_string(row + 1, 0, head, styles.strong)
        for offset, line in enumerate(lines, start=2):
            page.write_string(row + offset, 0, line, styles.paragraph)
        row += len(lines) + 2
    page.set_paper(9)
    page.fit_to_pages(1, 0)
