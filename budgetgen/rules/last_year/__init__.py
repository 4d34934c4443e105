"""检查·上年数和增减原因: last year's figures, the changes and the reasons given for them."""
