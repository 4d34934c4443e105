"""``python -m budgetgen``."""

from budgetgen.cli import run

run()
