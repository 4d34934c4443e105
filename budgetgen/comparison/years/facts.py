"""两年对比数据: a comparison of two years as plain values, schema ``budgetgen.years/1`` (docs/diff.md)."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from budgetgen.comparison.drafts.tell.facts import which_budget
from budgetgen.comparison.review import Review, review_facts
from budgetgen.comparison.years.against import Against
from budgetgen.comparison.years.comparison import AssetChange, Years
from budgetgen.comparison.years.prior import PriorCheck
from budgetgen.comparison.years.projects import Continued, OfOneYear
from budgetgen.comparison.years.reasons import ItemReason
from budgetgen.comparison.years.words import projects_against, years_verdict
from budgetgen.model.money import plain

SCHEMA = "budgetgen.years/1"


def years_facts(found: Years, reviewed: Review | None = None) -> dict[str, Any]:
    """Everything, ready to be written as JSON; amounts as printed."""
    return {
        "schema": SCHEMA,
        "verdict": years_verdict(found),
        "last": which_budget(found.last),
        "this": which_budget(found.this),
        "unit": found.this.profile.unit.name,
        "threshold": plain(found.threshold),
        "prior": _prior(found.prior),
        "items": [_item(found, each) for each in found.items],
        "categories": [_against(each) for each in found.categories],
        "sources": [_against(each) for each in found.sources],
        "three_public": _against(found.three_public),
        "three_public_other": [_against(each) for each in found.three_public_other],
        "subjects": [
            {"level": each.level, "code": each.code, "formerly": each.formerly}
            | _against(each.against)
            for each in found.subjects
        ],
        "purchases": _against(found.purchases),
        "assets": [_asset(each) for each in found.assets],
        "projects": _projects(found),
        "unmentioned": [_project(each) for each in found.unmentioned],
    } | ({"review": review_facts(reviewed)} if reviewed else {})


def _against(each: Against) -> dict[str, Any]:
    last, this = each.texts
    return {
        "name": each.name,
        "last": last,
        "this": this,
        "direction": each.direction,
        "change": f"{abs(each.change):f}",
        "percent": None if each.percent is None else f"{abs(each.percent):f}",
    }


def _item(found: Years, each: ItemReason) -> dict[str, Any]:
    lacks = each.lacks_reason(found.threshold)
    return _against(each.against) | {"reason": each.reason, "lacks_reason": lacks}


def _prior(check: PriorCheck | None) -> dict[str, Any] | None:
    if check is None:
        return None
    gaps = [
        {
            "item": gap.item.value,
            "unit": gap.unit,
            "typed": None if gap.typed is None else gap.print_unit.text(gap.typed),
            "published": gap.print_unit.text(gap.published),
            "at": [str(ref) for ref in gap.at if ref.sheet],
        }
        for gap in check.gaps
    ]
    return {"compared": check.compared, "gaps": gaps}


def _asset(each: AssetChange) -> dict[str, Any]:
    last, this = (_count(quantity) for quantity in each.quantity)
    return _against(each.value) | {"last_quantity": last, "this_quantity": this}


def _count(quantity: Decimal | None) -> str | None:
    return None if quantity is None else plain(quantity)


def _projects(found: Years) -> dict[str, Any]:
    own = found.projects
    sums: dict[str, tuple[Continued | OfOneYear, ...]] = {
        "continued": own.continued,
        "ended": own.ended,
        "begun": own.begun,
    }
    return {
        "sums": {name: _against(projects_against(some, found)) for name, some in sums.items()},
        "continued": [_continued(each) for each in own.continued],
        "ended": [_project(each) for each in own.ended],
        "begun": [_project(each) for each in own.begun],
        "unlisted": _against(own.unlisted),
    }


def _project(each: Continued | OfOneYear) -> dict[str, Any]:
    return {"code": each.code} | _against(each.against)


def _continued(each: Continued) -> dict[str, Any]:
    return _project(each) | {
        "old_code": each.old_code,
        "old_name": each.old_name,
        "targets": [asdict(target) for target in each.targets],
        "indicators_added": each.indicators_added,
        "indicators_removed": each.indicators_removed,
    }
