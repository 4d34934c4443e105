"""检查结果: the sheet in front that says in one line how it stands and lists every finding."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import ceil
from typing import Final

from budgetgen.findings import CellRef, Finding, Severity, standing, verdict
from budgetgen.workbook.file.grid import address
from budgetgen.workbook.file.patch import Element, new
from budgetgen.workbook.marks.cells import place_of
from budgetgen.workbook.marks.styles import HEAD, INK, MARKS, PAPER, PASSED, ResultLook, StylesPart
from budgetgen.workbook.marks.texts import excel_text

TITLE: Final = "检查结果"
HEADS: Final = ("严重程度", "位置", "问题", "办法", "规则编号", "依据", "豁免理由")
_WIDTHS: Final = (9, 26, 46, 42, 22, 26, 16)
_HINT: Final = (
    "点“位置”跳到那个单元格，鼠标停在单元格上看批注。红色：错误，必须改正；"
    "黄色：警告，改正或在“说明与豁免”写明理由；蓝色：提示。"
    "就在这个文件里改，保存后再检查一次，颜色、批注和本表自动更新。"
)
_FIRST_ROW: Final = len(("verdict", "hint", "heads")) + 1
_LAST: Final = address(1, len(HEADS))[:-1]
_LINE_HEIGHT: Final = 15
_LINKED: Final = 2
"""Places beside the link: LibreOffice does not wrap a linked cell, so the others stand under the message."""
_PLACES: Final = 60
"""More would not fit the highest row that there is."""
_HIGHEST: Final = 409
"""Points that Excel allows a row."""
_NO_PLACE: Final = CellRef("")


class ResultSheet:
    """The XML of the sheet; links lead to the sheets named, unless they are hidden."""

    def __init__(self, styles: StylesPart, ns: str, visible: Collection[str]) -> None:
        self._styles, self._ns = styles, ns
        self._visible = visible
        self._root = new(ns, "worksheet")

    def build(self, findings: Sequence[Finding]) -> Element:
        """The whole sheet."""
        last = f"A{_FIRST_ROW - 1}:{_LAST}{_FIRST_ROW - 1 + len(findings)}"
        setup = self._new("sheetPr")
        self._new("tabColor", setup, rgb=_verdict_colour(findings))
        self._new("pageSetUpPr", setup, fitToPage="1")
        self._view()
        self._new("sheetFormatPr", defaultRowHeight="15")
        cols = self._new("cols")
        for number, width in enumerate(_WIDTHS, 1):
            self._new(
                "col", cols, min=f"{number}", max=f"{number}", width=f"{width}", customWidth="1"
            )
        self._rows(findings)
        self._new("autoFilter", ref=last)
        merges = self._new("mergeCells", count="2")
        for row in (1, 2):
            self._new("mergeCell", merges, ref=f"A{row}:{_LAST}{row}")
        self._links(findings)
        edges = dict.fromkeys(("left", "right", "top", "bottom"), "0.5")
        new(self._ns, "pageMargins", self._root, **edges, header="0.3", footer="0.3")
        self._new(
            "pageSetup", paperSize="9", orientation="landscape", fitToWidth="1", fitToHeight="0"
        )
        return self._root

    def _view(self) -> None:
        views = self._new("sheetViews")
        view = self._new("sheetView", views, showGridLines="0", tabSelected="1", workbookViewId="0")
        top = f"A{_FIRST_ROW}"
        split = {"ySplit": str(_FIRST_ROW - 1), "topLeftCell": top}
        self._new("pane", view, **split, activePane="bottomLeft", state="frozen")
        self._new("selection", view, pane="bottomLeft", activeCell=top, sqref=top)

    def _rows(self, findings: Sequence[Finding]) -> None:
        data = self._new("sheetData")
        title = ResultLook(_verdict_colour(findings), INK, size=14, is_bold=True)
        self._row(data, 1, [verdict(findings)], [title] * len(HEADS), height=34)
        self._row(data, 2, [_HINT], [ResultLook()] * len(HEADS), height=36)
        head = ResultLook(HEAD, INK, is_bold=True, across="center")
        self._row(data, 3, HEADS, [head] * len(HEADS), height=22)
        for number, finding in enumerate(findings, _FIRST_ROW):
            texts = _texts(finding)
            height = min(_LINE_HEIGHT * max(map(_lines, texts, _WIDTHS)) + 6, _HIGHEST)
            self._row(data, number, texts, self._looks(finding), height=height)

    def _looks(self, finding: Finding) -> list[ResultLook]:
        severity = ResultLook(PAPER if finding.waived else MARKS[finding.severity], across="center")
        where = ResultLook(is_link=bool(self._target(finding)))
        return [severity, where, *[ResultLook()] * (len(HEADS) - 2)]

    def _row(
        self,
        data: Element,
        number: int,
        texts: Sequence[str],
        looks: Sequence[ResultLook],
        *,
        height: int,
    ) -> None:
        # Said outright: not every program fits the rows of a file it opens.
        row = self._new("row", data, r=str(number), ht=str(height), customHeight="1")
        for column, look in enumerate(looks, 1):
            style = str(self._styles.of(look))
            cell = self._new("c", row, r=address(number, column), s=style)
            if column <= len(texts) and texts[column - 1]:
                cell.set("t", "inlineStr")
                text = self._new("t", self._new("is", cell))
                text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                text.text = excel_text(texts[column - 1])

    def _links(self, findings: Sequence[Finding]) -> None:
        targets = [(row, self._target(f)) for row, f in enumerate(findings, _FIRST_ROW)]
        targets = [(row, target) for row, target in targets if target]
        if targets:
            links = self._new("hyperlinks")
            for row, target in targets:
                self._new("hyperlink", links, ref=f"B{row}", location=target, tooltip="转到这里")

    def _target(self, finding: Finding) -> str:
        """Where the link leads: the first place; a sheet as a whole at its first cell."""
        first = finding.at[0] if finding.at else _NO_PLACE
        if first.sheet not in self._visible:
            return ""
        place = place_of(first.cell)
        quoted = first.sheet.replace("'", "''")
        return f"'{quoted}'!{address(*place) if place else 'A1'}"

    def _new(self, tag: str, parent: Element | None = None, **attributes: str) -> Element:
        return new(self._ns, tag, self._root if parent is None else parent, **attributes)


def _texts(finding: Finding) -> tuple[str, ...]:
    cites = "\n".join(finding.cites)
    where, message = finding.places(_LINKED), finding.message
    if len(finding.at) > _LINKED:
        message += f"\n位置：{finding.places(_PLACES)}"
    said = (finding.severity.value, where, message, finding.remedy)
    return (*said, finding.rule, cites, finding.waived)


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column so many digits wide."""
    letters = (sum(1.1 if c.isascii() else 2.1 for c in line) for line in text.split("\n"))
    return sum(max(1, ceil(count / (width - 3))) for count in letters)


def _verdict_colour(findings: Sequence[Finding]) -> str:
    gravest = min((f.severity for f in standing(findings)), key=_rank, default=None)
    return PASSED if gravest is None else MARKS[gravest]


def _rank(severity: Severity) -> int:
    return severity.rank
