"""Answers from figures: values as printed, changes and comparisons by a rule that is shown."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from corpus.model import Comparator, Indicator, IndicatorValue, Passage
from qa.cues import Operation
from qa.draft import Draft, Piece, Source, whole
from qa.figures import choose_values, scope_of
from qa.present import number, place_of
from qa.question import Understanding
from qa.stated import source_of

PassageOf = Callable[[str], Passage]
_HEDGE = "（按所列数值相减；其中有带范围的数，实际差值可能不同）"


def answer_figures(
    indicators: Sequence[Indicator],
    question: Understanding,
    base_year: int | None,
    passage_of: PassageOf,
) -> Draft:
    """State the values asked for; empty pieces when the plan gives none of them."""
    draft = Draft()
    for indicator in indicators:
        values = _in_scope(choose_values(indicator, question, base_year), question)
        pieces: list[Piece] = []
        if Operation.CHANGE in question.operations:
            change = _change(indicator, question, base_year, passage_of)
            pieces = [change] if change else []
        if not pieces:
            pieces = _state(indicator, values, passage_of)
        if question.compare_scope and values:
            pieces += _compare_scopes(indicator, values, passage_of)
        if pieces:
            said = {piece.text for piece in draft.pieces}
            draft.pieces += [piece for piece in pieces if piece.text not in said]
            draft.indicators.append(indicator)
    return draft


def _in_scope(
    values: tuple[IndicatorValue, ...], question: Understanding
) -> tuple[IndicatorValue, ...]:
    """Keep the scopes asked for; where both are asked or neither, keep all."""
    wanted = set(question.scopes)
    if question.compare_scope or len(wanted) != 1 or not any(v.scope for v in values):
        return values
    kept = tuple(v for v in values if v.scope is None or scope_of(v) in wanted)
    return kept if any(scope_of(v) in wanted for v in kept) else ()


def state_words(indicator: Indicator, years: Sequence[int], passage_of: PassageOf) -> list[Piece]:
    """Values that a table prints in words (基本消除), of the years asked for or of all."""
    return [
        Piece(
            f"{worded.table}：{indicator.name}{worded.year}年{worded.text}。",
            "figure",
            (whole(passage_of(worded.passage_id)),),
        )
        for worded in indicator.worded
        if not years or worded.year in years
    ]


def label_of(value: IndicatorValue) -> str:
    """When and where a value holds, before it: 2020年（本区）; a total over years (五年累计) and
    a name with its place say so themselves.
    """
    named = value.scope is None or value.name.startswith(value.scope)
    scope = "" if named else f"（{value.scope}）"
    if value.period_label and value.display.startswith(value.period_label):
        return scope
    if value.source.kind == "table" and "年均" in value.name:
        return scope  # growth over all the years
    if value.year is not None:
        return f"{value.year}年{scope}"
    return f"{value.period_label or ''}{scope}"


def _state(
    indicator: Indicator, values: Iterable[IndicatorValue], passage_of: PassageOf
) -> list[Piece]:
    """One piece a place: a table row's values in one sentence, a sentence as it stands."""
    by_row: dict[str, list[IndicatorValue]] = {}
    quotes: dict[tuple[str, int], Source] = {}
    for value in values:
        if value.source.kind == "table":
            by_row.setdefault(value.source.passage_id, []).append(value)
        else:
            source = source_of(value, passage_of)
            quotes.setdefault((source.passage.id, source.start), source)
    pieces = []
    for passage_id, row in by_row.items():
        said = "，".join(f"{label_of(v)}{v.display}" for v in row)
        text = f"{place_of(row[0])}：{row[0].name}{said}。"
        pieces.append(Piece(text, "figure", (whole(passage_of(passage_id)),)))
    for source in quotes.values():
        text = source.passage.text[source.start : source.end].strip()
        pieces.append(Piece(text, "quote", (source,)))
    return pieces


def _change(
    indicator: Indicator, question: Understanding, base_year: int | None, passage_of: PassageOf
) -> Piece | None:
    """Later minus earlier value, with the rule: 95% → 99%，提高4个百分点."""
    pair = _pair(indicator, question, base_year)
    if pair is None:
        return None
    first, last = pair
    return difference(indicator.name, first, last, passage_of)


def difference(
    name: str, first: IndicatorValue, last: IndicatorValue, passage_of: PassageOf
) -> Piece:
    """State the difference of two values of the same unit."""
    gap = Decimal(str(last.value)) - Decimal(str(first.value))
    size = format(abs(gap).normalize(), "f")
    unit = "个百分点" if last.unit == "%" else last.unit
    more, less = ("提高", "降低") if last.unit in ("%", "") else ("增加", "减少")
    exact = first.comparator == last.comparator == Comparator.EQ
    same = "没有变化，相差" if exact else "所列数值相差"
    word = more if gap > 0 else less if gap < 0 else same
    hedge = "" if exact else _HEDGE
    high, low = (last, first) if gap >= 0 else (first, last)
    rule = f"{number(high.value)}－{number(low.value)}＝{size}"
    text = (
        f"{name}：{label_of(first)}{first.display} → {label_of(last)}{last.display}，"
        f"{word}{size}{unit}（{rule}）{hedge}。"
    )
    sources = [source_of(first, passage_of), source_of(last, passage_of)]
    distinct = {(s.passage.id, s.start): s for s in sources}
    return Piece(text, "computed", tuple(distinct.values()), (size,))


def between(
    left: Sequence[IndicatorValue], right: Sequence[IndicatorValue], passage_of: PassageOf
) -> Piece | None:
    """How far two indicators are apart in the last year that both have a value of, one unit."""
    pairs = [(a, b) for a in left for b in right if (a.year, a.unit) == (b.year, b.unit)]
    if not pairs:
        return None
    a, b = max(pairs, key=lambda pair: (pair[0].year or 0, pair[0].source.kind == "table"))
    gap = Decimal(str(a.value)) - Decimal(str(b.value))
    high, low = (a, b) if gap >= 0 else (b, a)
    size = format(abs(gap).normalize(), "f")
    unit = "个百分点" if a.unit == "%" else a.unit
    exact = a.comparator == b.comparator == Comparator.EQ
    text = (
        f"{label_of(a)}{a.name}{a.display}，{b.name}{b.display}，相差{size}{unit}"
        f"（{number(high.value)}－{number(low.value)}＝{size}）{'' if exact else _HEDGE}。"
    )
    sources = (source_of(a, passage_of), source_of(b, passage_of))
    return Piece(text, "computed", tuple(dict.fromkeys(sources)), (size,))


def _pair(
    indicator: Indicator, question: Understanding, base_year: int | None
) -> tuple[IndicatorValue, IndicatorValue] | None:
    values = [
        v for v in indicator.values if not question.tables or v.source.table in question.tables
    ]
    values = values or list(indicator.values)
    wanted = question.scopes[0] if len(question.scopes) == 1 else "district"
    usable = [v for v in values if v.scope is None or scope_of(v) == wanted]
    dated = sorted((v for v in usable if v.year is not None), key=lambda v: v.year or 0)
    if len(question.years) >= 2:
        years = sorted(question.years)
        return _first_two(dated, years[0], years[-1])
    if question.years and base_year is not None:
        year = question.years[0]
        other = base_year if year != base_year else _other_year(dated, base_year, question)
        return _first_two(dated, min(year, other), max(year, other)) if other else None
    for a, b in itertools.pairwise(usable) if question.period == "past" else ():
        if a.source.passage_id == b.source.passage_id and _from_to(a, b):
            return a, b
    undated = [v for v in usable if v.year is None]
    if question.period == "past" or not dated:
        for a, b in itertools.pairwise(undated):
            if a.source.passage_id == b.source.passage_id and a.unit == b.unit:
                return a, b
    past = [v for v in dated if base_year is None or (v.year or 0) <= base_year]
    if question.period == "past" and len({v.year for v in past}) >= 2:
        return past[0], past[-1]
    if len({v.year for v in dated}) >= 2:
        after = [v for v in dated if base_year is not None and (v.year or 0) > base_year]
        base = [v for v in dated if v.year == base_year]
        return (base[0], after[0]) if base and after else (dated[0], dated[-1])
    return None


def _from_to(first: IndicatorValue, last: IndicatorValue) -> bool:
    """Whether a sentence gives two values as the ends of a change (由61.3%提高到72.8%)."""
    begins = (first.period_label or "").endswith("起")
    return begins and (last.period_label or "").endswith("止") and first.unit == last.unit


def _other_year(dated: list[IndicatorValue], base_year: int, question: Understanding) -> int | None:
    years = {v.year for v in dated if v.year is not None and v.year != base_year}
    earlier = [y for y in years if y < base_year]
    later = [y for y in years if y > base_year]
    if question.period == "past" and earlier:
        return max(earlier)
    return min(later) if later else (max(earlier) if earlier else None)


def _first_two(
    dated: list[IndicatorValue], early: int, late: int
) -> tuple[IndicatorValue, IndicatorValue] | None:
    first = [v for v in dated if v.year == early]
    last = [v for v in dated if v.year == late]
    if not first or not last:
        return None
    # The same table is the fairest comparison; a sentence stands in where it has no cell.
    table = last[0].source.table
    same = [v for v in first if v.source.table == table]
    return (same or first)[0], last[0]


def _compare_scopes(
    indicator: Indicator, values: Sequence[IndicatorValue], passage_of: PassageOf
) -> list[Piece]:
    pieces = []
    for year in dict.fromkeys(v.year for v in values):
        here = [v for v in values if v.year == year and v.scope and scope_of(v) == "district"]
        city = [v for v in values if v.year == year and v.scope and scope_of(v) == "city"]
        if not here or not city:
            continue
        a, b = here[0], city[0]
        gap = Decimal(str(a.value)) - Decimal(str(b.value))
        size = format(abs(gap).normalize(), "f")
        unit = "个百分点" if a.unit == "%" else a.unit
        if gap == 0:
            text = f"{a.scope}与{b.scope}所列数值相同（{a.display}与{b.display}）。"
            pieces.append(Piece(text, "computed", (source_of(a, passage_of),)))
        else:
            word = "高于" if gap > 0 else "低于"
            high, low = (a, b) if gap > 0 else (b, a)
            rule = f"{number(high.value)}－{number(low.value)}＝{size}"
            text = f"{a.scope}{a.display}，{word}{b.scope}{b.display}，相差{size}{unit}（{rule}）。"
            pieces.append(Piece(text, "computed", (source_of(a, passage_of),), (size,)))
    return pieces
