"""接续: last year's workbook, new line items or an older form become a workbook of today."""
