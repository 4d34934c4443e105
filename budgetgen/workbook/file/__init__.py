"""文件: what an .xlsx file is: its parts, cells and texts, read and patched without an office."""
