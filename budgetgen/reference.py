"""Reference pages that repeat the code: docs/workbook.md and docs/rules.md are written from here.

``python -m budgetgen.reference`` rewrites them; a test holds that they are up to date.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from budgetgen.checks.registry import RULES, regulations
from budgetgen.workbook import layout

_SURE = {"page": "核对过转载页", "form": "见于公开表样", "knowledge": "未逐字核对"}


def workbook_page() -> str:
    """docs/workbook.md: every sheet and column of the workbook."""
    return "\n".join(_workbook())


def _workbook() -> Iterator[str]:
    yield "# 工作簿\n"
    yield "每张表的每一列。带 * 的必填；“可省”的列没有也行；公式列由程序重新计算，不读取。\n"
    yield f"## {layout.INFO_SHEET}\n"
    yield "每行一个项目，填在“内容”列。\n"
    yield from _columns(layout.INFO)
    for sheet in layout.SHEETS:
        yield f"\n## {sheet.title}\n\n{sheet.purpose}\n"
        yield from _columns(sheet.columns)
    yield ""


def _columns(columns: tuple[layout.Column, ...]) -> Iterator[str]:
    yield "| 列 | 类型 | 可填 | 说明 |\n| --- | --- | --- | --- |"
    for column in columns:
        options = [str(choice.value) for choice in column.choices or ()]
        listed = " / ".join(options) or " / ".join(column.suggestions)
        if column.from_profile:
            listed = "见格式方案"
        star = "*" if column.required else "（可省）" if column.optional else ""
        if column.kind is layout.Kind.FORMULA:
            star = ""
        yield f"| {column.title}{star} | {column.kind} | {listed} | {column.hint} |"


def rules_page() -> str:
    """docs/rules.md: every rule with severity, requirement and citation."""
    return "\n".join(_rules())


def _rules() -> Iterator[str]:
    yield "# 检查规则\n"
    yield "错误必须改正；警告可以在“说明与豁免”写明理由；提示供参考。\n"
    yield "| 规则编号 | 严重程度 | 要求 | 依据 |\n| --- | --- | --- | --- |"
    laws = regulations()
    for rule in RULES.values():
        cited = "；".join(f"{laws[id]['title']}（{_SURE[laws[id]['sure']]}）" for id in rule.cites)
        yield f"| {rule.id} | {rule.severity} | {rule.requirement} | {cited} |"
    yield ""


PAGES = {"docs/workbook.md": workbook_page, "docs/rules.md": rules_page}
"""Generated pages by their path in the repository."""


def main() -> None:
    """Rewrite all pages of a checkout."""
    import budgetgen.checks  # noqa: F401 - registers the rules

    root = Path(__file__).parent.parent
    for path, page in PAGES.items():
        (root / path).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
