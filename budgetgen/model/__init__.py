"""预算模型: what a disclosure is made of. No Excel, no files, no formatting but money's."""
