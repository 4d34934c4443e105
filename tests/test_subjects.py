"""Catalogues: names by year, the 31 classes, parents, a bureau's own list."""

from __future__ import annotations

from pathlib import Path

import pytest

from budgetgen.model.subjects import (
    Catalogue,
    CatalogueError,
    SubjectKind,
    Trust,
    load_catalogue,
    parents,
)

FUNCTION = load_catalogue(SubjectKind.FUNCTION)
ECONOMIC = load_catalogue(SubjectKind.ECONOMIC)


def test_names_go_by_year() -> None:
    assert FUNCTION.name("21505", 2024) == "工业和信息产业监管"
    assert FUNCTION.name("21505", 2025) == "工业和信息产业"
    assert FUNCTION.name("2060101", 2024) == "行政运行"
    assert ECONOMIC.name("30231", 2024) == "公务用车运行维护费"
    assert FUNCTION.name("9999999", 2024) is None


def test_the_31_classes_in_order() -> None:
    classes = FUNCTION.classes(2024)
    codes = [s.code for s in classes]
    assert len(codes) == 31
    assert codes == sorted(codes)
    assert (classes[0].name, classes[5].name, classes[30].name) == (
        "一般公共服务支出",
        "科学技术支出",
        "人行科目",
    )


@pytest.mark.parametrize("catalogue", [FUNCTION, ECONOMIC], ids=["function", "economic"])
@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_every_code_has_its_parents_and_one_name_a_year(catalogue: Catalogue, year: int) -> None:
    codes = [s.code for s in catalogue.all(year)]
    assert len(set(codes)) == len(codes)
    for code in codes:
        for parent in parents(code):
            assert catalogue.find(parent, year), f"{code} lacks {parent}"


def test_only_verified_rows_may_raise_errors() -> None:
    raising = {trust for trust in Trust if trust.may_raise_error}
    assert raising == {Trust.BUREAU, Trust.SEED, Trust.SEED_NAME, Trust.WEB}
    assert {s.trust for s in FUNCTION.all(2024)} <= set(Trust)


def test_funds_and_state_capital_are_marked() -> None:
    found = {
        code: getattr(FUNCTION.find(code, 2024), "budget", "")
        for code in ("2120803", "2230299", "2060101")
    }
    assert found == {"2120803": "政府性基金", "2230299": "国有资本经营", "2060101": ""}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_bureaus_own_list_wins(tmp_path: Path, encoding: str) -> None:
    own = tmp_path / "subjects.csv"
    own.write_text("code,name\n2060101,行政运行（本地）\n2069801,本地新设科目\n", encoding=encoding)
    laid = load_catalogue(SubjectKind.FUNCTION, own)
    assert laid.name("2060101", 2024) == "行政运行（本地）"
    assert laid.name("2069801", 2024) == "本地新设科目"
    assert laid.name("2060404", 2024) == FUNCTION.name("2060404", 2024)
    subject = laid.find("2069801", 2024)
    assert subject is not None
    assert (subject.trust, subject.level) == (Trust.BUREAU, "项")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("编码,名称\n1,2\n", "第1行：缺少列 code、name"),
        ("code,name\n2060101,\n", "第2行：编码“2060101”或名称不对"),
        ("code,name,valid_from\n2060101,行政运行,去年\n", "第2行：年度“去年”不对"),
    ],
)
def test_a_broken_list_says_where_and_what(tmp_path: Path, text: str, said: str) -> None:
    own = tmp_path / "broken.csv"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError, match=said):
        load_catalogue(SubjectKind.FUNCTION, own)
