"""Compare texts the way the benchmark does: folded characters, numbers, statements.

Kept apart from the product's own readers on purpose: a mistake there must not hide here.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from opencc import OpenCC

_SPACE = re.compile(r"\s+")
_MARKER = re.compile(r"\[(\d+)\]")
_WIDE_DIGITS = str.maketrans("０１２３４５６７８９．％＞＜＝－＋", "0123456789.%><=-+")
_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?")
_STATEMENT = re.compile(r"[^。！？\n]+(?:[。！？]+[”’』」）)]*)?(?:\s*\[\d+\])*")
_PART = re.compile(r"(?:(?!\[\d+\]).)+(?:\[\d+\]\s*)*")
_BULLET = re.compile(r"(?m)^\s*(?:[-*•·]|\d{1,2}[.、)）](?!\d)|[（(]\d{1,2}[)）])\s*")

# Longest wording first: 不超过 must not be read as 超过.
_PREFIX = (
    (">=", r"≥|>=|⩾|不低于|不少于|不小于|至少|最少"),
    ("<=", r"≤|<=|⩽|不超过|不高于|不多于|不大于|至多|最多"),
    (">", r">|超过|大于|高于|多于|超"),
    ("<", r"<|低于|小于|少于|不足|不到"),
    ("~", r"约|近|大约"),
)
_SUFFIX = ((">=", r"及?以上"), ("<=", r"及?以下|以内"), ("~", r"左右|上下"))
_UNIT = r"(?:%|‰|个?百分点|[年所个名人项元万亿间座家次门册]{0,2})"
_PREFIX_RE = re.compile(
    "(?:" + "|".join(f"(?P<p{i}>{p})" for i, (_, p) in enumerate(_PREFIX)) + ")$"
)
_SUFFIX_RE = re.compile(
    _UNIT + "(?:" + "|".join(f"(?P<s{i}>{p})" for i, (_, p) in enumerate(_SUFFIX)) + ")"
)


class Figure(NamedTuple):
    """A number of a text with its comparator (contract signs)."""

    comparator: str
    number: str


class AnswerStatement(NamedTuple):
    """A sentence of an answer without its markers, and the citation numbers it carries."""

    text: str
    cites: tuple[int, ...]


@lru_cache(maxsize=1)
def _t2s() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=1 << 16)
def key(text: str) -> str:
    """The form in which two texts are compared: NFKC, simplified, no white space."""
    return _SPACE.sub("", str(_t2s().convert(unicodedata.normalize("NFKC", text))))


@lru_cache(maxsize=1 << 16)
def name_key(text: str) -> str:
    """A name without quotation marks, brackets' contents such as ``(%)``, and dashes."""
    return re.sub(r"\([^()]*\)|[“”‘’\"'《》「」『』—\-·:,]", "", key(text)).lower()


def same_name(left: str, right: str) -> bool:
    """Whether two indicator names are one: equal, or one (four characters at least) in the other.

    The plan itself shortens names: “双师型”教师比例 stands for 中等职业教育“双师型”教师比例.
    """
    short, long = sorted((name_key(left), name_key(right)), key=len)
    return short == long or (len(short) >= 4 and short in long)


def number_key(text: str) -> str:
    """Canonical decimal: ``95.0`` and ``095`` are ``95``."""
    return format(Decimal(text).normalize(), "f")


def strip_markers(answer: str) -> str:
    """The answer without ``[1][2]``."""
    return _MARKER.sub("", answer)


def plain_digits(text: str) -> str:
    """Full-width digits and signs made plain; commas stay, so 95，100 are two numbers."""
    return text.translate(_WIDE_DIGITS)


def numbers(text: str) -> list[str]:
    """All Arabic numbers of a text, canonical, in order; list ordinals are left out."""
    return [number_key(m) for m in _NUMBER.findall(_BULLET.sub("", plain_digits(text)))]


@lru_cache(maxsize=1 << 14)
def figures(text: str) -> frozenset[Figure]:
    """All numbers with their comparators: 95%以上 and ≥95 are the same figure."""
    cells = re.sub(r"[\t\n]+|(?<=\d)\s+(?=\d)", "；", _BULLET.sub("", plain_digits(text)))
    flat = _SPACE.sub("", cells)
    return frozenset(
        Figure(_comparator(flat, m.start(), m.end()), number_key(m.group()))
        for m in _NUMBER.finditer(flat)
    )


def _comparator(text: str, start: int, end: int) -> str:
    if re.fullmatch(r"(?:19|20)\d\d", text[start:end]) and not text.startswith("%", end):
        return "="  # a year: 最近2020年 is no approximation
    before = _PREFIX_RE.search(text[max(0, start - 4) : start].replace("到", "").replace("达", ""))
    if before and before.lastgroup:
        return _PREFIX[int(before.lastgroup[1:])][0]
    after = _SUFFIX_RE.match(text, end)
    if after and after.lastgroup:
        return _SUFFIX[int(after.lastgroup[1:])][0]
    return "="


def bigrams(text: str, *, digits: bool = True) -> frozenset[str]:
    """Character pairs of the folded text, punctuation (and digits, if not wanted) removed."""
    return _pairs("".join(_runs(text, digits)))


def clause_bigrams(text: str, *, digits: bool = True) -> frozenset[str]:
    """Character pairs that stand side by side, none across punctuation (or digits)."""
    return frozenset[str]().union(*map(_pairs, _runs(text, digits)))


def _runs(text: str, digits: bool) -> list[str]:
    wanted = str.isalnum if digits else str.isalpha
    return ["".join(run) for kept, run in groupby(key(text), wanted) if kept]


def _pairs(flat: str) -> frozenset[str]:
    return frozenset(flat[i : i + 2] for i in range(len(flat) - 1))


def cover(part: str, whole: str, *, digits: bool = True) -> float:
    """Share of the character pairs within the clauses of ``part`` that ``whole`` has.

    ``whole`` may have them across its punctuation: an answer drops a comma or puts table cells
    side by side. 1.0 for a part without a pair.
    """
    needed = clause_bigrams(part, digits=digits)
    return len(needed & bigrams(whole, digits=digits)) / len(needed) if needed else 1.0


def statements(answer: str) -> list[AnswerStatement]:
    """Split an answer into statements with their citation numbers.

    A statement is a sentence, or the part of one up to a marker inside it (“甲”[1]与“乙”[2]).
    One without a marker takes the next marker on its line (两句。两句。[1]). Lead-ins that end in
    a colon state nothing and are left out.
    """
    found: list[AnswerStatement] = []
    for line in answer.splitlines():
        cites: tuple[int, ...] = ()
        row: list[AnswerStatement] = []
        parts = [part for raw in _STATEMENT.findall(line) for part in _PART.findall(raw)]
        for raw in reversed(parts):
            own = tuple(int(n) for n in _MARKER.findall(raw))
            cites = own or cites
            text = _BULLET.sub("", strip_markers(raw)).strip()
            if len(key(text)) > 1 and (own or not text.endswith(("：", ":"))):
                row.append(AnswerStatement(text, cites))
        found.extend(reversed(row))
    return found


def contains_number_aware(needle: str, haystack: str) -> bool:
    """Folded containment in which 15 is not found inside 2015 or 15.5."""
    needle, haystack = key(needle), key(haystack)
    if not needle:
        return False
    left = r"(?<![\d.])" if needle[0].isdigit() else ""
    right = r"(?!\d|\.\d)" if needle[-1].isdigit() else ""
    return re.search(left + re.escape(needle) + right, haystack) is not None


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Consecutive sentence ranges that cover ``text``; one for a text without stops."""
    ends = [m.end() for m in re.finditer(r"[。！？!?\n]+[”’』」）)]*", text)]
    if not ends or ends[-1] < len(text):
        ends.append(len(text))
    starts = [0, *ends[:-1]]
    return [(a, b) for a, b in zip(starts, ends, strict=True) if text[a:b].strip()] or [
        (0, len(text))
    ]
