"""批注: the clerk's own workbook comes back with coloured cells, comments and a first sheet 检查结果.

Only parts that must change are written anew; saving through openpyxl would lose cached values and more.
What a cell was before stands in the comment itself and travels with it, so that the next run can clear
the marks whatever program saved the file in between.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from budgetgen.findings import Finding, standing
from budgetgen.workbook.file.grid import Grid
from budgetgen.workbook.file.package import open_package
from budgetgen.workbook.file.patch import STYLES, WORKSHEET, Element, Patch, namespace, new
from budgetgen.workbook.file.seen import shown
from budgetgen.workbook.marks.cells import Place, SheetXml, place_of
from budgetgen.workbook.marks.comments import Comments
from budgetgen.workbook.marks.result_sheet import HEADS, TITLE, ResultSheet
from budgetgen.workbook.marks.styles import StylesPart, empty_styles
from budgetgen.workbook.marks.texts import AUTHOR, Marker, Run
from budgetgen.workbook.marks.threads import forget_speaker

_SEARCHED_ROWS: Final = 10
_SELECTED: Final = re.compile(rb"tabSelected\s*=\s*[\"'](1|true)")
_GOES_WITH_SHEET: Final = frozenset(
    {"printerSettings", "comments", "threadedComment", "vmlDrawing"}
)


class _Listed(NamedTuple):
    """A sheet as the workbook lists it; part is empty where it leads nowhere."""

    element: Element
    title: str
    part: str
    kind: str


def annotate_workbook(source: Path, findings: Sequence[Finding]) -> bytes:
    """The workbook with these findings marked in it, and none of an earlier run.

    Raises WorkbookError for what is no workbook.
    """
    with open_package(source) as package:
        heads = [(s.title, package.grid(s, _SEARCHED_ROWS)) for s in package.sheets]
    book = _Book(Patch(source))
    book.clear({title for title, grid in heads if _is_result(grid)})
    book.mark(findings)
    book.put_in_front(findings)
    return book.patch.to_bytes()


def _is_result(grid: Grid) -> bool:
    """Whether this is the sheet that we wrote, whatever it is called by now."""
    rows = ([shown(cell) for _, cell in sorted(row.items())] for row in grid.rows.values())
    return list(HEADS) in rows


class _Book:
    """The workbook being marked."""

    def __init__(self, patch: Patch) -> None:
        self.patch = patch
        self._part = patch.workbook
        self._root = patch.root(self._part)
        self._open: dict[str, tuple[SheetXml, Comments]] = {}
        styles = patch.related(self._part, "styles")
        if styles is None:
            self._style_part = posixpath.join(posixpath.dirname(self._part), "styles.xml")
            patch.add(self._style_part, empty_styles(), STYLES)
            patch.relate(self._part, "styles", self._style_part)
        else:
            self._style_part = styles.target
        self._styles = StylesPart(patch.root(self._style_part))

    def _sheets(self) -> Iterator[_Listed]:
        relations = {each.id: each for each in self.patch.relations(self._part)}
        for element in self._root.iterfind("{*}sheets/{*}sheet"):
            ids = (value for key, value in element.items() if key.endswith("}id"))
            found = relations.get(next(ids, ""))
            if found and self.patch.has(found.target):
                yield _Listed(element, element.get("name", ""), found.target, found.kind)

    def _sheet(self, part: str) -> tuple[SheetXml, Comments]:
        if part not in self._open:
            sheet = SheetXml(self.patch.root(part))
            self._open[part] = sheet, Comments(self.patch, part, sheet)
        return self._open[part]

    # Clearing an earlier run ---------------------------------------------------------------------

    def clear(self, results: set[str]) -> None:
        """Take marks, comments and the sheet of an earlier run away; styles that only they had too."""
        for listed in list(self._sheets()):
            if listed.title in results:
                self._drop(listed)
        if not results and not self._has_our_comments():
            return
        used = 0
        for listed in self._sheets():
            if listed.kind == "worksheet":
                self._clear_sheet(listed.part)
                styled = self._sheet(listed.part)[0].styled()
                used = max([used, *(int(each.get(name, "0")) for _, each, name in styled)])
        forget_speaker(self.patch)
        self._styles.tidy(used)
        self.patch.touch(self._style_part)

    def _has_our_comments(self) -> bool:
        parts = self.patch.parts(r".*comments?[^/]*\.xml")
        return any(AUTHOR.encode() in self.patch.raw(part) for part in parts)

    def _clear_sheet(self, part: str) -> None:
        sheet, comments = self._sheet(part)
        markers = comments.strip()
        usual = _usual_fills(markers)
        for place, element, name in list(sheet.styled()):
            style = int(element.get(name, "0"))
            if not self._styles.is_marked(style):
                continue
            marker = markers.get(place) if place else None
            hint = int(marker.style) if marker and marker.style.isdigit() else 0
            fill = marker.fill if marker else usual.get(place[1] if place else 0, "none")
            element.set(name, str(self._styles.restored(style, fill, hint)))
            if marker and marker.style == "-" and element.get(name) == "0":
                del element.attrib[name]
            self.patch.touch(part)
        for place, marker in markers.items():
            if marker and marker.made != "-":
                sheet.unmake(place, marker.made)
                self.patch.touch(part)

    def _drop(self, listed: _Listed) -> None:
        sheets = self._root.find("{*}sheets")
        assert sheets is not None
        index = list(sheets).index(listed.element)
        sheets.remove(listed.element)
        self._shift_names(lambda old: None if old == index else old - (old > index))
        if self.patch.root(listed.part).find(".//{*}f") is not None:
            self._unrelate(self._part, "calcChain")
        for relation in self.patch.relations(listed.part):
            if relation.kind in _GOES_WITH_SHEET:
                self.patch.remove(relation.target)
        self._unrelate(self._part, listed.part)
        self.patch.touch(self._part)

    def _unrelate(self, part: str, what: str) -> None:
        """Drop a part and the relation to it, by its kind or its name."""
        for relation in self.patch.relations(part):
            if what in (relation.kind, relation.target):
                self.patch.unrelate(part, relation.id)
                self.patch.remove(relation.target)

    def _shift_names(self, moved: Callable[[int], int | None]) -> None:
        """Names that belong to one sheet know it by its place in the row of sheets."""
        names = self._root.find("{*}definedNames")
        for name in [] if names is None else list(names):
            old = name.get("localSheetId")
            new = moved(int(old)) if old else None
            if new is not None:
                name.set("localSheetId", str(new))
            elif old and names is not None:
                names.remove(name)
        if names is not None and not len(names):
            self._root.remove(names)

    # Marking -------------------------------------------------------------------------------------

    def mark(self, findings: Sequence[Finding]) -> None:
        """Colour each bad cell and say in its comment what is wrong; waived ones are only listed."""
        parts = {s.title: s.part for s in self._sheets() if s.kind == "worksheet"}
        marks: dict[tuple[str, Place], list[tuple[Finding, str]]] = {}
        for finding in standing(findings):
            for ref in finding.at:
                place = place_of(ref.cell)
                if place and ref.sheet in parts:
                    part = parts[ref.sheet]
                    anchor = self._sheet(part)[0].anchor(place)
                    said = marks.setdefault((part, anchor), [])
                    here = finding, finding.message_at(ref)
                    if here not in said:
                        said.append(here)
        for (part, place), said in marks.items():
            self._mark(part, place, said)

    def _mark(self, part: str, place: Place, said: Sequence[tuple[Finding, str]]) -> None:
        sheet, comments = self._sheet(part)
        cell, made = sheet.cell(place), "-"
        if cell is None:
            cell, made = sheet.make(place)
        old = int(cell.get("s", "0"))
        gravest = min((f.severity for f, _ in said), key=lambda severity: severity.rank)
        marker = Marker(cell.get("s", "-"), made, 0, self._styles.describe(old))
        cell.set("s", str(self._styles.marked(old, gravest)))
        comments.append(place, _said(said), marker)
        self.patch.touch(part)
        self.patch.touch(self._style_part)

    # The sheet in front --------------------------------------------------------------------------

    def put_in_front(self, findings: Sequence[Finding]) -> None:
        """Insert 检查结果 as the first sheet and let the workbook open there."""
        listed = list(self._sheets())
        self._unselect(listed)
        visible = {
            each.title for each in listed if each.element.get("state", "visible") == "visible"
        }
        part = self.patch.free("xl/worksheets/sheet{}.xml")
        sheet = ResultSheet(self._styles, namespace(self._root), visible).build(findings)
        self.patch.add(part, sheet, WORKSHEET)
        self.patch.touch(self._style_part)
        self._list_first(self.patch.relate(self._part, "worksheet", part))
        self._shift_names(lambda old: old + 1)
        self._open_first()
        self.patch.touch(self._part)

    def _list_first(self, relation: str) -> None:
        sheets = self._root.find("{*}sheets")
        assert sheets is not None
        taken = {each.get("name", "").casefold() for each in sheets}
        names = [TITLE, *(f"{TITLE}{number}" for number in range(2, len(taken) + 3))]
        element = new(namespace(sheets), "sheet")
        element.set("name", next(name for name in names if name.casefold() not in taken))
        element.set("sheetId", str(max(int(s.get("sheetId", "0")) for s in sheets) + 1))
        element.set(f"{{{self.patch.office}}}id", relation)
        sheets.insert(0, element)

    def _open_first(self) -> None:
        views = self._root.find("{*}bookViews")
        if views is None:
            views = new(namespace(self._root), "bookViews")
            new(namespace(self._root), "workbookView", views)
            sheets = self._root.find("{*}sheets")
            assert sheets is not None
            sheets.addprevious(views)
        for view in views:
            for attribute in ("activeTab", "firstSheet"):
                view.attrib.pop(attribute, None)

    def _unselect(self, listed: Sequence[_Listed]) -> None:
        """Two selected sheets are a group: what is typed in one would be typed in both."""
        for each in listed:
            if not _SELECTED.search(self.patch.raw(each.part)):
                continue
            for view in self.patch.root(each.part).iterfind("{*}sheetViews/{*}sheetView"):
                if view.attrib.pop("tabSelected", None):
                    self.patch.touch(each.part)


def _usual_fills(markers: Mapping[Place, Marker | None]) -> dict[int, str]:
    """What cells of a column had before, for coloured ones whose comment is gone."""
    fills: dict[int, Counter[str]] = {}
    for (_, column), marker in markers.items():
        if marker:
            fills.setdefault(column, Counter())[marker.fill] += 1
    return {column: counter.most_common(1)[0][0] for column, counter in fills.items()}


def _said(findings: Sequence[tuple[Finding, str]]) -> Iterator[Run]:
    for finding, message in findings:
        yield Run(f"\n{finding.severity}：", is_bold=True)
        yield Run(f"{message}\n办法：{finding.remedy}\n规则：{finding.rule}\n")
