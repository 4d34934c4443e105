"""模板版本: whether a workbook is of today's form, and what to do where it is not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from budgetgen.findings import Finding, Severity, notice, warning
from budgetgen.model.records import Info
from budgetgen.profiles import profile_ids
from budgetgen.workbook.file.package import TemplateId
from budgetgen.workbook.layout import META_SHEET, fingerprints

if TYPE_CHECKING:
    from budgetgen.profiles import Profile

OLDER: Final = "template-older"
_CAUSED: Final = frozenset({"column-missing", "sheet-missing", "key-missing"})
_NUMBER = re.compile(r"\d+")
_MIGRATE: Final = "换用财政部门新发的工作簿，或运行 budgetgen migrate 把内容移到现行模板"


def template_findings(
    template: TemplateId, profile: Profile, info: Info | None
) -> Iterator[Finding]:
    """Whether the form is of another version, another format, another year, or lost its mark."""
    if not template.profile:
        yield notice(
            "template-unknown",
            f"工作簿没有模板标识（隐藏的工作表“{META_SHEET}”和文件属性里都没有），"
            f"按 {profile.id} 处理",
            "表和列读取无误的，不用改；要移到标准工作簿的，运行 budgetgen migrate",
        )
        return
    if not template.hidden_sheet:
        yield notice(
            "template-mark-lost",
            f"没有隐藏的工作表“{META_SHEET}”，按文件属性认定为 {template.profile} 的模板",
            "内容照样读取；核对其他工作表有无被删",
        )
    if template.profile != profile.id:
        yield notice(
            "template-of-other-profile",
            f"工作簿是 {template.profile} 的模板，现按 {profile.id} 处理",
            "有意如此的，不用改；否则，去掉命令里的 --profile",
        )
    else:
        yield from _version(template, profile)
    if info:
        yield from _year(template, info)
        yield from _successor(profile, info)


def merge_consequences(findings: Sequence[Finding]) -> list[Finding]:
    """One cause, one finding: what an older form lacks is said with its age, not once a column."""
    older = next((f for f in findings if f.rule == OLDER), None)
    absent = [f for f in findings if f.rule in _CAUSED and f.severity is not Severity.NOTICE]
    if older is None or not absent:
        return list(findings)
    what = "；".join(f"{f.where}：{f.message}" for f in absent)
    cells = tuple(ref for f in absent for ref in f.at)
    gravest = min((f.severity for f in absent), key=lambda severity: severity.rank)
    one = Finding(OLDER, gravest, f"{older.message}。缺少的：{what}", older.remedy, cells)
    return [one, *(f for f in findings if f is not older and f not in absent)]


def _version(template: TemplateId, profile: Profile) -> Iterator[Finding]:
    if template.version and template.version != profile.version:
        if _parts(template.version) > _parts(profile.version):
            yield warning(
                "template-newer",
                f"工作簿是 {profile.id} {template.version} 版的模板，程序只支持 {profile.version} 版",
                "更新程序和格式方案，再检查一次",
            )
            return
        yield warning(
            OLDER,
            f"工作簿是 {profile.id} {template.version} 版的旧模板，现行 {profile.version} 版",
            _MIGRATE,
        )
    elif template.fingerprint and template.fingerprint not in fingerprints():
        yield notice(
            OLDER,
            f"工作簿也是 {profile.version} 版，但表和列与现行模板不完全一致",
            f"内容照样读取；要用现行模板的，{_MIGRATE}",
        )


def _year(template: TemplateId, info: Info) -> Iterator[Finding]:
    if template.year and template.year != str(info.year):
        yield warning(
            "template-other-year",
            f"工作簿是 {template.year} 年的，预算年度填的却是 {info.year} 年",
            f"年度填错的，改正；沿用 {template.year} 年工作簿的，换用 {info.year} 年的，"
            "并核对有无旧内容",
            info.cell("year"),
        )


def _successor(profile: Profile, info: Info) -> Iterator[Finding]:
    """A format whose id differs by its number only is the same form of another year."""
    kin = [id for id in profile_ids() if _NUMBER.sub("", id) == _NUMBER.sub("", profile.id)]
    newer = [id for id in kin if _parts(profile.id) < _parts(id) <= (info.year, *_parts(id)[1:])]
    if newer:
        id = max(newer, key=_parts)
        yield warning(
            "profile-superseded",
            f"预算年度是 {info.year} 年，格式方案是 {profile.id}，已有较新的 {id}",
            f"先向财政部门确认 {info.year} 年所用的格式：仍用原格式的，说明理由；"
            f"用新格式的，换用财政部门新发的工作簿，或运行 budgetgen migrate --profile {id}",
            info.cell("year"),
        )


def _parts(version: str) -> tuple[int, ...]:
    """2024.10 is newer than 2024.9."""
    return tuple(int(number) for number in _NUMBER.findall(version))
