"""DOCX: the tree's body in real Word headings, numbering and tables."""
