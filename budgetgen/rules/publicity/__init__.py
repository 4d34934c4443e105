"""检查·公开: dates, secrecy and private persons."""
