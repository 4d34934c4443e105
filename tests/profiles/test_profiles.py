"""Profiles as a product: refused when broken, copied whole, and an invented province made of data alone."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from decimal import Decimal
from pathlib import Path

import jinja2
import openpyxl
import pytest
from docx import Document as open_docx
from hypothesis import given
from hypothesis import strategies as st

from budgetgen.adapt.copy import CannotCopy, copy_profile, profile_toml
from budgetgen.adapt.validate import validate
from budgetgen.checked import check_file
from budgetgen.cli import main
from budgetgen.disclosure import Disclosure
from budgetgen.document.blocks import TableBlock
from budgetgen.document.compose import _context
from budgetgen.document.tables.projects import project_blocks, project_views
from budgetgen.document.text.names import FILTERS, NAMES
from budgetgen.document.text.narrative import environment
from budgetgen.model.records import LineItem, Purchase
from budgetgen.profiles import (
    Profile,
    ProfileError,
    load_profile,
    profile_ids,
    templates_dir,
)
from budgetgen.profiles.settings import GlossaryTerm
from budgetgen.profiles.toml_lines import toml_lines
from budgetgen.rules import run_checks
from budgetgen.tables import build_tables
from support.ledgers import budget, info
from support.pages import read_pdf, squeeze
from support.places import DATA, SMALL

EXAMPLE = SMALL
PROVINCE = DATA / "invented-province"
IDENTITY = {"id", "title", "extends", "folders"}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A bureau's own folder: an almost empty profile over the default one."""
    folder = tmp_path / "own"
    (folder / "narrative").mkdir(parents=True)
    return settle(folder, "")


def settle(folder: Path, settings: str) -> Path:
    text = 'extends = "hebei-2024-dept"\ntitle = "试"\n' + settings
    (folder / "profile.toml").write_text(text, encoding="utf-8")
    return folder


def refused(folder: Path) -> str:
    with pytest.raises(ProfileError) as raised:
        validate(load_profile(str(folder)))
    return str(raised.value)


# Broken profiles ---------------------------------------------------------------------------------


@pytest.mark.parametrize("id", profile_ids())
def test_every_profile_of_the_package_is_whole(id: str) -> None:
    validate(load_profile(id))


@pytest.mark.parametrize(
    ("settings", "line", "said"),
    [
        ("contnts = true\n", 3, "contnts：没有这个设置。是不是 contents？"),
        ("\n[project]\nhedaer = true\n", 5, "project.hedaer：没有这个设置。是不是 header？"),
        ("[project]\nempty_rows = 2\n", 4, "project.empty_rows：不能写在这里，移到第一个 [ ] 之前"),
        ("header = true\n", 3, "header：不能写在这里，移到 [project] 下面"),
        ('money_unit = "亿元"\n', 3, "不能是“亿元”。是不是 元？可用：元、万元。"),
        ('[project]\nplan = "percnt"\n', 4, "是不是 percent？可用：amount、percent。"),
        ('cover = "也许"\n', 3, "“也许”不对，这里要true 或 false（不加引号）"),
        ("sub_level = 7\n", 3, "不能是“7”。可用：2、3、4。"),
        ("empty_rows = -1\n", 3, "不能小于 0"),
        ('numbering = ["一、", "1."]\n', 3, "numbering：个数不够"),
        ('tables_heading = "{nmae}"\n', 3, "只能写 {name} 或 {year}"),
        ('income_kinds = [\n  { name = "甲", surces = [] },\n]\n', 4, "是不是 sources？"),
        ('[[glossary]]\ntext = "甲"\n', 3, "glossary.term：没有写，必须有。"),
        ('[[glossary]]\nterm = "上级补助"\n', 3, "没有“上级补助”的法定解释。是不是 上级补助收入？写上 text"),
        ('tables = [\n  "income",\n  "expenditur",\n]\n', 5, "没有 expenditur 这种表样。是不是 expenditure？"),
        ('tables = ["income", "income"]\n', 3, "income 写了不止一次"),
        ('sections = [\n"duties", "glosary"]\n', 4, "没有 narrative/glosary.j2。是不是 glossary？"),
        ('unit_profile = "hebei-2023-unt"\n', 3, "是不是 hebei-2023-unit？"),
        ('[labels]\n"部门预算收支总" = "甲"\n', 4, "没有“部门预算收支总”。是不是 部门预算收支总表？"),
        ("a = = 1\n", 3, "写法不对"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named_with_its_line_and_the_nearest_word(
    own: Path, settings: str, line: int, said: str
) -> None:
    message = refused(settle(own, settings))
    assert said in message
    assert f"{own / 'profile.toml'} 第{line}行" in message


def test_all_wrong_settings_are_told_at_once(own: Path) -> None:
    assert (
        len(refused(settle(own, 'cvoer = true\nmoney_unit = "角"\nscope = 1\n')).splitlines()) == 3
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ figures.totl | money }}", "没有 figures.totl 这个数字或名称。是不是 total？"),
        ("{{ chnages.total | compared }}", "没有 chnages 这个名称。是不是 changes？"),
        ("{{ changes.totla | compared }}", "没有 changes.totla 这个数字或名称。是不是 total？"),
        ("{{ goals.overal }}", "没有 goals.overal 这个数字或名称。是不是 overall？"),
        ("{{ figures.basic | mony }}", "没有 | mony 这种写法。是不是 money？"),
        ("{{ year | money }}", "| money 不能写在 year 后面"),
        ("{{ figures.basic.amuont }}", "没有 figures.basic.amuont 这个数字或名称。是不是 amount？"),
        ("{% for k in figures.income_kinds %}{{ k.nmae }}{% endfor %}", "是不是 name？"),
        ("{% for v in projects %}{{ v.project.tilte }}{% endfor %}", "是不是 title？"),
        ("{% for u in units %}{{ loop.lst }}{% endfor %}", "没有 loop.lst"),
        ("{% for u in units %}{% endfor %}{{ u }}", "没有 u 这个名称"),
        ("{% macro m(c) %}{{ c.resaon }}{% endmacro %}{{ m(changes.basic) }}", "是不是 reason？"),
        ("{% set all = figures %}{{ all.publc | money }}", "是不是 public？"),
        ("{{ profile.procurment.lead }}", "是不是 procurement？"),
        ("{% if scope is defned %}{% endif %}", "是不是 defined？"),
        ("{% include 'narrative/nothing.j2' %}", "没有 narrative/nothing.j2 这个文件"),
        ("{% if year %}", "的写法有误"),
        ("{{ year }", "的写法有误"),
    ],
)  # fmt: skip
def test_a_wrong_sentence_is_named_with_its_line(own: Path, text: str, said: str) -> None:
    path = own / "narrative" / "glossary.j2"
    path.write_text(f"# 名词解释\n{text}\n", encoding="utf-8")
    message = refused(own)
    assert said in message
    assert re.search(rf"^{re.escape(str(path))} 第[23]行：", message)


def test_what_a_sentence_may_say_is_not_refused(own: Path) -> None:
    (own / "narrative" / "other.j2").write_text(
        "{% set left = figures.total.amount - figures.basic.amount %}{{ left | money }}"
        "{% for goal in goals.overall if goal.title %}{{ goal.texts | first }}{% endfor %}"
        "{{ changes['total'].reason | clause }}{{ (units | first).name }}{{ name.strip() }}"
        "{% if nothing is defined %}{{ nothing | default('') }}{% endif %}{{ range(3) | list }}",
        encoding="utf-8",
    )
    validate(load_profile(str(own)))


def test_a_file_reached_only_by_include_and_the_page_are_looked_at(own: Path) -> None:
    (own / "narrative" / "other.j2").write_text('{% include "narrative/mine.j2" %}', "utf-8")
    (own / "narrative" / "mine.j2").write_text("{{ yaer }}", "utf-8")
    (own / "document.html").write_text("<p>\n{{ documnet.title }}</p>", "utf-8")
    said = refused(own).splitlines()
    assert "mine.j2 第1行：没有 yaer 这个名称。是不是 year？" in said[0]
    assert "document.html 第2行：没有 documnet 这个名称。是不是 document？" in said[1]


def test_a_broken_profile_stops_check_build_and_template_before_anything_is_written(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (own / "narrative" / "other.j2").write_text("{{ figures.totl | money }}", "utf-8")
    out = tmp_path / "out"
    for command in (
        ["check", str(EXAMPLE)],
        ["build", str(EXAMPLE), "-o", str(out)],
        ["template", "-o", str(out / "form.xlsx")],
        ["profiles", "show"],
    ):
        where = [str(own)] if command[0] == "profiles" else ["--profile", str(own)]
        assert main([*command, *where]) == 3
        assert "other.j2 第1行：没有 figures.totl" in capsys.readouterr().err
    assert not out.exists()


def test_the_declared_names_are_exactly_those_a_sentence_gets() -> None:
    checked = check_file(EXAMPLE)
    assert checked.disclosure
    context = _context(checked.disclosure)
    assert list(context) == list(NAMES)
    for name, declared in NAMES.items():
        if isinstance(declared.shape, dict):
            assert set(context[name]) == set(declared.shape)
        elif isinstance(declared.shape, type) and not hasattr(declared.shape, "__origin__"):
            assert isinstance(context[name], declared.shape), name


def test_the_declared_filters_are_exactly_our_own() -> None:
    assert set(environment(load_profile()).filters) - set(jinja2.Environment().filters) == set(
        FILTERS
    )


@pytest.mark.parametrize(
    "path", sorted(templates_dir().glob("*/profile.toml")), ids=lambda p: p.parent.name
)
def test_lines_of_settings_are_where_they_stand(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = toml_lines(text)
    for place, line in found.items():
        if isinstance(place[-1], str):
            assert place[-1] in text.splitlines()[line - 1]
    assert {place[0] for place in found} == set(tomllib.loads(text))


# Copies ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id", profile_ids())
def test_a_copy_stands_on_its_own_and_says_the_same(id: str, tmp_path: Path) -> None:
    source = load_profile(id)
    copy = load_profile(str(copy_profile(source, "jia-shi", tmp_path)))
    validate(copy)
    assert copy.model_dump(exclude=IDENTITY) == source.model_dump(exclude=IDENTITY)
    assert (copy.id, copy.extends) == ("jia-shi", "")
    for name in ("document.html", "style.css", "document.docx", *sections(source)):
        assert (copy.folders[0] / name).read_bytes() == source.file(name).read_bytes()


def sections(profile: Profile) -> list[str]:
    return [f"narrative/{name}.j2" for name in ("opening", *profile.sections)]


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(labels=st.dictionaries(_TEXT, _TEXT, max_size=3), term=_TEXT, unsettled=st.lists(_TEXT))
def test_whatever_a_setting_says_survives_being_written_down(
    labels: dict[str, str], term: str, unsettled: list[str]
) -> None:
    made = load_profile().model_copy(
        update={
            "title": term,
            "labels": labels,
            "glossary": (GlossaryTerm(term=term, text=f"{term}。"),),
            "unsettled": tuple(unsettled),
        }
    )
    read = tomllib.loads(profile_toml(made))
    assert (read["title"], read["labels"]) == (term, labels)
    assert read["glossary"] == [{"term": term, "text": f"{term}。"}]
    assert read["unsettled"] == unsettled


def test_an_indicator_taken_out_of_a_profile_stays_out_of_its_copy(
    own: Path, tmp_path: Path
) -> None:
    settle(own, '[indicators]\n"满意度指标" = []\n')
    source = load_profile(str(own))
    assert list(source.indicators) == ["产出指标", "效益指标"]
    copy = load_profile(str(copy_profile(source, "jia-shi", tmp_path)))
    assert copy.indicators == source.indicators


@pytest.mark.parametrize("id", ["", "a b", "../x", "a/b", "-x", "hebei-2024-dept", "base", "a.b"])
def test_an_id_that_cannot_be_a_folder_or_is_taken_is_refused(id: str, tmp_path: Path) -> None:
    with pytest.raises(CannotCopy):
        copy_profile(load_profile(), id, tmp_path / "profiles")
    assert not (tmp_path / "profiles").exists()


def test_profiles_new_says_what_to_edit_and_never_writes_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = ["profiles", "new", "甲市", "--from", "hebei-2027-dept", str(tmp_path)]
    assert main(new) == 0
    said = capsys.readouterr().out
    assert f"--profile {tmp_path / '甲市'}" in said
    assert "profile.toml" in said
    assert main(new) == 2
    assert "已经存在" in capsys.readouterr().err
    assert main(["profiles", "new", "x", "--from", "hebei-2027-dep", str(tmp_path)]) == 3
    assert "是不是 hebei-2027-dept？" in capsys.readouterr().err
    assert [place.name for place in tmp_path.iterdir()] == ["甲市"]


def test_profiles_show_reads_a_folder_and_lists_what_is_unsettled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = copy_profile(load_profile("hebei-2027-dept"), "jia-shi", tmp_path)
    assert main(["profiles", "show", str(place)]) == 0
    said = capsys.readouterr().out
    assert "尚未明确：\n  1. " in said
    assert str(place) in said


# An invented province, of data alone -------------------------------------------------------------


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """云岭省: eight tables in an order of its own, in 元, sections and numbers otherwise; all files."""
    root = tmp_path_factory.mktemp("province")
    folder, out = root / "yunling-2024", root / "out"
    shutil.copytree(PROVINCE, folder)
    assert (
        main(["build", str(EXAMPLE), "--profile", str(folder), "-o", str(out), "--name", "x"]) == 0
    )
    return folder, out


TITLES = [
    "部门“三公”经费预算表", "部门收支预算总表", "部门支出预算总表", "部门收入预算总表",
    "部门预算财政拨款收支总表", "部门预算一般公共预算财政拨款支出表",
    "部门预算一般公共预算财政拨款基本支出表", "部门预算政府性基金预算财政拨款支出表",
]  # fmt: skip


@pytest.mark.long
def test_the_provinces_words_stand_in_the_forms_of_the_text_too(
    province: tuple[Path, Path],
) -> None:
    blocks = json.loads((province[1] / "x.json").read_text(encoding="utf-8"))["blocks"]
    assert "机构类别" in blocks["institutions"]["columns"]
    assert blocks["assets"]["rows"][0][0] == "一、资产合计"
    cells = {c.text for t in open_docx(province[1] / "x.docx").tables for c in t._cells}
    assert "机构类别" in cells
    assert not {"单位性质", "资产总额", "绩效指标描述", "项目编码"} & cells


def test_a_project_form_takes_the_profiles_words(own: Path) -> None:
    settings = '[labels]\n"绩效指标描述" = "指标说明"\n"项目编码" = "项目代码"\n'
    profile = load_profile(str(settle(own, settings)))
    validate(profile)
    checked = check_file(EXAMPLE, str(own))
    assert checked.disclosure
    tables = [
        b
        for b in project_blocks(project_views(checked.disclosure), profile)
        if isinstance(b, TableBlock)
    ]
    printed = {cell.text for table in tables for row in (*table.head, *table.body) for cell in row}
    assert {"指标说明", "项目代码"} <= printed
    assert not {"绩效指标描述", "项目编码"} & printed


@pytest.mark.long
def test_the_province_prints_its_tables_in_its_order_and_wording(
    province: tuple[Path, Path],
) -> None:
    said = json.loads((province[1] / "x.json").read_text(encoding="utf-8"))
    assert said["profile"] == "yunling-2024"
    assert [table["title"] for table in said["tables"]] == TITLES
    assert [table["number"] for table in said["tables"]] == [str(n) for n in range(1, 9)]
    assert said["tables"][0]["columns"][-4:-2] == ["来源/总计", "来源/一般公共预算"]


def test_every_cell_of_the_province_is_the_ledger_in_yuan(province: tuple[Path, Path]) -> None:
    said = json.loads((province[1] / "x.json").read_text(encoding="utf-8"))
    lines = check_file(EXAMPLE).disclosure.budget.lines  # type: ignore[union-attr]
    by_function: dict[str, Decimal] = {}
    for line in lines:
        for code in (line.function[:3], line.function[:5], line.function):
            by_function[code] = by_function.get(code, Decimal(0)) + line.amount
    income = said["tables"][3]
    printed = {row[1]: Decimal(row[3]) for row in income["rows"] if row[1]}
    assert printed == by_function
    assert income["rows"][0][3] == f"{sum(line.amount for line in lines):.2f}"


def test_the_sentences_of_the_province_are_in_yuan_too(province: tuple[Path, Path]) -> None:
    paragraphs = [p.text for p in open_docx(str(province[1] / "x.docx")).paragraphs]
    text = "\n".join(paragraphs)
    assert "全年收支2154900.00元，其中项目580000.00元" in text
    assert "万元" not in text
    headings = [
        p.text
        for p in open_docx(str(province[1] / "x.docx")).paragraphs
        if "Heading 1" in p.style.name
    ]
    assert [h for h in headings if h in ("名词解释", "部门预算安排的总体情况", "部门职责及机构设置情况")] == [
        "部门预算安排的总体情况", "名词解释", "部门职责及机构设置情况",
    ]  # fmt: skip


@pytest.mark.long
def test_numbers_units_and_titles_of_the_province_reach_the_pdf(
    province: tuple[Path, Path],
) -> None:
    said = read_pdf(province[1] / "x.pdf")
    text = said.text + "".join("".join(row) for row in said.rows)
    assert [title for title in TITLES if squeeze(title) not in text] == []
    assert "单位：元" in text
    assert "单位：万元" not in text
    assert "第一部分" in text
    outline = json.loads((province[1] / "x.json").read_text(encoding="utf-8"))["sections"]
    assert [each["number"] for each in outline if each["level"] == 1] == [
        "第一部分　", "第二部分　", "第三部分　", "第四部分　",
    ]  # fmt: skip
    assert {each["number"] for each in outline if each["level"] == 2} >= {"1、", "2、"}


def test_figures_of_the_province_are_numbers_in_the_published_workbook(
    province: tuple[Path, Path],
) -> None:
    book = openpyxl.load_workbook(province[1] / "x.xlsx")
    assert len(book.sheetnames) == len(TITLES)
    numbers = [c.value for row in book.worksheets[1].iter_rows() for c in row]
    assert 2154900 in numbers


# Subjects ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "name"),
    [(2024, "工业和信息产业监管"), (2025, "工业和信息产业"), (2027, "工业和信息产业")],
)
def test_a_table_prints_the_name_that_a_subject_has_in_the_budgets_year(
    year: int, name: str, profile: Profile
) -> None:
    line = LineItem(
        unit="304001", function="2150505", category="项目支出", project="1",
        source="一般公共预算", amount=Decimal(100),
    )  # fmt: skip
    table = next(
        t
        for t in build_tables(budget((line,), info=info(year=year)), profile)
        if t.id == "expenditure"
    )
    assert {row.cells[0]: row.cells[1] for row in table.rows}["21505"] == name


def test_only_a_bureaus_own_list_tells_what_cannot_be_bought(own: Path, profile: Profile) -> None:
    purchase = Purchase(
        unit="304001", item="台式计算机", catalogue="A02990199", source="一般公共预算"
    )
    b = budget((), purchases=(purchase,))

    def unknown(profile: Profile) -> list[str]:
        found = run_checks(Disclosure.of(b, profile))
        return [f.message for f in found if f.rule == "purchase-catalogue-unknown"]

    (own / "subjects-procurement.csv").write_text("code,name\nA02010105,台式计算机\n")
    assert unknown(load_profile(own)) == ["采购目录序号“A02990199”不在采购目录里"]
    assert unknown(profile) == []


@pytest.mark.long
def test_a_bureaus_own_names_reach_the_form_and_every_file(own: Path, tmp_path: Path) -> None:
    (own / "subjects-function.csv").write_text("code,name\n2130501,本地运行\n", encoding="gb18030")
    assert (
        main(["build", str(EXAMPLE), "--profile", str(own), "-o", str(tmp_path), "--name", "x"])
        == 0
    )
    said = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    names = {row[1]: row[2] for row in said["tables"][2]["rows"]}
    assert names["2130501"] == "本地运行"
    assert names["213"] == "农林水支出"
    assert any("本地运行" in row for row in read_pdf(tmp_path / "x.pdf").rows)
    form = tmp_path / "form.xlsx"
    assert main(["template", "--profile", str(own), "--year", "2024", "-o", str(form)]) == 0
    rows = openpyxl.load_workbook(form)["科目表"].iter_rows(values_only=True)
    found = {row[1]: row for row in rows if row[0] == "支出功能科目"}
    assert found["2130501"][2] == "本地运行"
    assert found["2130501"][5] == "可以依据"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("subjects-function.csv", "code,name\n21305O1,本地\n", "第2行：编码“21305O1”不对"),
        ("subjects-function.csv", "编码,名称\n", "第一行应写 code,name"),
        ("subjects-functon.csv", "code,name\n", "这个文件不会用到。是不是 subjects-function.csv？"),
    ],
)
def test_a_broken_own_list_says_file_line_and_what_to_do(
    own: Path, name: str, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (own / name).write_text(text, encoding="utf-8")
    assert main(["check", str(EXAMPLE), "--profile", str(own)]) == 3
    message = capsys.readouterr().err
    assert said in message
    assert str(own / name) in message
