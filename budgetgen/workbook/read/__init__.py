"""读取: a filled workbook becomes a budget and remarks on what could not be read."""
