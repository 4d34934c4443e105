"""The workbook's sheets and columns, declared once for reader, writer, messages and docs.

A column's official title is the title of the model's field; columns without a field are formulas for
the clerk's eyes, which the program never reads.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Final

from budgetgen.model import records as m
from budgetgen.workbook.columns import Column, Kind, Sheet, budget_sheet, column, formula, unit_code

INFO_SHEET: Final = "基本信息"
GUIDE_SHEET: Final = "填报说明"
BALANCE_SHEET: Final = "平衡检查"
SUBJECT_SHEET: Final = "科目表"
META_SHEET: Final = "元数据"
INFO_HEAD: Final = ("项目", "内容", "说明")
DEADLINE_KEY: Final = "最迟公开日"

_I = m.Info
INFO: Final[tuple[Column, ...]] = (
    column(_I, "year", required=True, hint="四位数字，如 2024"),
    column(
        _I,
        "scope",
        required=True,
        hint="部门：含所属单位汇总；单位：只含本单位",
    ),
    column(_I, "code", required=True, hint="财政部门编的部门编码，前面的 0 要保留"),
    column(_I, "name", required=True, hint="规范全称，与印章一致"),
    column(_I, "short_name", optional=True, hint="规范简称"),
    column(
        _I,
        "self_reference",
        optional=True,
        suggestions=("我部门", "我单位", "我局"),
        hint="正文里怎样称呼自己，空着按口径",
    ),
    column(_I, "level", required=True, hint="由哪一级财政批复预算"),
    column(_I, "area_code", optional=True, hint="六位行政区划代码"),
    column(
        _I,
        "money_unit",
        required=True,
        hint="本工作簿里所有金额都按这个单位填；公开文件印什么单位由格式定",
    ),
    column(
        _I,
        "plan_basis",
        optional=True,
        hint="“项目”表四个时点填金额还是百分比",
    ),
    column(
        _I,
        "stage",
        optional=True,
        hint="一上、二上与控制数对照；批复与批复数对照，公开用",
    ),
    column(_I, "draft", optional=True, hint="第几稿"),
    column(_I, "approval_number", optional=True, hint="财政部门批复预算的文号，年份用〔〕"),
    column(_I, "approval_date", optional=True, hint="批复文件的日期，如 2024-01-31"),
    column(
        _I,
        "unit_approval_date",
        optional=True,
        since="0.2.0",
        hint="只有单位填：主管部门批复的日期，期限从这天算",
    ),
    column(
        _I,
        "joint_publication_day",
        optional=True,
        since="0.2.0",
        hint="财政部门统一安排的公开日；没有统一安排的空着",
    ),
    Column(
        DEADLINE_KEY,
        kind=Kind.FORMULA,
        optional=True,
        hint="批复日期（单位：部门批复日期）加规定天数，自动算出",
    ),
    column(_I, "published", optional=True, hint="实际公开的日期"),
    column(_I, "url", optional=True, hint="公开页面的网址"),
    column(
        _I,
        "platform_url",
        optional=True,
        since="0.2.0",
        hint="政府统一公开平台上的网址",
    ),
    column(_I, "secrecy_review", optional=True, hint="公开前保密审查的结论"),
    column(_I, "secrecy_date", optional=True, hint="保密审查的日期"),
    column(
        _I,
        "signer",
        optional=True,
        since="0.2.0",
        hint="签字同意公开的人，写职务；内部使用，不公开",
    ),
    column(_I, "signed", optional=True, since="0.2.0", hint="负责人签字的日期；内部使用，不公开"),
    column(
        _I,
        "staffing",
        optional=True,
        since="0.2.0",
        hint="编制部门核定的编制总数，只填人数；不公开，涉密的空着",
    ),
    column(_I, "author", optional=True, hint="内部使用，不公开"),
    column(_I, "reviewer", optional=True, hint="内部使用，不公开"),
    column(_I, "phone", optional=True, hint="内部使用，不公开"),
)
"""Keys of 基本信息, in their order."""

UNITS: Final = budget_sheet(
    "units",
    (
        column(m.Unit, "code", required=True, hint="如 304001"),
        column(m.Unit, "name", required=True, width=34, hint="规范全称；本级写“……本级”"),
        column(
            m.Unit,
            "nature",
            required=True,
            width=14,
            suggestions=("行政", "参公事业", "公益一类", "公益二类", "其他事业"),
        ),
        column(m.Unit, "rank", required=True, width=14, hint="如 正科级"),
        column(m.Unit, "funding", required=True, width=16, hint="如 财政拨款"),
        column(
            m.Unit,
            "tier",
            optional=True,
            hint="有几个单位时填：部门自身选“本级”，下属单位选“所属”",
        ),
        column(
            m.Unit,
            "parent",
            optional=True,
            width=16,
            hint="所属单位填上一级单位的编码；本级空着",
        ),
        column(
            m.Unit,
            "in_operating_cost",
            optional=True,
            since="0.2.0",
            width=18,
            hint="空着按单位性质算：行政单位、参公事业单位、群团机关计入，其他的不计；与此不同的，选“是”或“否”",
        ),
    ),
    "部门本级和所属单位，每个单位一行。",
)

CONTROLS: Final = budget_sheet(
    "controls",
    (
        column(m.ControlFigure, "unit", hint="空着表示整个部门"),
        column(m.ControlFigure, "source", required=True, width=18),
        column(m.ControlFigure, "carryover"),
        column(m.ControlFigure, "category", optional=True, width=18),
        column(m.ControlFigure, "project", optional=True, width=24),
        column(
            m.ControlFigure,
            "function",
            optional=True,
            since="0.2.0",
            width=14,
            hint="按功能科目批复的，填类、款或项的编码（三、五或七位），这个科目下的明细都算",
        ),
        column(
            m.ControlFigure,
            "economic",
            optional=True,
            since="0.2.0",
            width=14,
            hint="按经济科目批复的，填类或款的编码（三或五位），这个科目下的明细都算",
        ),
        column(
            m.ControlFigure,
            "control",
            optional=True,
            width=16,
            hint="编报时财政部门下达的限额；一上、二上时明细与它对照",
        ),
        column(
            m.ControlFigure,
            "approved",
            optional=True,
            width=16,
            hint="人代会后财政部门批复的数；批复阶段明细与它对照",
        ),
        formula("明细合计", 16),
        formula("差额", 14),
    ),
    "财政下达的控制数、批复数，由财政部门填好或照文件录入；这是明细唯一的对照。",
)

LINES: Final = budget_sheet(
    "lines",
    (
        column(
            m.LineItem,
            "unit",
            width=10,
            hint="“机构设置”里的单位编码；只有一个单位时可空着",
        ),
        column(m.LineItem, "function", required=True, width=10, hint="七位，到项级"),
        formula("功能科目名称", 22),
        column(m.LineItem, "category", required=True, width=9),
        column(m.LineItem, "economic", width=9, hint="五位，到款级；人员经费、公用经费必填"),
        formula("经济科目名称", 18),
        column(m.LineItem, "project", width=18, hint="项目支出必填"),
        formula("项目名称", 20),
        column(m.LineItem, "source", required=True, width=14),
        column(
            m.LineItem,
            "fund_level",
            optional=True,
            width=8,
            hint="上级财政提前下达的转移支付选“上级提前下达”；其他可空着",
        ),
        column(m.LineItem, "carryover", width=8, hint="用上年结转资金安排的填“是”"),
        column(
            m.LineItem,
            "abroad_kind",
            optional=True,
            width=10,
            hint="只有经济科目 30212 的行填",
        ),
        column(
            m.LineItem,
            "counterpart",
            optional=True,
            width=10,
            hint="付给本工作簿另一单位或由其付来的，填该单位的编码；其他的空着",
        ),
        column(m.LineItem, "amount", required=True, width=14),
        column(m.LineItem, "note", optional=True, width=20),
    ),
    "只填支出，每笔写明由哪项资金安排；收入由它汇总，九张表和正文的数字也是。",
)

PROJECTS: Final = budget_sheet(
    "projects",
    (
        column(
            m.Project,
            "code",
            required=True,
            width=24,
            hint="没有正式编码时用 新01、新02",
        ),
        column(m.Project, "name", required=True, width=36),
        column(
            m.Project, "public_name", optional=True, width=24, hint="公开时用的名称，空着同项目名称"
        ),
        column(m.Project, "kind", optional=True),
        column(m.Project, "unit", hint="“机构设置”里的单位编码"),
        column(
            m.Project,
            "special_fund",
            hint="由本部门主管的专项资金安排的填“是”，名称写在右边一列",
        ),
        column(
            m.Project,
            "special_fund_name",
            optional=True,
            width=20,
            hint="“主管专项”填“是”的，写这项专项资金的全称；其他的空着",
        ),
        column(
            m.Project,
            "part",
            optional=True,
            width=20,
            from_profile=True,
            hint="公开文件把项目绩效分成几部分的，选这个项目印在哪一部分；空着印在第一部分",
        ),
        column(m.Project, "continuity", optional=True, suggestions=("新增", "延续")),
        column(
            m.Project,
            "disclosure",
            optional=True,
            hint="公开：全部印出，空着同此；只公开金额：印名称和金额，不印用途、绩效；"
            "不公开：项目不印，金额只在合计里",
        ),
        column(m.Project, "purpose", width=36),
        column(m.Project, "plan_march", width=14, hint="累计数，不是当期数"),
        column(m.Project, "plan_june", width=14),
        column(m.Project, "plan_october", width=14),
        column(m.Project, "plan_december", width=14, hint="等于预算数或 100%"),
        column(m.Project, "goals", required=True, width=44, hint="每行一个目标"),
        formula("预算数", 16, "由收支明细汇总"),
    ),
    "每个项目一行；预算数由收支明细汇总，不用填。",
)

INDICATORS: Final = budget_sheet(
    "indicators",
    (
        column(
            m.Indicator,
            "project",
            required=True,
            fill_down=True,
            width=24,
            hint="空着表示同上一行",
        ),
        formula("项目名称", 30),
        column(m.Indicator, "level1", required=True, fill_down=True, width=14, from_profile=True),
        column(m.Indicator, "level2", required=True, fill_down=True, width=20, from_profile=True),
        column(m.Indicator, "level3", required=True, width=26),
        column(m.Indicator, "description", required=True, width=36),
        column(m.Indicator, "value", required=True, width=18, hint="如 ≥95%、12月底前"),
        column(m.Indicator, "basis", required=True, width=26),
        column(m.Indicator, "comparator", optional=True),
        column(m.Indicator, "number", optional=True),
        column(m.Indicator, "measure", optional=True),
    ),
    "每个指标一行；项目编码、一级、二级指标空着表示同上一行。",
)

PURCHASES: Final = budget_sheet(
    "purchases",
    (
        column(m.Purchase, "unit"),
        column(m.Purchase, "project", width=24, hint="用公用经费采购的空着，填采购来源名称"),
        column(m.Purchase, "origin_name", optional=True, width=24),
        column(
            m.Purchase,
            "origin_budget",
            optional=True,
            width=16,
            hint="这项采购所用资金的预算：由项目安排的空着，按预算数印出；由公用经费安排的，填公用经费数",
        ),
        column(m.Purchase, "item", required=True, width=26),
        column(m.Purchase, "catalogue", required=True, width=16, hint="如 A02010105"),
        column(m.Purchase, "measure", required=True),
        column(m.Purchase, "quantity", required=True, hint="再写一种资金的行空着"),
        column(m.Purchase, "price", required=True, width=14, hint="再写一种资金的行空着"),
        column(
            m.Purchase,
            "stated_amount",
            optional=True,
            width=14,
            hint="空着按数量×单价；由几种资金安排的，每行都填；合同跨年的，填今年的数",
        ),
        column(m.Purchase, "source", required=True, width=18),
        column(m.Purchase, "carryover"),
        column(
            m.Purchase,
            "reserved",
            width=18,
            hint="这项采购里专门面向中小微企业的金额，不是百分比；没有的空着",
        ),
        column(m.Purchase, "fixed_asset", optional=True, width=14),
    ),
    "每项采购一行；还有别的资金安排的，紧接着每种资金再写一行：只填采购金额和资金来源，数量、单价空着。涉密采购不得填写。",
)

ASSETS: Final = budget_sheet(
    "assets",
    (
        column(m.Asset, "kind", required=True, width=28),
        unit_code(m.Asset),
        column(
            m.Asset,
            "quantity",
            width=14,
            hint="房屋、办公用房填平方米，车辆填辆，设备填台（套）；其他固定资产可空着",
        ),
        column(m.Asset, "value", width=18),
    ),
    "上年末固定资产；总额自动汇总，“其中：办公用房”含在房屋内。",
)

PRIOR: Final = budget_sheet(
    "prior",
    (
        column(m.PriorFigure, "item", required=True, width=26),
        unit_code(m.PriorFigure),
        column(m.PriorFigure, "amount", required=True, width=18, hint="没有发生的填 0"),
        column(
            m.PriorFigure,
            "comparable",
            optional=True,
            since="0.2.0",
            width=18,
            hint="机构或口径有变化的，把上年数按今年的口径重算，与今年比较用它；没有变化的空着",
        ),
        column(
            m.PriorFigure,
            "caliber_reason",
            optional=True,
            since="0.2.0",
            width=50,
            hint="填了同口径上年数的，写明与上年公开数不同的原因，与两个数一并公开",
        ),
    ),
    "上年批复的年初预算数，不是决算数。",
)

REASONS: Final = budget_sheet(
    "reasons",
    (
        column(
            m.Reason,
            "item",
            required=True,
            width=26,
            hint="基本支出、项目支出和四项“三公”经费有增减的，必须写原因；其他的可以不写",
        ),
        unit_code(m.Reason),
        formula("上年数", 16),
        formula("本年数", 16),
        formula("增减额", 16),
        formula("结论", 22, "同“平衡检查”：红色的要写原因"),
        column(m.Reason, "text", width=70, hint="写完整的句子，句末用句号"),
    ),
    "比上年有增减的事项逐项说明原因；“结论”列红色的必须写，没有变化的不用写。",
)

DUTIES: Final = budget_sheet(
    "duties",
    (
        column(m.Duty, "kind", optional=True),
        unit_code(m.Duty),
        column(m.Duty, "text", required=True, width=100, hint="不用编号，编号自动生成"),
    ),
    "“三定”规定的主要职责，每条一行；“依据”写三定规定的文件。",
)

GOALS: Final = budget_sheet(
    "goals",
    (
        column(m.Goal, "part", required=True, fill_down=True, width=16),
        unit_code(m.Goal),
        column(m.Goal, "title", width=26),
        column(m.Goal, "text", required=True, width=70),
        column(m.Goal, "indicators", width=50),
        column(m.Goal, "projects", optional=True, width=24, hint="几个编码用顿号隔开"),
    ),
    "部门整体绩效目标，分总体、分项和保障措施三部分。",
)

EXTRA: Final = budget_sheet(
    "extra_texts",
    (
        column(
            m.ExtraText,
            "section",
            required=True,
            width=30,
            suggestions=(
                "内设机构",
                "项目支出主要用途",
                "机关运行经费用途",
                "主管专项",
                "其他需要说明的事项",
            ),
        ),
        unit_code(m.ExtraText),
        column(m.ExtraText, "text", required=True, width=90),
    ),
    "补充到某一章节的内容；写在这里，再次生成不会丢失。",
)

TERMS: Final = budget_sheet(
    "terms",
    (
        column(m.Term, "term", required=True, width=30),
        column(m.Term, "text", required=True, width=100),
    ),
    "补充的名词；与模板自带的同名时，用这里的解释。",
)

WAIVERS: Final = budget_sheet(
    "waivers",
    (
        column(m.Waiver, "rule", required=True, width=34, hint="检查结果里的规则编号"),
        column(m.Waiver, "place", width=22, hint="如 绩效指标!F12；空着表示这条规则的全部警告"),
        column(m.Waiver, "reason", required=True, width=60),
        column(m.Waiver, "approver", width=14),
    ),
    "警告确有理由的，写明规则编号、位置和理由；错误不能豁免。",
)

SHEETS: Final[tuple[Sheet, ...]] = (
    UNITS,
    PROJECTS,
    CONTROLS,
    LINES,
    INDICATORS,
    PURCHASES,
    ASSETS,
    PRIOR,
    REASONS,
    DUTIES,
    GOALS,
    EXTRA,
    TERMS,
    WAIVERS,
)
"""Sheets of records, in the workbook's order (after 填报说明 and 基本信息): codes before those who use them."""


def fingerprint() -> str:
    """指纹: changes when a sheet or column does, so that an older form is recognised.

    A format decides over neither: it offers words for some columns and changes no sheet, so all share it.
    """
    return _fingerprint(_KEYED)


def fingerprints() -> frozenset[str]:
    """All that count as today's form: of this one, and of those handed out before optional columns came."""
    versions = {c.since for _, columns in _KEYED for c in columns}
    return frozenset(
        _fingerprint([(title, _before(columns, until)) for title, columns in _KEYED])
        for until in versions
    )


_KEYED: Final = ((INFO_SHEET, INFO), *((sheet.title, sheet.columns) for sheet in SHEETS))
"""Every sheet that is filled in, with its columns."""


def _before(columns: Sequence[Column], until: str) -> tuple[Column, ...]:
    """The columns that there were in a version."""
    return tuple(c for c in columns if _order(c.since) <= _order(until))


def _order(version: str) -> tuple[int, ...]:
    """0.10.0 is newer than 0.9.0; what was there from the start is older than all."""
    return tuple(int(number) for number in version.split(".") if number)


def _fingerprint(sheets: Iterable[tuple[str, Sequence[Column]]]) -> str:
    shape = [
        [title, [[c.title, c.kind.value, c.required, _words(c)] for c in columns]]
        for title, columns in sorted(sheets, key=lambda pair: pair[0])
    ]
    return hashlib.sha256(json.dumps(shape, ensure_ascii=False).encode()).hexdigest()[:16]


def _words(column: Column) -> list[str]:
    return [str(each.value) for each in column.choices] if column.choices else []
