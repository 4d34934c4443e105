"""隐私: personal data in what is published. The data itself is never repeated, only where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from budgetgen.findings import Severity
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.personal_data import (
    ACCOUNT,
    IDENTITY,
    NAME,
    NEARLY_IDENTITY,
    PHONE,
    personal_data,
)
from budgetgen.rules.registry import Problem, Topic, rule


def _told(d: Material, kind: str, what: str, remedy: str) -> Iterator[Problem]:
    """One problem a person or number, with all cells where it stands."""
    texts = list(d.texts)
    shown = {
        each.text[found.start : found.end]: found.shown
        for each in texts
        for found in personal_data(each.text)
        if found.kind == kind
    }
    for whole, mask in shown.items():
        cells = dict.fromkeys(each.cell for each in texts if whole in each.text)
        yield Problem(f"公开的文字里疑似有{what}（{mask}）", remedy, tuple(cells))


@rule(
    "private-name",
    Severity.WARNING,
    Topic.SECRECY,
    ("personal-information-law",),
    needs=Matter.TEXTS,
)
def private_name(d: Material) -> Iterator[Problem]:
    """领取补助、救助、慰问等的个人，姓名不得公开，目标里也不写谁负责（按姓氏和用语推断）。"""
    yield from _told(
        d, NAME, "个人姓名", "改为不含姓名的说法，如“优抚对象医疗补助”“业务科室负责”；项目可填公开名称；"
        "不是人名的，说明理由",
    )  # fmt: skip


@rule(
    "identity-number",
    Severity.ERROR,
    Topic.SECRECY,
    ("personal-information-law",),
    needs=Matter.TEXTS,
)
def identity_number(d: Material) -> Iterator[Problem]:
    """公民身份号码不得公开。"""
    yield from _told(d, IDENTITY, "身份证号", "删去号码")


@rule(
    "identity-number-unsure",
    Severity.WARNING,
    Topic.SECRECY,
    ("personal-information-law",),
    needs=Matter.TEXTS,
)
def identity_number_unsure(d: Material) -> Iterator[Problem]:
    """公开的文字里不应有像公民身份号码的号码，末位校验码不对的也不应有。"""
    yield from _told(
        d, NEARLY_IDENTITY, "身份证号，但末位校验码不符", "删去号码；确是其他编号的，说明理由"
    )


@rule(
    "phone-number",
    Severity.WARNING,
    Topic.SECRECY,
    ("personal-information-law",),
    needs=Matter.TEXTS,
)
def phone_number(d: Material) -> Iterator[Problem]:
    """公开的文字里不应有个人的电话号码。"""
    yield from _told(d, PHONE, "电话号码", "删去号码；确是对外公布的办公电话的，说明理由")


@rule(
    "bank-number",
    Severity.WARNING,
    Topic.SECRECY,
    ("personal-information-law",),
    needs=Matter.TEXTS,
)
def bank_number(d: Material) -> Iterator[Problem]:
    """公开的文字里不应有银行账号。"""
    yield from _told(d, ACCOUNT, "银行账号", "删去账号")
