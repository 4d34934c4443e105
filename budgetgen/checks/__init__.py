"""检查: rules that look at a disclosure and yield problems. Importing this package registers all of them."""

from importlib import import_module
from pkgutil import iter_modules

from budgetgen.checks.registry import RULES, Rule, run_checks

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = ["RULES", "Rule", "run_checks"]
