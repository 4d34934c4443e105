"""Small budgets with answers by hand: what each document must say, and what it must not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from budgetgen.document.compose import compose
from budgetgen.document.text import narrative
from budgetgen.model.records import Duty
from budgetgen.model.units import unit_budget
from budgetgen.model.vocabulary import AssetClass
from budgetgen.profiles.settings import OperatingCost, Procurement
from support.documents import texts
from support.ledgers import UNIT
from support.prose import slips
from support.readd import contradictions
from support.scenarios import (
    Scenario,
    agency,
    bought,
    extra,
    kept,
    last,
    line,
    office,
    owns,
    parsed_once,
    project,
    staff,
    unit,
    why,
    work,
)

DEPT, PERCENT, NEXT = "hebei-2024-dept", "hebei-2024-dept-percent", "hebei-2025-dept"
NINE, NATURE = "hebei-2023-unit", "hebei-2023-unit-nature"
PLAIN = (staff("6"), office("1"), work("3"))
"""基本支出 7.00, 项目支出 3.00."""
CARS = (office("2", "30231"), office("1", "30217"))
FLAT = last(abroad="0", buying="0", running="2", reception="1")

# 收入、支出 --------------------------------------------------------------------------------------

MONEY = (
    Scenario(
        "九种资金各有一笔，2023 年的表逐种列",
        agency(
            (
                staff("1"), work("2", source="政府性基金"), work("3", source="国有资本经营"),
                staff("4", source="财政专户"), staff("5", source="事业收入"),
                line("经营支出", "6", source="经营收入"), staff("7", source="上级补助收入"),
                staff("8", source="附属单位上缴收入"), staff("9", source="其他收入"),
            ),
            scope="单位",
        ),
        says=(
            "2023年", "本年收入45.00万元，其中：一般公共预算拨款收入1.00万元，政府性基金预算拨款收入2.00万元，"
            "国有资本经营预算拨款收入3.00万元，财政专户管理资金收入4.00万元，事业收入5.00万元，事业单位经营收入6.00万元，"
            "上级补助收入7.00万元，附属单位上缴收入8.00万元，其他收入9.00万元。",
            "本年支出45.00万元，其中：基本支出34.00万元，项目支出5.00万元，经营支出6.00万元。",
        ),
        profile=NINE,
    ),
    Scenario(
        "五种自有资金在 2024 年的表里合成单位资金",
        agency(
            (
                staff("5", source="事业收入"), line("经营支出", "6", source="经营收入"),
                staff("7", source="上级补助收入"), staff("8", source="附属单位上缴收入"),
                staff("9", source="其他收入"),
            )
        ),
        says=("一般公共预算拨款收入0.00万元", "单位资金35.00万元。"),
        never=("事业收入5.00万元", "其他收入9.00万元", "经济分类，"),
    ),
    Scenario(
        "只有政府性基金",
        agency((work("450", source="政府性基金"),)),
        says=(
            "政府性基金预算拨款收入450.00万元", "本年支出450.00万元，其中：基本支出0.00万元，项目支出450.00万元。",
            "注：无国有资本经营预算财政拨款预算，空表列示。", "未安排机关运行经费",
        ),
        never=("基本支出0.00万元，其中", "注：无政府性基金预算财政拨款预算"),
    ),
    Scenario(
        "财政、专户、自有资金的结转都在上年结转结余里，不算本年收入",
        agency(
            (
                staff("10"), work("1", carryover=True), work("2", source="财政专户", carryover=True),
                work("4", source="其他收入", carryover=True),
            )
        ),
        says=(
            "2024年收入总计17.00万元，其中：本年收入10.00万元，上年结转结余7.00万元。",
            "财政专户管理资金收入0.00万元，单位资金0.00万元。",
        ),
    ),
    Scenario(
        "年终结转不算本年支出",
        agency((staff("10"), kept("3"), kept("2", source="其他收入"))),
        says=(
            "2024年支出总计15.00万元，其中：本年支出10.00万元，年终结转结余5.00万元。",
            "本年支出10.00万元，其中：基本支出10.00万元，项目支出0.00万元。",
            "本年收入15.00万元，其中：",
        ),
    ),
    Scenario(
        "上缴和补助用表三的叫法",
        agency(
            (
                staff("10"), line("上缴上级支出", "2", source="事业收入"),
                line("对附属单位补助支出", "3", source="其他收入"),
            )
        ),
        says=("项目支出0.00万元，上解上级支出2.00万元，对附属单位补助支出3.00万元。",),
        never=("上缴上级支出2.00", "上交"),
    ),
    Scenario(
        "公用经费由两种钱安排，分开说",
        agency((staff("6"), office("1"), office("2", source="事业收入"))),
        says=(
            "基本支出9.00万元，其中：人员经费6.00万元，公用经费3.00万元。",
            "公用经费3.00万元，其中：一般公共预算财政拨款安排1.00万元，其他资金安排2.00万元。",
            "一般公共预算财政拨款基本支出7.00万元，按部门预算支出经济分类，其中：工资福利支出6.00万元，商品和服务支出1.00万元。",
            "安排机关运行经费1.00万元",
        ),
    ),
    Scenario(
        "只有一类经济科目的，不说其中",
        agency((staff("6"),)),
        says=("一般公共预算财政拨款基本支出6.00万元，按部门预算支出经济分类，全部为工资福利支出。",),
        never=("其中：工资福利支出6.00万元。",),
    ),
    Scenario(
        "没有填经济科目的基本支出另说，不当作进位",
        agency((staff("6"), office("1", ""))),
        says=("工资福利支出6.00万元，未列经济分类科目1.00万元。", "机关运行经费全部用于其他支出。"),
        never=("四舍五入", "、等"),
    ),
    Scenario(
        "极小的金额：四十元印 0.00，和进到 0.01 的总数差一分，注明",
        agency((staff("0.004"), office("0.004"))),
        says=(
            "基本支出0.01万元，其中：人员经费0.00万元，公用经费0.00万元（各项之和与总数的差异由四舍五入造成）。",
            "机关运行经费0.00万元",
        ),
        never=("本年支出0.01万元，其中：基本支出0.01万元，项目支出0.00万元（",),
    ),
    Scenario(
        "没有进位差的，一处也不注",
        agency((staff("6.25"), office("1.5"), work("2.25"))),
        says=("基本支出7.75万元，其中：人员经费6.25万元，公用经费1.50万元。",),
        never=("四舍五入",),
    ),
    Scenario(
        "一笔收支也没有",
        agency(()),
        says=(
            "2024年收入总计0.00万元", "我部门无项目预算安排。", "注：无收支预算，空表列示。",
            "2024年，我部门未安排财政拨款“三公”经费预算。", "2024年，我部门未安排机关运行经费。",
            "政府采购预算0.00万元，无采购事项。",
        ),
        never=("主要用于", "其中：因公出国", "共0", "基本支出0.00万元，其中"),
    ),
    Scenario(
        "五十多个项目，每个有表有号",
        agency(work("1", project=f"{n:02}") for n in range(1, 54)),
        says=("项目支出53.00万元", "（五十三）项目53绩效目标表"),
        never=("（五十四）",),
    ),
    Scenario(
        "项目支出的用途写了两条，连成一句",
        agency(PLAIN, extra_texts=extra("项目支出主要用途", "设施维护。", "企业服务")),
        says=("项目支出3.00万元，主要用于设施维护；企业服务。",),
    ),
    Scenario(
        "没有项目支出的，不说用途",
        agency((staff("6"),), extra_texts=extra("项目支出主要用途", "设施维护。")),
        never=("设施维护",),
    ),
)  # fmt: skip

# 与上年相比 --------------------------------------------------------------------------------------

CHANGES = (
    Scenario(
        "上年不知道",
        agency(PLAIN),
        says=("2024年收支总计10.00万元。2023年没有可比的预算数，不作增减比较。",),
        never=("增加", "减少", "持平"),
    ),
    Scenario(
        "上年为零：新设立，哪里都不比",
        agency(
            (*PLAIN, *CARS),
            prior=last(total="0", basic="0", project="0", abroad="0", buying="0", running="0", reception="0", cost="0"),
            reasons=why(total="我部门为新组建部门。"),
        ),
        says=("2023年没有可比的预算数，不作增减比较，原因是我部门为新组建部门。",),
        never=("比2023年的0.00万元", "与2023年持平"),
    ),
    Scenario(
        "总额、基本、项目都变",
        agency(PLAIN, prior=last(total="8", basic="6", project="2"), 
               reasons=why(basic="人员增加。", project="新增设施维护；")),
        says=(
            "2024年收支总计10.00万元，比2023年的8.00万元增加2.00万元。其中：基本支出增加1.00万元，主要原因是人员增加；"
            "项目支出增加1.00万元，主要原因是新增设施维护。",
        ),
    ),
    Scenario(
        "总额持平，一增一减",
        agency(PLAIN, prior=last(total="10", basic="8", project="2")),
        says=("收支总计10.00万元，与2023年持平。其中：基本支出减少1.00万元；项目支出增加1.00万元。",),
        never=("增加0.00", "减少0.00"),
    ),
    Scenario(
        "全部持平，填了原因也不印原因",
        agency(PLAIN, prior=last(total="10", basic="7", project="3"), reasons=why(total="工作增加", basic="人员增加")),
        says=("收支总计10.00万元，与2023年持平。其中：基本支出持平；项目支出持平。",),
        never=("主要原因", "人员增加"),
    ),
    Scenario(
        "只知道基本支出的上年数",
        agency(PLAIN, prior=last(basic="6")),
        says=(
            "2024年收支总计10.00万元。2023年没有可比的收支总额，不作总额的增减比较。",
            "基本支出7.00万元，比2023年的6.00万元增加1.00万元。",
        ),
        never=("2023年没有可比的预算数，不作增减比较。\n三", "项目支出持平"),
    ),
    Scenario(
        "知道总额和项目支出，其余的合在其他各项里",
        agency(PLAIN, prior=last(total="8", project="2")),
        says=("增加2.00万元。其中：项目支出增加1.00万元；其他各项支出增加1.00万元。",),
        never=("基本支出持平", "其他各项支出合计"),
    ),
    Scenario(
        "上年没有、今年新有的经营支出，照名称说",
        agency(
            (*PLAIN, line("经营支出", "4", source="经营收入")), prior=last(total="10", basic="7", project="3")
        ),
        says=("基本支出持平；项目支出持平；经营支出增加4.00万元。",),
        never=("合计增加4.00",),
    ),
    Scenario(
        "两样别的支出，合起来说",
        agency(
            (*PLAIN, line("经营支出", "4", source="经营收入"), kept("1")),
            prior=last(total="10", basic="7", project="3"),
        ),
        says=("经营支出和年终结转结余合计增加5.00万元。",),
    ),
    Scenario(
        "上年也有别的支出，是哪一样不知道：不能都说成今年的这一样",
        agency(
            (*PLAIN, line("经营支出", "4", source="经营收入")), prior=last(total="13", basic="7", project="3")
        ),
        says=("经营支出等其他各项增加1.00万元。",),
        never=("；经营支出增加1.00",),
    ),
    Scenario(
        "上年有、今年没有的别的支出",
        agency(PLAIN, prior=last(total="12", basic="7", project="3")),
        says=("收支总计10.00万元，比2023年的12.00万元减少2.00万元。其中：基本支出持平；项目支出持平；其他各项支出减少2.00万元。",),
    ),
    Scenario(
        "差的一分是进位，不是别的支出",
        agency(
            (staff("1.004"), work("1.004"), line("经营支出", "1", source="经营收入")),
            prior=last(total="3", basic="1", project="1"),
        ),
        says=("比2023年的3.00万元增加0.01万元。其中：基本支出持平；项目支出持平（各项之和与总数的差异由四舍五入造成）。",),
        never=("经营支出增加0.01",),
    ),
    Scenario(
        "同口径上年数：两个数都印，用同口径的比",
        agency(PLAIN, prior=last(total="12/9", basic="8/6", project="4/3")),
        says=(
            "收支总计10.00万元，比2023年的9.00万元增加1.00万元（上年公开数12.00万元，按同口径调整为9.00万元：职能划转）。",
            "基本支出增加1.00万元（上年公开数8.00万元，按同口径调整为6.00万元：职能划转）",
        ),
        never=("减少2.00",),
    ),
    Scenario(
        "两处结转、年终结转都在内的总额",
        agency((*PLAIN, kept("2"), work("1", carryover=True)), prior=last(total="13", basic="7", project="4")),
        says=("收支总计13.00万元，与2023年持平。其中：基本支出持平；项目支出持平。",),
        never=("年终结转结余增加",),
    ),
    Scenario(
        "原因分行写、带序号，接成一句",
        agency(PLAIN, prior=last(total="8", basic="6", project="2"), reasons=why(total="1.人员增加。\n2.项目增加。")),
        says=("增加2.00万元，主要原因是人员增加；项目增加。其中：",),
    ),
    Scenario(
        "所属各单位的原因，各说各的",
        agency(
            PLAIN, units=(UNIT, unit("9", "公益一类", "示范县信息中心")), prior=last(total="8"),
            reasons=tuple(
                each.model_copy(update={"unit": code})
                for code, each in (("304001", why(total="人员增加。")[0]), ("9", why(total="设备更新。")[0]))
            ),
        ),
        says=("主要原因是示范县科学技术和工业信息化局本级：人员增加；示范县信息中心：设备更新。",),
    ),
)  # fmt: skip

# “三公” ------------------------------------------------------------------------------------------

SPENT = (
    "2024年，我部门财政拨款“三公”经费预算3.00万元，其中："
    "因公出国（境）费0.00万元，公务用车购置及运维费2.00万元，公务接待费1.00万元。"
)
CAR = "公务用车购置及运维费2.00万元，其中：公务用车购置费0.00万元，公务用车运行维护费2.00万元"
THREE_PUBLIC = (
    Scenario(
        "没有安排，上年也没有",
        agency(PLAIN, prior=last(abroad="0", buying="0", running="0", reception="0")),
        says=("2024年，我部门未安排财政拨款“三公”经费预算，与2023年持平。",),
        never=("因公出国（境）费0.00万元",),
    ),
    Scenario(
        "没有安排，上年有",
        agency(PLAIN, prior=last(abroad="0", buying="0", running="0", reception="1"),
               reasons=why(reception="不再安排接待。")),
        says=(
            "“三公”经费预算总额比2023年的1.00万元减少1.00万元",
            "公务接待费0.00万元，比2023年的1.00万元减少1.00万元，主要原因是不再安排接待。",
            "因公出国（境）费0.00万元，与2023年持平。", "公务用车购置及运维费0.00万元，与2023年持平。",
        ),
    ),
    Scenario(
        "总额和各项都持平，一段说完",
        agency(CARS, prior=FLAT),
        says=(SPENT + CAR + "。总额和各项均与2023年持平。",),
        never=("分项情况",),
    ),
    Scenario(
        "只有接待费变了：公务用车只说一次",
        agency(CARS, prior=last(abroad="0", buying="0", running="2", reception="3"), reasons=why(reception="压减接待")),
        says=(
            SPENT + "“三公”经费预算总额比2023年的5.00万元减少2.00万元，分项情况如下。",
            CAR + "，总额和各项均与2023年持平。",
            "公务接待费1.00万元，比2023年的3.00万元减少2.00万元，主要原因是压减接待。",
        ),
        never=("公务用车购置费持平",),
    ),
    Scenario(
        "购置减、运行增，合起来持平",
        agency(CARS, prior=last(abroad="0", buying="1", running="1", reception="1")),
        says=("公务用车购置及运维费与2023年持平，其中：公务用车购置费减少1.00万元；公务用车运行维护费增加1.00万元。",),
        never=("总额和各项均",),
    ),
    Scenario(
        "上年各项都不知道：数只说一遍，说明不比",
        agency(CARS),
        says=(SPENT + CAR + "。2023年没有可比的预算数，不作增减比较。",),
        never=("因公出国（境）费0.00万元。", "分项情况如下", "公务接待费1.00万元。\n"),
    ),
    Scenario(
        "只知道运行维护费和接待费的上年数：知道的都比，原因不丢",
        agency(CARS, prior=last(running="3", reception="1"), reasons=why(running="减少用车")),
        says=(
            SPENT, CAR + "。", "公务用车运行维护费2.00万元，比2023年的3.00万元减少1.00万元，主要原因是减少用车。",
            "公务接待费1.00万元，与2023年持平。", "其余各项2023年没有可比的预算数，不作增减比较。",
        ),
        never=("“三公”经费预算总额比",),
    ),
    Scenario(
        "同口径上年数",
        agency(CARS, prior=last(abroad="0", buying="0", running="4/1", reception="1")),
        says=(
            "“三公”经费预算总额比2023年的2.00万元增加1.00万元（上年公开数5.00万元，按同口径调整为2.00万元）",
            "公务用车运行维护费增加1.00万元（上年公开数4.00万元，按同口径调整为1.00万元：职能划转）",
        ),
    ),
    Scenario(
        "自有资金的“三公”不在财政拨款“三公”里",
        agency((staff("6"), work("1.5", "30217", source="其他收入")), scope="单位"),
        says=("我单位未安排财政拨款“三公”经费预算。",),
        profile=NINE,
    ),
    Scenario(
        "各项增减加不到总额的增减，是进位",
        agency(
            (office("1.004", "30212"), office("1.004", "30231"), office("1.004", "30217")),
            prior=last(abroad="1", buying="0", running="1", reception="0.5"),
        ),
        says=(
            "“三公”经费预算总额比2023年的2.50万元增加0.51万元，分项情况如下（各项之和与总数的差异由四舍五入造成）。",
            "公务接待费1.00万元，比2023年的0.50万元增加0.50万元。",
        ),
    ),
)  # fmt: skip

# 机关运行经费 ------------------------------------------------------------------------------------


def natured(nature: str, scope: str = "单位", **more: str) -> dict[str, object]:
    """One unit of a 单位性质."""
    return {"units": (UNIT.model_copy(update={"nature": nature} | more),), "scope": scope}


def counted(nature: str, counts: bool) -> Scenario:
    yes = ("2024年，我单位安排机关运行经费1.00万元。",)
    no = ("我单位不在机关运行经费的统计范围内，2024年无机关运行经费。",)
    return Scenario(
        f"{nature}{'计入' if counts else '不计入'}机关运行经费",
        agency(PLAIN, **natured(nature), extra_texts=extra("机关运行经费用途", "日常办公")),
        says=yes if counts else no,
        never=no if counts else (*yes, "具体用途包括", "日常办公"),
    )


TWO = (unit("1", "行政单位", "示范县工信局机关"), unit("2", "公益一类", "示范县信息中心"))
OPERATING = (
    *(counted(nature, True) for nature in ("行政单位", "参照公务员法管理事业单位", "群团机关")),
    *(
        counted(nature, False)
        for nature in ("事业单位（公益一类）", "公益二类", "学校", "公益一类（非参公）")
    ),
    Scenario(
        "机关和事业单位合在一起，只算机关的，另一部分说明",
        agency((office("80", unit="1"), office("40", "30202", unit="2")), units=TWO,
               prior=last(cost="75"), reasons=why(cost="人员增加")),
        says=(
            "安排机关运行经费80.00万元，比2023年的75.00万元增加5.00万元，主要原因是人员增加。",
            "其他单位的公用经费40.00万元不在其内。", "机关运行经费全部用于办公费。",
        ),
        never=("印刷费等", "办公费等支出"),
    ),
    Scenario(
        "机关没有公用经费，只有事业单位有：不说公用经费没有去处",
        agency((staff("80", unit="1"), office("40", unit="2")), units=TWO,
               extra_texts=extra("机关运行经费用途", "日常办公")),
        says=("2024年，我部门未安排机关运行经费。", "其他单位的公用经费40.00万元不在其内。"),
        never=("具体用途包括", "主要用于办公费"),
    ),
    Scenario(
        "今年没有、上年有",
        agency((staff("6"),), prior=last(cost="5"), reasons=why(cost="改由机关统一安排")),
        says=("2024年，我部门未安排机关运行经费，比2023年的5.00万元减少5.00万元，主要原因是改由机关统一安排。",),
    ),
    Scenario(
        "各项金额加到总数",
        agency((office("1"), office("2", "30207"), office("3", "30231"), office("4", "30299"))),
        says=("机关运行经费10.00万元，其中：办公费1.00万元，邮电费2.00万元，公务用车运行维护费3.00万元，其他支出4.00万元。",),
        profile=PERCENT,
    ),
    Scenario(
        "只有一项用途的，不说其中",
        agency((office("1"),)),
        says=("机关运行经费全部用于办公费。",),
        never=("其中：办公费1.00万元。",),
        profile=PERCENT,
    ),
    Scenario(
        "填了具体用途",
        agency((office("1"), office("1", "30202")), extra_texts=extra("机关运行经费用途", "日常办公。", "文件印制")),
        says=("机关运行经费主要用于办公费、印刷费等支出。", "具体用途包括：日常办公；文件印制。"),
    ),
)  # fmt: skip

# 项目、专项资金、采购、资产 ----------------------------------------------------------------------

HIDDEN = (project("密", "不公开", name="专门设施改造", special_fund=True),)
THINGS = (
    Scenario(
        "只有不公开的项目：不否认，也不说出来",
        agency((work("58", project="密"),), projects=HIDDEN, purchases=(bought("5", project="密", fixed_asset=True),)),
        says=("项目支出58.00万元",),
        never=("我部门无项目预算安排", "专门设施", "注：无政府采购预算，", "无采购事项",
               "拟购置固定资产总额", "无固定资产购置计划"),
    ),
    Scenario(
        "只公开金额的项目和它的采购：只有金额",
        agency(
            (work("8"),),
            projects=(project(disclosure="只公开金额", special_fund=True, special_fund_name="产业发展资金"),),
            purchases=(bought("5", item="专用检测仪"),),
        ),
        says=("2024年，我部门主管的专项资金共1项：产业发展资金8.00万元。", "政府采购预算5.00万元。"),
        never=("设施维护", "专用检测仪", "货物5.00万元", "其他5.00万元", "绩效目标见各项目的绩效目标表"),
    ),
    Scenario(
        "一项专项资金分两个项目",
        agency(
            (work("3"), work("5", project="乙")),
            projects=tuple(project(code, special_fund=True, special_fund_name="产业发展资金") for code in "甲乙"),
        ),
        says=("主管的专项资金共1项：产业发展资金8.00万元。绩效目标见各项目的绩效目标表。",),
        never=("共2项",),
    ),
    Scenario(
        "两项专项资金，都写了说明",
        agency(
            (work("3"), work("5", project="乙")),
            projects=(project(special_fund=True), project("乙", special_fund=True, public_name="设施资金")),
            extra_texts=extra("主管专项", "按项目法分配"),
        ),
        says=("主管的专项资金共2项：项目甲3.00万元，设施资金5.00万元。", "按项目法分配。"),
    ),
    Scenario(
        "有项目支出而没有项目表",
        agency((work("58"),), projects=()),
        says=("2024年，我部门项目支出58.00万元，安排情况见",),
        never=("无项目预算安排",),
    ),
    Scenario(
        "货物、工程、服务都有，预留份额",
        agency(
            PLAIN,
            purchases=(bought("1", reserved=Decimal(5000)), bought("2", "B01010000", item="维修"),
                       bought("3", "C16010000", item="运维")),
        ),
        says=("政府采购预算6.00万元，其中：货物1.00万元，工程2.00万元，服务3.00万元。预留中小微企业份额0.50万元。明细见下表。",),
    ),
    Scenario(
        "只买服务：不说其中，也不说资产列入采购",
        agency(PLAIN, purchases=(bought("3", "C16010000", item="运维"),),
               assets=(owns(AssetClass.PLANNED, value="2"),)),
        says=("政府采购预算3.00万元，全部为服务。", "本年度拟购置固定资产总额为2.00万元。"),
        never=("已按要求列入政府采购预算", "其中：服务3.00万元。"),
    ),
    Scenario(
        "没有目录编码的采购",
        agency(PLAIN, purchases=(bought("3", ""),)),
        says=("政府采购预算3.00万元。明细见下表。",),
        never=("其中：其他3.00万元", "全部为其他"),
    ),
    Scenario(
        "一样东西两种钱买",
        agency(
            PLAIN,
            purchases=(bought("3", fixed_asset=True), bought("0", stated_amount=Decimal(20000), source="其他收入")),
            assets=(owns(AssetClass.PLANNED, value="5"),),
        ),
        says=("政府采购预算5.00万元，全部为货物。",
              "本年度拟购置固定资产总额为5.00万元，已按要求列入政府采购预算，详见政府采购预算表。"),
    ),
    Scenario(
        "拟购置的比采购的多：只说列入的那部分",
        agency(PLAIN, purchases=(bought("3", fixed_asset=True),), assets=(owns(AssetClass.PLANNED, value="5"),)),
        says=("本年度拟购置固定资产总额为5.00万元，列入政府采购预算的为3.00万元，详见政府采购预算表。",),
        never=("已按要求列入",),
    ),
    Scenario(
        "采购了固定资产而没有填拟购置：不说没有",
        agency(PLAIN, purchases=(bought("3", fixed_asset=True),)),
        says=("本年度购置固定资产情况详见政府采购预算表。",),
        never=("无固定资产购置计划",),
    ),
    Scenario(
        "没有采购，没有资产",
        agency(PLAIN),
        says=(
            "注：无政府采购预算，空表列示。", "上年末无固定资产占用情况。", "本年度无固定资产购置计划。",
            "注：无固定资产占用情况，空表列示。",
        ),
        never=("固定资产金额为0.00万元",),
    ),
    Scenario(
        "资产都填零，同没有一样",
        agency(PLAIN, assets=tuple(owns(kind, "0", "0") for kind in AssetClass)),
        says=("上年末无固定资产占用情况。", "本年度无固定资产购置计划。"),
    ),
    Scenario(
        "只填了办公用房：不说没有固定资产",
        agency(PLAIN, assets=(owns(AssetClass.OFFICES, "300", "50"),)),
        says=("上年末固定资产占用情况详见下表。",),
        never=("无固定资产占用情况", "金额为0.00万元"),
    ),
    Scenario(
        "只有车辆，没有价值：不说价值是零",
        agency(PLAIN, assets=(owns(AssetClass.VEHICLES, "2"),)),
        says=("上年末固定资产占用情况详见下表。",),
        never=("无固定资产占用情况", "金额为0.00万元"),
    ),
    Scenario(
        "两个单位的部门，资产含所属单位",
        agency(PLAIN, units=TWO,
               assets=(owns(AssetClass.VEHICLES, "2", "30", unit="1"), owns(AssetClass.OTHER, "", "10", unit="2"))),
        says=("示范县科学技术和工业信息化局（含所属单位）上年末固定资产金额为40.00万元（详见下表）。",),
    ),
    Scenario(
        "一个单位的部门，不说所属单位",
        agency(PLAIN, assets=(owns(AssetClass.VEHICLES, "2", "30.123456"),)),
        says=("信息化局上年末固定资产金额为30.12万元（详见下表）。", "编入本部门预算的单位共1个"),
        never=("所属单位）",),
    ),
)  # fmt: skip

# 文字 --------------------------------------------------------------------------------------------

TEXTS = (
    Scenario(
        "依据是两部书名号的文件，中间没有顿号",
        agency(
            PLAIN,
            duties=(
                Duty(kind="依据", text="根据《示范县甲规定》，我部门的主要职责是："),
                Duty(kind="依据", text="《示范县乙规定》"), Duty(text="统筹工作"),
            ),
        ),
        says=("根据《示范县甲规定》《示范县乙规定》，我部门的主要职责是：", "（一）统筹工作。"),
        never=("》、《",),
    ),
    Scenario(
        "职责和目标都没有写：没有只有标题的一段",
        agency(PLAIN, duties=(), goals=()),
        never=("部门职责：", "主要职责是", "总体绩效目标", "工作保障措施"),
        says=("我部门未编报整体绩效目标。",),
    ),
    Scenario(
        "没有写分项目标：不印空标题，编号连着",
        agency(PLAIN, goals=tuple(each for each in agency().goals if each.part != "分项绩效目标")),
        says=("（一）总体绩效目标", "（二）工作保障措施"),
        never=("分项绩效目标",),
    ),
    Scenario(
        "机构设置没有填",
        agency(PLAIN, units=()),
        never=("共0个", "具体情况见下表"),
    ),
    Scenario(
        "内设机构写了两条，标题只印一次",
        agency(PLAIN, extra_texts=extra("内设机构", "办公室、财务股", "科技股。")),
        says=("内设机构：\n办公室、财务股。\n科技股。",),
        never=("内设机构：\n科技股",),
    ),
    Scenario(
        "各样的结尾，都恰好一个句号",
        agency(
            PLAIN,
            extra_texts=extra("其他需要说明的事项", "甲事项。", "乙事项",
                              "丙事项（详见附件。）", "丁称“照此办理。”", "戊事项；"),
        ),
        says=("甲事项。", "乙事项。", "丙事项（详见附件。）", "丁称“照此办理。”", "戊事项。"),
        never=("。。", "）。\n", "办理。”。", "；。", "；\n", "无其他需要说明的事项"),
    ),
    Scenario(
        "有批复文号的部门",
        agency(PLAIN, approval_number="示财预[2024]4号"),
        says=("根据财政部门的预算批复（示财预〔2024〕4号），现将",),
    ),
    Scenario(
        "没有批复文号的单位",
        agency(PLAIN, scope="单位"),
        says=("（财预〔2021〕29号）的规定，现将示范县科学技术和工业信息化局2024年单位预算公开如下。",
              "本预算只包括我单位"),
        never=("预算批复", "我部门", "本部门预算"),
        profile=NINE,
    ),
    Scenario(
        "自称我局，处处一样",
        agency(PLAIN, self_reference="我局"),
        says=("我局无主管专项资金预算安排。", "我局未安排财政拨款“三公”经费预算", "我局无其他需要说明的事项。"),
        never=("我部门",),
    ),
    Scenario(
        "部门的一个所属单位自己公开",
        unit_budget(
            agency(
                (office("80", unit="1"), staff("9", unit="2", source="上级补助收入"), work("40", unit="2")), units=TWO,
                projects=(project(unit="2"),), approval_number="示财预〔2024〕4号", self_reference="我局",
            ),
            "2",
        ),
        says=("示范县信息中心2024年单位预算", "我单位不在机关运行经费的统计范围内", "收入总计49.00万元"),
        never=("我局", "4号", "80.00万元", "信息化局", "主要职责是"),
        profile=NATURE,
    ),
)  # fmt: skip

# 别的格式 ----------------------------------------------------------------------------------------

FORMS = (
    *(
        Scenario(
            f"{id} 印得出，数相同",
            agency((*PLAIN, *CARS), prior=last(total="12")),
            says=("收支总计13.00万元，比2023年的12.00万元增加1.00万元",),
            profile=id,
        )
        for id in ("overview-first", "tables-last", "text-first")
    ),
    Scenario(
        "印元的格式：句子也用元",
        agency((*PLAIN, *CARS), prior=last(total="12")),
        says=("收支总计130000.00元，比2023年的120000.00元增加10000.00元", "项目30000.00元"),
        never=("万元",),
        profile="invented-province",
    ),
)  # fmt: skip

OWN_WORDS = {
    "公用经费": "日常公用经费", "一、一般公共预算拨款收入": "一、一般公共预算收入", "增加": "增长", "减少": "下降",
    "上年结转结余": "年初结转结余", "年终结转结余": "结转下年", "基本支出": "基本运转支出", "持平": "不变",
    "比{year}年的{last}": "较{year}年{last}", "与{year}年持平": "与{year}年一致", "其他各项支出": "其余支出",
}  # fmt: skip
LABELS = (
    Scenario(
        "改了叫法，句子里一处也不留旧的",
        agency(
            (*PLAIN, *CARS, office("1", source="其他收入")),
            prior=last(total="12", basic="12", project="3", abroad="0", buying="0",
            running="2", reception="1", cost="5"),
        ),
        says=(
            "本年收入14.00万元，其中：一般公共预算收入13.00万元", "年初结转结余0.00万元。", "结转下年0.00万元。",
            "基本运转支出11.00万元，其中：人员经费6.00万元，日常公用经费5.00万元。日常公用经费5.00万元，其中：",
            "较2023年12.00万元增长2.00万元。其中：基本运转支出下降1.00万元；项目支出不变；其余支出增长3.00万元。",
            "机关运行经费即一般公共预算财政拨款基本支出中的日常公用经费。", "总额和各项均与2023年一致。",
        ),
        never=("，公用经费", "。公用经费", "上年结转结余0", "增加", "减少", "持平"),
        settings={"labels": OWN_WORDS},
    ),
    Scenario(
        "全部单位的公用经费都算机关运行经费的格式：学校也算",
        agency(PLAIN, **natured("学校"), prior=last(cost="1")),
        says=("2024年，我单位安排机关运行经费1.00万元，与2023年持平。",),
        never=("不在机关运行经费的统计范围内", "不在其内"),
        settings={"operating_cost": OperatingCost(units="all")},
    ),
    Scenario(
        "采购不印前面一句的格式",
        agency(PLAIN, purchases=(bought("3"),)),
        never=("政府采购预算3.00万元",),
        settings={"procurement": Procurement(lead=False)},
    ),
)  # fmt: skip

SCENARIOS = (*LABELS, *MONEY, *CHANGES, *THREE_PUBLIC, *OPERATING, *THINGS, *TEXTS, *FORMS)


@pytest.fixture(autouse=True)
def sentences_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Composing is mostly the parsing of sentences: here each profile's are parsed once."""
    monkeypatch.setattr(narrative, "environment", parsed_once)


@pytest.mark.parametrize("each", SCENARIOS, ids=lambda each: each.name)
def test_a_document_says_what_it_must_and_nothing_else(each: Scenario) -> None:
    document = compose(each.d)
    said = "\n".join(texts(document))
    assert [text for text in each.says if text not in said] == []
    assert [text for text in each.never if text in said] == []
    assert slips(document) == []
    printed = [(table.id, table.printed_columns, table.printed_rows) for table in each.d.tables]
    if "labels" in each.settings:
        return  # What is re-added is found by the tables' own words.
    assert contradictions(document, printed, compared=False) == []
