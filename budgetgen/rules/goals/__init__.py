"""检查·整体绩效: the department's goals against projects and money."""
