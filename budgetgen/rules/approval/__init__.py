"""检查·批复: line items against 批复控制数, and the approval's own dates and numbers."""
