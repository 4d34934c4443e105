"""What a field is, is said once: a new field is linted, compared, carried over and described with no other edit."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import Field

from budgetgen.comparison.drafts.changes import Operation
from budgetgen.comparison.drafts.engine import diff
from budgetgen.disclosure import Disclosure
from budgetgen.model import records as m
from budgetgen.model.budget import Budget
from budgetgen.model.natures import Manner, Nature, Printed, WrittenAnew, fields, fields_that
from budgetgen.model.vocabulary import Publicity
from budgetgen.profiles import load_profile
from budgetgen.reference import columns_table
from budgetgen.rules.published_texts import typed_texts
from budgetgen.season.renew.carry import carried_budget, to_do
from budgetgen.workbook.columns import Kind, column
from budgetgen.workbook.layout import INFO, SHEETS, fingerprint, fingerprints
from support.filled import filled, filled_budget


class Project(m.Project):
    """项目 with more to fill in."""

    slogan: Annotated[str, Nature.LONG, Manner.PROSE, Printed.IN_FULL] = Field("", title="口号")
    ceiling: Annotated[Any, Nature.MONEY] = Field(None, title="上限")
    approval: Annotated[str, Nature.LAPSES] = Field("", title="立项文号")


class Wider(Budget):
    """A budget of such projects."""

    projects: tuple[Project, ...] = Field(default=(), title="项目")  # type: ignore[assignment]


class Visit(m.Record):
    """调研."""

    place: str = Field(title="地点")


class Longer(Budget):
    """With a sheet of each kind more."""

    visits: Annotated[tuple[Visit, ...], WrittenAnew("重新填调研")] = Field(
        default=(), title="调研"
    )
    plans: tuple[Visit, ...] = Field(default=(), title="计划")


def wider(slogan: str, disclosure: Publicity = Publicity.FULL, **more: Any) -> Wider:
    budget = filled_budget(disclosure)
    project = Project.model_validate(
        dict(budget.projects[0]) | {"slogan": slogan, "approval": "示字〔2024〕1号"} | more
    )
    return Wider.model_validate(dict(budget) | {"projects": (project,)})


@pytest.mark.parametrize("disclosure", list(Publicity))
def test_a_new_text_is_linted_where_it_is_printed(disclosure: Publicity) -> None:
    d = Disclosure.of(wider("让数据多跑路", disclosure), load_profile())
    read = {each.text: each for each in typed_texts(d)}
    assert ("让数据多跑路" in read) is (disclosure is Publicity.FULL)
    if disclosure is Publicity.FULL:
        assert read["让数据多跑路"].is_running


def test_a_new_text_alone_is_a_rewording_and_a_new_sum_is_not() -> None:
    [reworded] = diff(wider("甲"), wider("乙"))
    [changed] = diff(wider("甲"), wider("甲", ceiling=5))
    assert (reworded.operation, changed.operation) == (Operation.REWORDED, Operation.CHANGED)


def test_a_new_text_is_carried_over_and_its_year_is_said() -> None:
    old = wider("2024年见成效")
    new = carried_budget(old, load_profile(), 2025)
    [project] = new.projects
    assert (project.slogan, project.approval) == ("2024年见成效", "")  # type: ignore[attr-defined]
    said = [each for each in to_do(old, new) if each.rule == "carry-date-in-text"]
    assert any("2024年" in each.message for each in said)


def test_a_new_field_has_its_column_and_its_line_in_the_docs() -> None:
    slogan, ceiling = column(Project, "slogan", width=30), column(Project, "ceiling")
    assert (slogan.title, slogan.kind, ceiling.kind) == ("口号", Kind.LONG, Kind.AMOUNT)
    lines = list(columns_table(Project, (slogan, ceiling)))
    assert f"| 口号 | 长文本 |  | {Printed.IN_FULL} |  |" in lines
    assert "| 上限 | 金额 |  |  |  |" in lines


def test_sheets_that_are_written_anew_do_not_stay() -> None:
    visit = filled(Visit)
    old = Longer.model_validate(
        dict(filled_budget(Publicity.FULL)) | {"visits": (visit,), "plans": (visit,)}
    )
    new = carried_budget(old, load_profile(), 2025)
    assert (new.visits, new.plans) == ((), (visit,))  # type: ignore[attr-defined]
    assert "重新填调研" in {each.remedy for each in to_do(old, new)}


def test_every_column_is_typed_as_its_field_is() -> None:
    for record, columns in ((m.Info, INFO), *((s.record, s.columns) for s in SHEETS)):
        for each in columns:
            if each.field:
                info = record.model_fields[each.field]
                assert (each.choices is not None) is (each.kind is Kind.CHOICE), each
                assert each.title == info.title
        assert {c.field for c in columns if c.field} <= fields(record).keys()
        money = set(fields_that(record, Nature.MONEY))
        assert {c.field for c in columns if c.kind is Kind.AMOUNT} == money


def test_the_forms_that_lie_with_the_agencies_are_known() -> None:
    """Forms that were handed out are recognised by these; they may change only with the form."""
    assert fingerprints() == {"3c4a3d2944c0a145", "4082bb98f4049892"}
    assert fingerprint() in fingerprints()


def test_only_what_a_sheet_may_do_without_can_have_come_later() -> None:
    later = [c for columns in (INFO, *(s.columns for s in SHEETS)) for c in columns if c.since]
    assert all(each.optional and not each.required for each in later)
