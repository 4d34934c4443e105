"""与上年对比: two years of one agency: what continued, ended and began, and the reasons given for it.

Stands on the comparison of two drafts, the tables and the rules on last year's figures.
"""

from __future__ import annotations

from budgetgen.comparison.years.comparison import Years, unlike, years_compared

__all__ = ["Years", "unlike", "years_compared"]
