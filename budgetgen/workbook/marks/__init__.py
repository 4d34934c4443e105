"""批注: findings put into a copy of the workbook, and taken out again."""
