"""涉密: projects that are not published and words that must not be."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from budgetgen.findings import CellRef, Severity, listed
from budgetgen.model.records import LineItem, Project
from budgetgen.model.vocabulary import Category, Publicity
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.registry import Problem, Topic, rule

_SECRET: Final = re.compile(
    "绝密|机密(?!性)|秘密[★☆]|秘密级|内部(?:资料|文件|材料)|注意保存|不得(?:对外)?公开|不宜公开"
    "|涉密(?:项目|内容|事项|经费|任务)|^[（(]?(?:涉密|保密)[）)]?[。]?$",
    re.MULTILINE,
)
_TELLING: Final = re.compile(
    "涉密(?:专用|设备|计算机|网络|机房|系统|载体|采购|场所)|技侦|侦控|技术侦[察查]|密码(?:设备|装备|机(?!构|关))|保密机(?!构|关)"
    "|红黑电源"
)
"""Names of what is bought or done that tell of secret work by themselves."""
_NAMING: Final = frozenset({"projects", "indicators", "purchases"})
"""Sheets that name things; duties are published with 三定 and may speak of such work."""
_LONG_ENOUGH: Final = 4
"""Characters of a name that no text has by chance."""


def hidden_projects(d: Material) -> tuple[Project, ...]:
    """不公开 projects."""
    return tuple(p for p in d.budget.projects if p.disclosure is Publicity.HIDDEN)


@rule(
    "hidden-project-inferable",
    Severity.WARNING,
    Topic.SECRECY,
    ("secrets-law",),
    needs=Matter.LINES | Matter.PROJECTS,
)
def hidden_project_inferable(d: Material) -> Iterator[Problem]:
    """不公开的项目不应是一个功能科目下唯一的项目，否则金额可以从各表推算出来。"""
    hidden = {project.code: project for project in hidden_projects(d)}
    by_function: dict[str, list[LineItem]] = defaultdict(list)
    for line in d.budget.lines:
        if line.category is Category.PROJECT:
            by_function[line.function].append(line)
    found: dict[str, list[str]] = defaultdict(list)
    for function, lines in by_function.items():
        codes = {line.project for line in lines}
        if len(codes) == 1 and (code := codes.pop()) in hidden:
            found[code].append(function)
    for code, functions in found.items():
        yield Problem(
            f"不公开的项目是功能科目 {'、'.join(functions)} 下唯一的项目，金额可从支出表推知",
            "由保密部门审定金额能否公开：不能公开的，并入其他项级科目；能公开的，说明理由",
            (hidden[code].cell("disclosure"),),
        )


@rule(
    "hidden-project-named",
    Severity.WARNING,
    Topic.SECRECY,
    ("secrets-law",),
    needs=Matter.PROJECTS | Matter.TEXTS,
)
def hidden_project_named(d: Material) -> Iterator[Problem]:
    """不公开的项目，名称和编码不应出现在其他公开的文字里。"""
    texts = list(d.texts) if hidden_projects(d) else []
    for project in hidden_projects(d):
        words = {project.name, project.public_name, project.code, project.special_fund_name}
        words = {word.strip() for word in words if len(word.strip()) >= _LONG_ENOUGH}
        cells = tuple(t.cell for t in texts if any(word in t.text for word in words))
        if cells:
            yield Problem(
                "公开的文字里有不公开项目的名称或编码", "删去，或改为不能辨认的说法",
                (*cells, project.cell("disclosure")),
            )  # fmt: skip


@rule("secret-words", Severity.WARNING, Topic.SECRECY, ("secrets-law",), needs=Matter.TEXTS)
def secret_words(d: Material) -> Iterator[Problem]:
    """公开的文字里不应有密级、内部资料等标识，不应写着涉密却照常公开，项目和采购不应有技侦、密码设备等名称。"""
    found: dict[str, list[CellRef]] = defaultdict(list)
    for each in d.texts:
        telling = _TELLING.finditer(each.text) if each.sheet in _NAMING else ()
        for m in (*_SECRET.finditer(each.text), *telling):
            found[m[0]].append(each.cell)
    if found:
        said = listed(f"“{word}”" for word in found)
        yield Problem(
            f"公开的文字里有{said}",
            "涉密的，从这个工作簿里整段删去，按保密规定另行报送；不涉密、只是不宜公开的项目，"
            "公开方式选“不公开”；能公开的，去掉这些字样",
            tuple(dict.fromkeys(cell for cells in found.values() for cell in cells)),
        )
