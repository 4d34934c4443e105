"""法规: what the law says, dated and placed; read by the form, the rules and the memo alike."""
