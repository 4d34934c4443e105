"""Reference pages that repeat code and data, in docs/: workbook, rules, profile-settings, glossary, a list in tour.

``python -m budgetgen.reference`` rewrites them; a test holds that they are up to date.
"""

from __future__ import annotations

import ast
import json
import re
import types
from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from budgetgen.adapt.sentences import shape_members
from budgetgen.catalogue import finding_kinds
from budgetgen.document.text.names import FILTERS, NAMES
from budgetgen.document.words import PRINTED
from budgetgen.law.glossary import SCOPES, legal_terms, scoped, with_names
from budgetgen.law.regulations import regulations, requirements
from budgetgen.model import records as m
from budgetgen.model.budget import Budget
from budgetgen.model.natures import Printed, mark_of, title_of
from budgetgen.model.vocabulary import GoalPart, Item
from budgetgen.profiles import Profile
from budgetgen.profiles.parts import DocumentPart, TableForm
from budgetgen.profiles.settings import (
    Assets,
    CostGroup,
    GlossaryTerm,
    IncomeKind,
    OperatingCost,
    Procurement,
    ProjectForm,
)
from budgetgen.rules.material import Matter
from budgetgen.rules.registry import RULES
from budgetgen.tables.catalog import SPECS
from budgetgen.tables.engine import Figure, Naming
from budgetgen.tables.figures import Figures
from budgetgen.workbook import layout
from budgetgen.workbook.columns import Column, Kind

ROOT = Path(__file__).parent.parent
_ROOMS, _END_OF_ROOMS = "<!-- rooms -->", "<!-- /rooms -->"
_SURE = {"page": "核对过转载页", "form": "见于公开表样", "knowledge": "未逐字核对"}


def workbook_page() -> str:
    """docs/workbook.md: every sheet and column of the workbook."""
    return "\n".join(_workbook())


def _workbook() -> Iterator[str]:
    yield "# 工作簿\n"
    yield "每张表的每一列。带 * 的必填；“可省”的列没有也行；公式列由程序重新计算，不读取。\n"
    yield "“公开”一列说这里的文字什么时候印进公开文件；印出的都要检查行文，不公开的一处也不印。\n"
    yield f"## {layout.INFO_SHEET}\n"
    yield "每行一个项目，填在“内容”列。\n"
    yield from columns_table(m.Info, layout.INFO)
    for sheet in layout.SHEETS:
        yield f"\n## {sheet.title}\n\n{sheet.purpose}\n"
        yield from columns_table(sheet.record, sheet.columns)
    yield ""


def columns_table(record: type[m.Record], columns: tuple[Column, ...]) -> Iterator[str]:
    """The columns of a sheet with what the model says of their fields."""
    yield "| 列 | 类型 | 可填 | 公开 | 说明 |\n| --- | --- | --- | --- | --- |"
    for column in columns:
        options = [str(choice.value) for choice in column.choices or ()]
        listed = " / ".join(options) or " / ".join(column.suggestions)
        if column.from_profile:
            listed = "见格式方案"
        star = "*" if column.required else "（可省）" if column.optional else ""
        if column.kind is Kind.FORMULA:
            star = ""
        shown = _shown(record, column)
        yield f"| {column.title}{star} | {column.kind} | {listed} | {shown} | {column.hint} |"


def _shown(record: type[m.Record], column: Column) -> str:
    """When a text is printed; nothing for figures and codes, of which the tables say it."""
    if column.kind not in (Kind.TEXT, Kind.LONG):
        return ""
    return str(mark_of(record, column.field, Printed) or "不公开")


def rules_page() -> str:
    """docs/rules.md: every rule with severity, requirement and citation."""
    return "\n".join(_rules())


def _rules() -> Iterator[str]:
    yield "# 检查规则\n"
    yield "错误必须改正；警告可以在“说明与豁免”写明理由；提示供参考。\n"
    yield (
        "要看：缺了这些就不作判断。以前的编号在“说明与豁免”里仍然有效。"
        "每个编号都有例子或测试，在 tests 里找得到。\n"
    )
    yield "| 规则编号 | 严重程度 | 要求 | 位置 | 要看 | 依据 | 例子 |\n| --- | --- | --- | --- | --- | --- | --- |"
    laws = regulations()
    for rule in sorted(RULES.values(), key=lambda rule: (rule.topic, rule.id)):
        cited = "；".join(f"{laws[id]['title']}（{_SURE[laws[id]['sure']]}）" for id in rule.cites)
        example = f"tests/rules/cases/{rule.id}.md"
        shown, place = f"[看](../{example})", _pointed_at(ROOT / example)
        id = _with_former(rule.id, rule.formerly)
        yield f"| {id} | {rule.severity} | {rule.requirement} | {place} | {_needed(rule.needs)} | {cited} | {shown} |"
    yield from _other_findings()
    yield from _requirements()
    yield ""


def _with_former(id: str, formerly: tuple[str, ...]) -> str:
    return f"{id}（以前：{'、'.join(formerly)}）" if formerly else id


def _pointed_at(example: Path) -> str:
    """The sheets that the findings of an example point at."""
    found = re.findall(r"(?m)^- ([^!：　]+)[!　]", example.read_text(encoding="utf-8"))
    return "、".join(dict.fromkeys(found))


def _needed(needs: Matter) -> str:
    made = {Matter.TABLES: "预算表", Matter.TEXTS: "公开文字"}
    return "、".join(made.get(each) or title_of(Budget, str(each.name).lower()) for each in needs)


def _other_findings() -> Iterator[str]:
    """What is said by others than rules, group by group."""
    groups = groupby(finding_kinds().values(), key=lambda kind: kind.group)
    for group, kinds in groups:
        yield f"\n## {group}\n"
        yield "| 编号 | 严重程度 | 说的是 | 位置 | 测试 |\n| --- | --- | --- | --- | --- |"
        for kind in kinds:
            grave = " / ".join(kind.severity)
            id = _with_former(kind.id, kind.formerly)
            test = shown_by(kind.id)
            shown = f"[{Path(test).name}](../{test})"
            yield f"| {id} | {grave} | {kind.means} | {kind.place} | {shown} |"


def shown_by(id: str) -> str:
    """The first test that names an id; '' where none does."""
    named = re.compile(rf"(?<![\w-]){re.escape(id)}(?![\w-])")
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        if named.search(path.read_text(encoding="utf-8")):
            return path.relative_to(ROOT).as_posix()
    return ""


def _requirements() -> Iterator[str]:
    """Every requirement and what sees to it."""
    yield "\n# 公开要求怎样落实\n"
    yield "检查：由规则检查填报的内容。推算：由程序算出或印出，破坏了所列的测试就通不过。不查：工作簿里看不出。\n"
    yield (
        "把握：forms n/5 = 五份公开文件中 n 份可见；page = 核对过转载页；knowledge = 按通行理解；"
        "inferred = 由表间关系推出。\n"
    )
    yield "| 编号 | 要求 | 依据 | 把握 | 怎样落实 |\n| --- | --- | --- | --- | --- |"
    laws = regulations()
    for id, each in requirements().items():
        cited = "；".join(laws[cite]["title"] for cite in each["cites"])
        yield f"| {id} | {each['asks']} | {cited} | {each['sure']} | {_met(each)} |"


def _met(each: Mapping[str, Any]) -> str:
    parts = []
    if rules := each.get("rules"):
        parts.append(f"检查：{'、'.join(rules)}")
    if tests := each.get("tests"):
        parts.append(f"推算：{'、'.join(f'`{test}`' for test in tests)}")
    if why := each.get("unchecked"):
        parts.append(f"不查：{why}")
    return "；".join(parts)


def settings_page() -> str:
    """docs/profile-settings.md: every setting of a profile, every table form, every name in sentences."""
    return "\n".join(_settings())


def _settings() -> Iterator[str]:
    yield "# 格式方案的设置、表样和名称\n"
    yield "怎样做一套自己的格式方案，见 [profiles.md](profiles.md)。\n"
    yield "## profile.toml 的设置\n"
    yield "没有写默认值的，base 里都有；只写与上一套不同的就行。\n"
    yield from _keys(Profile)
    inner: dict[str, type[BaseModel]] = {
        "[project]": ProjectForm, "[procurement]": Procurement, "[assets]": Assets,
        "[operating_cost]": OperatingCost, "operating_cost.groups 的每一项": CostGroup,
        "[[parts]] 的每一个部分": DocumentPart, "[form.〈表样编号〉]": TableForm,
        "income_kinds 的每一项": IncomeKind, "[[glossary]] 的每一条": GlossaryTerm,
    }  # fmt: skip
    for title, model in inner.items():
        yield f"\n### {title}\n"
        yield from _keys(model)
    yield "\n## 表样\n\n写在 tables 里。同一张表的几种样子，选一种。\n"
    yield "| 编号 | 表名 | 栏目 | 固定的行 |\n| --- | --- | --- | --- |"
    for spec in SPECS.values():
        heads = "，".join(measure.path for side in spec.sides for measure in side.measures)
        body = spec.sides[0].rows((), Naming(str, str, ())).body
        rows = "，".join(row.texts[0].strip() for row in body)
        yield f"| {spec.id} | {spec.title} | {heads} | {rows} |"
    yield "\n## 印出的其他叫法\n"
    yield "表样、附表里的词以外，这些也可以在 [labels] 里改；左边照抄，右边只能用左边有的花括号。\n"
    yield "、".join(f"`{text}`" for text in PRINTED)
    yield "\n## 正文里可用的名称\n\n写成 {{ 名称 }}。\n"
    yield "| 名称 | 是什么 |\n| --- | --- |"
    yield from (f"| {name} | {each.text} |" for name, each in NAMES.items())
    yield "\n| 金额 | 是什么 |\n| --- | --- |"
    yield from _figures()
    yield "\n| 与上年相比 | 事项 |\n| --- | --- |"
    yield from (f"| changes.{item.name.lower()} | {item} |" for item in Item)
    yield "\n每个事项有 known（填没填上年数）、amount、direction、reason。\n"
    yield "| 整体绩效 | 部分 |\n| --- | --- |"
    yield from (f"| goals.{part.name.lower()} | {part} |" for part in GoalPart)
    yield "\n每个部分是一列，每项有 title、texts、indicators。\n"
    yield "| 竖线后面 | 作用 |\n| --- | --- |"
    yield from (f"| {name} | {text} |" for name, text in FILTERS.items())
    yield ""


def _keys(model: type[BaseModel]) -> Iterator[str]:
    yield "| 设置 | 可填 | 默认 | 说明 |\n| --- | --- | --- | --- |"
    for key, field in model.model_fields.items():
        if model is Profile and key in ("id", "folders"):
            continue
        plain = field.default is not None and not isinstance(field.default, BaseModel)
        default = "" if field.is_required() or not plain else _toml(field.default)
        yield f"| {key} | {_allowed(field.annotation)} | {default} | {field.description} |"


def _allowed(hint: Any) -> str:
    """The words that a setting takes, or what kind of thing it is."""
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return " / ".join(_toml(each.value) for each in hint)
    inner: Any = get_origin(hint)
    if inner is Literal:
        return " / ".join(map(_toml, get_args(hint)))
    if inner in (Union, types.UnionType):
        return " / ".join(_allowed(each) for each in get_args(hint))
    if inner is tuple:
        words = _allowed(get_args(hint)[0])
        return f"[ ]，其中 {words}" if words.startswith('"') else "[ ]"
    return {bool: "true / false", str: "文字", int: "整数"}.get(hint, "一组")


def _toml(value: object) -> str:
    return "" if value is PydanticUndefined else json.dumps(value, ensure_ascii=False)


def _figures() -> Iterator[str]:
    for name, shape in (shape_members(Figures) or {}).items():
        said = re.match("[“”（）、, \u4e00-\u9fff]+", getattr(Figures, name, Figures).__doc__ or "")
        if said and name != "changes":
            kind = "" if shape is Figure else "（一列，每项有 name、figure）"
            yield f"| figures.{name} | {said[0].strip().replace(', ', '、')}{kind} |"


def glossary_page() -> str:
    """docs/glossary.md: every term of the law with its explanation, other names, source and sureness."""
    return "\n".join(_glossary())


def _glossary() -> Iterator[str]:
    scope = f"{SCOPES[0]}（{SCOPES[1]}）"
    yield "# 法定名词解释\n"
    yield (
        "格式方案的 [[glossary]] 列了名词、没有写 text 的，印这里的解释；表和文字里用到而没有列的，也从这里补上，"
        '按这里的次序（explain = "listed" 的不补）。\n'
    )
    yield (
        "用到：印出了名词、又称、表中的叫法或一并解释的词。“基本支出”在另一个更长的名词里面，不算用到。"
        "表中的叫法印出了的，解释后面注明。[labels] 改了叫法的，名词和解释跟着改。\n"
    )
    yield "| 名词 | 解释 | 又称 | 表中的叫法 | 一并解释 | 依据 |\n| --- | --- | --- | --- | --- | --- |"
    laws = regulations()
    for key, each in legal_terms().items():
        said = with_names(scoped(each.text, scope), str)
        cited = "；".join(laws[id]["title"] for id in each.cites)
        others = " | ".join("、".join(words) for words in (each.also, each.tables, each.parts))
        yield f"| {scoped(key, scope)} | {said} | {others} | {cited}（{_SURE[each.sure]}） |"
    yield ""


def tour_page() -> str:
    """docs/tour.md, its list of rooms written anew from what the packages say of themselves."""
    page = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
    before, rest = page.split(f"{_ROOMS}\n", 1)
    after = rest.split(f"{_END_OF_ROOMS}\n", 1)[1]
    return f"{before}{_ROOMS}\n{''.join(rooms())}{_END_OF_ROOMS}\n{after}"


def rooms() -> Iterator[str]:
    """A line for each package but the whole, deeper ones further in."""
    for init in sorted((ROOT / "budgetgen").rglob("__init__.py")):
        room = init.parent.relative_to(ROOT / "budgetgen")
        if room.parts:
            said = ast.get_docstring(ast.parse(init.read_text(encoding="utf-8"))) or ""
            first = said.split("\n\n")[0].replace("\n", " ")
            yield f"{'  ' * (len(room.parts) - 1)}- `{room}/` {first}\n"


PAGES = {
    "docs/workbook.md": workbook_page,
    "docs/rules.md": rules_page,
    "docs/profile-settings.md": settings_page,
    "docs/glossary.md": glossary_page,
    "docs/tour.md": tour_page,
}
"""Generated pages by their path in the repository."""


def write_pages() -> None:
    """Rewrite all pages of a checkout."""
    import budgetgen.rules  # noqa: F401 - registers the rules

    for path, page in PAGES.items():
        (ROOT / path).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write_pages()
