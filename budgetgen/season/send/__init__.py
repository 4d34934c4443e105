"""发放: a bureau's roster becomes prefilled workbooks and a list of what was sent."""
