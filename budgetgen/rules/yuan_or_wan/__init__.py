"""检查·金额单位: amounts typed in 元 where 万元 is meant, and the reverse."""
