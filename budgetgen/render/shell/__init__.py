"""Word 外壳: what a bureau says in document.docx: styles, headers, pages."""
