"""行文规范: what every typed text is put into before it is printed, whoever typed it and however."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final, cast

from budgetgen.disclosure import Disclosure
from budgetgen.model.budget import Budget
from budgetgen.model.records import Record

_DOCUMENT_NUMBER: Final = re.compile(
    r"(?<=[\u4e00-\u9fff])\s*[\[［【〔﹝(（]\s*(\d{4})\s*[\]］】〕﹞)）]\s*(\d+)\s*号"
)

_BEFORE_BASIS: Final = re.compile(r"^(根据|依据|按照|依照|遵照)")
_AFTER_BASIS: Final = re.compile(
    r"(?:[，,；;]\s*|(?<=[）》号]))[\u4e00-\u9fff]{0,20}主要(?:职责|职能)(?:是|为|如下)?[\s：:。]*$"
    r"|[\s：:。，,；;]+$"
)
_SIGNS: Final = str.maketrans("≦⩽≧⩾", "≤≤≥≥")


def official(text: str) -> str:
    """发文字号 with its year in six-cornered brackets (GB/T 9704-2012, 7.2.5), one form of ≤ and of ≥.

    财预[2016]143号 → 财预〔2016〕143号
    """
    return _DOCUMENT_NUMBER.sub(r"〔\1〕\2号", text).translate(_SIGNS)


def cited(text: str) -> str:
    """依据 as a sentence cites it: the document alone, without the 根据 before and the 主要职责是： after it."""
    return _AFTER_BASIS.sub("", _BEFORE_BASIS.sub("", text.strip()))


def worded(d: Disclosure) -> Disclosure:
    """The same disclosure with all typed texts as they are printed; figures and cells stay."""
    return replace(d, budget=cast(Budget, _record(d.budget)))


def _record(record: Record) -> Record:
    """A record with its texts put right; itself where there is nothing to put right."""
    old = {name: getattr(record, name) for name in type(record).model_fields}
    new = {name: _value(value) for name, value in old.items()}
    if all(new[name] is value for name, value in old.items()):
        return record
    # Built anew and not copied: a copy would keep what the old one has cached of its texts.
    return type(record).model_construct(**new)


def _value(value: Any) -> Any:
    if type(value) is str:
        made = official(value)
        return value if made == value else made
    if isinstance(value, Record):
        return _record(value)
    if isinstance(value, tuple):
        items = tuple(_value(each) for each in value)
        return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
    return value
