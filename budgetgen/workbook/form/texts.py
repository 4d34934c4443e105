"""填报用语: notes with examples, who fills in which sheet, how to go about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from budgetgen.workbook.columns import Column, Kind, Sheet
from budgetgen.workbook.file.grid import column_letters
from budgetgen.workbook.form.columns import NAMES
from budgetgen.workbook.layout import LINES

EXAMPLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "预算年度": "2024",
        "部门编码": "304",
        "部门名称": "示范县科学技术局",
        "部门简称": "县科技局",
        "行政区划代码": "139900",
        "稿次": "第二稿",
        "批复文号": "示财预〔2024〕1号",
        "批复日期": "2024-01-31",
        "部门批复日期": "2024-02-05",
        "集中公开日": "2024-02-08",
        "公开日期": "2024-02-08",
        "公开网址": "https://www.example.gov.cn/yusuan/2024",
        "平台网址": "https://www.example.gov.cn/304",
        "保密审查结论": "经审查不涉密，可以公开",
        "保密审查日期": "2024-02-06",
        "审签人": "局长",
        "审签日期": "2024-02-07",
        "编制人数": "24",
        "单位编码": "304001",
        "单位名称": "示范县科学技术局本级",
        "单位性质": "行政",
        "单位规格": "正科级",
        "经费保障形式": "财政拨款",
        "主管单位编码": "304001",
        "控制数": "1250000",
        "批复数": "1250000",
        "功能科目编码": "2060101",
        "经济科目编码": "30201",
        "项目编码": "13990024P00001710001X",
        "往来单位编码": "304002",
        "金额": "125000.50",
        "备注": "按上年末在职人数测算",
        "项目名称": "科普活动经费",
        "公开名称": "科学普及活动经费",
        "专项资金名称": "科普专项资金",
        "资金用途": "组织科技活动周和科普进校园，印制宣传材料。",
        "3月底": "20000，或 20（计划口径为百分比时）",
        "6月底": "50000，或 50",
        "10月底": "90000，或 90",
        "12月底": "100000，或 100",
        "绩效目标": "举办科普活动12场，公众了解身边的科学（换行写下一个目标：Alt+Enter）",
        "一级指标": "产出指标",
        "二级指标": "数量指标",
        "三级指标": "科普活动场次",
        "绩效指标描述": "全年举办科普活动的场次",
        "指标值": "≥12场",
        "指标值确定依据": "年度科普活动方案",
        "数值": "12",
        "绩效指标!计量单位": "场",
        "政府采购!计量单位": "台",
        "采购来源名称": "公用经费",
        "来源预算资金": "80000",
        "采购物品名称": "台式计算机",
        "政府采购!数量": "10",
        "国有资产!数量": "860",
        "单价": "4800",
        "采购金额": "48000",
        "预留中小微企业份额": "48000",
        "价值": "356800",
        "同口径上年数": "243000",
        "口径变化原因": "上年数含已划出的科技馆。",
        "原因": "严格控制接待范围和标准，接待批次减少。",
        "部门职责!内容": "贯彻执行国家有关科技工作的方针政策和法律法规。",
        "整体绩效!内容": "组织科普活动进校园、进社区，公众科学素质稳步提高。",
        "其他说明!内容": "本年预算包含机构改革划入的科技情报室。",
        "标题": "推进科普工作",
        "绩效指标": "科普活动≥12场；公众满意度≥90%",
        "对应项目编码": "新01、新02",
        "章节": "其他需要说明的事项",
        "名词": "科普专项资金",
        "解释": "本级财政安排，用于组织科学普及活动和建设科普设施的资金。",
        "规则编号": "cost-exceeds-budget",
        "位置": "绩效指标!F12",
        "理由": "该成本指标按三年总投入设定。",
        "批准人": "分管财务的副局长",
    }
)
"""An example for a column or key, by its title, or by 表!列 where sheets share a title and not its meaning; what has
a drop-down needs none."""

FILLERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "基本信息": "财务经办人",
        "机构设置": "财务经办人",
        "批复控制数": "财政部门（或照批复录入）",
        "收支明细": "财务经办人",
        "项目": "财务经办人、业务科室",
        "绩效指标": "业务科室",
        "政府采购": "采购经办人",
        "国有资产": "资产管理员",
        "上年预算": "财务经办人",
        "增减原因": "财务经办人",
        "部门职责": "办公室",
        "整体绩效": "办公室、业务科室",
        "其他说明": "需要时填",
        "名词解释": "需要时填",
        "说明与豁免": "检查以后，需要时填",
    }
)
"""Who fills in a sheet."""


def _names(sheet: Sheet) -> str:
    """The letters of the columns that repeat a name."""
    places = (n for n, each in enumerate(sheet.columns, start=1) if each.title in NAMES)
    return "、".join(column_letters(place) for place in places)


NEVER: Final = (
    "国家秘密和工作秘密：涉密项目、涉密采购、涉密机构编制，一律不得填入本工作簿。整个项目涉密的，"
    "连名称、金额也不填，按保密规定另行报送。",
    "个人隐私：身份证号、家庭住址、个人手机号、银行账号、受助人姓名等。指标、用途、原因里也不要写个人姓名。",
    "“填报人”“审核人”“审签人”“编制人数”“办公电话”只在内部用，不会公开。",
)
HABITS: Final = (
    "只填黄色的格子。表头深蓝的必须填，浅蓝的按需填；灰色的由公式带出，合计、占比、增减一律不用填，由程序计算。"
    "鼠标停在表头上，有填法和例子。",
    "从别的表粘贴时，用“选择性粘贴 → 数值”，以免下拉列表和格式被覆盖。整块粘贴到黄色的第一行即可；"
    "预留的行不够的，接着向下粘贴，照样读取。",
    f"往“{LINES.title}”整块粘贴，块里要含灰色的名称列（{_names(LINES)}），或避开它们分段粘贴。"
    "平台导出的合计行可以留着，不会重复计算；有支出类别的小计行要删去。",
    "编码是文本：前面的 0 要保留，20 位左右的项目编码不能变成“1.3E+20”。格子已设为文本，粘贴数值不会变。",
    "金额单位在“基本信息”选定，全簿统一；公开文件印什么单位由格式定，程序会换算。",
    "“上年结转”“主管专项”等列，是的填“是”，不是的空着。没有内容的格子空着，不用填“无”或“/”。",
    "“绩效指标”的项目编码、一级指标、二级指标与上一行相同的可以空着。",
    "打印时只印已填的行（至少 60 行）。后来加行较多的，选中要打印的部分，"
    "点“页面布局 → 打印区域 → 设置打印区域”。",
    "工作表受保护（没有密码）只是防止误改公式；可以加行、筛选、调列宽。表名和表头不要改。",
)
GIVEN: Final = (
    "绿色的格子由财政部门填好，已锁定，不用填；与批复或实际不符的，不要自行修改，告知财政部门。"
)
"""Said where the bureau filled something in."""
AFTER: Final = (
    "边填边看“平衡检查”：红色的改正，灰色的看缺少什么。",
    "填完保存，检查：budgetgen check 工作簿.xlsx　（加 --annotate 批注.xlsx，把问题写成批注另存一份）",
    "没有错误以后，生成公开文件：budgetgen build 工作簿.xlsx -o 输出文件夹",
    "数字有变的，只改“收支明细”，再生成一次；文字留在表里，不会丢失。不要直接修改生成的 Word 文件。",
)


def example(column: Column, sheet: str = "") -> str:
    """The example for a column of a sheet; nothing where the hint gives one."""
    if "如 " in column.hint:
        return ""
    return EXAMPLES.get(f"{sheet}!{column.title}", EXAMPLES.get(column.title, ""))


def note(column: Column, words: Sequence[str] = (), sheet: str = "") -> str:
    """What the note on a head says: whether it must be filled in, how, and an example.

    ``words`` are those that a drop-down offers beside free text.
    """
    state = "自动算出" if column.kind is Kind.FORMULA else "必填" if column.required else "按需填"
    lines = [f"{column.title}（{state}）"]
    if column.hint:
        lines.append(f"{column.hint}。")
    if column.choices or column.kind is Kind.FLAG:
        lines.append("从下拉列表里选。")
    elif column.suggestions or words:
        lines.append("可从下拉列表里选，也可以自己写。")
    elif column.from_profile:
        lines.append("所用的格式不分部分，空着。")
    if column.fill_down:
        lines.append("与上一行相同的可以空着。")
    is_for_nobody = column.from_profile and not words
    shown = example(column, sheet)
    if shown and column.kind is not Kind.FORMULA and not is_for_nobody:
        lines.append(f"例：{shown}")
    return "\n".join(lines)
