"""收集: a folder of workbooks becomes a ledger and returned copies."""
