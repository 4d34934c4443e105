"""异常: what stops a job, with a sentence in Chinese that says what it is and what to do; each can be pickled.

What an agency can mend in its workbook and what stops nothing is a finding (``budgetgen.findings``).
"""

from __future__ import annotations


class BudgetgenError(Exception):
    """Any of them."""


class UserError(BudgetgenError):
    """What the person who gave the job can mend: a file that is none, a code or a row that isn't there."""


class FormatError(BudgetgenError):
    """A broken format (格式方案): its maintainer must mend it."""


class MissingSystemPart(BudgetgenError):
    """A part of the system that something needs and this machine lacks."""
