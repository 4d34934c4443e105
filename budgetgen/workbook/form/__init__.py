"""填报表: the workbook to be filled in: sheets, formulas, choices, live checks."""
