"""部分: order, titles, numbers and pages of a document are the profile's; three formats made of data alone."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document as open_docx
from docx.document import Document as Docx

from budgetgen.checked import check_file
from budgetgen.cli import main
from budgetgen.disclosure import Disclosure
from budgetgen.document.blocks import (
    Contents,
    Document,
    Heading,
    ListBlock,
    PageBreak,
    Paragraph,
    Role,
    TableBlock,
)
from budgetgen.document.compose import compose
from budgetgen.document.text.narrative import Turn
from budgetgen.model.numbering import must_count, write_number
from budgetgen.model.records import ExtraText
from budgetgen.profiles import Profile, ProfileError, load_profile
from budgetgen.profiles.parts import DocumentPart
from budgetgen.traced import explain_cell
from support.documents import texts
from support.ledgers import budget
from support.pages import read_pdf, squeeze
from support.places import DATA, SMALL

PARTS = DATA / "parts"
NAMES = sorted(folder.name for folder in PARTS.iterdir())
NAME = "示范县乡村振兴局"
NINE = [
    "部门预算收支总表", "部门预算收入总表", "部门预算支出总表", "部门预算财政拨款收支总表",
    "部门预算一般公共预算财政拨款支出表", "部门预算一般公共预算财政拨款基本支出表",
    "部门预算政府性基金预算财政拨款支出表", "部门预算国有资本经营预算财政拨款支出表",
    "部门预算财政拨款“三公”经费支出表",
]  # fmt: skip


ELEVEN = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一")


@dataclass
class Built:
    """A small budget under one of the formats: the tree, and every file."""

    d: Disclosure
    document: Document
    docx: Docx
    told: dict[str, Any]
    out: Path


@pytest.fixture(scope="module", params=NAMES)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(request.param, tmp_path_factory.mktemp(request.param))


def build(name: str, out: Path) -> Built:
    folder = str(PARTS / name)
    assert main(["build", str(SMALL), "--profile", folder, "-o", str(out), "--name", "x"]) == 0
    d = check_file(SMALL, folder).disclosure
    assert d
    told = json.loads((out / "x.json").read_text(encoding="utf-8"))
    return Built(d, compose(d), open_docx(str(out / "x.docx")), told, out)


def tree(name: str) -> Document:
    d = check_file(SMALL, str(PARTS / name)).disclosure
    assert d
    return compose(d)


def outline(document: Document) -> list[str]:
    """Titles of parts, tables and sections in the order of print."""
    return [
        h.text
        for h in document.headings()
        if h.role in (Role.PART, Role.TABLE) or (h.role is Role.SECTION and h.level == 1)
    ]


def entries(document: Document) -> list[tuple[str, int, bool]]:
    contents = next(block for block in document.blocks() if isinstance(block, Contents))
    return [(each.text, each.level, bool(each.anchor)) for each in contents.entries]


# The three formats -------------------------------------------------------------------------------


def test_the_overview_stands_before_the_tables_and_the_glossary_after_them() -> None:
    document = tree("overview-first")
    assert outline(document) == [
        f"第一部分　{NAME}概况",
        f"第二部分　{NAME}2024年部门预算表",
        *(f"表{n}　{title}" for n, title in enumerate(NINE, start=1)),
        f"第三部分　{NAME}2024年部门预算情况说明",
        "一、部门预算安排的总体情况", "二、机关运行经费安排情况",
        "三、财政拨款“三公”经费预算情况及增减变化原因", "四、部门整体绩效目标",
        "五、部门主管专项资金预算安排情况及绩效目标", "六、部门项目预算安排情况及绩效目标",
        "七、政府采购预算情况", "八、国有资产信息", "九、其他需要说明的事项",
        "第四部分　名词解释",
    ]  # fmt: skip
    listed = entries(document)
    assert [text for text, _, _ in listed] == outline(document)
    # A part under which nothing is listed has a page number of its own.
    assert [text for text, level, anchor in listed if not level and anchor] == [
        f"第一部分　{NAME}概况", "第四部分　名词解释",
    ]  # fmt: skip
    assert [part.landscape for part in document.parts if part.numbered][:3] == [False, True, False]
    assert [part.restart for part in document.parts].count(True) == 1
    assert document.parts[1].restart


def test_tables_come_last_under_bracketed_numbers_and_titles_of_their_own() -> None:
    document = tree("tables-last")
    own = [f"2024年县级部门{each}预算总表" for each in ("收支", "收入", "支出")]
    fiscal = ["部门预算财政拨款支出表", "部门预算财政拨款基本支出表"]
    titles = [*own, NINE[3], *fiscal, *NINE[4:]]
    assert outline(document) == [
        f"一、{NAME}概况", "（一）部门职责及机构设置情况", "（二）部门整体绩效目标",
        f"二、{NAME}2024年部门预算安排情况说明", "（一）部门预算安排的总体情况",
        "（二）机关运行经费安排情况", "（三）财政拨款“三公”经费预算情况及增减变化原因",
        "（四）部门主管专项资金预算安排情况及绩效目标", "（五）部门项目预算安排情况及绩效目标",
        "（六）政府采购预算情况", "（七）国有资产信息", "（八）其他需要说明的事项", "三、名词解释",
        f"四、{NAME}2024年部门预算表",
        *(f"（{n}）{title}" for n, title in zip(ELEVEN, titles, strict=True)),
    ]  # fmt: skip
    second = [h.text for h in document.headings() if h.role is Role.SECTION and h.level == 2]
    assert second[:3] == ["1.总体绩效目标", "2.分项绩效目标", "3.工作保障措施"]


def test_text_comes_first_and_numbers_stand_in_the_line_over_the_tables() -> None:
    document = tree("text-first")
    tables = [each for each in document.tables() if each.budget_table]
    assert [each.line for each in tables][:2] == [
        (f"部门：{NAME}", "公开01表", "金额单位：元"), (f"部门：{NAME}", "公开02表", "金额单位：万元"),
    ]  # fmt: skip
    assert [h.number for h in document.headings() if h.role is Role.TABLE] == [""] * 9
    said = "".join(block.text for block in document.blocks() if isinstance(block, Paragraph))
    assert "收支见公开09表，收入见公开01表，“三公”经费见公开06表（" in said
    # Numbers run on where the profile says so; a part that doesn't count has no number.
    assert [t for t in outline(document) if re.match("[一二三四五六七八]、|第|其他|附", t)] == [
        "第一部分　2024年部门预算情况说明", "一、部门职责及机构设置情况", "二、部门预算安排的总体情况",
        "三、各表的位置", "四、财政拨款“三公”经费预算情况及增减变化原因", "其他说明",
        "五、部门项目预算安排情况及绩效目标", "六、政府采购预算情况", "七、国有资产信息",
        "八、其他需要说明的事项", "第二部分　2024年部门预算公开报表", "附：部门收支总表",
    ]  # fmt: skip
    assert ("其他说明", 0, True) in entries(document)
    assert not any("国有资产信息" in text for text, _, _ in entries(document))


def test_a_title_may_have_a_page_to_itself_and_tables_may_stand_upright() -> None:
    document = tree("text-first")
    alone = next(part for part in document.parts if getattr(part.blocks[0], "alone", False))
    assert alone.landscape
    assert isinstance(alone.blocks[1], PageBreak)
    upright = document.parts[-1]
    table = next(block for block in upright.blocks if isinstance(block, TableBlock))
    assert not upright.landscape
    assert sum(column.width for column in table.columns) == pytest.approx(156, abs=0.2)


# Every file of each ------------------------------------------------------------------------------


@pytest.mark.long
def test_every_format_is_built_and_its_files_agree(built: Built) -> None:
    document = built.document
    anchors = [
        b.anchor for b in document.blocks() if isinstance(b, Heading | TableBlock | ListBlock)
    ]
    assert len(set(anchors)) == len(anchors)
    paragraphs = [p.text for p in built.docx.paragraphs]
    # In Word the numbers of sections are native, those of parts and tables are written.
    titles = [
        h.title if h.role is Role.SECTION else h.text
        for h in document.headings()
        if h.role is not Role.CAPTION
    ]
    found = iter(paragraphs)
    assert [title for title in titles if not any(title == text for text in found)] == []
    assert [s["number"] + s["title"] for s in built.told["sections"]] == [
        h.text for h in document.headings()
    ]
    said = read_pdf(built.out / "x.pdf")
    lost = [t for t in outline(document) if squeeze(t) not in squeeze(said.text)]
    assert lost == []


@pytest.mark.long
def test_contents_point_to_bookmarks_with_the_page_of_the_pdf(built: Built) -> None:
    xml = built.docx.element.xml
    marks = set(re.findall(r'w:bookmarkStart [^>]*w:name="(_Toc\d+)"', xml))
    pointed = re.findall(r"PAGEREF (_Toc\d+)", xml)
    listed = entries(built.document)
    assert len(pointed) == sum(anchor for _, _, anchor in listed)
    assert set(pointed) <= marks
    lines = [p.text for p in built.docx.paragraphs if re.fullmatch(r".+\t\d+", p.text)]
    pages = [int(line.rpartition("\t")[2]) for line in lines]
    assert [line.rpartition("\t")[0] for line in lines] == [t for t, _, anchor in listed if anchor]
    assert pages == sorted(pages)
    assert pages[0] == 1


@pytest.mark.long
def test_numbers_of_tables_are_the_same_in_every_file(built: Built) -> None:
    tables = [each for each in built.document.tables() if each.budget_table]
    sheets = openpyxl.load_workbook(built.out / "x.xlsx").sheetnames
    assert [name.split(" ")[0] for name in sheets] == [each.reference for each in tables]
    numbers = [each["number"] for each in built.told["tables"]]
    assert all(
        number.strip("、") in each.reference for number, each in zip(numbers, tables, strict=True)
    )
    income = built.d.table("income")
    for wanted in (income.printed_number, income.reference, "income", str(income.number)):
        assert explain_cell(built.d, wanted, "1", "3").table is income


# What a profile may say --------------------------------------------------------------------------


def with_parts(profile: Profile, *parts: DocumentPart) -> Profile:
    return profile.model_copy(update={"parts": parts, "contents": False})


def test_text_that_names_no_section_stands_in_other_matters(profile: Profile) -> None:
    own = with_parts(
        profile,
        DocumentPart(kind="tables"),
        DocumentPart(kind="text", sections=("other",)),
        DocumentPart(kind="text", title="名词解释", sections=("glossary",), section_titles=False),
    )
    typed = (
        ExtraText(section="没有这一节", text="这一句不能丢。"),
        ExtraText(section="名词解释", text="另见附录。"),
    )
    said = texts(compose(Disclosure.of(budget((), extra_texts=typed), own)))
    assert said.index("这一句不能丢。") < said.index("名词解释") < said.index("另见附录。")


def test_a_title_that_is_not_printed_leaves_its_section_named(profile: Profile) -> None:
    part = DocumentPart(kind="text", title="释义", sections=("glossary",), section_titles=False)
    own = with_parts(profile, DocumentPart(kind="tables"), part)
    headings = list(compose(Disclosure.of(budget(()), own)).headings())
    assert [h.text for h in headings if h.role is not Role.TABLE] == ["释义"]
    assert headings[-1].section == "glossary"


def test_wide_pages_end_with_their_section_in_a_part_of_either_orientation(
    profile: Profile,
) -> None:
    for orientation, expected in (("auto", [True, False]), ("wide", [True])):
        part = DocumentPart(
            kind="text", sections=("procurement", "assets"), orientation=orientation
        )  # type: ignore[arg-type]
        own = with_parts(profile, DocumentPart(kind="tables", title=""), part)
        document = compose(Disclosure.of(budget(()), own))
        assert [each.landscape for each in document.parts[1:]] == expected
        assert not any(isinstance(block, Turn) for block in document.blocks())


@pytest.mark.parametrize(
    ("pattern", "n", "written"),
    [
        ("表1　", 11, "表11　"), ("公开01表", 3, "公开03表"), ("公开01表", 12, "公开12表"),
        ("（一）", 11, "（十一）"), ("表一、", 2, "表二、"), ("第1部分　", 4, "第4部分　"),
    ],
)  # fmt: skip
def test_a_pattern_counts_at_its_one_place(pattern: str, n: int, written: str) -> None:
    assert must_count(pattern) == pattern
    assert write_number(pattern, n) == written


TWO = '[[parts]]\nkind = "tables"\n[[parts]]\nkind = "text"\n'
BROKEN = [
    ('[[parts]]\nkind = "tables"\n', "至少要有一个 kind = \"text\" 的部分"),
    ('[[parts]]\nkind = "table"\n', "是不是 tables？"),
    ('[[parts]]\nkind = "text"\ntitel = "甲"\n', "是不是 title？"),
    ('[[parts]]\nkind = "text"\ntables = ["income"]\n', "text 的部分没有预算表"),
    ('[[parts]]\nkind = "tables"\nsections = ["duties"]\n', "tables 的部分没有节"),
    ('[[parts]]\nkind = "text"\nsection_titles = false\n', "恰好写了一节"),
    ('[[parts]]\nkind = "text"\ntitle = "{unit}"\n', "只能写 {name} 或 {year} 或 {scope}"),
    ('[[parts]]\nkind = "text"\nnumbering = ["一、"]\n', "要写 4 级，或不写"),
    (TWO + '[[parts]]\nkind = "text"\n', "只有一个可以不写"),
    (TWO + 'sections = ["duties", "duties"]\n', "duties 写在不止一个地方"),
    (TWO + '[[parts]]\nkind = "tables"\ntables = ["incom"]\n', "没有 incom 这种表样。是不是 income？"),
    (TWO + 'sections = ["dutys"]\n', "没有 narrative/dutys.j2。是不是 duties？"),
    (TWO + 'opening = "openin"\n', "是不是 opening？"),
    ('table_numbering = "表"\n', "只有一处计数"),
    ('part_numbering = "第1部分1"\n', "只有一处计数"),
    ('table_line = ["{code}", "", "{money}"]\n', "只能写 {code} 或 {name}"),
    ('[form.incme]\ntitle = "甲"\n', "没有印 incme 这种表样。是不是 income？"),
    ('[form.income]\nunit = "亿元"\n', "可用：元、万元"),
    ('[form.income]\ntitel = "甲"\n', "是不是 title？"),
    ('[labels]\n"单位：{unit}" = "单位：{money}"\n', "只能写 {unit}"),
]  # fmt: skip


@pytest.mark.parametrize(("settings", "said"), BROKEN)
def test_a_part_that_cannot_be_is_refused_in_words(
    tmp_path: Path, settings: str, said: str
) -> None:
    from budgetgen.adapt.validate import validate

    (tmp_path / "profile.toml").write_text(f'extends = "base"\ntitle = "试"\n{settings}', "utf-8")
    with pytest.raises(ProfileError) as raised:
        validate(load_profile(str(tmp_path)))
    assert said in str(raised.value)
    assert f"{tmp_path / 'profile.toml'} 第" in str(raised.value)


def test_a_sentence_about_a_table_that_is_not_printed_is_refused(tmp_path: Path) -> None:
    from budgetgen.adapt.validate import validate

    (tmp_path / "narrative").mkdir()
    (tmp_path / "narrative" / "other.j2").write_text("见{{ table('incom').reference }}。", "utf-8")
    (tmp_path / "profile.toml").write_text('extends = "base"\ntitle = "试"\n', "utf-8")
    with pytest.raises(
        ProfileError, match=r"table\('incom'\)：这套格式没有印这张表。是不是 income？"
    ):
        validate(load_profile(str(tmp_path)))


def test_the_outline_says_what_is_printed_and_what_is_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["profiles", "show", str(PARTS / "text-first")]) == 0
    said = capsys.readouterr().out
    assert (
        "  3. 表：第二部分　〈年度〉年部门预算公开报表（横放）\n     公开01表 部门预算收入总表（income，元）"
        in said
    )
    assert "     五、部门项目预算安排情况及绩效目标（projects）" in said
    assert "  没有一个部分印：operating-cost、goals、special-funds、glossary" in said
