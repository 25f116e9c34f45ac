"""Where an indicator's values stand on a scale: positions in per cent, drawn as plain SVG.

Nothing here is a colour or a style. Labels and values are text beside the drawing, and every
value is also in the table, so the chart adds position and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.model import Comparator, Frozen, Indicator, IndicatorValue, Period
from corpus.names import own_place

_WORDS = {
    Comparator.EQ: "", Comparator.GT: "超过", Comparator.GE: "不低于", Comparator.LT: "低于",
    Comparator.LE: "不超过", Comparator.ABOUT: "约",
}  # fmt: skip
_UP, _DOWN = (Comparator.GT, Comparator.GE), (Comparator.LT, Comparator.LE)
_SHAPES = {Period.RESULT: "past", Period.BASELINE: "baseline", Period.TARGET: "target"}


class Mark(Frozen):
    """One value. ``at`` is its place on the scale in per cent of the width.

    ``reach`` is where its open side ends (不低于 reaches to the right end), None where the
    value is exact. ``shape`` is ``past``, ``baseline`` or ``target``; ``wider`` says that it is
    not the plan's own area (市级). ``words`` is what a screen reader says, ``place`` 表2 or 正文.
    """

    year: int
    scope: str | None
    at: float
    reach: float | None
    shape: str
    wider: bool
    display: str
    words: str
    place: str
    passage_id: str


class Tick(Frozen):
    """A number of the scale and its place in per cent."""

    at: float
    text: str


class Chart(Frozen):
    """An indicator's comparable values in the order of time."""

    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    unit: str


def draw(indicator: Indicator) -> Chart | None:
    """The chart of an indicator; None where no value can be placed on a scale.

    Values without a year, and values of another unit, are left to the table; what text and
    table say alike is drawn once.
    """
    values = _comparable(indicator)
    share = all(value.unit == "%" for value in values)
    if not values or (len(values) < 2 and not share):
        return None
    low, high = _scale(values)
    return Chart(
        marks=tuple(_mark(value, low, high) for value in values),
        ticks=tuple(Tick(at=_at(t, low, high), text=f"{t:g}") for t in _ticks(low, high)),
        unit=indicator.unit,
    )


def _comparable(indicator: Indicator) -> list[IndicatorValue]:
    kept: dict[tuple[object, ...], IndicatorValue] = {}
    for value in indicator.values:
        if value.year is not None and value.unit == (indicator.unit or value.unit):
            area = value.scope if not own_place(value.scope) else None
            kept.setdefault((value.year, area, value.comparator, value.value), value)
    return sorted(kept.values(), key=lambda v: (v.year or 0, own_place(v.scope)))


def _scale(values: Sequence[IndicatorValue]) -> tuple[float, float]:
    """From 0, or from a round number where all shares lie near 100.

    Only positions are drawn, never lengths from the start, so a cut scale misleads nobody; its
    numbers stand below it.
    """
    numbers = [value.value for value in values]
    if all(value.unit == "%" for value in values) and max(numbers) <= 100:
        return (80.0 if min(numbers) >= 84 else 0.0), 100.0
    return 0.0, _round_up(max(numbers) * 1.1)


def _round_up(number: float) -> float:
    if number <= 0:
        return 1.0
    size = 10.0 ** (len(str(int(number))) - 1)
    return next(m * size for m in (1, 2, 4, 5, 8, 10, 20) if m * size >= number)


def _ticks(low: float, high: float) -> list[float]:
    return [low + (high - low) * quarter / 4 for quarter in range(5)]


def _at(number: float, low: float, high: float) -> float:
    return round(100 * (min(max(number, low), high) - low) / (high - low), 2)


def _mark(value: IndicatorValue, low: float, high: float) -> Mark:
    at = _at(value.value, low, high)
    reach = 100.0 if value.comparator in _UP else 0.0 if value.comparator in _DOWN else None
    year = value.year or 0
    said = f"{_WORDS[value.comparator]}{value.value:g}{value.unit}"
    return Mark(
        year=year,
        scope=value.scope,
        at=at,
        reach=None if reach == at else reach,
        shape=_SHAPES[value.period],
        wider=not own_place(value.scope),
        display=value.display,
        words=f"{year}年{value.scope or ''}{said}",
        place=value.source.table or "正文",
        passage_id=value.source.passage_id,
    )
