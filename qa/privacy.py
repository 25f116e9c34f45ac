"""Personal data in a text: phone numbers, identity numbers, bank cards, e-mail and the like.

One finder for every place that must not answer or keep such a text. Digits are read as people
write them: full width, spaced or hyphenated, in Chinese numerals, with invisible characters
between. Years, ranges (2021-2025) and figures of a plan are no personal data.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from qa.normalise import INVISIBLE


class Personal(NamedTuple):
    """A find: its kind and where it stands, offsets into the text as given, half-open."""

    kind: str
    start: int
    end: int


KINDS = {
    "identity": "身份证号",
    "bank_card": "银行卡号",
    "phone": "电话号码",
    "email": "电子邮箱",
    "account": "社交账号",
    "passport": "护照号",
    "plate": "车牌号",
}
"""Each kind in Chinese, as messages name it."""

_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_JOIN = r"[ \-–—.·]?"
# Codes of the provinces that open an identity number (GB/T 2260).
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PLATE = r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z]"


def _identity(found: str) -> bool:
    """An 18- or 15-digit resident identity number (GB 11643).

    A wrong check digit beside a real province and birthday is a slip of the pen, and still
    points at a person; without a real birthday the check digit must fit.
    """
    number = re.sub(r"[^0-9Xx]", "", found).upper()
    if len(number) == 15:
        return _birthday("19" + number[6:12])
    if len(number) != 18:
        return False
    total = sum(int(d) * w for d, w in zip(number[:17], _WEIGHTS, strict=True))
    return _birthday(number[6:14]) or "10X98765432"[total % 11] == number[17]


def _birthday(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1900 <= born.year <= date.today().year


def _bank_card(found: str) -> bool:
    """A card number (ISO/IEC 7812): Luhn's check, or UnionPay's prefix 62, mistyped or not."""
    number = re.sub(r"\D", "", found)
    if not 16 <= len(number) <= 19 or len(set(number)) == 1:
        return False
    digits = [int(d) for d in reversed(number)]
    total = sum(d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(digits))
    return total % 10 == 0 or number.startswith("62")


def _any(found: str) -> bool:
    return True


# No `\b`: there is no word boundary between a Han character and a digit.
_RULES: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    (
        "identity",
        re.compile(
            rf"(?<!\d){_PROVINCE}\d{{4}}{_JOIN}(?:\d{{4}}{_JOIN}\d{{4}}{_JOIN}\d{{3}}[\dXx]|\d{{9}})"
            r"(?![\dXx])"
        ),
        _identity,
    ),
    ("bank_card", re.compile(rf"(?<![\d.])[3-69](?:{_JOIN}\d){{15,18}}(?!\d)"), _bank_card),
    (
        "phone",
        re.compile(rf"(?<![\d.])(?:\+?(?:00)?86{_JOIN})?1[3-9]\d(?:{_JOIN}\d{{4}}){{2}}(?!\d)"),
        _any,
    ),
    (
        "phone",
        re.compile(r"(?<![\d.])[(]?0(?:10|2\d|[3-9]\d\d)[)]?[ \-–—]?[2-8]\d{6,7}(?!\d)"),
        _any,
    ),
    (
        "phone",
        re.compile(r"(?:电话|座机|手机)(?:号码?)?(?:是|为)?[::]?\s*[2-8]\d{6,7}(?!\d)"),
        _any,
    ),
    ("email", re.compile(r"[A-Za-z0-9_.+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+"), _any),
    (
        "account",
        re.compile(
            r"(?:微信|weixin|wechat|vx)号?(?:是|为)?[::]?\s*[A-Za-z][\w\-]{5,19}"
            r"|qq号?(?:是|为)?[::]?\s*[1-9]\d{4,10}(?!\d)",
            re.IGNORECASE,
        ),
        _any,
    ),
    ("passport", re.compile(r"(?<![A-Za-z0-9])[EGDSPHegdsph][A-Za-z]?\d{8}(?!\d)"), _any),
    ("plate", re.compile(_PLATE + r"[·\- ]?(?=[A-Z]*\d)[A-Z0-9]{5,6}(?![A-Za-z0-9])"), _any),
)


def find_personal(text: str) -> tuple[Personal, ...]:
    """Personal data in a text, in reading order; empty where there is none."""
    plain, origin = _plain(text)
    found: dict[tuple[int, int], Personal] = {}
    for reading in (plain, plain.translate(_HAN_DIGITS)):
        for kind, pattern, holds in _RULES:
            for match in pattern.finditer(reading):
                start, end = origin[match.start()], origin[match.end() - 1] + 1
                if holds(match[0]) and not _inside(start, end, found):
                    found[start, end] = Personal(kind, start, end)
    return tuple(sorted(found.values(), key=lambda find: find.start))


def holds_personal(text: str) -> bool:
    """Whether a text holds personal data."""
    return bool(find_personal(text))


def name_kinds(found: tuple[Personal, ...]) -> str:
    """What was found, in Chinese: 电话号码、身份证号."""
    return "、".join(dict.fromkeys(KINDS[find.kind] for find in found))


def _inside(start: int, end: int, found: dict[tuple[int, int], Personal]) -> bool:
    return any(start < b and a < end for a, b in found)


def _plain(text: str) -> tuple[str, list[int]]:
    """NFKC without invisible characters, and for each character its offset in the text."""
    characters: list[str] = []
    origin: list[int] = []
    for at, raw in enumerate(text):
        if INVISIBLE.match(raw):
            continue
        for character in unicodedata.normalize("NFKC", raw):
            characters.append(character)
            origin.append(at)
    return "".join(characters), origin


# What only introduces a number or an address: 我的电话是…
_LEAD = re.compile(
    r"(?:我|本人)?的?(?:手机|电话|座机|联系方式|身份证|证件|银行卡|卡|邮箱|微信|车牌|护照)*(?:号码|号)?(?:是|为)?[：:]?\s*$"
)
_EDGE = re.compile(r"^[\s,，、。;；:：]+|(?<=[,，、;；。])[\s,，、;；]+")


def without_personal(text: str) -> str | None:
    """The text with its personal data, and the words that only introduce it, cut out.

    None where nothing was found or nothing worth asking is left.
    """
    found = find_personal(text)
    kept, position = [], 0
    for find in found:
        kept.append(_LEAD.sub("", text[position : find.start]))
        position = find.end
    rest = _EDGE.sub("", "".join(kept) + text[position:]).strip()
    if not found or len(re.findall(r"\w", rest)) < 2 or find_personal(rest):
        return None
    return rest
