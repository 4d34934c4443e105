"""预算季: what the finance bureau does with many workbooks: sending out, carrying over, collecting, moving on."""
