"""命令行: one module a command: arguments, printing and exit status, nothing else."""

from budgetgen.cli.program import main, run

__all__ = ["main", "run"]
