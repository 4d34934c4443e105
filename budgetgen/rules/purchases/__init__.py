"""检查·政府采购和国有资产: purchases against projects and funds, assets against purchases."""
