"""budgetgen: one Excel workbook becomes the whole budget disclosure (部门预算信息公开).

``import budgetgen`` offers what the command line does as functions (``budgetgen.api``, docs/api.md). The packages,
in the order in which data flows: ``model``, ``law``, ``profiles``, ``workbook``, ``tables``, ``rules``,
``document``, ``render``; around them ``adapt``, ``compare``, ``season``. docs/tour.md walks through them.
"""

from budgetgen.api import (
    FormatError,
    MissingSystemPart,
    UserError,
    annotate,
    build,
    carry,
    check,
    collect,
    compare,
    compare_years,
    doctor,
    explain,
    migrate,
    new_profile,
    refresh,
    roster_form,
    send,
    show_profile,
    template,
)
from budgetgen.version import __version__

__all__ = [
    "FormatError",
    "MissingSystemPart",
    "UserError",
    "__version__",
    "annotate",
    "build",
    "carry",
    "check",
    "collect",
    "compare",
    "compare_years",
    "doctor",
    "explain",
    "migrate",
    "new_profile",
    "refresh",
    "roster_form",
    "send",
    "show_profile",
    "template",
]
