"""检查: rules that look at a disclosure and yield problems. Importing this package registers all of them."""

from budgetgen.checks import (
    approvals,
    goal_money,
    goals,
    indicator_costs,
    indicator_names,
    indicator_times,
    indicator_units,
    indicator_values,
    indicators,
    ledger,
    prior_year,
    projects,
    publication,
    tables,
)
from budgetgen.checks.registry import RULES, Rule, run_checks

__all__ = [
    "RULES",
    "Rule",
    "approvals",
    "goal_money",
    "goals",
    "indicator_costs",
    "indicator_names",
    "indicator_times",
    "indicator_units",
    "indicator_values",
    "indicators",
    "ledger",
    "prior_year",
    "projects",
    "publication",
    "run_checks",
    "tables",
]
