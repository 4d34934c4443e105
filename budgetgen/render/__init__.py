"""输出: thin renderers that draw the same tree as DOCX, PDF, XLSX and JSON, and decide nothing."""
