"""A mark in a cell that Excel 365 keeps a thread about is a reply in it, and goes again."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook

from budgetgen.findings import CellRef, error, notice, warning
from budgetgen.workbook.marks.annotate import annotate_workbook
from budgetgen.workbook.read.reader import read_workbook
from support.annotating import annotated, canonical, parts, put_parts
from support.excel_threads import (
    CLERK,
    COMMENTS,
    ENTRIES,
    PERSONS,
    SHEET,
    THREADS,
    Entry,
    entries_of,
    guid,
    saved_by_excel,
    threaded,
)
from support.fuzz import examples
from support.office import Office
from support.workbook_factory import save, sheet_number

FINDINGS = (
    error("cost", "金额不对 <a&b> _x0041_", "核对金额", CellRef(SHEET, "H2")),
    warning("code", "科目不对", "改科目", CellRef(SHEET, "D2")),
    notice("fund", "看看来源", "不用改", CellRef(SHEET, "F2")),
)
CELLS = ("A2", "C2", "D2", "F2", "H2", "B2", "E9", "G2")
RELS = f"xl/worksheets/_rels/sheet{sheet_number(SHEET)}.xml.rels"
_ONE_THREAD = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" '
    'Target="../threadedComments/threadedComment1.xml"/></Relationships>'
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return threaded(tmp_path / "有线程.xlsx")


def replies(path: Path) -> list[Entry]:
    """The entries that were not there before."""
    return [entry for entry in entries_of(path) if entry not in ENTRIES]


def people(path: Path) -> list[dict[str, str]]:
    return [dict(person.attrib) for person in etree.fromstring(parts(path)[PERSONS])]


def notes(path: Path) -> dict[str, Any]:
    sheet = load_workbook(path)[SHEET]
    return {c.coordinate: c.comment.text for row in sheet.iter_rows() for c in row if c.comment}


def fills(path: Path) -> dict[str, Any]:
    sheet = load_workbook(path)[SHEET]
    return {c.coordinate: c.fill.fgColor.rgb for row in sheet for c in row if c.fill.patternType}


# Putting in --------------------------------------------------------------------------------------


def test_the_mark_is_the_last_reply_of_the_thread(tmp_path: Path, source: Path) -> None:
    out = annotated(source, tmp_path, FINDINGS)
    assert [e.id for e in entries_of(out) if e in ENTRIES] == [e.id for e in ENTRIES]
    first, second = replies(out)
    assert (first.cell, first.parent, first.moment) == ("D2", guid(2), "2024-01-09T02:00:01.00")
    assert (second.cell, second.parent, second.moment) == ("H2", guid(3), "2024-01-10T00:00:00.75")
    order = [(e.cell, e.parent) for e in entries_of(out)]
    assert order == sorted(order, key=lambda e: (e[0], bool(e[1]))), "behind its own thread"
    said = "【检查结果】\n错误：金额不对 <a&b> _x005F_x0041_\n办法：核对金额\n规则：cost\n\n〔budgetgen "
    assert second.text.startswith(said)


def test_we_are_a_person_among_the_others(tmp_path: Path, source: Path) -> None:
    out = annotated(source, tmp_path, FINDINGS)
    *others, ours = people(out)
    assert others == people(source)
    assert (ours["displayName"], ours["userId"], ours["providerId"]) == (
        "budgetgen",
        "budgetgen",
        "None",
    )
    assert {entry.person for entry in replies(out)} == {ours["id"]}
    ids = [ours["id"], *(entry.id for entry in entries_of(out))]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}", id) for id in ids)


def test_programs_without_threads_show_it_too(tmp_path: Path, source: Path) -> None:
    said = notes(annotated(source, tmp_path, FINDINGS))
    assert said["H2"].startswith(notes(source)["H2"] + "\n\n【检查结果】\n错误：金额不对")
    assert said["F2"].startswith("【检查结果】\n提示：看看来源"), "without a thread it is a note"
    assert said["A2"] == notes(source)["A2"]


def test_a_resolved_thread_stays_resolved(tmp_path: Path, source: Path) -> None:
    entries = {entry.id: entry for entry in entries_of(annotated(source, tmp_path, FINDINGS))}
    assert [id for id, entry in entries.items() if entry.is_done] == [guid(2)]


def test_equal_input_gives_equal_bytes(source: Path) -> None:
    assert annotate_workbook(source, FINDINGS) == annotate_workbook(source, FINDINGS)


@pytest.mark.parametrize("cell", ["F2", "B2"])
def test_threads_elsewhere_keep_their_bytes(tmp_path: Path, source: Path, cell: str) -> None:
    out = annotated(source, tmp_path, [error("x", "错", "改", CellRef(SHEET, cell))])
    before, after = parts(source), parts(out)
    assert all(before[name] == after[name] for name in (THREADS, PERSONS, RELS))
    assert "【检查结果】" in notes(out)[cell]


def test_a_person_list_is_made_where_another_program_lost_it(tmp_path: Path, source: Path) -> None:
    content = parts(source)
    del content[PERSONS]
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        content[name] = re.sub(rb"<[^<>]*persons/person\.xml[^<>]*/>", b"", content[name])
    out = annotated(put_parts(tmp_path / "无人.xlsx", content), tmp_path, FINDINGS)
    assert [person["displayName"] for person in people(out)] == ["budgetgen"]
    made = parts(out)
    assert b"/2017/10/relationships/person" in made["xl/_rels/workbook.xml.rels"]
    assert b"application/vnd.ms-excel.person+xml" in made["[Content_Types].xml"]


def test_a_long_message_leaves_room_for_the_marker(tmp_path: Path, source: Path) -> None:
    long = [error(rule, "很长" * 20_000, "改", CellRef(SHEET, "H2")) for rule in "ab"]
    out = annotated(source, tmp_path, long)
    assert len(notes(out)["H2"]) <= 32767
    assert len(notes(saved_by_excel(out))["H2"]) <= 32767
    assert notes(annotated(out, tmp_path, [])) == notes(source)


# Taking away -------------------------------------------------------------------------------------


def test_a_second_run_takes_the_replies_away(tmp_path: Path, source: Path) -> None:
    cleared = annotated(annotated(source, tmp_path, FINDINGS), tmp_path, [])
    plain = annotated(source, tmp_path, [])
    before, after = parts(plain), parts(cleared)
    assert before.keys() == after.keys()
    for name in before:
        assert canonical(before[name]) == canonical(after[name]), name
    original = parts(source)
    assert [name for name in (THREADS, PERSONS) if original[name] != after[name]] == []


def test_the_same_findings_again_give_the_same_file(tmp_path: Path, source: Path) -> None:
    once = annotated(source, tmp_path, FINDINGS)
    assert annotate_workbook(once, FINDINGS) == once.read_bytes()


def test_marks_go_after_excel_saved_the_file(tmp_path: Path, source: Path) -> None:
    saved = saved_by_excel(annotated(source, tmp_path, FINDINGS))
    assert "\n答复:\n    【检查结果】\n错误：金额不对" in notes(saved)["H2"]
    cleared = annotated(saved, tmp_path, [])
    assert entries_of(cleared) == list(ENTRIES)
    assert people(cleared) == people(source)
    assert notes(cleared) == notes(source)
    assert fills(cleared) == fills(source) == {}


def test_replies_to_our_reply_stay(tmp_path: Path, source: Path) -> None:
    marked = annotated(source, tmp_path, FINDINGS)
    mended = Entry("H2", guid(9), CLERK, "2024-01-11T00:00:00.00", "已改", parent=guid(3))
    saved = saved_by_excel(marked, [*entries_of(marked), mended])
    cleared = annotated(saved, tmp_path, [])
    assert entries_of(cleared) == [*ENTRIES, mended]
    assert notes(cleared)["H2"] == notes(source)["H2"] + "\n答复:\n    已改"
    again = annotated(saved, tmp_path, FINDINGS)
    assert [e.text[:6] for e in entries_of(again)][-2:] == ["已改", "【检查结果】"]


def test_what_somebody_wrote_into_our_reply_stays(tmp_path: Path, source: Path) -> None:
    marked = annotated(source, tmp_path, FINDINGS)
    entries = [e._replace(text=f"{e.text}\n等文件") if e.cell == "H2" and e not in ENTRIES else e
               for e in entries_of(marked)]  # fmt: skip
    again = annotated(saved_by_excel(marked, entries), tmp_path, FINDINGS)
    assert [e.text[:6] for e in replies(again) if e.cell == "H2"] == ["等文件", "【检查结果】"]
    ids = [entry.id for entry in entries_of(again)]
    assert len(set(ids)) == len(ids)
    cleared = annotated(again, tmp_path, [])
    assert [entry.text for entry in replies(cleared)] == ["等文件"]
    assert people(cleared)[-1]["displayName"] == "budgetgen", "an entry is still ours"


def test_a_thread_that_was_deleted_leaves_no_colour(tmp_path: Path, source: Path) -> None:
    marked = annotated(source, tmp_path, FINDINGS)
    saved = saved_by_excel(marked, [e for e in entries_of(marked) if e.cell != "H2"])
    book = parts(saved)
    root = etree.fromstring(book[COMMENTS])
    for note in [each for each in root.iter("{*}comment") if each.get("ref") == "H2"]:
        note.getparent().remove(note)
    book[COMMENTS] = etree.tostring(root, encoding="UTF-8")
    cleared = annotated(put_parts(tmp_path / "删了.xlsx", book), tmp_path, [])
    assert fills(cleared) == {}
    assert [e.cell for e in entries_of(cleared)] == ["A2", "D2"]


@pytest.mark.parametrize("answer", ["", "知道了"])
def test_a_note_of_ours_that_excel_turned_into_a_thread(
    tmp_path: Path, source: Path, answer: str
) -> None:
    """审阅 → 批注 → 转换为批注 makes a thread of every note."""
    marked = annotated(source, tmp_path, FINDINGS)
    ours = replies(marked)[0].person
    turned = Entry("F2", guid(7), ours, "2024-02-01T00:00:00.00", notes(marked)["F2"])
    said = Entry("F2", guid(8), CLERK, "2024-02-01T01:00:00.00", answer, parent=guid(7))
    entries = [*entries_of(marked), turned, *([said] if answer else [])]
    cleared = annotated(saved_by_excel(marked, entries), tmp_path, [])
    left = [entry.text for entry in replies(cleared)]
    assert left == (["【检查结果】", "知道了"] if answer else [])
    assert ("F2" in notes(cleared)) == bool(answer)
    assert fills(cleared) == {}


def test_a_thread_about_the_sheet_in_front_goes_with_it(tmp_path: Path, source: Path) -> None:
    plain = save(tmp_path)
    content = parts(annotated(plain, tmp_path, FINDINGS))
    [front] = [name for name in content.keys() - parts(plain).keys() if "worksheets/sheet" in name]
    rels = f"{front.replace('worksheets/', 'worksheets/_rels/')}.rels"
    content |= {rels: _ONE_THREAD, THREADS: parts(source)[THREADS]}
    assert THREADS not in parts(annotated(put_parts(tmp_path / "问.xlsx", content), tmp_path, []))


@st.composite
def conversations(draw: st.DrawFn) -> list[Entry]:
    """Threads of some cells, each with some replies, as Excel orders them."""
    texts = st.text("甲1:： \n答复【检查结果】〔〕", min_size=1, max_size=12).filter(str.strip)
    cells = draw(st.lists(st.sampled_from(CELLS[:5]), unique=True, min_size=1))
    entries: list[Entry] = []
    for cell in sorted(cells):
        first = guid(len(entries) + 1)
        is_done = draw(st.booleans())
        for number, text in enumerate(draw(st.lists(texts, min_size=1, max_size=3))):
            id, parent = guid(len(entries) + 1), first if number else ""
            moment = f"2024-01-09T0{number}:00:00.00"
            done = is_done and not number
            entries.append(Entry(cell, id, CLERK, moment, text, parent, done))
    return entries


def noted(path: Path) -> dict[str, str]:
    root = etree.fromstring(parts(path)[COMMENTS])
    return {note.get("ref"): "".join(note.itertext()) for note in root.iter("{*}comment")}


@examples(30)
@given(conversations(), st.lists(st.sampled_from(CELLS), unique=True), st.booleans())
def test_whatever_was_said_stays(entries: list[Entry], cells: list[str], through: bool) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        source = threaded(folder / "有线程.xlsx", entries)
        findings = [error("x", f"{cell}不对", "改", CellRef(SHEET, cell)) for cell in cells]
        marked = annotated(source, folder, findings)
        assert all(f"{cell}不对" in noted(marked)[cell] for cell in cells)
        answered = {entry.cell for entry in entries_of(marked) if entry not in entries}
        assert answered == set(cells) & {entry.cell for entry in entries}
        cleared = annotated(saved_by_excel(marked) if through else marked, folder, [])
        assert entries_of(cleared) == entries
        assert noted(cleared) == noted(source)
        assert people(cleared) == people(source)


# Other programs ----------------------------------------------------------------------------------


def test_the_reader_reads_it_as_before(tmp_path: Path, source: Path) -> None:
    budget, findings = read_workbook(source)
    assert budget
    assert read_workbook(annotated(source, tmp_path, FINDINGS)) == (budget, findings)


def test_libreoffice_opens_it_and_its_note_is_cleared(
    tmp_path: Path, source: Path, office: Office
) -> None:
    """LibreOffice knows no threads: it keeps the note as Excel wrote it."""
    marked = saved_by_excel(annotated(source, tmp_path, FINDINGS))
    saved = office.again(marked)
    assert "答复:\n    【检查结果】" in notes(saved)["H2"]
    cleared = annotated(saved, tmp_path, [])
    assert notes(cleared) == notes(source)
    assert fills(cleared) == {}
