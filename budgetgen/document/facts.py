"""公开数据: the public facts of NAME.json, schema ``budgetgen/1``; only what the document prints."""

from __future__ import annotations

from typing import Any

from budgetgen.disclosure import Disclosure
from budgetgen.document.blocks import Document, Role
from budgetgen.document.tables.forms import TextTable, assets, institutions, procurement
from budgetgen.document.tables.projects import ProjectView, project_views
from budgetgen.model.money import PrintUnit
from budgetgen.model.vocabulary import Item
from budgetgen.tables.breakdown import Named
from budgetgen.tables.changes import YearChange
from budgetgen.tables.engine import Figure, Table

SCHEMA = "budgetgen/1"


def facts(d: Disclosure, document: Document) -> dict[str, Any]:
    """Everything public, as printed: figures are strings in the profile's unit (万元)."""
    info = d.budget.info
    return {
        "schema": SCHEMA,
        "profile": d.profile.id,
        "year": info.year,
        "agency": {"code": info.code, "name": info.name, "scope": info.scope.value},
        "tables": [_table(table) for table in d.tables],
        "figures": _figures(d),
        "blocks": _blocks(d),
        "sections": [
            {
                "level": h.level if h.role is Role.SECTION else 0,
                "number": h.number,
                "title": h.title,
            }
            for h in document.headings()
        ],
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "id": table.id,
        "number": table.printed_number,
        "title": table.title,
        "columns": table.printed_columns,
        "column_numbers": table.column_numbers,
        "rows": table.printed_rows,
        "notes": list(table.notes),
    }


def _items(unit: PrintUnit, named: tuple[Named, ...]) -> list[list[str]]:
    return [[each.name, unit.text(each.figure.amount)] for each in named]


def _change(change: YearChange) -> dict[str, str]:
    """A change with its reason; what is printed of a reason is that of the main figures in any case."""
    return _moved(change) | {"reason": change.reason}


def _moved(change: YearChange) -> dict[str, str]:
    if change.last_year is None:
        return {"direction": "", "change": "", "last_year": ""}
    text = change.unit.text
    told = {
        "direction": change.direction, "change": text(abs(change.amount)),
        "last_year": text(change.last_year),
    }  # fmt: skip
    # Compared is 同口径上年数; what was published stands beside it.
    published = change.published
    return told if published is None else told | {"last_year_published": text(published)}


def _figures(d: Disclosure) -> dict[str, Any]:
    f, unit = d.figures, d.profile.unit

    def text(figure: Figure) -> str:
        return unit.text(figure.amount)

    amounts = d.profile.operating_cost.text == "amounts"
    compared = f.comparison
    other = compared.other
    return {
        "income": {
            "total": text(f.total), "items": _items(unit, f.income_kinds),
            "this_year": text(f.income), "carryover": text(f.carryover),
        },
        "expenditure": {
            "total": text(f.total), "basic": text(f.basic), "personnel": text(f.personnel),
            "public": text(f.public), "project": text(f.project),
            "others": _items(unit, f.other_spending),
            "this_year": text(f.spent), "year_end": text(f.year_end),
        },
        "yoy": {
            "total": text(f.total),
            **_change(f.changes[Item.TOTAL]),
            "basic": _change(f.changes[Item.BASIC]),
            "project": _change(f.changes[Item.PROJECT]),
            "other": {
                "name": other.name, "direction": other.direction if other.name else "",
                "change": unit.text(abs(other.amount)) if other.name else "",
            },
        },
        "operating_cost": {
            "amount": text(f.operating_cost),
            "items": _items(unit, f.operating_uses) if amounts else [],
            "yoy": _moved(f.changes[Item.OPERATING_COST]),
        },
        "three_public": {
            "total": text(f.three_public), "abroad": text(f.abroad), "vehicle": text(f.vehicle),
            "vehicle_purchase": text(f.vehicle_purchase),
            "vehicle_running": text(f.vehicle_running), "reception": text(f.reception),
            "yoy": {
                "total": _moved(compared.three_public), "abroad": _moved(f.changes[Item.ABROAD]),
                "vehicle": _moved(compared.vehicle),
                "vehicle_purchase": _moved(f.changes[Item.VEHICLE_PURCHASE]),
                "vehicle_running": _moved(f.changes[Item.VEHICLE_RUNNING]),
                "reception": _moved(f.changes[Item.RECEPTION]),
            },
        },
    }  # fmt: skip


def _blocks(d: Disclosure) -> dict[str, Any]:
    return {
        "procurement": _form(procurement(d)),
        "assets": {"as_of": f"{d.budget.info.year - 1}-12-31", **_form(assets(d))},
        "institutions": _form(institutions(d)),
        "projects": [_project(view) for view in project_views(d)],
    }


def _form(form: TextTable) -> dict[str, Any]:
    rows = [list(row) for row in form.rows]
    return {"columns": list(form.columns), "rows": rows, "notes": list(form.notes)}


def _project(view: ProjectView) -> dict[str, Any]:
    public = {
        "no": str(view.number), "code": view.project.code, "title": view.project.title,
        "budget": view.unit.cell(view.budget.amount),
        "fiscal": view.unit.cell(view.fiscal.amount),
        "other": view.unit.cell(view.other.amount),
    }  # fmt: skip
    if not view.full:
        return {**public, "plan": {}, "indicators": []}
    return {
        **public,
        "purpose": view.project.purpose,
        "plan": {**view.plan, "unit": view.plan_unit},
        "objectives": list(view.objectives),
        "indicators": [
            {
                "level1": each.level1, "level2": each.level2, "level3": each.level3,
                "description": each.description, "value": each.value, "basis": each.basis,
            }
            for each in view.indicators
        ],
    }  # fmt: skip
