"""编报季: what happens around an agency's own workbook: sending out, carrying over, collecting."""
