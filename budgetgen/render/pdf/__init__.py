"""PDF: the tree laid out by WeasyPrint, in this process or in another."""
