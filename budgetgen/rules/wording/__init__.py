"""检查·文字: what typed texts say, and how."""
