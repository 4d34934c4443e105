"""工作簿: the Excel form, declared once (layout), read, written and marked; and what an .xlsx file is."""
