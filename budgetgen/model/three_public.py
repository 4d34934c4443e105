"""“三公”经费 by 部门支出经济分类 (款): what table 9, the sentences, the form and the rules count.

财政部《2018年政府收支分类科目》; 30239 其他交通费用 and 30919/31019 其他交通工具购置 do not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from budgetgen.model.vocabulary import Item

THREE_PUBLIC: Final[Mapping[Item, frozenset[str]]] = MappingProxyType(
    {
        Item.ABROAD: frozenset({"30212"}),
        Item.VEHICLE_PURCHASE: frozenset({"30913", "31013"}),
        Item.VEHICLE_RUNNING: frozenset({"30231"}),
        Item.RECEPTION: frozenset({"30217"}),
    }
)
"""Economic subjects by 事项."""
