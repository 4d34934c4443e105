"""平衡检查: formulas that show red or green while a clerk types."""
