"""Small budgets in a few words: line items, last year's figures, purchases and assets in 万元."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

import jinja2

from budgetgen.disclosure import Disclosure
from budgetgen.document.text.narrative import environment
from budgetgen.model.budget import Budget
from budgetgen.model.records import (
    Asset,
    Duty,
    ExtraText,
    Goal,
    LineItem,
    PriorFigure,
    Project,
    Purchase,
    Reason,
    Unit,
)
from budgetgen.model.vocabulary import AssetClass, Item
from budgetgen.profiles import Profile, load_profile
from support.ledgers import UNIT, info
from support.places import DATA

DUTIES = (Duty(text="统筹全县科技和工业工作。"),)
GOALS = (
    Goal(part="总体绩效目标", text="保障机关运转，完成全年任务。"),
    Goal(part="分项绩效目标", title="服务企业", text="帮助企业解决困难。"),
    Goal(part="工作保障措施", text="按计划支付，定期检查进度。"),
)
ITEMS = {
    "total": Item.TOTAL, "basic": Item.BASIC, "project": Item.PROJECT, "abroad": Item.ABROAD,
    "buying": Item.VEHICLE_PURCHASE, "running": Item.VEHICLE_RUNNING, "reception": Item.RECEPTION,
    "cost": Item.OPERATING_COST,
}  # fmt: skip


@dataclass(frozen=True)
class Scenario:
    """A budget, what its document must say and what it must not."""

    name: str
    made: Budget
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    profile: str = "hebei-2024-dept"
    settings: Mapping[str, Any] = field(default_factory=dict)
    """What the profile says otherwise."""

    @property
    def d(self) -> Disclosure:
        """The budget in its profile."""
        return Disclosure.of(
            self.made, profile_of(self.profile).model_copy(update=dict(self.settings))
        )


@cache
def profile_of(id: str) -> Profile:
    """A packaged profile, or an invented one of the tests' data."""
    places = (DATA / "parts" / id, DATA / id)
    return load_profile(next((str(place) for place in places if place.is_dir()), id))


class _Kept(jinja2.BytecodeCache):
    """Parsed templates in memory."""

    def __init__(self) -> None:
        self._codes: dict[str, Any] = {}

    def load_bytecode(self, bucket: Any) -> None:
        bucket.code = self._codes.get(bucket.key)

    def dump_bytecode(self, bucket: Any) -> None:
        self._codes[bucket.key] = bucket.code


@cache
def _kept(id: str) -> _Kept:
    return _Kept()


def parsed_once(
    profile: Profile, finalize: Callable[[Any], Any] | None = None
) -> jinja2.Environment:
    """What sentences are read with, for a profile as it stands; one with other settings is read anew."""
    made = environment(profile, finalize)
    if profile is profile_of(profile.id):
        made.bytecode_cache = _kept(profile.id)
    return made


def yuan(amount: str) -> Decimal:
    return Decimal(amount) * 10000


def line(category: str, amount: str, economic: str = "", **more: Any) -> LineItem:
    told = {"unit": UNIT.code, "function": "2060101", "source": "一般公共预算"} | more
    return LineItem(category=category, economic=economic, amount=yuan(amount), **told)


def staff(amount: str, economic: str = "30101", **more: Any) -> LineItem:
    return line("人员经费", amount, economic, **more)


def office(amount: str, economic: str = "30201", **more: Any) -> LineItem:
    return line("公用经费", amount, economic, **more)


def work(amount: str, economic: str = "", project: str = "甲", **more: Any) -> LineItem:
    return line("项目支出", amount, economic, project=project, **({"function": "2060404"} | more))


def kept(amount: str, **more: Any) -> LineItem:
    return line("年终结转结余", amount, **more)


def last(**amounts: str) -> tuple[PriorFigure, ...]:
    """Last year's figures; ``"9/8"``: 9 as published, 8 in this year's caliber."""
    made = []
    for key, amount in amounts.items():
        given, _, comparable = amount.partition("/")
        more = (
            {"comparable": yuan(comparable), "caliber_reason": "职能划转。"} if comparable else {}
        )
        made.append(PriorFigure(item=ITEMS[key], amount=yuan(given), **more))
    return tuple(made)


def why(**texts: str) -> tuple[Reason, ...]:
    return tuple(Reason(item=ITEMS[key], text=text) for key, text in texts.items())


def bought(amount: str, catalogue: str = "A02010105", **more: Any) -> Purchase:
    told: dict[str, Any] = {
        "unit": UNIT.code, "project": "甲", "item": "设备", "measure": "台", "source": "一般公共预算",
    } | more  # fmt: skip
    if "stated_amount" not in told:
        told = {"quantity": Decimal(1), "price": yuan(amount)} | told
    return Purchase(catalogue=catalogue, **told)


def owns(kind: AssetClass, quantity: str = "", value: str = "", unit: str = "") -> Asset:
    return Asset(
        kind=kind, unit=unit, quantity=Decimal(quantity) if quantity else None,
        value=yuan(value) if value else None,
    )  # fmt: skip


def extra(section: str, *texts: str) -> tuple[ExtraText, ...]:
    return tuple(ExtraText(section=section, text=text) for text in texts)


def project(code: str = "甲", disclosure: str = "公开", **more: Any) -> Project:
    told = {
        "name": f"项目{code}",
        "unit": UNIT.code,
        "purpose": "设施维护",
        "goals": "完成维护",
    } | more
    return Project(code=code, disclosure=disclosure, **told)


def unit(code: str, nature: str, name: str = "") -> Unit:
    return Unit(
        code=code,
        name=name or f"示范县第{code}单位",
        nature=nature,
        rank="股级",
        funding="财政拨款",
    )


def agency(lines: Iterable[LineItem] = (), **more: Any) -> Budget:
    """A department of one unit with duties and goals; its projects are added where none are given."""
    lines = tuple(lines)
    codes = dict.fromkeys(each.project for each in lines if each.project)
    about = {key: more.pop(key) for key in ("scope", "approval_number", "self_reference") if key in more}  # fmt: skip
    made = {
        "info": info(**about), "units": (UNIT,), "lines": lines, "duties": DUTIES, "goals": GOALS,
        "projects": tuple(project(code) for code in codes),
    } | more  # fmt: skip
    return Budget(**made)
