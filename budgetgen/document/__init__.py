"""文档树: all prose, tables and numbers of a disclosure, composed once; renderers only draw."""
