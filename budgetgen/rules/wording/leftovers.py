"""样例文字: what the form or an old template left behind, and cells that are filled without saying anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from budgetgen.findings import Severity
from budgetgen.model.natures import Manner
from budgetgen.rules.material import Material, Matter
from budgetgen.rules.personal_data import personal_data
from budgetgen.rules.published_texts import Typed
from budgetgen.rules.registry import Problem, Topic, rule
from budgetgen.rules.wording.typed import around, slips_problem

_INSIDE: Final = re.compile(
    r"(?<![A-Za-z0-9])[xX]{2,}(?![A-Za-z0-9])|[×＊*ＸｘΧ]{2,}|[_＿]{2,}|[□○◯]{2,}|"
    r"待填写?|待补充|待完善|待核实|(?<!等)待定(?!点|向|岗|级|价)|请填写|请在此|此处填|此处写|在此填|填写说明|"
    r"[样示]例文字|(?<![\u4e00-\u9fff])(?:样例(?!县)|示例)|例文|(?:目标|指标|任务|项目|职责|措施|内容)(?:内容|名称|描述)\d+|"
    r"（略）|\(略\)|某某|TODO|N/A|#REF!|#N/A|#VALUE!|#NAME\?|#DIV/0!"
)
_WHOLE: Final = re.compile(
    r"(?:年度|绩效|总体|分项|项目)*(?:目标|指标|任务|职责|措施)(?:内容|名称|描述|值)?\s*\d*[：:。]?|内容|说明|描述|解释|名词|原因|标题|用途|测试|"
    r"同上。?|同前|见上|略。?|无内容|待[定填]|[.…。、\-—－/\\*]+|[\d.]+"
)
_NOTHING: Final = re.compile(r"(?:无|没有|暂无|空)[。.]?")
_BROKEN: Final = re.compile(r"(?:……|…|\.{3,})$")


@rule("form-text-left", Severity.WARNING, Topic.TEXT, ("form-itself",), needs=Matter.TEXTS)
def form_text_left(d: Material) -> Iterator[Problem]:
    """样例文字、空格占位和“同上”“无”之类应换成实际内容。"""
    yield from slips_problem(
        [each for each in d.texts if each.field != "value"],  # indicators' own rules
        _left,
        "是未替换的样例文字，或没有实际内容",
        "写明实际内容；不需要的，删去",
    )


def is_leftover(each: Typed) -> bool:
    """Whether other rules on its wording can keep silent."""
    return next(_left(each), None) is not None


def _left(each: Typed) -> Iterator[str]:
    text = each.text
    if personal_data(text):
        return  # Somebody's content; the rules on privacy speak of it.
    titled = each.manner in (Manner.NAME, Manner.SOURCE) and re.search("目标|措施", text)
    says_none = each.sheet in ("projects", "duties", "goals") and _NOTHING.fullmatch(text)
    if says_none or (_WHOLE.fullmatch(text) and not titled):
        yield text
        return
    match = _INSIDE.search(text) or (_BROKEN.search(text) if each.is_running else None)
    if match:
        yield around(text, match.start(), match.end())
