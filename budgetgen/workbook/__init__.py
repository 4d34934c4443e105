"""工作簿: the Excel form. Declared once (layout), read (reader) and written (writer)."""
