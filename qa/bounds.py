"""Bounds in questions: 超过20亿, 不低于95%, 目标是100%."""

from __future__ import annotations

import re
from collections.abc import Callable

from corpus.quantities import read_number

_NUMBER = r"\d+(?:\.\d+)?"
_LIMIT = re.compile(
    r"(?P<before>不低于|不少于|不超过|不高于|不大于|不小于|至少|超过|高于|大于|多于|低于|小于|少于|不到|不足|等于|达到|≥|≤|>|<|=|"
    r"(?:[是为]|目标值?)(?=\s*\d+(?:\.\d+)?\s*%?\s*(?:的|$|[?？。])))?"
    r"\s*(?P<number>\d+(?:\.\d+)?)\s*(?:%|个百分点|年|所|个)?(?:\(?含\)?)?(?P<after>及以上|以上|及以下|以下|以内)?"
)
RULES: dict[str, Callable[[float, float], bool]] = {
    ">=": lambda a, b: a >= b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    "<": lambda a, b: a < b,
    "=": lambda a, b: a == b,
}
_WORDS = {
    "不低于": ">=", "不少于": ">=", "不小于": ">=", "至少": ">=", "达到": ">=", "≥": ">=",
    "以上": ">=", "及以上": ">=", "超过": ">", "高于": ">", "大于": ">", "多于": ">", ">": ">",
    "不超过": "<=", "不高于": "<=", "不大于": "<=", "≤": "<=", "以下": "<=", "及以下": "<=",
    "以内": "<=", "低于": "<", "小于": "<", "少于": "<", "不到": "<", "不足": "<", "<": "<",
    "等于": "=", "=": "=", "是": "=", "为": "=",
}  # fmt: skip
SIGN_WORDS = {">=": "不小于", ">": "大于", "<=": "不大于", "<": "小于", "=": "等于"}
_SCALES = {"": 1.0, "千": 1e3, "万": 1e4, "千万": 1e7, "亿": 1e8}
_AMOUNT = re.compile(
    rf"(?P<before>不低于|不少于|不超过|不高于|至少|超过|高于|大于|多于|低于|小于|少于|不到|不足|达到|过|≥|≤|>|<)?"
    rf"(?:了)?\s*(?P<number>{_NUMBER}|[一二两三四五六七八九十百]+)\s*(?:个)?(?P<scale>千万|亿|万)(?:元|块)?(?:钱)?"
    r"(?P<after>及以上|以上|及以下|以下|以内)?"
)


def bound_in(text: str) -> tuple[str, float] | None:
    """The comparator and number of a question's bound; years and table labels are none."""
    cleaned = re.sub(r"(?:19|20)\d\d年?|表\d+", "，", text)
    for match in _LIMIT.finditer(cleaned):
        word = match["after"] or match["before"]
        if word:
            return _WORDS.get(word, "="), float(match["number"])
    return None


_THAN = re.compile(
    rf"比[^，。？?]{{0,8}}?(?P<number>{_NUMBER})\s*(?P<scale>千万|亿|万)?(?:元|块)?[^，。？?]{{0,4}}?"
    r"(?P<word>[高多大低少小])"
)


def amount_in(text: str, unit: str) -> tuple[str, float, str] | None:
    """A bound on an amount of money (超过20亿), in ``unit`` (亿元, 万元): comparator, number
    and how the question says the amount; None where there is no such bound.
    """
    than = _THAN.search(text)
    if than is not None:
        sign = ">" if than["word"] in "高多大" else "<"
        size = _size(than["scale"] or "", unit)
        said = f"{than['number']}{than['scale'] or ''}元" if "元" in unit else than["number"]
        return sign, round(float(than["number"]) * size, 6), said
    match = _AMOUNT.search(text)
    word = match and (match["after"] or match["before"])
    value = read_number(match["number"].replace("两", "二")) if match else None
    if match is None or not word or value is None:
        return None
    size = _size(match["scale"], unit)
    said = f"{match['number']}{match['scale']}元"
    return {**_WORDS, "过": ">"}[word], round(value * size, 6), said


def bound_with(text: str, unit: str) -> tuple[str, float, str] | None:
    """A bound on what is no money, said with its unit (超过20公里)."""
    found = bound_in(text) if unit and unit in text else None
    return (*found, f"{found[1]:g}{unit}") if found is not None else None


def _size(scale: str, unit: str) -> float:
    """How many of ``unit`` (亿元) one of a scale (万) is."""
    own = re.match(r"千万|[千万亿]?", unit)
    return _SCALES[scale] / _SCALES[own.group() if own else ""]
