"""检查: rules that look at a disclosure and yield problems. Importing this package registers all of them."""

from budgetgen.checks import (
    approvals,
    ledger,
    money_units,
    prior_year,
    projects,
    publication,
    tables,
    units,
)
from budgetgen.checks.registry import RULES, Rule, run_checks

__all__ = [
    "RULES",
    "Rule",
    "approvals",
    "ledger",
    "money_units",
    "prior_year",
    "projects",
    "publication",
    "run_checks",
    "tables",
    "units",
]
