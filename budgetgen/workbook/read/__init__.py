"""读取: a filled workbook becomes a budget and remarks on what could not be read.

A cell that can't be read is a ``CellProblem`` (``cells``, ``amounts``); the row adds where it stands
(``rows``), ``Remarks`` makes it a finding. A row without what it must have is left out. The findings go
with the budget to ``rules.run``, and from there to the terminal or into the cells (``workbook.marks``).
"""
