"""科目表: code lists for looking up and drop-downs, on one sheet that people may read and filter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from budgetgen.model.subjects import Catalogue
from budgetgen.profiles import Profile
from budgetgen.workbook.layout import INFO, SHEETS, SUBJECT_SHEET, Column
from budgetgen.workbook.sums import letter

YES_NO = ("是", "否")


@dataclass(frozen=True)
class ListColumn:
    """One column of the sheet: head and words."""

    title: str
    words: tuple[str, ...]


class Lists:
    """The sheet's columns and the ranges that formulas and drop-downs refer to."""

    def __init__(self, profile: Profile, year: int) -> None:
        self.columns = [*_subjects(profile, year), ListColumn("是否", YES_NO), *_choices()]
        self._place = {column.title: index for index, column in enumerate(self.columns)}

    def range(self, title: str) -> str:
        """Absolute range of a column's words."""
        at = letter(self._place[title])
        last = max(len(self.columns[self._place[title]].words), 1) + 1
        return f"{SUBJECT_SHEET}!${at}$2:${at}${last}"

    def name_formula(self, code_cell: str, codes: str, names: str) -> str:
        """The name beside a code."""
        found = f"INDEX({self.range(names)},MATCH({code_cell},{self.range(codes)},0))"
        return f'=IF({code_cell}="","",IFERROR({found},""))'

    def source(self, column: Column) -> str:
        """Where the drop-down of a column takes its words from; empty where it has none."""
        title = choice_title(column)
        return f"={self.range(title)}" if title in self._place else ""


def choice_title(column: Column) -> str:
    """The list that a column's drop-down shows."""
    if column.choices:
        return column.choices.__name__
    return f"{column.title}（可选）" if column.suggestions else ""


def _subjects(profile: Profile, year: int) -> Iterator[ListColumn]:
    function, economic = profile.function_catalogue, profile.economic_catalogue
    for title, catalogue in (("功能科目", function), ("经济科目", economic)):
        subjects = catalogue.all(year)
        yield ListColumn(f"{title}编码", tuple(s.code for s in subjects))
        yield ListColumn(f"{title}名称", tuple(s.name for s in subjects))
    purchases: Catalogue = profile.procurement_catalogue
    yield ListColumn("采购目录序号", tuple(s.code for s in purchases.all(year)))
    yield ListColumn("采购目录名称", tuple(s.name for s in purchases.all(year)))


def _choices() -> Iterator[ListColumn]:
    seen: set[str] = set()
    columns = (*INFO, *(column for sheet in SHEETS for column in sheet.columns))
    for column in columns:
        title = choice_title(column)
        if title and title not in seen:
            seen.add(title)
            yield ListColumn(title, _words(column.choices) or column.suggestions)


def _words(choices: type[Enum] | None) -> tuple[str, ...]:
    return tuple(str(choice.value) for choice in choices) if choices else ()
