"""``diff --memo``: two pages at most, every figure the comparison's own, nothing left out in silence."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import docx
import pypdf
import pytest
from hypothesis import given as property_of
from hypothesis import strategies as st

from budgetgen.cli import main
from budgetgen.comparison.drafts.comparison import Comparison, compare_drafts
from budgetgen.comparison.drafts.tell.facts import drafts_facts
from budgetgen.comparison.memo.drafts import drafts_memo
from budgetgen.comparison.memo.page import Memo, render_memo, shortened
from budgetgen.comparison.memo.words import first_listed, rest
from budgetgen.comparison.memo.years import years_memo
from budgetgen.comparison.review import InputFile, Review, review
from budgetgen.comparison.years import years_compared
from budgetgen.comparison.years.facts import years_facts
from budgetgen.disclosure import Disclosure
from budgetgen.findings import Finding, Severity
from budgetgen.model.budget import Budget
from budgetgen.rules import run_checks
from support.budget_edits import EXAMPLES, edited, example, given, put
from support.drafts import compared, disclosure
from support.fuzz import examples
from support.office import Office
from support.places import ROOT, SMALL
from support.year_pairs import two_years

NAMES = [path.parent.name for path in EXAMPLES]
FILES = (InputFile("一稿.xlsx", "ab" * 32), InputFile("二稿.xlsx", "cd" * 32))
AMOUNT = re.compile(r"\d+\.\d+")
drafts = st.tuples(
    st.sampled_from(["small-2024", "small-2023-unit", "shifan-2024-percent"]),
    st.integers(0, 10_000),
    st.sampled_from((1, 6, 20)),
)


def reviewed(new: Disclosure, old: Disclosure | None = None) -> Review:
    return review(new, FILES, (run_checks(old) if old else (), run_checks(new)))


def made(name: str, new: Budget) -> tuple[Comparison, Review, Memo]:
    found = compared(name, new)
    looked = reviewed(found.new)
    return found, looked, drafts_memo(found, looked)


def texts(memo: Memo) -> Iterator[str]:
    yield from (memo.title, *memo.about, memo.conclusion, *memo.heads)
    for section in memo.sections:
        yield from (section.title, *section.lines)
        for row in section.rows:
            yield from (row.name, row.old, row.new, row.change)
    yield from memo.prints


@examples(6)
@property_of(drafts)
def test_every_figure_of_the_memo_is_in_the_data(which: tuple[str, int, int]) -> None:
    name, seed, count = which
    found, looked, memo = made(name, edited(Random(seed), example(name), count))
    data = json.dumps(drafts_facts(found, looked), ensure_ascii=False)
    assert memo.fits
    for figure in AMOUNT.findall("\n".join(texts(memo))):
        assert figure in data


@examples(4)
@property_of(st.tuples(st.sampled_from(NAMES), st.integers(0, 10_000)))
def test_every_figure_of_two_years_is_in_the_data(which: tuple[str, int]) -> None:
    found = years_compared(*two_years(*which))
    looked = reviewed(found.this)
    data = json.dumps(years_facts(found, looked), ensure_ascii=False)
    memo = years_memo(found, looked)
    assert memo.fits
    for figure in AMOUNT.findall("\n".join(texts(memo))):
        assert figure in data


@pytest.mark.parametrize("name", ["small-2024", "shifan-2025"])
def test_the_order_is_the_reviewers_and_the_files_are_named(name: str) -> None:
    _, _, memo = made(name, edited(Random(2), example(name), 9))
    titles = [section.title for section in memo.sections]
    assert titles == [
        "收支总额与批复控制数", "按类支出", "“三公”经费", "项目", "绩效指标", "其他变化", "检查结果",
    ]  # fmt: skip
    assert all(section.rows or section.lines for section in memo.sections)
    for file, line in zip(FILES, memo.prints, strict=True):
        assert file.sha256[:12] in line
        assert line.endswith(f"SHA-256 {file.sha256}")


def test_equal_drafts_are_said_to_be_equal() -> None:
    _, _, memo = made("small-2024", example("small-2024"))
    said = "\n".join(texts(memo))
    assert "收支总额 215.49 万元，与旧稿相同" in said
    assert "批复控制数合计 215.49 万元，收支总额 215.49 万元，一致。" in said
    assert "项目没有增减，名称和印出的金额都与旧稿相同。" in said
    assert "填报内容共 0 处变化；公开文本 0 处不同。" in said


def test_a_rename_shows_though_the_names_begin_alike() -> None:
    long = "提前下达省级中小企业发展和产业集群培育专项资金（第一批）"
    old = put(example("small-2024"), "projects", 0, name=long)
    new = put(old, "projects", 0, name=f"{long}（调整）")
    found = compare_drafts(disclosure("small-2024", old), disclosure("small-2024", new))
    said = "\n".join(texts(drafts_memo(found, reviewed(found.new))))
    assert "项目改名 1 个：提前下达" in said
    assert "增加“（调整）”。" in said


def test_a_total_that_leaves_the_control_figure_is_said_with_the_difference() -> None:
    old = example("small-2024")
    more = put(old, "lines", 0, amount=old.lines[0].amount + 50_000)
    _, _, memo = made("small-2024", more)
    said = "\n".join(texts(memo))
    assert "收支总额由 215.49 万元增加 5.00 万元，为 220.49 万元" in memo.conclusion
    assert "批复控制数合计 215.49 万元，收支总额 220.49 万元，多 5.00 万元。" in said
    assert "检查结果：错误 1 个" in memo.conclusion
    bare = "\n".join(texts(made("small-2024", given(more, controls=()))[2]))
    assert "没有批复控制数可以核对" in bare


def test_what_was_wrong_in_the_old_draft_only_is_said_to_be_gone() -> None:
    right = example("small-2024")
    wrong = put(right, "lines", 0, amount=right.lines[0].amount + 50_000)
    old, new = disclosure("small-2024", wrong), disclosure("small-2024", right)
    gone = {finding.rule for finding in reviewed(new, old).resolved}
    assert gone == {f.rule for f in run_checks(old) if f.severity is not Severity.NOTICE} - {
        f.rule for f in run_checks(new)
    }
    assert gone
    assert not reviewed(old, new).resolved


@property_of(st.lists(st.text("甲乙", min_size=1, max_size=4)), st.integers(1, 9))
def test_a_list_names_or_counts_every_entry(some: list[str], most: int) -> None:
    said = first_listed("增加项目", some, most)
    left = re.search(r"另有 (\d+) 个没有列出", said)
    assert said.startswith(f"增加项目 {len(some)} 个：")
    assert min(len(some), most) + int(left[1] if left else 0) == len(some)
    assert bool(list(rest(len(some), most, "个"))) is bool(left)


@property_of(st.text("指标 123.45，（〔", max_size=40), st.integers(4, 30))
def test_a_cut_never_shows_a_part_of_a_figure(text: str, length: int) -> None:
    short = shortened(text, length)
    assert len(short) <= length
    whole = " ".join(text.split())
    if short != whole:
        kept = short.removesuffix("…")
        assert whole.startswith(kept)
        assert not kept[-1:].isdigit()


# The file ----------------------------------------------------------------------------------------


def test_the_file_holds_the_whole_memo_whatever_was_typed() -> None:
    evil = "<w:p>&{{ x }}{% if %}"
    old = example("small-2024")
    new = put(put(old, "projects", 0, name=evil), "duties", 0, text=evil * 3)
    new = put(new, "lines", 0, amount=old.lines[0].amount + 50_000)
    found, _, memo = made("small-2024", new)
    data = render_memo(memo, found.new)
    assert data == render_memo(memo, found.new)
    made_file = docx.Document(io.BytesIO(data))
    cells = [c.text for t in made_file.tables for row in t.rows for c in row.cells]
    said = "\n".join([*(p.text for p in made_file.paragraphs), *cells])
    assert {text for text in texts(memo) if text not in said} == set()
    assert evil in said
    assert "一、收支总额与批复控制数" in said


def _worst(found: Comparison) -> Review:
    """Findings of every kind, more than there is room for, with long words."""
    many = [
        Finding("x", severity, "很长的话" * 30, "改") for severity in Severity for _ in "ab" * 20
    ]
    waived = [
        Finding("y", Severity.WARNING, "说明" * 40, "改", waived=f"{n}理由" * 40) for n in range(30)
    ]
    gone = [Finding("z", Severity.ERROR, "已经改好的问题" * 9, "改") for _ in range(20)]
    long = tuple(InputFile("文件名很长的工作簿" * 5 + ".xlsx", file.sha256) for file in FILES)
    return review(found.new, (long[0], long[1]), (gone, [*many, *waived]))


def test_every_memo_keeps_to_two_pages(tmp_path: Path, office: Office) -> None:
    for name in NAMES:
        found, _, memo = made(name, edited(Random(7), example(name), 8))
        (tmp_path / f"{name}.docx").write_bytes(render_memo(memo, found.new))
    years = years_compared(*two_years("shifan-2025", 7, count=30))
    memo = years_memo(years, _worst_of_years(years.this))
    (tmp_path / "years.docx").write_bytes(render_memo(memo, years.this))
    found = compared("shifan-2025", edited(Random(5), example("shifan-2025"), 150))
    memo = drafts_memo(found, _worst(found))
    (tmp_path / "worst.docx").write_bytes(render_memo(memo, found.new))
    pages = _pages(tmp_path, office)
    assert len(pages) == len(NAMES) + 2
    assert {name for name, count in pages.items() if count > 2} == set()
    assert pages["worst"] == 2


def _worst_of_years(this: Disclosure) -> Review:
    many = [
        Finding("x", severity, "很长的话" * 30, "改") for severity in Severity for _ in "ab" * 20
    ]
    return review(this, FILES, ((), many))


def _pages(folder: Path, office: Office) -> dict[str, int]:
    printed = office.convert(sorted(folder.glob("*.docx")), "pdf", folder)
    return {path.stem: len(pypdf.PdfReader(path).pages) for path in printed}


# The command -------------------------------------------------------------------------------------


@pytest.mark.long
def test_the_command_writes_it_beside_the_other_forms(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    memo, page = tmp_path / "备忘.docx", tmp_path / "对照.html"
    options = ["--memo", str(memo), "--html", str(page), "--json"]
    assert main(["diff", str(SMALL), str(SMALL), *options]) == 0
    out = capsys.readouterr()
    assert memo.read_bytes()[:2] == b"PK"
    assert page.exists()
    assert "审核备忘：" in out.err
    said = json.loads(out.out)["review"]
    assert [file["name"] for file in said["files"]] == [SMALL.name] * 2
    documented = (ROOT / "docs" / "diff.md").read_text(encoding="utf-8")
    names = {*said, *said["controls"], *said["controls"]["whole"], *said["files"][0]}
    assert {name for name in names if f"`{name}`" not in documented.replace('"', "`")} == set()


def test_an_input_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "一稿.xlsx"
    own.write_bytes(SMALL.read_bytes())
    assert main(["diff", str(own), str(SMALL), "--memo", str(own)]) == 2
    assert own.read_bytes() == SMALL.read_bytes()
    assert "覆盖" in capsys.readouterr().err
