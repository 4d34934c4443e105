"""印出的叫法: every wording that is printed and stands neither in a table's spec nor in the profile.

A profile renames each under ``[labels]``; what is in braces is filled when it is printed.
"""

from __future__ import annotations

from typing import Final

# 封面、目录 --------------------------------------------------------------------------------------

DOCUMENT: Final = "{name}{year}年{scope}预算信息公开"
COVER: Final = "{year}年{scope}预算信息公开"
CONTENTS: Final = "{year}年{scope}预算信息公开目录"

# 表上面的一行 ------------------------------------------------------------------------------------

CODE_AND_NAME: Final = "{code}{name}"
UNIT: Final = "单位：{unit}"
AS_OF: Final = "截止时间：{year}-12-31"

# 附表 --------------------------------------------------------------------------------------------

RESERVED: Final = "{year}年预留中小微企业份额"
SUBTOTAL: Final = "{agency}小计"
VALUE: Final = "价值（金额单位：{unit}）"
PROJECT_FORM: Final = "{project}绩效目标表"
PROJECT_INDICATORS: Final = "{project}绩效指标"
PLAN: Final = "资金支出计划（{unit}，累计）"
OTHER_FUNDS: Final = "其他资金：{amount}"

# 句子里 ------------------------------------------------------------------------------------------

SAME: Final = "持平，无增减变化"
SAME_AS: Final = "与{year}年持平"
AGAINST: Final = "比{year}年的{last}"
ROUNDED: Final = "（各项之和与总数的差异由四舍五入造成）"
CALIBER: Final = "（上年公开数{published}，按同口径调整为{comparable}）"
CALIBER_AND_WHY: Final = "（上年公开数{published}，按同口径调整为{comparable}：{reason}）"
MORE_OR_LESS: Final = ("增加", "减少")

# 草稿 --------------------------------------------------------------------------------------------

WATERMARK: Final = "草稿"
DRAFT_FINDINGS: Final = "检查结果（仅供内部修改，不公开）"
DRAFT_HEADS: Final = ("序号", "位置", "程度", "问题", "办法")
DRAFT_EVERYWHERE: Final = "全表"
DRAFT_WAIVED: Final = "已说明理由：{reason}"

PRINTED: Final = (
    DOCUMENT, COVER, CONTENTS, CODE_AND_NAME, UNIT, AS_OF, RESERVED, SUBTOTAL, VALUE, PROJECT_FORM,
    PROJECT_INDICATORS, PLAN, OTHER_FUNDS, SAME, SAME_AS, AGAINST, ROUNDED, CALIBER, CALIBER_AND_WHY,
    *MORE_OR_LESS, WATERMARK, DRAFT_FINDINGS, *DRAFT_HEADS, DRAFT_EVERYWHERE, DRAFT_WAIVED,
)  # fmt: skip
"""All of them."""
