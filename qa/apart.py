"""Two figures of one sentence set against each other: 甲3.2亿元、乙1.6亿元 differ by 1.6亿元.

Both must be named in the question, on their own sides of 比 or 占, each by one figure of the
sentence and in one unit; otherwise nothing is reckoned.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from corpus.model import Comparator, Indicator, IndicatorValue, Passage
from qa.draft import Draft, Piece, Source
from qa.figures import official
from qa.fit import FITS, Fit
from qa.normalise import fold
from qa.question import Understanding, content_bigrams
from qa.stated import source_of

_DIFFERS = re.compile(
    r"(?P<a>[^，。？?；]{2,24}?)(?<!百分)比(?![例重率值])(?P<b>[^，。？?；]{2,24}?)"
    r"(?:要|会|能|大概|大约|得)?[多少高低大小长短](?:出|了|上)?(?:多少|几)"
)
_SHARE = re.compile(
    r"(?P<a>[^，。？?；]{2,24}?)占(?:到|了)?(?P<b>[^，。？?；]{2,24}?)的?"
    r"(?:比重|比例|占比|百分之|百分比|几成|多少|多大)"
)
_BOUND = "（按所列数值计算；其中有带范围的数，实际可能不同）"
_COMMON = 2
"""Pairs of characters that a figure's name must share with its side of the question."""
_PERCENT = Decimal(100)
_TENTH = Decimal("0.1")


class _Pair(NamedTuple):
    first: IndicatorValue
    second: IndicatorValue
    source: Source


def set_apart(
    question: Understanding,
    fit: Fit,
    indicators: Sequence[Indicator],
    passages: Sequence[Passage],
    passage_of: Callable[[str], Passage],
) -> Draft | None:
    """The difference of two figures that a question compares, or the share of one in the other."""
    differs, share = _DIFFERS.search(question.text), _SHARE.search(question.text)
    sides = differs or share
    if sides is None:
        return None
    near = {passage.id for passage in passages}
    values = [
        value
        for indicator in indicators
        for value in indicator.values
        if value.source.kind == "text" and value.source.passage_id in near
    ]
    pairs = list(_pairs(sides, fit, values, passage_of))
    if len({(p.first.value, p.second.value, p.first.unit) for p in pairs}) != 1:
        return None
    pair = pairs[0]
    said = _difference(pair) if differs else _share(pair)
    if said is None:
        return None
    text, numbers = said
    bound = any(v.comparator is not Comparator.EQ for v in pair[:2])
    piece = Piece(text + (_BOUND if bound else "") + "。", "computed", (pair.source,), numbers)
    quoted = pair.source.passage.text[pair.source.start : pair.source.end].strip()
    return Draft([piece, Piece(quoted, "quote", (pair.source,))])


def _pairs(
    sides: re.Match[str],
    fit: Fit,
    values: Sequence[IndicatorValue],
    passage_of: Callable[[str], Passage],
) -> list[_Pair]:
    """Each sentence's two figures, where each side names exactly one."""
    sentences: dict[tuple[str, int, str], list[IndicatorValue]] = {}
    sources: dict[tuple[str, int, str], Source] = {}
    for value in values:
        if value.unit in ("%", "‰"):
            continue
        source = source_of(value, passage_of)
        key = (source.passage.id, source.start, value.unit)
        sentences.setdefault(key, []).append(value)
        sources[key] = source
    found = []
    for key, held in sentences.items():
        first, second = (_named(held, sides[side]) for side in ("a", "b"))
        source = sources[key]
        text = source.passage.text[source.start : source.end]
        if first and second and first != second and fit.share(text) >= FITS:
            found.append(_Pair(first, second, source))
    return found


def _named(values: Sequence[IndicatorValue], side: str) -> IndicatorValue | None:
    """The one figure whose name has most in common with a side of the question."""
    said = content_bigrams(official(fold(side)))
    shared = [len(content_bigrams(official(fold(value.name))) & said) for value in values]
    most = max(shared, default=0)
    named = [value for value, count in zip(values, shared, strict=True) if count == most]
    return named[0] if most >= _COMMON and len({value.value for value in named}) == 1 else None


def _difference(pair: _Pair) -> tuple[str, tuple[str, ...]] | None:
    first, second = _number(pair.first), _number(pair.second)
    more = "多" if first >= second else "少"
    high, low = max(first, second), min(first, second)
    apart = _plain(high - low)
    said = f"{pair.first.name}{pair.first.display}，{pair.second.name}{pair.second.display}"
    rule = f"（{_plain(high)}－{_plain(low)}＝{apart}）"
    text = f"{said}，前者比后者{more}{apart}{pair.first.unit}{rule}"
    return text, (apart, _plain(high), _plain(low))


def _share(pair: _Pair) -> tuple[str, tuple[str, ...]] | None:
    part, whole = _number(pair.first), _number(pair.second)
    if not whole or part > whole:
        return None
    exact = part / whole * _PERCENT
    rounded = exact.quantize(_TENTH)
    share, sign = _plain(rounded), "＝" if rounded == exact else "≈"
    said = f"{pair.second.name}{pair.second.display}，{pair.first.name}{pair.first.display}"
    text = f"{said}，后者占前者的{share}%（{_plain(part)}÷{_plain(whole)}{sign}{share}%）"
    return text, (share, _plain(part), _plain(whole))


def _number(value: IndicatorValue) -> Decimal:
    return Decimal(str(value.value))


def _plain(value: Decimal) -> str:
    text = format(value.normalize(), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
