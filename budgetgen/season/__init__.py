"""预算季: what the finance bureau does with many workbooks: giving them out, collecting, moving on."""
