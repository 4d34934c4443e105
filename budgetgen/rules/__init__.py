"""检查: rules that look at a disclosure and yield problems. Importing this package registers all of them."""

from importlib import import_module
from pkgutil import walk_packages

from budgetgen.rules.registry import RULES, Rule
from budgetgen.rules.run import run_checks

for _module in walk_packages(__path__, f"{__name__}."):
    import_module(_module.name)

__all__ = ["RULES", "Rule", "run_checks"]
