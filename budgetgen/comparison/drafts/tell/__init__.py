"""两稿对照: what a comparison of two drafts found, told as text, as a page and as JSON."""
