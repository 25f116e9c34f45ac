"""Answers from figures: values as printed, changes and comparisons by a rule that is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from corpus.model import Comparator, Indicator, IndicatorValue, Passage
from corpus.names import tells_growth
from qa.cues import Operation
from qa.draft import Draft, Piece, Source, whole
from qa.figures import choose_values, scope_of
from qa.pairs import from_to, pair_of
from qa.present import number, place_of
from qa.question import Understanding
from qa.stated import source_of

PassageOf = Callable[[str], Passage]
_HEDGE = "（按所列数值相减；其中有带范围的数，实际差值可能不同）"
_TIMES = re.compile(r"(?:几|多少)倍")


def answer_figures(
    indicators: Sequence[Indicator],
    question: Understanding,
    base_year: int | None,
    passage_of: PassageOf,
    others: Sequence[Indicator] = (),
) -> Draft:
    """State the values asked for; empty pieces when the plan gives none of them.

    ``others`` are the plan's indicators: one of the same thing may give its other time.
    """
    draft = Draft()
    for indicator in indicators:
        values = _in_scope(choose_values(indicator, question, base_year), question)
        pieces: list[Piece] = []
        if Operation.CHANGE in question.operations:
            change = _change(indicator, question, base_year, passage_of, others)
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
    if value.source.kind == "table" and tells_growth(value.name):
        return scope  # growth over all the years, not the mean of one (年均浓度)
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
    indicator: Indicator,
    question: Understanding,
    base_year: int | None,
    passage_of: PassageOf,
    others: Sequence[Indicator],
) -> Piece | None:
    """Later minus earlier value, with the rule: 95% → 99%，提高4个百分点."""
    pair = pair_of(indicator, question, base_year, others)
    if pair is None:
        return None
    first, last = pair
    if _TIMES.search(question.text):
        return multiple(indicator.name, first, last, passage_of)
    return difference(indicator.name, first, last, passage_of)


def difference(
    name: str, first: IndicatorValue, last: IndicatorValue, passage_of: PassageOf
) -> Piece:
    """State the difference of two values of the same unit."""
    gap = Decimal(str(last.value)) - Decimal(str(first.value))
    size = format(abs(gap).normalize(), "f")
    unit = size_unit(last.unit)
    more, less = ("提高", "降低") if last.unit in ("%", "") else ("增加", "减少")
    exact = first.comparator == last.comparator == Comparator.EQ
    same = "没有变化，相差" if exact else "所列数值相差"
    word = more if gap > 0 else less if gap < 0 else same
    hedge = "" if exact else _HEDGE
    high, low = (last, first) if gap >= 0 else (first, last)
    rule = f"{number(high.value)}－{number(low.value)}＝{size}"
    text = f"{_course(name, first, last)}，{word}{size}{unit}（{rule}）{hedge}。"
    sources = [source_of(first, passage_of), source_of(last, passage_of)]
    distinct = {(s.passage.id, s.start): s for s in sources}
    return Piece(text, "computed", tuple(distinct.values()), (size, *_said(first, last)))


def size_unit(unit: str) -> str:
    """How a difference of two values of a unit is counted: 个百分点 of %, /10万 of 1/10万."""
    return "个百分点" if unit == "%" else unit.removeprefix("1") if unit[:2] == "1/" else unit


def _course(name: str, first: IndicatorValue, last: IndicatorValue) -> str:
    """Both values with their times; the ends of one clause (由62%提高到70%) have one time."""
    if not from_to(first, last):
        return f"{name}：{label_of(first)}{first.display} → {label_of(last)}{last.display}"
    began = f"{first.year}年" if first.year not in (None, last.year) else ""
    label = (last.period_label or "").removesuffix("止")
    time = f"{last.year}年" if last.year is not None else label
    return f"{name}{f'（{time}）' if time else ''}：{began}{first.display} → {last.display}"


def _said(*values: IndicatorValue) -> tuple[str, ...]:
    """The numbers of values as a rule writes them (四个 is 4), and their years, which may stand
    in an earlier sentence.
    """
    years = [str(value.year) for value in values if value.year is not None]
    return (*(str(number(value.value)) for value in values), *years)


def multiple(
    name: str, first: IndicatorValue, last: IndicatorValue, passage_of: PassageOf
) -> Piece | None:
    """State by what factor a value grows: 12处 → 30处，是原来的2.5倍（30÷12＝2.5）."""
    exact = first.comparator == last.comparator == Comparator.EQ
    if not exact or first.value <= 0 or last.value <= first.value:
        return None
    times, more = (_rounded(v / first.value) for v in (last.value, last.value - first.value))
    about = "" if first.value * float(times) == last.value else "约"
    rule = f"{number(last.value)}÷{number(first.value)}{'≈' if about else '＝'}{times}"
    text = (
        f"{_course(name, first, last)}，{about}是前者的{times}倍（{rule}），{about}增加{more}倍。"
    )
    sources = tuple(dict.fromkeys(source_of(v, passage_of) for v in (first, last)))
    return Piece(text, "computed", sources, (times, more, *_said(first, last)))


def _rounded(value: float) -> str:
    return format(Decimal(str(round(value, 2))).normalize(), "f")


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
    unit = size_unit(a.unit)
    exact = a.comparator == b.comparator == Comparator.EQ
    text = (
        f"{label_of(a)}{a.name}{a.display}，{b.name}{b.display}，相差{size}{unit}"
        f"（{number(high.value)}－{number(low.value)}＝{size}）{'' if exact else _HEDGE}。"
    )
    sources = (source_of(a, passage_of), source_of(b, passage_of))
    return Piece(text, "computed", tuple(dict.fromkeys(sources)), (size, *_said(a, b)))


def together(chosen: Sequence[Sequence[IndicatorValue]], passage_of: PassageOf) -> Piece | None:
    """Several indicators' counts added up; None unless each has one number, of one unit and time.

    Shares are never added.
    """
    values = [_only(given) for given in chosen]
    held = [value for value in values if value is not None]
    alike = {(v.unit, v.year, v.period) for v in held}
    if len(held) < len(values) or len(alike) != 1 or held[0].unit in ("", "%", "‰"):
        return None
    total = format(sum((Decimal(str(v.value)) for v in held), Decimal()).normalize(), "f")
    said = "，".join(f"{v.name}{v.display}" for v in held)
    rule = f"{'＋'.join(str(number(v.value)) for v in held)}＝{total}{held[0].unit}"
    sources = tuple(dict.fromkeys(source_of(v, passage_of) for v in held))
    text = f"{label_of(held[0])}{said}，合计{rule}。"
    return Piece(text, "computed", sources, (total, *_said(*held)))


def _only(values: Sequence[IndicatorValue]) -> IndicatorValue | None:
    """The one number that values give, where they give one and it is no bound."""
    numbers = {(v.value, v.unit, v.comparator, v.year) for v in values}
    one = len(numbers) == 1 and values[0].comparator is Comparator.EQ
    return values[0] if one else None


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
