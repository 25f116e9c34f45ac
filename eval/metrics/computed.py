"""Computed values: numbers whose rule the answer shows and which the rule yields; counts."""

from __future__ import annotations

import re
from decimal import Decimal

from eval.text import number_key, plain_digits
from qa.model import Reply

_NUMBER = r"(?:≥|≤|>|<|=|约)?\s*(\d+(?:\.\d+)?)\s*(?:%|个?百分点|[年所个名人项元万亿间座]{0,2})?"
_RULE = re.compile(
    _NUMBER + r"\s*([-−－–—+＋减加])\s*" + _NUMBER + r"\s*(?:=|＝|等于|得)\s*([-−－]?)\s*" + _NUMBER
)
_TERMS = re.compile(rf"{_NUMBER}(?:\s*[-−－–+＋×*]\s*{_NUMBER})+\s*(?:=|＝)\s*{_NUMBER}")
_TERM = re.compile(r"([-−－–+＋×*])\s*(?:≥|≤|>|<|=|约)?\s*(\d+(?:\.\d+)?)")
_COMPARED = re.compile(
    _NUMBER + r"\s*[，,]?\s*(高于|超过|大于|低于|小于|等于)[^\d，；。]{0,8}?" + _NUMBER
)
_COUNT = re.compile(r"(?:共列?|有|计)\s*(\d+)\s*(?:项|个|处|条|类|所)")
_ITEM = re.compile(r"(?m)^\s*(?:[-*•·]|\d{1,2}[.、]|[（(]\d{1,2}[)）])")
_ROW = re.compile(r"第(\d+)行")
_PLUS = "+＋加"


def _compared(match: re.Match[str]) -> str:
    left, word, right = match.groups()
    order = (Decimal(left) > Decimal(right)) - (Decimal(left) < Decimal(right))
    if order != {"低于": -1, "小于": -1, "等于": 0}.get(word, 1):
        return match.group()
    return match.group().replace(word, "，")


def computed_numbers(text: str) -> set[str]:
    """Results of all displayed sums and differences that are arithmetically right."""
    found: set[str] = set()
    for left, sign, right, minus, result in _RULE.findall(plain_digits(text)):
        value = Decimal(left) + (Decimal(right) if sign in _PLUS else -Decimal(right))
        claimed = -Decimal(result) if minus else Decimal(result)
        if value == claimed:
            found.add(number_key(result))
    for match in _TERMS.finditer(plain_digits(text)):
        found |= _chained(match.group())
    return found


def _chained(rule: str) -> set[str]:
    """The result of a rule of several terms (3＋1＋2＝6, 3×6＝18) that is right.

    Of a product all signs must be ×: no rule mixes them.
    """
    left, result = re.split(r"[=＝](?!.*[=＝])", rule)
    first = re.search(r"\d+(?:\.\d+)?", left)
    claimed = re.search(r"\d+(?:\.\d+)?", result)
    if first is None or claimed is None:
        return set()
    value, signs = Decimal(first.group()), set()
    for sign, number in _TERM.findall(left[first.end() :]):
        signs.add(sign in "×*")
        if sign in "×*":
            value *= Decimal(number)
        else:
            value += Decimal(number) if sign in _PLUS else -Decimal(number)
    right = len(signs) == 1 and value == Decimal(claimed.group())
    return {number_key(claimed.group())} if right else set()


def counted_numbers(answer: str, reply: Reply) -> set[str]:
    """Stated counts that equal the number of items, lines, citations or indicators shown."""
    lines = [line for line in answer.splitlines() if line.strip()]
    shown = {len(_ITEM.findall(answer)), len(reply.citations), len(reply.indicators)}
    # The last row of a table counts its rows, and a cited row's reference names its number.
    shown |= {int(n) for c in reply.citations for n in _ROW.findall(c.reference)}
    shown |= {len(lines), len(lines) - 1, *(line.count("；") + 1 for line in lines if "；" in line)}
    return {n for n in map(number_key, _COUNT.findall(plain_digits(answer))) if int(n) in shown}


def without_computed(sentence: str, counts: set[str] | None = None) -> str:
    """The sentence without its displayed rules, their results, and the given counts.

    The word of a comparison that holds between two of its numbers goes too: 本区99%，高于市级95%
    states 99 and 95, and not that something is above 95.
    """
    results = computed_numbers(sentence)
    text = _COMPARED.sub(_compared, plain_digits(sentence))
    if counts:
        text = _COUNT.sub(lambda m: "" if number_key(m.group(1)) in counts else m.group(), text)
    if not results:
        return text
    # The clause that states a result is the rule's own wording: 提高12.9个百分点（72.9－60＝12.9）
    clauses = re.findall(r"[^，；。]+[，；。]?", text)
    return "".join(c for c in clauses if not (_RULE.search(c) or _TERMS.search(c)))
