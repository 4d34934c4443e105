"""项目与政府采购: projects that speak of buying and have no purchase."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from budgetgen.checks.registry import Problem, Topic, rule
from budgetgen.disclosure import Disclosure
from budgetgen.findings import CellRef, Severity
from budgetgen.model.budget import Project

_PRICE: Final = re.compile("(?:中标|招标|投标|采购合同|政府采购)(?:价|金额|文件|结果|通知)")
_BUYS: Final = re.compile("(?:设备|仪器|家具|车辆|软件)(?:的)?(?:购置|采购|升级)|政府采购")


@rule("project-purchase-unlisted", Severity.WARNING, Topic.PROCUREMENT, ("budget-law",))
def project_purchase_unlisted(d: Disclosure) -> Iterator[Problem]:
    """项目写明购置设备或以中标价为依据的，应列入政府采购预算（按用语推断，供参考）。"""
    listed = {row.project for row in d.budget.purchases}
    if listed - d.budget.project_by_code.keys() - {""}:
        return  # The purchase is there under a wrong code: project_unknown says it.
    listed |= {row.origin_name.strip() for row in d.budget.purchases}
    for project in d.budget.projects:
        funded = project.code in d.budget.lines_by_project
        if not funded or {project.code, project.name} & listed:
            continue
        word, cell = _sign(d, project)
        if word:
            yield Problem(
                f"项目“{project.name}”写到“{word}”，政府采购里没有这个项目",
                "在“政府采购”列上；以前年度已采购、限额以下自行采购的，说明理由",
                (cell,),
            )


def _sign(d: Disclosure, project: Project) -> tuple[str, CellRef]:
    """The words that tell of buying, and where they stand."""
    for field in ("name", "purpose"):
        if found := _BUYS.search(getattr(project, field)):
            return found[0], project.cell(field)
    for each in d.budget.indicators_by_project.get(project.code, ()):
        if found := _PRICE.search(each.basis):
            return found[0], each.cell("basis")
    return "", CellRef("")
