"""规则登记: a rule is a function that yields problems; id, severity and citation are written once, here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from budgetgen.findings import CellRef, Severity
from budgetgen.law.regulations import regulations
from budgetgen.rules.material import NOTHING, Material, Matter


class Topic(IntEnum):
    """The order in which a reviewer looks."""

    FORM = 0
    IDENTITY = 10
    APPROVAL = 20
    TABLES = 30
    CHANGES = 35
    THREE_PUBLIC = 40
    OPERATING_COST = 50
    PROJECTS = 60
    PROCUREMENT = 70
    TEXT = 75
    SECRECY = 80
    DATES = 90
    WAIVERS = 95


class Aspect(StrEnum):
    """自查项目: the rows of 公开自查表, in their order."""

    TIMELY = "及时"
    COMPLETE = "完整"
    DETAILED = "细化"
    CONSISTENT = "一致"
    EMPTY_TABLES = "空表说明"
    PERFORMANCE = "绩效"
    PROCUREMENT = "采购"
    SECRECY = "涉密与隐私"


ASPECTS: dict[Topic, Aspect] = {
    Topic.FORM: Aspect.COMPLETE,
    Topic.IDENTITY: Aspect.CONSISTENT,
    Topic.APPROVAL: Aspect.CONSISTENT,
    Topic.TABLES: Aspect.DETAILED,
    Topic.CHANGES: Aspect.COMPLETE,
    Topic.THREE_PUBLIC: Aspect.COMPLETE,
    Topic.OPERATING_COST: Aspect.CONSISTENT,
    Topic.PROJECTS: Aspect.PERFORMANCE,
    Topic.PROCUREMENT: Aspect.PROCUREMENT,
    Topic.TEXT: Aspect.CONSISTENT,
    Topic.SECRECY: Aspect.SECRECY,
    Topic.DATES: Aspect.TIMELY,
    Topic.WAIVERS: Aspect.COMPLETE,
}
"""Which row of 公开自查表 a finding belongs to; empty tables are printed and noted by construction."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule found: where, what is wrong, what to do."""

    message: str
    remedy: str
    at: tuple[CellRef, ...] = ()
    each: tuple[str, ...] = ()
    """What is wrong at each place, where the message quotes only some of them."""


Check = Callable[[Material], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    """规则."""

    id: str
    severity: Severity
    topic: Topic
    cites: tuple[str, ...]
    check: Check
    needs: Matter
    """Without this it has nothing to say."""
    whole: Matter
    """Of this it needs every row: it adds up, or says that something is not there."""
    formerly: tuple[str, ...]
    """Ids under which it was said before; waivers that name them stay valid."""
    given: Matter
    """What the check gets: what it needs, and what it looks at where it is there."""

    @property
    def requirement(self) -> str:
        """The requirement in one Chinese sentence."""
        return (self.check.__doc__ or "").strip()


RULES: dict[str, Rule] = {}
"""All rules by id, in the order of registration."""


def rule(  # noqa: PLR0913 - a rule's whole declaration
    id: str,
    severity: Severity,
    topic: Topic,
    cites: Iterable[str],
    *,
    needs: Matter = NOTHING,
    whole: Matter = NOTHING,
    also: Matter = NOTHING,
    formerly: tuple[str, ...] = (),
) -> Callable[[Check], Check]:
    """Register a check; refuses a known id, an unknown citation, a missing requirement."""
    cited = tuple(cites)

    def register(check: Check) -> Check:
        assert id not in RULES, f"rule {id} exists"
        assert check.__name__ == id.replace("-", "_"), f"{check.__name__} is not {id}"
        assert check.__doc__, f"rule {id} states no requirement"
        assert cited, f"rule {id} cites nothing"
        assert set(cited) <= set(regulations()), f"rule {id} cites an unknown regulation"
        needed = needs | whole
        RULES[id] = Rule(
            id, severity, topic, cited, check, needed, whole, formerly, needed | also
        )  # fmt: skip
        return check

    return register
