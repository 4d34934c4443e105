"""The command line: exit status, messages in Chinese, files whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from budgetgen.cli import main
from budgetgen.document.compose import CannotCompose
from budgetgen.files import write_files
from support.places import DATA, ROOT, SMALL

LARGE = next((ROOT / "examples" / "shifan-2024").glob("*.xlsx"))
SUFFIXES = {".docx", ".pdf", ".xlsx", ".md", ".json", ".budget.json"}


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The small example with a line under a project that does not exist."""
    path = tmp_path / "broken.xlsx"
    book = openpyxl.load_workbook(SMALL)
    sheet = book["收支明细"]
    column = [cell.value for cell in sheet[1]].index("项目编码") + 1
    row = next(r for r in range(2, 100) if sheet.cell(r, column).value)
    sheet.cell(row, column).value = "没有这个项目"
    book.save(path)
    return path


def test_check_says_it_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(SMALL)]) == 0
    assert capsys.readouterr().out == "检查通过，没有发现问题。\n"


def test_check_names_the_cell_the_problem_and_the_remedy(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(broken)]) == 1
    said = capsys.readouterr().out
    lines = [line.strip() for line in said.splitlines()]
    assert lines[0].startswith("错误 1 个")
    assert lines[1].startswith("收支明细!")
    assert lines[2] == "项目编码 没有这个项目 不在“项目”表里"
    assert "办法：改正编码，或在“项目”表补上这个项目" in lines
    assert "请先改正错误" in said.splitlines()[-1]


@pytest.mark.long
def test_check_json_has_the_same_fields(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(broken), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    first = said["findings"][0]
    assert {"rule", "severity", "message", "remedy", "at", "cites", "waived"} <= set(first)


@pytest.mark.long
def test_build_writes_nothing_with_errors_and_everything_as_a_draft(
    broken: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["build", str(broken), "-o", str(out)]) == 1
    assert not out.exists()
    assert main(["build", str(broken), "-o", str(out), "--draft", "--name", "草稿"]) == 1
    assert {file.name for file in out.iterdir()} == {f"草稿{suffix}" for suffix in SUFFIXES}
    assert "没有生成文件" in capsys.readouterr().out


@pytest.mark.long
def test_build_is_reproducible(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever and in whatever time zone it runs."""
    for place, zone in (("one", "Asia/Shanghai"), ("two", "America/New_York")):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        (tmp_path / place).mkdir()
        monkeypatch.chdir(tmp_path / place)
        assert main(["build", str(SMALL), "-o", str(tmp_path / place), "--name", "x"]) == 0
    monkeypatch.undo()
    time.tzset()
    for suffix in SUFFIXES:
        one, two = (tmp_path / place / f"x{suffix}" for place in ("one", "two"))
        assert one.read_bytes() == two.read_bytes(), suffix


def test_build_never_writes_over_the_workbook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = Path(shutil.copy(SMALL, tmp_path / "我的.xlsx"))
    before = mine.read_bytes()
    assert main(["build", str(mine), "-o", str(tmp_path)]) == 2
    assert mine.read_bytes() == before
    assert "会将其覆盖" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [mine]


def test_an_unfinished_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"old")

    def fail(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        write_files(tmp_path, {"a.pdf": b"new", "b.pdf": b"new"})
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a.pdf": b"old"}


@pytest.mark.long
def test_template_can_be_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = tmp_path / "form.xlsx"
    assert main(["template", "--year", "2025", "-o", str(form)]) == 0
    assert main(["check", str(form)]) == 1
    said = capsys.readouterr().out
    assert "基本信息!" in said
    assert "Traceback" not in said


def test_explain_prints_lines_with_their_cells(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(LARGE), "9", "公务用车运行维护费", "合计"]) == 0
    said = capsys.readouterr().out
    assert "印出 3.42 万元，共 34200 元" in said
    assert "收支明细!" in said


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (("12", "1", "1"), "没有表“12”"),
        (("3", "2060102", "合计"), "没有行"),
        (("3", "206", "总额"), "没有列"),
    ],
)
def test_explain_helps_to_find_the_cell(
    place: tuple[str, str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(LARGE), *place]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04broken", b"a,b\n1,2\n", b"\xd0\xcf\x11\xe0" + bytes(600)]
)
def test_an_unreadable_file_ends_in_words(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    assert main(["check", str(path)]) == 2
    said = capsys.readouterr().err
    assert said.strip()
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("name", "said"), [("encrypted.xlsx", "工作簿设有打开密码"), ("old.xls", "旧格式（.xls）")]
)
def test_a_real_file_of_other_make_ends_in_words_and_writes_nothing(
    name: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "批注.xlsx"
    assert main(["check", str(DATA / name), "--annotate", str(out)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(f"{name}：")
    assert said in shown.err
    assert "办法：" in shown.err
    assert "Traceback" not in shown.err
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_ends_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(tmp_path / "没有.xlsx"), "-o", str(tmp_path)]) == 2
    assert "没有" in capsys.readouterr().err


def test_profiles_are_listed_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profiles"]) == 0
    assert "hebei-2024-dept" in capsys.readouterr().out
    assert main(["profiles", "show", "hebei-2024-dept"]) == 0
    assert '"three-public-nature6"' in capsys.readouterr().out
    assert main(["profiles", "show", "hebei-2024-dep"]) == 3
    assert "是不是 hebei-2024-dept" in capsys.readouterr().err


def test_without_pango_everything_but_the_pdf_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def absent(*_: object) -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    for module in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr("cffi.api.FFI.dlopen", absent)
    # Another process would find what this one does not.
    monkeypatch.setattr("budgetgen.render.pdf.typesetter._cores", lambda: {0})
    assert main(["build", str(SMALL), "-o", str(tmp_path), "--name", "x"]) == 3
    assert {p.name for p in tmp_path.iterdir()} == {f"x{s}" for s in SUFFIXES - {".pdf"}}
    assert "Pango" in capsys.readouterr().err


@pytest.mark.long
def test_what_cannot_be_composed_still_says_what_is_wrong(
    broken: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fails(_: object) -> None:
        raise CannotCompose("made too early")

    monkeypatch.setattr("budgetgen.document.compose.compose", fails)
    assert main(["build", str(broken), "-o", str(tmp_path / "out")]) == 1
    said = capsys.readouterr()
    assert "没有生成文件" in said.out
    assert "made too early" not in said.out + said.err
    assert main(["build", str(SMALL), "-o", str(tmp_path / "out")]) == 2
    assert "made too early" in capsys.readouterr().err


def test_a_fault_of_ours_is_not_taken_for_the_budgets(
    broken: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fails(_: object) -> None:
        raise KeyError("our slip")

    monkeypatch.setattr("budgetgen.document.compose.compose", fails)
    assert main(["build", str(broken), "-o", str(tmp_path / "out")]) == 3
    assert "our slip" in capsys.readouterr().err


def test_help_imports_no_heavy_library() -> None:
    code = (
        "import sys; from budgetgen.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'weasyprint', 'docx', 'docxtpl', 'lxml', 'openpyxl', 'pydantic', 'jinja2', 'xlsxwriter'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)


ALONE = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
"""An environment in which only what is installed can be imported."""


def quietly(command: list[str | Path], folder: Path = ROOT) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, env=ALONE)


@pytest.mark.long
def test_the_wheel_builds_the_example_elsewhere(tmp_path: Path) -> None:
    """Profiles travel in the wheel: installed into an empty environment, away from the checkout."""
    build = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "-o",
        str(tmp_path),
        str(ROOT),
    ]
    quietly(build)
    wheel = next(tmp_path.glob("*.whl"))
    quietly([sys.executable, "-m", "venv", str(tmp_path / "venv")])
    scripts = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    # Its dependencies come from this environment's site-packages, at their pinned versions.
    site = next((tmp_path / "venv").rglob("site-packages"))
    (site / "pinned.pth").write_text(str(Path(openpyxl.__file__).parent.parent), encoding="utf-8")
    pip = [scripts / "python", "-m", "pip", "install", "-q", "--no-deps", "--no-index", wheel]
    quietly(pip)
    code = "import budgetgen; print(budgetgen.__file__)"
    where = subprocess.run(
        [scripts / "python", "-c", code],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=ALONE,
    ).stdout
    assert str(tmp_path) in where
    quietly([scripts / "budgetgen", "build", SMALL, "-o", "out"], tmp_path)
    assert len(list((tmp_path / "out").iterdir())) == len(SUFFIXES)
