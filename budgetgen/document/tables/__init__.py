"""文档里的表: the tables of the tree: the nine, projects and other forms, their columns' widths."""
