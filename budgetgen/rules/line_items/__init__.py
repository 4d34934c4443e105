"""检查·收支明细: codes, sources, units and what a line needs."""
