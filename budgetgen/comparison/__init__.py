"""比对: two drafts, two years, and what is made of a comparison: a redline, a memo."""
