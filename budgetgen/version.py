"""版本: the program's, as forms, ledgers and ``--version`` name it."""

__version__ = "0.2.0"
