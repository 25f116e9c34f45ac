"""Tests over a table's rows beyond one bound: as written, one scope or year against another,
and the largest change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from corpus.model import Indicator, IndicatorValue
from qa.figures import scope_of
from qa.question import Understanding

RowKey = tuple[Indicator, str, int]
Rows = Mapping[RowKey, Sequence[IndicatorValue]]
Test = Callable[[Sequence[IndicatorValue]], bool]

_WRITTEN = re.compile(
    r"(?:写成|写作|写的是|写着|标成|标为|标着|填成|填的是|表示为|记为|表述为)\s*[“\"「]?\s*([<>≥≤]=?)\s*(\d+(?:\.\d+)?)"
)
_MORE = r"高|大|多|强|快"
_LESS = r"低|小|少|差|慢"
_SIGNS = {">": ">", "<": "<", "≥": ">=", "≤": "<=", ">=": ">=", "<=": "<="}
_OWN = r"本区|我区|区里|咱们?区|全区|本市|全市"
_ABOVE = r"市级|全市|市里|全国|国家"
_EQUAL = r"(?<!不)一样|(?<!不)相同|(?<!不)相等|持平"
_DIFFER = r"不一样|不相?同|不相?等|不一致|有(?:差别|差异|出入)|对不上|两样"
_BOTH = (
    rf"(?:(?:{_OWN}).{{0,8}}?[和与跟同、].{{0,4}}?(?:{_ABOVE})|"
    rf"(?:{_ABOVE}).{{0,8}}?[和与跟同、].{{0,4}}?(?:{_OWN}))"
)


def written_as(text: str) -> tuple[str, float] | None:
    """The comparator and number of 写成“>85”; None where nothing is so asked."""
    match = _WRITTEN.search(text)
    return (_SIGNS[match.group(1)], float(match.group(2))) if match else None


def scope_test(question: Understanding) -> tuple[Test, str] | None:
    """本区写的数比市级大, 本区和市级一样: a test of a row's values, and its name."""
    text = question.text
    if re.search(rf"{_BOTH}.{{0,8}}?(?:{_EQUAL})", text):
        return partial(_alike_in_scopes, question.years, True), "本区与市级所列数值相同的"
    if re.search(rf"{_BOTH}.{{0,8}}?(?:{_DIFFER})", text):
        return partial(_alike_in_scopes, question.years, False), "本区与市级所列数值不同的"
    match = re.search(
        rf"(?:{_OWN}).{{0,10}}?(?:比|高于|低于|超过|大于|小于).{{0,4}}?(?:{_ABOVE}).{{0,6}}?(?:({_MORE})|({_LESS}))?",
        text,
    )
    if match is None:
        return None
    less = bool(match.group(2)) or bool(re.search(r"低于|小于", match.group()))

    def test(values: Sequence[IndicatorValue]) -> bool:
        chosen = [v for v in values if not question.years or v.year in question.years]
        for year in {v.year for v in chosen}:
            own = [v.value for v in chosen if v.year == year and _is(v, "district")]
            above = [v.value for v in chosen if v.year == year and not _is(v, "district")]
            if own and above and (own[0] < above[0] if less else own[0] > above[0]):
                return True
        return False

    return test, f"本区所列数值{'小于' if less else '大于'}市级的"


def _alike_in_scopes(years: Sequence[int], same: bool, values: Sequence[IndicatorValue]) -> bool:
    """Whether own and upper value of one year are written alike, or, unless ``same``, are not."""
    printed: dict[tuple[int | None, str], tuple[str, float]] = {}
    for value in values:
        if value.scope is not None and (not years or value.year in years):
            printed[value.year, scope_of(value)] = (value.comparator, value.value)
    pairs = [
        (own, printed[year, other])
        for (year, scope), own in printed.items()
        for other in ("city", "nation")
        if scope == "district" and (year, other) in printed
    ]
    return any((own == above) is same for own, above in pairs)


def year_test(question: Understanding, base_year: int | None) -> tuple[Test, str] | None:
    """2025年比2020年小, 目标低于基期: a test of a row's values, and its name."""
    text = question.text
    match = re.search(
        rf"((?<!百分)比(?!例|重)|低于|小于|高于|大于|超过).{{0,8}}?(?:基期|现状|基数|20\d\d年?)"
        rf"(?:.{{0,6}}?(?:({_MORE})|({_LESS})))?",
        text,
    )
    if match is None or (match.group(1) == "比" and not (match.group(2) or match.group(3))):
        return None
    less = bool(match.group(3)) or match.group(1) in ("低于", "小于")
    years = sorted(question.years)
    if len(years) < 2 and base_year is None:
        return None
    early = years[0] if len(years) > 1 else base_year

    def test(values: Sequence[IndicatorValue]) -> bool:
        values = plain(values)
        first = [v.value for v in values if v.year == early and _is(v, "district")]
        last = [
            v.value
            for v in values
            if v.year is not None and early is not None and v.year > early and _is(v, "district")
            and (len(years) < 2 or v.year == years[-1])
        ]  # fmt: skip
        return bool(first and last) and (last[0] < first[0] if less else last[0] > first[0])

    return test, f"后一年所列数值{'小于' if less else '大于'}{early}年的"


def gap_of(values: Sequence[IndicatorValue], years: Sequence[int]) -> float | None:
    """How far own and upper value of a year are apart at most; None where there are not two."""
    chosen = [v for v in values if v.scope is not None and (not years or v.year in years)]
    gaps = [
        abs(own.value - above.value)
        for own in chosen
        for above in chosen
        if own.year == above.year and _is(own, "district") and not _is(above, "district")
    ]
    return max(gaps, default=None)


def change_of(values: Sequence[IndicatorValue], years: Sequence[int] = ()) -> float | None:
    """Last minus first dated value of the region itself; None where there are not two."""
    ends = ends_of(values, years)
    return round(ends[1].value - ends[0].value, 6) if ends else None


def ends_of(
    values: Sequence[IndicatorValue], years: Sequence[int] = ()
) -> tuple[IndicatorValue, IndicatorValue] | None:
    """First and last dated value of the region itself, of ``years`` where two are given; None
    where there are not two of one unit. What a period adds ([12], 年均增长8%) is no value.
    """
    own = sorted((v for v in plain(values) if v.year), key=lambda v: v.year or 0)
    own = [v for v in own if _is(v, "district")]
    if len(years) > 1:
        own = [v for v in own if v.year in (min(years), max(years))]
    if len({v.year for v in own}) < 2 or own[0].unit != own[-1].unit:
        return None
    return own[0], own[-1]


def plain(values: Sequence[IndicatorValue]) -> list[IndicatorValue]:
    """Values that stand for a time, without those that a period adds."""
    return [
        v
        for v in values
        if v.display[:1] not in "[〔【［" and not re.search(r"年均|增", v.period_label or "")
    ]


def _is(value: IndicatorValue, scope: str) -> bool:
    return value.scope is None or scope_of(value) == scope
