"""Collecting a folder: every file has its row, one broken file stops nobody, nothing is read twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from openpyxl import Workbook, load_workbook

from budgetgen.checked import check_file
from budgetgen.cli import main
from budgetgen.model import vocabulary as v
from budgetgen.model.budget import Budget
from budgetgen.model.records import ControlFigure, Goal, LineItem
from budgetgen.profiles import Profile
from budgetgen.season.collect import folder as module
from budgetgen.season.collect.expected import ExpectedAgency, read_expected
from budgetgen.season.collect.folder import Collected, collect_folder
from budgetgen.season.collect.received import approval_gap
from budgetgen.season.collect.settle import LedgerRow, draft_number
from budgetgen.workbook.form.writer import write_workbook
from support.ledgers import INFO, UNIT, ledgers
from support.office import Office
from support.places import DATA

pytestmark = [pytest.mark.usefixtures("short_forms"), pytest.mark.long]

LINE = LineItem(
    function="2060101", category="人员经费", economic="30101", source="一般公共预算", amount=100
)

GOALS = tuple(Goal(part=part, text="把工作做好。") for part in v.GoalPart)


class Counting(Executor):
    """Runs at once, in this process, and remembers what."""

    def __init__(self) -> None:
        self.files: list[str] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.files.append(args[1])
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "收件"
    folder.mkdir()
    return folder


@pytest.fixture
def put(inbox: Path, profile: Profile) -> Callable[..., Path]:
    """A filled workbook in the folder."""

    def write(name: str, code: str = "304", title: str = "示范县科技局", **info: Any) -> Path:
        about = INFO.model_copy(update={"code": code, "name": title, **info})
        path = inbox / name
        path.parent.mkdir(exist_ok=True)
        budget = Budget(info=about, units=(UNIT,), lines=(LINE,), goals=GOALS)
        path.write_bytes(write_workbook(budget, profile))
        return path

    return write


def run(inbox: Path, executor: Executor | None = None, **more: Any) -> Collected:
    check = more.pop("check", check_file)
    return collect_folder(
        inbox, inbox.parent / "台账", check=check,
        executor=executor or Counting(), **more,
    )  # fmt: skip


def rows(done: Collected) -> dict[str, LedgerRow]:
    """Rows by code, or by file where nobody knows whose it is."""
    return {row.code or (row.counted.file if row.counted else ""): row for row in done.ledger.rows}


def statuses(done: Collected) -> dict[str, str]:
    return {key: row.status.value for key, row in rows(done).items()}


def test_broken_files_have_their_rows_and_stop_nobody(
    inbox: Path, put: Callable[..., Path]
) -> None:
    whole = put("好.xlsx").read_bytes()
    (inbox / "断了.xlsx").write_bytes(whole[: len(whole) // 2])
    (inbox / "加密.xlsx").write_bytes((DATA / "encrypted.xlsx").read_bytes())
    (inbox / "旧的.xls").write_bytes((DATA / "old.xls").read_bytes())
    (inbox / "改名.xlsx").write_text("单位编码,金额\n304001,5\n", encoding="utf-8")
    (inbox / "空.xlsx").write_bytes(b"")
    (inbox / "附件.pdf").write_bytes(b"%PDF-1.7\n")
    (inbox / "~$好.xlsx").write_bytes(b"lock")
    stranger = Workbook()
    stranger.worksheets[0].append(["姓名", "电话"])
    stranger.save(inbox / "通讯录.xlsx")
    done = run(inbox)
    assert statuses(done) == {
        "304": "收到", "断了.xlsx": "读不了", "加密.xlsx": "读不了", "改名.xlsx": "读不了",
        "旧的.xls": "读不了", "空.xlsx": "读不了", "通讯录.xlsx": "不是填报工作簿",
    }  # fmt: skip
    said = {key: row.notes[0] for key, row in rows(done).items() if row.status.value == "读不了"}
    words = {
        "断了.xlsx": "不完整", "加密.xlsx": "打开密码", "改名.xlsx": "CSV", "旧的.xls": "另存为",
        "空.xlsx": "空的",
    }  # fmt: skip
    assert all(word in said[name] for name, word in words.items())
    assert [each.file for each in done.ledger.others] == ["附件.pdf"]


def test_a_second_run_reads_only_what_changed(inbox: Path, put: Callable[..., Path]) -> None:
    put("a.xlsx")
    put("下级/b.xlsx", "305", "示范县教育局")
    (inbox / "坏.xlsx").write_bytes(b"")
    first, second, third = Counting(), Counting(), Counting()
    before = run(inbox, first)
    assert sorted(first.files) == ["a.xlsx", "下级/b.xlsx", "坏.xlsx"]
    after = run(inbox, second)
    assert second.files == []
    assert (after.read, after.ledger) == (0, before.ledger)
    put("a.xlsx", draft="第二稿")
    run(inbox, third)
    assert third.files == ["a.xlsx"]


def test_another_program_or_setting_reads_again(
    inbox: Path, put: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    put("a.xlsx")
    run(inbox)
    assert run(inbox, settings="hebei-2025-dept").read == 1
    monkeypatch.setattr(module, "program_mark", lambda: "newer")
    assert run(inbox, settings="hebei-2025-dept").read == 1


def test_the_newest_draft_counts_and_the_older_is_named(
    inbox: Path, put: Callable[..., Path]
) -> None:
    put("甲.xlsx", draft="第十稿")
    put("乙.xlsx", draft="第9稿")
    done = run(inbox)
    row = rows(done)["304"]
    assert row.counted
    assert row.counted.file == "甲.xlsx"
    assert "没有计入的旧稿：乙.xlsx（第9稿）" in row.notes
    returned = inbox.parent / "台账" / "退回"
    assert [path.name for path in returned.iterdir()] == ["甲.xlsx"]
    (inbox / "甲.xlsx").unlink()
    assert run(inbox).read == 1, "the older draft's copy is made again"
    assert [path.name for path in returned.iterdir()] == ["乙.xlsx"]


def test_the_stage_goes_before_the_draft(inbox: Path, put: Callable[..., Path]) -> None:
    put("甲.xlsx", draft="第五稿", stage=v.Stage.SECOND_UP)
    put("乙.xlsx", draft="第一稿", stage=v.Stage.APPROVED)
    counted = rows(run(inbox))["304"].counted
    assert counted
    assert counted.file == "乙.xlsx"


@pytest.mark.parametrize(
    ("draft", "number"),
    [("第3稿", 3), ("二稿", 2), ("第十二稿", 12), ("３", 3), ("初稿", 1), ("", 0), ("新", 0)],
)
def test_drafts_are_numbers(draft: str, number: int) -> None:
    assert draft_number(draft) == number < draft_number("终稿")


def test_missing_late_and_unexpected_agencies_are_named(
    inbox: Path, put: Callable[..., Path], tmp_path: Path
) -> None:
    given = put("304-科技局.xlsx")
    put("随便.xlsx", "9", "示范县民政局")
    put("多.xlsx", "999", "外县某局")
    (inbox / "307-水利局(1).xlsx").write_bytes(b"")
    manifest = tmp_path / "清单.json"
    said = [
        {"code": "304", "name": "示范县科技局", "sha256": "0", "contact": "王 1", "units": 3},
        {"code": "305", "name": "示范县教育局", "control_total": None},
        {"code": "306", "name": "示范县民政局", "profile": "hebei-2025-dept", "version": "2025.1"},
        {"code": "307", "name": "示范县水利局", "file": "307-水利局.xlsx"},
    ]
    manifest.write_text(json.dumps({"schema": "budgetgen-manifest/1", "agencies": said}))
    expected = read_expected(manifest)
    done = run(inbox, expected=expected)
    assert statuses(done) == {
        "304": "收到", "305": "未收到", "306": "收到", "307": "读不了", "999": "清单外",
    }  # fmt: skip
    assert rows(done)["304"].contact == "王 1"
    notes = "；".join(rows(done)["306"].notes)
    assert "部门编码填的是 9，清单里是 306" in notes
    assert "发的是 hebei-2025-dept 2025.1 的模板" in notes
    received = rows(done)["304"].counted
    assert received
    untouched = ExpectedAgency(code="304", name="示范县科技局", sha256=received.sha256)
    assert "没有填写" in rows(run(inbox, expected=[untouched]))["304"].notes[0]
    assert given.exists()


def test_a_roster_says_who_is_expected(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].title = "部门"
    for row in (
        ("部门编码", "部门名称", "联系人", "口径"),
        ("３０４", "示范县科技局", "王", "部门"),
    ):
        book.worksheets[0].append(row)
    path = tmp_path / "名册.xlsx"
    book.save(path)
    assert read_expected(path) == (ExpectedAgency(code="304", name="示范县科技局", contact="王"),)


def test_one_code_for_two_agencies_is_said_of_both(inbox: Path, put: Callable[..., Path]) -> None:
    put("a.xlsx", "304", "示范县科技局")
    put("b.xlsx", "304", "示范县教育局")
    notes = [row.notes for row in run(inbox).ledger.rows]
    assert len(notes) == 2
    assert all(any("部门编码与" in note for note in each) for each in notes)


def test_last_years_workbook_is_noticed(inbox: Path, put: Callable[..., Path]) -> None:
    for number in range(3):
        put(f"{number}.xlsx", str(400 + number), f"甲{number}局", year=2026)
    put("旧.xlsx", "500", "乙局", year=2025)
    done = run(inbox)
    assert "预算年度是 2025，其他部门是 2026" in rows(done)["500"].notes
    assert not any("其他部门" in note for note in rows(done)["400"].notes)


def test_what_libreoffice_saved_again_says_the_same(
    inbox: Path, put: Callable[..., Path], tmp_path: Path, office: Office
) -> None:
    first = put("原.xlsx", approval_date=date(2024, 1, 31))
    before = rows(run(inbox))["304"].counted
    moved = first.rename(tmp_path / "原.xlsx")
    office.convert([moved], "xlsx", inbox)
    after = rows(run(inbox))["304"].counted
    assert before
    assert after
    same = {"sha256", "modified", "was_saved"}
    assert after.model_dump(exclude=same) == before.model_dump(exclude=same)
    assert after.deadline == date(2024, 2, 20)
    load_workbook(inbox / "原.xlsx").save(inbox / "原.xlsx")
    saved = rows(run(inbox))["304"].counted
    assert saved
    assert saved.was_saved


def crash(path: Path) -> Any:
    """A check with a fault of ours in one file."""
    if path.stem == "怪":
        raise KeyError("x")
    return check_file(path)


def die(path: Path) -> Any:
    """A check that takes its process with it."""
    import os

    if path.stem == "怪":
        os._exit(9)
    return check_file(path)


@pytest.mark.parametrize(("check", "said"), [(crash, "维护人员"), (die, "进程被系统中止")])
def test_our_own_fault_costs_one_file_and_is_not_remembered(
    inbox: Path, put: Callable[..., Path], check: Any, said: str
) -> None:
    put("好.xlsx")
    put("怪.xlsx", "305", "示范县教育局")
    done = run(inbox, module.Pool(2), check=check)
    assert statuses(done) == {"304": "收到", "怪.xlsx": "读不了"}
    assert said in rows(done)["怪.xlsx"].notes[0]
    with ThreadPoolExecutor(1) as threads:
        assert run(inbox, threads).read == 1


def test_the_ledger_can_be_worked_with(
    inbox: Path, put: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    put("b.xlsx", "305", "示范县教育局")
    put("a.xlsx", "304", "示范县科技局")
    (inbox / "附件.pdf").write_bytes(b"%PDF-1.7\n")
    out = inbox.parent / "台账"
    assert main(["collect", str(inbox), "-o", str(out)]) == 0
    assert "收到 2 个" in capsys.readouterr().out
    book = load_workbook(out / "汇总.xlsx")
    sheet = book["汇总"]
    assert [cell.value for cell in sheet["A"]][2:] == ["304", "305"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C3", "A2:Q4")
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    links = [str(cell.hyperlink.target).replace("\\", "/") for cell in cells if cell.hyperlink]
    assert all((out / target.removeprefix("file:///")).exists() for target in links), links
    assert len(links) == 4
    assert book["其他文件"]["A3"].value == "附件.pdf"
    said = json.loads((out / "汇总.json").read_text(encoding="utf-8"))
    assert [each["code"] for each in said["agencies"]] == ["304", "305"]
    assert said["agencies"][0]["total"] == "100"
    assert check_file(out / said["agencies"][0]["returned"]).disclosure


def test_a_folder_may_be_its_own_target(inbox: Path, put: Callable[..., Path]) -> None:
    put("a.xlsx")
    do = partial(
        collect_folder,
        inbox,
        inbox,
    )
    first, second = do(executor=Counting()), do(executor=Counting())
    assert (first.read, second.read) == (1, 0)
    assert first.ledger == second.ledger


@given(ledgers())
def test_the_gap_is_nil_where_the_controls_are_the_lines(lines: tuple[LineItem, ...]) -> None:
    controls = tuple(
        ControlFigure(
            source=line.source, carryover=line.carryover, unit=line.unit, approved=line.amount
        )
        for line in lines
    )
    same = Budget(info=INFO, lines=lines, controls=controls)
    assert approval_gap(same) == (0 if controls else None)
