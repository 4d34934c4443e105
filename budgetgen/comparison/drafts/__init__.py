"""比对: two budgets → changes, two printed documents → differences, and which change explains which difference.

Stands on the model, the tables and the document.
"""

from __future__ import annotations

from budgetgen.comparison.drafts.changes import Change, Conflict, Edit, Operation, apply
from budgetgen.comparison.drafts.engine import diff

__all__ = ["Change", "Conflict", "Edit", "Operation", "apply", "diff"]
