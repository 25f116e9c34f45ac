"""Places of a plan that speak of one indicator and year and do not agree.

``value``: the numbers differ; ``wording``: one number, another comparator (以上 against >) or
another verb (达到 against 保持); ``scope``: two similar names, perhaps two definitions, with
different numbers. The plan does not say which governs, and neither does the note.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from corpus.amounts import in_base_unit
from corpus.model import Conflict, ConflictKind, Indicator, IndicatorValue, Period
from corpus.names import differ_by_part, fold_name, own_place, similar_names
from corpus.words import any_of, words

_TELLING = 5
"""Characters from which a name tells what it is of."""


def find_conflicts(plan_id: str, indicators: Sequence[Indicator]) -> tuple[Conflict, ...]:
    """Find every disagreement; at most one of ``value``/``wording`` an indicator and year."""
    found = [c for indicator in indicators for c in _within(plan_id, indicator)]
    found.extend(_between(plan_id, indicators))
    return tuple(found)


def _within(plan_id: str, indicator: Indicator) -> Iterator[Conflict]:
    by_time: dict[tuple[object, ...], list[IndicatorValue]] = defaultdict(list)
    for value in indicator.values:
        if own_place(value.scope):
            by_time[_time(value)].append(value)
    for found in by_time.values():
        values = _without_shares(_without_schedules(_levels(found), indicator.values))
        kind = _kind(values)
        if kind is not None:
            yield _conflict(plan_id, indicator.id, values[0].year, kind, values)


def _levels(values: Sequence[IndicatorValue]) -> list[IndicatorValue]:
    """Without five-year totals and yearly growth of a row that also gives the level reached."""
    rows = {
        (v.source.table, v.source.row)
        for v in values
        if v.source.kind == "table" and not v.period_label
    }
    return [
        v
        for v in values
        if not (v.source.kind == "table" and v.period_label)
        or (v.source.table, v.source.row) not in rows
    ]


def _without_schedules(
    values: Sequence[IndicatorValue], every: Sequence[IndicatorValue]
) -> list[IndicatorValue]:
    """Without a year's part of a row whose years add up to what a sentence promises in all."""
    totals = {(v.value, v.unit) for v in values if v.source.kind == "text"}
    schedules = set()
    for place in {(v.source.table, v.source.row) for v in values if v.source.kind == "table"}:
        parts = [
            v
            for v in every
            if v.source.kind == "table"
            and (v.source.table, v.source.row) == place
            and v.period is Period.TARGET
        ]
        if len(parts) > 1 and any(_adds_up(parts, *total) for total in totals):
            schedules.add(place)
    return [v for v in values if (v.source.table, v.source.row) not in schedules]


def _without_shares(values: Sequence[IndicatorValue]) -> list[IndicatorValue]:
    """Without what several projects of one table do of a thing (新建粮仓5万吨, 2万吨): each does
    a share of what the text promises in all.
    """
    rows: dict[str | None, set[int | None]] = {}
    for value in values:
        if value.source.kind == "text":
            rows.setdefault(value.source.table, set()).add(value.source.row)
    return [
        v
        for v in values
        if not (v.source.kind == "text" and v.source.table and len(rows[v.source.table]) > 1)
    ]


def _adds_up(parts: Sequence[IndicatorValue], total: float, unit: str) -> bool:
    """Whether yearly amounts come to a total, or to less where a year between them is blank."""
    if any(v.unit != unit for v in parts):
        return False
    added = round(sum(v.value for v in parts), 6)
    years = {v.year for v in parts if v.year is not None}
    blank = bool(years) and len(years) <= max(years) - min(years)
    return added == total or (blank and added < total)


def _time(value: IndicatorValue) -> tuple[object, ...]:
    if value.year is not None:
        return (value.year,)
    return (None, value.period, value.period_label)


def _kind(values: Sequence[IndicatorValue]) -> ConflictKind | None:
    apart = [(a, b) for a, b in combinations(values, 2) if _elsewhere(a, b)]
    if any(in_base_unit(a.value, a.unit) != in_base_unit(b.value, b.unit) for a, b in apart):
        return ConflictKind.VALUE
    if any(a.comparator is not b.comparator for a, b in apart):
        return ConflictKind.WORDING
    written = [(a, b) for a, b in apart if a.source.kind == b.source.kind == "text"]
    if any(_held(a) != _held(b) for a, b in written):
        return ConflictKind.WORDING
    return None


def _elsewhere(one: IndicatorValue, other: IndicatorValue) -> bool:
    """Whether two values stand in two places that speak of one thing.

    Two rows of one table speak of two (新建公路34公里, 新建公路65公里), and so may two sentences
    that name it in a few general words (占地42亩, 占地28亩) or tell how much it changed.
    """
    if _place(one) == _place(other) or differ_by_part(one.name, other.name):
        return False
    if one.source.kind == other.source.kind and one.source.table is not None:
        return one.source.table != other.source.table and _specific(one.name)
    if one.source.kind == other.source.kind == "text":
        return _specific(one.name) and _specific(other.name)
    return True


def _specific(name: str) -> bool:
    """Whether sentences far apart that use a name mean the same thing by it."""
    noun = re.sub(rf"^(?:{any_of(words('figure_words', 'making'))})+", "", fold_name(name))
    growth = any_of(words("figure_words", "growth"))
    return len(noun) >= _TELLING and not re.search(rf"(?:{growth})$", noun)


def _place(value: IndicatorValue) -> tuple[object, ...]:
    """Tell places apart: two figures of one sentence (a range) do not contradict it."""
    return (value.source.kind, value.source.passage_id, value.source.table)


def _held(value: IndicatorValue) -> bool:
    return value.display.startswith(words("figure_words", "hold"))


def _between(plan_id: str, indicators: Sequence[Indicator]) -> Iterator[Conflict]:
    """Compare an indicator known from sentences only with similar names in tables."""
    tabular = [i for i in indicators if any(v.source.kind == "table" for v in i.values)]
    for written in indicators:
        if any(v.source.kind == "table" for v in written.values):
            continue
        for other in tabular:
            if other.unit != written.unit or not similar_names(written.name, other.name):
                continue
            if differ_by_part(written.name, other.name):
                continue
            pair = _differing(written, other)
            if pair:
                yield _conflict(plan_id, written.id, pair[1].year, ConflictKind.SCOPE, pair)


def _differing(
    written: Indicator, other: Indicator
) -> tuple[IndicatorValue, IndicatorValue] | None:
    for a in reversed(written.values):
        for b in other.values:
            if b.source.kind != "table" or not (own_place(a.scope) and own_place(b.scope)):
                continue
            if _same_time(a, b) and (a.comparator, a.value) != (b.comparator, b.value):
                return a, b
    return None


def _same_time(a: IndicatorValue, b: IndicatorValue) -> bool:
    """Same year; a past result without a year stands at the end of its period."""
    if a.year is not None or b.year is None:
        return a.year == b.year and a.year is not None
    opening = (a.period_label or "").endswith("起")
    return a.period is Period.RESULT and b.period is Period.BASELINE and not opening


def _conflict(
    plan_id: str,
    indicator_id: str,
    year: int | None,
    kind: ConflictKind,
    statements: Iterable[IndicatorValue],
) -> Conflict:
    kept = tuple(statements)
    key = "\x1f".join((plan_id, indicator_id, str(year), kind, *(_print(v) for v in kept)))
    return Conflict(
        id="x-" + hashlib.sha256(key.encode()).hexdigest()[:12],
        plan_id=plan_id,
        indicator_id=indicator_id,
        year=year,
        kind=kind,
        statements=kept,
        note=_note(kind, kept),
    )


def _print(value: IndicatorValue) -> str:
    return f"{value.name} {value.display} {value.source.passage_id} {value.source.start}"


def _note(kind: ConflictKind, statements: Sequence[IndicatorValue]) -> str:
    labels = dict.fromkeys(_label(value) for value in statements)
    places = sorted(labels, key=lambda label: label != "正文")
    listed = "、".join(places[:-1]) + "与" + places[-1]
    where = listed if len(places) > 1 else f"{places[0]}中两处"
    if kind is ConflictKind.SCOPE:
        inner = str.maketrans("“”", "‘’")
        names = "”与“".join(dict.fromkeys(v.name.translate(inner) for v in statements))
        return f"{where}使用了相近而不同的名称“{names}”，数值不同，口径可能不同，规划未作说明"
    count = "两处" if len(statements) == 2 else "各处"
    where = where.removesuffix("中两处") + "各处" if len(places) == 1 else where
    said = "数值不同" if kind is ConflictKind.VALUE else "表述不同"
    return f"{where}{said}，{count}原文如下，规划未说明以哪一处为准"


def _label(value: IndicatorValue) -> str:
    return value.source.table or "正文"
