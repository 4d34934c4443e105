"""工作簿文件: opens what is an .xlsx by its content and says in words what else a file is."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from lxml import etree

from budgetgen.errors import UserError
from budgetgen.workbook.file import sniff
from budgetgen.workbook.file.grid import (
    Cell,
    Grid,
    Lookups,
    parse_formats,
    parse_grid,
    parse_strings,
)
from budgetgen.workbook.file.seen import shown
from budgetgen.workbook.layout import META_SHEET

MOST_BYTES: Final = 100 * 1024**2
MOST_UNPACKED: Final = 1024**3

_PROPERTIES: Final = frozenset({"core-properties", "custom-properties"})
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    EOFError,
    KeyError,
    ValueError,
    OSError,
    NotImplementedError,
)
T = TypeVar("T")


class WorkbookError(UserError):
    """A file that can't be read: what it is, and what the clerk can do."""

    def __init__(self, path: Path, message: str, remedy: str) -> None:
        super().__init__(f"{path.name}：{message}。办法：{remedy}。")
        self.path, self.message, self.remedy = path, message, remedy

    def __reduce__(self) -> tuple[type[WorkbookError], tuple[Path, str, str]]:
        return type(self), (self.path, self.message, self.remedy)


@dataclass(frozen=True, slots=True)
class TemplateId:
    """模板标识 that the writer left behind; empty for a workbook that is not from us."""

    profile: str = ""
    version: str = ""
    fingerprint: str = ""
    given: str = ""
    """财政部门已填 (``budgetgen.workbook.form.given``)."""
    year: str = ""
    """预算年度 for which it was given out; empty where nobody said."""
    hidden_sheet: bool = field(default=True, compare=False)
    """Whether 元数据 still says so, or only the file's properties do."""


META_KEYS: Final = {
    "格式方案": "profile",
    "profile": "profile",
    "模板编号": "profile",
    "模板版本": "version",
    "指纹": "fingerprint",
    "财政部门已填": "given",
    "预算年度": "year",
}
"""What 元数据 and, lest somebody delete that sheet, the file's own properties say."""


class SheetPart(NamedTuple):
    """工作表 as the workbook lists it."""

    title: str
    part: str
    hidden: bool


class Package:
    """An open .xlsx: its sheets, and each sheet's cells."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path = path
        self._archive = archive
        self._names = {_key(name): name for name in archive.namelist()}
        self._workbook = self._officedocument()
        if not self._workbook:
            raise WorkbookError(path, *sniff.describe_zip(frozenset(self._names)))
        self.sheets: tuple[SheetPart, ...] = self._guard(self._read_sheets)

    def grid(self, sheet: SheetPart, last_row: int = 0) -> Grid:
        """A sheet's cells, or those of its first rows."""
        return self._guard(lambda: self._read_grid(sheet, last_row))

    def _read_grid(self, sheet: SheetPart, last_row: int) -> Grid:
        with self._archive.open(self._names[_key(sheet.part)]) as source:
            return parse_grid(sheet.title, source, self._lookups, last_row)

    def _guard(self, read: Callable[[], T]) -> T:
        try:
            return read()
        except RuntimeError:
            encrypted = "压缩包设有密码，无法读取"
            raise WorkbookError(self.path, encrypted, sniff.SAVE_AS) from None
        except _BROKEN:
            raise WorkbookError(self.path, *sniff.DAMAGED) from None

    @cached_property
    def _lookups(self) -> Lookups:
        strings, formats = self._related("sharedStrings"), self._related("styles")
        return Lookups(
            self._parsed(strings, parse_strings),
            self._parsed(formats, parse_formats),
            self._from_1904,
        )

    def _parsed(self, part: str, parse: Callable[[Any], list[str]]) -> list[str]:
        if _key(part) not in self._names:
            return []
        with self._archive.open(self._names[_key(part)]) as source:
            return parse(source)

    def _officedocument(self) -> str:
        if "_rels/.rels" not in self._names:
            return ""
        for kind, target in self._guard(lambda: self._relations("")).values():
            if kind == "officeDocument" and target.lower().endswith(".xml"):
                root = self._guard(lambda part=target: self._root(part))  # type: ignore[misc]
                if root is not None and root.tag.endswith("main}workbook"):
                    return target
        return ""

    def _read_sheets(self) -> tuple[SheetPart, ...]:
        relations = self._relations(self._workbook)
        root = self._root(self._workbook)
        found = []
        for sheet in root.iter("{*}sheet"):
            id = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
            kind, part = relations.get(id, ("", ""))
            if kind == "worksheet":
                hidden = sheet.get("state", "visible") != "visible"
                found.append(SheetPart(sheet.get("name", ""), part, hidden))
        return tuple(found)

    @cached_property
    def properties(self) -> dict[str, str]:
        """文件属性 by name: those that programs keep (``modified``) and our own."""
        found: dict[str, str] = {}
        for kind, part in self._guard(lambda: self._relations("")).values():
            if kind in _PROPERTIES and _key(part) in self._names:
                for each in self._guard(lambda part=part: self._root(part)):  # type: ignore[misc]
                    name = each.get("name") or etree.QName(each).localname
                    found[name] = "".join(each.itertext()).strip()
        return found

    @cached_property
    def _from_1904(self) -> bool:
        settings = self._root(self._workbook).find("{*}workbookPr")
        return settings is not None and settings.get("date1904") in {"1", "true"}

    def _related(self, kind: str) -> str:
        targets = self._relations(self._workbook).values()
        return next((target for found, target in targets if found == kind), "")

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        root = self._root(rels)
        if root is None:
            return {}
        return {
            relation.get("Id", ""): (
                posixpath.basename(relation.get("Type", "")),
                posixpath.normpath(
                    posixpath.join("/", folder, relation.get("Target", "").replace("\\", "/"))
                ).lstrip("/"),
            )
            for relation in root.iter("{*}Relationship")
        }

    def _root(self, part: str) -> Any:
        name = self._names.get(_key(part))
        if name is None:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        return etree.fromstring(self._archive.read(name), parser)


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Open a workbook; raises WorkbookError for everything that is none."""
    _refuse_unreadable(path)
    try:
        archive = zipfile.ZipFile(path)
    except OSError as denied:
        raise WorkbookError(path, *_denied(denied)) from None
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise WorkbookError(path, *sniff.describe(path.name, path.read_bytes())) from None
    with archive:
        if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
            raise WorkbookError(path, *_too_large("解开后超过 1 GB"))
        yield Package(path, archive)


def _refuse_unreadable(path: Path) -> None:
    if path.is_dir():
        raise WorkbookError(path, "这是文件夹，不是工作簿", "写出文件夹里工作簿的文件名")
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            file.read(1)
    except FileNotFoundError:
        raise WorkbookError(
            path, f"没有这个文件：{path}", "核对文件夹和文件名，注意后缀 .xlsx"
        ) from None
    except OSError as denied:
        raise WorkbookError(path, *_denied(denied)) from None
    if size > MOST_BYTES:
        raise WorkbookError(path, *_too_large("超过 100 MB"))


def _denied(problem: OSError) -> sniff.FileVerdict:
    if isinstance(problem, PermissionError):
        return sniff.FileVerdict(
            "没有读取权限，或文件正在 WPS、Excel 里打开", "关闭打开文件的程序，或复制一份再试"
        )
    return sniff.FileVerdict(f"读取文件出错：{problem.strerror or problem}", "复制到本机硬盘再试")


def _too_large(how: str) -> sniff.FileVerdict:
    return sniff.FileVerdict(
        f"文件太大（{how}），可能不是预算工作簿",
        "删去图片、附件和没有内容的行列，或把内容粘贴到空白工作簿里",
    )


def identify_workbook(path: Path) -> TemplateId:
    """Profile, version, fingerprint, year; all empty where the file does not say."""
    with open_package(path) as package:
        return template_of(package)


def template_of(package: Package) -> TemplateId:
    """What 元数据 says, else what the file's properties do."""
    for sheet in package.sheets:
        if sheet.title.strip() == META_SHEET:
            found = _template(package.grid(sheet))
            if found.profile:
                return found
    known = package.properties.items()
    kept = {META_KEYS[name]: value for name, value in known if name in META_KEYS}
    return replace(_said(kept), hidden_sheet=False)


def _said(found: Mapping[str, str]) -> TemplateId:
    return TemplateId(
        profile=found.get("profile", ""),
        version=found.get("version", ""),
        fingerprint=found.get("fingerprint", ""),
        given=found.get("given", ""),
        year=found.get("year", ""),
    )


def _template(grid: Grid) -> TemplateId:
    found: dict[str, str] = {}
    for cells in grid.rows.values():
        texts: list[Cell] = [cells[column] for column in sorted(cells)]
        key = META_KEYS.get(shown(texts[0]))
        if key and len(texts) > 1:
            found[key] = shown(texts[1])
    return _said(found)
