"""Publication: approval date, days to publish, secrecy review. They speak only of what is published: 批复."""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgetgen.findings import Severity
from budgetgen.model.money import plain
from budgetgen.model.natures import title_of
from budgetgen.model.records import Info
from budgetgen.model.vocabulary import Scope, Stage
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.workbook.form.sample import PLACE

_FORBIDS = re.compile("(?:不得|不能|不予|不可|不宜|禁止|不同意)(?:对外)?公开|未通过|不通过")
_NUMBER = re.compile(r"〔(\d{4})〕\s*\d+\s*号")
_ADDRESS = re.compile(r"(?:https?://)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::\d+)?(?:[/?#]\S*)?")


@rule("sample-left", Severity.ERROR, Topic.IDENTITY, ("form-itself",), needs=Matter.UNITS)
def sample_left(d: Material) -> Iterator[Problem]:
    """样例的内容应换成本部门、本单位的。"""
    info = d.budget.info
    left = [info.cell("name")] if PLACE in info.name else []
    left += [unit.cell("name") for unit in d.budget.units if PLACE in unit.name]
    if left:
        yield Problem(
            "名称仍是样例的名称", "清除各表的样例内容，填写本部门、本单位的内容", tuple(left)
        )


def is_wrong_scope(d: Material) -> bool:
    """Whether 口径 says one unit where several are listed: unit_scope_has_several says it."""
    return d.budget.info.scope is Scope.UNIT and d.budget.has_several_units


@rule("scope-differs", Severity.WARNING, Topic.IDENTITY, ("hebei-form",), needs=Matter.UNITS)
def scope_differs(d: Material) -> Iterator[Problem]:
    """口径应与所用的格式方案一致。"""
    info, profile = d.budget.info, d.profile
    if info.scope is not profile.scope and not is_wrong_scope(d):
        yield Problem(
            f"口径是“{info.scope}”，格式方案 {profile.id} 却用于{profile.scope}预算",
            "改口径，或换用相应的格式方案",
            (info.cell("scope"),),
        )


@rule("published-late", Severity.ERROR, Topic.DATES, ("budget-law", "budget-regulation"))
def published_late(d: Material) -> Iterator[Problem]:
    """部门预算应在财政部门批复后的法定期限内公开，单位预算应在部门批复后的法定期限内公开。"""
    info = d.budget.info
    approved, what = info.approved_on, title_of(Info, info.approved_field)
    if approved is None or info.published is None:
        return
    days = (info.published - approved).days
    most = d.profile.law(info.year).days_to_publish
    if days > most or days < 0:
        late = f"{what.removesuffix('日期')}后第 {days} 日公开，超过 {most} 日的期限"
        late = late if days > 0 else f"公开日期早于{what}"
        yield Problem(late, f"核对{what}和公开日期", (info.cell("published"),))


@rule("published-before-joint-day", Severity.NOTICE, Topic.DATES, ("cai-yu-2016-143",))
def published_before_joint_day(d: Material) -> Iterator[Problem]:
    """财政部门统一安排集中公开日的，一般在这一天公开（按通行做法，供参考）。"""
    info = d.budget.info
    if (
        info.joint_publication_day
        and info.published
        and info.published < info.joint_publication_day
    ):
        yield Problem(
            f"公开日期 {info.published} 早于集中公开日 {info.joint_publication_day}",
            "核对两个日期；已经公开的，报告财政部门",
            (info.cell("published"), info.cell("joint_publication_day")),
        )


@rule("approval-order-differs", Severity.WARNING, Topic.DATES, ("budget-law",))
def approval_order_differs(d: Material) -> Iterator[Problem]:
    """部门应在财政部门批复以后，再向所属单位批复。"""
    info = d.budget.info
    if (
        info.unit_approval_date
        and info.approval_date
        and info.unit_approval_date < info.approval_date
    ):
        yield Problem(
            f"部门批复日期 {info.unit_approval_date} 早于批复日期 {info.approval_date}",
            "核对两个日期，可能填反",
            (info.cell("unit_approval_date"), info.cell("approval_date")),
        )


@rule("signed-after-publication", Severity.WARNING, Topic.DATES, ("form-itself",))
def signed_after_publication(d: Material) -> Iterator[Problem]:
    """公开前应由负责人审签，审签日期不应在公开日期之后。"""
    info = d.budget.info
    if info.signed and info.published and info.signed > info.published:
        yield Problem(
            f"审签日期 {info.signed} 在公开日期 {info.published} 之后",
            "应先审签后公开，核对两个日期",
            (info.cell("signed"),),
        )


@rule("staffing-not-whole", Severity.WARNING, Topic.IDENTITY, ("form-itself",))
def staffing_not_whole(d: Material) -> Iterator[Problem]:
    """编制人数应是整数。"""
    staffing = d.budget.info.staffing
    if staffing is not None and (staffing % 1 or staffing < 0):
        yield Problem(
            f"编制人数 {plain(staffing)} 不是整数", "照编制部门核定的人数填，只填数字",
            (d.budget.info.cell("staffing"),),
        )  # fmt: skip


@rule("approval-date-missing", Severity.NOTICE, Topic.DATES, ("budget-law",))
def approval_date_missing(d: Material) -> Iterator[Problem]:
    """应填写批复日期，否则无法判断是否在法定期限内公开。"""
    info = d.budget.info
    if info.stage is Stage.APPROVED and info.approved_on is None:
        yield Problem(
            "没有填批复日期，无法计算最迟公开日期", "填写批复日期", (info.cell("approval_date"),)
        )


@rule("secrecy-review-missing", Severity.ERROR, Topic.SECRECY, ("budget-law", "secrets-law"))
def secrecy_review_missing(d: Material) -> Iterator[Problem]:
    """公开前应作保密审查，写明结论和日期。"""
    info = d.budget.info
    if info.stage is not Stage.APPROVED:
        return
    absent = [
        (field, name)
        for field, name in (("secrecy_review", "结论"), ("secrecy_date", "日期"))
        if not str(getattr(info, field) or "").strip()
    ]
    if absent:
        yield Problem(
            f"没有填保密审查{'和'.join(name for _, name in absent)}",
            "完成保密审查后填写结论和日期",
            tuple(info.cell(field) for field, _ in absent),
        )


@rule("secrecy-review-forbids", Severity.ERROR, Topic.SECRECY, ("budget-law", "secrets-law"))
def secrecy_review_forbids(d: Material) -> Iterator[Problem]:
    """保密审查结论是不得公开的，不应公开。"""
    info = d.budget.info
    if info.stage is Stage.APPROVED and _FORBIDS.search(info.secrecy_review):
        yield Problem(
            "保密审查结论是不得公开",
            "不得公开；处理涉密内容后重新审查，更新结论",
            (info.cell("secrecy_review"),),
        )


@rule(
    "approval-number-form",
    Severity.WARNING,
    Topic.DATES,
    ("cai-yu-2016-143",),
    formerly=("approval-fields",),
)
def approval_number_form(d: Material) -> Iterator[Problem]:
    """批复文号应照批复文件填写，年份用六角括号。"""
    number = d.budget.info.approval_number.strip()
    if d.budget.info.stage is Stage.APPROVED and number and not _NUMBER.search(number):
        yield Problem(
            f"批复文号“{number}”不是规范的文号", "照批复文件填写，如“财预〔年份〕6号”，年份用六角括号",
            (d.budget.info.cell("approval_number"),),
        )  # fmt: skip


@rule(
    "approval-year-differs",
    Severity.WARNING,
    Topic.DATES,
    ("cai-yu-2016-143",),
    formerly=("approval-fields",),
)
def approval_year_differs(d: Material) -> Iterator[Problem]:
    """批复文号、批复日期的年份应是预算年度或它的上一年。"""
    info = d.budget.info
    if info.stage is not Stage.APPROVED:
        return
    number = _NUMBER.search(info.approval_number.strip())
    said = {"approval_number": int(number[1])} if number else {}
    for field in ("approval_date", "unit_approval_date"):
        day = getattr(info, field)
        said |= {field: day.year} if day else {}
    for field, year in said.items():
        if year not in (info.year - 1, info.year):
            what, of = title_of(Info, field), "年的" if field == "approval_number" else "年"
            yield Problem(
                f"{what}是{year}{of}，预算年度是{info.year}年", f"核对{what}", (info.cell(field),)
            )


@rule(
    "web-address-form",
    Severity.WARNING,
    Topic.DATES,
    ("cai-yu-2016-143",),
    formerly=("approval-fields",),
)
def web_address_form(d: Material) -> Iterator[Problem]:
    """公开网址、平台网址应写完整。"""
    info = d.budget.info
    for field in ("url", "platform_url"):
        address = str(getattr(info, field)).strip()
        if info.stage is Stage.APPROVED and address and not _ADDRESS.fullmatch(address):
            yield Problem(
                f"{title_of(Info, field)}不是完整的网址", "填写完整的网址，如 https://…", (info.cell(field),)
            )  # fmt: skip


@rule(
    "secrecy-review-late",
    Severity.WARNING,
    Topic.DATES,
    ("cai-yu-2016-143",),
    formerly=("approval-fields",),
)
def secrecy_review_late(d: Material) -> Iterator[Problem]:
    """公开前应先保密审查，审查日期不应在公开日期之后。"""
    info = d.budget.info
    late = info.secrecy_date and info.published and info.secrecy_date > info.published
    if info.stage is Stage.APPROVED and late:
        yield Problem(
            "保密审查日期在公开日期之后",
            "应先审查后公开，核对两个日期",
            (info.cell("secrecy_date"),),
        )
