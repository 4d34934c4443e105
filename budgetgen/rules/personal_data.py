"""个人信息: names, identity, phone and bank numbers in a text, and how they are masked. Knows texts, no budget.

Names are told by a surname, one or two usual characters of given names, and what follows: aid or wages, or a form
of address. Better to miss a name than to call a word one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

_TRIGGER: Final = (
    "药费|医药费|医疗费|住院费|补助|补贴|慰问|工资|救助|遗属|"
    "抚恤|丧葬|赔偿|生活费|护理费|退休金|离休费|学费|困难"
)  # fmt: skip
_BEFORE: Final = (
    "由长任记为给向对发放付助职工部战士人烈员师民生者户属同志原故销拨于决的是与和及、"
    "，。；：“‘（(《「【;,: \t\n"
)
_ADDRESS: Final = "同志|先生|女士|烈士|负责|牵头|分管|主抓|经办|联系电话"
_MOBILE: Final = re.compile(r"(?<![\d.])1[3-9]\d(?:[- ]?\d{4}){2}(?![\d.A-Za-z]|\s*[元万亿])")
_LANDLINE: Final = re.compile(
    r"(?<![\d.-])(?:（0\d{2,3}）|\(0\d{2,3}\)|0\d{2,3}[-—－ ])\d{7,8}(?!\d)"
)
_IDENTITY: Final = re.compile(r"(?<![\dA-Za-z])[1-9]\d{16}[\dXx](?![\dA-Za-z])")
_ACCOUNT: Final = re.compile(
    r"(?<![\dA-Za-z.])[3-9]\d{3}(?: ?\d{4}){3}(?: ?\d{1,3})?(?![\dA-Za-z.])"
)
_CALLED_ACCOUNT: Final = re.compile(r"(?:账|帐|卡)[号户]?(?:为|是)?[：: ]{0,2}$")
_CALLED_OTHERWISE: Final = re.compile(r"(?:编号|编码|代码|序号|单号|文号)(?:为|是)?[：: ]{0,2}$")
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK: Final = "10X98765432"


@dataclass(frozen=True, slots=True)
class Personal:
    """One piece of personal data: where it stands in the text and how it may be shown."""

    kind: str
    start: int
    end: int
    shown: str


NAME, IDENTITY, PHONE, ACCOUNT = "姓名", "身份证号", "电话号码", "银行账号"
NEARLY_IDENTITY = "像身份证号的号码"
"""With a day of birth but another check character: mistyped, or made up."""


@cache
def _names() -> re.Pattern[str]:
    text = (files(__package__) / "names.toml").read_text(encoding="utf-8")
    known = tomllib.loads(text)
    person = f"(?!{'|'.join(known['words'])})[{known['surnames']}][{known['given']}]{{1,2}}"
    before = f"(?:^|(?<=[{re.escape(_BEFORE)}]))"
    after = f"(?=(?:等)?(?:{_ADDRESS})|(?:的|本人|家属)?(?:发放|支付|拨付)?(?:{_TRIGGER}))"
    return re.compile(before + person + after, re.MULTILINE)


@lru_cache(maxsize=4096)
def personal_data(text: str) -> tuple[Personal, ...]:
    """What a text tells about private persons, in the order of the text, nothing twice."""
    found: list[Personal] = []
    for each in (*_identities(text), *_accounts(text), *_phones(text), *_named(text)):
        if not any(each.start < other.end and other.start < each.end for other in found):
            found.append(each)
    return tuple(sorted(found, key=lambda each: each.start))


def masked(text: str, people: Iterable[str] = ()) -> str:
    """The text with all personal data made unreadable: 张××, 138****; names of ``people`` wherever they stand."""
    for name in people:
        text = text.replace(name, masked_name(name))
    for each in reversed(personal_data(text)):
        text = text[: each.start] + each.shown + text[each.end :]
    return text


def masked_name(name: str) -> str:
    """The surname's first character and ×."""
    return name[0] + "×" * (len(name) - 1)


def _named(text: str) -> Iterator[Personal]:
    for m in _names().finditer(text):
        yield Personal(NAME, m.start(), m.end(), masked_name(m[0]))


def _phones(text: str) -> Iterator[Personal]:
    for pattern in (_MOBILE, _LANDLINE):
        for m in pattern.finditer(text):
            yield Personal(PHONE, m.start(), m.end(), m[0][:3] + "****")


def _identities(text: str) -> Iterator[Personal]:
    for m in _IDENTITY.finditer(text):
        if is_identity_number(m[0]):
            yield Personal(IDENTITY, m.start(), m.end(), m[0][:3] + "****")
        elif _has_birthday(m[0]) and not _CALLED_OTHERWISE.search(text[: m.start()]):
            yield Personal(NEARLY_IDENTITY, m.start(), m.end(), m[0][:3] + "****")


def _accounts(text: str) -> Iterator[Personal]:
    for m in _ACCOUNT.finditer(text):
        if _is_account(m[0].replace(" ", ""), text[: m.start()]):
            yield Personal(ACCOUNT, m.start(), m.end(), m[0][:3] + "****")


def _is_account(digits: str, before: str) -> bool:
    """Whether it fits its last digit, is called one, or begins and is as long as cards of 银联 are."""
    if passes_luhn(digits) or _CALLED_ACCOUNT.search(before):
        return True
    is_like_card = digits.startswith("62") and len(digits) in (16, 19)
    return is_like_card and not _CALLED_OTHERWISE.search(before)


def is_identity_number(text: str) -> bool:
    """Whether eighteen characters are a 公民身份号码: a day of birth and the check character (GB 11643)."""
    if not _has_birthday(text):
        return False
    weighed = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    return _CHECK[weighed % 11] == text[17].upper()


def _has_birthday(text: str) -> bool:
    """Whether the seventh to fourteenth characters are a day on which somebody living can be born."""
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return 1900 <= born.year < 2100


def passes_luhn(digits: str) -> bool:
    """Whether a card number's last digit fits the others (ISO/IEC 7812)."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(n // 10 + n % 10 for n in doubled) % 10 == 0
