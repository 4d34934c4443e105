"""Keeps one of each kind of file that outlives an update: ``cd tests && python -m compat.make VERSION``, each release.

Writes ``tests/compat/VERSION`` and never touches one that is there. README.md says what is kept and why.
"""

from __future__ import annotations

import lzma
import re
import shutil
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.oxml.ns import qn

from support.transcripts import ARCHIVE, commands, open_season, play

HERE = Path(__file__).parent
EXAMPLES = HERE.parent.parent / "examples"
FILLED: Mapping[str, str] = {
    "hebei-2023-unit": "shifan-2023-unit",
    "hebei-2023-unit-nature": "small-2023-unit",
    "hebei-2024-dept": "shifan-2024",
    "hebei-2024-dept-percent": "shifan-2024-percent",
    "hebei-2025-dept": "shifan-2025",
}
"""The example that fills in each form; the others are filled in with the program's own sample."""
OWN = "own/示范省-2024"
FIRST, SECOND = "season/收件夹/512-初稿.xlsx", "season/收件夹/512-二稿.xlsx"
SENT = "305-示范县档案馆-2024.xlsx"
CAME_AS, CARRIED = "season/收件夹/304.xlsx", "season/收件夹/结转-2025.xlsx"
LINES = "收支明细"
ROSTER: Mapping[str, Sequence[Sequence[Any]]] = {
    "基本信息": (("预算年度", "金额单位"), (2024, "万元")),
    "部门": (
        ("部门编码", "部门名称", "部门简称", "口径", "财政级次", "格式方案", "联系人"),
        ("305", "示范县档案馆", "", "部门", "县", "hebei-2024-dept", "办公室"),
        ("306", "示范县地震局", "", "部门", "县", "hebei-2024-dept", "财务岗"),
        ("512", "示范县乡村振兴局", "", "部门", "县", "hebei-2024-dept", ""),
    ),
    "单位": (
        ("部门编码", "单位编码", "单位名称", "单位性质", "单位规格", "经费保障形式"),
        ("305", "305001", "示范县档案馆本级", "行政", "正科级", "财政拨款"),
        ("306", "306001", "示范县地震局本级", "", "", ""),
        ("512", "512001", "示范县乡村振兴局本级", "行政", "正科级", "财政拨款"),
    ),
    "上年预算": (
        ("部门编码", "单位编码", "事项", "金额"),
        ("305", "", "基本支出", "１２．５"),
        ("305", "", "公务接待费", 0),
    ),
    "批复控制数": (
        ("主管部门编码", "单位编码", "资金来源", "上年结转", "支出类别", "项目编码", "控制数", "批复数"),
        ("305", "305001", "财政拨款", "", "人员经费", "", 120, None),
        ("305", "", "政府性基金", "是", "", "", 3.5, None),
    ),
}  # fmt: skip
COLLECT = "budgetgen collect season/收件夹 -o season/台账 --manifest season/清单.json"


def make(version: str) -> None:
    """Fill in, send, carry, build and collect as in a season; keep the files and what is said of them."""
    target = HERE / version
    if target.exists():
        raise SystemExit(f"{target} is there: what a version left is never made again")
    with tempfile.TemporaryDirectory() as temporary:
        place, kept = Path(temporary) / "season", Path(temporary) / version
        place.mkdir()
        if f"budgetgen {version}\n" not in play(["budgetgen --version"], place):
            raise SystemExit(f"this is not {version}")
        fill_in(place)
        adapt_profile(place)
        send_out(place)
        build(place)
        for book in place.rglob("*.xlsx"):
            unpress(book)
        collect(place)
        keep(place, kept)
        for name, typed in tell(place).items():
            # As the test does it: each run in what was kept, not in what it was made from.
            (kept / name).write_text(replay(typed, kept), encoding="utf-8")
        shutil.copytree(kept, target)


def run(place: Path, line: str, status: int = 0) -> str:
    """One command that must end as said."""
    said = play([line], place)
    if not said.endswith(f"[{status}]\n"):
        raise SystemExit(said)
    return said


def replay(typed: Sequence[str], kept: Path) -> str:
    """The transcript of commands in a copy of what was kept."""
    with tempfile.TemporaryDirectory() as temporary:
        open_season(kept, Path(temporary))
        return play(typed, Path(temporary))


# The files ---------------------------------------------------------------------------------------


def example(name: str) -> Path:
    """The workbook of an example."""
    return next((EXAMPLES / name).glob("*.xlsx"))


def fill_in(place: Path) -> None:
    """A filled workbook of each form, and the small one that the rest is made of."""
    (place / "forms").mkdir()
    (place / "season/收件夹").mkdir(parents=True)
    (place / "season/收件夹/说明.txt").write_text("材料见邮件。\n", encoding="utf-8")
    shutil.copy(example("small-2024"), place / FIRST)
    for line in run(place, "budgetgen profiles").splitlines()[1:-1]:
        id = line.split()[0]
        if id in FILLED:
            shutil.copy(example(FILLED[id]), place / f"forms/{id}.xlsx")
        else:
            year = re.findall(r"20\d\d", id)[0]
            form = f"--profile {id} --year {year} --sample -o forms/{id}.xlsx"
            run(place, f"budgetgen template {form}")


def adapt_profile(place: Path) -> None:
    """A bureau's own profile with settings, a sentence and the Word shell changed; a workbook of it."""
    run(place, "budgetgen profiles new 示范省-2024 --from hebei-2024-dept own")
    folder = place / OWN
    replace(folder / "profile.toml", {
        'version = "2024.1"': 'version = "示范 1"',
        'money_unit = "万元"': 'money_unit = "元"',
        "cover = false": "cover = true",
        "[labels]\n": '[labels]\n"部门预算收支总表" = "部门收支预算总表"\n"合计" = "总计"\n',
        "[widths]\n": '[widths]\n"科目名称" = 60\n',
        'numbering = ["一、", ': 'numbering = ["第一部分　", ',
    })  # fmt: skip
    opening = {"并就有关情况说明如下。": "格式由示范省财政厅规定，说明如下。"}
    replace(folder / "narrative/opening.j2", opening)
    shell = docx.Document(str(folder / "document.docx"))
    shell.sections[1].header.paragraphs[0].add_run("示范省财政厅监制")
    fonts = shell.styles["表标题"].element.rPr.rFonts
    fonts.set(qn("w:eastAsia"), "黑体")
    shell.save(str(folder / "document.docx"))
    run(place, f"budgetgen migrate {FIRST} --profile {OWN} -o {OWN}.xlsx")


def replace(path: Path, changes: Mapping[str, str]) -> None:
    """Change a text as somebody with an editor does."""
    text = path.read_text(encoding="utf-8")
    for old, new in changes.items():
        if old not in text:
            raise SystemExit(f"{path.name} has no {old!r}")
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def send_out(place: Path) -> None:
    """A roster and what is sent by it; a workbook carried over from last year's."""
    save(place / "season/名册.xlsx", ROSTER)
    run(place, "budgetgen template --roster season/名册.xlsx -o sent")
    for name in ("清单.json", "清单.xlsx"):
        (place / "sent" / name).rename(place / "season" / name)
    (place / "sent" / SENT).rename(place / "season/收件夹" / SENT)
    shutil.rmtree(place / "sent")
    carried = f"--year 2025 --profile hebei-2025-dept -o {CAME_AS}"
    run(place, f"budgetgen template --from forms/hebei-2024-dept.xlsx {carried}")
    save(place / "season/新明细.xlsx", {LINES: list(new_lines(place / FIRST))})


def save(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> None:
    """Lists as a plain workbook."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)


def new_lines(path: Path) -> Iterator[list[Any]]:
    """The line items of a workbook, one amount changed and one line left out."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    rows = [list(row) for row in book[LINES].iter_rows(values_only=True) if row[0]]
    book.close()
    amount = rows[0].index("金额")
    rows[0][amount], rows[1][amount] = "金额（元）", rows[1][amount] + 6000
    yield from rows[:-1]


def build(place: Path) -> None:
    """What a build leaves for comparing drafts, of a small and of a rich workbook."""
    (place / "kept").mkdir()
    for name, book in (("small", FIRST), ("rich", "forms/hebei-2025-dept.xlsx")):
        run(place, f"budgetgen build {book} -o built --name {name}")
        (place / f"built/{name}.budget.json").rename(place / f"kept/{name}.budget.json")
    shutil.rmtree(place / "built")


def collect(place: Path) -> None:
    """Collect once; after that a file is renamed and a second draft comes: the first no longer counts."""
    run(place, COLLECT, status=1)
    for book in (place / "season/台账").rglob("*.xlsx"):
        unpress(book)
    (place / CAME_AS).rename(place / CARRIED)
    lines = "--lines season/新明细.xlsx"
    run(place, f"budgetgen template --refresh {FIRST} {lines} -o {SECOND}")
    unpress(place / SECOND)


# How they are kept -------------------------------------------------------------------------------


def unpress(book: Path) -> None:
    """Store a workbook's parts unpressed: all together are then a tenth of the size."""
    with zipfile.ZipFile(book) as old:
        parts = {each.filename: old.read(each) for each in old.infolist()}
    with zipfile.ZipFile(book, "w", zipfile.ZIP_STORED) as new:
        for name, content in parts.items():
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)


def keep(place: Path, kept: Path) -> None:
    """Workbooks into one archive, the rest beside it as it lies."""
    books = sorted(place.rglob("*.xlsx"))
    for path in sorted(place.rglob("*")):
        if path.is_file() and path not in books:
            (kept / path.relative_to(place)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, kept / path.relative_to(place))
    (kept / "forms").mkdir(exist_ok=True)
    # The second draft lies there with a later date than the first: with equal 稿次 that one counts.
    days = {place / FIRST: 1, place / SECOND: 2}
    filters = [{
        "id": lzma.FILTER_LZMA2, "dict_size": 1 << 26, "mf": lzma.MF_HC4, "depth": 32, "nice_len": 128,
    }]  # fmt: skip
    with (
        lzma.open(kept / ARCHIVE, "wb", filters=filters) as pressed,
        tarfile.open(fileobj=pressed, mode="w") as archive,
    ):
        for book in books:
            entry = tarfile.TarInfo(book.relative_to(place).as_posix())
            entry.size, entry.mtime = book.stat().st_size, days.get(book, 0) * 86400
            with book.open("rb") as file:
                archive.addfile(entry, file)


def tell(place: Path) -> dict[str, list[str]]:
    """The commands whose answers are kept, by transcript."""
    told = {}
    for book in sorted(place.glob("forms/*.xlsx")):
        file = f"forms/{book.name}"
        told[f"forms/{book.stem}.txt"] = f"""\
$ budgetgen check {file} --json
$ budgetgen explain {file} 3 合计 项目支出
"""
    told["kept/small.txt"] = f"""\
$ budgetgen diff kept/small.budget.json {FIRST}
$ budgetgen diff kept/small.budget.json {SECOND}
$ budgetgen explain {FIRST} 3 2130501 基本支出
"""
    told["kept/rich.txt"] = """\
$ budgetgen diff kept/rich.budget.json forms/hebei-2025-dept.xlsx
$ budgetgen build forms/hebei-2025-dept.xlsx -o out/rich --name rich
$ cat out/rich/rich.md
"""
    told["season/sent.txt"] = f"""\
$ budgetgen template --roster season/名册.xlsx -o out/sent
$ budgetgen check season/收件夹/{SENT} --json
$ budgetgen template --refresh season/收件夹/{SENT} --lines season/新明细.xlsx -o out/refreshed.xlsx
$ row out/refreshed.xlsx 元数据 财政部门已填
"""
    told["season/carried.txt"] = f"""\
$ budgetgen check {CARRIED} --json
$ budgetgen template --from {FIRST} --year 2025 --profile hebei-2025-dept -o out/carried.xlsx
$ budgetgen check out/carried.xlsx --json
"""
    told["season/collected.txt"] = f"""\
$ ls season/台账/退回
$ {COLLECT}
$ ls season/台账/退回
$ cat season/台账/汇总.json
"""
    told[f"{OWN}.txt"] = f"""\
$ budgetgen check {OWN}.xlsx --profile {OWN} --json
$ budgetgen diff kept/small.budget.json {OWN}.xlsx --profile {OWN}
$ budgetgen build {OWN}.xlsx --profile {OWN} -o out/own --name own
$ words out/own/own.docx
$ cat out/own/own.md
"""
    return {name: commands(text) for name, text in told.items()}


if __name__ == "__main__":
    make(*sys.argv[1:])
