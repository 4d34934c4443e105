"""审核备忘: a comparison in a reviewer's words, on two pages at most."""
