"""Catalogues: names by year, the 31 classes, parents, a bureau's own list."""

from __future__ import annotations

import csv
import re
from itertools import combinations
from pathlib import Path

import pytest

from budgetgen.model.subjects import (
    Catalogue,
    CatalogueError,
    Subject,
    SubjectKind,
    Trust,
    is_leaf_function,
    load_catalogue,
)
from support.places import ROOT

DATA = ROOT / "budgetgen" / "data"
FUNCTION = load_catalogue(SubjectKind.FUNCTION)
ECONOMIC = load_catalogue(SubjectKind.ECONOMIC)
PROCUREMENT = load_catalogue(SubjectKind.PROCUREMENT)

CLASS_LIST = """
201 一般公共服务支出 202 外交支出 203 国防支出 204 公共安全支出 205 教育支出 206 科学技术支出
207 文化旅游体育与传媒支出 208 社会保障和就业支出 209 社会保险基金支出 210 卫生健康支出
211 节能环保支出 212 城乡社区支出 213 农林水支出 214 交通运输支出 215 资源勘探工业信息等支出
216 商业服务业等支出 217 金融支出 219 援助其他地区支出 220 自然资源海洋气象等支出
221 住房保障支出 222 粮油物资储备支出 223 国有资本经营预算支出 224 灾害防治及应急管理支出
227 预备费 229 其他支出 230 转移性支出 231 债务还本支出 232 债务付息支出
233 债务发行费用支出 234 抗疫特别国债安排的支出 235 人行科目
"""
CLASSES = re.findall(r"(\d+) (\S+)", CLASS_LIST)


def laid(tmp_path: Path, text: str, kind: SubjectKind = SubjectKind.FUNCTION) -> Catalogue:
    own = tmp_path / "own.csv"
    own.write_text(text, encoding="utf-8")
    return load_catalogue(kind, own)


def found(catalogue: Catalogue, code: str, year: int = 2024) -> Subject:
    subject = catalogue.find(code, year)
    assert subject is not None
    return subject


# ------------------------------------------------------------------------ the packaged lists


@pytest.mark.parametrize(
    ("code", "year", "name"),
    [
        ("21505", 2023, "工业和信息产业监管"),
        ("21505", 2024, "工业和信息产业监管"),
        ("21505", 2025, "工业和信息产业"),
        ("2150599", 2024, "其他工业和信息产业监管支出"),
        ("2150599", 2025, "其他工业和信息产业支出"),
        ("2013804", 2023, "市场主体管理"),
        ("2013804", 2024, "经营主体管理"),
        ("2010308", 2024, None),
        ("20140", 2023, None),
        ("2060101", 2024, "行政运行"),
        ("9999999", 2024, None),
    ],
)
def test_names_go_by_year(code: str, year: int, name: str | None) -> None:
    assert FUNCTION.name(code, year) == name


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_the_31_classes_in_order(year: int) -> None:
    classes = FUNCTION.classes(year)
    assert len(classes) == 31
    assert [(s.code, s.name) for s in classes] == CLASSES


def test_economic_names_are_as_the_platform_prints_them() -> None:
    assert ECONOMIC.name("30213", 2024) == "维修(护)费"  # officially （护）
    assert ECONOMIC.name("30231", 2024) == "公务用车运行维护费"
    assert ECONOMIC.name("30212", 2024) == "因公出国（境）费用"


def test_shares_of_basic_spending_follow_the_economic_class() -> None:
    shares = {code[:3]: s.share for s in ECONOMIC.all(2024) if (code := s.code)}
    assert {shares["301"], shares["303"]} == {"人员经费"}
    assert {shares["302"], shares["310"]} == {"公用经费"}
    assert shares["399"] == ""


@pytest.mark.parametrize("catalogue", [FUNCTION, ECONOMIC], ids=["function", "economic"])
@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_every_code_has_its_parents(catalogue: Catalogue, year: int) -> None:
    missing = {
        (s.code, parent)
        for s in catalogue.all(year)
        for parent in (s.code[:n] for n in (3, 5) if n < len(s.code))
        if not catalogue.find(parent, year)
    }
    assert missing == set()


@pytest.mark.parametrize("kind", SubjectKind)
def test_the_files_have_one_row_a_code_and_year_and_no_stray_values(kind: SubjectKind) -> None:
    with (DATA / f"subjects-{kind.value}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = [row["code"] for row in rows]
    assert codes == sorted(codes)
    spans: dict[str, list[range]] = {}
    for row in rows:
        span = range(int(row["valid_from"] or 0), int(row["valid_to"] or 9998) + 1)
        spans.setdefault(row["code"], []).append(span)
    for code, each in spans.items():
        for one, other in combinations(each, 2):
            assert one.stop <= other.start or other.stop <= one.start, code
    assert {row["trust"] for row in rows} <= {*Trust} - {Trust.BUREAU}
    assert {row["budget"] for row in rows} <= {"", "政府性基金", "国有资本经营"}
    assert {row.get("share", "") for row in rows} <= {"", "人员经费", "公用经费"}


def test_levels_follow_the_length_of_the_code() -> None:
    levels = {3: "类", 5: "款", 7: "项"}
    assert all(s.level == levels[len(s.code)] for s in FUNCTION.all(2024))
    assert found(PROCUREMENT, "A02010105").level == "货物"
    assert found(PROCUREMENT, "C16080200").level == "服务"


def test_only_verified_rows_may_raise_errors() -> None:
    raising = {trust for trust in Trust if trust.may_raise_error}
    assert raising == {Trust.BUREAU, Trust.SEED, Trust.SEED_NAME, Trust.WEB}
    trusts = [found(FUNCTION, code).trust for code in ("21505", "201", "2060501", "2010101")]
    assert trusts == [Trust.SEED, Trust.SEED_NAME, Trust.WEB, Trust.UNVERIFIED]
    assert found(FUNCTION, "20129").trust is Trust.REPO


def test_funds_and_state_capital_are_marked() -> None:
    marks = {code: found(FUNCTION, code).budget for code in ("2120803", "2230299", "2060101")}
    assert marks == {"2120803": "政府性基金", "2230299": "国有资本经营", "2060101": ""}


def test_the_packaged_list_is_read_once() -> None:
    assert load_catalogue(SubjectKind.FUNCTION) is FUNCTION


# ------------------------------------------------------------------------------------- codes


def test_leaves_are_told_by_their_digits() -> None:
    written = ("2060101", "20601", "206010l", "２０６０１０１", "2060101\n", "")
    assert [is_leaf_function(code) for code in written] == [True] + [False] * 5


def test_suggestions_start_in_the_same_group() -> None:
    assert {s.code[:5] for s in FUNCTION.near("2060110", 2024)} == {"20601"}
    assert {s.code[:5] for s in FUNCTION.near("2010151", 2024)} == {"20101"}
    assert len(FUNCTION.near("2060110", 2024)) == 3
    assert FUNCTION.near("X", 2024) == ()


def test_suggestions_know_names_of_the_year() -> None:
    assert FUNCTION.near("科学技术管理事物", 2024)[0].code == "20601"
    assert "经营主体管理" in {s.name for s in FUNCTION.near("经营主体管里", 2024)}
    assert "经营主体管理" not in {s.name for s in FUNCTION.near("经营主体管里", 2023)}


# ------------------------------------------------------------------------ a bureau's own list


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_bureaus_own_list_wins(tmp_path: Path, encoding: str) -> None:
    own = tmp_path / "subjects.csv"
    own.write_text("code,name\n2060101,行政运行（本地）\n2069801,本地新设科目\n", encoding=encoding)
    catalogue = load_catalogue(SubjectKind.FUNCTION, own)
    assert catalogue.name("2060101", 2024) == "行政运行（本地）"
    assert catalogue.name("2069801", 2024) == "本地新设科目"
    assert catalogue.name("2060404", 2024) == FUNCTION.name("2060404", 2024)
    subject = found(catalogue, "2069801")
    assert (subject.trust, subject.level) == (Trust.BUREAU, "项")
    assert found(catalogue, "2060101").trust is Trust.BUREAU
    codes = [s.code for s in catalogue.all(2024)]
    assert codes == sorted(set(codes))
    assert FUNCTION.name("2060101", 2024) == "行政运行"


def test_it_wins_only_in_the_years_it_claims(tmp_path: Path) -> None:
    catalogue = laid(tmp_path, "code,name,valid_from\n21505,本地名称,2026\n")
    names = [catalogue.name("21505", year) for year in (2024, 2025, 2026)]
    assert names == ["工业和信息产业监管", "工业和信息产业", "本地名称"]


def test_it_is_read_again_when_it_has_changed(tmp_path: Path) -> None:
    assert laid(tmp_path, "code,name\n2060101,甲\n").name("2060101", 2024) == "甲"
    assert laid(tmp_path, "code,name\n2060101,乙\n").name("2060101", 2024) == "乙"


@pytest.mark.parametrize("code", ["2120803", "2120806"])
def test_without_a_budget_column_the_mark_stays_as_sure_as_it_was(
    tmp_path: Path, code: str
) -> None:
    subject = found(laid(tmp_path, f"code,name\n{code},本地名称\n"), code)
    packaged = found(FUNCTION, code)
    assert (subject.name, subject.budget) == ("本地名称", "政府性基金")
    assert (subject.trust, subject.budget_trust) == (Trust.BUREAU, packaged.trust)


@pytest.mark.parametrize(
    ("written", "budget"),
    [
        ("", ""),
        ("一般公共预算", ""),
        ("国有资本经营预算", "国有资本经营"),
        ("政府性基金", "政府性基金"),
    ],
)
def test_its_budget_column_wins(tmp_path: Path, written: str, budget: str) -> None:
    subject = found(laid(tmp_path, f"code,name,budget\n2120803,甲,{written}\n"), "2120803")
    assert (subject.budget, subject.trust) == (budget, Trust.BUREAU)


def test_a_class_stays_a_class_whatever_its_level_column_says(tmp_path: Path) -> None:
    catalogue = laid(tmp_path, "code,name,level\n206,科技支出,1\n")
    assert [s.code for s in catalogue.classes(2024)] == [code for code, _ in CLASSES]


def test_an_economic_or_procurement_list_is_laid_over_too(tmp_path: Path) -> None:
    economic = laid(tmp_path, "code,name\n30213,维修（护）费\n", SubjectKind.ECONOMIC)
    subject = found(economic, "30213")
    assert (subject.name, subject.share) == ("维修（护）费", "公用经费")
    purchases = laid(tmp_path, "code,name\nB99,本地工程\n", SubjectKind.PROCUREMENT)
    assert found(purchases, "B99").level == "工程"


@pytest.mark.parametrize(
    "text",
    [
        "code,name,,\n2060101,甲,,\n,,,\n",
        "code,name\r\n2060101,甲\r\n",
        "code,name\r2060101,甲\r",
        'code,name\n2060101,"甲"\n\n',
    ],
)
def test_what_spreadsheets_save_is_read(tmp_path: Path, text: str) -> None:
    own = tmp_path / "own.csv"
    own.write_bytes(text.encode())
    assert load_catalogue(SubjectKind.FUNCTION, own).name("2060101", 2024) == "甲"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "第1行：缺少列 code、name"),
        ("编码,名称\n1,2\n", "第1行：缺少列 code、name"),
        ("code,name\n", "没有一行科目"),
        ("code,name\n2060101,\n", "第2行：编码 2060101 没有名称"),
        ('code,name\n2060101,"甲\n乙"\n', "编码 2060101 没有名称，或名称里有换行"),
        ("code,name\n206010l,甲\n", "第2行：编码“206010l”不对"),
        ("code,name\n2.06E+06,甲\n", "第2行：编码“2.06E+06”不对"),
        ("code,name\n20601,甲\n206010,乙\n", "第3行：编码“206010”不对"),
        ("code,name\n2060101,甲,乙\n", "第2行：内容比列多"),
        ('code,name\n2060101,"甲\n2060102,乙\n', "第2行：双引号不成对"),
        ("code,name\n2060101,甲\n2060101,乙\n", "第3行：编码 2060101 前面已有一行"),
        ("code,name,valid_from\n2060101,行政运行,去年\n", "第2行：年度“去年”不对"),
        ("code,name,valid_from\n2060101,行政运行,²²²²\n", "第2行：年度“²²²²”不对"),
        (
            "code,name,valid_from,valid_to\n2060101,甲,2025,2023\n",
            "第2行：有效年度从2025年到2023年",
        ),
        ("code,name,budget\n2060101,甲,基金\n", "第2行：预算“基金”不对"),
    ],
)
def test_a_broken_list_says_where_and_what(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CatalogueError, match=re.escape(said)) as raised:
        laid(tmp_path, text)
    assert str(tmp_path / "own.csv") in str(raised.value)
    assert str(raised.value).endswith("。")


def test_a_list_that_is_no_text_says_so(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_bytes("code,name\n2060101,甲\n".encode("utf-16"))
    with pytest.raises(CatalogueError, match="不是 UTF-8 或 GB18030"):
        load_catalogue(SubjectKind.FUNCTION, own)


def test_a_code_before_is_one_that_no_longer_holds() -> None:
    renewed = [s for year in (2023, 2024, 2025) for s in FUNCTION.all(year) if s.formerly]
    assert renewed
    for subject in renewed:
        assert subject.valid_from
        (old,) = FUNCTION.rows(subject.formerly)
        assert old.valid_to == subject.valid_from - 1
        assert FUNCTION.successor(old.code, subject.valid_from) == subject.code
        assert FUNCTION.successor(old.code, old.valid_to) == ""


def test_a_bureaus_list_may_say_the_code_before(tmp_path: Path) -> None:
    own = laid(tmp_path, "code,name,valid_from,formerly\n2060405,成果转化,2025,2060404\n")
    assert own.successor("2060404", 2025) == "2060405"
    assert own.successor("2060404", 2024) == ""
    assert laid(tmp_path, "code,name\n2101704,中医专项\n").successor("2100601", 2024) == "2101704"
    with pytest.raises(CatalogueError, match="编码“旧”不对"):
        laid(tmp_path, "code,name,formerly\n2060405,成果转化,旧\n")
