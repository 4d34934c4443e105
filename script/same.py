"""Everything the program makes of the examples, as two lists: SHA-256 of its files, SHA-256 of its words.

*Equal bytes*: all files of ``build``, plain, as a draft, accessible and of each unit; forms blank, with the
sample, prefilled and carried over; annotated copies and redlines of twelve slips.
*Equal words*: what ``check``, ``explain``, ``diff`` and ``collect`` say, and the text of pages, memos, self-checks
and ledgers. A change of how the code is laid out changes neither.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import os
import re
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from docx import Document
from lxml import etree
from openpyxl import Workbook, load_workbook

from budgetgen.cli import main as budgetgen

ROOT: Final = Path(__file__).resolve().parent.parent
LISTS: Final = ROOT / "tests" / "same"
WORK: Final = ROOT / "build" / "same"
EXAMPLES: Final = {path.parent.name: path for path in sorted((ROOT / "examples").glob("*/*.xlsx"))}
PROFILES: Final = sorted(each.name for each in (ROOT / "templates").glob("*-*"))
UNITS: Final = {"shifan-2025": ("205001", "205002", "205003", "205004")}
RICH, SMALL, WHOLE = "shifan-2024", "small-2024", "shifan-2025"
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class Slip:
    """One cell of an example typed wrongly: the ``row``-th row under the head ``column``."""

    name: str
    example: str
    sheet: str
    column: str
    row: int
    value: str | int | float | None


SLIPS: Final = (
    Slip("amount", RICH, "收支明细", "金额", 3, 123456.78),
    Slip("amount-in-words", SMALL, "收支明细", "金额", 2, "十二万元整"),
    Slip("function-unknown", RICH, "收支明细", "功能科目编码", 5, "2999999"),
    Slip("economic-missing", SMALL, "收支明细", "经济科目编码", 2, None),
    Slip("category-unknown", WHOLE, "收支明细", "支出类别", 2, "人员类经费支出"),
    Slip("project-renamed", RICH, "项目", "项目名称", 3, "示范县中小企业融资服务（调整）"),
    Slip("project-unknown", SMALL, "绩效指标", "项目编码", 2, "99999999P00000"),
    Slip("target", RICH, "绩效指标", "指标值", 2, "≥4家"),
    Slip("reason", RICH, "增减原因", "原因", 2, "人员经费减少"),
    Slip("purchase", RICH, "政府采购", "数量", 2, 3),
    Slip("duty", WHOLE, "部门职责", "内容", 4, "一、负责辖区内学校管理，联系电话 13912345678，共5所学校。"),
    Slip("unit", WHOLE, "机构设置", "单位名称", 3, "示范县第九十九中学"),
)  # fmt: skip

ROSTER: Final = {
    "基本信息": (("预算年度", "金额单位"), (2027, "万元")),
    "部门": (
        ("部门编码", "部门名称", "部门简称", "口径", "财政级次", "格式方案", "联系人"),
        ("304", "示范县科学技术局", "示范县科工局", "部门", "县", "", "经办人"),
        ("051", "示范县档案馆", "", "单位", "县", "", ""),
    ),
    "单位": (
        ("部门编码", "单位编码", "单位名称", "单位性质", "单位规格", "经费保障形式"),
        ("304", "304001", "示范县科学技术局本级", "行政", "正科级", "财政拨款"),
        ("304", "304002", "示范县科技馆", "公益一类", "", ""),
    ),
    "上年预算": (
        ("部门编码", "单位编码", "事项", "金额"),
        ("304", "", "基本支出", 12.5),
        ("304", "", "公务接待费", 0),
    ),
    "批复控制数": (
        ("部门编码", "单位编码", "资金来源", "上年结转", "支出类别", "项目编码", "控制数", "批复数"),
        ("304", "304001", "一般公共预算", "", "人员经费", "", 120, None),
        ("304", "", "政府性基金", "是", "", "", 3.5, None),
    ),
}  # fmt: skip


# Inputs ------------------------------------------------------------------------------------------


def slipped(slip: Slip) -> Path:
    """An example with one slip in it; nothing else of the file changes, whenever it is made."""
    source = EXAMPLES[slip.example]
    sheet = load_workbook(source, read_only=False)[slip.sheet]
    column = next(cell.column_letter for cell in sheet[1] if cell.value == slip.column)
    target = WORK / "slips" / f"{slip.name}.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        part = _part(old, slip.sheet)
        for item in old.infolist():
            data = old.read(item)
            if item.filename == part:
                data = _typed(data, f"{column}{slip.row}", slip.value)
            new.writestr(zipfile.ZipInfo(item.filename), data, zipfile.ZIP_DEFLATED)
    return target


def _part(book: zipfile.ZipFile, title: str) -> str:
    """The part in which a sheet lies."""
    sheets = etree.fromstring(book.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
    id = next(each.get(_RELATION) for each in sheets if each.get("name") == title)
    relations = etree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    return "xl/" + next(str(each.get("Target")) for each in relations if each.get("Id") == id)


def _typed(data: bytes, at: str, value: str | float | None) -> bytes:
    sheet = etree.fromstring(data)
    cell = next(each for each in sheet.iter(f"{_MAIN}c") if each.get("r") == at)
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if isinstance(value, str):
        cell.set("t", "inlineStr")
        inner = etree.SubElement(cell, f"{_MAIN}is")
        etree.SubElement(inner, f"{_MAIN}t").text = value
    elif value is not None:
        etree.SubElement(cell, f"{_MAIN}v").text = str(value)
    return etree.tostring(sheet, xml_declaration=True, encoding="UTF-8", standalone=True)


def roster() -> Path:
    """A bureau's list of two departments."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in ROSTER.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = WORK / "roster.xlsx"
    book.save(path)
    return path


def inbox() -> Path:
    """A folder of what came back: all examples, a slip, a file that is none."""
    folder = WORK / "inbox"
    folder.mkdir()
    for path in (*EXAMPLES.values(), WORK / "slips" / "amount-in-words.xlsx"):
        shutil.copy(path, folder / path.name)
    (folder / "说明.xlsx").write_bytes("不是工作簿".encode())
    for path in folder.iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return folder


# Jobs --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Job:
    """One command and what of it is listed."""

    name: str
    command: tuple[str | Path, ...]
    bytes_of: tuple[Path, ...] = ()
    """Files or folders whose bytes are listed."""
    words_of: tuple[Path, ...] = ()
    """Files whose text is listed."""
    says: bool = True
    """Whether what is printed is listed."""


@dataclass(slots=True)
class Lists:
    """The lines of both lists."""

    bytes: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def first_jobs() -> Iterator[Job]:
    """What needs only examples, slips and the roster."""
    for name, path in EXAMPLES.items():
        for way in ("", "--draft", "--accessible"):
            out = WORK / "build" / f"{name}{way}"
            said = ("build", path, "-o", out, *filter(None, [way]))
            yield Job(f"build/{name}{way}", said, (out,))
        page = WORK / "selfcheck" / f"{name}.docx"
        yield Job(f"check/{name}", ("check", path, "--selfcheck", page), words_of=(page,))
        yield Job(f"check-json/{name}", ("check", path, "--json"))
        yield Job(f"explain/{name}", ("explain", path, "3", "合计", "基本支出"))
        for code in UNITS.get(name, ()):
            out = WORK / "build" / f"{name}-{code}"
            yield Job(f"build/{name}/{code}", ("build", path, "-o", out, "--unit", code), (out,))
            yield Job(f"check/{name}/{code}", ("check", path, "--unit", code))
    for id in PROFILES:
        for way in ("", "--sample"):
            form = WORK / "forms" / f"{id}{way}.xlsx"
            said = ("template", "--profile", id, "-o", form, *filter(None, [way]))
            yield Job(f"form/{id}{way}", said, (form,))
    sent = WORK / "forms" / "sent"
    yield Job("form/prefilled", ("template", "--roster", WORK / "roster.xlsx", "-o", sent), (sent,))
    blank = WORK / "forms" / "roster.xlsx"
    yield Job("form/roster", ("template", "--roster-form", "--year", "2027", "-o", blank), (blank,))
    for name in (RICH, WHOLE):
        form = WORK / "forms" / f"carried-{name}.xlsx"
        yield Job(
            f"form/carried/{name}", ("template", "--from", EXAMPLES[name], "-o", form), (form,)
        )
    moved = WORK / "forms" / "migrated.xlsx"
    yield Job("form/migrated", ("migrate", EXAMPLES[SMALL], "-o", moved), (moved,))
    lines, new = WORK / "slips" / "amount.xlsx", WORK / "forms" / "refreshed.xlsx"
    refreshed = ("template", "--refresh", EXAMPLES[RICH], "--lines", lines, "-o", new)
    yield Job("form/refreshed", refreshed, (new,))
    yield Job("doctor", ("doctor", EXAMPLES[SMALL]), says=False)
    yield from (Job(f"profile/{id}", ("profiles", "show", id)) for id in PROFILES)


def second_jobs() -> Iterator[Job]:
    """What compares, collects, and reads what the first made."""
    for slip in SLIPS:
        path, old = WORK / "slips" / f"{slip.name}.xlsx", EXAMPLES[slip.example]
        copy = WORK / "slips" / f"{slip.name}.annotated.xlsx"
        yield Job(f"slip/{slip.name}/check", ("check", path, "--annotate", copy), (copy,))
        made = [
            WORK / "slips" / f"{slip.name}{ending}" for ending in (".docx", ".memo.docx", ".html")
        ]
        said = ("diff", old, path, "--redline", made[0], "--memo", made[1], "--html", made[2])
        yield Job(f"slip/{slip.name}/diff", said, (made[0],), tuple(made[1:]))
        yield Job(f"slip/{slip.name}/diff-json", ("diff", old, path, "--json"))
    for name in (RICH, WHOLE):
        this = WORK / "forms" / f"carried-{name}.xlsx"
        memo, page = (WORK / "years" / f"{name}{ending}" for ending in (".docx", ".html"))
        said = ("diff", "--years", EXAMPLES[name], this, "--memo", memo, "--html", page)
        yield Job(f"years/{name}", said, words_of=(memo, page))
        yield Job(f"years-json/{name}", ("diff", "--years", EXAMPLES[name], this, "--json"))
    kept = next((WORK / "build" / RICH).glob("*.budget.json"))
    yield Job("diff/kept", ("diff", kept, WORK / "slips" / "amount.xlsx"))
    out = WORK / "ledger"
    yield Job("collect", ("collect", WORK / "inbox", "-o", out), words_of=(out,))


def done(job: Job) -> Lists:
    """The lines of one job."""
    for target in (*job.bytes_of, *job.words_of):
        target.parent.mkdir(parents=True, exist_ok=True)
    out, wrong = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(wrong):
        status = budgetgen([str(part) for part in job.command])
    lists = Lists()
    for file in _files(job.bytes_of):
        lists.bytes.append(_line(f"{job.name} {_placed(file)}", file.read_bytes()))
    if job.says:
        said = f"{out.getvalue()}---\n{wrong.getvalue()}--- {status}\n".replace(f"{ROOT}/", "")
        lists.words.append(_kept(f"{job.name} says", said))
    for file in _files(job.words_of):
        if text := words(file):
            lists.words.append(_kept(f"{job.name} {_placed(file)}", text.replace(f"{ROOT}/", "")))
    return lists


def _files(places: Sequence[Path]) -> Iterator[Path]:
    """The files at some places, one by one; nothing where nothing was written."""
    for place in places:
        yield from sorted(each for each in (place, *place.rglob("*")) if each.is_file())


def _placed(file: Path) -> str:
    return str(file.relative_to(WORK))


def _line(name: str, data: bytes) -> str:
    return f"{hashlib.sha256(data).hexdigest()}  {name}"


def _kept(name: str, text: str) -> str:
    """The line of a text, which is kept to be read."""
    path = WORK / "words" / f"{re.sub(r'[/ ]+', '.', name)}.txt"
    path.write_text(text, encoding="utf-8")
    return _line(name, text.encode())


# Words -------------------------------------------------------------------------------------------


def words(path: Path) -> str:
    """What can be read in a file; empty where it is none for readers."""
    read = READERS.get(path.suffix)
    return read(path) if read and path.is_file() and not path.name.startswith(".") else ""


def _document(path: Path) -> str:
    body = Document(str(path)).element.body
    ns = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return "\n".join("".join(t.text or "" for t in p.iter(f"{ns}t")) for p in body.iter(f"{ns}p"))


def _sheets(path: Path) -> str:
    return "\n".join(
        "\t".join([sheet.title, *("" if cell is None else str(cell) for cell in row)])
        for sheet in load_workbook(path)
        for row in sheet.iter_rows(values_only=True)
    )


READERS: Final[dict[str, Callable[[Path], str]]] = {
    ".docx": _document,
    ".xlsx": _sheets,
    ".html": lambda path: path.read_text(encoding="utf-8"),
}


# Both lists --------------------------------------------------------------------------------------


def made() -> Lists:
    """Both lists as the program makes them today."""
    shutil.rmtree(WORK, ignore_errors=True)
    for folder in ("slips", "words"):
        (WORK / folder).mkdir(parents=True)
    roster()
    whole = Lists()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(slipped, SLIPS))
        inbox()
        for jobs in (first_jobs, second_jobs):
            for lists in pool.map(done, list(jobs())):
                whole.bytes += lists.bytes
                whole.words += lists.words
    return whole


def main() -> int:
    """Compare, or write; 1 where a line differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="write the lists")
    update = parser.parse_args().update
    lists, differs = made(), False
    LISTS.mkdir(exist_ok=True)
    for name, lines in (("bytes.txt", lists.bytes), ("words.txt", lists.words)):
        path = LISTS / name
        known = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        if update:
            path.write_text("\n".join([*lines, ""]), encoding="utf-8")
        changed = sorted({each[66:] for each in set(lines) ^ set(known)})
        differs |= bool(changed)
        print(f"{name}: {len(lines)} lines, {len(changed)} differ")
        for each in changed:
            print(f"  {each}")
    return int(differs and not update)


if __name__ == "__main__":
    sys.exit(main())
