"""budgetgen: one Excel workbook becomes the whole budget disclosure (部门预算信息公开).

The stages, in the order in which data flows:

1. ``workbook``  workbook.xlsx → :class:`budgetgen.model.budget.Budget`, and back
2. ``tables``    Budget → the nine tables and the figures that sentences use
3. ``rules``    Budget and tables → findings
4. ``document``  all of it → one tree with final numbers
5. ``render``    the tree → DOCX, PDF, XLSX, JSON

``model`` says what a disclosure is made of, ``profiles`` what differs between places and years,
``findings`` how something wrong is reported, ``pipeline`` puts the stages together, ``cli`` talks to people.
"""

__version__ = "0.1.0"
