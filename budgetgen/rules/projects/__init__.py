"""检查·项目: money, plans and names of projects."""
